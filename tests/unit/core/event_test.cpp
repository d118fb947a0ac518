// SPDX-License-Identifier: Apache-2.0
#include "sim/core/event.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace seatrial {
namespace {

TEST(Target, GivesBackKindAndIndex) {
  const std::uint32_t target = make_target(200, 123'456);
  EXPECT_EQ(target_kind(target), 200);
  EXPECT_EQ(target_index(target), 123'456U);
  EXPECT_EQ(target_index(make_target(255, target_index_count - 1)), target_index_count - 1);
}

TEST(Target, RefusesAnIndexThatWouldChangeTheKind) {
  EXPECT_THROW(make_target(0, target_index_count), std::logic_error);
}

TEST(Assert, SaysWhyWhatAndWhereWithoutAFolder) {
  try {
    SEATRIAL_ASSERT(1 + 1 == 3, "the sum is off");
    FAIL() << "nothing was thrown";
  } catch (const std::logic_error& error) {
    const std::string text = error.what();
    EXPECT_EQ(text.find("the sum is off (1 + 1 == 3 at event_test.cpp:"), 0U) << text;
  }
}

}  // namespace
}  // namespace seatrial
