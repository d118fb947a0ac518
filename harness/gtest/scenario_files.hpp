// SPDX-License-Identifier: Apache-2.0
// The scenarios below a folder, each with a name that GoogleTest accepts. It looks for the top key
// `seatrial:` only: other YAML files are configs that scenarios use. It reads no scenario.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace seatrial::gtest {

/// A scenario file of a suite.
struct ScenarioFile {
  std::string path;
  std::string name;  ///< of the test: letters, digits and '_', unique in its suite
  bool operator==(const ScenarioFile&) const = default;
};

inline void PrintTo(const ScenarioFile& file, std::ostream* out) {
  *out << file.path;
}

/// Every scenario below the folder, by path. Of a folder without any, the folder itself under the
/// name no_scenario_found: it fails when it is run, which an empty suite would not.
std::vector<ScenarioFile> scenarios_below(const std::string& folder);

}  // namespace seatrial::gtest
