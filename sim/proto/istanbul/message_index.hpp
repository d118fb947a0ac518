// SPDX-License-Identifier: Apache-2.0
// MessageIndex: which message hashes the processes of a run remember. A hash has one dense number
// for all of them, and a row with a word for each process, whose bits are that process' own affair:
// a broadcast reaches one process after the other, so that their words should lie side by side.
// A hash is forgotten when no word of its row has a bit left, and its number is then used again.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <vector>

namespace seatrial::istanbul {

/// The hashes that any process of a run remembers.
class MessageIndex {
 public:
  /// Names a hash for as long as somebody remembers it.
  enum class Ref : std::uint32_t {};
  /// Names a process.
  enum class Member : std::uint32_t {};
  /// What a process keeps for a hash: zero if it does not remember it.
  using Word = std::uint64_t;

  Member join();
  /// All words of the process must be zero.
  void leave(Member member) { free_members_.push_back(member); }

  /// Finds a hash or makes room for it: then a bit must be set before any other is looked for.
  Ref find(std::uint64_t hash);
  Word word(Ref ref, Member member) const { return words_[place(ref, member)]; }
  /// Sets a bit that is not set.
  void set(Ref ref, Member member, Word bit);
  /// Clears a bit that is set.
  void clear(Ref ref, Member member, Word bit);
  /// How many hashes are remembered.
  std::size_t size() const { return by_hash_.size(); }

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t members = 0;  ///< that remember it
  };
  std::size_t place(Ref ref, Member member) const {
    return static_cast<std::size_t>(ref) * stride_ + static_cast<std::size_t>(member);
  }
  void widen();

  boost::unordered_flat_map<std::uint64_t, Ref> by_hash_;
  std::vector<Entry> entries_;
  std::vector<Ref> free_;
  std::vector<Word> words_;  ///< a row of stride_ for each entry
  std::size_t stride_ = 4;
  std::uint32_t members_ = 0;
  std::vector<Member> free_members_;
};

inline void MessageIndex::set(Ref ref, Member member, Word bit) {
  Word& word = words_[place(ref, member)];
  if (word == 0) ++entries_[static_cast<std::size_t>(ref)].members;
  word |= bit;
}

inline void MessageIndex::clear(Ref ref, Member member, Word bit) {
  Word& word = words_[place(ref, member)];
  word &= ~bit;
  if (word != 0) return;
  Entry& entry = entries_[static_cast<std::size_t>(ref)];
  if (--entry.members != 0) return;
  by_hash_.erase(entry.hash);
  free_.push_back(ref);
}

}  // namespace seatrial::istanbul
