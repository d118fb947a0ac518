// SPDX-License-Identifier: Apache-2.0
// round_at_most: no validator of a selector asks for a higher round, since the run began or for a
// time from the question on.
#include <fmt/format.h>

#include "harness/question/chain_question.hpp"

namespace seatrial::question {

namespace {

class RoundAtMost : public ChainQuestion {
 public:
  RoundAtMost(const Context& context, const scenario::ExpectRoundAtMost& asked)
      : ChainQuestion(context, asked.of), asked_(asked) {}

  Answer look() override {
    read();
    if (peers().empty()) return no_peers();
    const consensus::RoundAsked* highest = highest_asked();
    if (highest == nullptr || highest->view.round <= asked_.round.value) {
      if (now() < latest()) return {State::not_yet, {}};
      return {State::holds, {highest == nullptr ? all() + " asked for no round" : line(*highest)}};
    }
    return {State::broken, {line(*highest) + fmt::format(", above {}", asked_.round.value)}};
  }

  Instant latest() const override {
    return asked_at() + (asked_.hold_for ? asked_.hold_for->value : Duration());
  }

 private:
  bool counts(const consensus::RoundAsked& one) const {
    if (asked_.hold_for && (one.at <= asked_at() || one.at > latest())) return false;
    for (const PeerId peer : peers())
      if (peer == one.peer) return true;
    return false;
  }

  const consensus::RoundAsked* highest_asked() const {
    const consensus::RoundAsked* highest = nullptr;
    for (const consensus::RoundAsked& one : watch().rounds_asked()) {
      const bool higher = highest == nullptr || one.view.round > highest->view.round;
      if (higher && counts(one)) highest = &one;
    }
    return highest;
  }

  std::string line(const consensus::RoundAsked& one) const {
    return fmt::format("{} asked for round {} of block {} at {}", name(one.peer), one.view.round,
                       one.view.sequence, to_string(one.at));
  }

  const scenario::ExpectRoundAtMost& asked_;
};

}  // namespace

QuestionPtr ask_round_at_most(const Context& context, const scenario::ExpectRoundAtMost& asked) {
  return std::make_unique<RoundAtMost>(context, asked);
}

}  // namespace seatrial::question
