// SPDX-License-Identifier: Apache-2.0
// Numbers at the front of a text, and as the whole of one.
#include "sim/core/whole_number.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace seatrial {
namespace {

TEST(WholeNumber, FillsTheText) {
  EXPECT_EQ(whole_number<std::uint16_t>("65535"), 65535);
  EXPECT_EQ(whole_number<int>("-7"), -7);
  EXPECT_EQ(whole_number<std::uint16_t>("007"), 7);
  for (const char* text : {"", " 7", "7 ", "+7", "0x7", "7.0", "65536", "-7"}) {
    EXPECT_FALSE(whole_number<std::uint16_t>(text)) << text;
  }
}

TEST(LeadingNumber, LeavesWhatFollows) {
  EXPECT_EQ(leading_number<int>("24.4.1"), 24);
  EXPECT_EQ(leading_number<int>("-3 days"), -3);
  for (const char* text : {"", "v24", " 24", "99999999999"}) {
    EXPECT_FALSE(leading_number<int>(text)) << text;
  }
}

}  // namespace
}  // namespace seatrial
