// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/enode_remedy.hpp"

#include <algorithm>

#include "sim/wire/bytes.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::wire {
namespace {

constexpr std::string_view kForm = "enode://KEY@HOST:PORT";

std::string position(std::size_t index) {
  return " at character " + std::to_string(index + 1);
}

std::string describe(char c) {
  switch (c) {
    case '\n':
    case '\r':
      return "line break";
    case '\t':
      return "tab";
    case ' ':
      return "space";
    case '"':
    case '\'':
    case '`':
      return "quote";
    default:
      return "";
  }
}

std::string range_remedy(std::string_view name, std::string_view value) {
  return std::string(name) + " is '" + std::string(value) + "'; expected a number of 0 to 65535";
}

}  // namespace

std::string go_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  std::string code = to_hex(ByteSpan(&byte, 1));
  for (char& d : code) d = d >= 'a' ? static_cast<char>(d - 'a' + 'A') : d;
  // Go reads the byte as a Latin-1 character; only printable ASCII is shown here.
  const bool shown = byte >= 0x20 && byte < 0x7f;
  return "U+00" + code + (shown ? std::string(" '") + c + "'" : "");
}

std::string text_slip(std::string_view text) {
  const std::size_t second = text.find("enode:", 1);
  if (text.starts_with("enode:") && second != std::string_view::npos) {
    return "two enode urls in one string, the second" + position(second) +
           "; put a quote, a comma and a quote between them";
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string name = describe(text[i]);
    if (!name.empty()) return "remove the stray " + name + position(i);
  }
  return "";
}

std::string url_remedy(std::string_view text) {
  if (text.find("://") == std::string_view::npos) {
    return "the scheme is missing; write " + std::string(kForm);
  }
  return "write " + std::string(kForm);
}

std::string scheme_remedy(std::string_view text, std::string_view scheme) {
  if (text.empty()) return "the entry is empty; remove it or write " + std::string(kForm);
  if (scheme.empty()) return "the scheme is missing; write " + std::string(kForm);
  return "the scheme is '" + std::string(scheme) + "', which is no p2p address; write " +
         std::string(kForm);
}

std::string key_remedy(std::string_view digits) {
  if (digits.empty()) return "there is no key before the '@'; copy the node's enode again";
  if (digits.starts_with("0x") || digits.starts_with("0X")) {
    return "drop the 0x before the key; expected 128 hex characters without prefix";
  }
  const auto stray = std::find_if_not(digits.begin(), digits.end(), is_hex_digit);
  if (stray != digits.end()) {
    return "the key has a character that is not hex" +
           position(static_cast<std::size_t>(stray - digits.begin())) + " of " +
           std::to_string(digits.size());
  }
  if (digits.size() == 128) {
    return "the key is no point of secp256k1: a digit is wrong; export the enode again";
  }
  const std::string found = "found " + std::to_string(digits.size()) + " hex characters";
  if (digits.size() == 40) return found + ": an account address; write the node's public key";
  if (digits.size() == 64) return found + ": a node id or a private key; write the public key";
  if (digits.size() == 130 && digits.starts_with("04")) return found + ": drop the leading 04";
  return found + "; the key was cut or doubled; export the enode again";
}

std::string host_remedy(std::string_view host) {
  if (host.empty()) return "there is no host after the '@'; write an address or a name";
  if (host.find_first_not_of("0123456789.") == std::string_view::npos) {
    return "'" + std::string(host) + "' is no ip address; expected four numbers of 0 to 255";
  }
  return "'" + std::string(host) + "' is neither an ip address nor a dns name";
}

std::string port_remedy(std::string_view port) {
  if (port.empty()) return "the tcp port is missing; write it after the host, as in :30303";
  return range_remedy("the tcp port", port);
}

std::string query_port_remedy(std::string_view name, std::string_view value) {
  return range_remedy(name, value);
}

}  // namespace seatrial::wire
