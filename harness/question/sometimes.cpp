// SPDX-License-Identifier: Apache-2.0
// sometimes: how often something happened to peers of a selector since the run began, so that a
// fault without effect does not pass unnoticed.
#include <fmt/format.h>

#include "harness/question/chain_question.hpp"
#include "harness/question/run_event.hpp"

namespace seatrial::question {

namespace {

using scenario::RunEvent;

bool is(RunEvent event, const p2p::Observed& seen) {
  if (event == RunEvent::link_up) return seen.what == p2p::Happening::link_established;
  return event == RunEvent::link_lost && seen.what == p2p::Happening::link_lost;
}

bool is(RunEvent event, const eth::Observed& seen) {
  switch (seen.what) {
    case eth::Happening::new_head:
      return event == RunEvent::block;
    case eth::Happening::reorganised:
      return event == RunEvent::block || event == RunEvent::reorganised;
    case eth::Happening::sync_started:
      return event == RunEvent::sync;
    case eth::Happening::engine_stopped:
      return event == RunEvent::engine_stopped;
    case eth::Happening::peer_dropped:
      return event == RunEvent::peer_dropped;
    default:
      return false;
  }
}

bool is(RunEvent event, const istanbul::Observed& seen) {
  if (event == RunEvent::round_change) return seen.what == istanbul::Happening::round_change_sent;
  return event == RunEvent::new_round && seen.what == istanbul::Happening::round_started &&
         seen.view.round > 0;
}

bool is(RunEvent event, const Observation& seen) {
  if (const p2p::Observed* observed = seen.observed()) return is(event, *observed);
  if (const eth::Observed* observed = seen.of_chain()) return is(event, *observed);
  if (const istanbul::Observed* observed = seen.of_consensus()) return is(event, *observed);
  return false;
}

class Sometimes : public ChainQuestion {
 public:
  Sometimes(const Context& context, const scenario::ExpectSometimes& asked)
      : ChainQuestion(context, asked.of), asked_(asked), log_(*context.chains().log) {}

  Answer look() override {
    count();
    if (peers().empty()) return no_peers();
    if (asked_.at_most && count_ > asked_.at_most->value)
      return {State::broken, {line() + fmt::format(", more than {}", asked_.at_most->value)}};
    if (count_ >= needed()) return {State::holds, {line()}};
    return {State::not_yet, {line()}};
  }

  Instant latest() const override { return asked_at(); }

 private:
  std::uint64_t needed() const {
    if (asked_.at_least) return asked_.at_least->value;
    return asked_.at_most ? 0 : 1;
  }

  void count() {
    for (; next_ < log_.size(); ++next_) {
      const Observation& seen = log_[next_];
      if (!is(asked_.event.value, seen) || !asks(seen.peer)) continue;
      if (count_++ == 0) first_ = fmt::format("{} at {}", name(seen.peer), to_string(seen.at));
    }
  }

  bool asks(PeerId peer) const {
    for (const PeerId one : peers())
      if (one == peer) return true;
    return false;
  }

  std::string line() const {
    const std::string_view what = describe(asked_.event.value);
    if (count_ == 0) return fmt::format("{} had no {}", all(), what);
    return fmt::format("{}: {} {}, first {}", what, count_, count_ == 1 ? "time" : "times", first_);
  }

  const scenario::ExpectSometimes& asked_;
  const ObservationLog& log_;
  std::size_t next_ = 0;
  std::uint64_t count_ = 0;
  std::string first_;
};

}  // namespace

std::string_view describe(RunEvent event) {
  switch (event) {
    case RunEvent::block:
      return "new block";
    case RunEvent::round_change:
      return "ROUND-CHANGE sent";
    case RunEvent::new_round:
      return "round above 0 started";
    case RunEvent::sync:
      return "block sync started";
    case RunEvent::engine_stopped:
      return "engine stopped";
    case RunEvent::peer_dropped:
      return "peer dropped by the block service";
    case RunEvent::link_up:
      return "link up";
    case RunEvent::link_lost:
      return "link lost";
    case RunEvent::reorganised:
      break;
  }
  return "branch left for another";
}

QuestionPtr ask_sometimes(const Context& context, const scenario::ExpectSometimes& asked) {
  return std::make_unique<Sometimes>(context, asked);
}

}  // namespace seatrial::question
