// SPDX-License-Identifier: Apache-2.0
#include "harness/report/place.hpp"
#include "sim/core/whole_number.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace seatrial::report {
namespace {

namespace fs = std::filesystem;

fs::path whole(const std::string& path) {
  return fs::absolute(path.empty() ? fs::path(".") : fs::path(path)).lexically_normal();
}

/// A number behind the last colon, which is cut off with it.
std::uint32_t cut_number(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return 0;
  const auto number = whole_number<std::uint32_t>(text.substr(colon + 1));
  if (!number || *number == 0) return 0;
  text = text.substr(0, colon);
  return *number;
}

bool is_file(std::string_view path) {
  std::error_code error;
  return fs::is_regular_file(fs::path(path), error);
}

/// How many bytes of a text are ":24:5" or ":24".
std::size_t numbers_at(std::string_view text) {
  std::size_t end = 0;
  for (int part = 0; part < 2; ++part) {
    if (end >= text.size() || text[end] != ':') break;
    std::size_t at = end + 1;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    if (at == end + 1) break;
    end = at;
  }
  return end;
}

bool ends_as_file(std::string_view text) {
  constexpr std::array<std::string_view, 5> ends{".yaml", ".yml", ".json", ".toml", ".txt"};
  return std::any_of(ends.begin(), ends.end(), [&](auto end) { return text.ends_with(end); });
}

}  // namespace

std::string path_from(const std::string& path, const std::string& folder) {
  const fs::path seen = whole(path).lexically_relative(whole(folder));
  return seen.empty() ? path : seen.generic_string();
}

std::optional<std::string> path_below(const std::string& path, const std::string& folder) {
  const std::string seen = path_from(path, folder);
  if (seen == ".." || seen.starts_with("../") || seen.starts_with("/")) return std::nullopt;
  return seen;
}

std::optional<WrittenPlace> place_of(std::string_view where) {
  std::string_view rest = where;
  const std::uint32_t last = cut_number(rest);
  const std::uint32_t first = last == 0 ? 0 : cut_number(rest);
  if (rest.empty() || rest.starts_with("--")) return std::nullopt;
  if (last == 0 && !is_file(rest)) return std::nullopt;
  WrittenPlace place{std::string(rest), first == 0 ? last : first, first == 0 ? 0 : last};
  return place;
}

std::string without_lines(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t numbers = ends_as_file(kept) ? numbers_at(text) : 0;
    if (numbers == 0) kept += text.front();
    text.remove_prefix(std::max<std::size_t>(numbers, 1));
  }
  return kept;
}

}  // namespace seatrial::report
