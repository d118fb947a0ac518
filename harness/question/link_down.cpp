// SPDX-License-Identifier: Apache-2.0
// links down: no pair is linked, soon enough and long enough, and what the dials of `from` met is
// what the expectation says: the cause, the text that the dialler logs, the time between two dials,
// the finding. Facts that are not observed yet are waited for; a link that comes up is final.
#include <fmt/format.h>

#include <algorithm>

#include "harness/question/kinds.hpp"
#include "harness/question/observed_cause.hpp"
#include "harness/question/pairs_watch.hpp"

namespace seatrial::question {

namespace {

using scenario::Down;

Duration value_or_zero(const scenario::Maybe<Duration>& field) {
  return field ? field->value : Duration();
}

class LinkDown : public Question {
 public:
  LinkDown(const Context& context, const scenario::ExpectLinks& links)
      : context_(context),
        down_(std::get<Down>(links.state)),
        within_(value_or_zero(down_.within)),
        hold_for_(value_or_zero(down_.hold_for)),
        watch_(context.world(), link_pairs(context.world(), links.from, links.to), false,
               context.asked_at),
        stories_(context.world()),
        dials_(directed_pairs(context.world(), links.from, links.to)) {
    if (down_.both_ways && down_.both_ways->value) add_reverse();
  }

  Answer look() override {
    watch_.read();
    stories_.read();
    if (watch_.pairs().empty()) return {State::broken, {"the selectors mean no pair of peers"}};
    if (!watch_.reached() || *watch_.reached() > context_.asked_at + within_) return still_up();
    const Instant held_until = *watch_.reached() + hold_for_;
    const auto came_up = watch_.spoiled();
    if (came_up && came_up->at <= held_until) return {State::broken, {came_up_line(*came_up)}};
    Answer facts = look_at_facts();
    if (came_up && facts.state == State::not_yet) {
      return {State::broken, {came_up_line(*came_up)}};
    }
    const bool held = world().now() >= held_until;
    if (facts.state == State::holds && !held) facts.state = State::not_yet;
    return facts;
  }

  Instant latest() const override {
    Duration wait = within_ + hold_for_;
    // The first dial is at most one gap away, and the second another.
    if (down_.retry) wait = std::max(wait, down_.retry->value.latest() * 2);
    return context_.asked_at + wait;
  }

 private:
  World& world() const { return context_.world(); }

  void add_reverse() {
    const std::vector<Pair> forward = dials_;
    for (const Pair& pair : forward) {
      const Pair reverse{pair.to, pair.from};
      if (std::ranges::count(forward, reverse) == 0) dials_.push_back(reverse);
    }
  }

  Answer still_up() const {
    const bool late = world().now() > context_.asked_at + within_;
    Answer answer{late ? State::broken : State::not_yet, {}};
    const auto up = watch_.first_wrong().value_or(watch_.last());
    answer.evidence.push_back(
        watch_.first_wrong()
            ? fmt::format("{} is up since {}", text(world(), watch_.pairs()[up]),
                          to_string(watch_.link(up).since))
            : fmt::format("{} was down only at {}", text(world(), watch_.pairs()[up]),
                          to_string(watch_.link(up).since)));
    return answer;
  }

  std::string came_up_line(const PairsWatch::Spoiled& spoiled) const {
    return fmt::format("{} came up at {}, dialled by {}",
                       text(world(), watch_.pairs()[spoiled.pair]), to_string(spoiled.at),
                       world().name(watch_.link(spoiled.pair).opener));
  }

  /// What the dials met; the first pair that differs is the evidence.
  Answer look_at_facts() const {
    if (down_.code && !has_finding()) {
      return {State::not_yet, {fmt::format("no finding {}", down_.code->value)}};
    }
    Answer answer{State::holds, {}};
    for (const Pair& pair : dials_) {
      Answer one = look_at(pair);
      if (one.state == State::broken) return one;
      if (one.state == State::not_yet && answer.state == State::holds) answer = std::move(one);
    }
    if (answer.state == State::holds) answer.evidence = {line(dials_.front())};
    return answer;
  }

  Answer look_at(Pair pair) const {
    if (down_.retry) {
      Answer gaps = look_at_gaps(pair);
      if (gaps.state != State::holds) return gaps;
    }
    if (down_.disposition && !met(pair, down_.disposition->value)) {
      return {State::not_yet, {line(pair), "expected " + down_.disposition->value}};
    }
    if (down_.seen_as && !seen(pair, down_.seen_as->value)) {
      return {State::not_yet, {line(pair), "expected to be seen as " + down_.seen_as->value}};
    }
    return {State::holds, {}};
  }

  std::string line(Pair pair) const {
    return fmt::format("{}: {}", text(world(), pair), explain_down(world(), stories_, pair));
  }

  /// By the dials of this direction; by the link, where nobody dialled or a process is down.
  bool met(Pair pair, std::string_view word) const {
    const DialStory* story = stories_.find(pair);
    if (story != nullptr && story->ended) {
      const bool failed = story->disposition != net::Disposition::delivered;
      if (failed && to_string(story->disposition) == word) return true;
      if (to_string(story->cause) == word) return true;
    }
    const LinkCause link = stories_.link_cause(pair.from, pair.to);
    return (story == nullptr || link == LinkCause::not_running) && to_string(link) == word;
  }

  bool seen(Pair pair, const std::string& wanted) const {
    const DialStory* story = stories_.find(pair);
    if (story == nullptr) return false;
    return std::ranges::any_of(story->seen_as,
                               [&](const std::string& error) { return is_seen_as(error, wanted); });
  }

  Answer look_at_gaps(Pair pair) const {
    const DialStory* story = stories_.find(pair);
    std::optional<Instant> before;
    std::size_t dials = 0;
    for (const Instant at : story ? story->starts : std::vector<Instant>()) {
      if (at < context_.asked_at) continue;
      if (before && !down_.retry->value.contains(at - *before)) {
        return {State::broken,
                {fmt::format("{} dialled at {} and again after {}", text(world(), pair),
                             to_string(*before), to_string(at - *before))}};
      }
      before = at;
      ++dials;
    }
    if (dials >= 2) return {State::holds, {}};
    return {State::not_yet, {fmt::format("{}: {} dials so far", text(world(), pair), dials)}};
  }

  bool has_finding() const {
    return std::ranges::any_of(context_.findings, [&](const Finding& finding) {
      return finding.code == down_.code->value;
    });
  }

  Context context_;
  const Down& down_;
  Duration within_;
  Duration hold_for_;
  PairsWatch watch_;
  DialStories stories_;
  std::vector<Pair> dials_;
};

}  // namespace

QuestionPtr ask_down(const Context& context, const scenario::ExpectLinks& links) {
  return std::make_unique<LinkDown>(context, links);
}

}  // namespace seatrial::question
