// SPDX-License-Identifier: Apache-2.0
// What other programs read: SARIF, annotations, baselines, from the built program.
#include <nlohmann/json.hpp>

#include "tests/unit/cli/program.hpp"

namespace seatrial::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// A folder with a scenario in which B dials a NodePort that A does not have.
struct CliOutputs : ::testing::Test {
  CliOutputs() {
    folder.write("stale.yaml", stale(32042));
    folder.write("broken.yaml", "seatrial: 1\nclusters:\n  a: {nodes: {n1: 1.2.3.4}\n");
  }
  static std::string stale(int port) {
    return "seatrial: 1\n"
           "clusters:\n"
           "  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}}\n"
           "  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}\n"
           "lists:\n"
           "  static: {b/*: [{peer: a/a1, port: " +
           std::to_string(port) +
           "}]}\n"
           "  permissioned: {'*': ['*']}\n"
           "steps:\n"
           "- start: ['*']\n";
  }
  Outcome seatrial(const std::string& arguments) const { return cli::seatrial(arguments, folder); }
  Folder folder;
};

TEST_F(CliOutputs, SarifIsWhatItsSchemaSays) {
  if (std::system("python3 -c 'import jsonschema' >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "the package python3-jsonschema is missing";
  }
  seatrial("check stale.yaml --write-baseline known.yaml");
  for (const char* arguments : {"check stale.yaml broken.yaml", "run stale.yaml",
                                "check stale.yaml --baseline known.yaml"}) {
    seatrial(std::string(arguments) + " --sarif out.sarif");
    const std::string schema = SEATRIAL_SOURCE_DIR "/tests/schema/";
    const std::string line = "python3 '" + schema + "check_json.py' '" + schema +
                             "sarif.schema.json' '" + (folder / "out.sarif") + "' >'" +
                             (folder / ".checked") + "' 2>&1";
    EXPECT_EQ(std::system(line.c_str()), 0) << arguments << read_text(folder / ".checked");
  }
}

TEST_F(CliOutputs, SarifHasTheFindingAtItsLine) {
  const Outcome outcome = seatrial("check stale.yaml --sarif -");
  EXPECT_EQ(outcome.code, 1);
  const auto result = nlohmann::json::parse(outcome.out)["runs"][0]["results"][0];
  EXPECT_EQ(result["ruleId"], "ST103");
  const auto place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "stale.yaml");
  EXPECT_EQ(place["region"]["startLine"], 6);
  EXPECT_THAT(outcome.err, StartsWith("FAIL stale.yaml"));
}

TEST_F(CliOutputs, TheLineIsShownUnderItsFinding) {
  EXPECT_THAT(seatrial("check stale.yaml").out,
              HasSubstr("\n    6 |   static: {b/*: [{peer: a/a1, port: 32042}]}\n      | "));
}

TEST_F(CliOutputs, GithubAnnotationsStandBelowTheReport) {
  EXPECT_THAT(
      seatrial("check stale.yaml --github").out,
      AllOf(StartsWith("FAIL stale.yaml"), HasSubstr("\n::error file=stale.yaml,line=6,col="),
            HasSubstr(",title=ST103 NodePort of no Service::")));
  EXPECT_THAT(seatrial("check stale.yaml").out, Not(HasSubstr("::error")));
}

TEST_F(CliOutputs, AFindingOfTheBaselineFailsNoCheck) {
  const Outcome written = seatrial("check stale.yaml --write-baseline ci/known.yaml");
  EXPECT_EQ(written.code, 2);  // there is no folder ci
  std::filesystem::create_directory(folder / "ci");
  EXPECT_EQ(seatrial("check stale.yaml --write-baseline ci/known.yaml").code, 1);
  EXPECT_THAT(read_text(folder / "ci/known.yaml"),
              AllOf(HasSubstr("- code: ST103\n  file: \"../stale.yaml\"\n  what: \""),
                    HasSubstr("\n  reason: \"known when this was written; not looked into yet\"")));
  const Outcome known = seatrial("check stale.yaml --baseline ci/known.yaml");
  EXPECT_EQ(known.code, 0) << known.out;
  EXPECT_EQ(known.err, "");
  EXPECT_THAT(known.out, AllOf(HasSubstr("\naccepted: "), Not(HasSubstr("error["))));
}

TEST_F(CliOutputs, WhatIsNewFailsAndWhatIsGoneIsTold) {
  seatrial("check stale.yaml --write-baseline known.yaml");
  folder.write("stale.yaml", stale(32043));
  const Outcome other = seatrial("check stale.yaml --baseline known.yaml");
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, HasSubstr("known.yaml:6:3: ST103 in stale.yaml is no longer found; "
                                   "remove the entry\n"));
  folder.write("stale.yaml", stale(32041));
  EXPECT_EQ(seatrial("check stale.yaml --baseline known.yaml").code, 0);
}

TEST_F(CliOutputs, ANewBaselineKeepsTheReasonsOfTheOld) {
  folder.write("known.yaml",
               "seatrial_baseline: 1\naccepted:\n- {code: ST103, reason: A is to recreate it}\n");
  EXPECT_EQ(seatrial("check stale.yaml --baseline known.yaml --write-baseline known.yaml").code, 0);
  EXPECT_THAT(read_text(folder / "known.yaml"), HasSubstr("reason: \"A is to recreate it\""));
}

struct BadBaseline {
  const char* name;
  const char* text;
  const char* message;
};

class CliBadBaseline : public ::testing::TestWithParam<BadBaseline> {};

TEST_P(CliBadBaseline, IsOneLineWithItsPlace) {
  const Folder folder;
  folder.write("ok.yaml", two_clusters(true));
  folder.write("k.yaml", GetParam().text);
  const Outcome outcome = seatrial("check ok.yaml --baseline k.yaml", folder);
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, std::string(GetParam().message) + "\n");
}

constexpr BadBaseline bad_baselines[] = {
    {"version", "seatrial_baseline: 2\n",
     "k.yaml:1:20: seatrial_baseline 2 is out of range; write a whole number from 1 to 1"},
    {"no_version", "accepted: []\n",
     "k.yaml:1:1: a baseline has no 'seatrial_baseline'; add 'seatrial_baseline'"},
    {"key", "seatrial_baseline: 1\nacepted: []\n",
     "k.yaml:2:1: unknown key 'acepted' in a baseline; did you mean 'accepted'?"},
    {"entry_key", "seatrial_baseline: 1\naccepted:\n- {code: ST103, reason: x, line: 4}\n",
     "k.yaml:3:28: unknown key 'line' in an entry of the baseline; known are 'code', 'file', "
     "'what', 'reason'"},
    {"code", "seatrial_baseline: 1\naccepted:\n- {code: ST1030, reason: x}\n",
     "k.yaml:3:10: there is no finding 'ST1030'; 'seatrial findings' lists them all"},
    {"reason", "seatrial_baseline: 1\naccepted:\n- {code: ST103}\n",
     "k.yaml:3:3: no 'reason' to accept ST103; say why it is accepted"},
    {"no_map", "seatrial_baseline: 1\naccepted:\n- ST103\n",
     "k.yaml:3:3: an entry of the baseline is no map; write 'code:'"},
    {"empty", "", "k.yaml: a baseline of 0 documents; --write-baseline writes one"},
};

INSTANTIATE_TEST_SUITE_P(Cases, CliBadBaseline, ::testing::ValuesIn(bad_baselines),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace seatrial::cli
