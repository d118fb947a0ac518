// SPDX-License-Identifier: Apache-2.0
#include "harness/report/xml.hpp"

#include "harness/report/utf8.hpp"

namespace seatrial::report {
namespace {

enum class Place { text, attribute };

std::string_view escape(char32_t code, Place place) {
  switch (code) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    // A reader turns a bare line feed or tab of an attribute into a blank.
    case '\n':
      return place == Place::text ? "\n" : "&#10;";
    case '\t':
      return place == Place::text ? "\t" : "&#9;";
    case 0xfffe:
    case 0xffff:
      return replacement_character;
    default:
      return "";
  }
}

std::string escaped(std::string_view text, Place place) {
  std::string xml;
  while (!text.empty()) {
    const Character next = first_character(text);
    const std::string_view special = next.code ? escape(*next.code, place) : "";
    xml += special.empty() ? printable(text.substr(0, next.bytes)) : std::string(special);
    text.remove_prefix(next.bytes);
  }
  return xml;
}

}  // namespace

std::string xml_text(std::string_view text) {
  return escaped(text, Place::text);
}
std::string xml_attribute(std::string_view text) {
  return escaped(text, Place::attribute);
}

}  // namespace seatrial::report
