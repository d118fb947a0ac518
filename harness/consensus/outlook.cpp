// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/outlook.hpp"

#include <algorithm>

#include "sim/proto/istanbul/rules.hpp"

namespace seatrial::consensus {

Outlook::Outlook(const ChainView& view, const Chain& chain, const Validators& validators)
    : view_(view),
      chain_(chain),
      validators_(validators),
      quorum_(validators.quorum),
      known_(validators.size()),
      up_(validators.size(), std::vector<std::optional<Instant>>(validators.size())),
      links_(validators.size()) {
  for (std::size_t i = 0; i < validators.size(); ++i)
    if (validators.all[i].peer != PeerId::none) numbers_[validators.all[i].peer] = i;
}

std::size_t Outlook::number_of(PeerId peer) const {
  const auto found = numbers_.find(peer);
  return found == numbers_.end() ? known_.size() : found->second;
}

/// The timer runs anew from a head, a start of the engine, or a round that is begun or asked for.
void Outlook::restart(Known& known, Instant at) const {
  known.since = at;
  known.round = 0;
  known.waiting = false;
  known.asked.reset();
}

void Outlook::able_changed() {
  changers_ = 0;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    links_[i] = 0;
    for (std::size_t j = 0; j < known_.size(); ++j)
      if (able(i) && able(j) && up_[i][j] && up_[j][i]) ++links_[i];
    if (able(i) && links_[i] + 1 >= quorum_) ++changers_;
  }
  links_changed();
}

void Outlook::links_changed() {
  if (validators_.relays) passing_ = graph().reach();
}

RoundTimers Outlook::timers_of(std::size_t validator, std::uint64_t block) const {
  const PeerId peer = validators_.all[validator].peer;
  if (peer != PeerId::none) return round_timers(view_.world->peer(peer).spec, block);
  return shortest_timers(*view_.world, validators_, block);
}

void Outlook::set_link(std::size_t validator, PeerId remote, Instant at, bool up) {
  const std::size_t other = number_of(remote);
  if (other == known_.size() || up_[validator][other].has_value() == up) return;
  up_[validator][other] = up ? std::optional(at) : std::nullopt;
  if (!up_[other][validator] || !able(validator) || !able(other)) return;
  for (const std::size_t end : {validator, other}) {
    const bool had = links_[end] + 1 >= quorum_;
    links_[end] += up ? 1 : SIZE_MAX;  // one more, or one less
    const bool has = links_[end] + 1 >= quorum_;
    if (has != had) changers_ += has ? 1 : SIZE_MAX;
  }
  links_changed();
}

void Outlook::take(std::size_t validator, Instant at, ProcessEvent event) {
  Known& known = known_[validator];
  if (event == ProcessEvent::paused || event == ProcessEvent::resumed) {
    known.paused = event == ProcessEvent::paused;
    return able_changed();
  }
  known.paused = false;
  known.running = event == ProcessEvent::started;
  known.mining = known.running && view_.world->peer(validators_.all[validator].peer).spec.geth.mine;
  if (!known.running)
    for (auto& since : up_[validator]) since.reset();
  restart(known, at);
  able_changed();
}

void Outlook::take(std::size_t validator, Instant at, const eth::Observed& seen) {
  Known& known = known_[validator];
  using eth::Happening;
  if (eth::moved_head(seen.what)) {
    const chain::Block& head = (*view_.blocks)[seen.block];
    known.height = head.number;
    // SPEC qbft-law 1: QBFT's timer starts when the next block is due.
    const Duration lead = timers_of(validator, head.number + 1).lead();
    const bool waits = lead > Duration();
    return restart(known, waits ? std::max(at, chain::instant_of(head.time) + lead) : at);
  }
  const bool started = seen.what == Happening::engine_started;
  if (!started && seen.what != Happening::engine_stopped) return;
  known.mining = started;
  restart(known, at);
  able_changed();
}

void Outlook::take(std::size_t validator, Instant at, const istanbul::Observed& seen) {
  const bool asked = seen.what == istanbul::Happening::round_change_sent;
  if (!asked && seen.what != istanbul::Happening::round_started) return;
  Known& known = known_[validator];
  known.since = at;
  known.round = seen.view.round;
  known.waiting = asked && !validators_.relays;
  if (asked) known.asked = at;
}

void Outlook::take(const Observation& seen) {
  const std::size_t validator = number_of(seen.peer);
  if (validator == known_.size()) return;
  if (const auto* event = std::get_if<ProcessEvent>(&seen.what)) {
    take(validator, seen.at, *event);
  } else if (const p2p::Observed* link = seen.observed()) {
    const bool up = link->what == p2p::Happening::link_established;
    if (up || link->what == p2p::Happening::link_lost)
      set_link(validator, seen.remote, seen.at, up);
  } else if (const eth::Observed* of_chain = seen.of_chain()) {
    take(validator, seen.at, *of_chain);
  } else if (const istanbul::Observed* engine = seen.of_consensus()) {
    take(validator, seen.at, *engine);
  }
}

/// Who can vote over the links that are up, and were up at an instant.
VoteGraph Outlook::graph(Instant latest) const {
  VoteGraph graph(known_.size(), quorum_, validators_.relays);
  for (std::size_t i = 0; i < known_.size(); ++i) {
    if (!able(i)) continue;
    graph.add(i);
    for (std::size_t j = 0; j < i; ++j)
      if (up_[i][j] && up_[j][i] && std::max(*up_[i][j], *up_[j][i]) <= latest) graph.link(i, j);
  }
  return graph;
}

chain::BlockId Outlook::head_of(std::uint64_t height) const {
  for (const PeerId peer : chain_.peers) {
    const chain::Blockchain* disk = view_.chain_of(peer);
    if (disk == nullptr || disk->height() < height) continue;
    return disk->at(height).value_or(chain::BlockId::none);
  }
  return chain::BlockId::none;
}

std::size_t Outlook::proposer(chain::BlockId head, std::uint64_t round) const {
  for (const PeerId peer : chain_.peers) {
    const chain::Blockchain* disk = view_.chain_of(peer);
    if (disk == nullptr || !disk->has(head)) continue;
    const std::uint64_t policy = engine_config(view_.world->peer(peer).spec).policy;
    const chain::AddressRef ref =
        istanbul::proposer_of(*view_.blocks, disk->snapshot(head), head, round, policy);
    const wire::Address20 address = view_.blocks->book().address(ref);
    const auto found = std::ranges::find(validators_.all, address, &Validator::address);
    return static_cast<std::size_t>(found - validators_.all.begin());
  }
  return known_.size();
}

/// Each ROUND-CHANGE that stands, for those whom it reached when it was sent.
void Outlook::hear_what_was_said(Ladder& ladder, std::uint64_t height) const {
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const Known& known = known_[i];
    if (!known.asked || known.height < height) continue;
    ladder.hear(i, i, known.round);
    std::vector<std::size_t> parts;
    if (validators_.relays) parts = graph(*known.asked).part_numbers();
    for (std::size_t j = 0; j < known_.size(); ++j) {
      const bool reached = validators_.relays ? j != i && able(j) && parts[j] == parts[i]
                                              : up_[j][i] && *up_[j][i] <= *known.asked;
      if (reached) ladder.hear(j, i, known.round);
    }
  }
}

/// Runs the timers down from now on, as they stand; one that was over while its process was paused
/// goes off at once.
std::optional<Rung> Outlook::climb(const report::Stall& stall, Instant linked) const {
  std::vector<Clock> clocks;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const Known& known = known_[i];
    const RoundTimers timers = timers_of(i, stall.height + 1);
    const bool behind = known.height < stall.height;
    const Instant since = behind ? linked : known.since;
    const std::uint64_t round = behind ? 0 : known.round;
    const Instant ends = std::max(linked, since + timers.length(round));
    clocks.push_back({ends, round, !behind && known.waiting, timers});
  }
  Ladder ladder(graph(), validators_.faulty, clocks);
  hear_what_was_said(ladder, stall.height);
  ladder.settle(linked);
  const chain::BlockId head = head_of(stall.height);
  if (head == chain::BlockId::none) return std::nullopt;
  return ladder.next([&](std::uint64_t round) { return proposer(head, round); });
}

/// A link that came up behind the quorum's, or a validator that went on behind it: it may be the
/// proposer.
bool Outlook::is_late(const Observation& seen) const {
  constexpr std::size_t few = 32;  // many validators do not wait for one of them
  if (known_.size() > few || number_of(seen.peer) == known_.size()) return false;
  if (const auto* process = std::get_if<ProcessEvent>(&seen.what))
    return *process == ProcessEvent::resumed;
  const p2p::Observed* link = seen.observed();
  return link != nullptr && link->what == p2p::Happening::link_established;
}

std::optional<report::Forecast> Outlook::of(const report::Stall& stall) {
  const ObservationLog& log = *view_.log;
  const Instant end = stall.to.value_or(view_.now);
  for (; next_ < log.size() && log[next_].at <= stall.from; ++next_) take(log[next_]);
  stayed_linked_ = ready();
  std::optional<report::Forecast> forecast;
  Instant linked = stall.from;
  const auto foretell = [&] {
    const auto rung = climb(stall, linked);
    if (rung) forecast = report::Forecast{linked, rung->at, rung->round - 1};
  };
  if (ready()) foretell();
  for (; next_ < log.size() && log[next_].at < end; ++next_) {
    const bool before = ready();
    const Instant at = log[next_].at;
    take(log[next_]);
    if (ready() && before) {
      if (is_late(log[next_]) && (!forecast || at < forecast->at)) foretell();
      continue;
    }
    if (ready() == before) continue;
    stayed_linked_ = false;
    linked = at;
    forecast.reset();
    if (ready()) foretell();
  }
  return forecast;
}

}  // namespace seatrial::consensus
