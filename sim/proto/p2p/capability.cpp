// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/capability.hpp"

#include <algorithm>

namespace seatrial::p2p {

Capabilities::Capabilities(std::initializer_list<Capability> list) {
  for (const Capability& capability : list) insert(capability);
}

void Capabilities::insert(Capability capability) {
  auto* end = items_.begin() + size_;
  auto* place = std::lower_bound(items_.begin(), end, capability);
  if (size_ == max_size || (place != end && *place == capability)) return;
  std::move_backward(place, end, end + 1);
  *place = capability;
  ++size_;
}

bool Capabilities::contains(Capability capability) const {
  return std::ranges::binary_search(list(), capability);
}

Capabilities istanbul_capabilities() {  // SPEC goquorum 4.6
  return {{Protocol::istanbul, 64}, {Protocol::istanbul, 99}};
}

Capabilities raft_capabilities() {  // SPEC goquorum 4.6
  return {{Protocol::eth, 63}, {Protocol::eth, 64}};
}

Capabilities istanbul_capabilities_21_4() {  // SPEC goquorum 4.6
  return {{Protocol::eth, 63},      {Protocol::eth, 64},      {Protocol::eth, 65},
          {Protocol::istanbul, 64}, {Protocol::istanbul, 99}, {Protocol::istanbul, 100}};
}

Capabilities istanbul_capabilities_22_7() {  // SPEC goquorum 4.6
  return {{Protocol::eth, 64},      {Protocol::eth, 65},      {Protocol::eth, 66},
          {Protocol::istanbul, 64}, {Protocol::istanbul, 99}, {Protocol::istanbul, 100}};
}

Capabilities istanbul_capabilities_24_4() {  // SPEC goquorum 4.6
  return {{Protocol::eth, 65},
          {Protocol::eth, 66},
          {Protocol::istanbul, 64},
          {Protocol::istanbul, 99},
          {Protocol::istanbul, 100}};
}

CommonProtocols match(const Capabilities& local, const Capabilities& remote) {
  CommonProtocols common;
  for (const Capability& offered : remote.list()) {
    if (!local.contains(offered)) continue;
    // SPEC goquorum 4.7: a lower version of the same name that matched before is undone
    (offered.protocol == Protocol::eth ? common.eth : common.istanbul) = offered;
  }
  return common;
}

}  // namespace seatrial::p2p
