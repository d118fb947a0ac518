// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/keys.hpp"

#include <algorithm>
#include <string>

#include "sim/wire/hex.hpp"
#include "sim/wire/keccak.hpp"

namespace seatrial::wire {

PrivateKey::~PrivateKey() {
  volatile std::uint8_t* bytes = scalar_.data();  // volatile, or the wiping is optimised away
  for (std::size_t i = 0; i < scalar_.size(); ++i) bytes[i] = 0;
}

Result<PrivateKey> parse_private_key(std::string_view text) {
  const Result<Bytes> bytes = from_hex(text);
  if (!bytes || bytes->size() != 32) {
    return Error{"", "a node key of " + std::to_string(text.size()) + " characters",
                 "expected 64 hex characters without prefix"};
  }
  std::array<std::uint8_t, 32> scalar{};
  std::copy(bytes->begin(), bytes->end(), scalar.begin());
  return PrivateKey(scalar);
}

NodeId node_id(const PublicKey& key) {  // SPEC goquorum 1.1
  return copy_fixed<NodeId>(keccak256(key.data).data);
}

Address20 address(const NodeId& id) {  // SPEC goquorum 1.1
  return copy_fixed<Address20>(id.span().subspan(12));
}

Address20 address(const PublicKey& key) {
  const NodeId id = node_id(key);
  return address(id);
}

}  // namespace seatrial::wire
