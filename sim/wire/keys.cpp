// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/keys.hpp"

#include <secp256k1.h>

#include <memory>

#include "sim/wire/hex.hpp"
#include "sim/wire/keccak.hpp"

namespace seatrial::wire {
namespace {

struct DestroyContext {
  void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
};
using Context = std::unique_ptr<secp256k1_context, DestroyContext>;

Context make_context() {
  return Context(secp256k1_context_create(SECP256K1_CONTEXT_NONE));
}

constexpr std::uint8_t kUncompressed = 0x04;
using Point = std::array<std::uint8_t, 65>;

Result<PublicKey> bad_scalar() {
  return Error{"", "not a secp256k1 private key",
               "expected a number above 0 and below the order of the curve"};
}

}  // namespace

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

Result<PublicKey> public_key(const PrivateKey& key) {
  const Context context = make_context();
  secp256k1_pubkey parsed;
  if (secp256k1_ec_pubkey_create(context.get(), &parsed, key.secret().data()) == 0) {
    return bad_scalar();
  }
  Point point{};
  std::size_t size = point.size();
  secp256k1_ec_pubkey_serialize(context.get(), point.data(), &size, &parsed,
                                SECP256K1_EC_UNCOMPRESSED);
  return copy_fixed<PublicKey>(ByteSpan(point).subspan(1));
}

bool is_on_curve(const PublicKey& key) {
  Point point{kUncompressed};
  std::copy(key.data.begin(), key.data.end(), point.begin() + 1);
  secp256k1_pubkey parsed;
  return secp256k1_ec_pubkey_parse(secp256k1_context_static, &parsed, point.data(), point.size()) ==
         1;
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
