// SPDX-License-Identifier: Apache-2.0
// What an operator can do about an enode that does not parse: the second half of its error, in our
// words, where the first half is GoQuorum's. It decides nothing; each function is given what was
// refused and names the commonest cause that fits it.
#pragma once

#include <string>
#include <string_view>

namespace seatrial::wire {

/// A character as Go names it: U+0078 'x'.
std::string go_character(char c);

/// A slip that spoils the whole text (two URLs in one, a quote, white space); else empty.
std::string text_slip(std::string_view text);

/// For a text that is no URL.
std::string url_remedy(std::string_view text);

/// For a wrong or missing scheme.
std::string scheme_remedy(std::string_view text, std::string_view scheme);

/// For a key that is not 128 hex digits or not on the curve.
std::string key_remedy(std::string_view digits);

/// For a host that nobody can look up.
std::string host_remedy(std::string_view host);

/// For the port behind the host.
std::string port_remedy(std::string_view port);

/// For a port in the query.
std::string query_port_remedy(std::string_view name, std::string_view value);

}  // namespace seatrial::wire
