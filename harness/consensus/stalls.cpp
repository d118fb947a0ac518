// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/stalls.hpp"

#include <algorithm>

namespace seatrial::consensus {

namespace {

/// When the first validator that mines was started; never if none was.
Instant begin_of(const ChainView& view, const ChainWatch& watch, const Validators& validators) {
  Instant first = Instant::never();
  for (const Validator& one : validators.all) {
    if (one.peer == PeerId::none || !view.world->peer(one.peer).spec.geth.mine) continue;
    const std::vector<Instant>& starts = watch.starts(one.peer);
    if (!starts.empty()) first = std::min(first, starts.front());
  }
  return first;
}

/// The shortest request timeout and the longest block period; both are each process' own flags.
/// // SPEC goquorum 7.1
Duration normal_wait(const ChainView& view, const Validators& validators) {
  Duration longest = shortest_timers(*view.world, validators, 1).length(0);
  for (const Validator& one : validators.all) {
    if (one.peer == PeerId::none) continue;
    const std::uint64_t period = longest_period_of(view.world->peer(one.peer).spec);
    longest = std::max(longest, seconds(static_cast<std::int64_t>(period)));
  }
  return longest;
}

/// A stretch without a new height; `to` is none for the one that goes on.
struct Gap {
  Instant from;
  std::optional<Instant> to;
  std::uint64_t height = 0;
};

std::vector<Gap> gaps_of(const std::vector<Head>& firsts, Instant begin) {
  std::vector<Gap> gaps;
  Gap next{begin, std::nullopt, 0};
  for (const Head& first : firsts) {
    next.to = first.at;
    gaps.push_back(next);
    next = {first.at, std::nullopt, first.number};
  }
  if (next.from != Instant::never()) gaps.push_back(next);
  return gaps;
}

/// The highest round that peers of a chain asked for, for whatever block.
std::uint64_t highest_asked(const ChainWatch& watch, const Chain& chain, Instant from, Instant to) {
  std::uint64_t highest = 0;
  for (const RoundAsked& asked : watch.rounds_asked()) {
    if (asked.at > from && asked.at <= to && chain.contains(asked.peer))
      highest = std::max(highest, asked.view.round);
  }
  return highest;
}

/// The stretches of a run: stalls, and what was between them.
std::vector<report::Phase> phases_of(const Chain& chain, const ChainWatch& watch, Instant begin,
                                     Instant end, const std::vector<report::Stall>& stalls) {
  std::vector<report::Phase> phases;
  const std::vector<Head>& firsts = watch.firsts(chain.genesis);
  const auto height = [&](Instant at) {
    const auto next = std::ranges::upper_bound(firsts, at, {}, &Head::at);
    return next == firsts.begin() ? std::uint64_t{0} : std::prev(next)->number;
  };
  const auto add = [&](Instant from, Instant to, std::uint64_t last) {
    if (from < to)
      phases.push_back({from, to, height(from), last, highest_asked(watch, chain, from, to)});
  };
  for (const report::Stall& stall : stalls) {
    add(begin, stall.from, stall.height);
    begin = stall.to.value_or(end);
    add(stall.from, begin, stall.height);
  }
  if (!firsts.empty() && begin < firsts.back().at)
    add(begin, firsts.back().at, firsts.back().number);
  return phases;
}

}  // namespace

Duration stall_threshold(const ChainView& view, const Validators& validators) {
  return normal_wait(view, validators) + seconds(2);
}

Progress progress_of(const ChainView& view, const Chain& chain, const ChainWatch& watch) {
  const Validators validators = validators_of(view, highest_peer(view, chain));
  const Duration threshold = stall_threshold(view, validators);
  Progress progress;
  const Instant begin = begin_of(view, watch, validators);
  for (const Gap& gap : gaps_of(watch.firsts(chain.genesis), begin)) {
    const Instant to = gap.to.value_or(view.now);
    if (to - gap.from > threshold) {
      const std::uint64_t round = highest_round(watch, chain, gap.height + 1, gap.from, to);
      progress.stalls.push_back({gap.from, gap.to, gap.height, round, {}});
    } else if (gap.to && gap.height > 0 && to - gap.from >= threshold - seconds(2)) {
      ++progress.late;
    }
  }
  progress.phases = phases_of(chain, watch, begin, view.now, progress.stalls);
  return progress;
}

report::Stall stall_between(const ChainView& view, const Chain& chain, const ChainWatch& watch,
                            PeerId peer, Instant from, Instant to) {
  const std::uint64_t height = watch.height_at(peer, from);
  report::Stall stall{from, to, height, highest_round(watch, chain, height + 1, from, to), {}};
  Why why = why_of(view, chain, watch, stall);
  stall.cause = std::move(why.text);
  stall.missing = std::move(why.missing);
  return stall;
}

}  // namespace seatrial::consensus
