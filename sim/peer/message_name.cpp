// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/message_name.hpp"

#include <fmt/format.h>

#include "sim/proto/eth/message.hpp"

namespace seatrial {

namespace {

struct Name {
  std::string operator()(const p2p::Auth&) const { return "RLPx auth"; }
  std::string operator()(const p2p::Ack&) const { return "RLPx ack"; }
  std::string operator()(const p2p::Hello& hello) const {
    std::string text = "Hello";
    for (const p2p::Capability& one : hello.capabilities.list())
      text += fmt::format(" {}/{}", p2p::text(one.protocol), one.version);
    return text;
  }
  std::string operator()(const p2p::Disconnect& last) const {
    return fmt::format("Disconnect: {}", p2p::text(last.reason));
  }
  std::string operator()(const p2p::Ping&) const { return "Ping"; }
  std::string operator()(const p2p::Pong&) const { return "Pong"; }
  std::string operator()(const p2p::Status& status) const {
    return fmt::format("Status {}/{}: network {}, total difficulty {}",
                       p2p::text(status.protocol.protocol), status.protocol.version,
                       status.network_id, status.total_difficulty);
  }
  std::string operator()(const p2p::Payload& payload) const {
    return to_string(eth::unpack(payload));
  }
};

}  // namespace

std::string name_of(const p2p::Message& message) {
  return std::visit(Name{}, message);
}

}  // namespace seatrial
