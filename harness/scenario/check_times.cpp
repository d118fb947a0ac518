// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/scenario/check.hpp"

namespace seatrial::scenario {

namespace {

class TimeCheck {
 public:
  TimeCheck(Reader& reader, const Scenario& scenario)
      : reader_(reader), limit_(scenario.limits.virtual_time) {}

  void step(const Step& step);
  void expectation(const Expectation& expectation);

 private:
  void length(const Maybe<Duration>& length, std::string_view what);
  void length(const Marked<Duration>& length, std::string_view what);
  void when(const When& when);
  void chain(const Expectation::Question& question);
  void wait(const Wait& wait);
  void fault(const Action& action);

  Reader& reader_;
  Marked<Duration> limit_;
  Duration waited_;
};

void TimeCheck::length(const Maybe<Duration>& length, std::string_view what) {
  if (!length || length->value <= limit_.value) return;
  reader_.fail(length->mark,
               fmt::format("{} {} is longer than the run may last ({})", what,
                           to_string(length->value), to_string(limit_.value)),
               "raise virtual_time under 'limits'");
}

void TimeCheck::length(const Marked<Duration>& length, std::string_view what) {
  this->length(Maybe<Duration>(length), what);
}

void TimeCheck::chain(const Expectation::Question& question) {
  if (const auto* blocks = std::get_if<ExpectBlocksAdvance>(&question)) {
    length(blocks->within, "within");
  } else if (const auto* stalls = std::get_if<ExpectStalls>(&question)) {
    length(stalls->hold_for, "for");
    length(stalls->within, "within");
  } else if (const auto* recovers = std::get_if<ExpectRecoversWithin>(&question)) {
    length(Marked<Duration>{recovers->time.value.latest(), recovers->time.mark}, "recovers_within");
  } else if (const auto* validators = std::get_if<ExpectValidatorsAre>(&question)) {
    length(validators->within, "within");
  } else if (const auto* height = std::get_if<ExpectHeight>(&question)) {
    length(height->within, "within");
  } else if (const auto* round = std::get_if<ExpectRoundAtMost>(&question)) {
    length(round->hold_for, "for");
  } else if (const auto* rotates = std::get_if<ExpectProposerRotates>(&question)) {
    length(rotates->within, "within");
  } else if (const auto* seals = std::get_if<ExpectSealsFrom>(&question)) {
    length(seals->within, "within");
  }
}

void TimeCheck::expectation(const Expectation& expectation) {
  if (const auto* links = std::get_if<ExpectLinks>(&expectation.question)) {
    if (const auto* up = std::get_if<Up>(&links->state)) {
      length(up->within, "within");
      length(up->hold_for, "for");
    } else if (const auto* down = std::get_if<Down>(&links->state)) {
      length(down->within, "within");
      length(down->hold_for, "for");
    }
  } else if (const auto* log = std::get_if<ExpectLog>(&expectation.question)) {
    length(log->within, "within");
  } else if (const auto* one_of = std::get_if<ExpectOneOf>(&expectation.question)) {
    for (const Expectation& one : one_of->any) this->expectation(one);
  }
  chain(expectation.question);
}

// A step does not go back in time; what earlier steps waited for is only a lower bound of it.
void TimeCheck::when(const When& when) {
  if (const auto* after = std::get_if<AfterBlock>(&when)) length(after->plus, "plus");
  const auto* at = std::get_if<AtTime>(&when);
  if (at == nullptr) return;
  length(at->since_start, "at");
  if (at->since_start.value < waited_) {
    reader_.fail(at->since_start.mark,
                 fmt::format("at {} is past: the steps before take {}",
                             to_string(at->since_start.value), to_string(waited_)),
                 "give a later time, or put this step before them");
  }
  waited_ = at->since_start.value;
}

void TimeCheck::wait(const Wait& wait) {
  length(wait.time, "wait");
  length(wait.at_most, "at_most");
  if (wait.until) expectation(*wait.until);
  if (!wait.time || !reader_.ok()) return;
  waited_ += wait.time->value;
  if (waited_ <= limit_.value) return;
  reader_.fail(wait.time->mark,
               fmt::format("the waits up to here sum up to {}, and the run may last {}",
                           to_string(waited_), to_string(limit_.value)),
               "raise virtual_time under 'limits'");
}

void TimeCheck::fault(const Action& action) {
  if (const auto* pause = std::get_if<Pause>(&action)) length(pause->lasts, "for");
  if (const auto* lose = std::get_if<Lose>(&action)) length(lose->which.lasts, "for");
  if (const auto* delay = std::get_if<Delay>(&action)) {
    length(delay->by, "by");
    length(delay->which.lasts, "for");
  }
  if (const auto* how = std::get_if<Byzantine>(&action)) {
    length(how->delay, "delay");
    length(how->lasts, "for");
  }
}

void TimeCheck::step(const Step& step) {
  if (step.when) when(*step.when);
  if (const auto* waits = std::get_if<Wait>(&step.action)) wait(*waits);
  fault(step.action);
  if (const auto* expect = std::get_if<Expect>(&step.action)) {
    for (const Expectation& one : expect->all) expectation(one);
  }
}

}  // namespace

void check_times(Reader& reader, const Scenario& scenario) {
  TimeCheck check(reader, scenario);
  for (const Step& step : scenario.steps) check.step(step);
  for (const Expectation& one : scenario.expect) check.expectation(one);
}

}  // namespace seatrial::scenario
