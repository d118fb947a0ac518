// SPDX-License-Identifier: Apache-2.0
// Limits and RunEnd: how far a run may go, and what ended it. Everything has a limit, so that a
// scenario that never calms down ends with a verdict and not with a hot machine.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/core/instant.hpp"

namespace seatrial {

/// How far an Engine may run. Both count from the start of the run, not from the call.
struct Limits {
  Instant until = Instant::never();       ///< the last instant that is still executed
  std::uint64_t max_events = UINT64_MAX;  ///< how many events may have been executed in all

  bool operator==(const Limits&) const = default;
};

/// What ended a call of Engine::run.
enum class RunEnd : std::uint8_t {
  drained,      ///< nothing is pending any more; now() is the time of the last event
  time_limit,   ///< what is pending is later than Limits::until, which is now() now
  event_limit,  ///< Limits::max_events were executed and more are pending
  stopped,      ///< the handler asked for it with Engine::stop()
};

/// "drained", "time limit", "event limit" or "stopped".
std::string_view to_string(RunEnd end);

}  // namespace seatrial
