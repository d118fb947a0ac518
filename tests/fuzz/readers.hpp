// SPDX-License-Identifier: Apache-2.0
// The readers of files, and of what peers send, by name: each as a function from bytes to the
// errors that a user would see. The fuzz targets, their corpora and the tests of bad input share
// this table, so that a new reader is added in one place: here, with a folder of its name in
// corpus/.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::fuzz {

/// What the text of a reader is written in, by which its bad input differs.
enum class Format : std::uint8_t { yaml, json, lines, bytes };

/// A reader of bytes that anybody may have written.
struct Reader {
  std::string_view name;  ///< of its folder in corpus/
  Format format = Format::yaml;
  /// Reads the text as the file "in".
  std::vector<Error> (*read)(std::string_view text, SourceFiles& files) = nullptr;
};

/// All of them.
std::span<const Reader> readers();

/// The reader of a name; null pointer where there is none.
const Reader* find_reader(std::string_view name);

}  // namespace seatrial::fuzz
