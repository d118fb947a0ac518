// SPDX-License-Identifier: Apache-2.0
#include "harness/question/kinds.hpp"

namespace seatrial::question {

namespace {

class Reaches final : public Question {
 public:
  explicit Reaches(const Context& context) : context_(context) {}

  Answer look() override { return {State::inconclusive, {"not answered yet"}}; }
  Instant latest() const override { return context_.asked_at; }

 private:
  Context context_;
};

}  // namespace

QuestionPtr ask_reaches(const Context& context, const scenario::ExpectReaches&) {
  return std::make_unique<Reaches>(context);
}

}  // namespace seatrial::question
