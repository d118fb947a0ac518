// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/core.hpp"

#include <algorithm>

namespace seatrial::istanbul {

Core::Core(const EngineConfig& config, const chain::Blockchain& chain)
    : config_(config), chain_(&chain) {}

void Core::start(Turn turn) {
  if (running_) return;
  running_ = true;
  last_requested_ = chain::BlockId::none;
  start_sequence(turn);
  drain(turn);
}

void Core::stop() {
  running_ = false;
  waiting_ = false;
  round_ = RoundState();
  validators_ = ValidatorSet();
  timer_.reset();
  future_preprepare_.reset();
}

void Core::handle_message(Turn turn, const Message& message) {
  if (!running_) return;
  loop_.add(message);
  drain(turn);
}

void Core::handle_request(Turn turn, chain::BlockId candidate) {
  if (!running_) return;
  last_requested_ = candidate;
  request(turn, candidate);
  drain(turn);
}

// SPEC goquorum 7.7 "Final committed"
void Core::handle_final_committed(Turn turn) {
  if (!running_) return;
  start_new_round(turn, 0);
  drain(turn);
}

std::optional<Instant> Core::deadline() const {
  if (timer_ && future_preprepare_) return std::min(*timer_, future_preprepare_->due);
  if (future_preprepare_) return future_preprepare_->due;
  return timer_;
}

void Core::on_deadline(Turn turn) {
  if (future_preprepare_ && future_preprepare_->due <= turn.now) {
    loop_.add(future_preprepare_->message);
    future_preprepare_.reset();
    drain(turn);
  }
  if (!timer_ || *timer_ > turn.now) return;
  timer_.reset();
  handle_timeout(turn);
  drain(turn);
}

// SPEC goquorum 7.4: one loop, one at a time.
void Core::drain(Turn turn) {
  loop_.drain([&](const EventLoop::Event& event) { handle(turn, event); });
}

void Core::handle(Turn turn, const EventLoop::Event& event) {
  if (event.kind == EventLoop::Event::Kind::request) {
    request(turn, event.message.digest);
    return;
  }
  // SPEC goquorum 7.9 "Hop rule"
  if (handle_checked(turn, event.message) == Outcome::handled) {
    turn.gossip.spread(validators_.list(), event.message, turn.out);
  }
}

Core::Outcome Core::handle_checked(Turn turn, const Message& message) {
  const auto sender = validators_.index_of(message.from);
  if (!sender) {
    // SPEC goquorum 7.3: the peer is not dropped.
    log(turn, "ERROR", "Failed to decode message from payload err=\"unauthorized address\"");
    return Outcome::refused;
  }
  const Outcome outcome = dispatch(turn, message, *sender);
  if (outcome != Outcome::future) return outcome;
  if (message.from == config_.self) {
    log(turn, "WARN", "Backlog from self");
  } else {
    backlog_.store(message);
  }
  return outcome;
}

Core::Outcome Core::dispatch(Turn turn, const Message& message, std::size_t sender) {
  const Check result = check(message.code, message.view);
  if (result == Check::future) return Outcome::future;
  if (result == Check::old) {
    if (message.code != Code::pre_prepare) return Outcome::refused;
    return handle_old_pre_prepare(turn, message);
  }
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

void Core::broadcast(Turn turn, Code code, View view, chain::BlockId digest) {
  const Message message{code, view, digest, config_.self};
  turn.gossip.spread(validators_.list(), message, turn.out);
  loop_.add(message);
}

void Core::log(Turn turn, const char* level, std::string text) {
  // Once for a sequence: a stalled chain would say the same for every message.
  if (std::find(logged_.begin(), logged_.end(), text) != logged_.end()) return;
  logged_.push_back(text);
  turn.out.observe({Happening::warned, view(), round_.proposal(), level, std::move(text)});
}

}  // namespace seatrial::istanbul
