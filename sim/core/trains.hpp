// SPDX-License-Identifier: Apache-2.0
// Trains: events of one instant that were scheduled in a row and share a word of cargo, as a
// broadcast to many connections makes them. A train takes one place in the event queue and each of
// its events half of what it would take there; the order is that of events of their own. Whoever
// schedules anything else of that instant must seal() first: nothing joins a sealed train.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "sim/core/event.hpp"

namespace seatrial {

/// The trains of one engine that have not left yet, and the one that is on its way.
class Trains {
 public:
  /// An event of a train, whose instant is the train's.
  struct Seat {
    std::uint32_t target = 0;
    std::uint32_t data = 0;
  };

  /// Adds an event. The index of a new train, which the owner puts into its queue, or nothing where
  /// the event joined one that is there.
  std::optional<std::uint32_t> add(Instant at, Seat seat, std::uint32_t cargo);
  /// Lets nothing join the trains so far.
  void seal() { boarding_ = 0; }

  /// The train whose turn it is leaves; the one before has arrived.
  void leave(std::uint32_t train, Instant at);
  /// Whether there are events of the train on its way.
  bool under_way() const { return next_ < way_.size(); }
  /// The instant of the train on its way.
  Instant at() const { return at_; }
  /// Its next event.
  Event next() {
    const Seat seat = way_[next_++];
    --events_;
    return {at_, seat.target, seat.data};
  }
  /// The event that is `behind` others on the train, if there is one.
  const Seat* ahead(std::size_t behind) const {
    return next_ + behind < way_.size() ? &way_[next_ + behind] : nullptr;
  }
  /// What the train on its way carries.
  std::uint32_t cargo() const { return cargo_; }

  /// How many trains have not left.
  std::size_t waiting() const { return trains_.size() - free_.size(); }
  /// How many events are still to come.
  std::size_t events() const { return events_; }

 private:
  struct Train {
    std::uint32_t cargo = 0;
    std::vector<Seat> seats;
  };
  struct Boarding {
    Instant at;
    std::uint32_t train = 0;
  };
  static constexpr std::size_t most_boarding = 8;

  std::uint32_t take_train(Seat seat, std::uint32_t cargo);

  std::vector<Train> trains_;
  std::vector<std::uint32_t> free_;  ///< trains that have left; they keep their memory
  std::array<Boarding, most_boarding> open_{};
  std::size_t boarding_ = 0;  ///< of open_
  std::size_t oldest_ = 0;    ///< of open_, when it is full
  std::vector<Seat> way_;
  std::size_t next_ = 0;
  Instant at_;
  std::uint32_t cargo_ = 0;
  std::size_t events_ = 0;
};

inline std::optional<std::uint32_t> Trains::add(Instant at, Seat seat, std::uint32_t cargo) {
  ++events_;
  for (std::size_t i = 0; i < boarding_; ++i) {
    if (open_[i].at != at) continue;
    Train& train = trains_[open_[i].train];
    if (train.cargo != cargo) return open_[i].train = take_train(seat, cargo);
    train.seats.push_back(seat);
    return std::nullopt;
  }
  const std::uint32_t train = take_train(seat, cargo);
  const std::size_t place = boarding_ < most_boarding ? boarding_++ : oldest_++ % most_boarding;
  open_[place] = {at, train};
  return train;
}

inline std::uint32_t Trains::take_train(Seat seat, std::uint32_t cargo) {
  auto index = static_cast<std::uint32_t>(trains_.size());
  if (free_.empty()) {
    trains_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  trains_[index].cargo = cargo;
  trains_[index].seats.push_back(seat);
  return index;
}

inline void Trains::leave(std::uint32_t train, Instant at) {
  seal();
  way_.clear();
  way_.swap(trains_[train].seats);
  free_.push_back(train);
  next_ = 0;
  at_ = at;
  cargo_ = trains_[train].cargo;
}

}  // namespace seatrial
