// SPDX-License-Identifier: Apache-2.0
// What the steps of a scenario have in common when they say in the report what they did: a note of
// one line, and how long it lasts where it ends by itself.
#pragma once

#include <string>
#include <utility>

#include "harness/scenario/values.hpp"
#include "sim/core/error.hpp"
#include "sim/core/instant.hpp"

namespace seatrial::run {

/// A step that was done, with what the report says of it.
inline Result<std::string> note(std::string text) {
  return {boost::system::in_place_value, std::move(text)};
}

/// " for 30s", or nothing for a step without an end.
inline std::string lasting(const scenario::Maybe<Duration>& lasts) {
  return lasts ? " for " + to_string(lasts->value) : std::string();
}

}  // namespace seatrial::run
