// SPDX-License-Identifier: Apache-2.0
// NetworkPolicy: the objects as values, and what they come to for one pod: a filter for each
// direction, of the allowances of every policy that selects it. Addresses of selected pods are
// taken as they are now, so that Cluster compiles again when pods come and go. Ports are those of
// the pod, after every translation. // SPEC kubernetes 7
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/kube/object.hpp"
#include "sim/net/filter.hpp"

namespace seatrial::kube {

class Cluster;

/// One line of matchExpressions.
struct LabelExpression {
  enum class Operator : std::uint8_t { in, not_in, exists, does_not_exist };
  std::string key;
  Operator op = Operator::in;
  std::vector<std::string> values;
};

/// A label selector; empty selects everything.
struct LabelSelector {
  Labels match_labels;
  std::vector<LabelExpression> match_expressions;

  bool matches(const Labels& labels) const;
};

/// One item of `from` or `to`: a block of addresses, or pods.
struct PolicyPeer {
  std::optional<net::Cidr> ip_block;
  std::vector<net::Cidr> except;
  std::optional<LabelSelector> pods;        ///< alone: of the policy's namespace
  std::optional<LabelSelector> namespaces;  ///< alone: all pods of these; with pods: both
  Mark mark;
};

/// One item of `ports`.
struct PolicyPort {
  net::Protocol protocol = net::Protocol::tcp;
  std::optional<std::uint16_t> port;      ///< none and no name: every port
  std::optional<std::uint16_t> end_port;  ///< the last of a range, with `port`
  std::string name;                       ///< instead: a containerPort's
  Mark mark;
};

/// One item of `ingress` or `egress`.
struct PolicyRule {
  std::vector<PolicyPeer> peers;  ///< none: anybody
  std::vector<PolicyPort> ports;  ///< none: every port of every protocol
  Mark mark;
};

struct NetworkPolicy {
  std::string ns = "default";
  std::string name;
  LabelSelector pod_selector;
  bool isolates_ingress = true;  ///< from policyTypes, or their default
  bool isolates_egress = false;
  std::vector<PolicyRule> ingress;
  std::vector<PolicyRule> egress;
  Mark mark;
};

enum class PolicyDirection : std::uint8_t { in, out };

/// A pod that a cluster surely has though nobody told of it, with a stand-in for its address.
struct AssumedPod {
  Pod pod;
  net::Ipv4 address;
};

/// The labels of a namespace, with the one that the API server gives to each.
Labels namespace_labels(const Cluster& cluster, const std::string& ns);

/// The filter of a pod in one direction; nothing where no policy selects it for that direction.
std::optional<net::Filter> compile_policies(const Cluster& cluster, const net::Network& network,
                                            const Pod& pod, PolicyDirection direction,
                                            const std::vector<AssumedPod>& assumed = {});

/// Gives every pod of the cluster its filters, where the CNI enforces policies.
void program_policies(const Cluster& cluster, net::Network& network);

}  // namespace seatrial::kube
