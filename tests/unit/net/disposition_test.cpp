// SPDX-License-Identifier: Apache-2.0
// The closed table of a packet's fates.
#include "sim/net/disposition.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

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

std::string every_scenario_report() {
  std::string all;
  const std::filesystem::path folder = std::filesystem::path(SEATRIAL_SOURCE_DIR) / "scenarios";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.path().string().ends_with(".report.txt")) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

// A fate that no scenario shows is one that no user has met: either a file is missing, or the fate.
TEST(Disposition, EachIsShownByAScenario) {
  const std::string reports = every_scenario_report();
  ASSERT_FALSE(reports.empty());
  for (const Disposition disposition : all_dispositions) {
    // What gets there has no cause to be told. A translation is forgotten by what outlasts every
    // keep-alive only; tests of the walk show it.
    if (disposition == Disposition::delivered || disposition == Disposition::nat_missing) continue;
    // What is too large belongs to a connection that was made: the finding tells of it.
    const bool large = disposition == Disposition::mtu_exceeded;
    const std::string_view shown = large ? "error[ST315]" : to_string(disposition);
    EXPECT_NE(reports.find(shown), std::string::npos) << to_string(disposition);
  }
}

}  // namespace
}  // namespace seatrial::net
