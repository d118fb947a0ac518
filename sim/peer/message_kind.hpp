// SPDX-License-Identifier: Apache-2.0
// MessageKind: what a message between processes says, as far as faults and those who write them
// tell messages apart; and sets of kinds. Plain values that include nothing of the protocols.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace seatrial {

/// What a message says, as far as faults tell messages apart.
enum class MessageKind : std::uint8_t {
  pre_prepare,
  prepare,
  commit,
  round_change,
  new_block,
  new_block_hash,
  other,
};

/// A set of kinds.
class MessageKinds {
 public:
  constexpr MessageKinds() = default;
  constexpr MessageKinds(std::initializer_list<MessageKind> kinds) {
    for (const MessageKind kind : kinds) add(kind);
  }
  constexpr void add(MessageKind kind) { bits_ |= 1U << static_cast<unsigned>(kind); }
  constexpr bool contains(MessageKind kind) const {
    return (bits_ >> static_cast<unsigned>(kind) & 1U) != 0;
  }
  bool operator==(const MessageKinds&) const = default;

 private:
  std::uint32_t bits_ = 0;
};

/// The four kinds that validators agree by.
inline constexpr MessageKinds consensus_messages{MessageKind::pre_prepare, MessageKind::prepare,
                                                 MessageKind::commit, MessageKind::round_change};

}  // namespace seatrial
