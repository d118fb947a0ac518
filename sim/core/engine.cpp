// SPDX-License-Identifier: Apache-2.0
#include "sim/core/engine.hpp"

#include <algorithm>

namespace seatrial {

std::string_view to_string(RunEnd end) {
  switch (end) {
    case RunEnd::drained:
      return "drained";
    case RunEnd::time_limit:
      return "time limit";
    case RunEnd::event_limit:
      return "event limit";
    case RunEnd::stopped:
      return "stopped";
  }
  return "unknown";
}

void Engine::advance_to(Instant at) {
  SEATRIAL_ASSERT(pending() == 0, "the clock was moved past a pending event");
  SEATRIAL_ASSERT(at >= now_, "the clock was moved back");
  now_ = at;
}

RunEnd Engine::end_of_time(Instant until) {
  if (pending() == 0) return RunEnd::drained;
  now_ = std::max(now_, until);  // a limit in the past executes nothing and moves nothing
  return RunEnd::time_limit;
}

}  // namespace seatrial
