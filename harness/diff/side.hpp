// SPDX-License-Identifier: Apache-2.0
// Side: one of the two worlds that are compared, read as check reads it: the scene, and the report
// about it. It also knows how its files are called whichever folder they lie in, so that the same
// fault in two folders counts as the same. It stays where it was made, since scenes point into it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/diff/difference.hpp"
#include "harness/diff/outside_links.hpp"
#include "harness/scenario/scene.hpp"

namespace seatrial::diff {

/// One world.
struct Side {
  scenario::Scenario scenario;  ///< without cases
  scenario::Scene scene;
  Report report;
  std::vector<OutsideLink> outside;  ///< links to hosts that no cluster of the scene owns

  /// The peers' names, in the order of the world.
  std::vector<std::string> peers() const;
  /// A path as it is called in either world: "a/out/02-quorum-shared-config.yaml".
  std::string place(const std::string& path) const;
  /// A text without what depends on the folder: paths as place() calls them, and no line numbers.
  std::string neutral(std::string text) const;
};

/// Reads a world; the error of an input that cannot be read at all.
Result<std::unique_ptr<Side>> read_side(scenario::Scenario scenario, SourceFiles& files);

}  // namespace seatrial::diff
