// SPDX-License-Identifier: Apache-2.0
// diff as a command: its exit codes, its streams, and the folders of the library.
#include <nlohmann/json.hpp>

#include "tests/unit/cli/program.hpp"

namespace seatrial::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string configs = std::string(SEATRIAL_SOURCE_DIR) + "/scenarios/two-cluster/configs/";

struct CliDiff : ::testing::Test {
  CliDiff() {
    folder.write("good.yaml", two_clusters(true));
    folder.write("bad.yaml", two_clusters(false));
  }
  Outcome seatrial(const std::string& arguments) const { return cli::seatrial(arguments, folder); }
  Folder folder;
};

TEST_F(CliDiff, ABrokenLinkIsOneAndItsRepairIsZero) {
  const Outcome breaks = seatrial("diff good.yaml bad.yaml");
  EXPECT_EQ(breaks.code, 1) << breaks.err;
  EXPECT_THAT(breaks.out, StartsWith("FAIL good.yaml -> bad.yaml: 1 link breaks"));
  const Outcome mends = seatrial("diff bad.yaml good.yaml");
  EXPECT_EQ(mends.code, 0) << mends.out;
  EXPECT_THAT(mends.out, StartsWith("PASS bad.yaml -> good.yaml: 1 link added"));
}

TEST_F(CliDiff, WhatNoFileTellsIsThree) {
  const Outcome outcome = seatrial("diff " + configs + "a-step1 " + configs + "a-step10");
  EXPECT_EQ(outcome.code, 3) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("INCONCLUSIVE "));
}

TEST_F(CliDiff, OtherClustersAreNamedByOptions) {
  const Outcome outcome = seatrial("diff " + configs + "b-step4 " + configs + "b-step5 --name b" +
                                   " --cluster a=" + configs + "a-step10 --set a.node-ip=1.2.3.4");
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("error[ST414]"));
}

TEST_F(CliDiff, AWrongInputIsTwoAndOneLine) {
  const Outcome outcome = seatrial("diff good.yaml nowhere.yaml");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "nowhere.yaml: there is no such file or folder; check the path\n");
  EXPECT_EQ(seatrial("diff good.yaml").code, 2);
}

TEST_F(CliDiff, JsonTakesTheStandardOutput) {
  const Outcome outcome = seatrial("diff good.yaml bad.yaml --json -");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(nlohmann::json::parse(outcome.out)["verdict"], "fail");
  EXPECT_THAT(outcome.err, StartsWith("FAIL good.yaml -> bad.yaml"));
}

TEST_F(CliDiff, QuietLeavesTheVerdictAndWhatItIsDueTo) {
  const Outcome outcome = seatrial("diff good.yaml good.yaml --quiet");
  EXPECT_EQ(outcome.out,
            "PASS good.yaml -> good.yaml: nothing that links, findings or chains depend on\n");
}

}  // namespace
}  // namespace seatrial::cli
