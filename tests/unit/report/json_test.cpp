// SPDX-License-Identifier: Apache-2.0
#include "harness/report/json.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/unit/report/sample_report.hpp"

namespace seatrial::report {
namespace {

using nlohmann::ordered_json;
using testing::ElementsAre;
using testing::EndsWith;
using namespace testing_support;

std::string line_of(const Report& report, const SourceFiles& files) {
  std::ostringstream out;
  write_json(out, report, files);
  return out.str();
}

ordered_json parsed(const Report& report, const SourceFiles& files) {
  return ordered_json::parse(line_of(report, files));
}

std::vector<std::string> keys_of(const ordered_json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items()) keys.push_back(item.key());
  return keys;
}

TEST(Json, IsOneLine) {
  const Sample made = sample();
  const std::string line = line_of(made.report, made.files);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_THAT(line, EndsWith("}\n"));
}

TEST(Json, HasTheKeysOfTheContract) {
  const Sample made = sample();
  const ordered_json json = parsed(made.report, made.files);
  EXPECT_THAT(keys_of(json),
              ElementsAre("scenario", "seed", "fidelity", "digest", "verdict", "duration_virtual",
                          "expectations", "links", "consensus", "findings"));
  EXPECT_THAT(keys_of(json["links"][0]),
              ElementsAre("from", "to", "kind", "status", "disposition", "code", "condition",
                          "hops", "seconds_to_connect"));
  EXPECT_THAT(keys_of(json["findings"][0]),
              ElementsAre("code", "severity", "message", "file", "line", "column", "why", "fix",
                          "links", "related"));
}

TEST(Json, ReadsBackAsItWas) {
  const Sample made = sample();
  const ordered_json json = parsed(made.report, made.files);
  EXPECT_EQ(json["scenario"], "scenarios/one-sided.yaml#before");
  EXPECT_EQ(json["seed"], 8);
  EXPECT_EQ(json["digest"], "feedfacecafebeef");
  EXPECT_EQ(json["verdict"], "fail");
  EXPECT_EQ(json["duration_virtual"], 120);
  EXPECT_EQ(json["expectations"][1]["verdict"], "fail");
  EXPECT_EQ(json["expectations"][1]["line"], 15);
  EXPECT_EQ(json["links"][0]["seconds_to_connect"], 0.2);
  EXPECT_EQ(json["links"][0]["code"], nullptr);
  EXPECT_EQ(json["links"][1]["seconds_to_connect"], nullptr);
  EXPECT_EQ(json["links"][1]["disposition"], "permission_denied");
  EXPECT_EQ(json["links"][1]["hops"].size(), 2U);
  EXPECT_EQ(json["consensus"], nullptr);
  EXPECT_EQ(json["findings"][0]["file"], "a/permissioned-nodes.json");
  EXPECT_EQ(json["findings"][0]["column"], 3);
  EXPECT_EQ(json["findings"][0]["related"][0]["line"], 9);
  EXPECT_EQ(json["findings"][0]["related"][0]["column"], nullptr);
}

TEST(Json, LargeSeedAndDigestKeepTheirDigits) {
  Report report;
  report.seed = 18446744073709551615ULL;
  report.digest = 1;
  const ordered_json json = parsed(report, {});
  EXPECT_EQ(json["seed"].get<std::uint64_t>(), report.seed);
  EXPECT_EQ(json["digest"], "0000000000000001");
}

TEST(Json, AnyBytesGiveValidJson) {
  Report report;
  report.scenario = "x\xff\x01\"\\\n.yaml";
  EXPECT_EQ(parsed(report, {})["scenario"], "x\xef\xbf\xbd\x01\"\\\n.yaml");
}

TEST(Json, WrongInputIsInvalidWithItsError) {
  const Error error{"x.yaml:2:1", "unknown key 'wann'", "did you mean 'wan'?"};
  const ordered_json json = parsed(broken_input("x.yaml", Mode::check, error), {});
  EXPECT_EQ(json["verdict"], "invalid");
  EXPECT_EQ(json["findings"][0]["message"], error.message());
}

}  // namespace
}  // namespace seatrial::report
