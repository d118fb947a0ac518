// SPDX-License-Identifier: Apache-2.0
#include "sim/core/arena.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace seatrial {
namespace {

enum class ConnectionId : std::uint32_t {};
static_assert(StrongId<ConnectionId> && StrongId<SlabHandle>);
static_assert(!StrongId<std::uint32_t>);

std::uint32_t index_in(SlabHandle handle) {
  return static_cast<std::uint32_t>(handle) & 0xffffff;
}

TEST(Slab, GivesBackWhatWasPutIn) {
  Slab<std::string, ConnectionId> slab;
  const ConnectionId first = slab.emplace("first");
  const ConnectionId second = slab.emplace(3U, 'x');
  EXPECT_EQ(slab[first], "first");
  EXPECT_EQ(std::as_const(slab)[second], "xxx");
  EXPECT_EQ(slab.size(), 2U);
  EXPECT_NE(first, ConnectionId{0});
}

TEST(Slab, ReusesTheLastPlaceThatWasFreed) {
  Slab<int> slab;
  std::vector<SlabHandle> handles;
  handles.reserve(5);
  for (int i = 0; i < 5; ++i) handles.push_back(slab.emplace(i));
  slab.erase(handles[1]);
  slab.erase(handles[3]);
  EXPECT_EQ(index_in(slab.emplace(30)), 3U);
  EXPECT_EQ(index_in(slab.emplace(10)), 1U);
  EXPECT_EQ(index_in(slab.emplace(50)), 5U);
  EXPECT_EQ(slab.size(), 6U);
}

TEST(Slab, NoticesAStaleHandle) {
  Slab<int> slab;
  const SlabHandle old = slab.emplace(1);
  slab.erase(old);
  EXPECT_FALSE(slab.alive(old));
  EXPECT_EQ(slab.find(old), nullptr);
  EXPECT_THROW(slab[old], std::logic_error);
  const SlabHandle fresh = slab.emplace(2);
  EXPECT_NE(fresh, old);
  EXPECT_EQ(index_in(fresh), index_in(old));
  EXPECT_FALSE(slab.alive(old));
  EXPECT_THROW(slab.erase(old), std::logic_error);
  EXPECT_EQ(*slab.find(fresh), 2);
}

TEST(Slab, KnowsNoHandleThatItNeverGave) {
  Slab<int> slab;
  EXPECT_FALSE(slab.alive(SlabHandle::none));
  slab.emplace(1);
  EXPECT_FALSE(slab.alive(SlabHandle::none));
  EXPECT_FALSE(slab.alive(SlabHandle{0x01000001}));
  EXPECT_FALSE(slab.alive(SlabHandle{0xffffffff}));
}

TEST(Slab, NeverGivesOutTheHandleZero) {
  Slab<int> slab;
  for (int i = 0; i < 1'000; ++i) {
    const SlabHandle handle = slab.emplace(i);
    EXPECT_NE(handle, SlabHandle::none);
    slab.erase(handle);
    EXPECT_FALSE(slab.alive(handle));
  }
}

TEST(Slab, KeepsReferencesWhileItGrows) {
  Slab<std::string> slab;
  std::string& first = slab[slab.emplace("stays")];
  for (int i = 0; i < 10'000; ++i) slab.emplace("another");
  EXPECT_EQ(first, "stays");
  EXPECT_EQ(slab.size(), 10'001U);
}

TEST(Slab, VisitsByIndexAndLetsTheVisitorErase) {
  Slab<int> slab;
  std::vector<SlabHandle> handles;
  handles.reserve(600);
  for (int i = 0; i < 600; ++i) handles.push_back(slab.emplace(i));
  slab.erase(handles[300]);
  std::vector<int> seen;
  slab.each([&](SlabHandle handle, int& value) {
    seen.push_back(value);
    if (value % 2 == 1) slab.erase(handle);
  });
  EXPECT_EQ(seen.size(), 599U);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(slab.size(), 299U);
}

TEST(Slab, DestroysWhatItHolds) {
  const auto watched = std::make_shared<int>(0);
  {
    Slab<std::shared_ptr<int>> slab;
    const SlabHandle first = slab.emplace(watched);
    slab.emplace(watched);
    EXPECT_EQ(watched.use_count(), 3);
    slab.erase(first);
    EXPECT_EQ(watched.use_count(), 2);
  }
  EXPECT_EQ(watched.use_count(), 1);
}

TEST(Slab, TakesMoveOnlyObjectsAndSurvivesAConstructorThatThrows) {
  struct Fussy {
    explicit Fussy(bool refuse) {
      if (refuse) throw std::runtime_error("no");
    }
    std::unique_ptr<int> owned;
  };
  Slab<Fussy> slab;
  EXPECT_THROW(slab.emplace(true), std::runtime_error);
  EXPECT_TRUE(slab.empty());
  EXPECT_EQ(index_in(slab.emplace(false)), 0U);
  EXPECT_EQ(slab.size(), 1U);
}

}  // namespace
}  // namespace seatrial
