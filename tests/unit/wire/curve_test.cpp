// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/curve.hpp"

#include "sim/wire/keccak.hpp"
#include "wire_testing.hpp"

namespace seatrial::wire {
namespace {

// The two keys of EIP-8.
PrivateKey key_a() {
  return parse_private_key("49a7b37aa6f6645917e7b807e9d1c00d4fa71f18343b0d4122a4d2df64dd6fee")
      .value();
}
PrivateKey key_b() {
  return parse_private_key("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291")
      .value();
}

TEST(Curve, SignatureNamesItsSigner) {
  const Hash32 hash = keccak256(as_bytes("a message"));
  const Signature signature = sign(key_a(), hash).value();
  EXPECT_EQ(recover(signature, hash).value(), public_key(key_a()).value());
  EXPECT_EQ(sign(key_a(), hash).value(), signature) << "signatures are deterministic";
  EXPECT_NE(recover(signature, keccak256(as_bytes("another"))).value(),
            public_key(key_a()).value());
}

TEST(Curve, BrokenSignaturesAreErrors) {
  const Hash32 hash = keccak256(as_bytes("a message"));
  Signature signature = sign(key_a(), hash).value();
  signature.data[64] = 4;
  EXPECT_EQ(recover(signature, hash).error().what, "invalid signature recovery id");
  EXPECT_EQ(recover(Signature{}, hash).error().what, "recovery failed");
  EXPECT_EQ(recover(Bytes(64), hash).error().what, "invalid signature length");
  EXPECT_EQ(recover(Bytes(65, 0xff), hash).error().what, "invalid signature recovery id");
}

TEST(Curve, KeysThatAreNoneCannotSignOrAgree) {
  const PrivateKey zero({});
  EXPECT_EQ(sign(zero, Hash32{}).error().what, "invalid private key");
  EXPECT_EQ(shared_secret(zero, public_key(key_a()).value()).error().what, "invalid private key");
  EXPECT_EQ(shared_secret(key_a(), PublicKey{}).error().what, "invalid public key");
}

TEST(Curve, BothSidesShareOneSecret) {
  const SharedSecret ab = shared_secret(key_a(), public_key(key_b()).value()).value();
  EXPECT_EQ(shared_secret(key_b(), public_key(key_a()).value()).value(), ab);
  EXPECT_FALSE(ab.is_zero());
}

TEST(Curve, CompressionGoesBothWays) {
  for (const PrivateKey& key : {key_a(), key_b()}) {
    const PublicKey whole = public_key(key).value();
    EXPECT_EQ(decompress(compress(whole)).value(), whole);
  }
  EXPECT_EQ(decompress(CompressedKey{}).error().what, "invalid public key");
}

TEST(Curve, PlainSignatureIsHeldAgainstItsKey) {
  const Hash32 hash = keccak256(as_bytes("a record"));
  PlainSignature plain = copy_fixed<PlainSignature>(sign(key_a(), hash).value().data);
  EXPECT_TRUE(verify(public_key(key_a()).value(), plain, hash));
  EXPECT_FALSE(verify(public_key(key_b()).value(), plain, hash));
  EXPECT_FALSE(verify(PublicKey{}, plain, hash));
  plain.data[10] ^= 1;
  EXPECT_FALSE(verify(public_key(key_a()).value(), plain, hash));
}

}  // namespace
}  // namespace seatrial::wire
