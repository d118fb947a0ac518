// SPDX-License-Identifier: Apache-2.0
// Links between Tesseras, by the static reading: payloads of `from` reach `to` if a URL of from's
// config, or else the URL that `to` advertises in from's cluster, leads to it. Tesseras are not
// run, so these are questions about now. SPEC goquorum 10.2
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/question/kinds.hpp"
#include "harness/question/pairs.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial::question {

namespace {

class TesseraLinks : public Question {
 public:
  TesseraLinks(const Context& context, const scenario::ExpectLinks& links)
      : context_(context),
        links_(links),
        pairs_(directed_pairs(context.world(), links.from, links.to)) {}

  Answer look() override {
    if (pairs_.empty()) return {State::broken, {"the selectors mean no pair of peers"}};
    const TesseraPushes pushes(context_.world());
    Answer answer{State::holds, {}};
    for (const Pair& pair : pairs_) {
      const TesseraPush push = pushes.read(pair.from, pair.to);
      const State state = judge(push);
      if (state == State::holds && !answer.evidence.empty()) continue;
      if (state == State::not_yet) return {state, {line(pair, push)}};
      if (state != State::holds || answer.evidence.empty()) answer = {state, {line(pair, push)}};
    }
    return answer;
  }

  Instant latest() const override { return context_.asked_at; }

 private:
  State judge(const TesseraPush& push) const {
    const bool is_up = push.cause == LinkCause::up;
    const bool open = is_up && !push.conditions.empty();
    if (std::holds_alternative<scenario::Up>(links_.state)) {
      if (open) return State::inconclusive;
      return is_up ? State::holds : State::not_yet;
    }
    if (const auto* down = std::get_if<scenario::Down>(&links_.state)) {
      const bool right = !down->disposition || down->disposition->value == to_string(push.cause);
      return !is_up && right && has_code(*down) ? State::holds : State::not_yet;
    }
    const auto& wanted = std::get<scenario::Unknown>(links_.state).condition;
    const bool said = std::ranges::any_of(push.conditions, [&](const std::string& condition) {
      return !wanted || condition.find(wanted->value) != std::string::npos;
    });
    return open && said ? State::holds : State::not_yet;
  }

  bool has_code(const scenario::Down& down) const {
    return !down.code || std::ranges::any_of(context_.findings, [&](const Finding& finding) {
      return finding.code == down.code->value;
    });
  }

  std::string line(Pair pair, const TesseraPush& push) const {
    std::string line =
        fmt::format("tessera {}: {}", text(context_.world(), pair), to_string(push.cause));
    if (!push.detail.empty()) line += " (" + push.detail + ")";
    if (!push.conditions.empty()) line += " if " + push.conditions.front();
    return line;
  }

  Context context_;
  const scenario::ExpectLinks& links_;
  std::vector<Pair> pairs_;
};

}  // namespace

QuestionPtr ask_tessera(const Context& context, const scenario::ExpectLinks& links) {
  return std::make_unique<TesseraLinks>(context, links);
}

}  // namespace seatrial::question
