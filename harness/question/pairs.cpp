// SPDX-License-Identifier: Apache-2.0
#include "harness/question/pairs.hpp"

#include <algorithm>
#include <set>

namespace seatrial::question {

using scenario::Selector;

bool means(const World& world, const Selector& selector, PeerId peer) {
  const PeerSpec& spec = world.peer(peer).spec;
  return selector.matches(world.cluster(spec.cluster).spec().name, spec.name);
}

std::vector<PeerId> peers_of(const World& world, const Selector& selector) {
  std::vector<PeerId> found;
  for (std::size_t i = 0; i < world.peer_count(); ++i) {
    const auto id = PeerId(static_cast<std::uint32_t>(i));
    if (means(world, selector, id)) found.push_back(id);
  }
  return found;
}

std::vector<Pair> directed_pairs(const World& world, const Selector& from, const Selector& to) {
  std::vector<Pair> pairs;
  const std::vector<PeerId> others = peers_of(world, to);
  for (const PeerId a : peers_of(world, from)) {
    for (const PeerId b : others) {
      if (a != b) pairs.push_back({a, b});
    }
  }
  return pairs;
}

std::vector<Pair> link_pairs(const World& world, const Selector& from, const Selector& to) {
  std::vector<Pair> pairs = directed_pairs(world, from, to);
  std::set<Pair> seen;
  std::erase_if(pairs, [&](const Pair& pair) {
    return !seen.insert({std::min(pair.from, pair.to), std::max(pair.from, pair.to)}).second;
  });
  return pairs;
}

std::string text(const World& world, const Pair& pair) {
  return world.name(pair.from) + " -> " + world.name(pair.to);
}

}  // namespace seatrial::question
