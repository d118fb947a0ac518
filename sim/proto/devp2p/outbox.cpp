// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/devp2p/outbox.hpp"

#include <fmt/format.h>

#include "sim/proto/p2p/log_text.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::devp2p {

namespace {

std::string text_of(const Send& send) {
  return fmt::format("Send{{{} bytes}}", send.bytes.size());
}
std::string text_of(const Close&) {
  return "Close{}";
}
std::string text_of(const KeyKnown& known) {
  return fmt::format("KeyKnown{{{}}}", wire::to_hex(known.remote.span().first(8)));
}
std::string text_of(const HelloKnown& known) {
  return fmt::format("HelloKnown{{{}}}", known.hello.client);
}
std::string text_of(const LinkUp&) {
  return "LinkUp{}";
}
std::string text_of(const Deliver& deliver) {
  return fmt::format("Deliver{{{} {:#x}, {} bytes}}", p2p::text(deliver.code.protocol),
                     deliver.code.code, deliver.payload.size());
}
std::string text_of(const BaseHeard& heard) {
  return heard.ping ? "BaseHeard{ping}" : "BaseHeard{}";
}
std::string text_of(const Ended& ended) {
  return fmt::format("Ended{{{}: {}{}}}", p2p::text(ended.where), p2p::error_text(ended.cause),
                     ended.remote_requested ? " (remote)" : "");
}

}  // namespace

std::string to_string(const Effect& effect) {
  return std::visit([](const auto& one) { return text_of(one); }, effect);
}

}  // namespace seatrial::devp2p
