// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/discv4/table.hpp"

#include <gtest/gtest.h>

namespace seatrial::discv4 {
namespace {

/// A node at a distance of 256 from an id of zeros, told apart by a number.
Node far_node(std::uint8_t number, wire::Bytes ip = {10, 1, 0, 1}) {
  Node node;
  node.id.data[0] = 0x80;
  node.id.data[31] = number;
  node.ip = std::move(ip);
  node.udp = node.tcp = 30303;
  return node;
}

TEST(Distance, IsTheNumberOfTheHighestBitThatDiffers) {
  wire::NodeId zero;
  wire::NodeId other;
  EXPECT_EQ(log_distance(zero, other), 0U);
  other.data[31] = 1;
  EXPECT_EQ(log_distance(zero, other), 1U);
  other.data[30] = 0x80;
  EXPECT_EQ(log_distance(zero, other), 16U);
  other.data[0] = 0x80;
  EXPECT_EQ(log_distance(zero, other), 256U);
  EXPECT_TRUE(closer(zero, zero, other));
  EXPECT_FALSE(closer(other, zero, other));
  EXPECT_FALSE(closer(zero, other, other));
}

TEST(Table, TakesSixteenOfABucketAndTenThatWait) {
  Table table({});
  for (std::uint8_t i = 1; i <= 40; ++i) table.add_seen(far_node(i), Instant(i));
  EXPECT_EQ(table.size(), 16U);
  EXPECT_EQ(table.find(far_node(16).id)->added, Instant(16));
  EXPECT_EQ(table.find(far_node(17).id), nullptr);
  Rng rng(1);
  for (int gone = 0; gone < 16; ++gone) {
    const auto last = table.next_to_check(rng).value();
    table.checked_dead(last.id, rng);
  }
  EXPECT_EQ(table.size(), 10U) << "those that waited: one for each that went, ten of them";
}

TEST(Table, NeverHoldsItselfOrAnybodyTwice) {
  Table table({});
  Node self;
  self.ip = {10, 1, 0, 1};
  table.add_seen(self, {});
  table.add_verified(self, {});
  EXPECT_TRUE(table.empty());
  table.add_seen(far_node(1), {});
  table.add_seen(far_node(1, {10, 1, 0, 99}), {});
  EXPECT_EQ(table.size(), 1U);
  EXPECT_EQ(table.find(far_node(1).id)->ip, (wire::Bytes{10, 1, 0, 1}))
      << "hearsay changes nothing";
  table.add_verified(far_node(1, {10, 1, 0, 99}), {});
  EXPECT_EQ(table.find(far_node(1).id)->ip, (wire::Bytes{10, 1, 0, 99})) << "its own word does";
}

TEST(Table, OfOnePublicNetworkTakesTwoInABucketAndTenInAll) {  // SPEC goquorum 5.6
  Table table({});
  for (std::uint8_t i = 1; i <= 5; ++i) table.add_seen(far_node(i, {1, 2, 3, i}), {});
  EXPECT_EQ(table.size(), 2U);
  table.add_seen(far_node(9, {1, 2, 4, 1}), {});
  EXPECT_EQ(table.size(), 3U) << "another /24";
  for (unsigned bit = 1; bit < 8; ++bit) {
    for (std::uint8_t i = 1; i <= 2; ++i) {
      Node node = far_node(i, {1, 2, 3, static_cast<std::uint8_t>(10 * bit + i)});
      node.id.data[0] = static_cast<std::uint8_t>(0x80U >> bit);
      table.add_seen(node, {});
    }
  }
  EXPECT_EQ(table.size(), 11U) << "ten of 1.2.3.0/24";
}

TEST(Table, OnlyThoseThatAnsweredAreToldOf) {
  Table table({});
  table.add_seen(far_node(1), {});
  table.add_verified(far_node(2), {});
  EXPECT_EQ(table.closest({}, 16, false).size(), 2U);
  EXPECT_TRUE(table.closest({}, 16, true).empty());
  table.checked_alive(*table.find(far_node(2).id));
  ASSERT_EQ(table.closest({}, 16, true).size(), 1U);
  EXPECT_EQ(table.closest({}, 16, true)[0].id, far_node(2).id);
  table.add_verified(far_node(2), {});
  EXPECT_EQ(table.closest({}, 16, true).size(), 1U) << "a ping does not undo a check";
}

TEST(Table, ClosestComeFirst) {
  Table table({});
  for (const int i : {9, 3, 7, 1}) table.add_seen(far_node(std::uint8_t(i)), {});
  const auto near = table.closest(far_node(3).id, 2, false);
  ASSERT_EQ(near.size(), 2U);
  EXPECT_EQ(near[0].id, far_node(3).id);
  EXPECT_EQ(near[1].id, far_node(1).id);
}

TEST(Table, ChecksTheLastAndKeepsWhoWasHeardOf) {
  Table table({});
  Rng rng(1);
  EXPECT_FALSE(table.next_to_check(rng));
  table.add_seen(far_node(1), {});
  table.add_seen(far_node(2), {});
  EXPECT_EQ(table.next_to_check(rng)->id, far_node(2).id);
  table.add_verified(far_node(2), {});  // while it is being checked
  table.checked_dead(far_node(2).id, rng);
  EXPECT_NE(table.find(far_node(2).id), nullptr);
  table.checked_dead(far_node(1).id, rng);
  EXPECT_EQ(table.find(far_node(1).id), nullptr);
  table.remove(far_node(2).id);
  EXPECT_TRUE(table.empty());
}

}  // namespace
}  // namespace seatrial::discv4
