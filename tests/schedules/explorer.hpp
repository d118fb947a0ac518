// SPDX-License-Identifier: Apache-2.0
// Explorer: tries every order of some items in a Lab, lets everything else arrive after them, and
// counts what came of it. Items of different machines commute: what a machine does depends on what
// it got and in which order, and on nothing else. So it may walk only one of all orders that differ
// in between machines, which stands for all of them; walked in full, the outcomes are the same.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "tests/schedules/lab.hpp"

namespace seatrial::istanbul::testing {

/// What came of all orders of some items.
struct Explored {
  std::uint64_t orders = 0;    ///< n! of n items
  std::uint64_t walked = 0;    ///< those that were really tried
  std::uint64_t forks = 0;     ///< orders with two blocks at one height
  std::uint64_t stuck = 0;     ///< orders after which no timer brought the block
  std::uint64_t by_votes = 0;  ///< orders after which each machine committed by itself, in time
  unsigned most_timeouts = 0;  ///< that an order needed until everybody had the block

  Explored& operator+=(const Explored& other) {
    orders += other.orders;
    walked += other.walked;
    forks += other.forks;
    stuck += other.stuck;
    by_votes += other.by_votes;
    most_timeouts = std::max(most_timeouts, other.most_timeouts);
    return *this;
  }
};

/// Tries all orders of items.
class Explorer {
 public:
  enum class Walk : std::uint8_t {
    all,       ///< every order
    distinct,  ///< one of those that differ only in between machines
  };
  /// More timers than that and an order counts as stuck.
  static constexpr unsigned patience = 4;

  Explorer(Lab& lab, std::uint64_t height, Walk walk) : lab_(lab), height_(height), walk_(walk) {}

  /// The lab is then as it was.
  Explored explore(std::vector<Item> items) {
    found_ = {};
    found_.orders = 1;
    for (std::uint64_t n = 2; n <= items.size(); ++n) found_.orders *= n;
    items_ = std::move(items);
    taken_.assign(items_.size(), false);
    step(items_.size());
    return found_;
  }

 private:
  void step(std::size_t left) {
    if (left == 0) return leaf();
    const std::size_t only = walk_ == Walk::distinct ? first_machine() : Lab::size;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (taken_[i] || (only != Lab::size && items_[i].to != only)) continue;
      const std::size_t who = items_[i].to;
      const Machine machine = lab_.machine(who);
      const Lab::Rest rest = lab_.rest();
      taken_[i] = true;
      lab_.apply(items_[i]);
      step(left - 1);
      taken_[i] = false;
      lab_.machine(who) = machine;
      lab_.put_back(rest);
    }
  }
  /// The least of the machines that items are left for.
  std::size_t first_machine() const {
    std::size_t first = Lab::size;
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (!taken_[i]) first = std::min(first, items_[i].to);
    return first;
  }

  void leaf() {
    std::vector<Machine> machines;
    for (std::size_t i = 0; i < Lab::size; ++i) machines.push_back(lab_.machine(i));
    const Lab::Rest rest = lab_.rest();
    judge();
    for (std::size_t i = 0; i < Lab::size; ++i) lab_.machine(i) = machines[i];
    lab_.put_back(rest);
  }
  void judge() {
    ++found_.walked;
    lab_.drain_messages();
    if (lab_.least_height() >= height_) ++found_.by_votes;
    unsigned timeouts = 0;
    lab_.drain();
    while (lab_.least_height() < height_ && timeouts < patience) {
      lab_.next_timeout();
      lab_.drain();
      ++timeouts;
    }
    found_.stuck += lab_.least_height() < height_ ? 1 : 0;
    found_.forks += lab_.forked() ? 1 : 0;
    found_.most_timeouts = std::max(found_.most_timeouts, timeouts);
  }

  Lab& lab_;
  std::uint64_t height_;
  Walk walk_;
  Explored found_;
  std::vector<Item> items_;
  std::vector<bool> taken_;
};

}  // namespace seatrial::istanbul::testing
