// SPDX-License-Identifier: Apache-2.0
// How the core gets from round to round and from sequence to sequence.
#include <fmt/core.h>

#include "sim/proto/istanbul/rules.hpp"
#include "sim/proto/qbft/core.hpp"

namespace seatrial::qbft {

namespace {

/// How soon its own timer must end for a node that follows others to have the event queued already:
/// both steps were logged within this time. // SPEC qbft-law 6
constexpr Duration double_step_window = milliseconds(100);

}  // namespace

// SPEC goquorum 7.5, 8.3
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
  round_changes_.reset(validators_.size());
  logged_.clear();
  stray_timer_.reset();
  begin_to_accept();
  // SPEC qbft-law 7: the leaked timer ends at any time of round 0.
  if (config_.faults.stray_timer.never() || !chance_.chance(config_.faults.stray_timer)) return;
  stray_timer_ = turn.now + chance_.between(Duration(), settings().request_timeout);
}

// SPEC goquorum 8.3: ROUND-CHANGEs of this round and higher ones are kept.
void Core::start_round(Turn turn, std::uint64_t round) {
  round_.begin_round(round, validators_.size());
  turn.out.observe({istanbul::Happening::round_started, view(), round_.proposal, {}, {}});
  begin_to_accept();
  round_changes_.clear_below(round);
  restart_timer(turn.now);
}

void Core::begin_to_accept() {
  validators_.set_proposer(
      istanbul::proposer_of(tree(), validators_.snapshot(), chain_->head(), view().round, policy_));
  set_state(State::accept_request);
}

void Core::set_state(State state) {
  state_ = state;
  if (state == State::accept_request) {
    pending_requests_.process(view().sequence,
                              [this](chain::BlockId candidate) { loop_.add_request(candidate); });
  }
  process_backlog();
}

void Core::process_backlog() {
  backlog_.process(
      validators_, [this](const Message& message) { return check(message.code, message.view); },
      [this](const Message& message) { loop_.add(message); });
}

// SPEC qbft-law 1. A PRE-PREPARE that waits for its time is forgotten with the old timer.
void Core::restart_timer(Instant now) {
  future_preprepare_.reset();
  timer_ = now + round_length(settings(), view().round);
}

// SPEC goquorum 8.3 "timer": the round begins whether others follow or not.
void Core::handle_timeout(Turn turn) {
  const std::uint64_t next = view().round + 1;
  log(turn, "WARN", fmt::format("QBFT: TIMER CHANGING ROUND current.round={}", view().round));
  const std::uint64_t sequence = view().sequence;
  start_new_round(turn, next);
  if (view().sequence != sequence) return;  // the head had moved: round 0 of the next block
  log(turn, "WARN", fmt::format("QBFT: TIMER CHANGED ROUND current.round={}", view().round));
  send_round_change(turn);
}

// SPEC qbft-law 2: once per round entry, with what was prepared and the proof of it.
void Core::send_round_change(Turn turn) {
  Message change = message(Code::round_change, chain::BlockId::none);
  if (round_.prepared) {
    change.digest = round_.prepared->block;
    change.prepares = istanbul::carried(round_.prepared->certificate.size()) & 0xfffU;
    change.proof = proofs_->add({round_.prepared->round, {}, round_.prepared->certificate});
  }
  turn.out.observe({istanbul::Happening::round_change_sent, view(), change.digest, {}, {}});
  broadcast(turn, change);
}

// SPEC goquorum 8.3 "ROUND-CHANGE": the order of the branches is part of the protocol.
Core::Outcome Core::handle_round_change(Turn turn, const Message& message, std::size_t sender) {
  const Proof* proof =
      message.proof == istanbul::ProofId::none ? nullptr : &(*proofs_)[message.proof];
  const SignedRoundChange change{proof ? proof->prepared_round : std::nullopt, message.digest,
                                 message.from};
  round_changes_.add(message.view.round, sender, change, proof, quorum_size());
  const std::uint64_t round = view().round;
  if (round_changes_.higher_than(round) == validators_.max_faulty() + 1) {
    follow(turn, round_changes_.lowest_above(round));
    return Outcome::handled;
  }
  if (round_changes_.count(round) < quorum_size() || !is_proposer() || round == 0 ||
      round_.proposed) {
    return Outcome::handled;
  }
  return propose_justified(turn);
}

/// F+1 validators are in higher rounds: enters the lowest of these at once. // SPEC qbft-law 5
void Core::follow(Turn turn, std::uint64_t round) {
  const bool about_to_end = timer_ && *timer_ - turn.now <= double_step_window;
  const std::uint64_t sequence = view().sequence;
  start_new_round(turn, round);
  if (view().sequence != sequence) return;  // the head had moved, and nobody needs this round
  send_round_change(turn);
  if (!about_to_end || config_.faults.double_step.never()) return;
  // SPEC qbft-law 6: the timeout that was queued names no round, and ends the new one.
  if (chance_.chance(config_.faults.double_step)) handle_timeout(turn);
}

/// A quorum is in this round: proposes what was prepared last, or the own candidate.
Core::Outcome Core::propose_justified(Turn turn) {
  const RoundChangeSet::Round& asked = *round_changes_.find(view().round);
  const bool prepared = asked.prepared != chain::BlockId::none;
  const chain::BlockId proposal = prepared ? asked.prepared : round_.pending_request;
  if (proposal == chain::BlockId::none) {
    log(turn, "WARN", "round change returns an error: no proposal as pending request is nil");
    return Outcome::refused;
  }
  Proof proof{std::nullopt, {}, asked.prepares};
  for (const auto& [sender, change] : asked.by_sender) proof.round_changes.push_back(change);
  const Justified result = justify(proposal, proof.round_changes, proof.prepares, quorum_size());
  if (result != Justified::yes) {
    log(turn, "ERROR",
        fmt::format("QBFT: invalid ROUND-CHANGE message justification err=\"{}\"", text(result)));
    return Outcome::handled;
  }
  send_pre_prepare(turn, proposal, proofs_->add(std::move(proof)));
  return Outcome::handled;
}

}  // namespace seatrial::qbft
