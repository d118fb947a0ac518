// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/chain_members.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "harness/config/genesis_reader.hpp"
#include "sim/peer/consensus_settings.hpp"
#include "sim/proto/chain/snapshot.hpp"

namespace seatrial::diagnosis {

namespace {

bool has_engine(const PeerSpec& spec) {
  if (spec.chain == nullptr || spec.geth.consensus != Consensus::istanbul) return false;
  const wire::ChainConfig& config = spec.chain->genesis.config;
  return config.istanbul || config.has_ibft || config.has_qbft;
}

/// Whether the quorum of block 1 is ceil(2N/3), also where the release does not read the section.
/// SPEC goquorum 7.2, 7.15
bool ceil_at_first(const PeerSpec& spec) {
  return !runs_bft(spec) || counts_by_ceil(spec, 1);
}

/// Nodes of clusters that were not read: lists name them.
std::vector<wire::Address20> named_in_lists(const View& view) {
  std::vector<wire::Address20> named;
  std::set<const void*> seen;  // many peers may have one list
  for (const PeerId peer : view.peers()) {
    for (const PeerList* list :
         {&view.spec(peer).static_nodes, &view.spec(peer).permissioned_nodes}) {
      if (!seen.insert(list->entries.identity()).second) continue;
      for (const PeerListEntry& entry : list->entries) {
        if (entry.enode) named.push_back(wire::address(entry.enode->key));
      }
    }
  }
  std::sort(named.begin(), named.end());
  return named;
}

/// Whose key makes an address, and which addresses are only named.
struct Known {
  std::map<wire::Address20, PeerId> peers;
  std::vector<wire::Address20> named;

  explicit Known(const View& view) : named(named_in_lists(view)) {
    for (const PeerId peer : view.peers()) peers.emplace(wire::address(view.spec(peer).key), peer);
  }
  Member member(const wire::Address20& address) const {
    if (const auto found = peers.find(address); found != peers.end()) {
      return {address, found->second, false};
    }
    return {address, PeerId::none, std::binary_search(named.begin(), named.end(), address)};
  }
};

ChainMembers chain_of(const View& view, PeerId first, const Known& known) {
  const ChainSpec& chain = *view.spec(first).chain;
  ChainMembers made;
  made.first = first;
  for (const PeerId peer : view.peers()) {
    const PeerSpec& spec = view.spec(peer);
    if (has_engine(spec) && spec.chain->genesis_hash == chain.genesis_hash) {
      made.peers.push_back(peer);
    }
  }
  const auto validators = wire::genesis_validators(chain.genesis);
  if (!validators) return made;
  for (const wire::Address20& address : *validators) {
    made.validators.push_back(known.member(address));
  }
  made.quorum = chain::quorum_of(made.size(), ceil_at_first(view.spec(first)));
  return made;
}

}  // namespace

bool ChainMembers::is_validator(PeerId peer) const {
  return std::any_of(validators.begin(), validators.end(),
                     [&](const Member& member) { return member.peer == peer; });
}

std::vector<ChainMembers> chains_of(const View& view) {
  std::vector<ChainMembers> chains;
  const Known known(view);
  for (const PeerId peer : view.peers()) {
    if (view.spec(peer).opaque || !has_engine(view.spec(peer))) continue;
    const wire::Hash32& hash = view.spec(peer).chain->genesis_hash;
    const bool seen = std::any_of(chains.begin(), chains.end(), [&](const ChainMembers& chain) {
      return view.spec(chain.first).chain->genesis_hash == hash;
    });
    if (!seen) chains.push_back(chain_of(view, peer, known));
  }
  std::erase_if(chains, [](const ChainMembers& chain) { return chain.validators.empty(); });
  return chains;
}

std::uint64_t block_period(const View& view, PeerId peer) {
  const PeerSpec& spec = view.spec(peer);
  return runs_bft(spec) ? chain_rules(spec).period_at(1) : spec.geth.block_period;
}

Mark genesis_place(const View& view, PeerId peer, std::string_view path) {
  const PeerSpec& spec = view.spec(peer);
  const config::PeerConfig* config = view.config(peer);
  if (config != nullptr && config->genesis != nullptr) {
    const Mark mark = config::genesis_mark(config->genesis->json, path);
    if (mark.known()) return mark;
  }
  for (const scenario::GenesisFile& file : view.scene().genesis_files) {
    if (file.chain != spec.chain) continue;
    const Mark mark = config::genesis_mark(file.json, path);
    if (mark.known()) return mark;
  }
  return first_known(spec.chain == nullptr ? Mark{} : spec.chain->mark, spec.mark);
}

}  // namespace seatrial::diagnosis
