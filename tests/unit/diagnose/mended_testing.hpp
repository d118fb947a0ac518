// SPDX-License-Identifier: Apache-2.0
// A fault and its remedy: a scenario that shows a finding, and the one change of its text without
// which the finding is not there. "<a/a1>" in a text stands for the id of that inline peer.
#pragma once

#include "sim/wire/hex.hpp"
#include "tests/unit/diagnose/scenario_scene_testing.hpp"

namespace seatrial::testing {

/// One row of a table of lints.
struct Mended {
  const char* code;
  const char* where;  ///< "s.yaml:LINE"
  const char* what;   ///< a part of it
  const char* from;   ///< a part of the text,
  const char* to;     ///< and what mends it
  const char* text;
};

inline std::string with_ids(std::string text) {
  for (const char* name : {"a/a1", "a/a2", "b/b1"}) {
    const std::string place = '<' + std::string(name) + '>';
    for (std::size_t at = text.find(place); at != text.npos; at = text.find(place)) {
      text.replace(at, place.size(), wire::to_hex(key_from_name(name)));
    }
  }
  return text;
}

inline bool shows(const std::string& text, const std::string& code) {
  ScenarioScene scene(text);
  if (scene.scene.world == nullptr) return true;  // and the test has failed
  const Findings found = scene.findings();
  return std::any_of(found.begin(), found.end(),
                     [&](const Finding& finding) { return finding.code == code; });
}

inline void expect_fault_and_remedy(const Mended& row) {
  std::string text = with_ids(row.text);
  ScenarioScene scene(text);
  const Finding found = scene.first(row.code);
  EXPECT_THAT(scene.files.to_string(found.where) + ":",
              ::testing::HasSubstr(std::string(row.where) + ":"));
  EXPECT_THAT(found.what, ::testing::HasSubstr(row.what));
  const std::string from = with_ids(row.from);
  const std::size_t at = text.find(from);
  ASSERT_NE(at, text.npos) << from;
  EXPECT_FALSE(shows(text.replace(at, from.size(), with_ids(row.to)), row.code));
}

}  // namespace seatrial::testing
