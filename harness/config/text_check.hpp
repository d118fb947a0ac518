// SPDX-License-Identifier: Apache-2.0
// Looks at the bytes of a text before any parser sees them: encoding, binary content, size, and
// runs of brackets that only an attack would hold. Also finds the line of an offset. It knows
// nothing of YAML or JSON.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::config {

/// The text without a UTF-8 byte order mark.
std::string_view without_bom(std::string_view text);

/// What is wrong with the bytes of a text: UTF-16, not UTF-8, binary, too large, bracket bomb.
std::optional<Error> check_text(std::string_view text, FileId file, const SourceFiles& files,
                                std::size_t max_bytes);

/// The line and column (in bytes, both from 1) of an offset into a file's text.
Mark mark_of(std::string_view text, std::size_t offset, FileId file);

/// The line (from 1) of a text, without its line break; "" past the end.
std::string_view line_of(std::string_view text, std::uint32_t line);

}  // namespace seatrial::config
