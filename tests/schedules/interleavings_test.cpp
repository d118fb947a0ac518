// SPDX-License-Identifier: Apache-2.0
// Four validators under every order of up to eight messages, from each phase that a height goes
// through: never two blocks at one height, nothing lost. A phase is a step of a scripted height,
// and the messages are the oldest on their way; each script says which of them are lost or late
// first. Everything else arrives after the eight, oldest first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/schedules/explorer.hpp"

namespace seatrial::istanbul::testing {
namespace {

constexpr std::size_t most_items = 8;
constexpr std::uint64_t all_orders_of_eight = 40'320;

/// Up to eight of the oldest messages.
std::vector<Item> oldest(Lab& lab, std::size_t most = most_items) {
  const std::size_t count = std::min(most, lab.pool.size());
  const auto end = lab.pool.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Item> items(lab.pool.begin(), end);
  lab.pool.erase(lab.pool.begin(), end);
  return items;
}
/// Takes what a condition holds for out of the pool.
std::vector<Item> take(Lab& lab, const std::function<bool(const Item&)>& holds) {
  std::vector<Item> taken;
  std::copy_if(lab.pool.begin(), lab.pool.end(), std::back_inserter(taken), holds);
  std::erase_if(lab.pool, holds);
  return taken;
}
std::function<bool(const Item&)> is(Code code) {
  return [code](const Item& item) { return item.message.code == code; };
}

/// A height up to its first phase; what is lost or late is not in the pool any more.
struct Script {
  const char* name;
  std::function<void(Lab&)> begin;
  /// How many round timers an order may need until everybody has the block; 0: votes alone do.
  unsigned timeouts = 0;
  /// The same where all four timers end among the messages.
  unsigned timeouts_more = 0;
};

void PrintTo(const Script& script, std::ostream* out) {
  *out << script.name;
}

void request_all(Lab& lab) {
  for (std::size_t i = 0; i < Lab::size; ++i) lab.apply(lab.request(i));
}
/// Delivers all of a kind that is on its way, and what follows stays.
void pass(Lab& lab, Code code) {
  for (const Item& item : take(lab, is(code))) lab.apply(item);
}
void all_time_out(Lab& lab) {
  lab.wait_until(lab.last_deadline());
  for (std::size_t i = 0; i < Lab::size; ++i) lab.apply(lab.timeout(i));
}

const Script scripts[] = {
    {"FromTheProposal", request_all, 0, 1},
    {"TheProposalIsLost",
     [](Lab& lab) {
       request_all(lab);
       lab.pool.clear();
       all_time_out(lab);
     },
     0, 1},
    {"CommitsAreLostAndAllAreLocked",
     [](Lab& lab) {
       request_all(lab);
       pass(lab, Code::pre_prepare);
       pass(lab, Code::prepare);
       lab.pool.clear();
       all_time_out(lab);
     },
     0, 1},
    {"OnlyTheFirstAndTheLastAreLocked",
     [](Lab& lab) {
       request_all(lab);
       pass(lab, Code::pre_prepare);
       const auto others = [](const Item& item) { return item.to == 1 || item.to == 2; };
       take(lab, others);
       pass(lab, Code::prepare);
       lab.pool.clear();
       all_time_out(lab);
     },
     2, 2},
    {"OneIsCommittedAndTheOthersTimeOut",
     [](Lab& lab) {
       request_all(lab);
       pass(lab, Code::pre_prepare);
       pass(lab, Code::prepare);
       for (const Item& item : take(lab, [](const Item& item) { return item.to == 2; }))
         lab.apply(item);
       lab.blocks.clear();
       lab.pool.clear();
       all_time_out(lab);
     },
     0, 3},
};

class Interleavings : public ::testing::TestWithParam<Script> {};

std::string script_name(const ::testing::TestParamInfo<Script>& info) {
  return info.param.name;
}

/// Every `stride`-th phase of a script, each with every order of the oldest eight; so many of the
/// eight are timers that end.
Explored explore_phases(const Script& script, Explorer::Walk walk, std::size_t timeouts,
                        std::size_t stride = 1) {
  Lab lab;
  script.begin(lab);
  Explored all;
  for (std::size_t phase = 0; !lab.pool.empty(); ++phase) {
    if (phase % stride == 0) {
      const Lab::Rest rest = lab.rest();
      std::vector<Item> items = oldest(lab, most_items - timeouts);
      if (timeouts > 0) lab.wait_until(lab.last_deadline());
      for (std::size_t i = 0; i < timeouts; ++i) items.push_back(lab.timeout(i));
      all += Explorer(lab, 1, walk).explore(items);
      lab.put_back(rest);
    }
    lab.deliver(0);
  }
  return all;
}

void expect_good(const Explored& found, unsigned most_timeouts) {
  EXPECT_EQ(found.forks, 0U);
  EXPECT_EQ(found.stuck, 0U);
  EXPECT_LE(found.most_timeouts, most_timeouts);
  if (most_timeouts == 0) {
    EXPECT_EQ(found.by_votes, found.walked);
  }
}

TEST_P(Interleavings, OfTheOldestEightMessages) {
  const Explored found = explore_phases(GetParam(), Explorer::Walk::distinct, 0);
  expect_good(found, GetParam().timeouts);
  EXPECT_GT(found.orders, 40 * all_orders_of_eight) << "or it proves little";
}

TEST_P(Interleavings, OfFourMessagesAndFourTimeouts) {
  const Explored found = explore_phases(GetParam(), Explorer::Walk::distinct, 4);
  expect_good(found, GetParam().timeouts_more);
  EXPECT_GT(found.orders, 40 * all_orders_of_eight) << "or it proves little";
}

// Every order is walked here, also those that differ in between machines only.
TEST_P(Interleavings, SlowlyInFull) {
  const Explored found = explore_phases(GetParam(), Explorer::Walk::all, 0, most_items);
  expect_good(found, GetParam().timeouts);
  EXPECT_EQ(found.walked, found.orders);
}

INSTANTIATE_TEST_SUITE_P(Height, Interleavings, ::testing::ValuesIn(scripts), script_name);

/// What the last validator was sent while the others did without it, each message once: who relayed
/// it would be another item of the same content.
std::vector<Item> all_for_the_last(Lab& lab) {
  const auto for_the_last = [](const Item& item) { return item.to == Lab::size - 1; };
  std::vector<Item> late;
  while (!lab.pool.empty()) {
    for (const Item& item : take(lab, for_the_last)) {
      const auto same = [&](const Item& other) { return other.message == item.message; };
      if (std::none_of(late.begin(), late.end(), same)) late.push_back(item);
    }
    if (!lab.pool.empty()) lab.deliver(0);
  }
  std::erase_if(lab.blocks, for_the_last);
  return late;
}

TEST(OneMachine, TakesAHeightInAnyOrderAroundItsTimeoutSlowly) {
  Lab lab;
  request_all(lab);
  std::vector<Item> items = all_for_the_last(lab);
  ASSERT_EQ(items.size(), 7U);  // PRE-PREPARE, three PREPAREs and three COMMITs
  ASSERT_EQ(lab.height(0), 1U);
  const Explored by_votes = Explorer(lab, 1, Explorer::Walk::distinct).explore(items);
  EXPECT_EQ(by_votes.walked, 5'040U);
  expect_good(by_votes, 0);
  lab.wait_until(lab.last_deadline());
  items.push_back(lab.timeout(Lab::size - 1));
  const Explored found = Explorer(lab, 1, Explorer::Walk::distinct).explore(items);
  EXPECT_EQ(found.walked, all_orders_of_eight);
  EXPECT_EQ(found.forks, 0U);
  // Its timer ended before it had seen enough: the others are gone, and it needs their block, of
  // which nobody tells it here.
  EXPECT_GT(found.by_votes, 0U);
  EXPECT_EQ(found.stuck, found.walked - found.by_votes);
}

TEST(OneMachine, TakesTwoHeightsInAnyOrderSlowly) {
  Lab lab;
  lab.candidates_up_to = 2;
  request_all(lab);
  std::vector<Item> items = all_for_the_last(lab);
  ASSERT_EQ(lab.height(0), 2U);
  std::erase_if(items, [](const Item& item) { return item.message.code == Code::prepare; });
  ASSERT_EQ(items.size(), 8U);  // PRE-PREPARE and three COMMITs for each of two heights
  const Explored found = Explorer(lab, 2, Explorer::Walk::distinct).explore(items);
  EXPECT_EQ(found.walked, all_orders_of_eight);
  expect_good(found, 0);
}

}  // namespace
}  // namespace seatrial::istanbul::testing
