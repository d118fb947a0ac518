// SPDX-License-Identifier: Apache-2.0
// VoteGraph: the validators of a chain and the links over which they can vote, as a graph to take
// parts away from. It says whether blocks come, whether a round can change, and so what a loss
// does: by N - Q and the links that there are, and not by F. A vote of the current round is passed
// on by validators; a ROUND-CHANGE of IBFT counts only over a link of its own, while one of QBFT is
// passed on, too. // SPEC law 1b E, F; qbft-law 14
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace seatrial::consensus {

/// What a chain does with the validators and links that it has.
enum class After : std::uint8_t {
  lives,    ///< blocks come, and a round can change where a proposer is missing
  freezes,  ///< blocks come until a round must change, and never again from then on
  stands,   ///< no block comes
};

/// Validators by number, and their links.
class VoteGraph {
 public:
  /// All of them lost, and no links.
  VoteGraph(std::size_t validators, std::size_t quorum, bool relays = false);
  /// All of them there, each linked with each.
  static VoteGraph full(std::size_t validators, std::size_t quorum, bool relays = false);

  std::size_t size() const { return rows_.size(); }
  std::size_t quorum() const { return quorum_; }
  /// Whether a request for another round is passed on.
  bool relays() const { return relays_; }
  void add(std::size_t validator) { set(there_, validator, true); }
  void remove(std::size_t validator) { set(there_, validator, false); }
  bool there(std::size_t validator) const { return has(there_, validator); }
  void link(std::size_t a, std::size_t b, bool up = true);
  bool linked(std::size_t a, std::size_t b) const { return has(rows_[a], b); }

  /// With whom a validator that is there is linked, and itself, as bits: equal for two that are
  /// alike.
  std::vector<std::uint64_t> closed_row(std::size_t validator) const;

  /// How many are there.
  std::size_t count() const { return count(there_); }
  /// How many of them are linked with this one.
  std::size_t links(std::size_t validator) const;
  /// The most that can pass votes on to one another.
  std::size_t reach() const { return largest_part(there_); }
  /// Those that hear of one another, over whatever other validators: the number of each one's part.
  std::vector<std::size_t> part_numbers() const;
  /// How many get a quorum of ROUND-CHANGEs over links of their own, their own one included.
  std::size_t changers() const { return count(with_quorum()); }
  /// Whether each that is there is linked with each other one.
  bool complete() const;
  /// Two quorums that cannot hear one another.
  bool splits() const;
  After after() const;

 private:
  using Bits = std::vector<std::uint64_t>;

  static bool has(const Bits& bits, std::size_t i) { return (bits[i / 64] >> (i % 64) & 1U) != 0; }
  static void set(Bits& bits, std::size_t i, bool value);
  static std::size_t count(const Bits& bits);
  Bits with_quorum() const;
  /// Takes the part of `from` out of `left` and says how large it is.
  std::size_t take_part(std::size_t from, Bits& left) const;
  std::vector<std::size_t> parts(Bits among) const;
  std::size_t largest_part(const Bits& among) const;

  std::size_t quorum_;
  bool relays_;
  Bits there_;
  std::vector<Bits> rows_;
};

}  // namespace seatrial::consensus
