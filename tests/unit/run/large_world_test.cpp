// SPDX-License-Identifier: Apache-2.0
// Deployments of more peers than a reader wants rows for: what is counted here is work
// (programmings of Services, readings) and rows, never time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <sstream>

#include "harness/report/json.hpp"
#include "harness/report/text.hpp"
#include "harness/run/run.hpp"
#include "harness/scenario/from_options.hpp"
#include "sim/peer/link_survey.hpp"
#include "tests/support/deployment_files.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial {
namespace {

using ::testing::HasSubstr;
using testing_support::DeploymentFiles;

/// A deployment on disk and what `check` makes of it.
struct Checked {
  testing_support::ScratchFolder folder;
  SourceFiles files;
  std::optional<scenario::Scenario> scenario;
  std::optional<scenario::Scene> scene;
  Report report;

  explicit Checked(const DeploymentFiles& deployment, const run::CheckOptions& check = {}) {
    deployment.write(folder.path());
    scenario::WorldOptions options;
    for (std::size_t c = 0; c < deployment.clusters().size(); ++c) {
      const auto& cluster = deployment.clusters()[c];
      options.clusters.push_back({cluster.name, folder / cluster.name});
      options.settings.push_back(
          fmt::format("{0}.node-ip={1}.2.3.4,{1}.2.3.5", cluster.name, c + 1));
      if (deployment.clusters().size() < 2) continue;
      options.exported.push_back({cluster.name, folder / (cluster.name + "-external.yaml")});
    }
    scenario = scenario::from_options(options, files).value();
    scene = scenario::resolve(*scenario, files).value();
    report = run::check(*scenario, *scene, check);
  }

  std::size_t links(report::LinkKind kind, report::LinkStatus status) const {
    std::size_t count = 0;
    for (const report::Link& link : report.links) {
      if (link.kind == kind && link.status == status) count += link.links;
    }
    return count;
  }
  std::string text() const {
    std::ostringstream out;
    report::write_text(out, report, files);
    return out.str();
  }
  const Finding* find(std::string_view code) const {
    for (const Finding& finding : report.findings) {
      if (finding.code == code) return &finding;
    }
    return nullptr;
  }
};

/// A line for each kind of row and for each finding, however many rows a report has.
std::vector<std::string> said(const Checked& checked) {
  std::map<std::string, std::size_t> rows;
  const auto cluster = [](const std::string& peer) { return peer.substr(0, peer.find('/')); };
  for (const report::Link& link : checked.report.links) {
    rows[fmt::format("{} {} -> {} {} {} {}", to_string(link.kind), cluster(link.from),
                     cluster(link.to), to_string(link.status), link.disposition, link.code)] +=
        link.links;
  }
  std::vector<std::string> lines{std::string(to_string(checked.report.verdict))};
  for (const auto& [row, links] : rows) lines.push_back(fmt::format("{}: {}", row, links));
  const std::string folder = checked.folder.path();
  for (const Finding& finding : checked.report.findings) {
    std::string where = checked.files.to_string(finding.where);
    if (where.starts_with(folder)) where.erase(0, folder.size());
    lines.push_back(fmt::format("{} {} {} {} links: {}; {}", finding.code,
                                to_string(finding.severity), where, finding.links, finding.what,
                                finding.fix));
    for (const Related& related : finding.related) lines.push_back("  " + related.text);
  }
  return lines;
}

/// A fault that is put into two clusters of six nodes each.
struct Fault {
  const char* name;
  std::function<void(DeploymentFiles&)> make;
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.name;
}

std::vector<Fault> faults() {
  const auto each = [](DeploymentFiles& files, std::size_t cluster, auto&& change) {
    for (testing_support::DeployedNode& node : files.change(cluster).nodes) change(node);
  };
  const auto wrong_ports = [](testing_support::DeployedNode& node) { node.p2p_target = 30304; };
  return {
      {"None", [](DeploymentFiles&) {}},
      {"OneClusterListsNoOther", [](DeploymentFiles& files) { files.forget_others(1); }},
      {"OneServiceLeadsToAnotherPort",
       [=](DeploymentFiles& files) { wrong_ports(files.change(1).nodes[2]); }},
      {"TheFirstServiceLeadsToAnotherPort",
       [=](DeploymentFiles& files) { wrong_ports(files.change(0).nodes[0]); }},
      {"AllServicesOfAClusterLeadToAnotherPort",
       [=](DeploymentFiles& files) { each(files, 1, wrong_ports); }},
      {"AllServicesLeadToAnotherPort",
       [=](DeploymentFiles& files) {
         each(files, 0, wrong_ports);
         each(files, 1, wrong_ports);
       }},
      {"AllTesserasAreMissed",
       [=](DeploymentFiles& files) {
         each(files, 0, [](testing_support::DeployedNode& node) { node.tessera_target = 9002; });
       }},
      {"OneTesseraIsMissed",
       [](DeploymentFiles& files) { files.change(0).nodes[0].tessera_target = 9002; }},
      {"OneIsListedWithAnotherPort",
       [](DeploymentFiles& files) { files.change(1).nodes[3].listed_port = 32000; }},
      {"OneIsListedWithAnothersPort",
       [](DeploymentFiles& files) { files.change(1).nodes[3].listed_port = 30000; }},
      {"OneIsListedWithAnotherKey",
       [](DeploymentFiles& files) { files.change(0).nodes[4].listed_with_other_key = true; }},
      {"TheNetworkIdsDiffer", [](DeploymentFiles& files) { files.change(1).network_id = 7; }},
      {"Several",
       [=](DeploymentFiles& files) {
         files.forget_others(0);
         files.change(0).network_id = 7;
         files.change(1).nodes[1].listed_with_other_key = true;
         wrong_ports(files.change(0).nodes[5]);
         wrong_ports(files.change(1).nodes[5]);
       }},
  };
}

class InBrief : public ::testing::TestWithParam<Fault> {};

TEST_P(InBrief, ARowOfManyLinksAndAFindingSayWhatAFullReadingSays) {
  DeploymentFiles deployment(2, 6);
  GetParam().make(deployment);
  const Checked full(deployment, {.large = every_pair});
  const Checked brief(deployment, {.large = 0});
  const Checked both(deployment, {.large = 0, .rows = run::Rows::each});
  EXPECT_TRUE(survey_links(*brief.scene->world, 0).in_brief());
  EXPECT_EQ(said(brief), said(full));
  EXPECT_EQ(said(both), said(full));
  EXPECT_EQ(both.report.links.size(), full.report.links.size());
  EXPECT_LE(brief.report.links.size(), full.report.links.size());
}

INSTANTIATE_TEST_SUITE_P(LargeWorld, InBrief, ::testing::ValuesIn(faults()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(LargeWorld, OfOneClusterIsOneRowAndIsProgrammedOnceForAllItsPods) {
  constexpr std::size_t nodes = 120;
  const Checked checked(DeploymentFiles(1, nodes));
  EXPECT_EQ(checked.report.verdict, Verdict::pass);
  EXPECT_TRUE(checked.report.errors.empty());
  ASSERT_EQ(checked.scene->world->peer_count(), nodes);
  // Its Services, its pods, and what else the files hold: not once for each of them.
  EXPECT_LE(checked.scene->world->cluster(ClusterId(0)).times_programmed(), 4U);
  EXPECT_EQ(checked.links(report::LinkKind::p2p, report::LinkStatus::up), nodes * (nodes - 1));
  EXPECT_LE(checked.report.links.size(), 4U);
  EXPECT_THAT(checked.text(), HasSubstr("7140 of 7140 p2p pairs up"));
  EXPECT_TRUE(survey_links(*checked.scene->world).readings().empty());
}

TEST(LargeWorld, OfTwoClustersHasOneRowForEachTwoAndTheNodePortsThatWereExported) {
  constexpr std::size_t each = 55;
  const Checked checked(DeploymentFiles(2, each));
  EXPECT_TRUE(checked.report.errors.empty());  // no number was drawn that a later Service has
  EXPECT_EQ(checked.links(report::LinkKind::p2p, report::LinkStatus::up), 110U * 109U);
  EXPECT_EQ(checked.links(report::LinkKind::p2p, report::LinkStatus::down), 0U);
  EXPECT_THAT(checked.text(), HasSubstr("5995 of 5995 p2p pairs up"));
  // SPEC kubernetes F-31: each advertises the name that only its own cluster knows.
  const Finding* advertised = checked.find("ST801");
  ASSERT_NE(advertised, nullptr);
  EXPECT_EQ(advertised->links, each);
  EXPECT_EQ(checked.links(report::LinkKind::tessera, report::LinkStatus::down), 2 * each * each);
  EXPECT_LE(checked.report.links.size(), 50U);
  const Finding* dialled = checked.find("ST610");
  ASSERT_NE(dialled, nullptr);
  EXPECT_EQ(dialled->links, each * each);
}

TEST(LargeWorld, ThatIsBrokenTellsTheLineAndHowManyLinksItBreaks) {
  constexpr std::size_t each = 55;
  DeploymentFiles deployment(2, each);
  deployment.forget_others(1);  // b lists none of a's
  const Checked checked(deployment);
  EXPECT_EQ(checked.report.verdict, Verdict::fail);
  const Finding* denied = checked.find("ST601");
  ASSERT_NE(denied, nullptr);
  EXPECT_EQ(denied->links, each * each);
  EXPECT_THAT(checked.files.to_string(denied->where), HasSubstr("b/02-quorum-shared-config.yaml"));
  EXPECT_EQ(checked.links(report::LinkKind::p2p, report::LinkStatus::down), 2 * each * each);
  EXPECT_LE(checked.report.links.size(), 120U);
  EXPECT_THAT(checked.text(), HasSubstr("2970 of 5995 p2p pairs up"));
}

}  // namespace
}  // namespace seatrial
