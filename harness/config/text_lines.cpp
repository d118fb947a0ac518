// SPDX-License-Identifier: Apache-2.0
#include "harness/config/text_lines.hpp"
#include "sim/net/address.hpp"

#include <algorithm>

namespace seatrial::config {

std::optional<std::uint16_t> port_of_url(std::string_view url) {
  const std::size_t at = url.find('@');
  if (at != std::string_view::npos) url.remove_prefix(at + 1);
  url = url.substr(0, url.find_first_of("?/"));
  const std::size_t colon = url.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return net::parse_port(url.substr(colon + 1));
}

std::vector<Line> lines_of(std::string_view text, FileId file) {
  std::vector<Line> lines;
  for (std::uint32_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({line, {file, number, 1}});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = line.find_first_not_of(" \t"); at != std::string_view::npos;
       at = line.find_first_not_of(" \t", at)) {
    const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

}  // namespace seatrial::config
