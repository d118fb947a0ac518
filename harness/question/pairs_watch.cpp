// SPDX-License-Identifier: Apache-2.0
#include "harness/question/pairs_watch.hpp"

namespace seatrial::question {

PairsWatch::PairsWatch(const World& world, std::vector<Pair> pairs, bool wanted, Instant asked_at)
    : world_(world), pairs_(std::move(pairs)), links_(pairs_.size()), wanted_(wanted) {
  for (std::size_t i = 0; i < pairs_.size(); ++i) index_.emplace(pairs_[i], i);
  right_ = wanted ? 0 : pairs_.size();
  read();
  asked_ = true;
  check(asked_at);
}

void PairsWatch::read() {
  const ObservationLog& log = world_.log();
  for (; next_ < log.size(); ++next_) take(log[next_]);
}

void PairsWatch::take(const Observation& seen) {
  if (const auto* event = std::get_if<ProcessEvent>(&seen.what)) {
    if (*event == ProcessEvent::stopped) stop(seen.at, seen.peer);
    return;
  }
  const p2p::Observed* observed = seen.observed();
  if (observed == nullptr) return;
  if (observed->what == p2p::Happening::link_lost) set(seen.at, seen.peer, seen.remote, false);
  if (observed->what != p2p::Happening::link_established) return;
  const bool inbound = observed->direction == p2p::Direction::inbound;
  const PeerId opener = inbound ? seen.remote : seen.peer;
  for (const Pair& pair : {Pair{seen.peer, seen.remote}, Pair{seen.remote, seen.peer}}) {
    if (const auto found = index_.find(pair); found != index_.end())
      links_[found->second].opener = opener;
  }
  set(seen.at, seen.peer, seen.remote, true);
}

void PairsWatch::set(Instant at, PeerId peer, PeerId remote, bool established) {
  const auto as_from = index_.find({peer, remote});
  if (as_from != index_.end()) change(at, as_from->second, 0, established);
  const auto as_to = index_.find({remote, peer});
  if (as_to != index_.end()) change(at, as_to->second, 1, established);
}

void PairsWatch::stop(Instant at, PeerId peer) {
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    if (pairs_[i].from == peer) change(at, i, 0, false);
    if (pairs_[i].to == peer) change(at, i, 1, false);
  }
}

void PairsWatch::change(Instant at, std::size_t pair, std::size_t end, bool established) {
  PairLink& link = links_[pair];
  const bool before = link.up();
  link.established[end] = established;
  if (link.up() == before) return;
  link.since = at;
  if (link.up() != wanted_) {
    --right_;
    if (asked_ && reached_ && !spoiled_) spoiled_ = Spoiled{pair, at};
    return;
  }
  ++right_;
  if (!reached_) last_ = pair;
  if (asked_) check(at);
}

void PairsWatch::check(Instant at) {
  if (!reached_ && right_ == pairs_.size()) reached_ = at;
}

std::optional<std::size_t> PairsWatch::first_wrong() const {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    if (links_[i].up() != wanted_) return i;
  }
  return std::nullopt;
}

}  // namespace seatrial::question
