// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/qbft/core.hpp"

#include <algorithm>
#include <utility>

namespace seatrial::qbft {

Core::Core(chain::AddressRef self, std::uint64_t policy, Config config,
           const chain::Blockchain& chain, Proofs& proofs, Rng chance)
    : self_(self),
      policy_(policy),
      config_(std::move(config)),
      chain_(&chain),
      proofs_(&proofs),
      chance_(chance) {}

void Core::start(Turn turn) {
  if (running_) return;
  running_ = true;
  start_sequence(turn);
  drain(turn);
}

void Core::stop() {
  running_ = false;
  round_ = RoundState();
  validators_ = istanbul::ValidatorSet();
  timer_.reset();
  stray_timer_.reset();
  future_preprepare_.reset();
}

void Core::handle_message(Turn turn, const Message& message) {
  if (!running_) return;
  loop_.add(message);
  drain(turn);
}

void Core::handle_request(Turn turn, chain::BlockId candidate) {
  if (!running_) return;
  request(turn, candidate);
  drain(turn);
}

// SPEC goquorum 8.3 "final committed": nothing runs until the own request or a PRE-PREPARE.
void Core::handle_final_committed(Turn turn) {
  if (!running_) return;
  timer_.reset();
  future_preprepare_.reset();
  start_new_round(turn, 0);
  drain(turn);
}

std::optional<Instant> Core::deadline() const {
  Instant at = timer_.value_or(Instant::never());
  if (stray_timer_) at = std::min(at, *stray_timer_);
  if (future_preprepare_) at = std::min(at, future_preprepare_->due);
  return at == Instant::never() ? std::nullopt : std::optional(at);
}

void Core::on_deadline(Turn turn) {
  if (future_preprepare_ && future_preprepare_->due <= turn.now) {
    loop_.add(future_preprepare_->message);
    future_preprepare_.reset();
    drain(turn);
  }
  const bool stray = stray_timer_ && *stray_timer_ <= turn.now;
  const bool own = timer_ && *timer_ <= turn.now;
  if (stray) stray_timer_.reset();
  if (!stray && !own) return;
  if (own) timer_.reset();
  handle_timeout(turn);
  drain(turn);
}

// SPEC goquorum 7.4: one loop, one at a time.
void Core::drain(Turn turn) {
  loop_.drain([&](const istanbul::EventLoop::Event& event) { handle(turn, event); });
}

void Core::handle(Turn turn, const istanbul::EventLoop::Event& event) {
  if (event.kind == istanbul::EventLoop::Event::Kind::request)
    return request(turn, event.message.digest);
  // SPEC goquorum 7.9 "Hop rule", qbft-law 14
  if (handle_checked(turn, event.message) == Outcome::handled) {
    turn.gossip.spread(validators_.list(), event.message, turn.out);
  }
}

Core::Outcome Core::handle_checked(Turn turn, const Message& message) {
  const auto sender = validators_.index_of(message.from);
  if (!sender) {
    log(turn, "ERROR", "QBFT: invalid message signature");  // SPEC goquorum 8.1
    return Outcome::refused;
  }
  const Outcome outcome = dispatch(turn, message, *sender);
  if (outcome != Outcome::future) return outcome;
  if (message.from == self_) {
    log(turn, "WARN", "Backlog from self");
  } else {
    backlog_.store(message);
  }
  return outcome;
}

Core::Outcome Core::dispatch(Turn turn, const Message& message, std::size_t sender) {
  const Check result = check(message.code, message.view);
  if (result == Check::future) return Outcome::future;
  if (result == Check::old) return Outcome::refused;
  switch (message.code) {
    case Code::pre_prepare:
      return handle_pre_prepare(turn, message);
    case Code::prepare:
      return handle_prepare(turn, message, sender);
    case Code::commit:
      return handle_commit(turn, message, sender);
    case Code::round_change:
      return handle_round_change(turn, message, sender);
  }
  return Outcome::refused;
}

Message Core::message(Code code, chain::BlockId digest) const {
  Message message{code, view(), digest, self_};
  message.protocol = istanbul::Protocol::qbft;
  return message;
}

void Core::broadcast(Turn turn, Message message) {
  turn.gossip.spread(validators_.list(), message, turn.out);
  loop_.add(message);
}

void Core::log(Turn turn, const char* level, std::string text) {
  // Once for a sequence: a stalled chain would say the same for every message.
  if (std::find(logged_.begin(), logged_.end(), text) != logged_.end()) return;
  logged_.push_back(text);
  turn.out.observe({istanbul::Happening::warned, view(), round_.proposal, level, std::move(text)});
}

}  // namespace seatrial::qbft
