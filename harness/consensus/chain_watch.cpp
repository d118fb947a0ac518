// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/chain_watch.hpp"

#include <algorithm>

namespace seatrial::consensus {

namespace {

/// The part of a map for a key, or an empty one.
template <class Map>
const typename Map::mapped_type& part(const Map& map, const typename Map::key_type& key) {
  static const typename Map::mapped_type nothing;
  const auto found = map.find(key);
  return found == map.end() ? nothing : found->second;
}

auto first_after(const std::vector<Head>& heads, Instant at) {
  return std::ranges::upper_bound(heads, at, {}, &Head::at);
}

}  // namespace

void ChainWatch::read() {
  for (; next_ < log_->size(); ++next_) take((*log_)[next_]);
}

void ChainWatch::take(const Observation& seen) {
  if (const auto* event = std::get_if<ProcessEvent>(&seen.what)) {
    if (*event == ProcessEvent::started) starts_[seen.peer].push_back(seen.at);
  } else if (const eth::Observed* chain = seen.of_chain()) {
    if (eth::moved_head(chain->what)) take_head(seen, chain->block);
  } else if (const istanbul::Observed* engine = seen.of_consensus()) {
    if (engine->what == istanbul::Happening::round_change_sent)
      asked_.push_back({seen.at, seen.peer, engine->view});
    if (engine->what != istanbul::Happening::committed) return;
    std::uint64_t& round = rounds_[engine->block];
    round = std::max(round, engine->view.round);
  }
}

void ChainWatch::take_head(const Observation& seen, chain::BlockId block) {
  const Head head{seen.at, seen.peer, block, (*blocks_)[block].number};
  heads_[seen.peer].push_back(head);
  std::vector<Head>& firsts = firsts_[blocks_->hash(blocks_->root(block))];
  if (firsts.empty() || firsts.back().number < head.number) firsts.push_back(head);
}

const std::vector<Head>& ChainWatch::heads(PeerId peer) const {
  return part(heads_, peer);
}

const Head* ChainWatch::head_at(PeerId peer, Instant at) const {
  const std::vector<Head>& all = heads(peer);
  const auto next = first_after(all, at);
  return next == all.begin() ? nullptr : &*std::prev(next);
}

const Head* ChainWatch::head_after(PeerId peer, Instant at) const {
  const std::vector<Head>& all = heads(peer);
  const auto next = first_after(all, at);
  return next == all.end() ? nullptr : &*next;
}

std::uint64_t ChainWatch::height_at(PeerId peer, Instant at) const {
  const Head* head = head_at(peer, at);
  return head == nullptr ? 0 : head->number;
}

const std::vector<Head>& ChainWatch::firsts(const wire::Hash32& genesis) const {
  return part(firsts_, genesis);
}

const std::vector<Instant>& ChainWatch::starts(PeerId peer) const {
  return part(starts_, peer);
}

std::optional<std::uint64_t> ChainWatch::round_of(chain::BlockId block) const {
  const auto found = rounds_.find(block);
  if (found == rounds_.end()) return std::nullopt;
  return found->second;
}

std::uint64_t highest_round(const ChainWatch& watch, const Chain& chain, std::uint64_t sequence,
                            Instant from, Instant to) {
  std::uint64_t highest = 0;
  for (const RoundAsked& asked : watch.rounds_asked()) {
    const bool counts = asked.at > from && asked.at <= to && asked.view.sequence == sequence;
    if (counts && chain.contains(asked.peer)) highest = std::max(highest, asked.view.round);
  }
  return highest;
}

}  // namespace seatrial::consensus
