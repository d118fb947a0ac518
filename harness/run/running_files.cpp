// SPDX-License-Identifier: Apache-2.0
#include "harness/run/running_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/finding/catalogue.hpp"

namespace seatrial::run {

namespace {

/// An entry that a process which starts now would dial, and this one does not know. Names that are
/// looked up once are left out: they may have failed at the start. SPEC goquorum 2.1
bool is_new(const GoQuorumPeer& peer, const PeerListEntry& entry) {
  if (!entry.enode || entry.enode->incomplete) return false;
  if (!entry.enode->ipv4 && !entry.enode->has_raftport) return false;
  if (entry.enode->ipv4 && !peer.spec.geth.admits(net::Ipv4{*entry.enode->ipv4})) return false;
  return std::none_of(peer.targets.begin(), peer.targets.end(), [&](const DialTarget& target) {
    return target.enode.key == entry.enode->key && target.enode.host == entry.enode->host &&
           target.enode.tcp == entry.enode->tcp;
  });
}

// SPEC kubernetes F-71
void unread_entries(const World& world, PeerId id, Findings& made) {
  const GoQuorumPeer& peer = world.peer(id);
  if (!peer.running() || peer.spec.opaque) return;
  const PeerListEntry* first = nullptr;
  std::size_t count = 0;
  for (const PeerListEntry& entry : peer.spec.static_nodes.entries) {
    if (!is_new(peer, entry)) continue;
    if (first == nullptr) first = &entry;
    ++count;
  }
  if (first == nullptr) return;
  const Mark mark = first->mark.known() ? first->mark : peer.spec.static_nodes.mark;
  made.push_back(
      finding::make("ST402", mark.known() ? mark : peer.spec.mark,
                    fmt::format("{} runs since before {} of its static list", world.name(id),
                                count == 1 ? "an entry" : fmt::format("{} entries", count)),
                    {{"peer", world.name(id)}}));
}

}  // namespace

Findings unread_files(const World& world, const std::vector<PendingEdit>& edits) {
  Findings made;
  for (std::uint32_t i = 0; i < world.peer_count(); ++i) unread_entries(world, PeerId(i), made);
  for (const PendingEdit& edit : edits) {
    if (edit.seen_at <= world.now() || !world.peer(edit.peer).running()) continue;
    made.push_back(
        finding::make("ST501", edit.mark,
                      fmt::format("{} does not see the edit of permissioned-nodes.json yet",
                                  world.name(edit.peer)),
                      {{"refresh", to_string(edit.seen_at - world.now())}}));
  }
  return made;
}

UnreadDials unread_dials(const World& world, const std::vector<LinkReading>& links) {
  UnreadDials made;
  for (const LinkReading& link : links) {
    if (world.linked(link.a, link.b)) continue;
    for (const DialReading* dial : {&link.forward, &link.backward}) {
      if (!dial->up() || !world.peer(dial->from).running()) continue;
      if (is_new(world.peer(dial->from), *dial->entry)) made.insert({dial->from, dial->to});
    }
  }
  return made;
}

}  // namespace seatrial::run
