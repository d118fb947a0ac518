// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/fork_id.hpp"

#include <numeric>

#include "wire_testing.hpp"

namespace seatrial::wire {
namespace {

using Forks = std::vector<std::uint64_t>;
const auto kNeedsUpdate = ForkMismatch::remote_needs_update;
const auto kIncompatible = ForkMismatch::local_incompatible_or_needs_update;

Hash32 mainnet() {
  return fixed<Hash32>("d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3");
}
Forks mainnet_forks() {
  return {1150000, 1920000, 2463000, 2675000, 4370000, 7280000};
}

ForkId id(std::string_view hash, std::uint64_t next) {
  ForkId out;
  std::ranges::copy(hex(hash), out.hash.begin());
  out.next = next;
  return out;
}

ForkId at(std::uint64_t head) {
  return fork_id(mainnet(), mainnet_forks(), head);
}

std::optional<ForkMismatch> judge(std::uint64_t head, const ForkId& remote) {
  return compatible(mainnet(), mainnet_forks(), head, remote);
}

TEST(ForkId, OfMainnet) {  // EIP-2124
  EXPECT_EQ(at(0), id("fc64ec04", 1150000));
  EXPECT_EQ(at(1149999), id("fc64ec04", 1150000));
  EXPECT_EQ(at(1150000), id("97c2c34c", 1920000));
  EXPECT_EQ(at(1920000), id("91d1f948", 2463000));
  EXPECT_EQ(at(2463000), id("7a64da13", 2675000));
  EXPECT_EQ(at(2675000), id("3edd5b10", 4370000));
  EXPECT_EQ(at(4370000), id("a00bc324", 7280000));
  EXPECT_EQ(at(7279999), id("a00bc324", 7280000));
  EXPECT_EQ(at(7280000), id("668db0af", 0));
}

TEST(ForkId, OfCountingBytes) {
  Hash32 genesis;
  std::iota(genesis.data.begin(), genesis.data.end(), std::uint8_t{0});
  EXPECT_EQ(fork_id(genesis, Forks{}, 100), id("91267e8a", 0));
  EXPECT_EQ(fork_id(genesis, Forks{10}, 9), id("91267e8a", 10));
  EXPECT_EQ(fork_id(genesis, Forks{10}, 10), id("c6c8ec98", 0));
}

TEST(ForkId, AcceptsByTheRules) {  // EIP-2124
  EXPECT_EQ(judge(7987396, id("668db0af", 0)), std::nullopt);
  EXPECT_EQ(judge(7987396, id("668db0af", UINT64_MAX)), std::nullopt);
  EXPECT_EQ(judge(7279999, id("a00bc324", 0)), std::nullopt);
  EXPECT_EQ(judge(7279999, id("a00bc324", 7280000)), std::nullopt);
  EXPECT_EQ(judge(7987396, id("a00bc324", 7280000)), std::nullopt);
  EXPECT_EQ(judge(7987396, id("3edd5b10", 4370000)), std::nullopt);
  EXPECT_EQ(judge(7279999, id("668db0af", 0)), std::nullopt);
  EXPECT_EQ(judge(4369999, id("a00bc324", 0)), std::nullopt);
}

TEST(ForkId, RefusesByTheRules) {  // EIP-2124
  EXPECT_EQ(judge(7987396, id("a00bc324", 0)), kNeedsUpdate);
  EXPECT_EQ(judge(7987396, id("5cddc0e1", 0)), kIncompatible);
  EXPECT_EQ(judge(7279999, id("5cddc0e1", 0)), kIncompatible);
  EXPECT_EQ(judge(7987396, id("afec6b27", 0)), kIncompatible);
  EXPECT_EQ(judge(88888888, id("668db0af", 88888888)), kIncompatible);
  EXPECT_EQ(judge(7279999, id("a00bc324", 7279999)), kIncompatible);
  EXPECT_EQ(to_string(kNeedsUpdate), "remote needs update");
  EXPECT_EQ(to_string(kIncompatible), "local incompatible or needs update");
}

// At the very fork block GoQuorum refuses a peer that is still one block behind.
TEST(ForkId, RefusesTheOldStateAtTheForkBlockItself) {
  EXPECT_EQ(judge(7280000, at(7279999)), kIncompatible);
  EXPECT_EQ(judge(7280000, at(7280000)), std::nullopt);
  EXPECT_EQ(judge(7280001, at(7279999)), std::nullopt);
}

TEST(ForkId, GathersTheForks) {
  ChainConfig config;
  config.fork_blocks = {{"homesteadBlock", 0},
                        {"byzantiumBlock", 20},
                        {"eip150Block", 10},
                        {"eip155Block", 10},
                        {"istanbulBlock", std::nullopt},
                        {"qip714Block", 30},
                        {"privacyEnhancementsBlock", 40},
                        {"someOtherBlock", 50},
                        {"maxCodeSizeChangeBlock", 5}};
  EXPECT_EQ(fork_blocks(config, ForkRules::v2_7_0), (Forks{5, 10, 20, 30}));
  EXPECT_EQ(fork_blocks(config, ForkRules::v21_1_on), (Forks{5, 10, 20, 40}));
}

TEST(ForkId, OfAQuorumGenesisHasNoForks) {
  const Genesis genesis = genesis_from(vectors("genesis-one-account.json"));
  const ForkId now = fork_id(genesis, ForkRules::v2_7_0, 0);
  EXPECT_EQ(now.next, 0U);
  EXPECT_EQ(fork_id(genesis, ForkRules::v2_7_0, 1000), now);
  EXPECT_EQ(to_string(id("fc64ec04", 1150000)), "fc64ec04 next 1150000");
}

}  // namespace
}  // namespace seatrial::wire
