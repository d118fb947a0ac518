// SPDX-License-Identifier: Apache-2.0
// Dns: what a name means inside one pod: the search list of the pod's namespace over the cluster's
// Services, and the records that its DNS knows beside them. Names of another cluster mean nothing
// here, or an object of this cluster: that is the point of asking here. Whether the pod may ask at
// all is a question of its NetworkPolicies. // SPEC kubernetes 8
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kube/cluster.hpp"

namespace seatrial::kube {

/// What a name resolved to.
struct Resolution {
  net::Ipv4 address;                 ///< the first of `addresses`, which is the one that is dialled
  const Service* service = nullptr;  ///< the Service behind it, if it is one
  std::vector<net::Ipv4> addresses{};  ///< all of them, in the order of the answer
  std::string condition{};             ///< what must hold for the answer to come; "" if certain
};

/// Resolves as a pod of this namespace would.
std::optional<Resolution> resolve(const Cluster& cluster, std::string_view ns,
                                  std::string_view name);

/// Whether the NetworkPolicies that count let this pod ask the cluster's DNS. A cluster that has no
/// pod labelled k8s-app: kube-dns in kube-system is taken to have one that nobody told of.
bool may_ask_dns(const Cluster& cluster, const net::Network& network, const Pod& pod);

}  // namespace seatrial::kube
