// SPDX-License-Identifier: Apache-2.0
#include "harness/report/natural_order.hpp"

#include <algorithm>
#include <compare>

namespace seatrial::report {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes a run of digits, or of anything else, off the front.
std::string_view take_run(std::string_view& text) {
  const bool digits = is_digit(text.front());
  const auto end =
      std::find_if(text.begin(), text.end(), [digits](char c) { return is_digit(c) != digits; });
  const std::string_view run = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(run.size());
  return run;
}

std::string_view without_zeros(std::string_view digits) {
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

std::strong_ordering compare_runs(std::string_view a, std::string_view b) {
  if (!is_digit(a.front()) || !is_digit(b.front())) return a <=> b;
  const std::string_view x = without_zeros(a);
  const std::string_view y = without_zeros(b);
  return x.size() == y.size() ? x <=> y : x.size() <=> y.size();
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  std::string_view left = a;
  std::string_view right = b;
  while (!left.empty() && !right.empty()) {
    const std::strong_ordering order = compare_runs(take_run(left), take_run(right));
    if (order != std::strong_ordering::equal) return order < 0;
  }
  if (left.empty() != right.empty()) return left.empty();
  return a < b;  // "01" and "1" count alike
}

}  // namespace seatrial::report
