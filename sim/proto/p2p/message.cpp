// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/message.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/wire/encoded_size.hpp"

namespace seatrial::p2p {

namespace {

using wire::rlp_number_size;
using wire::rlp_size;
using wire::snappy_size;

constexpr std::uint32_t ecies_overhead = 65 + 16 + 32;  // SPEC goquorum 4.1
constexpr std::uint32_t mean_padding = 200;             // SPEC goquorum 4.1: 100 to 299, uniform
constexpr std::uint32_t client_name = 61;  // SPEC goquorum 1.1: Geth/v1.9.7-stable-…/go1.13.15

/// An EIP-8 packet: size prefix, then ECIES of body and padding. // SPEC goquorum 4.2
constexpr std::uint32_t handshake_packet(std::uint32_t body) {
  return 2 + ecies_overhead + body + mean_padding;
}

/// A frame around a one-byte code and a payload. // SPEC goquorum 4.5
constexpr std::uint32_t frame(std::uint32_t payload) {
  const std::uint32_t padded = (1 + payload + 15) / 16 * 16;
  return 16 + 16 + padded + 16;
}

/// SPEC goquorum 6.3: istanbul/64 and eth/63 carry no fork id.
constexpr bool carries_fork_id(Capability protocol) {
  return protocol != Capability{Protocol::istanbul, 64} &&
         protocol != Capability{Protocol::eth, 63};
}

std::uint32_t hello_size(const Hello& hello) {
  std::uint32_t list = 0;
  for (const Capability& capability : hello.capabilities.list())
    list += rlp_size(static_cast<std::uint32_t>(1 + text(capability.protocol).size()) +
                     rlp_number_size(capability.version));
  // SPEC goquorum 4.6: version, name, capabilities, port 0, 64-byte id; never compressed
  return frame(rlp_size(1 + 1 + client_name + rlp_size(list) + 1 + 66));
}

std::uint32_t status_size(const Status& status) {
  std::uint32_t items = rlp_number_size(status.protocol.version) +
                        rlp_number_size(status.network_id) +
                        rlp_number_size(status.total_difficulty) + 33 + 33;
  if (carries_fork_id(status.protocol)) items += rlp_size(5 + rlp_number_size(status.fork.next));
  return frame(snappy_size(rlp_size(items)));
}

struct WireSize {
  // SPEC goquorum 4.2: [sig 65, public key 64, nonce 32, 4] and [public key 64, nonce 32, 4]
  std::uint32_t operator()(const Auth&) const {
    return handshake_packet(rlp_size(67 + 66 + 33 + 1));
  }
  std::uint32_t operator()(const Ack&) const { return handshake_packet(rlp_size(66 + 33 + 1)); }
  std::uint32_t operator()(const Hello& hello) const { return hello_size(hello); }
  std::uint32_t operator()(const Disconnect&) const { return frame(snappy_size(2)); }
  std::uint32_t operator()(const Ping&) const { return frame(snappy_size(1)); }
  std::uint32_t operator()(const Pong&) const { return frame(snappy_size(1)); }
  std::uint32_t operator()(const Status& status) const { return status_size(status); }
  std::uint32_t operator()(const Payload& payload) const { return wire_size(payload); }
};

struct PrintMessage {
  std::string operator()(const Auth& auth) const {
    return fmt::format("Auth{{{}->{}}}", static_cast<std::uint32_t>(auth.from),
                       static_cast<std::uint32_t>(auth.to));
  }
  std::string operator()(const Ack&) const { return "Ack{}"; }
  std::string operator()(const Hello& hello) const {
    return fmt::format("Hello{{{}}}", static_cast<std::uint32_t>(hello.id));
  }
  std::string operator()(const Disconnect& last) const {
    return fmt::format("Disconnect{{{}}}", text(last.reason));
  }
  std::string operator()(const Ping&) const { return "Ping{}"; }
  std::string operator()(const Pong&) const { return "Pong{}"; }
  std::string operator()(const Status& status) const {
    return fmt::format("Status{{{}/{}, network {}}}", text(status.protocol.protocol),
                       status.protocol.version, status.network_id);
  }
  std::string operator()(const Payload& payload) const {
    return fmt::format("Payload{{{} {:#x}, {} bytes, {}}}", text(payload.protocol), payload.code,
                       payload.size, fmt::join(payload.body, " "));
  }
};

}  // namespace

std::uint32_t wire_size(const Payload& payload) {
  return frame(payload.size);
}

std::uint32_t wire_size(const Message& message) {
  return std::visit(WireSize{}, message);
}

std::string to_string(const Message& message) {
  return std::visit(PrintMessage{}, message);
}

}  // namespace seatrial::p2p
