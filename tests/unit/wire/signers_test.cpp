// SPDX-License-Identifier: Apache-2.0
// A broadcast is signed once and its signer recovered once, whatever the number of receivers.
#include "sim/wire/signers.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sim/wire/ibft_message.hpp"
#include "sim/wire/keccak.hpp"
#include "tests/unit/wire/wire_testing.hpp"

namespace seatrial::wire {
namespace {

PrivateKey key_number(std::uint8_t number) {
  std::array<std::uint8_t, 32> scalar{};
  scalar[31] = number;
  return PrivateKey(scalar);
}
Address20 address_number(std::uint8_t number) {
  return address(public_key(key_number(number)).value());
}

/// One height of a network: everybody votes, and everybody receives all votes, relays included.
std::uint64_t recovered_in_a_height(std::uint8_t validators, int copies) {
  std::vector<Address20> set;
  for (std::uint8_t i = 1; i <= validators; ++i) set.push_back(address_number(i));
  Signers signers;
  for (std::uint8_t from = 1; from <= validators; ++from) {
    const IbftMessage vote =
        sign_vote(IbftCode::prepare, {{0, 5}, keccak256({})}, key_number(from)).value();
    const Bytes bytes = encode_ibft(vote);
    for (int receiver = 0; receiver < validators * copies; ++receiver) {
      const IbftMessage read = decode_ibft(bytes).value();
      EXPECT_EQ(verify_ibft(read, set, signers).value(), set[from - 1U]);
    }
  }
  return signers.recovered();
}

TEST(Signers, AreRecoveredOnceForAllReceivers) {
  EXPECT_EQ(recovered_in_a_height(4, 1), 4U);
  EXPECT_EQ(recovered_in_a_height(16, 1), 16U);
  EXPECT_EQ(recovered_in_a_height(16, 5), 16U);
}

TEST(Signers, OfAnotherSignatureIsAnother) {
  Signers signers;
  const Hash32 hash = keccak256({});
  const Signature one = sign(key_number(1), hash).value();
  const Signature two = sign(key_number(2), hash).value();
  EXPECT_EQ(signers.signer(one.data, hash).value(), address_number(1));
  EXPECT_EQ(signers.signer(two.data, hash).value(), address_number(2));
  EXPECT_EQ(signers.signer(two.data, hash).value(), address_number(2));
  EXPECT_EQ(signers.recovered(), 2U);
}

TEST(Signers, NeverRememberWhatIsNoSignature) {
  Signers signers;
  const Hash32 hash = keccak256({});
  const Bytes cut(64);
  EXPECT_EQ(signers.signer(cut, hash).error().what, "invalid signature length");
  EXPECT_EQ(signers.signer(cut, hash).error().what, "invalid signature length");
  EXPECT_EQ(signers.recovered(), 2U);
}

TEST(Signers, ForgetTheOldest) {
  Signers signers(2);
  const Bytes texts[] = {Bytes(1), Bytes(2), Bytes(3)};
  for (const Bytes& text : texts) {
    const Hash32 hash = keccak256(text);
    signers.signer(sign(key_number(1), hash).value().data, hash).value();
  }
  const Hash32 last = keccak256(texts[2]);
  signers.signer(sign(key_number(1), last).value().data, last).value();
  EXPECT_EQ(signers.recovered(), 3U);
  const Hash32 first = keccak256(texts[0]);
  signers.signer(sign(key_number(1), first).value().data, first).value();
  EXPECT_EQ(signers.recovered(), 4U);
}

}  // namespace
}  // namespace seatrial::wire
