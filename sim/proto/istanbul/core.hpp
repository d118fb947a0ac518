// SPDX-License-Identifier: Apache-2.0
// Core: the state machine of IBFT, message by message, as GoQuorum's event tables have it:
// requests, PRE-PREPARE, PREPARE, COMMIT, ROUND-CHANGE, timeouts and new heads, one at a time.
// Messages to itself and from its backlog go through the same loop after the event in hand, and all
// take no time. What has been handled without error is passed on to the others. It trusts that
// senders are who they say; which process is connected and who has which message is Gossip's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/proto/chain/blockchain.hpp"
#include "sim/proto/istanbul/backlog.hpp"
#include "sim/proto/istanbul/event_loop.hpp"
#include "sim/proto/istanbul/gossip.hpp"
#include "sim/proto/istanbul/pending_requests.hpp"
#include "sim/proto/istanbul/round_change_set.hpp"
#include "sim/proto/istanbul/round_state.hpp"
#include "sim/proto/istanbul/rules.hpp"
#include "sim/proto/istanbul/turn.hpp"
#include "sim/proto/istanbul/validator_set.hpp"

namespace seatrial::istanbul {

/// The state machine of one validator.
class Core {
 public:
  /// `chain` must outlive it.
  Core(const EngineConfig& config, const chain::Blockchain& chain);

  /// Begins with the block after the head. The backlog and requests of the future are those of
  /// before a stop, as in GoQuorum; all else is new.
  void start(Turn turn);
  void stop();
  bool running() const { return running_; }

  void handle_message(Turn turn, const Message& message);
  void handle_request(Turn turn, chain::BlockId candidate);
  void handle_final_committed(Turn turn);
  std::optional<Instant> deadline() const;
  void on_deadline(Turn turn);

  const View& view() const { return round_.view(); }
  State state() const { return state_; }
  bool waiting_for_round_change() const { return waiting_; }
  /// The block on which it is locked, or none.
  chain::BlockId locked_block() const { return round_.locked_block(); }
  /// Who proposes in the last round that began; a ROUND-CHANGE of its own does not change it.
  chain::AddressRef proposer() const { return validators_.proposer(); }
  const EngineConfig& config() const { return config_; }

 private:
  /// What became of a message; only what was handled is passed on.
  enum class Outcome : std::uint8_t { handled, future, refused };
  struct FuturePreprepare {
    Instant due;
    Message message;
  };

  // The loop.
  void drain(Turn turn);
  void handle(Turn turn, const EventLoop::Event& event);
  Outcome handle_checked(Turn turn, const Message& message);
  Outcome dispatch(Turn turn, const Message& message, std::size_t sender);
  void broadcast(Turn turn, Code code, View view, chain::BlockId digest);
  void log(Turn turn, const char* level, std::string text);

  // Rounds.
  void start_new_round(Turn turn, std::uint64_t round);
  void start_sequence(Turn turn);
  void start_round(Turn turn, std::uint64_t round);
  void begin_to_accept();
  void propose_again(Turn turn);
  void set_state(State state);
  void restart_timer(Instant now);
  void catch_up_round(Turn turn, std::uint64_t round);
  void send_round_change(Turn turn, std::uint64_t round);
  void send_next_round_change(Turn turn) { send_round_change(turn, view().round + 1); }
  void handle_timeout(Turn turn);
  Outcome handle_round_change(Turn turn, const Message& message, std::size_t sender);

  // One round.
  Check check(Code code, const View& view) const;
  void request(Turn turn, chain::BlockId candidate);
  void send_pre_prepare(Turn turn, chain::BlockId block);
  Outcome handle_pre_prepare(Turn turn, const Message& message);
  Outcome handle_old_pre_prepare(Turn turn, const Message& message);
  Outcome refuse_bad_block(Turn turn);
  Outcome refuse_proposal(Turn turn, const Message& message, chain::HeaderError error);
  void accept_proposal(Turn turn, chain::BlockId block);
  Outcome handle_prepare(Turn turn, const Message& message, std::size_t sender);
  Outcome handle_commit(Turn turn, const Message& message, std::size_t sender);
  Outcome inconsistent(Turn turn, const char* kind);
  void send_commit(Turn turn) { broadcast(turn, Code::commit, view(), round_.proposal()); }
  void commit(Turn turn);

  /// A lock on a block that could not be imported counts no more. // SPEC goquorum 7.5
  bool locked() const { return round_.locked() && !chain_->is_bad(round_.locked_block()); }
  bool is_proposer() const { return validators_.proposer() == config_.self; }
  std::size_t quorum_size() const { return quorum(config_, view().sequence, validators_.size()); }
  const chain::BlockTree& tree() const { return chain_->tree(); }

  EngineConfig config_;
  const chain::Blockchain* chain_;
  bool running_ = false;
  bool waiting_ = false;
  State state_ = State::accept_request;
  ValidatorSet validators_;
  RoundState round_;
  RoundChangeSet round_changes_;
  Backlog backlog_;
  PendingRequests pending_requests_;
  chain::BlockId last_requested_ = chain::BlockId::none;  ///< waits for its seals
  std::optional<Instant> timer_;
  std::optional<FuturePreprepare> future_preprepare_;
  EventLoop loop_;
  std::vector<std::string> logged_;  ///< in this sequence
};

}  // namespace seatrial::istanbul
