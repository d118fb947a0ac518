// SPDX-License-Identifier: Apache-2.0
// How the writers tell of a chain: the section of the text, and the object of the JSON.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/report/consensus_text.hpp"
#include "harness/report/json.hpp"
#include "harness/report/text.hpp"

namespace seatrial::report {
namespace {

using nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Consensus chain() {
  Consensus made;
  made.genesis_hash = "0x0123456789abcdef";
  made.validators = {"a/a1", "a/a2", "b/b1"};
  made.quorum = 2;
  made.formula = "ceil(2N/3), genesis.json:24:5";
  made.halts_without = {"a"};
  made.heights = {{"a/a1", 21}, {"a/a2", 21}, {"b/b1", 20}};
  made.stalls = {
      {Instant() + seconds(20), Instant() + seconds(100), 20, 5, "1 of 3 validators ran"},
      {Instant() + seconds(101), std::nullopt, 21, 2, "no validator ran"}};
  made.verdict = "3 validators, 2 in a and 1 in b.";
  return made;
}

std::string text_of(const Report& report, bool quiet = false) {
  std::ostringstream out;
  write_text(out, report, SourceFiles{}, {.quiet = quiet});
  return out.str();
}

ordered_json json_of(const Report& report) {
  std::ostringstream out;
  write_json(out, report, SourceFiles{});
  return ordered_json::parse(out.str());
}

TEST(ConsensusText, IsASectionOfItsOwn) {
  Report report;
  report.consensus = {chain()};
  EXPECT_THAT(text_of(report), HasSubstr(R"(
consensus
  3 validators, 2 in a and 1 in b.
  heights a/*: 21, b/b1: 20
  stall 20.0 s to 100.0 s (80.0 s, round 5) at block 20: 1 of 3 validators ran
  stall 101.0 s to the end of the run (round 2) at block 21: no validator ran
)"));
  EXPECT_THAT(text_of(report, true), Not(HasSubstr("consensus")));
}

TEST(ConsensusText, NothingWithoutAValidator) {
  Report report;
  report.consensus = {chain()};
  report.consensus[0].validators.clear();
  EXPECT_THAT(text_of(report), Not(HasSubstr("consensus")));
  EXPECT_THAT(text_of(Report{}), Not(HasSubstr("consensus")));
}

TEST(ConsensusText, SeveralChainsAreToldApart) {
  Report report;
  report.consensus = {chain(), chain()};
  EXPECT_THAT(text_of(report), HasSubstr("consensus of genesis 0x01234567\n"));
}

TEST(ConsensusText, WrapsBetweenWordsOnly) {
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("much-too-long word", 4), ElementsAre("much-too-long", "word"));
  EXPECT_THAT(wrapped("", 4), IsEmpty());
}

TEST(ConsensusText, HeightsAreAsShortAsTheyAllow) {
  EXPECT_EQ(heights_line({{"a/1", 5}, {"a/2", 6}, {"b/1", 6}, {"b/2", 6}}),
            "a/1: 5, a/2: 6, b/*: 6");
  EXPECT_EQ(heights_line({{"a/1", 5}, {"a/2", 6}, {"a/3", 9}, {"a/4", 6}, {"a/5", 6}}),
            "a/*: 5 to 9");
}

TEST(ConsensusJson, HasTheKeysOfTheContract) {
  Report report;
  report.consensus = {chain()};
  const ordered_json json = json_of(report);
  std::vector<std::string> keys;
  for (const auto& item : json["consensus"].items()) keys.push_back(item.key());
  EXPECT_THAT(keys, ElementsAre("genesis_hash", "protocol", "validators", "f", "quorum", "formula",
                                "halts_without", "heights", "stalls", "verdict", "losses", "mesh",
                                "advice", "over_time"));
  EXPECT_EQ(json["consensus"]["heights"]["b/b1"], 20);
  EXPECT_EQ(json["consensus"]["stalls"][0]["from"], 20);
  EXPECT_EQ(json["consensus"]["stalls"][0]["to"], 100);
  EXPECT_EQ(json["consensus"]["stalls"][1]["to"], nullptr);
  EXPECT_FALSE(json.contains("other_chains"));
}

/// A chain of which everything is told.
Consensus told() {
  Consensus made = chain();
  made.losses = {{"validator", 3, 0, 0, {}, {}},
                 {"pair", 3, 3, 0, {"a/a1 and a/a2", "a/a1 and b/b1", "a/a2 and b/b1"}, {}},
                 {"link", 3, 1, 1, {"a/a1 - b/b1"}, {"a/a2 - b/b1"}}};
  made.mesh = "2 of 3 links between validators are up: so it goes";
  made.advice = {"a/a1 - b/b1"};
  made.phases = {{Instant(), Instant() + seconds(20), 0, 20, 1},
                 {Instant() + seconds(20), Instant() + seconds(100), 20, 20, 5}};
  Stall& stall = made.stalls.front();
  stall.missing = {"a/a2", "b/b1"};
  stall.first_lost = "PREPARE of block 21 from a/a1 to b/b1 at 21.0 s: link_cut at the line a-b";
  stall.forecast = Forecast{Instant() + seconds(95), Instant() + seconds(100), 4};
  stall.outlook = "round 4's timer is the first";
  stall.quick_fix = "a restart";
  stall.saved = seconds(7);
  made.stalls.pop_back();
  return made;
}

TEST(ConsensusText, TellsLossesTheMeshAndTheEndOfAStall) {
  Report report;
  report.consensus = {told()};
  EXPECT_THAT(text_of(report), HasSubstr(R"(
consensus
  3 validators, 2 in a and 1 in b.
  what is lost                   tried  stops the chain
  one validator                      3  none
  two validators                     3  each of them
  a link between two validators      3  a/a1 - b/b1; a/a2 - b/b1 (once a round must change)
  mesh: 2 of 3 links between validators are up: so it goes
    to be linked: a/a1 - b/b1
  heights a/*: 21, b/b1: 20
  over time: block 20 at 20.0 s (up to round 1), no block for 80.0 s (up to round 5)
  stall 20.0 s to 100.0 s (80.0 s, round 5) at block 20: 1 of 3 validators ran
    who was missing: a/a2, b/b1
    first not delivered: PREPARE of block 21 from a/a1 to b/b1 at 21.0 s: link_cut at the line a-b
    forecast: round 4's timer is the first
    quick fix: a restart
)"));
}

TEST(ConsensusJson, TellsLossesAndForecasts) {
  Report report;
  report.consensus = {told()};
  const ordered_json json = json_of(report)["consensus"];
  EXPECT_EQ(json["losses"][2]["freezes"][0], "a/a2 - b/b1");
  EXPECT_EQ(json["over_time"][1]["round"], 5);
  EXPECT_EQ(json["stalls"][0]["forecast"]["at"], 100);
  EXPECT_EQ(json["stalls"][0]["saved"], 7);
  EXPECT_EQ(json["stalls"][0]["missing"][1], "b/b1");
}

TEST(ConsensusJson, OtherChainsStandBeside) {
  Report report;
  report.consensus = {chain(), chain(), chain()};
  EXPECT_EQ(json_of(report)["other_chains"].size(), 2U);
}

}  // namespace
}  // namespace seatrial::report
