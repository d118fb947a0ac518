// SPDX-License-Identifier: Apache-2.0
// The rows of a check's report for discovery and Tessera: which pairs have one, in JSON and as
// text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "harness/report/json.hpp"
#include "harness/report/text.hpp"
#include "harness/run/run.hpp"

namespace seatrial::run {
namespace {

using report::LinkKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// One peer of each cluster; b1 lists a1, and a1's load balancer carries UDP.
std::string world(const std::string& flags, const std::string& tessera_a,
                  const std::string& tessera_b) {
  return "seatrial: 1\n"
         "defaults: {peer: {flags: [" +
         flags +
         "]}}\n"
         "clusters:\n"
         "  a: {provider: azure, nodes: {n1: 10.1.0.4}, peers: {a1: {" +
         tessera_a +
         "service: {type: LoadBalancer, udp: true, address: 20.1.0.1}}}}\n"
         "  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {" +
         tessera_b +
         "node_port: 32051}}}\n"
         "wan: [{between: [a, b]}]\n"
         "lists: {static: {b/*: [a/*]}, permissioned: {'*': ['*']}}\n";
}

const std::string finds = "--permissioned, --nat=none";
const std::string quiet = "--permissioned, --nat=none, --nodiscover";

Report checked(const std::string& text, SourceFiles& files) {
  const auto parsed = scenario::parse_scenario(text, "s.yaml", files);
  EXPECT_TRUE(parsed) << parsed.error().message();
  if (!parsed) return {};
  Report made = check(*parsed, files);
  EXPECT_FALSE(made.input_error) << made.input_error->message();
  return made;
}

std::vector<std::string> rows_of(const Report& report, LinkKind kind) {
  std::vector<std::string> rows;
  for (const report::Link& link : report.links) {
    if (link.kind != kind) continue;
    rows.push_back(link.from + " -> " + link.to + ' ' + std::string(to_string(link.status)) + ' ' +
                   link.disposition + ' ' + link.code);
  }
  return rows;
}

std::string text_of(const Report& report, const SourceFiles& files) {
  std::ostringstream out;
  write_text(out, report, files);
  return out.str();
}

TEST(OtherLinks, NoRowsWhereNobodyDiscoversAndNoTesseraRuns) {
  SourceFiles files;
  const Report report = checked(world(quiet, "", ""), files);
  EXPECT_EQ(report.links.size(), 2U);
  EXPECT_THAT(text_of(report, files), Not(HasSubstr("row pings column")));
}

TEST(OtherLinks, DiscoveryHasARowEachWay) {
  SourceFiles files;
  const Report report = checked(world(finds, "", ""), files);
  EXPECT_THAT(rows_of(report, LinkKind::discovery),
              ElementsAre("a/a1 -> b/b1 up  ", "b/b1 -> a/a1 up  "));
  EXPECT_THAT(text_of(report, files),
              HasSubstr("discovery, row pings column: 2 of 2 discovery links up\n"));
  std::ostringstream json;
  write_json(json, report, files);
  EXPECT_THAT(
      json.str(),
      HasSubstr(R"({"from":"b/b1","to":"a/a1","kind":"discovery","status":"up",)"
                R"("disposition":null,"code":null,"condition":null,"hops":["pod b/b1: sends")"));
}

TEST(OtherLinks, TesseraHasRowsWhereOneListsTheOther) {
  const std::string a = "tessera: {advertises: 'http://20.1.0.1:9001'}, ";
  const auto b = [](const std::string& peers) { return "tessera: {peers: [" + peers + "]}, "; };
  SourceFiles files;
  EXPECT_THAT(rows_of(checked(world(quiet, a, b("")), files), LinkKind::tessera), ElementsAre());
  const Report report = checked(world(quiet, a, b("'http://20.1.0.1:9001'")), files);
  EXPECT_THAT(rows_of(report, LinkKind::tessera),
              ElementsAre("a/a1 -> b/b1 down name_not_resolved ST801", "b/b1 -> a/a1 up  "));
  EXPECT_THAT(text_of(report, files),
              HasSubstr("tessera, row posts to column: 1 of 2 tessera links up\n"));
}

TEST(OtherLinks, AUrlThatLeadsNowhereIsItsMeantPeers) {
  SourceFiles files;
  const Report report =
      checked(world(quiet, "tessera: {}, ", "tessera: {peers: ['http://20.1.0.1:9002']}, "), files);
  EXPECT_THAT(rows_of(report, LinkKind::tessera),
              ElementsAre("b/b1 -> a/a1 down lb_no_listener ST806"));
}

/// A node for two pods, so that a3 is Pending, and a Service of the other side's URL that selects
/// what `selector` says.
std::string full_node(const std::string& selector, const std::string& ns) {
  return "seatrial: 1\n"
         "networks: {vpc: {cloud: aws, range: 10.1.0.0/16, routes: []}}\n"
         "clusters:\n"
         "  a:\n"
         "    network: vpc\n"
         "    cni: aws-vpc\n"
         "    nodes: {n1: {address: 10.1.0.4, instance_type: t3.micro}}\n"
         "    manifests: [{apiVersion: v1, kind: Service, metadata: {name: other, namespace: " +
         ns + "}, spec: {type: NodePort, " + selector +
         "ports: [{port: 9001, nodePort: 31999}]}}]\n"
         "    peers: {a1: {tessera: {peers: ['http://10.1.0.4:31999']}}, a2: {}, a3: {}}\n"
         "lists: {permissioned: {'*': ['*']}}\n";
}

/// SPEC kubernetes F-88: a Pending pod explains a Service without endpoints if it is one of the
/// pods that the Service selects, and no other one.
TEST(OtherLinks, APendingPodIsToBlameForServicesThatSelectIt) {
  const auto blames_the_pod = [](const std::string& selector, const std::string& ns) {
    SourceFiles files;
    const Report report = checked(full_node(selector, ns), files);
    bool of_url = false;
    for (const Finding& finding : report.findings) {
      if (finding.code == "ST110") of_url = true;
    }
    return !of_url;
  };
  EXPECT_TRUE(blames_the_pod("selector: {name: a3-deployment}, ", "default"));
  EXPECT_FALSE(blames_the_pod("", "default")) << "without a selector it has no pods";
  EXPECT_FALSE(blames_the_pod("selector: {name: a3-deployment}, ", "elsewhere"));
}

}  // namespace
}  // namespace seatrial::run
