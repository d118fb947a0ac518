// SPDX-License-Identifier: Apache-2.0
// Places for other programs: paths as they stand in a checkout, the place in the text of an error,
// and texts without line numbers, by which a finding is known again after lines have moved. Paths
// are compared as they are written; no link is followed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seatrial::report {

/// A path as seen from a folder; nothing where it does not stand below it. Relative ones are seen
/// from where the program runs, which an empty folder means, too.
std::optional<std::string> path_below(const std::string& path, const std::string& folder);
/// A path as seen from a folder, with ".." where it stands elsewhere.
std::string path_from(const std::string& path, const std::string& folder);

/// "file:line:column" taken apart; line and column are 0 where they are not written.
struct WrittenPlace {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const WrittenPlace&) const = default;
};

/// The place that an error names; nothing where it names an option or another thing than a file.
std::optional<WrittenPlace> place_of(std::string_view where);

/// The text without the line numbers of files in it: "genesis.json:24:5" is "genesis.json".
std::string without_lines(std::string_view text);

}  // namespace seatrial::report
