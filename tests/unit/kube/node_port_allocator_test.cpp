// SPDX-License-Identifier: Apache-2.0
// NodePortAllocator against SPEC kubernetes 3.2: range, bands by version, exhaustion, error texts.
#include "sim/kube/node_port_allocator.hpp"

#include <gtest/gtest.h>

#include <set>

namespace seatrial::kube {
namespace {

NodePortRange range(std::uint32_t size) {
  return {30000, static_cast<std::uint16_t>(30000 + size - 1)};
}

NodePortAllocator pool(NodePortRange of, int minor = 29, std::uint64_t seed = 1) {
  return NodePortAllocator(of, Version{minor}, Rng(seed));
}

TEST(StaticBand, ByVersion) {
  EXPECT_EQ(static_band({}, Version{26}), 0U);
  EXPECT_EQ(static_band({}, Version{27}), 0U);  // alpha, off
  EXPECT_EQ(static_band({}, Version{28}), 86U);
  EXPECT_EQ(static_band({}, Version{29}), 86U);
}

TEST(StaticBand, ByTheSizeOfTheRange) {
  EXPECT_EQ(range(2768), NodePortRange());
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> rows = {
      {1, 0},     {15, 0},     {16, 16},    {17, 16},     {512, 16},   {544, 17},
      {2768, 86}, {4095, 127}, {4096, 128}, {10000, 128}, {32768, 128}};
  for (const auto& [size, band] : rows) {
    EXPECT_EQ(static_band(range(size), Version{29}), band) << size;
  }
}

TEST(NodePortAllocator, DrawsAboveTheBandFirstAndTheBandLast) {
  NodePortAllocator ports = pool(range(64));
  std::set<std::uint16_t> drawn;
  for (int i = 0; i < 48; ++i) {
    const std::uint16_t port = ports.take_any().value();
    EXPECT_GE(port, 30016);
    EXPECT_TRUE(drawn.insert(port).second);
  }
  for (int i = 0; i < 16; ++i) {
    const std::uint16_t port = ports.take_any().value();
    EXPECT_LT(port, 30016);
    EXPECT_TRUE(drawn.insert(port).second);
  }
  EXPECT_EQ(ports.take_any().error().what, "range is full");
}

TEST(NodePortAllocator, DrawsWhatItKeepsLast) {
  NodePortAllocator ports = pool(range(64));
  for (std::uint16_t port = 30010; port < 30060; ++port) ports.keep(port);
  std::set<std::uint16_t> drawn;
  for (int i = 0; i < 14; ++i) {  // four above the band, ten in it
    const std::uint16_t port = ports.take_any().value();
    EXPECT_TRUE(port < 30010 || port >= 30060) << port;
    EXPECT_TRUE(drawn.insert(port).second);
  }
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(drawn.insert(ports.take_any().value()).second);
  EXPECT_EQ(ports.take_any().error().what, "range is full");
}

TEST(NodePortAllocator, DrawsTheSameWhereItKeepsOnlyNumbersThatAreNotDrawn) {
  NodePortAllocator without = pool({});
  NodePortAllocator keeps = pool({});
  std::set<std::uint16_t> drawn;
  for (int i = 0; i < 100; ++i) drawn.insert(without.take_any().value());
  for (std::uint32_t port = 30000; port <= 32767; ++port) {
    const auto number = static_cast<std::uint16_t>(port);
    if (!drawn.contains(number)) keeps.keep(number);
  }
  NodePortAllocator again = pool({});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(keeps.take_any().value(), again.take_any().value());
}

TEST(NodePortAllocator, DrawsAnywhereBeforeBands) {
  int low = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    low += pool(range(64), 27, seed).take_any().value() < 30016 ? 1 : 0;
  }
  EXPECT_NEAR(low, 100, 45);  // a quarter; five standard deviations
}

TEST(NodePortAllocator, ErrorTextsOfTheApiServer) {
  NodePortAllocator ports = pool({});
  ASSERT_TRUE(ports.take(32041).has_value());
  EXPECT_TRUE(ports.taken(32041));
  EXPECT_EQ(ports.take(32041).error().what.find("provided port is already allocated"), 0U);
  for (const int number : {0, 80, 29999, 32768, 65535}) {
    const auto outside = static_cast<std::uint16_t>(number);
    EXPECT_EQ(ports.take(outside).error().what,
              "provided port is not in the valid range. The range of valid ports is 30000-32767");
    EXPECT_FALSE(ports.taken(outside));
  }
  EXPECT_TRUE(ports.take(30000).has_value());
  EXPECT_TRUE(ports.take(32767).has_value());
}

TEST(NodePortAllocator, WhatIsGivenBackIsFree) {
  NodePortAllocator ports = pool(range(1));
  EXPECT_EQ(ports.take_any().value(), 30000);
  ports.give_back(40000);  // not of this range: nothing happens
  EXPECT_TRUE(ports.take_any().has_error());
  ports.give_back(30000);
  EXPECT_EQ(ports.take_any().value(), 30000);
}

TEST(NodePortAllocator, SeedsDrawDifferently) {
  EXPECT_EQ(pool({}, 29, 5).take_any().value(), pool({}, 29, 5).take_any().value());
  std::set<std::uint16_t> first;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    first.insert(pool({}, 29, seed).take_any().value());
  }
  EXPECT_GT(first.size(), 15U);
}

}  // namespace
}  // namespace seatrial::kube
