// SPDX-License-Identifier: Apache-2.0
// Explain answers for every ordered pair of peers, pods and hosts of every scenario that can be
// deployed, for every kind of link; it names the hop where a walk ended and, where a link is not
// up, the finding.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "harness/run/run.hpp"
#include "sim/peer/discovery_check.hpp"
#include "sim/peer/link_check.hpp"
#include "sim/peer/reach_check.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial::run {
namespace {

using report::LinkKind;
using ::testing::HasSubstr;

constexpr LinkKind kinds[] = {LinkKind::p2p, LinkKind::discovery, LinkKind::tessera};

std::vector<std::string> scenarios_of(const std::string& folder) {
  std::vector<std::string> paths;
  const std::string root = std::string(SEATRIAL_SOURCE_DIR) + "/scenarios/" + folder;
  for (const auto& each : std::filesystem::directory_iterator(root)) {
    if (each.path().extension() == ".yaml") paths.push_back(each.path().string());
  }
  std::ranges::sort(paths);
  return paths;
}

/// Everything that explain takes as an end: each peer, and each pod or host without one.
std::vector<std::string> ends_of(const World& world) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < world.peer_count(); ++i) names.push_back(world.name(PeerId(i)));
  for (std::uint32_t c = 0; c < world.cluster_count(); ++c) {
    const auto count = static_cast<std::uint32_t>(world.cluster(ClusterId(c)).pods().size());
    for (std::uint32_t p = 0; p < count; ++p) {
      const std::string one = name(world, {ClusterId(c), kube::PodId(p)});
      if (std::ranges::find(names, one) == names.end()) names.push_back(one);
    }
  }
  return names;
}

/// The last hop of a walk stands in the text: where it ended, and why.
void expect_last_hop(const std::string& text, const net::Trace& trace) {
  if (trace.hops.empty()) return;
  EXPECT_THAT(text, HasSubstr(trace.hops.back().where));
  EXPECT_THAT(text, HasSubstr(trace.hops.back().what));
}

void expect_hops(World& world, const std::string& text, PeerId from, PeerId to, LinkKind kind) {
  if (kind == LinkKind::discovery) {
    const PingReading ping = read_ping(world, from, to);
    expect_last_hop(text, ping.out);
    if (ping.out.delivered()) expect_last_hop(text, ping.back);
  } else if (kind == LinkKind::p2p) {
    const DialReading dial = read_dial(world, from, to);
    expect_last_hop(text, dial.out);
    if (dial.out.delivered()) expect_last_hop(text, dial.back);
  } else if (world.peer(from).spec.tessera) {
    for (const auto& url : world.peer(from).spec.tessera->peers) {
      const TesseraReading reading = read_tessera(world, from, url);
      if (reading.to == to) expect_last_hop(text, reading.out);
    }
  }
}

/// A p2p link that is down says which finding tells of it, and what to change.
void expect_finding(World& world, const std::string& text, PeerId from, PeerId to) {
  if (read_link(world, from, to).status != LinkStatus::down) return;
  EXPECT_THAT(text, HasSubstr("\nST"));
  EXPECT_THAT(text, HasSubstr("what to change: "));
}

void explain_pair(scenario::Scene& scene, const std::string& from, const std::string& to) {
  World& world = *scene.world;
  const PeerId a = world.find_peer(from);
  const PeerId b = world.find_peer(to);
  for (const LinkKind kind : kinds) {
    SCOPED_TRACE(from + " -> " + to + ", " + std::string(report::to_string(kind)));
    const auto text = explain(scene, from, to, kind);
    ASSERT_TRUE(text) << text.error().message();
    EXPECT_GT(text->size(), 20U);
    if (a == PeerId::none || b == PeerId::none) {
      EXPECT_THAT(*text, HasSubstr(from + " -> " + to));
      continue;
    }
    expect_hops(world, *text, a, b, kind);
    if (kind == LinkKind::p2p) expect_finding(world, *text, a, b);
  }
}

void explain_all(const scenario::Scenario& one, SourceFiles& files) {
  auto scene = scenario::resolve(one, files);
  if (!scene && one.refused) return;
  ASSERT_TRUE(scene) << scene.error().message();
  assume_all_running(*scene->world);
  const std::vector<std::string> ends = ends_of(*scene->world);
  for (const std::string& from : ends) {
    for (const std::string& to : ends) {
      if (from != to) explain_pair(*scene, from, to);
    }
  }
}

class ExplainEveryPair : public ::testing::TestWithParam<const char*> {};

TEST_P(ExplainEveryPair, HasAnAnswer) {
  const auto paths = scenarios_of(GetParam());
  EXPECT_FALSE(paths.empty());
  for (const std::string& path : paths) {
    SourceFiles files;
    const auto parsed = scenario::parse_scenario_file(path, files, {});
    ASSERT_TRUE(parsed) << parsed.error().message();
    for (const scenario::Scenario* one : parsed->runs()) {
      SCOPED_TRACE(path + (one->case_name ? ": " + one->case_name->value : ""));
      explain_all(*one, files);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Folders, ExplainEveryPair,
                         ::testing::Values("two-cluster", "faults", "consensus", "measured",
                                           "loadbalancer", "cni", "peering", "onprem", "ingress",
                                           "policy", "dns", "nodeport"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace seatrial::run
