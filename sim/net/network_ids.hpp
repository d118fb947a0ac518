// SPDX-License-Identifier: Apache-2.0
// The dense indices by which the parts of a Network name one another.
#pragma once

#include <cstdint>

namespace seatrial::net {

/// A site: the network of one cluster, or of hosts outside of every cluster.
enum class SiteId : std::uint32_t { none = UINT32_MAX };
/// A Kubernetes node's network, or an outside host's.
enum class MachineId : std::uint32_t { none = UINT32_MAX };
/// A network stack: a pod, or a host outside of every cluster.
enum class StackId : std::uint32_t { none = UINT32_MAX };

}  // namespace seatrial::net
