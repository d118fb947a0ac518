// SPDX-License-Identifier: Apache-2.0
// recovers_within: the next block comes in time on every peer of a selector, counted from asking or
// from each peer's own last block before it; the slowest decides. What is written with '±' must
// not come earlier either.
#include <fmt/format.h>

#include <algorithm>

#include "harness/question/chain_question.hpp"

namespace seatrial::question {

namespace {

class RecoversWithin : public ChainQuestion {
 public:
  RecoversWithin(const Context& context, const scenario::ExpectRecoversWithin& asked)
      : ChainQuestion(context, asked.of), asked_(asked) {}

  Answer look() override {
    read();
    if (peers().empty()) return no_peers();
    for (const PeerId peer : peers()) {
      const consensus::Head* next = watch().head_after(peer, asked_at());
      if (next == nullptr && now() >= deadline(peer)) return {State::not_yet, missing(peer)};
      if (next != nullptr && next->at > deadline(peer)) return {State::broken, {line(peer)}};
    }
    const auto slow = slowest();
    if (!slow) return {State::not_yet, {}};
    const bool early = asked_.exact && taken(*slow) < asked_.time.value.earliest();
    return {early ? State::broken : State::holds, {line(*slow) + (early ? ": too early" : "")}};
  }

  Instant latest() const override {
    Instant last = asked_at();
    for (const PeerId peer : peers()) last = std::max(last, deadline(peer));
    return last;
  }

 private:
  bool since_block() const { return asked_.since.value == scenario::RecoverySince::last_block; }
  Instant base(PeerId peer) const {
    return since_block() ? head_since(peer, asked_at()) : asked_at();
  }
  Instant deadline(PeerId peer) const { return base(peer) + asked_.time.value.latest(); }
  Duration taken(PeerId peer) const {
    return watch().head_after(peer, asked_at())->at - base(peer);
  }

  /// Who took longest; none while one has no new block.
  std::optional<PeerId> slowest() const {
    const auto has = [&](PeerId peer) { return watch().head_after(peer, asked_at()) != nullptr; };
    if (!std::ranges::all_of(peers(), has)) return std::nullopt;
    return *std::ranges::max_element(peers(), {}, [&](PeerId peer) { return taken(peer); });
  }

  /// "b/b1 got block 21 at 100.0 s, 80.0 s after block 20: the timer of round 4".
  std::string line(PeerId peer) const {
    const consensus::Head& next = *watch().head_after(peer, asked_at());
    const std::string after = since_block()
                                  ? fmt::format("block {}", watch().height_at(peer, asked_at()))
                                  : "it was asked";
    return fmt::format("{} got block {} at {}, {} after {}{}", name(peer), next.number,
                       to_string(next.at), to_string(taken(peer)), after, timer(next));
  }

  /// A block of round r was made when the timer of round r-1 had ended. // SPEC goquorum 7.8
  std::string timer(const consensus::Head& next) const {
    const auto round = watch().round_of(next.block);
    return round && *round > 0 ? fmt::format(": the timer of round {}", *round - 1) : "";
  }

  std::vector<std::string> missing(PeerId peer) const {
    const Instant to = std::max(deadline(peer), asked_at());
    std::vector<std::string> lines{
        stood(peer, to) + fmt::format(" (limit {})", to_string(asked_.time.value.latest()))};
    if (std::string why = why_stood(peer, to); !why.empty()) lines.push_back(std::move(why));
    return lines;
  }

  const scenario::ExpectRecoversWithin& asked_;
};

}  // namespace

QuestionPtr ask_recovers_within(const Context& context,
                                const scenario::ExpectRecoversWithin& asked) {
  return std::make_unique<RecoversWithin>(context, asked);
}

}  // namespace seatrial::question
