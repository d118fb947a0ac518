// SPDX-License-Identifier: Apache-2.0
// The name of an expectation in reports, in the words of the scenario format.
#pragma once

#include <string>

#include "harness/scenario/expectation.hpp"

namespace seatrial::question {

/// "links b/* -> a/* down, permission_denied"; its own name if it has one.
std::string describe(const scenario::Expectation& expectation);

}  // namespace seatrial::question
