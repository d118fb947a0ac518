// SPDX-License-Identifier: Apache-2.0
// MiningSwitch: whether the miner, and with it the consensus engine, runs: what the operator wants,
// and that the first sync of a process stops it until that sync has ended, well or not. Later syncs
// do not. It only decides; whoever asks starts and stops.
#pragma once

#include <cstdint>

namespace seatrial::eth {

/// What is to be done after an input.
enum class MiningChange : std::uint8_t { none, start, stop };

/// geth's miner.update(). // SPEC goquorum 6.5, law 1b A
class MiningSwitch {
 public:
  /// miner.start() and miner.stop().
  MiningChange want(bool mine) {
    wanted_ = mine;
    return settle();
  }
  /// A sync begins.
  MiningChange sync_started() {
    if (!first_sync_over_) blocked_ = true;
    return settle();
  }
  /// A sync has ended, well or not.
  MiningChange sync_ended() {
    first_sync_over_ = true;
    blocked_ = false;
    return settle();
  }

  bool running() const { return running_; }
  /// Whether the first sync is what keeps the miner from running.
  bool waits_for_sync() const { return wanted_ && blocked_; }

 private:
  MiningChange settle() {
    const bool run = wanted_ && !blocked_;
    if (run == running_) return MiningChange::none;
    running_ = run;
    return run ? MiningChange::start : MiningChange::stop;
  }

  bool wanted_ = false;
  bool running_ = false;
  bool blocked_ = false;
  bool first_sync_over_ = false;
};

}  // namespace seatrial::eth
