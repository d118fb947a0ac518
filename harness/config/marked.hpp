// SPDX-License-Identifier: Apache-2.0
// Marked: a value and the place in a file where somebody wrote it. It owns nothing else; a mark
// that is not known means that nobody wrote the value.
#pragma once

#include <string>
#include <utility>

#include "sim/core/mark.hpp"

namespace seatrial::config {

/// A value with its mark.
template <class T>
struct Marked {
  T value{};
  Mark mark;

  /// Whether somebody wrote the value.
  bool known() const { return mark.known(); }
  bool operator==(const Marked&) const = default;
};

/// A text with its mark.
using MarkedText = Marked<std::string>;

}  // namespace seatrial::config
