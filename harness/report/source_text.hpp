// SPDX-License-Identifier: Apache-2.0
// SourceText: the lines that findings point at, read from disk when a report is written and not
// before. It holds a few files at a time. Files that were derived and are nowhere on disk have no
// lines, and lines that may hold key material are not given out.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/mark.hpp"

namespace seatrial::report {

/// Reads lines of the files behind marks.
class SourceText {
 public:
  explicit SourceText(const SourceFiles& files) : files_(files) {}
  /// The line of a mark without its end; nothing where there is none to show. It lives until the
  /// next call.
  std::optional<std::string_view> line(const Mark& mark);

 private:
  struct File {
    std::string text;
    std::vector<std::string_view> lines;
    std::vector<bool> hidden;
  };
  const File& file(FileId id);

  const SourceFiles& files_;
  std::map<FileId, File> read_;
  std::size_t bytes_ = 0;
};

/// The line of a mark as a compiler shows it, and below it a caret under its column; long lines are
/// cropped around the column, and of an empty line the next one is shown. Empty where there is no
/// line to show.
std::vector<std::string> excerpt(SourceText& text, const Mark& mark);

}  // namespace seatrial::report
