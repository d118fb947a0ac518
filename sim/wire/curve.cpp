// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/curve.hpp"

#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#include <secp256k1_recovery.h>

#include <memory>

namespace seatrial::wire {
namespace {

struct DestroyContext {
  void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
};
/// A context of one's own costs a microsecond; a shared one would be a global.
using Context = std::unique_ptr<secp256k1_context, DestroyContext>;

Context make_context() {
  return Context(secp256k1_context_create(SECP256K1_CONTEXT_NONE));
}

using Point = std::array<std::uint8_t, 65>;

Result<secp256k1_pubkey> parse(const PublicKey& key) {
  Point point{kUncompressed};
  std::copy(key.data.begin(), key.data.end(), point.begin() + 1);
  secp256k1_pubkey parsed;
  if (secp256k1_ec_pubkey_parse(secp256k1_context_static, &parsed, point.data(), point.size()) == 0)
    return Error{"", "invalid public key", "the point is not on the curve"};
  return parsed;
}

PublicKey serialized(const secp256k1_pubkey& key) {
  Point point{};
  std::size_t size = point.size();
  secp256k1_ec_pubkey_serialize(secp256k1_context_static, point.data(), &size, &key,
                                SECP256K1_EC_UNCOMPRESSED);
  return copy_fixed<PublicKey>(ByteSpan(point).subspan(1));
}

/// What ECDH gives is the X coordinate itself, not a hash of the point.
int copy_x(unsigned char* output, const unsigned char* x, const unsigned char*, void*) {
  std::copy_n(x, SharedSecret::size(), output);
  return 1;
}

Result<PublicKey> bad_scalar() {
  return Error{"", "not a secp256k1 private key",
               "expected a number above 0 and below the order of the curve"};
}

Error not_recovered(std::string what) {
  return {"", std::move(what), "the signature is broken"};
}

}  // namespace

// What keys.hpp promises of the curve; all that needs its library stands in this file.
Result<PublicKey> public_key(const PrivateKey& key) {
  const Context context = make_context();
  secp256k1_pubkey made;
  if (secp256k1_ec_pubkey_create(context.get(), &made, key.secret().data()) == 0) {
    return bad_scalar();
  }
  return serialized(made);
}

bool is_on_curve(const PublicKey& key) {
  return parse(key).has_value();
}

Result<Signature> sign(const PrivateKey& key, const Hash32& hash) {
  const Context context = make_context();
  secp256k1_ecdsa_recoverable_signature made;
  if (secp256k1_ecdsa_sign_recoverable(context.get(), &made, hash.data.data(), key.secret().data(),
                                       nullptr, nullptr) == 0) {
    return Error{"", "invalid private key", "no node has such a key"};
  }
  Signature signature;
  int recovery_id = 0;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(context.get(), signature.data.data(),
                                                          &recovery_id, &made);
  signature.data[64] = static_cast<std::uint8_t>(recovery_id);
  return signature;
}

Result<PublicKey> recover(const Signature& signature, const Hash32& hash) {
  const int recovery_id = signature.data[64];
  if (recovery_id > 3) return not_recovered("invalid signature recovery id");
  secp256k1_ecdsa_recoverable_signature parsed;
  if (secp256k1_ecdsa_recoverable_signature_parse_compact(
          secp256k1_context_static, &parsed, signature.data.data(), recovery_id) == 0) {
    return not_recovered("recovery failed");
  }
  secp256k1_pubkey key;
  if (secp256k1_ecdsa_recover(secp256k1_context_static, &key, &parsed, hash.data.data()) == 0)
    return not_recovered("recovery failed");
  return serialized(key);
}

Result<PublicKey> recover(ByteSpan signature, const Hash32& hash) {
  if (signature.size() != Signature::size()) return not_recovered("invalid signature length");
  return recover(copy_fixed<Signature>(signature), hash);
}

bool verify(const PublicKey& key, const PlainSignature& signature, const Hash32& hash) {
  const auto parsed = parse(key);
  secp256k1_ecdsa_signature made;
  return parsed &&
         secp256k1_ecdsa_signature_parse_compact(secp256k1_context_static, &made,
                                                 signature.data.data()) == 1 &&
         secp256k1_ecdsa_verify(secp256k1_context_static, &made, hash.data.data(), &*parsed) == 1;
}

Result<SharedSecret> shared_secret(const PrivateKey& key, const PublicKey& other) {
  const auto parsed = parse(other);
  if (!parsed) return parsed.error();
  const Context context = make_context();
  SharedSecret secret;
  if (secp256k1_ecdh(context.get(), secret.data.data(), &*parsed, key.secret().data(), copy_x,
                     nullptr) == 0) {
    return Error{"", "invalid private key", "no node has such a key"};
  }
  return secret;
}

CompressedKey compress(const PublicKey& key) {
  CompressedKey out;
  out.data[0] = (key.data[63] & 1U) == 0 ? 0x02 : 0x03;
  std::copy_n(key.data.begin(), 32, out.data.begin() + 1);
  return out;
}

Result<PublicKey> decompress(const CompressedKey& key) {
  secp256k1_pubkey parsed;
  if (secp256k1_ec_pubkey_parse(secp256k1_context_static, &parsed, key.data.data(),
                                key.data.size()) == 0) {
    return Error{"", "invalid public key", "the point is not on the curve"};
  }
  return serialized(parsed);
}

}  // namespace seatrial::wire
