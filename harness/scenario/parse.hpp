// SPDX-License-Identifier: Apache-2.0
// Reads a scenario file, version 1. It refuses what is unknown, of the wrong type, a reference to
// nowhere, or steps that contradict one another: the first fault, at its line and with a remedy. It
// looks whether the files that the scenario names exist, and does not read them.
#pragma once

#include <string>
#include <string_view>

#include "harness/scenario/scenario.hpp"
#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::scenario {

/// Reads the file at `path`; `overrides` win over the variables of the file and of its cases.
Result<Scenario> parse_scenario_file(const std::string& path, SourceFiles& files,
                                     const Variables& overrides = {});

/// Reads a text as if it stood in a file at `path`, from which relative paths are seen.
Result<Scenario> parse_scenario(std::string_view text, const std::string& path, SourceFiles& files,
                                const Variables& overrides = {});

/// The key 'refused' of a file that may have any other fault; nothing if it has none.
std::optional<Text> refused_of_file(const std::string& path, SourceFiles& files);

}  // namespace seatrial::scenario
