// SPDX-License-Identifier: Apache-2.0
// EventTable: one row of an event table of the fact sheet as a test: the state that it begins in,
// the event, and what must follow: what is said, logged, handed over and passed on, and the state
// that it ends in. A table is a list of rows, and a row's `condition` is the table's own wording.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "tests/unit/proto/istanbul_testing.hpp"

namespace seatrial::istanbul::testing {

/// Whether a received message goes on to the other validators.
enum class Relayed : std::uint8_t { no_message, yes, no };

/// One row. The event's result is the message received, if it was one.
struct Row {
  const char* name;
  const char* condition;
  SoloSpec spec;
  std::function<void(Solo&)> given;
  std::function<std::optional<Message>(Solo&)> event;
  Relayed relayed = Relayed::no_message;
  const char* ends_in = "";              ///< "1/0 AcceptRequest", "1/1 AcceptRequest waiting"
  std::vector<std::string> says{};       ///< "COMMIT 1/0", in order
  const char* logs = "";                 ///< part of the only log line; "": none
  std::size_t commits = 0;               ///< blocks handed over
  std::optional<Duration> timer_ends{};  ///< since the start; none: not looked at
};

inline void PrintTo(const Row& row, std::ostream* out) {
  *out << row.condition;
}

inline std::string_view text(State state) {
  constexpr std::string_view names[] = {"AcceptRequest", "Preprepared", "Prepared", "Committed"};
  return names[static_cast<std::size_t>(state)];
}

/// "1/0 AcceptRequest waiting".
inline std::string stand_of(Solo& solo) {
  const View view = solo.view();
  std::string stand = std::to_string(view.sequence) + "/" + std::to_string(view.round) + " ";
  stand += text(solo.engine().state());
  return solo.engine().waiting_for_round_change() ? stand + " waiting" : stand;
}

/// "COMMIT 1/0" of "COMMIT {sequence 1, round 0}".
inline std::vector<std::string> brief(std::vector<std::string> said) {
  for (std::string& line : said) {
    line.erase(line.find('{'), std::string_view("{sequence ").size());
    const std::size_t comma = line.find(", round ");
    line.replace(comma, std::string_view(", round ").size(), "/");
    line.pop_back();
  }
  return said;
}

class EventTable : public ::testing::TestWithParam<Row> {};

inline void expect_row(const Row& row) {
  Solo solo(row.spec);
  row.given(solo);
  const std::optional<Message> received = row.event(solo);
  EXPECT_EQ(brief(solo.said()), row.says) << row.condition;
  EXPECT_EQ(stand_of(solo), row.ends_in) << row.condition;
  EXPECT_EQ(solo.commits().size(), row.commits) << row.condition;
  const std::string logged = solo.logs().empty() ? "" : solo.logs().front();
  EXPECT_THAT(logged, ::testing::HasSubstr(row.logs)) << row.condition;
  EXPECT_EQ(solo.logs().size(), *row.logs == '\0' ? 0U : 1U) << row.condition;
  ASSERT_EQ(received.has_value(), row.relayed != Relayed::no_message) << row.condition;
  if (received) {
    EXPECT_EQ(solo.passed_on(*received), row.relayed == Relayed::yes) << row.condition;
  }
  if (row.timer_ends) {
    EXPECT_EQ(solo.engine().deadline(), Instant() + *row.timer_ends) << row.condition;
  }
}

inline std::string row_name(const ::testing::TestParamInfo<Row>& info) {
  return info.param.name;
}

using Received = std::optional<Message>;

/// Four validators, F = 1, Q = 3. Validator r proposes in round r of height 1.
inline SoloSpec as(std::size_t self) {
  return {.validators = 4, .self = self};
}
inline const SoloSpec fourth = as(3);
/// Seven validators, F + 1 = 3, Q = 5.
inline const SoloSpec last_of_seven{.validators = 7, .self = 6};

inline void nothing(Solo&) {}
/// Any of these is a validator's block on the head; the same call gives the same block.
inline chain::BlockId block(Solo& solo, std::size_t author) {
  return solo.block(author);
}

inline void preprepared(Solo& solo) {
  solo.receives(solo.pre_prepare(0, block(solo, 0)));
}
inline void prepared(Solo& solo) {
  preprepared(solo);
  solo.receives(solo.prepare(0, block(solo, 0))).receives(solo.prepare(1, block(solo, 0)));
}
inline void committed(Solo& solo) {
  preprepared(solo);
  for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.commit(k, block(solo, 0)));
}
/// Everybody but this one asks for a round, which is a quorum of four.
inline void others_ask_for(Solo& solo, std::uint64_t round, std::size_t self) {
  for (std::size_t k = 0; k < 4; ++k)
    if (k != self) solo.receives(solo.round_change(k, round));
}
/// Locked on the block of validator 0, in round 1, which validator 1 proposes in.
inline void locked_in_round_1(Solo& solo) {
  prepared(solo);
  others_ask_for(solo, 1, 3);
}
inline void waiting(Solo& solo) {
  solo.waits(seconds(10));
}
inline Received receive(Solo& solo, const Message& message) {
  solo.receives(message);
  return message;
}
inline void import_behind_its_back(Solo& solo) {
  solo.chain().import(block(solo, 0));
}

}  // namespace seatrial::istanbul::testing
