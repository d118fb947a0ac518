// SPDX-License-Identifier: Apache-2.0
// links up: every pair is linked within a time, stays so for a time, and was dialled by whom the
// expectation names. A link that rests on a condition holds inconclusively.
#include <fmt/format.h>

#include "harness/question/explain_wait.hpp"
#include "harness/question/kinds.hpp"
#include "harness/question/observed_cause.hpp"
#include "harness/question/pairs_watch.hpp"
#include "sim/peer/link_check.hpp"

namespace seatrial::question {

namespace {

Duration value_or_zero(const scenario::Maybe<Duration>& field) {
  return field ? field->value : Duration();
}

class LinkUp : public Question {
 public:
  LinkUp(const Context& context, const scenario::ExpectLinks& links)
      : context_(context),
        links_(links),
        within_(value_or_zero(std::get<scenario::Up>(links.state).within)),
        hold_for_(value_or_zero(std::get<scenario::Up>(links.state).hold_for)),
        watch_(context.world(), link_pairs(context.world(), links.from, links.to), true,
               context.asked_at) {}

  Answer look() override {
    watch_.read();
    if (watch_.pairs().empty()) return {State::broken, {"the selectors mean no pair of peers"}};
    if (!watch_.reached() || *watch_.reached() > context_.asked_at + within_) return missing();
    if (const auto dropped = watch_.spoiled(); dropped && dropped->at <= held_until()) {
      return {State::broken, {dropped_line(*dropped)}};
    }
    if (auto wrong = wrong_opener()) return {State::broken, {*wrong}};
    if (world().now() < held_until()) return {State::not_yet, {last_line()}};
    return conditional();
  }

  Instant latest() const override { return context_.asked_at + within_ + hold_for_; }

 private:
  World& world() const { return context_.world(); }
  Instant held_until() const { return *watch_.reached() + hold_for_; }
  std::string name(std::size_t pair) const { return text(world(), watch_.pairs()[pair]); }

  Answer missing() {
    const bool late = world().now() > context_.asked_at + within_;
    const State state = late ? State::broken : State::not_yet;
    const auto wrong = watch_.first_wrong();
    if (!wrong) return {state, {last_line()}};
    if (world().now() < latest() && !late) return {state, {}};
    return {state, missing_lines(*wrong)};
  }

  std::vector<std::string> missing_lines(std::size_t pair) {
    DialStories stories(world());
    stories.read();
    Pair direction = watch_.pairs()[pair];
    const Pair reverse{direction.to, direction.from};
    if (stories.find(direction) == nullptr && stories.find(reverse)) direction = reverse;
    std::vector<std::string> lines{
        fmt::format("{} of {} links are up", watch_.right(), watch_.pairs().size()),
        fmt::format("{}: {}", text(world(), direction), explain_down(world(), stories, direction))};
    const std::string wait = explain_wait(world(), direction, context_.asked_at, world().now());
    if (!wait.empty()) lines.push_back("waited: " + wait);
    return lines;
  }

  std::string last_line() const {
    const std::size_t last = watch_.last();
    const PairLink& link = watch_.link(last);
    const std::size_t count = watch_.pairs().size();
    const std::string which =
        count == 1 ? name(last) : fmt::format("{}, the last of {} links,", name(last), count);
    if (*watch_.reached() <= context_.asked_at) {
      return count == 1 ? which + " was up already"
                        : fmt::format("all {} links were up already", count);
    }
    const Pair pair = watch_.pairs()[last];
    const Pair dial{link.opener, link.opener == pair.from ? pair.to : pair.from};
    const std::string wait = explain_wait(world(), dial, context_.asked_at, *watch_.reached());
    return fmt::format("{} was up after {}, dialled by {}{}", which,
                       to_string(*watch_.reached() - context_.asked_at), world().name(link.opener),
                       wait.empty() ? "" : ": " + wait);
  }

  std::string dropped_line(const PairsWatch::Spoiled& dropped) {
    DialStories stories(world());
    stories.read();
    return fmt::format("{} was lost at {}, {} after all links were up: {}", name(dropped.pair),
                       to_string(dropped.at), to_string(dropped.at - *watch_.reached()),
                       explain_down(world(), stories, watch_.pairs()[dropped.pair]));
  }

  std::optional<std::string> wrong_opener() const {
    if (!links_.dialled_by) return std::nullopt;
    for (std::size_t i = 0; i < watch_.pairs().size(); ++i) {
      const PeerId opener = watch_.link(i).opener;
      if (opener != PeerId::none && means(world(), *links_.dialled_by, opener)) continue;
      return fmt::format("{} was dialled by {}, not by {}", name(i), world().name(opener),
                         links_.dialled_by->text());
    }
    return std::nullopt;
  }

  /// What holds on a condition only is inconclusive.
  Answer conditional() const {
    Answer answer{State::holds, {last_line()}};
    for (const Pair& pair : watch_.pairs()) {
      const LinkReading reading = read_link(world(), pair.from, pair.to);
      if (reading.status != LinkStatus::unknown) continue;
      answer.state = State::inconclusive;
      const auto& conditions = reading.decisive().conditions;
      answer.evidence.push_back(
          fmt::format("{} is up if {}", text(world(), pair),
                      conditions.empty() ? "the other side dials" : conditions.front()));
    }
    return answer;
  }

  Context context_;
  const scenario::ExpectLinks& links_;
  Duration within_;
  Duration hold_for_;
  PairsWatch watch_;
};

}  // namespace

QuestionPtr ask_up(const Context& context, const scenario::ExpectLinks& links) {
  return std::make_unique<LinkUp>(context, links);
}

}  // namespace seatrial::question
