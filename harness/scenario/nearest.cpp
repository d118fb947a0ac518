// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/nearest.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace seatrial::scenario {

namespace {

constexpr std::size_t max_word = 64;  // nobody means a key by a longer word

// Words that share no letter are not near, however short they are.
std::size_t allowed_distance(std::string_view word) {
  const std::size_t third = std::max<std::size_t>(1, word.size() / 3);
  return word.empty() ? 0 : std::min(third, word.size() - 1);
}

bool swapped(std::string_view a, std::string_view b, std::size_t i, std::size_t j) {
  return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> cost((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return cost[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
      at(i, j) = std::min({replaced, at(i - 1, j) + 1, at(i, j - 1) + 1});
      if (swapped(a, b, i, j)) at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
    }
  }
  return cost.back();
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
  std::optional<std::string_view> best;
  if (word.size() > max_word) return best;
  std::size_t best_distance = allowed_distance(word) + 1;
  for (std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> candidates) {
  if (const auto found = nearest(word, candidates))
    return fmt::format("did you mean '{}'?", *found);
  std::string text;
  for (std::string_view candidate : candidates) {
    text += fmt::format("{}'{}'", text.empty() ? "known are " : ", ", candidate);
  }
  return text;
}

}  // namespace seatrial::scenario
