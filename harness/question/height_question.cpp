// SPDX-License-Identifier: Apache-2.0
// height: how high the chain of every peer of a selector is. A lower bound is met as soon as the
// last peer is there; an upper one alone must hold until the time is over.
#include <fmt/format.h>

#include <algorithm>

#include "harness/question/chain_question.hpp"

namespace seatrial::question {

namespace {

class HeightQuestion : public ChainQuestion {
 public:
  HeightQuestion(const Context& context, const scenario::ExpectHeight& asked)
      : ChainQuestion(context, asked.of), asked_(asked) {}

  Answer look() override {
    read();
    if (peers().empty()) return no_peers();
    const auto met = reached();
    const Instant at = met.value_or(seen_until());
    if (const auto high = too_high(std::max(at, asked_at()))) return {State::broken, {*high}};
    if (!met) return {State::not_yet, now() < latest() ? std::vector<std::string>() : low()};
    if (!asked_.at_least && now() < latest()) return {State::not_yet, {}};
    return {State::holds, {line(std::max(at, asked_at()))}};
  }

  Instant latest() const override {
    return asked_at() + (asked_.within ? asked_.within->value : Duration());
  }

 private:
  /// Without a time of its own the question goes on as long as it is looked at.
  Instant seen_until() const { return asked_.within ? std::min(now(), latest()) : now(); }
  std::uint64_t height(PeerId peer, Instant at) const { return watch().height_at(peer, at); }

  /// When the last peer was high enough.
  std::optional<Instant> reached() const {
    if (!asked_.at_least) return seen_until();
    Instant last;
    for (const PeerId peer : peers()) {
      const auto& heads = watch().heads(peer);
      const auto first = std::ranges::find_if(heads, [&](const consensus::Head& head) {
        return head.number >= asked_.at_least->value && head.at <= seen_until();
      });
      if (asked_.at_least->value == 0) continue;
      if (first == heads.end()) return std::nullopt;
      last = std::max(last, first->at);
    }
    return last;
  }

  std::optional<std::string> too_high(Instant at) const {
    for (const PeerId peer : peers()) {
      if (!asked_.at_most || height(peer, at) <= asked_.at_most->value) continue;
      return fmt::format("{} was at block {} at {}, higher than {}", name(peer), height(peer, at),
                         to_string(at), asked_.at_most->value);
    }
    return std::nullopt;
  }

  std::vector<std::string> low() const {
    for (const PeerId peer : peers()) {
      if (height(peer, seen_until()) >= asked_.at_least->value) continue;
      std::vector<std::string> lines{stood(peer, seen_until()) +
                                     fmt::format(", below {}", asked_.at_least->value)};
      if (std::string why = why_stood(peer, seen_until()); !why.empty())
        lines.push_back(std::move(why));
      return lines;
    }
    return {};
  }

  std::string line(Instant at) const {
    const auto at_height = [&](PeerId peer) { return height(peer, at); };
    const std::uint64_t least = at_height(*std::ranges::min_element(peers(), {}, at_height));
    const std::uint64_t most = at_height(*std::ranges::max_element(peers(), {}, at_height));
    const std::string heights =
        least == most ? fmt::format("block {}", most) : fmt::format("blocks {} to {}", least, most);
    return fmt::format("{} was at {} at {}", all(), heights, to_string(at));
  }

  const scenario::ExpectHeight& asked_;
};

}  // namespace

QuestionPtr ask_height(const Context& context, const scenario::ExpectHeight& asked) {
  return std::make_unique<HeightQuestion>(context, asked);
}

}  // namespace seatrial::question
