// SPDX-License-Identifier: Apache-2.0
// The words for what must have happened at least once, as evidence says them. Which observations
// count as which event is for sometimes.cpp to know.
#pragma once

#include <string_view>

#include "harness/scenario/expectation.hpp"

namespace seatrial::question {

/// "ROUND-CHANGE sent".
std::string_view describe(scenario::RunEvent event);

}  // namespace seatrial::question
