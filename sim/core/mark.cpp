// SPDX-License-Identifier: Apache-2.0
#include "sim/core/mark.hpp"

#include <algorithm>

namespace seatrial {

FileId SourceFiles::add(const std::string& path) {
  const auto found = std::find(paths_.begin() + 1, paths_.end(), path);
  if (found != paths_.end()) return FileId(static_cast<std::uint32_t>(found - paths_.begin()));
  paths_.push_back(path);
  return FileId(static_cast<std::uint32_t>(paths_.size() - 1));
}

const std::string& SourceFiles::path(FileId id) const {
  return paths_.at(static_cast<std::size_t>(id));
}

std::string SourceFiles::to_string(const Mark& mark) const {
  std::string text = path(mark.file);
  if (mark.line == 0) return text;
  text += ':' + std::to_string(mark.line);
  if (mark.column != 0) text += ':' + std::to_string(mark.column);
  return text;
}

}  // namespace seatrial
