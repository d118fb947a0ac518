// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/eth_message.hpp"

#include "block_testing.hpp"

namespace seatrial::wire {
namespace {

std::vector<EthMessage> one_of_each() {
  const Block block{proposed_header(), {{rlp::List().add_number(7).encode()}, {}}};
  return {NewBlockHashes{{{{1}, 5}, {{2}, 6}}},
          NewBlock{block, uint256(300)},
          GetBlockHeaders{Hash32{9}, 192, 0, true},
          GetBlockHeaders{std::uint64_t{300}, 1, 15, false},
          BlockHeaders{{proposed_header(), proposed_header()}},
          GetBlockBodies{{{1}, {2}}},
          BlockBodies{{block.body, {}}},
          BlockHeaders{}};
}

TEST(EthMessage, GoesBothWays) {
  for (const EthMessage& message : one_of_each()) {
    const auto code = static_cast<std::uint64_t>(code_of(message));
    EXPECT_EQ(decode_eth(code, encode_eth(message)).value(), message) << code;
  }
}

TEST(EthMessage, IsRefusedIfCutAtAnyByteOrOfAnotherKind) {
  for (const EthMessage& message : one_of_each()) {
    const Bytes bytes = encode_eth(message);
    const auto code = static_cast<std::uint64_t>(code_of(message));
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_FALSE(decode_eth(code, Bytes(bytes.data(), bytes.data() + size))) << size;
    EXPECT_FALSE(decode_eth(0x11, bytes));
    EXPECT_FALSE(decode_eth(0x100 + code, bytes));
  }
  const Bytes bytes = encode_eth(NewBlock{{proposed_header(), {}}, uint256(1)});
  EXPECT_FALSE(decode_eth(0x01, bytes));
  EXPECT_FALSE(decode_eth(0x05, bytes));
}

TEST(EthMessage, OriginIsAHashOrANumber) {
  const auto asked = [](const Bytes& origin) {
    const Bytes bytes = rlp::List().add(origin).add_number(1).add_number(0).add_number(0).encode();
    const auto read = decode_eth(3, bytes);
    return read ? std::get<GetBlockHeaders>(*read).origin.index() : 9;
  };
  EXPECT_EQ(asked(Bytes(32, 0)), 0U);
  EXPECT_EQ(asked(Bytes(8, 1)), 1U);
  EXPECT_EQ(asked({}), 1U);
  EXPECT_EQ(asked(Bytes(9, 1)), 9U);
  EXPECT_EQ(asked(Bytes(31, 1)), 9U);
  EXPECT_EQ(asked(Bytes{0, 1}), 9U);
  const Bytes odd = rlp::List().add_number(1).add_number(1).add_number(0).add_number(2).encode();
  EXPECT_EQ(decode_eth(3, odd).error().what, "rlp: invalid boolean value");
}

// The blocks that a real pair sent each other, read, checked and written again.
TEST(EthMessage, CapturedNewBlocks) {
  if (realworld().empty()) GTEST_SKIP() << "SEATRIAL_REALWORLD is not set";
  std::ifstream in(realworld() + "/oracle/vectors/rlpx-keylog-A1.jsonl");
  std::size_t blocks = 0;
  for (std::string line; std::getline(in, line);) {
    const json entry = line.empty() ? json::object() : json::parse(line);
    if (entry.value("event", "") != "frame" || entry.at("code") != 0x17) continue;
    const Bytes payload = hex(text(entry.at("payload_plain")));
    const EthMessage message = decode_eth(7, payload).value();
    EXPECT_EQ(encode_eth(message), payload);
    const Block& block = std::get<NewBlock>(message).block;
    EXPECT_EQ(transactions_root(block.body), block.header.transactions_root);
    EXPECT_TRUE(author(block.header)) << "the seal is somebody's";
    ++blocks;
  }
  EXPECT_EQ(blocks, 12U);
}

}  // namespace
}  // namespace seatrial::wire
