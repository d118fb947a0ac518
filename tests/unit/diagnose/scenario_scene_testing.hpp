// SPDX-License-Identifier: Apache-2.0
// A scene from the text of a scenario, and what its check finds. The text stands in s.yaml, so that
// places read "s.yaml:LINE:COLUMN".
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diagnose/diagnose.hpp"
#include "harness/scenario/parse.hpp"

namespace seatrial::testing {

/// The scene of a text without cases; the test fails where it cannot be read.
struct ScenarioScene {
  explicit ScenarioScene(const std::string& text) {
    auto parsed = scenario::parse_scenario(text, "s.yaml", files);
    EXPECT_TRUE(parsed) << parsed.error().message();
    if (!parsed) return;
    scenario = std::move(*parsed);
    auto resolved = scenario::resolve(scenario, files);
    EXPECT_TRUE(resolved) << resolved.error().message();
    if (!resolved) return;
    scene = std::move(*resolved);
    assume_all_running(*scene.world);
  }

  World& world() { return *scene.world; }
  PeerId peer(const std::string& name) { return world().find_peer(name); }

  Findings findings() {
    std::vector<LinkReading> links;
    const auto count = static_cast<std::uint32_t>(world().peer_count());
    for (std::uint32_t a = 0; a < count; ++a) {
      for (std::uint32_t b = a + 1; b < count; ++b) {
        links.push_back(read_link(world(), PeerId(a), PeerId(b)));
      }
    }
    Findings found = diagnose(scene, links);
    found.insert(found.end(), scene.findings.begin(), scene.findings.end());
    return group(std::move(found));
  }

  /// The first finding with this code; an empty one and a failed test where there is none.
  Finding first(const std::string& code) {
    std::string all;
    for (Finding& finding : findings()) {
      if (finding.code == code) return finding;
      all += finding.code + ' ' + finding.what + '\n';
    }
    ADD_FAILURE() << "no " << code << " among\n" << all;
    return {};
  }

  SourceFiles files;
  scenario::Scenario scenario;
  scenario::Scene scene;
};

}  // namespace seatrial::testing
