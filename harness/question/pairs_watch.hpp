// SPDX-License-Identifier: Apache-2.0
// PairsWatch: when the links of some pairs were all up, or all down, by the times of the log. A
// link is up while both ends have established it and both processes live (World::linked); each end
// reports for itself, and a process that is killed reports nothing more. It reads the log onwards
// from where it stopped, so that looking often costs little.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "harness/question/pairs.hpp"

namespace seatrial::question {

/// What is known of one pair's link.
struct PairLink {
  std::array<bool, 2> established{};  ///< at `from` and at `to`
  Instant since;                      ///< of the present state; 0 if it never changed
  PeerId opener = PeerId::none;       ///< whose dial made the latest link

  bool up() const { return established[0] && established[1]; }
};

/// Links that should all be up, or all be down.
class PairsWatch {
 public:
  /// Reads the log so far; what comes later counts as since asked_at.
  PairsWatch(const World& world, std::vector<Pair> pairs, bool wanted, Instant asked_at);

  /// Takes in what was logged since.
  void read();

  const std::vector<Pair>& pairs() const { return pairs_; }
  const PairLink& link(std::size_t pair) const { return links_[pair]; }
  /// How many pairs are as wanted now.
  std::size_t right() const { return right_; }
  /// The first pair that is not.
  std::optional<std::size_t> first_wrong() const;
  /// When all were first as wanted; asked_at if they were when it was asked.
  std::optional<Instant> reached() const { return reached_; }
  /// The first that changed after that, and when.
  struct Spoiled {
    std::size_t pair = 0;
    Instant at;
  };
  const std::optional<Spoiled>& spoiled() const { return spoiled_; }
  /// The pair that was the last to become as wanted, and its link.
  std::size_t last() const { return last_; }

 private:
  void take(const Observation& seen);
  void set(Instant at, PeerId peer, PeerId remote, bool established);
  void stop(Instant at, PeerId peer);
  void change(Instant at, std::size_t pair, std::size_t end, bool established);
  void check(Instant at);

  const World& world_;
  std::vector<Pair> pairs_;
  std::vector<PairLink> links_;
  std::map<Pair, std::size_t> index_;
  bool wanted_;
  bool asked_ = false;  ///< the log before asking has been read
  std::size_t next_ = 0;
  std::size_t right_ = 0;
  std::size_t last_ = 0;
  std::optional<Instant> reached_;
  std::optional<Spoiled> spoiled_;
};

}  // namespace seatrial::question
