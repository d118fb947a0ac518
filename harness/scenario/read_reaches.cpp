// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "harness/scenario/read.hpp"
#include "harness/scenario/units.hpp"
#include "sim/net/address.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

constexpr Word<ReachProtocol> reach_protocols[] = {{"tcp", ReachProtocol::tcp},
                                                   {"udp", ReachProtocol::udp}};

// "http://rpc.example.com/rpc": the host, the port or the scheme's, and the path.
std::optional<ReachAddress> parse_url(std::string_view text) {
  const bool tls = text.starts_with("https://");
  if (!tls && !text.starts_with("http://")) return std::nullopt;
  const std::string_view rest = text.substr(tls ? 8 : 7);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view host_port = rest.substr(0, slash);
  const std::size_t colon = std::min(host_port.find(':'), host_port.size());
  ReachAddress address;
  address.host = host_port.substr(0, colon);
  address.path = rest.substr(slash);
  address.http = true;
  address.port = tls ? 443 : 80;
  if (colon == host_port.size()) return address;
  const auto port = parse_port(host_port.substr(colon + 1));
  address.port = port.value_or(0);
  return port ? std::optional(address) : std::nullopt;
}

std::optional<ReachAddress> parse_host_port(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_port(text.substr(colon + 1));
  ReachAddress address;
  address.host = text.substr(0, colon);
  address.port = port.value_or(0);
  return port ? std::optional(address) : std::nullopt;
}

std::variant<Selector, ReachAddress> read_reach_target(Reader& reader, const Value& value) {
  const Text written = reader.text(value, "to");
  const bool bare = net::parse_ipv4(written.value).has_value();
  if (!bare && written.value.find(':') == std::string::npos) return reader.selector(value, "to");
  auto address = written.value.find("://") == std::string::npos ? parse_host_port(written.value)
                                                                : parse_url(written.value);
  if (!address || address->host.empty()) {
    reader.bad(value, fmt::format("to '{}' is no address and port", written.value),
               "write peers, as in b/b1, or for example 1.2.3.4:32041 or http://rpc.example.com/");
    address = ReachAddress();
  }
  address->written = written;
  return *address;
}

void check_reaches(Reader& reader, const Fields& fields, const ExpectReaches& reaches) {
  if (fields.has("port") && std::holds_alternative<ReachAddress>(reaches.to)) {
    reader.fail(fields.key_mark("port"), "'port' beside an address that has one",
                "leave it out; it is for peers and hosts");
  }
}

}  // namespace

ExpectReaches read_reaches(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::reaches);
  ExpectReaches reaches;
  reaches.from = fields.required("from", &Reader::selector);
  const Value& to = fields.require("to");
  if (reader.ok()) reaches.to = read_reach_target(reader, to);
  reaches.port = fields.maybe("port", &Reader::port);
  reaches.protocol = fields.maybe("protocol", reach_protocols).value_or(Marked<ReachProtocol>());
  fields.exclusive("not", "unknown");
  reaches.blocked = fields.maybe("not", &Reader::name);
  reaches.unknown = fields.maybe("unknown", &read_unknown);
  check_reaches(reader, fields, reaches);
  return reaches;
}

}  // namespace seatrial::scenario
