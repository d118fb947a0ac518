// SPDX-License-Identifier: Apache-2.0
// The two clusters of the documented eleven steps, with the NodePorts that each exported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "harness/diagnose/diagnose.hpp"

namespace seatrial {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

struct RealClusters : ::testing::Test {
  /// Reads cluster a after step `a` and b after step `b`.
  Findings findings(const std::string& a, const std::string& b) {
    const std::string root =
        std::string(std::getenv("SEATRIAL_REALWORLD")) + "/realworld/qubernetes-two-cluster/";
    const auto file = [&](const std::string& name) {
      return scenario::FilePath{name, root + name, {}};
    };
    for (const auto& [name, folder] : {std::pair("a", a), std::pair("b", b)}) {
      scenario::Cluster cluster;
      cluster.name.value = name;
      cluster.config = file(folder + "/out");
      cluster.exported = file(std::string(name) + "-external.yaml");
      scenario_.clusters.push_back(std::move(cluster));
    }
    auto scene = scenario::resolve(scenario_, files_);
    if (scene.has_error()) {
      ADD_FAILURE() << scene.error().message();
      return {};
    }
    return diagnose(*scene, read(*scene->world));
  }

  std::vector<LinkReading> read(World& world) {
    assume_all_running(world);
    std::vector<LinkReading> links;
    for (std::uint32_t i = 0; i < world.peer_count(); ++i) {
      for (std::uint32_t j = i + 1; j < world.peer_count(); ++j) {
        links.push_back(read_link(world, PeerId(i), PeerId(j)));
        codes_.push_back(std::string(code_of(world, links.back())));
      }
    }
    return links;
  }

  static std::vector<std::string> codes(const Findings& findings, bool only_p2p_errors) {
    std::vector<std::string> made;
    for (const Finding& finding : findings) {
      const bool p2p = !finding.code.starts_with("ST8");
      if (only_p2p_errors && (!p2p || finding.severity != Severity::error)) continue;
      made.push_back(finding.code + ' ' + finding.what);
    }
    return made;
  }

  void SetUp() override {
    if (std::getenv("SEATRIAL_REALWORLD") == nullptr) {
      GTEST_SKIP() << "SEATRIAL_REALWORLD is not set";
    }
  }

  scenario::Scenario scenario_;
  SourceFiles files_;
  std::vector<std::string> codes_;
};

TEST_F(RealClusters, AfterTheLastStepOnlyTesseraIsWrong) {
  const Findings found = findings("step10-a", "step5-b");
  EXPECT_THAT(codes(found, true), IsEmpty());
  EXPECT_THAT(codes(found, false), Contains(::testing::StartsWith("ST109")).Times(5));
  EXPECT_THAT(codes(found, false), Contains(::testing::StartsWith("ST113")).Times(2));
  EXPECT_THAT(codes(found, false), Contains(::testing::StartsWith("ST802")));
  EXPECT_THAT(codes(found, false), Contains(::testing::StartsWith("ST801")).Times(1));
  EXPECT_THAT(codes_, ::testing::Each(""));
}

TEST_F(RealClusters, BeforeItTheListenerDeniesAllSixLinks) {
  const Findings found = findings("step1-a", "step5-b");
  EXPECT_EQ(codes(found, true).size(), 1U);
  ASSERT_FALSE(found.empty());
  const auto denied = std::find_if(found.begin(), found.end(),
                                   [](const Finding& finding) { return finding.code == "ST601"; });
  ASSERT_NE(denied, found.end());
  EXPECT_EQ(denied->links, 6U);
  EXPECT_TRUE(denied->where.known());
}

TEST_F(RealClusters, ClusterThatImportedNothingYetDeniesToo) {
  const Findings found = findings("step10-a", "step4-b");
  ASSERT_EQ(codes(found, true).size(), 1U);
  EXPECT_EQ(found.front().code, "ST601");
  EXPECT_EQ(found.front().links, 6U);
}

}  // namespace
}  // namespace seatrial
