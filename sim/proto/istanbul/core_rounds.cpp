// SPDX-License-Identifier: Apache-2.0
// How the core gets from round to round and from sequence to sequence.
#include "sim/proto/istanbul/core.hpp"

namespace seatrial::istanbul {

// SPEC goquorum 7.5
void Core::start_new_round(Turn turn, std::uint64_t round) {
  const std::uint64_t head = chain_->height();
  if (head >= view().sequence) return start_sequence(turn);
  if (head + 1 < view().sequence) {
    return log(turn, "WARN", "New sequence should be larger than current sequence");
  }
  if (round == 0) return;
  if (round < view().round) {
    return log(turn, "WARN", "New round should not be smaller than current round");
  }
  start_round(turn, round);
}

void Core::start_sequence(Turn turn) {
  validators_.load(chain_->snapshot());
  round_.begin_sequence(chain_->height() + 1, validators_.size());
  logged_.clear();
  begin_to_accept();
  restart_timer(turn.now);
}

void Core::start_round(Turn turn, std::uint64_t round) {
  if (!locked()) round_.unlock();
  round_.begin_round(round, validators_.size());
  turn.out.observe({Happening::round_started, view(), round_.proposal(), {}, {}});
  begin_to_accept();
  if (is_proposer()) propose_again(turn);
  restart_timer(turn.now);
}

void Core::begin_to_accept() {
  round_changes_.reset(validators_.size());
  validators_.set_proposer(
      proposer_of(tree(), validators_.snapshot(), chain_->head(), view().round, config_.policy));
  waiting_ = false;
  set_state(State::accept_request);
}

/// What the proposer of a later round proposes at once: the locked block, or its own.
void Core::propose_again(Turn turn) {
  if (locked()) {
    send_pre_prepare(turn, round_.proposal());
  } else if (round_.pending_request() != chain::BlockId::none) {
    send_pre_prepare(turn, round_.pending_request());
  }
}

void Core::set_state(State state) {
  state_ = state;
  if (state == State::accept_request) {
    pending_requests_.process(view().sequence,
                              [this](chain::BlockId candidate) { loop_.add_request(candidate); });
  }
  backlog_.process(
      validators_, [this](const Message& message) { return check(message.code, message.view); },
      [this](const Message& message) { loop_.add(message); });
}

// SPEC goquorum 7.8. A PRE-PREPARE that waits for its time is forgotten with the old timer.
void Core::restart_timer(Instant now) {
  future_preprepare_.reset();
  timer_ = now + round_length(config_, view().round);
}

void Core::catch_up_round(Turn turn, std::uint64_t round) {
  waiting_ = true;
  if (!locked()) round_.unlock();
  round_.begin_round(round, validators_.size());
  round_changes_.clear_below(round);
  restart_timer(turn.now);
}

// SPEC goquorum 7.7 "Send ROUND-CHANGE"
void Core::send_round_change(Turn turn, std::uint64_t round) {
  if (round <= view().round) return log(turn, "ERROR", "Cannot send out the round change");
  catch_up_round(turn, round);
  turn.out.observe({Happening::round_change_sent, view(), round_.proposal(), {}, {}});
  broadcast(turn, Code::round_change, view(), chain::BlockId::none);
}

// SPEC goquorum 7.7 "Timeout"
void Core::handle_timeout(Turn turn) {
  if (!waiting_) {
    const auto highest = round_changes_.highest_with(validators_.max_faulty() + 1);
    if (highest && *highest > view().round) return send_round_change(turn, *highest);
  }
  if (chain_->height() >= view().sequence) return start_new_round(turn, 0);
  send_next_round_change(turn);
}

// SPEC goquorum 7.7 "ROUND-CHANGE receipt": the order of the branches is part of the protocol.
Core::Outcome Core::handle_round_change(Turn turn, const Message& message, std::size_t sender) {
  const std::uint64_t round = message.view.round;
  const std::size_t count = round_changes_.add(round, sender);
  const bool ahead = view().round < round;
  if (waiting_ && count == validators_.max_faulty() + 1) {
    if (ahead) send_round_change(turn, round);
    return Outcome::handled;
  }
  if (count == quorum_size() && (waiting_ || ahead)) {
    start_new_round(turn, round);
    return Outcome::handled;
  }
  return ahead ? Outcome::refused : Outcome::handled;
}

}  // namespace seatrial::istanbul
