// SPDX-License-Identifier: Apache-2.0
// Finds the word that somebody probably meant. It knows nothing of scenarios.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace seatrial::scenario {

/// How many letters must be inserted, removed, replaced or swapped with a neighbour.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate next to a word, the first among equals; nothing where none is near.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

/// "did you mean 'x'?", or "known are 'x', 'y'"; the remedy for an unknown word.
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace seatrial::scenario
