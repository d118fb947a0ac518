// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/words.hpp"

#include <fmt/format.h>

#include <array>

namespace seatrial::consensus {

namespace {

constexpr std::size_t most_names = 6;
constexpr std::array<const char*, 11> words = {"none", "one",   "two",   "three", "four", "five",
                                               "six",  "seven", "eight", "nine",  "ten"};

std::string joined(const std::vector<std::string>& names, const char* last_word) {
  const std::size_t shown = names.size() > most_names ? 3 : names.size();
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == names.size();
    text += (i == 0 ? "" : last ? last_word : ", ") + names[i];
  }
  if (shown == names.size()) return text;
  return text + fmt::format("{}{} more", last_word, names.size() - shown);
}

}  // namespace

std::string number_word(std::size_t n) {
  return n < words.size() ? words[n] : std::to_string(n);
}

std::string number_first(std::size_t n) {
  if (n == 0) return "No";
  std::string word = number_word(n);
  if (word[0] >= 'a') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::string counted(std::size_t n, const std::string& noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

std::string listed(const std::vector<std::string>& names) {
  return joined(names, " and ");
}

std::string one_of(const std::vector<std::string>& names) {
  return joined(names, " or ");
}

std::string were(const std::vector<std::string>& names) {
  return listed(names) + (names.size() == 1 ? " was" : " were");
}

}  // namespace seatrial::consensus
