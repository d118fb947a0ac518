// SPDX-License-Identifier: Apache-2.0
#include "harness/report/utf8.hpp"

#include <fmt/format.h>

namespace seatrial::report {
namespace {

/// How many bytes follow a first byte; none for a byte that cannot stand first.
std::optional<std::size_t> continuation_bytes(unsigned char lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xc2 && lead < 0xe0) return 1;
  if (lead >= 0xe0 && lead < 0xf0) return 2;
  if (lead >= 0xf0 && lead < 0xf5) return 3;
  return std::nullopt;
}

/// Overlong forms, surrogates and what lies beyond Unicode have no code.
bool is_character(char32_t code, std::size_t more) {
  constexpr char32_t least[] = {0, 0x80, 0x800, 0x10000};
  return code >= least[more] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

bool is_control(char32_t code) {
  return (code < 0x20 && code != '\t') || (code >= 0x7f && code < 0xa0);
}

}  // namespace

Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const auto more = continuation_bytes(lead);
  if (!more || text.size() <= *more) return {};
  char32_t code = *more == 0 ? lead : lead & (0x3fU >> *more);
  for (std::size_t i = 1; i <= *more; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0U) != 0x80) return {};
    code = code << 6 | (byte & 0x3fU);
  }
  if (!is_character(code, *more)) return {};
  return {.code = code, .bytes = *more + 1};
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_character(text).bytes);
  return count;
}

std::string printable(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const Character next = first_character(text);
    if (!next.code) {
      line += replacement_character;
    } else if (is_control(*next.code)) {
      line += fmt::format("\\x{:02x}", static_cast<unsigned>(*next.code));
    } else {
      line += text.substr(0, next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  return line;
}

}  // namespace seatrial::report
