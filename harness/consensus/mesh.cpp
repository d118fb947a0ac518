// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/mesh.hpp"

#include <algorithm>
#include <utility>

namespace seatrial::consensus {

namespace {

bool matters(p2p::Happening what) {
  return what == p2p::Happening::link_established || what == p2p::Happening::link_lost;
}

bool matters(eth::Happening what) {
  return what == eth::Happening::engine_started || what == eth::Happening::engine_stopped ||
         what == eth::Happening::sync_started || what == eth::Happening::sync_done ||
         what == eth::Happening::sync_failed;
}

/// Whether an entry can change what validators can do.
bool matters(const Observation& seen) {
  if (const p2p::Observed* observed = seen.observed()) return matters(observed->what);
  if (const eth::Observed* observed = seen.of_chain()) return matters(observed->what);
  return std::holds_alternative<ProcessEvent>(seen.what);
}

}  // namespace

void Mesh::read_until(Instant at) {
  const ObservationLog& log = *view_->log;
  for (; next_ < log.size() && log[next_].at <= at; ++next_) take(log[next_]);
}

std::optional<Instant> Mesh::next_before(Instant end) {
  const ObservationLog& log = *view_->log;
  while (next_ < log.size() && log[next_].at < end && !matters(log[next_])) ++next_;
  if (next_ == log.size() || log[next_].at >= end) return std::nullopt;
  return log[next_].at;
}

bool Mesh::linked(PeerId a, PeerId b) const {
  return established_.contains({a, b}) && established_.contains({b, a});
}

void Mesh::take(const Observation& seen) {
  if (const auto* event = std::get_if<ProcessEvent>(&seen.what)) take(seen.peer, *event);
  if (const p2p::Observed* observed = seen.observed()) take(seen, *observed);
  if (const eth::Observed* observed = seen.of_chain()) take(seen, *observed);
}

void Mesh::take(PeerId peer, ProcessEvent event) {
  // A paused process keeps its links and its miner, and reaches nobody.
  if (event == ProcessEvent::paused) {
    running_.erase(peer);
    return;
  }
  if (event == ProcessEvent::resumed) {
    running_.insert(peer);
    return;
  }
  syncing_.erase(peer);
  if (event == ProcessEvent::started) {
    running_.insert(peer);
    // Whether it mines is its flag's until the engine says otherwise.
    if (view_->world->peer(peer).spec.geth.mine) mining_.insert(peer);
    return;
  }
  mining_.erase(peer);
  running_.erase(peer);
  std::erase_if(established_, [&](const auto& link) { return link.first == peer; });
}

void Mesh::take(const Observation& seen, const p2p::Observed& observed) {
  if (observed.what == p2p::Happening::link_established)
    established_.insert({seen.peer, seen.remote});
  if (observed.what == p2p::Happening::link_lost) established_.erase({seen.peer, seen.remote});
}

void Mesh::take(const Observation& seen, const eth::Observed& observed) {
  const eth::Happening what = observed.what;
  if (what == eth::Happening::engine_started) mining_.insert(seen.peer);
  if (what == eth::Happening::engine_stopped) mining_.erase(seen.peer);
  if (what == eth::Happening::sync_started) syncing_.insert(seen.peer);
  if (what == eth::Happening::sync_done || what == eth::Happening::sync_failed)
    syncing_.erase(seen.peer);
}

Reach Mesh::reach(const Validators& validators) const {
  Reach reach;
  std::vector<PeerId> able;
  for (const Validator& one : validators.all) {
    if (!running(one.peer)) {
      reach.down.push_back(one.name);
      continue;
    }
    ++reach.running;
    if (mining(one.peer)) {
      able.push_back(one.peer);
    } else {
      (syncing_.contains(one.peer) ? reach.syncing : reach.not_mining).push_back(one.name);
    }
  }
  reach.mining = able.size();
  for (std::size_t i = 0; i < able.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) reach.links += linked(able[i], able[j]) ? 1U : 0U;
  reach.members = group_of(able, validators.relays);
  reach.group = reach.members.size();
  const VoteGraph votes = graph(validators);
  reach.passing = votes.reach();
  reach.changers = votes.changers();
  return reach;
}

VoteGraph Mesh::graph(const Validators& validators) const {
  VoteGraph graph(validators.size(), validators.quorum, validators.relays);
  for (std::size_t i = 0; i < validators.size(); ++i) {
    const PeerId one = validators.all[i].peer;
    if (!running(one) || !mining(one)) continue;
    graph.add(i);
    for (std::size_t j = 0; j < i; ++j) {
      const PeerId other = validators.all[j].peer;  // the same one where it is listed twice
      if (other == one || linked(one, other)) graph.link(i, j);
    }
  }
  return graph;
}

std::set<PeerId> Mesh::group_of(const std::vector<PeerId>& able, bool relays) const {
  std::set<PeerId> largest;
  for (const PeerId first : able) {
    if (largest.contains(first)) continue;
    std::set<PeerId> group{first};
    bool grown = true;
    while (std::exchange(grown, false)) {
      for (const PeerId next : able) {
        const auto knows = [&](PeerId member) { return member == next || linked(member, next); };
        const bool joins =
            relays ? std::ranges::any_of(group, knows) : std::ranges::all_of(group, knows);
        if (joins && group.insert(next).second) grown = relays;
      }
    }
    if (group.size() > largest.size()) largest = std::move(group);
  }
  return largest;
}

}  // namespace seatrial::consensus
