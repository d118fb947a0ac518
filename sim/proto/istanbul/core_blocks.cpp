// SPDX-License-Identifier: Apache-2.0
// How the core gets from a proposal to a committed block within one round.
#include <fmt/core.h>

#include <algorithm>

#include "sim/proto/istanbul/core.hpp"
#include "sim/proto/istanbul/log_text.hpp"

namespace seatrial::istanbul {

// SPEC goquorum 7.7 "checkMessage"
Check Core::check(Code code, const View& view) const {
  const View& mine = round_.view();
  if (code == Code::round_change) {
    if (view.sequence > mine.sequence) return Check::future;
    return view < mine ? Check::old : Check::accept;
  }
  if (view != mine) return view > mine ? Check::future : Check::old;
  if (waiting_) return Check::future;
  const bool early = state_ == State::accept_request && code != Code::pre_prepare;
  return early ? Check::future : Check::accept;
}

// SPEC goquorum 7.7 "Request"
void Core::request(Turn turn, chain::BlockId candidate) {
  const std::uint64_t number = tree()[candidate].number;
  const Check result = check_request(number, view().sequence);
  if (result == Check::accept) {
    round_.set_pending_request(candidate);
    if (state_ == State::accept_request) send_pre_prepare(turn, candidate);
    return;
  }
  const bool future = result == Check::future;
  log(turn, "WARN",
      fmt::format("unexpected request err=\"{}\" number={} hash={}",
                  future ? "future message" : "old message", number,
                  terminal_text(tree().hash(candidate))));
  if (future) pending_requests_.keep(number, candidate);
}

// Who waits for a round change stamps the new round on it, and is ignored by all: so in GoQuorum.
void Core::send_pre_prepare(Turn turn, chain::BlockId block) {
  if (!is_proposer() || tree()[block].number != view().sequence) return;
  turn.out.observe({Happening::proposed, view(), block, {}, {}});
  broadcast(turn, Code::pre_prepare, view(), block);
}

// SPEC goquorum 7.7 "PRE-PREPARE", rows 1 and 2: helps whoever is behind to this block.
Core::Outcome Core::handle_old_pre_prepare(Turn turn, const Message& message) {
  if (!chain_->has(message.digest)) return Outcome::refused;
  const chain::Block& block = tree()[message.digest];
  if (block.parent == chain::BlockId::none) return Outcome::refused;
  const chain::BlockId before = chain_->at(block.number - 1).value_or(block.parent);
  const chain::AddressRef proposer = proposer_of(tree(), chain_->snapshot(block.parent), before,
                                                 message.view.round, config_.policy);
  if (proposer != message.from) return Outcome::refused;
  broadcast(turn, Code::commit, message.view, message.digest);
  return Outcome::handled;
}

// SPEC goquorum 7.7 "PRE-PREPARE", rows 3 to 9
Core::Outcome Core::handle_pre_prepare(Turn turn, const Message& message) {
  if (message.from != validators_.proposer()) {
    log(turn, "WARN", "Ignore preprepare messages from non-proposer");
    return Outcome::refused;
  }
  if (message.digest == chain::BlockId::none) return Outcome::refused;  // carries no block
  if (chain_->is_bad(message.digest)) return refuse_bad_block(turn);
  const chain::HeaderError error = chain_->verify(turn.now, message.digest);
  if (error != chain::HeaderError::none) return refuse_proposal(turn, message, error);
  if (state_ == State::accept_request) accept_proposal(turn, message.digest);
  return Outcome::handled;
}

// SPEC goquorum 7.7 "Verification": the bad-block list comes first
Core::Outcome Core::refuse_bad_block(Turn turn) {
  log(turn, "WARN", "Failed to verify proposal err=\"blacklisted hash\"");
  send_next_round_change(turn);
  return Outcome::refused;
}

Core::Outcome Core::refuse_proposal(Turn turn, const Message& message, chain::HeaderError error) {
  if (error != chain::HeaderError::future_block) {
    log(turn, "WARN", fmt::format("Failed to verify proposal err=\"{}\"", chain::text(error)));
    send_next_round_change(turn);
    return Outcome::refused;
  }
  const Instant begins = chain::instant_of(tree()[message.digest].time);
  const Instant due = std::max(turn.now, begins - chain_->rules().clock_skew);
  log(turn, "INFO",
      fmt::format("Proposed block will be handled in the future err=\"{}\" duration=\"{}\"",
                  chain::text(error), to_string(due - turn.now)));
  future_preprepare_ = FuturePreprepare{due, message};
  return Outcome::refused;
}

void Core::accept_proposal(Turn turn, chain::BlockId block) {
  if (locked() && !round_.locked_on(block)) return send_next_round_change(turn);
  const bool was_locked = locked();
  round_.accept(block);
  set_state(was_locked ? State::prepared : State::preprepared);
  broadcast(turn, was_locked ? Code::commit : Code::prepare, view(), block);
}

// SPEC goquorum 7.7 "PREPARE"
Core::Outcome Core::handle_prepare(Turn turn, const Message& message, std::size_t sender) {
  if (message.digest != round_.proposal()) return inconsistent(turn, "PREPARE");
  round_.add_prepare(sender);
  if (state_ >= State::prepared) return Outcome::handled;
  if (round_.locked_on(message.digest) || round_.prepares_or_commits() >= quorum_size()) {
    round_.lock();
    set_state(State::prepared);
    send_commit(turn);
  }
  return Outcome::handled;
}

// SPEC goquorum 7.7 "COMMIT"
Core::Outcome Core::handle_commit(Turn turn, const Message& message, std::size_t sender) {
  if (message.digest != round_.proposal()) return inconsistent(turn, "commit");
  round_.add_commit(sender);
  if (round_.commits() >= quorum_size() && state_ < State::committed) {
    round_.lock();
    commit(turn);
  }
  return Outcome::handled;
}

Core::Outcome Core::inconsistent(Turn turn, const char* kind) {
  log(turn, "WARN", fmt::format("Inconsistent subjects between {} and proposal", kind));
  return Outcome::refused;
}

// SPEC goquorum 7.7 "Hand-over"
void Core::commit(Turn turn) {
  set_state(State::committed);
  const chain::BlockId block = round_.proposal();
  turn.out.observe(
      {Happening::committed, view(), block, "INFO", committed_text(tree(), config_.self, block)});
  turn.out.commit({block, block == last_requested_, view().round});
}

}  // namespace seatrial::istanbul
