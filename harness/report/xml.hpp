// SPDX-License-Identifier: Apache-2.0
// Text for XML: what a peer logged or a file holds may carry any byte, and XML 1.0 allows few of
// them even when escaped. The result is valid between tags and inside double quotes.
#pragma once

#include <string>
#include <string_view>

namespace seatrial::report {

/// Escapes the five special characters; a control character becomes "\x1b" and what is no UTF-8 (or
/// no character of XML) becomes U+FFFD. Line feed and tab stay, inside an attribute as references.
std::string xml_text(std::string_view text);
/// The same for the value of an attribute.
std::string xml_attribute(std::string_view text);

}  // namespace seatrial::report
