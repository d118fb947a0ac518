// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/kept_genesis.hpp"

#include <fmt/format.h>

#include "harness/diagnose/view.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {
namespace {

std::string short_hash(const wire::Hash32& hash) {
  return "0x" + wire::to_hex(hash).substr(0, 8) + "…";
}

}  // namespace

// SPEC kubernetes 1.4 (the init container), F-66
Finding kept_genesis(const ReplacedGenesis& replaced) {
  const std::string peers = enumerate(replaced.peers);
  Finding made =
      finding::make("ST414", replaced.where,
                    fmt::format("the genesis is {} now, and the volumes of {} keep the chain of {}",
                                short_hash(replaced.after), peers, short_hash(replaced.before)),
                    {{"peers", peers}});
  if (replaced.before_where.known()) {
    made.related.push_back({replaced.before_where, "the genesis that the volumes hold"});
  }
  return made;
}

}  // namespace seatrial::diagnosis
