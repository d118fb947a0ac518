// SPDX-License-Identifier: Apache-2.0
// The identity of a peer: its secp256k1 key pair and what is derived from it. A PrivateKey can be
// used but not printed or compared, and is wiped when it goes. A PublicKey here is 64 bytes, X then
// Y, as an enode carries them; being on the curve is checked by is_on_curve, not by the type.
#pragma once

#include <string_view>

#include "sim/core/error.hpp"
#include "sim/wire/bytes.hpp"

namespace seatrial::wire {

/// X and Y, 32 bytes each, without the 0x04 prefix.
using PublicKey = FixedBytes<64, struct PublicKeyTag>;  // SPEC goquorum 1.1
/// keccak256 of the public key: what permission lists, logs and discovery compare.
using NodeId = FixedBytes<32, struct NodeIdTag>;  // SPEC goquorum 1.1

/// A node key. Any 32 bytes can be held; public_key says whether they are a key.
class PrivateKey {
 public:
  /// Takes the 32 bytes of a scalar.
  explicit PrivateKey(const std::array<std::uint8_t, 32>& scalar) : scalar_(scalar) {}
  PrivateKey(const PrivateKey&) = default;
  PrivateKey& operator=(const PrivateKey&) = default;
  ~PrivateKey();

  /// The scalar, for the curve functions alone; never print it.
  ByteSpan secret() const& { return scalar_; }

 private:
  std::array<std::uint8_t, 32> scalar_;
};

/// Reads the 64 hex characters of a geth nodekey file, without prefix; errors never quote them.
Result<PrivateKey> parse_private_key(std::string_view text);

/// The public key of a private key; an error if the scalar is 0 or not below the curve's order.
Result<PublicKey> public_key(const PrivateKey& key);

/// Whether X and Y are a point of secp256k1.
bool is_on_curve(const PublicKey& key);

/// The node id: keccak256 over X and Y.
NodeId node_id(const PublicKey& key);

/// The account and validator address: the last 20 bytes of the node id.
Address20 address(const PublicKey& key);

/// The validator address inside a node id.
Address20 address(const NodeId& id);

}  // namespace seatrial::wire
