// SPDX-License-Identifier: Apache-2.0
// What travels between block services: packing, sizes, words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/proto/eth/message.hpp"

namespace seatrial::eth {
namespace {

using chain::BlockId;

const std::vector<std::pair<Message, int>> all_kinds{
    {istanbul::Message{istanbul::Code::commit, {119, 3}, BlockId{7}, chain::AddressRef{2}}, 0x11},
    {istanbul::Message{istanbul::Code::round_change, {1ULL << 40U, 9}}, 0x11},
    {NewBlockHash{BlockId{8}}, 0x01},
    {NewBlock{BlockId{9}, 5}, 0x07},
    {GetBlockHeaders{.by_hash = BlockId{4}, .amount = 1}, 0x03},
    {GetBlockHeaders{.number = 1ULL << 33U, .amount = 12, .skip = 15, .reverse = true}, 0x03},
    {BlockHeaders{BlockId{1}, 192, 191, true, 7}, 0x04},
    {BlockHeaders{}, 0x04},
    {GetBlockBodies{BlockId{3}, 128}, 0x05},
    {BlockBodies{BlockId{3}, 128}, 0x06},
};

TEST(EthMessage, IsPackedUnderItsCodeAndComesBackAsItWas) {
  for (const auto& [message, code] : all_kinds) {
    const p2p::Payload payload = pack(message, p2p::Protocol::istanbul);
    EXPECT_EQ(payload.code, code) << to_string(message);  // SPEC goquorum 6.2
    EXPECT_TRUE(unpack(payload) == message) << to_string(message);
    EXPECT_EQ(payload.size, payload_size(message));
    EXPECT_GT(payload.size, 0U);
  }
}

TEST(EthMessage, SpeaksTheLinksProtocol) {
  EXPECT_EQ(pack(NewBlock{}, p2p::Protocol::eth).protocol, p2p::Protocol::eth);
}

TEST(EthMessage, ABlockGrowsByAnAddressAndItsShareOfSealsWithEachValidator) {
  // SPEC goquorum 7.10: 32 vanity, 21 an address, 67 a seal; 4 validators: 3 committed seals
  const std::uint32_t four = payload_size(NewBlock{BlockId{1}, 4});
  EXPECT_GT(four, 600U);
  EXPECT_LT(four, 720U);
  const std::uint32_t seven = payload_size(NewBlock{BlockId{1}, 7});
  EXPECT_EQ(seven - four, 3U * 21 + 2 * 67 + 1);  // 5 seals instead of 3; a longer list header
  EXPECT_LT(payload_size(NewBlock{BlockId{1}, 10}), 1100U);
}

TEST(EthMessage, HeadersWeighAsManyBlocksAsTheyAre) {
  const std::uint32_t one = payload_size(BlockHeaders{BlockId{1}, 1, 0, false, 4});
  const std::uint32_t ten = payload_size(BlockHeaders{BlockId{1}, 10, 0, false, 4});
  EXPECT_GT(ten, 9 * one);
  EXPECT_LT(ten, 10 * one);
  EXPECT_LT(payload_size(BlockHeaders{}), 5U);
}

TEST(EthMessage, SaysWhatItIs) {
  EXPECT_EQ(to_string(Message(NewBlock{BlockId{7}, 4})), "NewBlock{7}");
  EXPECT_EQ(to_string(Message(GetBlockHeaders{.number = 3, .amount = 2, .skip = 1})),
            "GetBlockHeaders{#3, 2, skip 1}");
  EXPECT_EQ(to_string(Message(GetBlockHeaders{.by_hash = BlockId{6}})),
            "GetBlockHeaders{hash of 6, 1, skip 0}");
  EXPECT_EQ(to_string(Message(BlockHeaders{})), "BlockHeaders{0 to none, skip 0}");
}

}  // namespace
}  // namespace seatrial::eth
