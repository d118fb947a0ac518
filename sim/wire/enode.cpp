// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/enode.hpp"

#include <algorithm>

#include "sim/core/whole_number.hpp"
#include "sim/wire/enode_remedy.hpp"
#include "sim/wire/go_url.hpp"
#include "sim/wire/hex.hpp"
#include "sim/wire/ip_literal.hpp"

namespace seatrial::wire {
namespace {

constexpr std::string_view kScheme = "enode://";
constexpr std::size_t kKeyDigits = 2 * PublicKey::size();

bool is_hex(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_hex_digit);
}

bool starts_with_scheme(std::string_view text) {
  return text.size() >= kScheme.size() &&
         std::equal(kScheme.begin(), kScheme.end(), text.begin(), [](char want, char c) {
           return want == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
         });
}

/// The digits of a bare key, with or without scheme; nothing if the text is more than that.
std::optional<std::string_view> bare_key(std::string_view text) {
  if (starts_with_scheme(text)) text.remove_prefix(kScheme.size());
  return is_hex(text) ? std::optional(text) : std::nullopt;
}

/// The words that Go has for a key it cannot use; empty for a good one.
std::string key_fault(std::string_view digits) {  // SPEC goquorum 1.2, rule 5
  // Whole pairs are read first, so a stray character is noticed before the length.
  const auto stray = std::find_if_not(digits.begin(), digits.end(), is_hex_digit);
  if (stray != digits.end()) return "encoding/hex: invalid byte: " + go_character(*stray);
  if (digits.size() % 2 != 0) return "encoding/hex: odd length hex string";
  if (digits.size() != kKeyDigits) return "wrong length, want 128 hex chars";
  const PublicKey key = fixed_from_hex<PublicKey>(digits).value();
  return is_on_curve(key) ? "" : "invalid secp256k1 public key";
}

Result<PublicKey> read_key(std::string_view digits) {
  const std::string fault = key_fault(digits);
  if (!fault.empty()) return Error{"", "invalid public key (" + fault + ")", key_remedy(digits)};
  return fixed_from_hex<PublicKey>(digits).value();
}

Result<Enode> incomplete(std::string_view digits) {  // SPEC goquorum 1.2, rule 1
  const Result<PublicKey> key = read_key(digits);
  if (!key) return key.error();
  Enode enode;
  enode.key = *key;
  enode.incomplete = true;
  return enode;
}

/// A decimal number of 16 bits, as Go's ParseUint reads it.
std::optional<std::uint16_t> read_port(std::string_view text) {
  return whole_number<std::uint16_t>(text);
}

/// Takes the host over; false if Go's resolver would not even ask for it.
bool read_host(const std::string& host, Enode& enode) {  // SPEC goquorum 1.2, rule 6
  enode.host = host;
  const std::string_view address = std::string_view(host).substr(0, host.find('%'));
  enode.ipv4 = parse_ipv4(host);
  enode.ipv6 = parse_ipv6(address);
  if (enode.ipv6) enode.ipv4 = mapped_ipv4(*enode.ipv6);
  if (enode.ipv4) enode.ipv6.reset();
  return enode.ipv4 || enode.ipv6 || is_domain_name(host) || is_placeholder_host(host);
}

/// Reads the ports in the order in which GoQuorum does; empty if all is well.
std::optional<Error> read_ports(const GoUrl& url, Enode& enode) {
  const auto tcp = read_port(url.port);  // SPEC goquorum 1.2, rule 7
  if (!tcp) return Error{"", "invalid port", port_remedy(url.port)};
  const std::string disc = query_value(url.query, "discport");
  const auto udp = disc.empty() ? tcp : read_port(disc);  // SPEC goquorum 1.2, rule 8
  if (!udp) return Error{"", "invalid discport in query", query_port_remedy("discport", disc)};
  const std::string raft = query_value(url.query, "raftport");
  const auto raft_port = raft.empty() ? 0 : read_port(raft);  // SPEC goquorum 1.2, rule 9
  if (!raft_port)
    return Error{"", "invalid raftport in query", query_port_remedy("raftport", raft)};
  enode.tcp = *tcp;
  enode.udp = *udp;
  enode.raft_port = *raft_port;
  enode.has_discport = !disc.empty();
  return std::nullopt;
}

Result<Enode> complete(std::string_view text) {
  const Result<GoUrl> url = parse_go_url(text);  // SPEC goquorum 1.2, rule 2
  if (!url) return Error{"", url.error().what, url_remedy(text)};
  if (url->scheme != "enode") {  // rule 3
    return Error{"", "invalid URL scheme, want \"enode\"", scheme_remedy(text, url->scheme)};
  }
  if (!url->userinfo) {  // rule 4
    return Error{"", "does not contain node ID",
                 "write enode://KEY@HOST:PORT with a key of 128 hex characters"};
  }
  const Result<PublicKey> key = read_key(*url->userinfo);
  if (!key) return key.error();
  Enode enode;
  enode.key = *key;
  enode.has_path = !url->path.empty();
  enode.has_raftport = !query_value(url->query, "raftport").empty();
  if (!read_host(url->host, enode) && !enode.has_raftport) {
    return Error{"", "lookup " + url->host + ": no such host", host_remedy(url->host)};
  }
  if (auto error = read_ports(*url, enode)) return *error;
  if (enode.has_raftport && enode.host.empty()) {  // rule 9
    return Error{"", "empty hostname in raft url", host_remedy("")};
  }
  return enode;
}

std::string host_text(const Enode& enode) {
  if (enode.ipv4) return ipv4_text(*enode.ipv4);
  if (enode.ipv6) return '[' + ipv6_text(*enode.ipv6) + ']';
  return enode.host.find(':') == std::string::npos ? enode.host : '[' + enode.host + ']';
}

bool ends_with_word(std::string_view upper, std::string_view word) {
  return upper.ends_with(word) && upper.size() > word.size() &&
         upper[upper.size() - word.size() - 1] == '_';
}

}  // namespace

Result<Enode> parse_enode(std::string_view text) {
  const auto digits = bare_key(text);
  Result<Enode> enode = digits ? incomplete(*digits) : complete(text);
  if (enode) return enode;
  Error error = enode.error();
  const std::string slip = text_slip(text);  // what explains everything else comes first
  if (!slip.empty()) error.remedy = slip;
  return error;
}

Result<Enode> parse_static_enode(std::string_view text) {  // SPEC goquorum 1.2, Static-node entries
  if (text.starts_with(kScheme)) return parse_enode(text);
  if (text.starts_with("enr:")) {
    return Error{"", "node records (enr:) are not read here", "write the node as an enode:// url"};
  }
  const std::string slip = text_slip(text);
  return Error{"", "missing 'enr:' prefix for base64-encoded record",
               slip.empty() ? "start the entry with enode:// in lower case" : slip};
}

std::string to_string(const Enode& enode) {  // SPEC goquorum 1.2, String output
  std::string text = std::string(kScheme) + to_hex(enode.key);
  if (enode.incomplete) return text;
  text += '@' + host_text(enode) + ':' + std::to_string(enode.tcp);
  char separator = '?';
  if (enode.udp != enode.tcp) {
    text += "?discport=" + std::to_string(enode.udp);
    separator = '&';
  }
  if (enode.raft_port > 0) text += separator + ("raftport=" + std::to_string(enode.raft_port));
  return text;
}

bool is_placeholder_host(std::string_view host) {
  if (host.find_first_of("<>${}") != std::string_view::npos) return true;
  std::string upper(host);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  // Names of Kubernetes have no underscore, names of variables do.
  return ends_with_word(upper, "IP") || ends_with_word(upper, "HOST") ||
         ends_with_word(upper, "ADDR") || ends_with_word(upper, "ADDRESS");
}

}  // namespace seatrial::wire
