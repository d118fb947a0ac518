// SPDX-License-Identifier: Apache-2.0
// Turns what the YAML parser objects to into one line that says where, what and what to do. It
// looks at the source for the mistakes people make: tabs, lines that are indented too little. It
// parses nothing itself.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::config {

/// The Error for the parser's message at a mark.
Error explain_yaml_error(std::string_view text, const Mark& mark, const std::string& message,
                         const SourceFiles& files);

/// Whether only blank lines, comments and a '---' stand between the document at `offset` and the
/// one before it.
bool follows_separator(std::string_view text, std::size_t offset);

}  // namespace seatrial::config
