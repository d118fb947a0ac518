// SPDX-License-Identifier: Apache-2.0
// Dns: what a name means inside one pod: the search list of the pod's namespace over the cluster's
// Services. Names outside of the cluster are unknown unless a record was added. The same short name
// may mean another object in another cluster: that is the point of asking here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/kube/cluster.hpp"

namespace seatrial::kube {

/// What a name resolved to.
struct Resolution {
  net::Ipv4 address;
  const Service* service = nullptr;  ///< the Service behind it, if it is one
};

/// Resolves as a pod of this namespace would. SPEC kubernetes 8.
std::optional<Resolution> resolve(const Cluster& cluster, std::string_view ns,
                                  std::string_view name);

}  // namespace seatrial::kube
