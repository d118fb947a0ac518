// SPDX-License-Identifier: Apache-2.0
// stalls: no peer of a selector gets a new block for a while, counted from the last new block (or,
// where there was none, from the first start). Blocks may still come until `within` has passed;
// each begins the count anew.
#include <fmt/format.h>

#include <algorithm>

#include "harness/question/chain_question.hpp"

namespace seatrial::question {

namespace {

class Stalls : public ChainQuestion {
 public:
  Stalls(const Context& context, const scenario::ExpectStalls& asked)
      : ChainQuestion(context, asked.of), asked_(asked) {}

  Answer look() override {
    read();
    if (peers().empty()) return no_peers();
    const Instant from = began();
    if (const consensus::Head* next = next_after(from); next && next->at <= until(from))
      return {State::broken, resumed(*next, from)};
    if (asked_.round && asked_round(from) > asked_.round->value)
      return {State::broken, {round_line(from)}};
    if (now() < until(from)) return {State::not_yet, {}};
    if (asked_.round && asked_round(from) != asked_.round->value)
      return {State::broken, {round_line(from)}};
    return {State::holds, held(from)};
  }

  Instant latest() const override { return std::max(asked_at(), begin_by() + hold_for()); }

 private:
  Duration hold_for() const { return asked_.hold_for.value; }
  Instant begin_by() const {
    return asked_at() + (asked_.within ? asked_.within->value : Duration());
  }
  Instant until(Instant from) const { return from + hold_for(); }

  /// When the last block came that may still have come; the first start where none did.
  Instant began() const {
    std::optional<Instant> last;
    Instant start = Instant::never();
    for (const PeerId peer : peers()) {
      if (const consensus::Head* head = watch().head_at(peer, begin_by()))
        last = std::max(last.value_or(head->at), head->at);
      if (!watch().starts(peer).empty()) start = std::min(start, watch().starts(peer).front());
    }
    return last.value_or(start == Instant::never() ? asked_at() : start);
  }

  const consensus::Head* next_after(Instant from) const {
    const consensus::Head* next = nullptr;
    for (const PeerId peer : peers()) {
      const consensus::Head* head = watch().head_after(peer, from);
      if (head != nullptr && (next == nullptr || head->at < next->at)) next = head;
    }
    return next;
  }

  /// The peer that had the last block, or the first of them all.
  PeerId example(Instant at) const {
    const auto height = [&](PeerId peer) { return watch().height_at(peer, at); };
    return *std::ranges::max_element(peers(), {}, height);
  }

  std::uint64_t asked_round(Instant from) const {
    const Instant to = std::min(now(), until(from));
    const std::uint64_t sequence = watch().height_at(example(from), from) + 1;
    return consensus::highest_round(watch(), consensus::Chain{{}, peers()}, sequence, from, to);
  }

  std::string round_line(Instant from) const {
    return fmt::format("round {} was the highest that was asked for after {}, not {}",
                       asked_round(from), to_string(from), asked_.round->value);
  }

  std::vector<std::string> resumed(const consensus::Head& next, Instant from) const {
    return {fmt::format("{} got block {} at {}, {} after the last one (asked for {})",
                        name(next.peer), next.number, to_string(next.at), to_string(next.at - from),
                        to_string(hold_for()))};
  }

  std::vector<std::string> held(Instant from) const {
    const PeerId peer = example(from);
    const bool one = peers().size() == 1;
    std::vector<std::string> lines{
        fmt::format("{} stood at block {} from {} to {}", one ? name(peer) : all(),
                    watch().height_at(peer, from), to_string(from), to_string(until(from)))};
    if (std::string why = why_stood(peer, until(from)); !why.empty())
      lines.push_back(std::move(why));
    return lines;
  }

  const scenario::ExpectStalls& asked_;
};

}  // namespace

QuestionPtr ask_stalls(const Context& context, const scenario::ExpectStalls& asked) {
  return std::make_unique<Stalls>(context, asked);
}

}  // namespace seatrial::question
