// SPDX-License-Identifier: Apache-2.0
#include "harness/report/sarif.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "harness/finding/catalogue.hpp"
#include "tests/unit/report/sample_report.hpp"

namespace seatrial::report {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using namespace testing_support;

json sarif_of(std::vector<Sheet> sheets, const std::string& root = "") {
  std::ostringstream out;
  write_sarif(out, sheets, {root, "0.1.0"});
  return json::parse(out.str());
}

json sarif_of(const Sample& made, const std::string& root = "") {
  return sarif_of({{made.report, made.files}}, root);
}

json only_result(const json& document) {
  const json& results = document["runs"][0]["results"];
  EXPECT_EQ(results.size(), 1U);
  return results[0];
}

TEST(Sarif, HasARuleForEachCodeWithItsHelp) {
  const json driver = sarif_of(sample())["runs"][0]["tool"]["driver"];
  EXPECT_EQ(driver["version"], "0.1.0");
  ASSERT_EQ(driver["rules"].size(), finding::catalogue().size());
  const json& rule = driver["rules"][0];
  EXPECT_EQ(rule["id"], "ST101");
  EXPECT_EQ(rule["shortDescription"]["text"], "Service reachable only inside its cluster.");
  EXPECT_THAT(std::string(rule["help"]["markdown"]), HasSubstr("**Fix:** give Service"));
  EXPECT_EQ(rule["defaultConfiguration"]["level"], "error");
  EXPECT_EQ(rule["properties"]["tags"], json::array({"exposure and ports", "F-01"}));
}

TEST(Sarif, AResultSaysWhatWhereAndWhatToDo) {
  const json document = sarif_of(sample());
  const json result = only_result(document);
  EXPECT_EQ(result["ruleId"], "ST601");
  const std::size_t index = result["ruleIndex"];
  EXPECT_EQ(document["runs"][0]["tool"]["driver"]["rules"][index]["id"], "ST601");
  EXPECT_EQ(result["level"], "error");
  EXPECT_EQ(result["message"]["text"],
            "a/a1 does not permit b/b1 (2 links)\nwhy: the dialler sees only EOF\n"
            "fix: add b/b1 to permissioned-nodes.json of a\nsee: [b/b1 dials from here](1)");
  const json place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "a/permissioned-nodes.json");
  EXPECT_EQ(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
  EXPECT_EQ(place["region"], (json{{"startLine", 4}, {"startColumn", 3}}));
  const json related = result["relatedLocations"][0];
  EXPECT_EQ(related["physicalLocation"]["region"], (json{{"startLine", 9}}));
  EXPECT_EQ(related["message"]["text"], "b/b1 dials from here");
}

TEST(Sarif, LevelsAreThoseOfTheFinding) {
  Sample made = sample();
  made.report.findings[0].severity = Severity::info;
  EXPECT_EQ(only_result(sarif_of(made))["level"], "note");
}

std::string fingerprint_of(const Sample& made) {
  return only_result(sarif_of(made))["partialFingerprints"]["seatrialFinding/v1"];
}

TEST(Sarif, FingerprintsMoveWithTheLineAndChangeWithTheFault) {
  Sample made = sample();
  made.report.findings[0].what = "unlike genesis.json:3:1";
  const std::string before = fingerprint_of(made);
  made.report.findings[0].where.line += 7;
  made.report.findings[0].what = "unlike genesis.json:10:1";
  EXPECT_EQ(fingerprint_of(made), before);
  made.report.findings[0].what = "unlike other.json:10:1";
  EXPECT_NE(fingerprint_of(made), before);
}

TEST(Sarif, AlikeFindingsHaveFingerprintsOfTheirOwn) {
  Sample made = sample();
  made.report.findings.push_back(made.report.findings[0]);
  made.report.findings[1].where.line = 40;
  std::set<std::string> seen;
  const json results = sarif_of(made)["runs"][0]["results"];
  ASSERT_EQ(results.size(), 2U);
  for (const json& result : results)
    seen.insert(std::string(result["partialFingerprints"]["seatrialFinding/v1"]));
  EXPECT_EQ(seen.size(), 2U);
}

TEST(Sarif, WhatSeveralReportsFindIsOneResult) {
  const Sample made = sample();
  const Sheet sheet{made.report, made.files};
  only_result(sarif_of({sheet, sheet}));
}

TEST(Sarif, PathsAreRelativeToTheCheckout) {
  Sample made = sample();
  const FileId inside = made.files.add("/x/my files/a#1.yaml");
  made.report.findings[0].where.file = inside;
  const auto place = [&](const std::string& root) {
    return only_result(
        sarif_of(made, root))["locations"][0]["physicalLocation"]["artifactLocation"];
  };
  EXPECT_EQ(place("/x"), (json{{"uri", "my%20files/a%231.yaml"}, {"uriBaseId", "%SRCROOT%"}}));
  EXPECT_EQ(place("/y"), (json{{"uri", "file:///x/my%20files/a%231.yaml"}}));
}

TEST(Sarif, AFindingWithoutAPlaceStandsAtARelatedOne) {
  Sample made = sample();
  made.report.findings[0].where = {};
  const json place = only_result(sarif_of(made))["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "scenarios/one-sided.yaml");
}

TEST(Sarif, WhatIsAcceptedIsSuppressed) {
  Sample made = sample();
  made.report.accepted = {{made.report.findings[0], "b is not there yet"}};
  made.report.findings.clear();
  const json suppression = only_result(sarif_of(made))["suppressions"][0];
  EXPECT_EQ(suppression["kind"], "external");
  EXPECT_EQ(suppression["justification"], "b is not there yet");
}

TEST(Sarif, WrongInputIsANotification) {
  const Sample made{{}, broken_input("x.yaml", Mode::check, {"x.yaml:2:3", "unknown key", ""})};
  const json invocation = sarif_of(made)["runs"][0]["invocations"][0];
  EXPECT_EQ(invocation["executionSuccessful"], false);
  const json told = invocation["toolExecutionNotifications"][0];
  EXPECT_EQ(told["message"]["text"], "x.yaml:2:3: unknown key");
  EXPECT_EQ(told["locations"][0]["physicalLocation"]["region"],
            (json{{"startLine", 2}, {"startColumn", 3}}));
  EXPECT_EQ(sarif_of(sample())["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

}  // namespace
}  // namespace seatrial::report
