// SPDX-License-Identifier: Apache-2.0
// Source: what a command works on, be it a scenario file or the options that stand in place of one.
// Each is loaded by itself, so that a broken file does not keep the others from being read, and has
// its own numbers of files, so that its report does not depend on what else was named.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"
#include "tools/seatrial/options.hpp"

namespace seatrial::cli {

/// A scenario, or why there is none.
struct Source {
  std::string name;     ///< as it can be typed again: the path, or the options
  bool is_file = true;  ///< or else options
  SourceFiles files;    ///< that its marks point into
  Result<scenario::Scenario> scenario;
};

/// Reads everything that the options name.
std::vector<Source> load(const Options& options);

/// The case or scenario for a question of one. A file with several cases needs `case_name`, and an
/// error names them. `files` becomes what its marks point into.
Result<scenario::Scenario> load_single(const Options& options, SourceFiles& files);

}  // namespace seatrial::cli
