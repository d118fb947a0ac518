// SPDX-License-Identifier: Apache-2.0
// Links of discovery, by the static reading: one of the two can ping the other and hears the PONG.
// discv4 is not run, so these are questions about now.
#include <fmt/format.h>

#include <algorithm>

#include "harness/question/kinds.hpp"
#include "harness/question/pairs.hpp"
#include "sim/peer/discovery_check.hpp"

namespace seatrial::question {

namespace {

class DiscoveryLinks final : public Question {
 public:
  DiscoveryLinks(const Context& context, const scenario::ExpectLinks& links)
      : context_(context),
        links_(links),
        pairs_(link_pairs(context.world(), links.from, links.to)) {}

  Answer look() override {
    if (pairs_.empty()) return {State::broken, {"the selectors mean no pair of peers"}};
    Answer answer{State::holds, {}};
    for (const Pair& pair : pairs_) {
      const DiscoveryReading reading = read_discovery(context_.world(), pair.from, pair.to);
      const State state = judge(reading);
      if (state != State::holds) return {state, {line(pair, reading)}};
      if (answer.evidence.empty()) answer.evidence = {line(pair, reading)};
    }
    return answer;
  }

  Instant latest() const override { return context_.asked_at; }

 private:
  State judge(const DiscoveryReading& reading) const {
    if (std::holds_alternative<scenario::Up>(links_.state)) {
      if (reading.status == LinkStatus::unknown) return State::inconclusive;
      return reading.status == LinkStatus::up ? State::holds : State::not_yet;
    }
    if (const auto* down = std::get_if<scenario::Down>(&links_.state)) {
      const bool right = !down->disposition ||
                         down->disposition->value == to_string(reading.decisive().cause) ||
                         down->disposition->value == to_string(reading.forward.cause);
      const bool is_down = reading.status == LinkStatus::down;
      return is_down && right ? State::holds : State::not_yet;
    }
    const auto& wanted = std::get<scenario::Unknown>(links_.state).condition;
    const auto& conditions = reading.decisive().conditions;
    const bool said = std::ranges::any_of(conditions, [&](const std::string& condition) {
      return !wanted || condition.find(wanted->value) != std::string::npos;
    });
    return reading.status == LinkStatus::unknown && said ? State::holds : State::not_yet;
  }

  std::string line(Pair pair, const DiscoveryReading& reading) const {
    const PingReading& ping = reading.decisive();
    std::string line =
        fmt::format("discovery {}: {}", text(context_.world(), pair), to_string(ping.cause));
    if (!ping.detail.empty()) line += " (" + ping.detail + ")";
    if (!ping.conditions.empty()) line += " if " + ping.conditions.front();
    return line;
  }

  Context context_;
  const scenario::ExpectLinks& links_;
  std::vector<Pair> pairs_;
};

}  // namespace

QuestionPtr ask_discovery(const Context& context, const scenario::ExpectLinks& links) {
  return std::make_unique<DiscoveryLinks>(context, links);
}

}  // namespace seatrial::question
