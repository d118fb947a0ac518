// SPDX-License-Identifier: Apache-2.0
// Reads TOML as geth's configuration files use it (`geth dumpconfig`): tables, dotted keys, texts,
// numbers, truth values and lists. Each value knows its place. Tables in lists ([[x]]), which geth
// has none of, are refused; dates stay texts.
#pragma once

#include <string_view>

#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// Reads a file's text; the error names the line and the remedy.
Result<Value> parse_toml(std::string_view text, const TextOrigin& origin, const SourceFiles& files);

}  // namespace seatrial::config
