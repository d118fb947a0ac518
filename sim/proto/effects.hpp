// SPDX-License-Identifier: Apache-2.0
// Effects: what the outboxes of the protocol machines have in common: a list of effects in the
// order in which they are to happen, that the owner carries out after the call and clears. Which
// effects there are, and how they are put in, is each outbox's own.
#pragma once

#include <utility>
#include <vector>

namespace seatrial {

/// The effects of one call, in order.
template <class Effect>
class Effects {
 public:
  /// In the order in which they are to happen.
  const std::vector<Effect>& effects() const { return effects_; }
  bool empty() const { return effects_.empty(); }
  /// Forgets the effects and keeps the memory.
  void clear() { effects_.clear(); }

 protected:
  template <class One>
  void put(One&& effect) {
    effects_.emplace_back(std::forward<One>(effect));
  }

 private:
  std::vector<Effect> effects_;
};

/// Carries out the effects of an outbox, and those that they lead to, until it is empty. Carrying
/// out one effect may put others into the same outbox (a payload that a process answers), so that
/// those at hand are set aside first; `spare` keeps the memory of what was set aside.
template <class Outbox, class CarryOut>
void drain(Outbox& outbox, std::vector<Outbox>& spare, CarryOut&& carry_out) {
  while (!outbox.empty()) {
    Outbox at_hand;
    if (!spare.empty()) {
      at_hand = std::move(spare.back());
      spare.pop_back();
    }
    std::swap(at_hand, outbox);
    for (const auto& effect : at_hand.effects()) carry_out(effect);
    at_hand.clear();
    spare.push_back(std::move(at_hand));
  }
}

}  // namespace seatrial
