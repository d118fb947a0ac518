// SPDX-License-Identifier: Apache-2.0
// sometimes: how often something happened to peers of a selector since the run began, so that a
// fault without effect does not pass unnoticed.
#include <fmt/format.h>

#include <map>
#include <set>

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
    case eth::Happening::sync_failed:
      return event == RunEvent::sync_failed;
    case eth::Happening::engine_started:
      return event == RunEvent::engine_started;
    case eth::Happening::engine_stopped:
      return event == RunEvent::engine_stopped;
    case eth::Happening::peer_dropped:
      return event == RunEvent::peer_dropped;
    default:
      return false;
  }
}

/// Events of the engine that one look at an observation tells.
bool is(RunEvent event, const istanbul::Observed& seen) {
  const bool asked = seen.what == istanbul::Happening::round_change_sent;
  if (event == RunEvent::round_change) return asked;
  // A new round keeps the block of the old one only if there is a lock on it. // SPEC goquorum 7.5
  if (event == RunEvent::lock) return asked && seen.block != chain::BlockId::none;
  return event == RunEvent::new_round && seen.what == istanbul::Happening::round_started &&
         seen.view.round > 0;
}

bool is(RunEvent event, const MessageEvent& seen) {
  switch (seen.how) {
    case MessageEvent::How::lost:
      return event == RunEvent::message_lost;
    case MessageEvent::How::delayed:
      return event == RunEvent::message_delayed;
    case MessageEvent::How::altered:
      break;
  }
  return event == RunEvent::message_altered;
}

/// Events that depend on what was before, or that no peer logs.
class Memory {
 public:
  /// Whether a peer jumped over rounds, to where others were already. // SPEC goquorum 7.7
  bool is_catch_up(PeerId peer, const istanbul::Observed& seen) {
    const bool asked = seen.what == istanbul::Happening::round_change_sent;
    if (!asked && seen.what != istanbul::Happening::round_started) return false;
    istanbul::View& known = views_[peer];
    const std::uint64_t before = known.sequence == seen.view.sequence ? known.round : 0;
    known = seen.view;
    return seen.view.round > before + 1;
  }
  bool is_first_import(chain::BlockId block) { return blocks_.insert(block).second; }

 private:
  std::map<PeerId, istanbul::View> views_;
  std::set<chain::BlockId> blocks_;
};

class Sometimes : public ChainQuestion {
 public:
  Sometimes(const Context& context, const scenario::ExpectSometimes& asked)
      : ChainQuestion(context, asked.of), asked_(asked), log_(*context.chains().log) {}

  Answer look() override {
    count();
    if (peers().empty()) return no_peers();
    if (!asked_.each) return judge(all(), sum());
    Answer answer{State::holds, {}};
    for (const PeerId peer : peers()) {
      answer = judge(name(peer), counts_[peer]);
      if (answer.state != State::holds) return answer;
    }
    if (needed() == 0 && sum().times == 0)
      return {State::holds, {fmt::format("{}: no {}", all(), describe(asked_.event.value))}};
    if (needed() == 0)
      return {State::holds,
              {fmt::format("{}: {}, at most {} each", all(), describe(asked_.event.value),
                           asked_.at_most->value)}};
    return {State::holds, {"each of " + all() + " did; " + answer.evidence.front()}};
  }

  Instant latest() const override { return asked_at(); }

 private:
  struct Count {
    std::uint64_t times = 0;
    Instant first;
    PeerId who = PeerId::none;
  };

  Answer judge(const std::string& whose, const Count& count) const {
    const std::string text = line(whose, count);
    if (asked_.at_most && count.times > asked_.at_most->value)
      return {State::broken, {text + fmt::format(", more than {}", asked_.at_most->value)}};
    return {count.times >= needed() ? State::holds : State::not_yet, {text}};
  }

  std::uint64_t needed() const {
    if (asked_.at_least) return asked_.at_least->value;
    return asked_.at_most ? 0 : 1;
  }

  void count() {
    for (; next_ < log_.size(); ++next_) {
      const PeerId peer = whose(log_[next_]);
      if (peer != PeerId::none) add(peer, log_[next_].at);
    }
    const std::vector<LateVote>& late = world().late_votes();
    for (; asked_.event.value == RunEvent::vote_lost && next_late_ < late.size(); ++next_late_)
      add(late[next_late_].from, late[next_late_].at);
  }

  /// Whom an observation makes count; none if it is another event.
  PeerId whose(const Observation& seen) {
    const RunEvent event = asked_.event.value;
    if (const istanbul::Observed* engine = seen.of_consensus()) {
      const bool yes = event == RunEvent::catch_up ? memory_.is_catch_up(seen.peer, *engine)
                                                   : is(event, *engine);
      return yes ? seen.peer : PeerId::none;
    }
    if (const eth::Observed* chain = seen.of_chain()) {
      if (event == RunEvent::sealed || event == RunEvent::vote_cast) return sealer(*chain);
      return is(event, *chain) ? seen.peer : PeerId::none;
    }
    if (const MessageEvent* message = seen.of_message()) {
      return is(event, *message) ? seen.peer : PeerId::none;
    }
    if (const auto* process = std::get_if<ProcessEvent>(&seen.what)) {
      const bool paused = event == RunEvent::paused && *process == ProcessEvent::paused;
      return paused ? seen.peer : PeerId::none;
    }
    const p2p::Observed* link = seen.observed();
    return link != nullptr && is(event, *link) ? seen.peer : PeerId::none;
  }

  PeerId sealer(const eth::Observed& seen) {
    if (!eth::moved_head(seen.what) || !memory_.is_first_import(seen.block)) return PeerId::none;
    const consensus::ChainView view = chains();
    const chain::Block& block = (*view.blocks)[seen.block];
    // The coinbase is the candidate's, or zero: who made a block is told by its seal. // SPEC law
    // 16
    const bool votes = block.vote.candidate != chain::AddressRef::none;
    if (asked_.event.value == RunEvent::vote_cast && !votes) return PeerId::none;
    if (block.author == chain::AddressRef::none) return PeerId::none;
    return world().peer_with(world().accounts().find(view.blocks->book().address(block.author)));
  }

  void add(PeerId peer, Instant at) {
    Count& count = counts_[peer];
    if (count.times++ == 0) count.first = at;
    count.who = peer;
  }

  /// All peers of the selector together.
  Count sum() const {
    Count sum;
    for (const PeerId peer : peers()) {
      const auto found = counts_.find(peer);
      if (found == counts_.end() || found->second.times == 0) continue;
      const Count& one = found->second;
      if (sum.times == 0 || one.first < sum.first) sum = {sum.times, one.first, peer};
      sum.times += one.times;
    }
    return sum;
  }

  std::string line(const std::string& whose, const Count& count) const {
    const std::string_view what = describe(asked_.event.value);
    if (count.times == 0) return fmt::format("{} had no {}", whose, what);
    return fmt::format("{}: {} {}, first {} at {}", what, count.times,
                       count.times == 1 ? "time" : "times", name(count.who),
                       to_string(count.first));
  }

  const scenario::ExpectSometimes& asked_;
  const ObservationLog& log_;
  std::size_t next_ = 0;
  std::size_t next_late_ = 0;
  std::map<PeerId, Count> counts_;
  Memory memory_;
};

}  // namespace

std::string_view describe(RunEvent event) {
  switch (event) {
    case RunEvent::block:
      return "new block";
    case RunEvent::sealed:
      return "block made";
    case RunEvent::vote_cast:
      return "block with a vote, whose coinbase is the candidate";
    case RunEvent::lock:
      return "round left with a locked block";
    case RunEvent::catch_up:
      return "jump over rounds";
    case RunEvent::vote_lost:
      return "consensus message not delivered at once";
    case RunEvent::sync_failed:
      return "block sync failed";
    case RunEvent::engine_started:
      return "engine started";
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
    case RunEvent::message_lost:
      return "message lost by a fault";
    case RunEvent::message_delayed:
      return "message delayed by a fault";
    case RunEvent::message_altered:
      return "lie told";
    case RunEvent::paused:
      return "pause";
    case RunEvent::reorganised:
      break;
  }
  return "branch left for another";
}

QuestionPtr ask_sometimes(const Context& context, const scenario::ExpectSometimes& asked) {
  return std::make_unique<Sometimes>(context, asked);
}

}  // namespace seatrial::question
