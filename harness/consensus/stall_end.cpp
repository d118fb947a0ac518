// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/stall_end.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/closed_lines.hpp"
#include "harness/consensus/losses.hpp"

namespace seatrial::consensus {

namespace {

constexpr Duration agrees = seconds(1);

/// How long a round's messages are on their way: ROUND-CHANGE, PRE-PREPARE, PREPARE and COMMIT over
/// the slowest line between validators.
Duration way_of_votes(const World& world, const Validators& validators) {
  const Sites sites = sites_of(world, validators);
  Duration slowest;
  for (std::size_t i = 0; i < world.network().wan_count(); ++i) {
    const net::Wan& wan = world.network().wan(net::WanId(static_cast<std::uint32_t>(i)));
    for (const std::string& a : sites.names)
      for (const std::string& b : sites.names)
        if (wan.name() == a + "-" + b) slowest = std::max(slowest, wan.spec().latency);
  }
  return slowest * 4;
}

/// When a line was opened, or a process of the chain was started, for the last time in a stall. The
/// first starts of all mend nothing.
std::optional<Instant> mended_at(const ChainView& view, const Chain& chain,
                                 const report::Stall& stall) {
  const Instant end = stall.to.value_or(view.now);
  std::optional<Instant> last;
  for (const LineChange& change : view.world->line_changes())
    if (change.gate == net::WanGate::open && change.at > stall.from && change.at < end)
      last = change.at;
  for (const Observation& seen : *view.log) {
    const auto* event = std::get_if<ProcessEvent>(&seen.what);
    const bool started = event != nullptr && *event == ProcessEvent::started;
    if (started && stall.height > 0 && chain.contains(seen.peer) && seen.at > stall.from &&
        seen.at < end)
      last = std::max(last.value_or(seen.at), seen.at);
  }
  return last;
}

/// The ends of the next timers of a chain that still stands, for whoever mends it now.
std::string next_ends(const report::Stall& stall, const RoundTimers& timers, Instant now) {
  Instant end = stall.from + timers.lead();
  std::string text;
  int told = 0;
  for (std::uint64_t round = 0; told < 2 && round < 40; ++round) {
    end = end + timers.length(round);
    if (end <= now) continue;
    text += fmt::format("{}that of round {} at {}", told == 0 ? "" : ", ", round, to_string(end));
    ++told;
  }
  return text;
}

std::string observed(const ChainView& view, const report::Stall& stall) {
  if (!stall.to) {
    return stall.forecast->at > view.now
               ? "the run ended before"
               : fmt::format("it had not come at {}", to_string(view.now));
  }
  const Duration off = *stall.to - stall.forecast->at;
  const std::string came = fmt::format("it came at {}", to_string(*stall.to));
  if (off > agrees) return came + fmt::format(", {} later than that", to_string(off));
  if (Duration() - off > agrees)
    return came + fmt::format(", {} sooner than that", to_string(Duration() - off));
  return came;
}

std::string outlook_of(const ChainView& view, const Outlook& outlook, const RoundTimers& timers,
                       const report::Stall& stall) {
  if (stall.forecast) {
    const report::Forecast& next = *stall.forecast;
    const std::string linked =
        outlook.stayed_linked()
            ? "a quorum stayed linked;"
            : fmt::format("a quorum was linked again at {}; then", to_string(next.linked));
    return fmt::format("{} round {}'s timer is the first to bring block {}, at {}; {}", linked,
                       next.round, stall.height + 1, to_string(next.at), observed(view, stall));
  }
  if (stall.to) return "";
  return fmt::format(
      "until enough validators are linked there is none; then the next timer brings block {}: "
      "{}",
      stall.height + 1, next_ends(stall, timers, view.now));
}

void tell_fix(const ChainView& view, const Chain& chain, const Validators& validators,
              const RoundTimers& timers, report::Stall& stall) {
  const std::optional<Instant> mended = mended_at(view, chain, stall);
  if (!mended || !stall.forecast) return;
  // Restarted validators are at round 0, and their first proposal finds nobody. // SPEC law 15
  const Instant back = *mended + timers.length(0);
  const Instant end = stall.to.value_or(stall.forecast->at);
  if (end - back <= agrees) {
    stall.quick_fix = "none: a restart of the validators would have saved nothing";
    return;
  }
  stall.saved = end - back;
  stall.quick_fix = fmt::format(
      "a restart of all {} validators at {}, when nothing stood in the way any more, "
      "brings block {} at about {}: {} sooner",
      validators.size(), to_string(*mended), stall.height + 1, to_string(back),
      to_string(*stall.saved));
}

/// A cut that is over before a link is given up: what was sent waits in TCP. // SPEC law 13
bool is_short_cut(const ChainView& view, const Outlook& outlook, const report::Stall& stall) {
  return outlook.stayed_linked() &&
         !closed_lines(view, stall.from, stall.to.value_or(view.now)).empty();
}

}  // namespace

void tell_end(const ChainView& view, const Chain& chain, const Validators& validators,
              Outlook& outlook, const RoundTimers& timers, report::Stall& stall) {
  stall.forecast = outlook.of(stall);
  if (stall.forecast)
    stall.forecast->at = stall.forecast->at + way_of_votes(*view.world, validators);
  if (is_short_cut(view, outlook, stall)) {
    stall.forecast.reset();
    stall.outlook =
        "the cut was too short to end the links (30 s without a word do), so that what was sent "
        "waited in TCP and came with its next retransmission after the line was back";
    return;
  }
  stall.outlook = outlook_of(view, outlook, timers, stall);
  tell_fix(view, chain, validators, timers, stall);
}

}  // namespace seatrial::consensus
