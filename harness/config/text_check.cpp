// SPDX-License-Identifier: Apache-2.0
#include "harness/config/text_check.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace seatrial::config {

namespace {

// More opening brackets in a row than this are no document, and would fill the parser's queue.
constexpr std::size_t max_bracket_run = 1000;

// Length of the UTF-8 sequence at the front of `text`; 0 where it is not one (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
  const bool too_high = lead == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || too_high ? 0 : length;
}

bool is_binary(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

std::optional<Error> check_bytes(std::string_view text, FileId file, const SourceFiles& files) {
  constexpr std::string_view blanks = " \t\r\n";
  std::size_t brackets = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto where = [&] { return files.to_string(mark_of(text, i, file)); };
    if (is_binary(text[i])) {
      return Error{where(),
                   fmt::format("byte 0x{:02x} is not text", static_cast<unsigned char>(text[i])),
                   "give a text file in UTF-8"};
    }
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0) return Error{where(), "not valid UTF-8", "save the file as UTF-8"};
    if (text[i] == '[' || text[i] == '{') {
      if (++brackets > max_bracket_run) {
        return Error{where(), "lists and maps nest deeper than 64", "flatten the file"};
      }
    } else if (blanks.find(text[i]) == std::string_view::npos) {
      brackets = 0;
    }
    i += length;
  }
  return std::nullopt;
}

}  // namespace

std::string_view without_bom(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

std::optional<Error> check_text(std::string_view text, FileId file, const SourceFiles& files,
                                std::size_t max_bytes) {
  if (text.size() > max_bytes) {
    return Error{
        files.path(file),
        fmt::format("the file has {} bytes, more than the limit of {}", text.size(), max_bytes),
        "split the file"};
  }
  if (is_utf16(text)) {
    return Error{files.path(file), "the file is UTF-16", "save the file as UTF-8"};
  }
  return check_bytes(text, file, files);
}

Mark mark_of(std::string_view text, std::size_t offset, FileId file) {
  const std::string_view before = text.substr(0, offset);
  const auto breaks = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return {file, static_cast<std::uint32_t>(breaks) + 1,
          static_cast<std::uint32_t>(before.size() - line_begin) + 1};
}

std::string_view line_of(std::string_view text, std::uint32_t line) {
  for (std::uint32_t i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  return text.ends_with('\r') ? text.substr(0, text.size() - 1) : text;
}

}  // namespace seatrial::config
