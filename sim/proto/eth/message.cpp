// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/eth/message.hpp"

#include <fmt/format.h>

namespace seatrial::eth {

namespace {

std::string name(chain::BlockId block) {
  if (block == chain::BlockId::none) return "none";
  return std::to_string(static_cast<std::uint32_t>(block));
}

struct Print {
  std::string operator()(const istanbul::Message& message) const {
    return istanbul::to_string(message);
  }
  std::string operator()(const NewBlockHash& m) const {
    return fmt::format("NewBlockHash{{{}}}", name(m.block));
  }
  std::string operator()(const NewBlock& m) const {
    return fmt::format("NewBlock{{{}}}", name(m.block));
  }
  std::string operator()(const GetBlockHeaders& m) const {
    const std::string origin = m.by_hash == chain::BlockId::none ? fmt::format("#{}", m.number)
                                                                 : "hash of " + name(m.by_hash);
    return fmt::format("GetBlockHeaders{{{}, {}, skip {}{}}}", origin, m.amount, m.skip,
                       m.reverse ? ", reverse" : "");
  }
  std::string operator()(const BlockHeaders& m) const {
    return fmt::format("BlockHeaders{{{} to {}, skip {}}}", m.count, name(m.last), m.skip);
  }
  std::string operator()(const GetBlockBodies& m) const {
    return fmt::format("GetBlockBodies{{{} to {}}}", m.count, name(m.last));
  }
  std::string operator()(const BlockBodies& m) const {
    return fmt::format("BlockBodies{{{} to {}}}", m.count, name(m.last));
  }
};

}  // namespace

std::string to_string(const Message& message) {
  return std::visit(Print{}, message);
}

}  // namespace seatrial::eth
