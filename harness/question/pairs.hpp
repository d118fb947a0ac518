// SPDX-License-Identifier: Apache-2.0
// Which peers and pairs of peers a question is about. Order is that of the world, so that evidence
// names the same pair on every machine.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scene.hpp"

namespace seatrial::question {

/// Two peers, in the order in which the expectation names them.
struct Pair {
  PeerId from = PeerId::none;
  PeerId to = PeerId::none;
  auto operator<=>(const Pair&) const = default;
};

/// Whether a selector means this peer.
bool means(const World& world, const scenario::Selector& selector, PeerId peer);
/// The peers that a selector means.
std::vector<PeerId> peers_of(const World& world, const scenario::Selector& selector);
/// Every peer of `from` with every other of `to`, in both directions if the selectors overlap.
std::vector<Pair> directed_pairs(const World& world, const scenario::Selector& from,
                                 const scenario::Selector& to);
/// The same, but each two peers once.
std::vector<Pair> link_pairs(const World& world, const scenario::Selector& from,
                             const scenario::Selector& to);
/// "b/b1 -> a/a1".
std::string text(const World& world, const Pair& pair);

}  // namespace seatrial::question
