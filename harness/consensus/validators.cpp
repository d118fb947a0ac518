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

Validators as_listed(const World& world, PeerId peer, const std::vector<wire::Address20>& addresses,
                     std::uint64_t sequence) {
  Validators made;
  for (const wire::Address20& address : addresses) made.all.push_back(validator(world, address));
  made.relays = qbft_makes(world.peer(peer).spec, sequence);
  made.ceil = counts_by_ceil(world.peer(peer).spec, sequence);
  made.faulty = chain::max_faulty(made.size());
  made.quorum = made.all.empty() ? 0 : chain::quorum_of(made.size(), made.ceil);
  return made;
}

/// As IBFT sorts them; each is written out once, and not for each comparison: that takes a hash.
std::vector<wire::Address20> by_text(const std::vector<wire::Address20>& all) {
  std::multimap<std::string, wire::Address20> sorted;
  for (const wire::Address20& address : all)
    sorted.emplace(wire::checksum_address(address), address);
  std::vector<wire::Address20> addresses;
  for (const auto& [text, address] : sorted) addresses.push_back(address);
  return addresses;
}

/// The validators of a genesis in the order of block 1. // SPEC goquorum 7.6, 8.3
std::vector<wire::Address20> named_by(const PeerSpec& spec) {
  const auto named = first_validators(spec);
  if (!named) return {};
  std::vector<wire::Address20> addresses = *named;
  if (!qbft_makes(spec, 1)) return by_text(addresses);
  std::ranges::sort(addresses);
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
  const PeerSpec& spec = view.world->peer(peer).spec;
  if (spec.chain == nullptr) return {};
  return as_listed(*view.world, peer, named_by(spec), 1);
}

RoundTimers shortest_timers(const World& world, const Validators& validators, std::uint64_t block) {
  std::optional<RoundTimers> least;
  for (const Validator& one : validators.all) {
    if (one.peer == PeerId::none) continue;
    const RoundTimers own = round_timers(world.peer(one.peer).spec, block);
    if (!least || own.length(0) < least->length(0)) least = own;
  }
  return least.value_or(RoundTimers{});
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
