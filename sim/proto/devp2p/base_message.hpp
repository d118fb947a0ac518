// SPDX-License-Identifier: Apache-2.0
// The messages of the p2p protocol itself as bytes: Hello and Disconnect; Ping and Pong are empty
// lists. A Hello may name any protocols; which of them one speaks is protocols.hpp's to find. What
// a peer sent is read as GoQuorum does, and is an Error with its text where it is none.
#pragma once

#include <string>
#include <vector>

#include "sim/proto/p2p/types.hpp"
#include "sim/wire/keys.hpp"
#include "sim/wire/rlp.hpp"

namespace seatrial::devp2p {

/// Codes below those of the subprotocols. // SPEC goquorum 3.6, 3.7, 4.6
enum class BaseCode : std::uint8_t { hello = 0, disconnect = 1, ping = 2, pong = 3 };
inline constexpr std::uint64_t base_protocol_length = 16;  ///< SPEC goquorum 4.7
inline constexpr std::uint64_t p2p_version = 5;            ///< SPEC goquorum 4.6
inline constexpr std::uint64_t snappy_version = 5;         ///< SPEC goquorum 4.5
inline constexpr std::size_t max_hello = 2048;             ///< bytes of payload. SPEC goquorum 4.1

/// One protocol that a Hello offers, whoever invented it; ordered by name, then version.
struct Offer {
  std::string name;
  std::uint64_t version = 0;
  auto operator<=>(const Offer&) const = default;
};

/// Code 0.
struct Hello {
  std::uint64_t version = p2p_version;
  std::string client;  ///< "Geth/v1.9.7-stable-6005360c(quorum-v2.7.0)/linux-amd64/go1.13.15"
  std::vector<Offer> offers;
  std::uint64_t listen_port = 0;  ///< GoQuorum never sets it
  wire::Bytes id;                 ///< 64 bytes of node key, or whatever a peer sent
  bool operator==(const Hello&) const = default;
};

wire::Bytes encode_hello(const Hello& hello);
Result<Hello> decode_hello(wire::ByteSpan payload);

wire::Bytes encode_disconnect(p2p::DisconnectReason reason);
/// The reason in the payload. What cannot be read is "disconnect requested", as in GoQuorum.
p2p::DisconnectReason decode_disconnect(wire::ByteSpan payload);

/// The payload of a Ping or Pong.
wire::Bytes encode_empty();

}  // namespace seatrial::devp2p
