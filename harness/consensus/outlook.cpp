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
    known.height = (*view_.blocks)[seen.block].number;
    return restart(known, at);
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
  known.waiting = asked;
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

VoteGraph Outlook::graph() const {
  VoteGraph graph(known_.size(), quorum_);
  for (std::size_t i = 0; i < known_.size(); ++i) {
    if (!able(i)) continue;
    graph.add(i);
    for (std::size_t j = 0; j < i; ++j)
      if (up_[i][j] && up_[j][i]) graph.link(i, j);
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
    const auto& istanbul = view_.world->peer(peer).spec.chain->genesis.config.istanbul;
    const chain::AddressRef ref = istanbul::proposer_of(*view_.blocks, disk->snapshot(head), head,
                                                        round, istanbul ? istanbul->policy : 0);
    const wire::Address20 address = view_.blocks->book().address(ref);
    const auto found = std::ranges::find(validators_.all, address, &Validator::address);
    return static_cast<std::size_t>(found - validators_.all.begin());
  }
  return known_.size();
}

/// Runs the timers down from now on, as they stand; one that was over while its process was paused
/// goes off at once.
std::optional<Rung> Outlook::climb(const report::Stall& stall, Instant linked) const {
  std::vector<Clock> clocks;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const Known& known = known_[i];
    const PeerId peer = validators_.all[i].peer;
    const Duration timeout = peer == PeerId::none
                                 ? istanbul::EngineConfig().request_timeout
                                 : view_.world->peer(peer).spec.geth.request_timeout;
    const bool behind = known.height < stall.height;
    const Instant since = behind ? linked : known.since;
    const std::uint64_t round = behind ? 0 : known.round;
    const Instant ends = std::max(linked, since + istanbul::round_length(timeout, round));
    clocks.push_back({ends, round, !behind && known.waiting, timeout});
  }
  Ladder ladder(graph(), validators_.faulty, clocks);
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const Known& known = known_[i];
    if (!known.asked || known.height < stall.height) continue;
    ladder.hear(i, i, known.round);
    for (std::size_t j = 0; j < known_.size(); ++j)
      if (up_[j][i] && *up_[j][i] <= *known.asked) ladder.hear(j, i, known.round);
  }
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
