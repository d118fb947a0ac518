// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/validators.hpp"
#include "sim/wire/hex.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace seatrial::consensus {

namespace {

Validator validator(const World& world, const wire::Address20& address) {
  const PeerId peer = world.peer_with(world.accounts().find(address));
  return {address, peer == PeerId::none ? wire::checksum_address(address) : world.name(peer), peer};
}

/// Whether a peer counts by ceil(2N/3) for a block.
bool counts_by_ceil(const PeerSpec& spec, std::uint64_t sequence) {
  if (spec.chain == nullptr || !spec.chain->genesis.config.istanbul) return false;
  return chain::counts_by_ceil(spec.chain->genesis.config.istanbul->ceil_2n_by_3_block, sequence);
}

Validators as_listed(const World& world, PeerId peer, const std::vector<wire::Address20>& addresses,
                     std::uint64_t sequence) {
  Validators made;
  for (const wire::Address20& address : addresses) made.all.push_back(validator(world, address));
  made.ceil = counts_by_ceil(world.peer(peer).spec, sequence);
  made.faulty = chain::max_faulty(made.size());
  made.quorum = made.all.empty() ? 0 : chain::quorum_of(made.size(), made.ceil);
  return made;
}

/// The validators of a genesis in IBFT's order. // SPEC goquorum 7.6
std::vector<wire::Address20> named_by(const ChainSpec& chain) {
  const auto extra = wire::decode_istanbul_extra(chain.genesis.extra_data);
  if (!extra) return {};
  // Each is written out once, and not for each comparison: that takes a hash.
  std::multimap<std::string, wire::Address20> sorted;
  for (const wire::Address20& address : extra->validators) {
    sorted.emplace(wire::checksum_address(address), address);
  }
  std::vector<wire::Address20> addresses;
  for (const auto& [text, address] : sorted) addresses.push_back(address);
  return addresses;
}

}  // namespace

Validators validators_after(const ChainView& view, PeerId peer, chain::BlockId block) {
  const chain::Blockchain& disk = *view.chain_of(peer);
  std::vector<wire::Address20> addresses;
  for (const chain::AddressRef ref : disk.snapshot(block).validators)
    addresses.push_back(view.blocks->book().address(ref));
  return as_listed(*view.world, peer, addresses, (*view.blocks)[block].number + 1);
}

Validators validators_of(const ChainView& view, PeerId peer) {
  if (const chain::Blockchain* disk = view.chain_of(peer))
    return validators_after(view, peer, disk->head());
  const auto& chain = view.world->peer(peer).spec.chain;
  if (chain == nullptr) return {};
  return as_listed(*view.world, peer, named_by(*chain), 1);
}

Duration shortest_timeout(const World& world, const Validators& validators) {
  std::optional<Duration> least;
  for (const Validator& one : validators.all) {
    if (one.peer == PeerId::none) continue;
    const Duration own = world.peer(one.peer).spec.geth.request_timeout;
    least = std::min(least.value_or(own), own);
  }
  return least.value_or(seconds(10));  // SPEC goquorum 7.1
}

PeerId highest_peer(const ChainView& view, const Chain& chain) {
  PeerId highest = PeerId::none;
  for (const PeerId peer : chain.peers) {
    const bool first = highest == PeerId::none;
    const bool begun = !first && view.chain_of(highest) == nullptr && view.chain_of(peer);
    if (first || begun || view.height(peer) > view.height(highest)) highest = peer;
  }
  return highest;
}

}  // namespace seatrial::consensus
