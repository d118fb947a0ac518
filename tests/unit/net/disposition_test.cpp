// SPDX-License-Identifier: Apache-2.0
// The closed table of a packet's fates.
#include "sim/net/disposition.hpp"

#include <gtest/gtest.h>

#include <set>

namespace seatrial::net {
namespace {

TEST(Disposition, AllAreListedInTheirOrder) {
  for (std::size_t i = 0; i < all_dispositions.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(all_dispositions[i]), i);
  }
  // The last of the enum: whoever adds one adds a row, and this fails until it is listed.
  EXPECT_EQ(all_dispositions.back(), Disposition::mtu_exceeded);
}

TEST(Disposition, EveryWordParsesBackAndIsUsedOnce) {
  std::set<std::string_view> words;
  for (const Disposition disposition : all_dispositions) {
    EXPECT_EQ(parse_disposition(to_string(disposition)), disposition);
    EXPECT_TRUE(words.insert(to_string(disposition)).second);
    EXPECT_FALSE(describe(disposition).empty());
  }
  EXPECT_EQ(words.size(), all_dispositions.size());
}

TEST(Disposition, UnknownWordsAreNone) {
  for (const char* word : {"", "Delivered", "delivered ", "packet_lost"}) {
    EXPECT_FALSE(parse_disposition(word)) << word;
  }
}

TEST(Disposition, AnswersTellARefusalFromSilence) {
  using enum Disposition;
  for (const Disposition silent :
       {no_local_endpoint, link_cut, firewall_denied, lost, queue_full, looped}) {
    EXPECT_EQ(answer_to(silent), Answer::none) << to_string(silent);
  }
  for (const Disposition refused : {port_closed, no_endpoint, link_rejected, nat_missing}) {
    EXPECT_EQ(answer_to(refused), Answer::refused) << to_string(refused);
  }
  EXPECT_EQ(answer_to(no_route), Answer::unreachable);
}

}  // namespace
}  // namespace seatrial::net
