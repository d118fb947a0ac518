// SPDX-License-Identifier: Apache-2.0
// Answer: what a question says when it is looked at: whether it holds, can still hold, can hold no
// more, or cannot be decided, and the lines that show why. It is what the runner turns into a
// verdict; it knows neither the runner nor the report.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seatrial::question {

/// How a question stands.
enum class State : std::uint8_t {
  holds,
  not_yet,       ///< may still come to hold; a failure when latest() is reached
  broken,        ///< can no longer hold
  inconclusive,  ///< holds on a condition that no file settles
};

/// "holds", "not_yet", "broken", "inconclusive".
std::string_view to_string(State state);

/// How a question stands, and the lines that show it.
struct Answer {
  State state = State::not_yet;
  std::vector<std::string> evidence;  ///< one line each, lower case
  bool operator==(const Answer&) const = default;
};

}  // namespace seatrial::question
