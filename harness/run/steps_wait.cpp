// SPDX-License-Identifier: Apache-2.0
// Steps that wait and ask, and what any step waits for before it is done.
#include <fmt/format.h>

#include <algorithm>

#include "harness/question/describe.hpp"
#include "harness/run/runner.hpp"

namespace seatrial::run {

// --- what a step waits for ----------------------------------------------------------------------

std::uint64_t Runner::highest(const std::vector<PeerId>& peers) const {
  std::uint64_t height = 0;
  for (const PeerId id : peers) {
    const chain::Blockchain* chain = world_.chain_of(id);
    if (chain != nullptr) height = std::max(height, chain->height());
  }
  return height;
}

template <class Condition>
bool Runner::advance_to_head(Condition&& holds) {
  while (!holds()) {
    const RunEnd end = world_.run_to_head(limit(), scenario_.limits.events.value);
    if (end == RunEnd::stopped) continue;
    limit_reached_ = true;
    return false;
  }
  return true;
}

Result<void> Runner::wait_for(const scenario::When& when) {
  if (const auto* time = std::get_if<scenario::AtTime>(&when)) {
    const Instant at = Instant() + time->since_start.value;
    if (at < world_.now()) {
      return Error{scene_.files->to_string(time->since_start.mark),
                   fmt::format("it is {} already", to_string(world_.now())),
                   "the steps before this one take longer: give a later time"};
    }
    advance(at);
  } else if (const auto* height = std::get_if<scenario::AtHeight>(&when)) {
    const std::vector<PeerId> peers = scene_.peers(height->of);
    advance_to_head([&] { return highest(peers) >= height->height.value; });
  } else {
    const auto& after = std::get<scenario::AfterBlock>(when);
    const std::vector<PeerId> peers = scene_.peers(scenario::Selector{"*", "*", {}});
    const std::uint64_t before = highest(peers);
    if (advance_to_head([&] { return highest(peers) > before; }) && after.plus) {
      advance(world_.now() + after.plus->value);
    }
  }
  return {};
}

// --- waiting and asking as steps ----------------------------------------------------------------

Runner::Note Runner::act(const scenario::Wait& step) {
  const Instant began = world_.now();
  if (step.time) {
    advance(began + step.time->value);
    return Note(boost::system::in_place_value, "for " + to_string(step.time->value));
  }
  findings_ = findings_now();
  question::Asking asking(scene_, *step.until, began, findings_);
  const Instant at_most = step.at_most ? began + step.at_most->value : limit();
  const question::Answer answer = wait_for(asking, at_most);
  if (answer.state != question::State::holds) {
    report::Expectation row;
    row.name = "wait until " + question::describe(*step.until);
    row.where = step.until->mark;
    row.verdict = verdict_of(answer.state);
    row.evidence = answer.evidence;
    report_.expectations.push_back(std::move(row));
  }
  return Note(boost::system::in_place_value,
              fmt::format("until {}: {}", question::describe(*step.until),
                          to_string(world_.now() - began)));
}

Runner::Note Runner::act(const scenario::Expect& step) {
  const std::size_t before = report_.expectations.size();
  ask(step.all);
  const auto passed =
      std::count_if(report_.expectations.begin() + static_cast<std::ptrdiff_t>(before),
                    report_.expectations.end(),
                    [](const report::Expectation& row) { return row.verdict == Verdict::pass; });
  return Note(boost::system::in_place_value,
              fmt::format("{} of {} hold", passed, report_.expectations.size() - before));
}

}  // namespace seatrial::run
