// SPDX-License-Identifier: Apache-2.0
// Wan: a line between two sites, with a state for each of its directions. It delays, loses, queues
// and blocks packets; it does not know who sends them. Loss and jitter draw from streams of their
// own, so that a second line never shifts the numbers of the first.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/core/instant.hpp"
#include "sim/core/mark.hpp"
#include "sim/core/ratio.hpp"
#include "sim/core/rng.hpp"
#include "sim/net/address.hpp"
#include "sim/net/disposition.hpp"
#include "sim/net/network_ids.hpp"

namespace seatrial::net {

enum class WanId : std::uint32_t { none = UINT32_MAX };

/// What a direction does with packets.
enum class WanGate : std::uint8_t {
  open,
  drop,      ///< a cut: everything vanishes
  reject,    ///< everything is answered with an error
  drop_new,  ///< a stateful firewall: new connections vanish, replies pass
};

/// How a wan behaves; the same in both directions.
struct WanSpec {
  Duration latency{};                   ///< one way
  Duration jitter{};                    ///< added uniformly from 0 to this
  Ratio loss{0, 1};                     ///< of packets
  std::uint64_t bytes_per_second = 0;   ///< 0: not limited
  std::uint64_t queue_bytes = 1 << 20;  ///< before a limited line
  /// Of datagrams only: a kernel hides both from a TCP stream, but for the time it takes.
  Ratio duplicate{0, 1};  ///< arrive twice
  Ratio reorder{0, 1};    ///< are overtaken: they take `reorder_by` longer
  Duration reorder_by{};
  std::uint32_t mtu = 0;  ///< larger packets vanish without an answer; 0: no limit
};

/// A line between two sites.
class Wan {
 public:
  Wan(SiteId a, SiteId b, WanSpec spec, std::string name, std::uint64_t seed, std::uint64_t id);

  SiteId a() const { return sites_[0]; }
  SiteId b() const { return sites_[1]; }
  const std::string& name() const { return name_; }
  const WanSpec& spec() const { return spec_; }
  void set_spec(const WanSpec& spec) { spec_ = spec; }

  /// 0 for packets that leave site a, 1 for those that leave site b.
  int direction_from(SiteId from) const { return from == sites_[0] ? 0 : 1; }
  WanGate gate(int direction) const { return directions_[index(direction)].gate; }
  void set_gate(int direction, WanGate gate, Mark why);
  Mark gate_mark(int direction) const { return directions_[index(direction)].why; }
  /// The fate that a gate gives to a packet; `opens` says that it is the first of a connection.
  Disposition pass(int direction, bool opens) const;

  /// The fate of one packet that the gate lets through, and when it leaves the line.
  struct Outcome {
    Disposition disposition = Disposition::delivered;
    Duration delay;
    bool duplicated = false;  ///< a datagram leaves it twice
  };
  Outcome transmit(int direction, std::uint32_t bytes, Instant now,
                   Protocol protocol = Protocol::tcp);

 private:
  struct Direction {
    WanGate gate = WanGate::open;
    Mark why;
    Instant busy_until;
    Rng loss;
    Rng jitter;
    Rng duplicate;
    Rng reorder;
  };
  static Direction make_direction(std::uint64_t seed, std::uint64_t id);
  void disturb(Direction& way, Outcome& outcome) const;
  static std::size_t index(int direction) { return static_cast<std::size_t>(direction); }
  /// Waits for the line's rate; false if the queue before it is full.
  bool queue(Direction& way, std::uint32_t bytes, Instant now, Duration& delay) const;

  std::array<SiteId, 2> sites_;
  WanSpec spec_;
  std::string name_;
  std::array<Direction, 2> directions_;
};

}  // namespace seatrial::net
