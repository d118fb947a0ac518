// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <set>

#include "harness/diagnose/dial_finding.hpp"
#include "harness/diagnose/lints.hpp"
#include "sim/peer/name_lookup.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

namespace {

PeerId owner_of(const View& view, const wire::PublicKey& key) {
  Identities& identities = view.world().identities();
  return identities.peer(identities.intern(key));
}

void bad_entries(const PeerList& list, Findings& made) {
  for (const PeerListEntry& entry : list.entries) {
    if (const MaybeCode code = code_of_entry(entry)) made.push_back(entry_finding(entry, *code));
  }
}

void unusable_lists(const View& view, PeerId peer, Findings& made) {
  const PeerSpec& spec = view.spec(peer);
  if (spec.static_nodes.state == PeerListState::broken) {
    made.push_back(finding::make(
        "ST604", first_known(spec.static_nodes.mark, spec.mark),
        fmt::format("static-nodes.json of {} is not a JSON list of texts", view.name(peer))));
  }
}

/// SPEC law section 4: of an id that stands there twice the last address counts.
void repeated_ids(const View& view, PeerId peer, Findings& made) {
  std::map<wire::PublicKey, const PeerListEntry*> seen;
  for (const PeerListEntry& entry : view.spec(peer).static_nodes.entries) {
    if (!entry.enode) continue;
    const auto [first, fresh] = seen.emplace(entry.enode->key, &entry);
    if (fresh) continue;
    const PeerId owner = owner_of(view, entry.enode->key);
    Finding finding = finding::make(
        "ST212", entry.mark,
        fmt::format("the id {} stands twice in the list", short_key(entry.enode->key)),
        {{"peer", owner == PeerId::none ? short_key(entry.enode->key) : view.name(owner)}});
    if (first->second->mark.known()) finding.related.push_back({first->second->mark, "the first"});
    made.push_back(std::move(finding));
  }
}

/// An id that no peer has: of whoever answers there, or of nobody.
void strange_ids(const View& view, PeerId peer, Findings& made) {
  for (const PeerListEntry& entry : view.spec(peer).static_nodes.entries) {
    if (code_of_entry(entry) || owner_of(view, entry.enode->key) != PeerId::none) continue;
    const DialReading dial = read_dial(view.world(), peer, entry);
    if (dial.reached != PeerId::none) {
      if (view.spec(dial.reached).opaque) continue;
      made.push_back(dial_finding(view, dial, "ST205"));
      made.back().links = 0;
      continue;
    }
    const auto address = net::parse_ipv4(entry.enode->host);
    const ClusterId there = address ? cluster_at(view.world(), *address) : view.cluster_of(peer);
    if (there == ClusterId::none) continue;  // of a cluster that was not read
    made.push_back(finding::make(
        "ST213", entry.mark,
        fmt::format("no peer of {} has the id {}", view.name(there), short_key(entry.enode->key)),
        {{"cluster", view.name(there)}}));
  }
}

// SPEC goquorum 2.2: each check looks up the names that carry no raftport.
void permission_names(const View& view, PeerId peer, Findings& made) {
  if (!view.spec(peer).geth.permissioned) return;
  for (const PeerListEntry& entry : view.spec(peer).permissioned_nodes.entries) {
    if (!entry.enode || !entry.enode->is_name() || entry.enode->has_raftport) continue;
    if (code_of_entry(entry)) continue;
    const std::string& host = entry.enode->host;
    const std::string here = view.name(view.cluster_of(peer));
    const bool known = look_up(view.world(), peer, host).has_value();
    if (!known && !may_ask_dns(view.world(), peer)) continue;  // ST505 tells
    made.push_back(
        known ? finding::make("ST502", entry.mark,
                              fmt::format("the permission entry for '{}' is a name", host))
              : finding::make("ST211", entry.mark,
                              fmt::format("the name '{}' means nothing in {}", host, here)));
  }
}

void twins(const View& view, Findings& made) {
  for (const PeerId peer : view.peers()) {
    const PeerId first = owner_of(view, view.spec(peer).key);
    if (first == peer) continue;
    const auto mark = [&](PeerId of) {
      const config::PeerConfig* config = view.config(of);
      return first_known(config == nullptr ? Mark{} : config->enode_key.mark, view.spec(of).mark);
    };
    Finding finding = finding::make(
        "ST206", mark(peer),
        fmt::format("{} and {} have the same node key", view.name(first), view.name(peer)),
        {{"peer", view.name(peer)}});
    if (mark(first).known()) finding.related.push_back({mark(first), "the key of the first"});
    made.push_back(std::move(finding));
  }
}

}  // namespace

Findings list_lints(const View& view) {
  Findings made;
  for (const PeerId peer : view.peers()) {
    if (view.spec(peer).opaque) continue;
    bad_entries(view.spec(peer).static_nodes, made);
    if (view.spec(peer).geth.permissioned) bad_entries(view.spec(peer).permissioned_nodes, made);
    unusable_lists(view, peer, made);
    repeated_ids(view, peer, made);
    strange_ids(view, peer, made);
    permission_names(view, peer, made);
  }
  twins(view, made);
  return made;
}

}  // namespace seatrial::diagnosis
