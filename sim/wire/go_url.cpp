// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/go_url.hpp"

#include <algorithm>

#include "sim/wire/hex.hpp"

namespace seatrial::wire {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
bool one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}
bool is_unreserved(char c) {
  return is_letter(c) || is_digit(c) || one_of(c, "-_.~");
}

Error refuse(std::string what) {
  return {"", std::move(what), ""};
}

/// A text as a result; the kind is said, because an Error could be made of a text too.
Result<std::string> text_result(std::string text) {
  return {boost::system::in_place_value, std::move(text)};
}

/// The part of a URL that an escape stands in: each has its own rules.
enum class Part : std::uint8_t { userinfo, host, path, query };

Result<char> escaped_char(std::string_view text, std::size_t at, Part part) {
  const std::string_view escape = text.substr(at, 3);
  const bool whole = escape.size() == 3 && is_hex_digit(escape[1]) && is_hex_digit(escape[2]);
  // A host may escape '%' itself and what is not ASCII, nothing else.
  const bool allowed = part != Part::host || escape == "%25" || (whole && escape[1] >= '8');
  if (!whole || !allowed) return refuse("invalid URL escape " + go_quote(escape));
  return static_cast<char>(from_hex(escape.substr(1)).value()[0]);
}

Result<std::string> unescape(std::string_view text, Part part) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const Result<char> c = escaped_char(text, i, part);
      if (!c) return c.error();
      out += *c;
      i += 2;
    } else if (part == Part::host && is_ascii(text[i]) && !is_unreserved(text[i]) &&
               !one_of(text[i], "!$&'()*+,;=:[]<>\"")) {
      return refuse("invalid character " + go_quote(text.substr(i, 1)) + " in host name");
    } else {
      out += part == Part::query && text[i] == '+' ? ' ' : text[i];
    }
  }
  return text_result(std::move(out));
}

/// How Go prints a user name or a password.
std::string escape_user(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c) || one_of(c, "$&+,;=")) {
      out += c;
      continue;
    }
    std::string digits = to_hex(as_bytes({&c, 1}));
    for (char& d : digits) d = d >= 'a' ? static_cast<char>(d - 'a' + 'A') : d;
    out += '%' + digits;
  }
  return out;
}

bool is_port_suffix(std::string_view text) {
  if (text.empty()) return true;
  return text.front() == ':' && std::all_of(text.begin() + 1, text.end(), is_digit);
}

/// Takes the scheme off the front, or leaves the text whole where none can be read.
Result<std::string> take_scheme(std::string_view& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':' && i == 0) return refuse("missing protocol scheme");
    if (c == ':') {
      std::string scheme(text.substr(0, i));
      for (char& s : scheme) s = s >= 'A' && s <= 'Z' ? static_cast<char>(s - 'A' + 'a') : s;
      text.remove_prefix(i + 1);
      return text_result(std::move(scheme));
    }
    if (!is_letter(c) && (i == 0 || (!is_digit(c) && !one_of(c, "+-.")))) break;
  }
  return text_result({});
}

/// Reads "user" or "user:password" and prints it again.
Result<std::string> read_userinfo(std::string_view text) {
  const bool valid = std::all_of(text.begin(), text.end(), [](char c) {
    return is_unreserved(c) || one_of(c, ":!$&'()*+,;=%@");
  });
  if (!valid) return refuse("net/url: invalid userinfo");
  const std::size_t colon = text.find(':');
  const Result<std::string> name = unescape(text.substr(0, colon), Part::userinfo);
  if (!name) return name.error();
  if (colon == std::string_view::npos) return text_result(escape_user(*name));
  const Result<std::string> password = unescape(text.substr(colon + 1), Part::userinfo);
  if (!password) return password.error();
  return text_result(escape_user(*name) + ':' + escape_user(*password));
}

/// Takes an IPv6 zone's percent sign out of its escape.
std::string with_plain_zone(std::string host) {
  const std::size_t zone = host.find("%25");
  if (zone != std::string::npos) host.erase(zone + 1, 2);
  return host;
}

Result<std::string> read_host(std::string_view text) {
  std::size_t colon = text.rfind(':');
  if (text.starts_with('[')) {
    const std::size_t end = text.rfind(']');
    if (end == std::string_view::npos) return refuse("missing ']' in host");
    colon = end + 1;
  }
  const auto port = colon < text.size() ? text.substr(colon) : std::string_view();
  if (!is_port_suffix(port)) return refuse("invalid port " + go_quote(port) + " after host");
  if (text.starts_with('[')) return text_result(with_plain_zone(std::string(text)));
  return unescape(text, Part::host);
}

void split_port(std::string_view host, GoUrl& url) {
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && is_port_suffix(host.substr(colon))) {
    url.port = host.substr(colon + 1);
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  url.host = host;
}

/// Reads what stands between "//" and the next slash; empty if all is well.
std::optional<Error> read_authority(std::string_view text, GoUrl& url) {
  const std::size_t at = text.rfind('@');
  const bool has_user = at != std::string_view::npos;
  const Result<std::string> host = read_host(has_user ? text.substr(at + 1) : text);
  if (!host) return host.error();
  if (has_user) {
    const Result<std::string> user = read_userinfo(text.substr(0, at));
    if (!user) return user.error();
    url.userinfo = *user;
  }
  split_port(*host, url);
  return std::nullopt;
}

Result<GoUrl> split(std::string_view text) {
  GoUrl url;
  if (std::any_of(text.begin(), text.end(), is_control)) {
    return refuse("net/url: invalid control character in URL");
  }
  const Result<std::string> scheme = take_scheme(text);
  if (!scheme) return scheme.error();
  url.scheme = *scheme;
  const std::size_t mark = text.find('?');
  if (mark != std::string_view::npos) url.query = text.substr(mark + 1);
  text = text.substr(0, mark);
  if (!text.starts_with('/')) {
    if (!url.scheme.empty()) return url;  // "enode:KEY@host": opaque, without user and host
    if (text.substr(0, text.find('/')).find(':') != std::string_view::npos) {
      return refuse("first path segment in URL cannot contain colon");
    }
  }
  if (text.starts_with("//") && (!url.scheme.empty() || !text.starts_with("///"))) {
    const std::size_t slash = text.find('/', 2);
    const auto error = read_authority(text.substr(2, slash == text.npos ? slash : slash - 2), url);
    if (error) return *error;
    text = slash == text.npos ? std::string_view() : text.substr(slash);
  }
  const Result<std::string> path = unescape(text, Part::path);
  if (!path) return path.error();
  url.path = *path;
  return url;
}

}  // namespace

Result<GoUrl> parse_go_url(std::string_view text) {
  text = text.substr(0, text.find('#'));
  Result<GoUrl> url = split(text);
  if (!url) return refuse("parse " + go_quote(text) + ": " + url.error().what);
  return url;
}

std::string query_value(std::string_view query, std::string_view key) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    const std::size_t equals = pair.find('=');
    const auto name = unescape(pair.substr(0, equals), Part::query);
    const auto value =
        unescape(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1),
                 Part::query);
    const bool skipped = pair.find(';') != std::string_view::npos || !name || !value;
    if (!skipped && *name == key) return *value;
  }
  return {};
}

bool is_domain_name(std::string_view name) {
  if (name.empty() || name.size() > 254 || (name.size() == 254 && name.back() != '.')) return false;
  bool has_letter = false;
  std::size_t label = 0;  // the characters of the label so far
  char last = '.';
  for (const char c : name) {
    if (c == '.') {
      if (label == 0 || label > 63 || last == '-') return false;
      label = 0;
    } else {
      if (!is_letter(c) && !is_digit(c) && c != '_' && (c != '-' || label == 0)) return false;
      has_letter = has_letter || !is_digit(c);
      ++label;
    }
    last = c;
  }
  return has_letter && label <= 63 && last != '-';
}

std::string go_quote(std::string_view text) {
  constexpr std::string_view controls = "\a\b\f\n\r\t\v";
  constexpr std::string_view letters = "abfnrtv";
  std::string out = "\"";
  for (const char c : text) {
    const std::size_t control = controls.find(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (control != std::string_view::npos) {
      out += {'\\', letters[control]};
    } else if (is_control(c)) {
      out += "\\x" + to_hex(as_bytes({&c, 1}));
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace seatrial::wire
