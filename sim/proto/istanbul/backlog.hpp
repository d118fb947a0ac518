// SPDX-License-Identifier: Apache-2.0
// Backlog: messages that came before their time, in a queue per sender with the lowest key first.
// It is unbounded, and who is no validator any more is purged when it is next gone through. Equal
// keys keep the order of arrival here; in GoQuorum theirs is that of a heap, which says nothing.
// // SPEC goquorum 7.9
#pragma once

#include <map>
#include <vector>

#include "sim/proto/istanbul/message.hpp"
#include "sim/proto/istanbul/validator_set.hpp"

namespace seatrial::istanbul {

/// What checkMessage says. // SPEC goquorum 7.7
enum class Check : std::uint8_t { accept, future, old };

/// The key by which a message waits, as GoQuorum computes it: a 32-bit float, so that above 2^24
/// neighbours are the same.
std::uint64_t backlog_key(const Message& message);

/// Future messages by sender.
class Backlog {
 public:
  void store(const Message& message);
  /// Hands over what has become current and drops what has become old, and stops at the first
  /// message of a sender that is still to come. `check(message)` gives a Check.
  template <class CheckMessage, class Deliver>
  void process(const ValidatorSet& validators, CheckMessage&& check, Deliver&& deliver);
  std::size_t size() const;

 private:
  struct Waiting {
    std::uint64_t key = 0;
    Message message;
  };
  using Queue = std::vector<Waiting>;  ///< highest key first, so that the next is at the back

  std::map<chain::AddressRef, Queue> by_sender_;
};

template <class CheckMessage, class Deliver>
void Backlog::process(const ValidatorSet& validators, CheckMessage&& check, Deliver&& deliver) {
  std::erase_if(by_sender_, [&](const auto& entry) { return !validators.contains(entry.first); });
  for (auto& [sender, queue] : by_sender_) {
    while (!queue.empty()) {
      const Message message = queue.back().message;
      const Check result = check(message);
      if (result == Check::future) break;
      queue.pop_back();
      if (result == Check::accept) deliver(message);
    }
  }
}

}  // namespace seatrial::istanbul
