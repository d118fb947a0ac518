// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/log_text.hpp"

#include <fmt/core.h>

#include "sim/wire/hex.hpp"

namespace seatrial::istanbul {

std::string terminal_text(const wire::Hash32& hash) {
  const std::string all = wire::to_hex(hash);
  return all.substr(0, 6) + "\u2026" + all.substr(all.size() - 6);
}

std::string committed_text(const chain::BlockTree& tree, chain::AddressRef self,
                           chain::BlockId block) {
  return fmt::format("Committed address={} hash={} number={}",
                     self == chain::AddressRef::none ? "0x0" : tree.book().text(self),
                     terminal_text(tree.hash(block)), tree[block].number);
}

}  // namespace seatrial::istanbul
