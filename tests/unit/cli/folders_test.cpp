// SPDX-License-Identifier: Apache-2.0
// Folders in place of a scenario, and init, on the two clusters of the reference data.
#include "tests/unit/cli/program.hpp"

namespace seatrial::cli {
namespace {

using ::testing::HasSubstr;

struct CliFolders : ::testing::Test {
  void SetUp() override {
    const char* root = std::getenv("SEATRIAL_REALWORLD");
    if (root == nullptr) GTEST_SKIP() << "set SEATRIAL_REALWORLD to the reference data";
    data = std::string(root) + "/realworld/qubernetes-two-cluster/";
  }
  /// "--cluster a=… --exported a=…" with the folders of a step each.
  std::string clusters(const std::string& a, const std::string& b) const {
    return " --cluster a=" + data + a + " --cluster b=" + data + b;
  }
  std::string exported() const {
    return " --exported a=" + data + "a-external.yaml --exported b=" + data + "b-external.yaml";
  }
  Outcome seatrial(const std::string& arguments) const { return cli::seatrial(arguments, folder); }

  std::string data;
  Folder folder;
};

TEST_F(CliFolders, BothSidesKnowEachOther) {
  const std::string what = clusters("step10-a", "step5-b") + exported();
  const Outcome check = seatrial("check" + what);
  EXPECT_EQ(check.code, 0) << check.out << check.err;
  const Outcome run = seatrial("run" + what);
  EXPECT_EQ(run.code, 0) << run.out << run.err;
}

TEST_F(CliFolders, StartedButCannotConnect) {
  const Outcome run = seatrial("run" + clusters("step1-a", "step5-b") + exported());
  EXPECT_EQ(run.code, 1) << run.out << run.err;
}

TEST_F(CliFolders, WithoutNodePortsItIsOpen) {
  const Outcome check = seatrial("check" + clusters("step10-a", "step5-b"));
  EXPECT_EQ(check.code, 3) << check.out << check.err;
}

TEST_F(CliFolders, AnAddressThatNoFileNamesIsAskedFor) {
  const Outcome check = seatrial("check" + clusters("step1-a", "step4-b"));
  EXPECT_EQ(check.code, 2);
  EXPECT_THAT(check.err, HasSubstr("no file names an address of its nodes; give --set a.node-ip="));
}

TEST_F(CliFolders, ExportIsTheFileThatTheOtherCompanyGot) {
  const Outcome out = seatrial("export --cluster a=" + data + "step1-a --exported a=" + data +
                               "a-external.yaml --node-ip 1.2.3.4 --bare");
  EXPECT_EQ(out.code, 0) << out.err;
  EXPECT_EQ(out.out, read_text(data + "a-external.yaml"));
}

TEST_F(CliFolders, InitWritesWhatValidateAccepts) {
  const Outcome init = seatrial("init" + clusters("step10-a", "step5-b") + exported() +
                                " --set a.kubernetes=1.27 --set a.provider=eks -o ab.yaml");
  ASSERT_EQ(init.code, 0) << init.err;
  EXPECT_EQ(seatrial("validate ab.yaml").code, 0);
  const Outcome run = seatrial("run ab.yaml");
  EXPECT_EQ(run.code, 0) << run.out << run.err;
  EXPECT_THAT(read_text(folder / "ab.yaml"), HasSubstr("n1: 1.2.3.4"));
}

TEST_F(CliFolders, InitNeverOverwrites) {
  folder.write("ab.yaml", "mine");
  EXPECT_EQ(seatrial("init" + clusters("step10-a", "step5-b") + " -o ab.yaml").code, 2);
  EXPECT_EQ(read_text(folder / "ab.yaml"), "mine");
}

TEST_F(CliFolders, InitLeavesACommentWhereNoFileTells) {
  const Outcome init =
      seatrial("init --cluster a=" + data + "step1-a --external b=" + data + "b-external.yaml");
  ASSERT_EQ(init.code, 0) << init.err;
  EXPECT_THAT(init.out, HasSubstr("n1: ${A_NODE_IP}  # fill in: kubectl get nodes -o wide"));
  folder.write("a.yaml", init.out);
  EXPECT_EQ(seatrial("validate a.yaml").code, 0);
}

}  // namespace
}  // namespace seatrial::cli
