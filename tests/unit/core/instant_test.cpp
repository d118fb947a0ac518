// SPDX-License-Identifier: Apache-2.0
#include "sim/core/instant.hpp"

#include <gtest/gtest.h>

namespace seatrial {
namespace {

TEST(Duration, PrintsInTheUnitThatReadsBest) {
  EXPECT_EQ(to_string(seconds(0)), "0 s");
  EXPECT_EQ(to_string(seconds(35)), "35.0 s");
  EXPECT_EQ(to_string(milliseconds(180'800)), "180.8 s");
  EXPECT_EQ(to_string(seconds(1) + milliseconds(12)), "1.012 s");
  EXPECT_EQ(to_string(milliseconds(150)), "150 ms");
  EXPECT_EQ(to_string(microseconds(1'500)), "1.5 ms");
  EXPECT_EQ(to_string(microseconds(40)), "40 us");
  EXPECT_EQ(to_string(nanoseconds(40'025)), "40.025 us");
  EXPECT_EQ(to_string(nanoseconds(7)), "7 ns");
}

TEST(Duration, PrintsWholeMinutesAsMinutes) {
  EXPECT_EQ(to_string(minutes(2)), "2 min");
  EXPECT_EQ(to_string(seconds(60)), "1 min");
  EXPECT_EQ(to_string(seconds(90)), "90.0 s");
  EXPECT_EQ(to_string(seconds(196)), "196.0 s");
}

TEST(Duration, CutsWhatIsFinerThanThreeDecimals) {
  EXPECT_EQ(to_string(seconds(35) - nanoseconds(1)), "34.999 s");
  EXPECT_EQ(to_string(seconds(1) + microseconds(50)), "1.0 s");
  EXPECT_EQ(to_string(nanoseconds(999'999'999)), "999.999 ms");
}

TEST(Duration, PrintsItsSign) {
  EXPECT_EQ(to_string(-milliseconds(1'500)), "-1.5 s");
  EXPECT_EQ(to_string(Duration(INT64_MIN)), "-9223372036.854 s");
}

TEST(Instant, PrintsSecondsSinceTheRunBegan) {
  EXPECT_EQ(to_string(Instant()), "0.0 s");
  EXPECT_EQ(to_string(Instant() + milliseconds(35'012)), "35.012 s");
  EXPECT_EQ(to_string(Instant() + minutes(2)), "120.0 s");
  EXPECT_EQ(to_string(Instant(1)), "0.0 s");
  EXPECT_EQ(to_string(Instant() - milliseconds(250)), "-0.25 s");
  EXPECT_EQ(to_string(Instant::never()), "never");
}

TEST(Instant, CountsWithDurations) {
  const Instant start = Instant() + seconds(5);
  EXPECT_EQ(start + milliseconds(1) - start, milliseconds(1));
  EXPECT_LT(start, Instant::never());
  EXPECT_EQ(3 * seconds(2) / 4, milliseconds(1'500));
  EXPECT_EQ(start.since_start(), seconds(5));
}

}  // namespace
}  // namespace seatrial
