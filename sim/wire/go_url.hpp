// SPDX-License-Identifier: Apache-2.0
// The part of Go's net/url that enode strings meet: GoQuorum reads enodes with it, so what it
// accepts and how it words its refusals is what an operator sees. It knows nothing of enodes.
// Error texts are those of Go 1.14 and later, which quote the URL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/core/error.hpp"

namespace seatrial::wire {

/// A URL in parts. Host and port are apart, and the host has no brackets.
struct GoUrl {
  std::string scheme;                   ///< in lower case; empty if there is none
  std::optional<std::string> userinfo;  ///< what stands before the '@', escaped as Go prints it
  std::string host;
  std::string port;  ///< digits; empty if there is none
  std::string path;
  std::string query;  ///< as written, without the '?'
};

/// Splits a URL as Go's url.Parse does; Error::what is Go's text.
Result<GoUrl> parse_go_url(std::string_view text);

/// The first value of a key in a query; "" if it is absent. Malformed pairs are passed over.
std::string query_value(std::string_view query, std::string_view key);

/// Whether Go's resolver would ask anybody for the name; it calls others "no such host" at once.
bool is_domain_name(std::string_view name);

/// The text in Go's quotes, with control characters spelt out.
std::string go_quote(std::string_view text);

}  // namespace seatrial::wire
