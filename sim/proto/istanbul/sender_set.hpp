// SPDX-License-Identifier: Apache-2.0
// SenderSet: which validators have sent a kind of message, as bits over their indices. One bit and
// not the message: the last of a sender wins, and all that are counted say the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace seatrial::istanbul {

/// A set of validator indices with its size at hand.
class SenderSet {
 public:
  SenderSet() = default;
  explicit SenderSet(std::size_t validators) { reset(validators); }

  /// Empties it for a number of validators, and keeps the memory.
  void reset(std::size_t validators) {
    words_.assign((validators + 63) / 64, 0);
    size_ = 0;
  }
  /// True if the validator was not in it. The index is below the number of validators.
  bool add(std::size_t index) {
    std::uint64_t& word = words_[index / 64];
    const std::uint64_t bit = std::uint64_t{1} << (index % 64);
    const bool fresh = (word & bit) == 0;
    word |= bit;
    size_ += fresh ? 1 : 0;
    return fresh;
  }
  bool contains(std::size_t index) const { return ((words_[index / 64] >> (index % 64)) & 1) != 0; }
  std::size_t size() const { return size_; }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;
};

}  // namespace seatrial::istanbul
