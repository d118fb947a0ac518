// SPDX-License-Identifier: Apache-2.0
// links unknown: the static reading says that each link depends on what no file settles.
#include <fmt/format.h>

#include "harness/question/kinds.hpp"
#include "harness/question/pairs.hpp"
#include "sim/peer/link_check.hpp"

namespace seatrial::question {

namespace {

class LinkUnknown : public Question {
 public:
  LinkUnknown(const Context& context, const scenario::ExpectLinks& links)
      : context_(context),
        unknown_(std::get<scenario::Unknown>(links.state)),
        pairs_(link_pairs(context.world(), links.from, links.to)) {}

  Answer look() override {
    if (pairs_.empty()) return {State::broken, {"the selectors mean no pair of peers"}};
    Answer answer{State::holds, {}};
    for (const Pair& pair : pairs_) {
      const LinkReading reading = read_link(context_.world(), pair.from, pair.to);
      const std::string name = text(context_.world(), pair);
      if (reading.status != LinkStatus::unknown) return known(name, reading);
      const auto condition = find_condition(reading);
      if (!condition) return {State::broken, {name + ": no condition says so"}};
      if (answer.evidence.empty()) answer.evidence = {name + " is up if " + *condition};
    }
    return answer;
  }

  Instant latest() const override { return context_.asked_at; }

 private:
  static Answer known(const std::string& name, const LinkReading& reading) {
    const LinkCause cause = reading.decisive().cause;
    return {State::broken, {fmt::format("{} is known: {}", name, to_string(cause))}};
  }

  /// The first condition with the wanted text, of the direction that decides or else the other.
  std::optional<std::string> find_condition(const LinkReading& reading) const {
    const std::string wanted = unknown_.condition ? unknown_.condition->value : "";
    for (const DialReading* dial : {&reading.decisive(), &reading.forward, &reading.backward}) {
      for (const std::string& condition : dial->conditions) {
        if (condition.find(wanted) != std::string::npos) return condition;
      }
    }
    if (wanted.empty()) return "the other side dials";
    return std::nullopt;
  }

  Context context_;
  const scenario::Unknown& unknown_;
  std::vector<Pair> pairs_;
};

}  // namespace

QuestionPtr ask_unknown(const Context& context, const scenario::ExpectLinks& links) {
  return std::make_unique<LinkUnknown>(context, links);
}

}  // namespace seatrial::question
