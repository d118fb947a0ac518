// SPDX-License-Identifier: Apache-2.0
// Where the time went until a link was up: idle until the old link was given up, dials that hung,
// and the 35 s for which a dialler leaves a target alone after a failure, as a sum that an operator
// can follow. // SPEC law 10
#pragma once

#include <string>

#include "harness/question/pairs.hpp"

namespace seatrial::question {

/// "30 idle + 15 dial + 35 history = 80 s" or "one missed dial + 35 s history", by the dials of
/// `dial.from` to `dial.to` between two instants; empty if nothing took a second.
std::string explain_wait(const World& world, Pair dial, Instant from, Instant to);

}  // namespace seatrial::question
