// SPDX-License-Identifier: Apache-2.0
// What a scenario says of Kubernetes objects beside peers and nodes: how a peer is shown by its
// Service, pods without GoQuorum, the networking of a cluster, names of its DNS, and manifests. It
// is plain data: manifests are kept as they were written, and read by who resolves the scenario.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "harness/config/value.hpp"
#include "harness/scenario/values.hpp"

namespace seatrial::scenario {

enum class TrafficPolicy : std::uint8_t { cluster, local };

/// A line of a map from names to texts: labels, annotations, names of DNS and their addresses.
struct NamedText {
  Text name;
  Text value;
  bool operator==(const NamedText&) const = default;
};

/// How a cluster's pods are networked.
struct Cni {
  Mark mark;
  Text mode;  ///< a word that kube::parse_cni knows
  Maybe<bool> external_snat;
  std::vector<Text> exclude_snat;
  Maybe<bool> enforces_policies;
  Maybe<std::uint64_t> max_pods;
  Maybe<std::uint64_t> surge;
  bool operator==(const Cni&) const = default;
};

enum class ServiceKind : std::uint8_t { node_port, cluster_ip, load_balancer, headless, none };

/// The Service in front of a peer.
struct PeerService {
  Mark mark;
  Marked<ServiceKind> type;                  ///< node_port
  Maybe<bool> udp;                           ///< its p2p port takes UDP, too; false
  std::vector<Marked<std::uint16_t>> ports;  ///< more ports of the pod: 8545
  Maybe<TrafficPolicy> external_traffic_policy;
  std::vector<NamedText> annotations;
  std::vector<Text> source_ranges;
  std::optional<Text> address;  ///< of the load balancer, asked for or known
  std::vector<Text> external_ips;
  Maybe<bool> allocate_node_ports;
  bool operator==(const PeerService&) const = default;
};

/// A port that a program listens on.
struct Listen {
  Marked<std::uint16_t> port;
  bool udp = false;
  bool operator==(const Listen&) const = default;
};

/// A pod, or a program of a host, without GoQuorum.
struct PlainPod {
  Text name;
  std::optional<Text> node;        ///< the first if not written
  std::optional<Text> name_space;  ///< key 'namespace'
  std::vector<NamedText> labels;
  std::vector<Listen> listens;
  bool operator==(const PlainPod&) const = default;
};

/// Kubernetes objects: a file of them, or one that stands in the scenario.
struct Manifest {
  std::variant<FilePath, config::Value> source;

  Mark mark() const;
  /// Whether both stand at one place.
  bool operator==(const Manifest& other) const { return mark() == other.mark(); }
};

}  // namespace seatrial::scenario
