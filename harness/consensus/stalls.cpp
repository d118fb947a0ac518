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
  std::optional<Duration> timeout;
  Duration period;
  for (const Validator& one : validators.all) {
    if (one.peer == PeerId::none) continue;
    const GethSettings& geth = view.world->peer(one.peer).spec.geth;
    timeout = std::min(timeout.value_or(geth.request_timeout), geth.request_timeout);
    period = std::max(period, seconds(static_cast<std::int64_t>(geth.block_period)));
  }
  return std::max(timeout.value_or(seconds(10)), period);
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

}  // namespace

Duration stall_threshold(const ChainView& view, const Validators& validators) {
  return normal_wait(view, validators) + seconds(2);
}

Progress progress_of(const ChainView& view, const Chain& chain, const ChainWatch& watch) {
  const Validators validators = validators_of(view, highest_peer(view, chain));
  const Duration threshold = stall_threshold(view, validators);
  Progress progress;
  for (const Gap& gap : gaps_of(watch.firsts(chain.genesis), begin_of(view, watch, validators))) {
    const Instant to = gap.to.value_or(view.now);
    if (to - gap.from > threshold) {
      const std::uint64_t round = highest_round(watch, chain, gap.height + 1, gap.from, to);
      progress.stalls.push_back({gap.from, gap.to, gap.height, round, {}});
    } else if (gap.to && gap.height > 0 && to - gap.from >= threshold - seconds(2)) {
      ++progress.late;
    }
  }
  return progress;
}

report::Stall stall_between(const ChainView& view, const Chain& chain, const ChainWatch& watch,
                            PeerId peer, Instant from, Instant to) {
  const std::uint64_t height = watch.height_at(peer, from);
  report::Stall stall{from, to, height, highest_round(watch, chain, height + 1, from, to), {}};
  stall.cause = cause_of(view, chain, watch, stall);
  return stall;
}

}  // namespace seatrial::consensus
