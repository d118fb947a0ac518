// SPDX-License-Identifier: Apache-2.0
// A bad scenario and the exact words that its author reads.
#pragma once

#include <string>

#include "tests/unit/scenario/scenario_testing.hpp"

namespace seatrial::scenario::testing_help {

/// A text that is refused, with its message.
struct Bad {
  std::string name;
  std::string text;
  std::string message;
};

inline void PrintTo(const Bad& bad, std::ostream* out) {
  *out << bad.text;
}

inline std::string name_of(const testing::TestParamInfo<Bad>& info) {
  return info.param.name;
}

/// One line behind the two clusters stands in line 5.
inline Bad after(const std::string& name, const std::string& more, const std::string& message) {
  return {name, two_clusters + more + "\n", "s.yaml:" + message};
}

}  // namespace seatrial::scenario::testing_help
