// SPDX-License-Identifier: Apache-2.0
// dials: how many dials each peer made to each other and how far apart, in the run so far.
#include <fmt/format.h>

#include "harness/question/kinds.hpp"
#include "harness/question/observed_cause.hpp"

namespace seatrial::question {

namespace {

class DialsQuestion : public Question {
 public:
  DialsQuestion(const Context& context, const scenario::ExpectDials& expected)
      : context_(context), expected_(expected), stories_(context.world()) {}

  Answer look() override {
    stories_.read();
    const auto pairs = directed_pairs(context_.world(), expected_.from, expected_.to);
    if (pairs.empty()) return {State::broken, {"the selectors mean no pair of peers"}};
    Answer answer{State::holds, {}};
    for (const Pair& pair : pairs) {
      const DialStory* story = stories_.find(pair);
      Answer one = look_at(pair, story == nullptr ? std::vector<Instant>() : story->starts);
      if (one.state == State::broken) return one;
      if (one.state == State::not_yet && answer.state == State::holds)
        answer = std::move(one);
      else if (answer.evidence.empty())
        answer.evidence = std::move(one.evidence);
    }
    return answer;
  }

  Instant latest() const override { return context_.asked_at; }

 private:
  std::size_t needed() const {
    const std::size_t for_a_gap = expected_.gaps ? 2 : 1;
    return expected_.at_least ? std::max<std::size_t>(expected_.at_least->value, for_a_gap)
                              : for_a_gap;
  }

  Answer look_at(const Pair& pair, const std::vector<Instant>& starts) const {
    const std::string name = text(context_.world(), pair);
    for (std::size_t i = 1; expected_.gaps && i < starts.size(); ++i) {
      const Duration gap = starts[i] - starts[i - 1];
      if (expected_.gaps->value.contains(gap)) continue;
      return {State::broken,
              {fmt::format("{} dialled at {} and again after {}", name, to_string(starts[i - 1]),
                           to_string(gap))}};
    }
    const State state = starts.size() < needed() ? State::not_yet : State::holds;
    return {state, {fmt::format("{} dialled {} times{}", name, starts.size(), gaps_text(starts))}};
  }

  static std::string gaps_text(const std::vector<Instant>& starts) {
    std::string gaps;
    for (std::size_t i = 1; i < starts.size() && i <= 5; ++i) {
      gaps += (i == 1 ? ", after " : ", ") + to_string(starts[i] - starts[i - 1]);
    }
    return starts.size() > 6 ? gaps + ", …" : gaps;
  }

  Context context_;
  const scenario::ExpectDials& expected_;
  DialStories stories_;
};

}  // namespace

QuestionPtr ask_dials(const Context& context, const scenario::ExpectDials& dials) {
  return std::make_unique<DialsQuestion>(context, dials);
}

}  // namespace seatrial::question
