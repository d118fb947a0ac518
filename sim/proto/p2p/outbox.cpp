// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/outbox.hpp"

#include <fmt/format.h>

namespace seatrial::p2p {

namespace {

struct PrintEffect {
  std::string operator()(const Dial& dial) const {
    return fmt::format("Dial{{{}, node {}, target {}}}", static_cast<std::uint32_t>(dial.dial),
                       static_cast<std::uint32_t>(dial.node), dial.target);
  }
  std::string operator()(const Send& send) const {
    return fmt::format("Send{{{}, {}}}", static_cast<std::uint32_t>(send.conn),
                       to_string(send.message));
  }
  std::string operator()(const Close& close) const {
    return fmt::format("Close{{{}}}", static_cast<std::uint32_t>(close.conn));
  }
  std::string operator()(const Deliver& deliver) const {
    return fmt::format("Deliver{{{}, {}}}", static_cast<std::uint32_t>(deliver.conn),
                       to_string(Message(deliver.payload)));
  }
  std::string operator()(const Observed& observed) const {
    return fmt::format("Observed{{{}}}", to_string(observed));
  }
};

}  // namespace

std::string to_string(const Effect& effect) {
  return std::visit(PrintEffect{}, effect);
}

}  // namespace seatrial::p2p
