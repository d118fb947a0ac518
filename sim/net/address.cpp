// SPDX-License-Identifier: Apache-2.0
#include "sim/net/address.hpp"
#include "sim/core/whole_number.hpp"

namespace seatrial::net {

namespace {

std::optional<std::uint32_t> parse_decimal(std::string_view text, std::uint32_t most) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  const auto value = whole_number<std::uint32_t>(text);
  return value && *value <= most ? value : std::nullopt;
}

std::uint32_t mask(std::uint8_t length) {
  return length == 0 ? 0 : ~std::uint32_t{0} << (32 - length);
}

}  // namespace

std::optional<Ipv4> parse_ipv4(std::string_view text) {
  std::uint32_t bits = 0;
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = part < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return std::nullopt;
    const auto value = parse_decimal(text.substr(0, dot), 255);
    if (!value) return std::nullopt;
    bits = (bits << 8) | *value;
    text.remove_prefix(part < 3 ? dot + 1 : dot);
  }
  return Ipv4{bits};
}

std::string to_string(Ipv4 address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += std::to_string((address.bits >> shift) & 0xff);
    if (shift != 0) text += '.';
  }
  return text;
}

bool Cidr::contains(Ipv4 address) const {
  return (address.bits & mask(length)) == base.bits;
}

bool Cidr::overlaps(const Cidr& other) const {
  return contains(other.base) || other.contains(base);
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto port = whole_number<std::uint16_t>(text);
  return port && *port != 0 ? port : std::nullopt;
}

std::optional<Cidr> parse_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto base = parse_ipv4(text.substr(0, slash));
  const auto length = parse_decimal(text.substr(slash + 1), 32);
  if (!base || !length) return std::nullopt;
  const Cidr cidr{*base, static_cast<std::uint8_t>(*length)};
  if (!cidr.contains(*base)) return std::nullopt;
  return cidr;
}

std::string to_string(const Cidr& cidr) {
  return to_string(cidr.base) + '/' + std::to_string(cidr.length);
}

std::string to_string(const Endpoint& endpoint) {
  return to_string(endpoint.ip) + ':' + std::to_string(endpoint.port);
}

const char* to_string(Protocol protocol) {
  return protocol == Protocol::tcp ? "tcp" : "udp";
}

std::string to_string(const FiveTuple& tuple) {
  return std::string(to_string(tuple.protocol)) + ' ' + to_string(tuple.src) + " -> " +
         to_string(tuple.dst);
}

bool is_private(Ipv4 address) {
  constexpr auto within = [](Ipv4 of, std::uint32_t base, int length) {
    return of.bits >> (32 - length) == base >> (32 - length);
  };
  return within(address, 0x0a000000, 8) || within(address, 0xac100000, 12) ||
         within(address, 0xc0a80000, 16) || within(address, 0x64400000, 10) ||
         within(address, 0xa9fe0000, 16);
}

}  // namespace seatrial::net
