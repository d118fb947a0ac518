// SPDX-License-Identifier: Apache-2.0
// Core: the state machine of QBFT, message by message, as GoQuorum's event tables have it. Other
// than IBFT it enters the next round by itself when its timer ends, carries proofs of what was
// prepared instead of a lock, and starts the timer of round 0 only with its own request. Messages
// to itself and from its backlog go through the same loop after the event in hand, and all take no
// time. What has been handled without error is passed on. // SPEC goquorum 8.3, qbft-law 1, 2, 5
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/core/rng.hpp"
#include "sim/proto/chain/blockchain.hpp"
#include "sim/proto/istanbul/backlog.hpp"
#include "sim/proto/istanbul/event_loop.hpp"
#include "sim/proto/istanbul/gossip.hpp"
#include "sim/proto/istanbul/pending_requests.hpp"
#include "sim/proto/istanbul/turn.hpp"
#include "sim/proto/istanbul/validator_set.hpp"
#include "sim/proto/qbft/round_change_set.hpp"
#include "sim/proto/qbft/round_state.hpp"
#include "sim/proto/qbft/rules.hpp"

namespace seatrial::qbft {

using istanbul::Check;
using istanbul::Code;
using istanbul::Message;
using istanbul::State;
using istanbul::Turn;
using istanbul::View;

/// The state machine of one validator.
class Core {
 public:
  /// `chain` and `proofs` must outlive it. `chance` is drawn from only for faults that are on.
  Core(chain::AddressRef self, std::uint64_t policy, Config config, const chain::Blockchain& chain,
       Proofs& proofs, Rng chance);

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

  const View& view() const { return round_.view; }
  State state() const { return state_; }
  /// Who proposes in the round in work.
  chain::AddressRef proposer() const { return validators_.proposer(); }
  /// What was prepared in this sequence, if anything.
  const std::optional<Prepared>& prepared() const { return round_.prepared; }
  const Config& config() const { return config_; }

 private:
  /// What became of a message; only what was handled is passed on.
  enum class Outcome : std::uint8_t { handled, future, refused };
  struct Waiting {
    Instant due;
    Message message;
  };

  // The loop.
  void drain(Turn turn);
  void handle(Turn turn, const istanbul::EventLoop::Event& event);
  Outcome handle_checked(Turn turn, const Message& message);
  Outcome dispatch(Turn turn, const Message& message, std::size_t sender);
  void broadcast(Turn turn, Message message);
  Message message(Code code, chain::BlockId digest) const;
  void log(Turn turn, const char* level, std::string text);

  // Rounds.
  void start_new_round(Turn turn, std::uint64_t round);
  void start_sequence(Turn turn);
  void start_round(Turn turn, std::uint64_t round);
  void begin_to_accept();
  void set_state(State state);
  void process_backlog();
  void restart_timer(Instant now);
  void handle_timeout(Turn turn);
  void send_round_change(Turn turn);
  Outcome handle_round_change(Turn turn, const Message& message, std::size_t sender);
  void follow(Turn turn, std::uint64_t round);
  Outcome propose_justified(Turn turn);

  // One round.
  Check check(Code code, const View& view) const;
  void request(Turn turn, chain::BlockId candidate);
  void send_pre_prepare(Turn turn, chain::BlockId block, istanbul::ProofId proof);
  Outcome handle_pre_prepare(Turn turn, const Message& message);
  Outcome refuse_proposal(Turn turn, const Message& message, chain::HeaderError error);
  bool too_early_and_empty(chain::BlockId block) const;
  Outcome handle_prepare(Turn turn, const Message& message, std::size_t sender);
  Outcome handle_commit(Turn turn, const Message& message, std::size_t sender);
  void commit(Turn turn);

  bool is_proposer() const { return validators_.proposer() == self_; }
  const Settings& settings() const { return config_.at(view().sequence); }
  std::size_t quorum_size() const { return quorum(settings(), validators_.size()); }
  const chain::BlockTree& tree() const { return chain_->tree(); }

  chain::AddressRef self_;
  std::uint64_t policy_;
  Config config_;
  const chain::Blockchain* chain_;
  Proofs* proofs_;
  Rng chance_;
  bool running_ = false;
  State state_ = State::accept_request;
  istanbul::ValidatorSet validators_;
  RoundState round_;
  RoundChangeSet round_changes_;
  istanbul::Backlog backlog_;
  istanbul::PendingRequests pending_requests_;
  std::optional<Instant> timer_;
  std::optional<Instant> stray_timer_;
  std::optional<Waiting> future_preprepare_;
  istanbul::EventLoop loop_;
  std::vector<std::string> logged_;  ///< in this sequence
};

}  // namespace seatrial::qbft
