// SPDX-License-Identifier: Apache-2.0
// one_of: at least one of several expectations holds. One whose time is over counts as broken.
#include "harness/question/describe.hpp"
#include "harness/question/kinds.hpp"

namespace seatrial::question {

namespace {

class OneOf : public Question {
 public:
  OneOf(const Context& context, const scenario::ExpectOneOf& expected) : context_(context) {
    for (const scenario::Expectation& one : expected.any) {
      choices_.push_back({&one, Asking(context.scene, one, context.asked_at, context.findings)});
    }
  }

  Answer look() override {
    Answer sum{State::broken, {}};
    for (Choice& choice : choices_) {
      if (choice.over) continue;
      Answer answer = choice.asking.look();
      if (answer.state == State::holds) return labelled(choice, std::move(answer));
      if (answer.state == State::not_yet) {
        choice.over = context_.world().now() >= choice.asking.latest();
      }
      if (choice.over) answer.state = State::broken;
      choice.last = labelled(choice, std::move(answer));
    }
    for (const Choice& choice : choices_) {
      sum.state = better(sum.state, choice.last.state);
      sum.evidence.insert(sum.evidence.end(), choice.last.evidence.begin(),
                          choice.last.evidence.end());
    }
    return sum;
  }

  Instant latest() const override {
    Instant latest = context_.asked_at;
    for (const Choice& choice : choices_) latest = std::max(latest, choice.asking.latest());
    return latest;
  }

 private:
  struct Choice {
    const scenario::Expectation* expectation;
    Asking asking;
    bool over = false;  ///< its time is over, and it did not hold
    Answer last{};
  };

  /// What may still hold comes before what holds on a condition, and that before what is broken.
  static State better(State a, State b) {
    for (const State state : {State::not_yet, State::inconclusive}) {
      if (a == state || b == state) return state;
    }
    return State::broken;
  }

  static Answer labelled(const Choice& choice, Answer answer) {
    const std::string name = describe(*choice.expectation);
    const std::string how(to_string(answer.state));
    if (answer.evidence.empty()) answer.evidence.push_back("");
    for (std::string& line : answer.evidence) {
      line = name + (line.empty() ? " " + how : ": " + line);
    }
    return answer;
  }

  Context context_;
  std::vector<Choice> choices_;
};

}  // namespace

QuestionPtr ask_one_of(const Context& context, const scenario::ExpectOneOf& one_of) {
  return std::make_unique<OneOf>(context, one_of);
}

}  // namespace seatrial::question
