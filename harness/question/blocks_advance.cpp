// SPDX-License-Identifier: Apache-2.0
// blocks_advance: every peer of a selector gets so many new blocks within a time, counted from when
// it was asked. A bound from above is decided at the end of that time only.
#include <fmt/format.h>

#include "harness/question/chain_question.hpp"

namespace seatrial::question {

namespace {

class BlocksAdvance : public ChainQuestion {
 public:
  BlocksAdvance(const Context& context, const scenario::ExpectBlocksAdvance& asked)
      : ChainQuestion(context, asked.of), asked_(asked) {}

  Answer look() override {
    read();
    if (peers().empty()) return no_peers();
    if (const auto fast = too_many()) return {State::broken, {*fast}};
    const auto slow = slowest();
    if (!slow) return {State::not_yet, missing()};
    if (asked_.at_most && now() < latest()) return {State::not_yet, {}};
    return {State::holds, {asked_.at_most ? bounded() : in_time(*slow)}};
  }

  Instant latest() const override { return asked_at() + asked_.within.value; }

 private:
  std::uint64_t needed() const {
    if (asked_.at_least) return asked_.at_least->value;
    return asked_.at_most ? 0 : 1;
  }

  std::uint64_t gained(PeerId peer) const {
    const std::uint64_t before = watch().height_at(peer, asked_at());
    const std::uint64_t after = watch().height_at(peer, latest());
    return after < before ? 0 : after - before;
  }

  /// When a peer had all that it needs; none if it has not.
  std::optional<Instant> reached(PeerId peer) const {
    const std::uint64_t wanted = watch().height_at(peer, asked_at()) + needed();
    if (needed() == 0) return asked_at();
    for (const consensus::Head& head : watch().heads(peer))
      if (head.at > asked_at() && head.at <= latest() && head.number >= wanted) return head.at;
    return std::nullopt;
  }

  /// The peer that came last; none while one is missing.
  std::optional<PeerId> slowest() const {
    PeerId last = peers().front();
    for (const PeerId peer : peers()) {
      const auto when = reached(peer);
      if (!when) return std::nullopt;
      if (*when > *reached(last)) last = peer;
    }
    return last;
  }

  std::optional<std::string> too_many() const {
    for (const PeerId peer : peers()) {
      if (!asked_.at_most || gained(peer) <= asked_.at_most->value) continue;
      return fmt::format("{} got {} new blocks since {}, more than {}", name(peer), gained(peer),
                         to_string(asked_at()), asked_.at_most->value);
    }
    return std::nullopt;
  }

  std::vector<std::string> missing() const {
    if (now() < latest()) return {};
    for (const PeerId peer : peers()) {
      if (reached(peer)) continue;
      std::vector<std::string> lines{stood(peer, latest()) +
                                     fmt::format(" (limit {})", to_string(asked_.within.value))};
      if (gained(peer) > 0)
        lines.front() += fmt::format(", with {} of {} new blocks", gained(peer), needed());
      if (std::string why = why_stood(peer, latest()); !why.empty())
        lines.push_back(std::move(why));
      return lines;
    }
    return {};
  }

  std::string in_time(PeerId last) const {
    const Instant when = *reached(last);
    return fmt::format(
        "{} got block {} at {}, {} after it was asked{}", name(last), watch().height_at(last, when),
        to_string(when), to_string(when - asked_at()),
        peers().size() == 1 ? "" : fmt::format(", as the last of {}", peers().size()));
  }

  std::string bounded() const {
    std::uint64_t least = UINT64_MAX;
    std::uint64_t most = 0;
    for (const PeerId peer : peers()) {
      least = std::min(least, gained(peer));
      most = std::max(most, gained(peer));
    }
    const std::string count =
        least == most ? std::to_string(most) : fmt::format("{} to {}", least, most);
    return fmt::format("{} got {} new blocks from {} to {}", all(), count, to_string(asked_at()),
                       to_string(latest()));
  }

  const scenario::ExpectBlocksAdvance& asked_;
};

}  // namespace

QuestionPtr ask_blocks_advance(const Context& context, const scenario::ExpectBlocksAdvance& asked) {
  return std::make_unique<BlocksAdvance>(context, asked);
}

}  // namespace seatrial::question
