// SPDX-License-Identifier: Apache-2.0
// chain_single: no two peers of a selector have different blocks of one number now. A branch that
// was left by a reorganisation is no second chain any more.
#include <fmt/format.h>

#include <algorithm>

#include "harness/question/chain_question.hpp"

namespace seatrial::question {

namespace {

class ChainSingle : public ChainQuestion {
 public:
  ChainSingle(const Context& context, const scenario::ExpectChainSingle& asked)
      : ChainQuestion(context, asked.of) {}

  Answer look() override {
    read();
    if (peers().empty()) return no_peers();
    const consensus::ChainView view = chains();
    const auto height = [&](PeerId peer) { return view.height(peer); };
    const auto begun = started(view);
    if (begun.empty()) return {State::holds, {"no peer has a chain yet"}};
    const PeerId best = *std::ranges::max_element(begun, {}, height);
    for (const PeerId peer : begun)
      if (const auto number = first_difference(view, best, peer))
        return {State::broken, {differ(view, best, peer, *number)}};
    return {State::holds,
            {fmt::format("{} {} one chain, up to block {}", begun.size(),
                         begun.size() == 1 ? "peer has" : "peers have", height(best))}};
  }

  Instant latest() const override { return asked_at(); }

 private:
  std::vector<PeerId> started(const consensus::ChainView& view) const {
    std::vector<PeerId> begun;
    for (const PeerId peer : peers())
      if (view.chain_of(peer) != nullptr) begun.push_back(peer);
    return begun;
  }

  /// The first number at which two chains differ. Below it they are one, so that it can be halved.
  static std::optional<std::uint64_t> first_difference(const consensus::ChainView& view, PeerId a,
                                                       PeerId b) {
    const chain::Blockchain& one = *view.chain_of(a);
    const chain::Blockchain& two = *view.chain_of(b);
    std::uint64_t same = 0;
    std::uint64_t end = std::min(one.height(), two.height()) + 1;
    while (same < end) {
      const std::uint64_t middle = same + (end - same) / 2;
      if (one.at(middle) == two.at(middle)) {
        same = middle + 1;
      } else {
        end = middle;
      }
    }
    if (same > std::min(one.height(), two.height())) return std::nullopt;
    return same;
  }

  std::string author(const consensus::ChainView& view, PeerId peer, std::uint64_t number) const {
    const chain::AddressRef ref = (*view.blocks)[*view.chain_of(peer)->at(number)].author;
    if (ref == chain::AddressRef::none) return "nobody";
    const chain::AddressBook& book = view.blocks->book();
    const PeerId owner = world().peer_with(world().accounts().find(book.address(ref)));
    return owner == PeerId::none ? book.text(ref) : name(owner);
  }

  std::string differ(const consensus::ChainView& view, PeerId a, PeerId b,
                     std::uint64_t number) const {
    if (number == 0) return fmt::format("{} and {} have different geneses", name(a), name(b));
    return fmt::format("{} and {} have different blocks {}: that of {} is by {}, that of {} by {}",
                       name(a), name(b), number, name(a), author(view, a, number), name(b),
                       author(view, b, number));
  }
};

}  // namespace

QuestionPtr ask_chain_single(const Context& context, const scenario::ExpectChainSingle& asked) {
  return std::make_unique<ChainSingle>(context, asked);
}

}  // namespace seatrial::question
