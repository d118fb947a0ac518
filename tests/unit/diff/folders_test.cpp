// SPDX-License-Identifier: Apache-2.0
// Two states of a cluster's generated files, alone and beside the other company's.
#include "harness/diff/side.hpp"
#include "tests/unit/diff/diff_testing.hpp"

namespace seatrial::diff::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const std::string b1 = "b607a828ae995f91…@2.2.3.4:31923";
const std::string b2 = "6ee11e6e5ae3fd5d…@2.2.3.4:32448";

std::vector<std::string> six_and_six() {
  std::vector<std::string> lines;
  for (const std::string n : {"1", "2", "3"})
    for (const std::string& to : {b1, b2})
      lines.push_back("added p2p a/quorum-node" + n + " " + to + ": unknown");
  for (const std::string n : {"1", "2", "3"})
    for (const std::string to : {"http://2.2.3.4:30482", "http://2.2.3.4:30371"})
      lines.push_back("added tessera a/quorum-node" + n + " " + to + ": unknown");
  return lines;
}

struct RealStates : ::testing::Test {
  void SetUp() override {
    const char* root = std::getenv("SEATRIAL_REALWORLD");
    if (root == nullptr) GTEST_SKIP() << "set SEATRIAL_REALWORLD to the reference data";
    data = std::string(root) + "/realworld/qubernetes-two-cluster/";
  }
  std::string data;
};

TEST_F(RealStates, ExactlySixP2pAndSixTesseraLinksAreNew) {
  const Compared compared(alone(data + "step1-a", data + "step10-a"));
  EXPECT_EQ(compared.links(), six_and_six());
  EXPECT_THAT(compared.findings(), IsEmpty()) << compared.text();
  EXPECT_EQ(compared.verdict(), Verdict::inconclusive);
  // Of three templates Tessera reads one; the generator's toml nobody reads.
  EXPECT_THAT(compared.kept(),
              ElementsAre("tessera-config-9.0.json.tmpl never", "static-nodes.json at_start",
                          "permissioned-nodes.json live"));
  EXPECT_THAT(compared.text(),
              HasSubstr("12 links added (6 p2p, 6 tessera)\n\nlinks\n  added    p2p       "
                        "a/quorum-node1 -> " +
                        b1 +
                        ": unknown, up if the node b607a828ae995f91… is at 2.2.3.4:31923 and "
                        "permits a/quorum-node1\n"));
}

TEST_F(RealStates, TheSameFromTheYamlThatTheyAreGeneratedFrom) {
  const Compared compared(
      alone(data + "step1-a/qubernetes.yaml", data + "step10-a/qubernetes.yaml"));
  EXPECT_EQ(compared.links(), six_and_six());
  EXPECT_EQ(compared.verdict(), Verdict::inconclusive) << compared.text();
}

TEST(DiffFolders, OneStateHasNothingNew) {
  const Copy copy("a-step1");
  const Compared compared(alone(configs + "a-step1", copy.path()));
  EXPECT_EQ(compared.verdict(), Verdict::pass);
  EXPECT_THAT(compared.text(), EndsWith(": nothing that links, findings or chains depend on\n"));
}

TEST(DiffFolders, PodsKeepTheListAndTheTesseraConfigThatTheyStartedWith) {
  const Compared compared(alone(configs + "a-step1", configs + "a-step10"));
  EXPECT_EQ(compared.links().size(), 12U);
  EXPECT_THAT(compared.difference.rolls, IsEmpty());
  EXPECT_THAT(compared.kept(),
              ElementsAre("tessera-config-9.0.json.tmpl never", "static-nodes.json at_start",
                          "permissioned-nodes.json live"));
  EXPECT_THAT(compared.text(), HasSubstr("kubectl rollout restart deployment/quorum-node1-"));
}

TEST(DiffFolders, AllowingTheOthersBringsTheLinksUp) {
  const Compared compared(beside(configs + "a-step1/out", configs + "a-step10/out"));
  EXPECT_EQ(compared.verdict(), Verdict::pass) << compared.text();
  EXPECT_EQ(compared.links().size(), 6U);
  EXPECT_THAT(compared.links(),
              Each(AllOf(StartsWith("altered p2p a/quorum-node"), EndsWith(": up"))));
  EXPECT_THAT(compared.findings(), Contains("removed ST601"));
  EXPECT_THAT(compared.text(), HasSubstr("was down (permission_denied), is up"));
}

TEST(DiffFolders, AnAddressThatOneStateTellsHoldsForBoth) {
  Request request = alone(configs + "a-step1", configs + "a-step10");
  request.others.clusters = {{"b", configs + "b-step5/out"}};
  const Compared compared(request);  // where B's nodes are, only A's new lists say
  EXPECT_EQ(compared.links().size(), 6U) << compared.text();
  EXPECT_EQ(compared.verdict(), Verdict::inconclusive) << "no file tells the NodePorts";
}

TEST(DiffFolders, TakingThemOutAgainBreaksSix) {
  const Compared compared(beside(configs + "a-step10/out", configs + "a-step1/out"));
  EXPECT_EQ(compared.verdict(), Verdict::fail);
  EXPECT_EQ(compared.links().size(), 6U);
  EXPECT_THAT(compared.links(), Each(StartsWith("broken p2p a/quorum-node")));
  EXPECT_THAT(compared.findings(), Contains("added ST601"));
  EXPECT_THAT(compared.text(), StartsWith("FAIL "));
  EXPECT_THAT(compared.text(), HasSubstr(": 6 links break; 1 new error; "));
}

TEST(DiffFolders, TheGenesisOfTheOthersComesTooLateForVolumesWithAChain) {
  const Compared compared(beside(configs + "b-step4/out", configs + "b-step5/out", "b"));
  EXPECT_EQ(compared.verdict(), Verdict::fail);
  EXPECT_THAT(compared.findings(), Contains("added ST414"));
  EXPECT_THAT(compared.text(), HasSubstr("the volumes of b/quorum-node1 and b/quorum-node2 keep"));
  EXPECT_THAT(compared.text(), HasSubstr("  no peer is on this chain any more\n"));
  EXPECT_TRUE(compared.difference.margins.front().halts.empty());
}

TEST(DiffFolders, AnotherGenesisOnTheSameVolumeIsTold) {
  Copy copy("a-step1");
  copy.replace("01-quorum-genesis.yaml", "\"timestamp\": \"0x00\"", "\"timestamp\": \"0x01\"");
  const Compared compared(alone(configs + "a-step1", copy.path()));
  EXPECT_THAT(compared.findings(), ElementsAre("added ST414"));
  EXPECT_EQ(compared.verdict(), Verdict::fail);
}

TEST(DiffFolders, AnotherGenesisOnAnotherVolumeIsFine) {
  Copy copy("a-step1");
  copy.replace("01-quorum-genesis.yaml", "\"timestamp\": \"0x00\"", "\"timestamp\": \"0x01\"");
  for (const std::string n : {"1", "2", "3"}) {
    copy.replace("deployments/quorum-node" + n + "-quorum-deployment.yaml",
                 "claimName: quorum-node" + n + "-pvc", "claimName: fresh" + n);
  }
  const Compared compared(alone(configs + "a-step1", copy.path()));
  EXPECT_THAT(compared.findings(), Not(Contains("added ST414")));
  EXPECT_EQ(compared.difference.rolls.size(), 3U) << "their volumes are others";
}

TEST(DiffFolders, SettingsThatNoHashCoversMayNotGetThere) {
  Copy copy("a-step1");
  copy.replace("01-quorum-genesis.yaml", "\"epoch\": 30000", "\"epoch\": 100");
  const Compared compared(alone(configs + "a-step1", copy.path()));
  EXPECT_THAT(compared.kept(), ElementsAre("genesis.json at_init"));
  EXPECT_THAT(compared.findings(), Not(Contains("added ST414")));
}

TEST(DiffFolders, AnotherVersionReplacesThePodAndLeavesNoOldFile) {
  Copy copy("a-step10");
  copy.replace("deployments/quorum-node2-quorum-deployment.yaml", "quorum:2.7.0", "quorum:2.6.0");
  const Compared compared(alone(configs + "a-step1", copy.path()));
  ASSERT_EQ(compared.difference.rolls.size(), 1U);
  const Roll& roll = compared.difference.rolls.front();
  EXPECT_EQ(roll.workload, "a: Deployment quorum-node2-deployment");
  EXPECT_THAT(roll.peers, ElementsAre("a/quorum-node2"));
  EXPECT_THAT(roll.reasons, Contains("image of quorum: quorumengineering/quorum:2.7.0 -> "
                                     "quorumengineering/quorum:2.6.0"));
  ASSERT_FALSE(compared.difference.kept.empty());
  for (const KeptFile& file : compared.difference.kept)
    EXPECT_THAT(file.readers, ElementsAre("a/quorum-node1", "a/quorum-node3")) << file.file;
  EXPECT_THAT(compared.difference.notes, IsEmpty()) << "one of three may fail";
}

TEST(DiffFolders, ReplacingAllValidatorsAtOnceIsNoted) {
  Copy copy("a-step1");
  for (const std::string n : {"1", "2", "3"}) {
    copy.replace("deployments/quorum-node" + n + "-quorum-deployment.yaml", "--verbosity 9",
                 "--verbosity 3");
  }
  const Compared compared(alone(configs + "a-step1", copy.path()));
  EXPECT_EQ(compared.verdict(), Verdict::pass);
  EXPECT_THAT(
      compared.difference.notes,
      ElementsAre(HasSubstr("the pods of 3 of 3 validators are replaced, and quorum is 2")));
  EXPECT_THAT(compared.text(), HasSubstr("command of quorum: --verbosity"));
}

TEST(DiffFolders, ARemovedNodeTakesItsLinksAlongAndIsMissedByTheChain) {
  Copy copy("a-step1");
  copy.remove("deployments/quorum-node3-quorum-deployment.yaml");
  const Compared compared(alone(configs + "a-step1", copy.path()));
  EXPECT_THAT(compared.difference.peers_removed, ElementsAre("a/quorum-node3"));
  EXPECT_THAT(compared.links(), Not(Contains(StartsWith("broken"))));
  EXPECT_EQ(compared.verdict(), Verdict::fail);
  ASSERT_EQ(compared.difference.margins.size(), 1U);
  EXPECT_THAT(compared.difference.margins.front().gone, ElementsAre("a/quorum-node3"));
  EXPECT_THAT(compared.difference.margins.front().halts,
              ElementsAre("the loss of any one of 2 validators halts the chain now"));
}

TEST(DiffFolders, LinesThatMoveAreNoChange) {
  Copy before("a-step1");
  before.replace("02-quorum-shared-config.yaml", "@quorum-node2:30303", "@nowhere:30303");
  Copy after("a-step1");
  after.replace("02-quorum-shared-config.yaml", "@quorum-node2:30303", "@nowhere:30303");
  after.replace("02-quorum-shared-config.yaml", "apiVersion: v1", "# a line\napiVersion: v1");
  const Compared compared(alone(before.path(), after.path()));
  EXPECT_THAT(compared.links(), IsEmpty());
  EXPECT_THAT(compared.findings(), IsEmpty()) << compared.text();
}

TEST(DiffFolders, OneYamlUnderAnotherNameHasNothingNew) {
  const testing_support::ScratchFolder folder;
  const std::string before = configs + "documented/a.yaml";
  const std::string after = folder.write("renamed.yaml", "# a line\n" + read_text(before));
  const Compared compared(alone(before, after));
  EXPECT_THAT(compared.links(), IsEmpty());
  EXPECT_THAT(compared.findings(), IsEmpty()) << compared.text();
  SourceFiles files;
  const auto pairings = pairings_of(alone(before, after), files);
  const auto side = read_side(pairings->all.front().after, files);
  ASSERT_TRUE(side);
  EXPECT_EQ((*side)->place(after), "a");
  EXPECT_FALSE((*side)->report.findings.empty()) << "or the test shows nothing";
}

TEST(DiffFolders, TextsAreComparedWithoutFoldersAndLines) {
  SourceFiles files;
  const auto pairings = pairings_of(alone(configs + "a-step1", configs + "a-step10"), files);
  const auto side = read_side(pairings->all.front().before, files);
  ASSERT_TRUE(side);
  EXPECT_EQ((*side)->place(configs + "a-step1/out/deployments/x.yaml"), "a/deployments/x.yaml");
  EXPECT_EQ((*side)->neutral(configs + "a-step1/out/x.yaml:24:5 has 2.2.3.4:31923, see y.json:7"),
            "a/x.yaml has 2.2.3.4:31923, see y.json");
  EXPECT_EQ((*side)->neutral(configs + "a-step10/x.yaml"), configs + "a-step10/x.yaml");
}

TEST(DiffFolders, PodsThatWaitForSomebodyKeepTheirFilesMeanwhile) {
  Copy before("a-step1");
  Copy after("a-step10");
  const std::string file = "deployments/quorum-node1-quorum-deployment.yaml";
  for (Copy* copy : {&before, &after}) copy->replace(file, "type: RollingUpdate", "type: OnDelete");
  after.replace(file, "quorum:2.7.0", "quorum:2.6.0");
  const Compared compared(alone(before.path(), after.path()));
  ASSERT_EQ(compared.difference.rolls.size(), 1U);
  EXPECT_FALSE(compared.difference.rolls.front().by_itself);
  EXPECT_THAT(compared.text(), HasSubstr("; only once its pods are deleted\n"));
  EXPECT_THAT(compared.difference.kept.front().readers, Contains("a/quorum-node1"));
}

TEST(DiffFolders, AFileThatCannotBeReadIsAnErrorOfTheInput) {
  Copy copy("a-step1");
  copy.replace("03.0-quorum-services.yaml", "kind: Service", "kind: [");
  SourceFiles files;
  const auto all = compare(alone(configs + "a-step1", copy.path()), files);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all.front().input_error || !all.front().errors.empty());
}

TEST(DiffFolders, AnotherPinnedNodePortIsToldToWhoeverWroteItDown) {
  Copy before("a-step1");
  const std::string file = "03.0-quorum-services.yaml";
  before.replace_first(file, "port: 30303\n", "port: 30303\n      nodePort: 32110\n");
  Copy after("a-step1");
  after.replace_first(file, "port: 30303\n", "port: 30303\n      nodePort: 32111\n");
  const Compared compared(alone(before.path(), after.path()));
  ASSERT_EQ(compared.difference.services.size(), 1U);
  EXPECT_EQ(compared.difference.services.front().what, "NodePort of 30303/TCP: 32110 -> 32111");
  EXPECT_TRUE(compared.difference.services.front().moves);
  EXPECT_EQ(compared.verdict(), Verdict::inconclusive);
}

TEST(DiffFolders, AMovedNodeOfTheOthersIsAnAlteredLink) {
  Copy copy("a-step10");
  copy.replace("02-quorum-shared-config.yaml", "2.2.3.4:3", "2.2.3.5:3");
  const Compared compared(alone(configs + "a-step10", copy.path()));
  EXPECT_EQ(compared.links().size(), 12U) << compared.text();
  EXPECT_THAT(compared.links(), Each(StartsWith("altered ")));
  EXPECT_THAT(compared.text(), HasSubstr(": was at 2.2.3.4:32240, is unknown, up if "));
  EXPECT_EQ(compared.verdict(), Verdict::inconclusive);
}

}  // namespace
}  // namespace seatrial::diff::testing
