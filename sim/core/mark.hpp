// SPDX-License-Identifier: Apache-2.0
// Mark: where a value stands in a file that somebody wrote. A model object carries the mark of the
// line it came from, so that a finding can point back to it. The simulator never looks inside; the
// path behind a FileId is kept by a SourceFiles, which lives as long as the marks are printed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace seatrial {

/// Dense index into a SourceFiles; 0 means "no file" (built in code).
enum class FileId : std::uint32_t { none = 0 };

/// A place in a file; line and column count from 1, and 0 means that the place is not known.
struct Mark {
  FileId file = FileId::none;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool known() const { return file != FileId::none; }
  bool operator==(const Mark&) const = default;
};

/// The paths behind the FileIds of one load.
class SourceFiles {
 public:
  /// Registers a path (as the user wrote it) and returns its id; the same path gets the same id.
  FileId add(const std::string& path);
  /// The path of an id; "" for FileId::none.
  const std::string& path(FileId id) const;
  /// "path:line:column", without the parts that are not known.
  std::string to_string(const Mark& mark) const;

 private:
  std::vector<std::string> paths_{std::string()};
};

}  // namespace seatrial
