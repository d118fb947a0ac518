// SPDX-License-Identifier: Apache-2.0
// Two scenario files held against each other, and inputs that cannot be.
#include <nlohmann/json.hpp>

#include "harness/diff/json.hpp"
#include "tests/unit/diff/diff_testing.hpp"

namespace seatrial::diff::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// Three peers in a and two in b; b lists a's.
struct World {
  std::string validators = "[a/*]";
  std::string permits_a = "['*']";
  std::string static_b = "[a/*, b/*]";
  std::string port_a1 = "32041";
  std::string more = "steps: [{start: ['*']}]\n";

  std::string text() const {
    return "seatrial: 1\n"
           "clusters:\n"
           "  a:\n"
           "    nodes: {n1: 1.2.3.4}\n"
           "    peers: {a1: {node_port: " +
           port_a1 +
           "}, a2: {node_port: 32042}, a3: {node_port: 32043}}\n"
           "  b:\n"
           "    nodes: {n1: 2.2.3.4}\n"
           "    peers: {b1: {node_port: 32051}, b2: {node_port: 32052}}\n"
           "genesis: {validators: " +
           validators +
           ", ceil2Nby3Block: 0}\n"
           "lists:\n"
           "  static: {a/*: [a/*], b/*: " +
           static_b +
           "}\n"
           "  permissioned: {a/*: " +
           permits_a + ", b/*: ['*']}\n" + more;
  }
};

TEST(DiffScenarios, AnEditedPermissionListBreaksLinks) {
  const Scenarios both(World{}.text(), World{.permits_a = "[a/*, b/b2]"}.text());
  const Compared compared(both.request);
  EXPECT_EQ(compared.verdict(), Verdict::fail);
  EXPECT_THAT(compared.links(),
              ElementsAre("broken p2p a/a1 b/b1: down", "broken p2p a/a2 b/b1: down",
                          "broken p2p a/a3 b/b1: down"));
  EXPECT_THAT(compared.findings(), Contains("added ST601"));
}

TEST(DiffScenarios, AnErrorWithFewerLinksIsNoNewOne) {
  const Scenarios both(World{.permits_a = "[a/*]"}.text(),
                       World{.permits_a = "[a/*, b/b2]"}.text());
  const Compared compared(both.request);
  EXPECT_EQ(compared.verdict(), Verdict::pass) << compared.text();
  EXPECT_THAT(compared.findings(), Contains("altered ST601"));
  EXPECT_THAT(compared.text(), HasSubstr("  was: error, 6 links\n"));
}

TEST(DiffScenarios, AnotherNodePortBreaksTheLinkOfWhoeverWroteDownTheOld) {
  const std::string stale = "[{peer: a/a1, port: 32041}, a/a2, a/a3, b/*]";
  const Scenarios both(World{.static_b = stale}.text(),
                       World{.static_b = stale, .port_a1 = "32045"}.text());
  const Compared compared(both.request);
  EXPECT_EQ(compared.verdict(), Verdict::fail);
  EXPECT_THAT(compared.links(),
              ElementsAre("broken p2p a/a1 b/b1: down", "broken p2p a/a1 b/b2: down"));
  EXPECT_THAT(compared.findings(), Contains("added ST103"));
}

TEST(DiffScenarios, MoreValidatorsMakeTheChainNeedTheOtherCompany) {
  const Scenarios both(World{}.text(), World{.validators = "['*']"}.text());
  const Compared compared(both.request);
  ASSERT_EQ(compared.difference.margins.size(), 1U) << compared.text();
  const MarginChange& change = compared.difference.margins.front();
  EXPECT_EQ(change.before->quorum, 2U);
  EXPECT_EQ(change.after->quorum, 4U);
  EXPECT_EQ(change.after->spare, 1U);
  EXPECT_THAT(change.halts, ElementsAre("the loss of b halts the chain now",
                                        "the loss of the line a-b halts the chain now"));
  EXPECT_EQ(compared.verdict(), Verdict::fail);
  EXPECT_THAT(compared.text(), HasSubstr("validators +b/b"));
}

TEST(DiffScenarios, WithoutASpareAnyLossHalts) {
  const Scenarios both(World{}.text(), World{.validators = "[a/a1, a/a2]"}.text());
  const Compared compared(both.request);
  ASSERT_EQ(compared.difference.margins.size(), 1U) << compared.text();
  EXPECT_THAT(compared.difference.margins.front().halts,
              ElementsAre("the loss of any one of 2 validators halts the chain now"));
}

/// The validators of b know two of a's three only: every single link is needed for a round change.
TEST(DiffScenarios, ASparserMeshMakesSingleLinksMatter) {
  const std::string full = World{.validators = "['*']"}.text();
  const std::string sparse = World{.validators = "['*']", .static_b = "[a/a1, a/a2, b/*]"}.text();
  const Scenarios thinner(full, sparse);
  const Compared less(thinner.request);
  ASSERT_EQ(less.difference.margins.size(), 1U) << less.text();
  const MarginChange& change = less.difference.margins.front();
  EXPECT_EQ(change.before->validators, change.after->validators);
  EXPECT_THAT(change.halts, Contains(HasSubstr("halts the chain now once a proposer is missing")));
  EXPECT_THAT(change.eased, IsEmpty());
  EXPECT_EQ(change.halts.size(), 5U);
  EXPECT_THAT(less.text(), HasSubstr("the loss of the link a/a1 - b/b1 halts the chain now once a "
                                     "proposer is missing"));

  const Scenarios denser(sparse, full);
  const Compared more(denser.request);
  EXPECT_EQ(more.verdict(), Verdict::pass) << more.text();
  ASSERT_EQ(more.difference.margins.size(), 1U);
  EXPECT_THAT(more.difference.margins.front().halts, IsEmpty());
  EXPECT_THAT(more.text(), HasSubstr("does not halt the chain any more"));
}

/// Nobody in a is linked with anybody in b.
TEST(DiffScenarios, LinksTooFewForAQuorumAreToldAsSuch) {
  const Scenarios both(World{.validators = "['*']"}.text(),
                       World{.validators = "['*']", .static_b = "[b/*]"}.text());
  const Compared compared(both.request);
  ASSERT_EQ(compared.difference.margins.size(), 1U) << compared.text();
  EXPECT_THAT(compared.difference.margins.front().halts,
              ElementsAre("as the files link its validators, the chain stands with nothing lost"));
  EXPECT_THAT(compared.text(), HasSubstr("1 loss halts"));
}

TEST(DiffScenarios, FewerEntriesRemoveLinks) {
  const Scenarios both(World{}.text(), World{.static_b = "[b/*]"}.text());
  const Compared compared(both.request);
  EXPECT_EQ(compared.links().size(), 6U);
  EXPECT_THAT(compared.links(), Each(StartsWith("broken p2p a/a")));
}

TEST(DiffScenarios, CasesAreHeldAgainstEachOtherByName) {
  const std::string cases =
      "steps: [{start: ['*']}]\n"
      "cases: [{name: open}, {name: shut, lists: {permissioned: {a/*: [a/*]}}}]\n";
  const std::string other =
      "steps: [{start: ['*']}]\n"
      "cases: [{name: open}, {name: shut}, {name: third}]\n";
  Scenarios both(World{.more = cases}.text(), World{.more = other}.text());
  SourceFiles files;
  const auto all = compare(both.request, files);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].case_name, "open");
  EXPECT_THAT(all[0].links, IsEmpty());
  EXPECT_THAT(all[0].notes, ElementsAre(HasSubstr("case 'third' is not in")));
  EXPECT_EQ(all[1].links.size(), 6U);
  both.request.case_name = "shut";
  EXPECT_EQ(compare(both.request, files).size(), 1U);
}

/// Four validators of one release and one section.
std::string qbft_scenario(const std::string& version, const std::string& keys) {
  return "seatrial: 1\ndefaults: {peer: {version: " + version +
         "}}\nclusters: {a: {nodes: {n1: 1.2.3.4}, peers: {a1: , a2: , a3: , a4: }}}\n"
         "genesis: {validators: ['*'], " +
         keys +
         "}\nlists: {static: {'*': ['*']}, permissioned: {'*': ['*']}}\n"
         "steps: [{start: ['*']}]\n";
}

TEST(DiffScenarios, AReleaseOrAGenesisChangesHowSoonAChainIsBack) {  // SPEC qbft-law 4
  const std::string capped = "consensus: qbft, blockperiodseconds: 1, maxRequestTimeoutSeconds: 10";
  const Scenarios both(qbft_scenario("24.4.1", capped), qbft_scenario("22.7.0", capped));
  const Compared compared(both.request);
  EXPECT_THAT(compared.text(),
              HasSubstr("  a 180 s cut now costs 120 s more: blocks are back 311 s "
                        "after the last one, and not 191 s\n"));
  EXPECT_THAT(compared.text(), HasSubstr("  a 30 s cut now costs 30 s more: "));
  const Scenarios same(qbft_scenario("22.7.0", capped), qbft_scenario("22.7.0", capped));
  EXPECT_THAT(Compared(same.request).difference.margins, IsEmpty());
}

TEST(DiffScenarios, JsonSaysTheSame) {
  const Scenarios both(World{}.text(), World{.permits_a = "[a/*, b/b2]"}.text());
  const Compared compared(both.request);
  std::ostringstream out;
  write_json(out, compared.difference, compared.files);
  EXPECT_EQ(std::ranges::count(out.str(), '\n'), 1);
  const auto json = nlohmann::json::parse(out.str());
  EXPECT_EQ(json["verdict"], "fail");
  ASSERT_EQ(json["links"].size(), 3U);
  EXPECT_EQ(json["links"][0]["before"]["status"], "up");
  EXPECT_EQ(json["links"][0]["after"]["disposition"], "permission_denied");
  EXPECT_EQ(json["links"][0]["breaks"], true);
  EXPECT_EQ(json["findings"][0]["code"], "ST601");
  EXPECT_EQ(json["findings"][0]["worse"], true);
}

std::string error_of(const Request& request) {
  SourceFiles files;
  const auto all = compare(request, files);
  if (all.size() != 1 || !all.front().input_error) return "no error";
  return all.front().input_error->message();
}

TEST(DiffInput, WhatCannotBeCompared) {
  const Scenarios both(World{}.text(), World{}.text());
  Request request = both.request;
  request.new_path = configs + "a-step1";
  EXPECT_EQ(error_of(request), request.new_path +
                                   ": this is no scenario file, and the other is one; compare two "
                                   "scenario files, or two states of one cluster's files");
  request.old_path = "nowhere";
  EXPECT_EQ(error_of(request), "nowhere: there is no such file or folder; check the path");
  request = both.request;
  request.others.clusters = {{"b", configs + "b-step5"}};
  EXPECT_THAT(error_of(request), HasSubstr("leave the options out"));
  request = beside(configs + "a-step1", configs + "a-step10");
  request.name = "b";
  EXPECT_THAT(error_of(request), HasSubstr("'b' is the name of the cluster of OLD and NEW, too"));
  request = both.request;
  request.case_name = "third";
  EXPECT_THAT(error_of(request), HasSubstr("they have no case in common"));
}

TEST(DiffInput, AFaultOfOneStateIsItsError) {
  const Scenarios both(World{}.text(), "seatrial: 1\nclusterz: {}\n");
  EXPECT_THAT(error_of(both.request), HasSubstr("new.yaml:2:1: unknown key 'clusterz'"));
}

}  // namespace
}  // namespace seatrial::diff::testing
