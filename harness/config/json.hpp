// SPDX-License-Identifier: Apache-2.0
// Reads JSON text into marked Values. The text may stand anywhere: in a file of its own or in a
// block of a YAML file, as its TextOrigin says; every mark is a place in the file. Plain JSON only:
// comments and trailing commas are errors, as they are to GoQuorum and Tessera.
#pragma once

#include <string_view>

#include "harness/config/value.hpp"
#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::config {

/// Reads one JSON value; the error names the line in the file and the remedy.
Result<Value> parse_json(std::string_view text, const TextOrigin& origin, const SourceFiles& files);

/// Reads the JSON that a text of a YAML file holds.
Result<Value> parse_json(const Value& text, const SourceFiles& files);

/// Reads a JSON file; registers the path in `files` as the user wrote it.
Result<Value> load_json(const std::string& path, SourceFiles& files);

}  // namespace seatrial::config
