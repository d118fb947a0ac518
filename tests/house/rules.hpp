// SPDX-License-Identifier: Apache-2.0
// The house rules as functions of one file's path and text: size, licence line, include directions,
// what is banned where. A rule knows nothing of the disk. Each complaint says what is wrong at
// which line and what to use instead.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/layers.hpp"

namespace seatrial::house {

/// One broken rule; line counts from 1.
struct Complaint {
  std::string path;
  std::size_t line = 1;
  std::string what;
  std::string use;

  /// "path:line: error: what, use use".
  std::string message() const;
  bool operator==(const Complaint&) const = default;
};

/// A file of the checkout: path from the root with '/', and its whole text.
struct SourceFile {
  std::string path;
  std::string text;
};

using Complaints = std::vector<Complaint>;

/// SPDX line, columns, lines and function lengths.
Complaints check_shape(const SourceFile& file);
/// Include directions between the layers.
Complaints check_includes(const SourceFile& file, const Layers& layers);
/// Libraries, clocks, randomness and floating point where they are banned.
Complaints check_bans(const SourceFile& file);
/// Names of places that exist on one machine only.
Complaints check_places(const SourceFile& file);
/// Everything above.
Complaints check_file(const SourceFile& file, const Layers& layers);

/// Whether a text is a scenario: its top key is `seatrial:`.
bool is_scenario(std::string_view text);

}  // namespace seatrial::house
