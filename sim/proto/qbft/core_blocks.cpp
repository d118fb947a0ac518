// SPDX-License-Identifier: Apache-2.0
// How the core gets from a proposal to a committed block within one round.
#include <fmt/core.h>

#include <algorithm>

#include "sim/proto/istanbul/log_text.hpp"
#include "sim/proto/qbft/core.hpp"

namespace seatrial::qbft {

// SPEC goquorum 8.3 "Message acceptance": what is invalid is as good as old, dropped.
Check Core::check(Code code, const View& view) const {
  const View& mine = round_.view;
  if (code == Code::round_change) {
    if (view.sequence > mine.sequence) return Check::future;
    return view < mine ? Check::old : Check::accept;
  }
  if (view != mine) return view > mine ? Check::future : Check::old;
  // The kind that each state waits for; PRE-PREPARE, PREPARE, COMMIT, and then none.
  const auto wanted = static_cast<std::uint8_t>(state_);
  const auto kind = static_cast<std::uint8_t>(code);
  if (kind == wanted) return Check::accept;
  return kind > wanted ? Check::future : Check::old;
}

// SPEC goquorum 8.3 "own block ready"; the wait for an empty block is the miner's.
void Core::request(Turn turn, chain::BlockId candidate) {
  const std::uint64_t number = tree()[candidate].number;
  const Check result = istanbul::check_request(number, view().sequence);
  if (result != Check::accept) {
    const bool future = result == Check::future;
    log(turn, "ERROR",
        fmt::format("QBFT: unexpected request err=\"{}\" number={} hash={}",
                    future ? "future message" : "old message", number,
                    istanbul::terminal_text(tree().hash(candidate))));
    if (future) pending_requests_.keep(number, candidate);
    return;
  }
  round_.pending_request = candidate;
  if (state_ != State::accept_request) return;
  restart_timer(turn.now);
  send_pre_prepare(turn, candidate, istanbul::ProofId::none);
}

// Who got its own block only in a later round sends it without a proof, and is refused by all.
void Core::send_pre_prepare(Turn turn, chain::BlockId block, istanbul::ProofId proof) {
  if (!is_proposer() || tree()[block].number != view().sequence) return;
  Message proposal = message(Code::pre_prepare, block);
  proposal.proof = proof;
  if (proof != istanbul::ProofId::none) {
    const Proof& proven = (*proofs_)[proof];
    proposal.round_changes = istanbul::carried(proven.round_changes.size()) & 0xfffU;
    proposal.prepares = istanbul::carried(proven.prepares.size()) & 0xfffU;
  }
  turn.out.observe({istanbul::Happening::proposed, view(), block, {}, {}});
  round_.proposed = true;
  broadcast(turn, proposal);
}

// SPEC goquorum 8.3 "PRE-PREPARE"
Core::Outcome Core::handle_pre_prepare(Turn turn, const Message& message) {
  if (message.from != validators_.proposer()) {
    log(turn, "WARN", "QBFT: ignore PRE-PREPARE message from non proposer");
    return Outcome::refused;
  }
  if (message.digest == chain::BlockId::none) return Outcome::refused;  // carries no block
  if (message.view.round > 0) {
    const Justified result = proofs_->justifies(message.proof, message.digest, quorum_size());
    if (result != Justified::yes) {
      log(turn, "WARN",
          fmt::format("QBFT: invalid PRE-PREPARE message justification err=\"{}\"", text(result)));
      return Outcome::refused;
    }
  }
  if (too_early_and_empty(message.digest)) {
    log(turn, "WARN",
        "QBFT: invalid PRE-PREPARE block proposal err=\"empty block verification fail\"");
    return Outcome::refused;
  }
  // SPEC goquorum 7.7 "Verification": the bad-block list comes first, in both engines
  if (chain_->is_bad(message.digest)) {
    log(turn, "WARN", "QBFT: invalid PRE-PREPARE block proposal err=\"blacklisted hash\"");
    return Outcome::refused;
  }
  const chain::HeaderError error = chain_->verify(turn.now, message.digest);
  if (error != chain::HeaderError::none) return refuse_proposal(turn, message, error);
  restart_timer(turn.now);
  round_.proposal = message.digest;
  set_state(State::preprepared);
  broadcast(turn, this->message(Code::prepare, message.digest));
  return Outcome::handled;
}

/// No round change follows: the timer has to end. // SPEC goquorum 8.3
Core::Outcome Core::refuse_proposal(Turn turn, const Message& message, chain::HeaderError error) {
  if (error == chain::HeaderError::future_block) {
    const Instant begins = chain::instant_of(tree()[message.digest].time);
    const Instant due = std::max(turn.now, begins - chain_->rules().clock_skew);
    future_preprepare_ = Waiting{due, message};
    log(turn, "INFO",
        fmt::format("QBFT: PRE-PREPARE block proposal is in the future (will be treated again "
                    "later) duration=\"{}\"",
                    to_string(due - turn.now)));
  }
  log(turn, "WARN",
      fmt::format("QBFT: invalid PRE-PREPARE block proposal err=\"{}\"", chain::text(error)));
  return Outcome::refused;
}

// SPEC goquorum 8.5: there are no transactions, so that every block is empty.
bool Core::too_early_and_empty(chain::BlockId id) const {
  const Settings& mine = settings();
  const chain::Block& block = tree()[id];
  if (mine.empty_block_period <= mine.block_period || block.parent == chain::BlockId::none) {
    return false;
  }
  return block.time < tree()[block.parent].time + mine.empty_block_period;
}

// SPEC goquorum 8.3 "PREPARE"
Core::Outcome Core::handle_prepare(Turn turn, const Message& message, std::size_t sender) {
  if (message.digest != round_.proposal) {
    log(turn, "ERROR", "QBFT: invalid PREPARE message digest");
    return Outcome::refused;
  }
  if (round_.preparers.add(sender)) {
    round_.prepares.push_back({message.view.round, message.digest, message.from});
  }
  if (round_.prepares.size() < quorum_size()) return Outcome::handled;
  round_.prepared = Prepared{view().round, round_.proposal, round_.prepares};
  set_state(State::prepared);
  broadcast(turn, this->message(Code::commit, round_.proposal));
  return Outcome::handled;
}

// SPEC goquorum 8.3 "COMMIT"
Core::Outcome Core::handle_commit(Turn turn, const Message& message, std::size_t sender) {
  if (message.digest != round_.proposal) {
    log(turn, "ERROR", "QBFT: invalid COMMIT message digest");
    return Outcome::refused;
  }
  round_.commits.add(sender);
  if (round_.commits.size() >= quorum_size()) commit(turn);
  return Outcome::handled;
}

void Core::commit(Turn turn) {
  set_state(State::committed);
  const chain::BlockId block = round_.proposal;
  turn.out.observe({istanbul::Happening::committed, view(), block, "INFO",
                    istanbul::committed_text(tree(), self_, block)});
  turn.out.commit({block, block == round_.pending_request, view().round});
}

}  // namespace seatrial::qbft
