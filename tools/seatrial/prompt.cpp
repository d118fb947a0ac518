// SPDX-License-Identifier: Apache-2.0
#include "tools/seatrial/prompt.hpp"

#include <unistd.h>

#include <iostream>
#include <optional>

namespace seatrial::cli {
namespace {

/// The line that was typed, or nothing at the end of the input.
std::optional<std::string> read_line() {
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  return line;
}

std::string chosen(const std::string& answer, std::span<const std::string_view> choices) {
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (answer == choices[i] || answer == std::to_string(i + 1)) return std::string(choices[i]);
  return "";
}

}  // namespace

Prompt::Prompt() : asks_(::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0) {}

std::string Prompt::choose(const std::string& question, std::span<const std::string_view> choices,
                           const std::string& by_default) const {
  while (asks_) {
    std::cerr << question << '\n';
    for (std::size_t i = 0; i < choices.size(); ++i)
      std::cerr << "  " << i + 1 << ") " << choices[i] << '\n';
    std::cerr << "[" << by_default << "] " << std::flush;
    const auto answer = read_line();
    if (!answer || answer->empty()) break;
    if (const std::string word = chosen(*answer, choices); !word.empty()) return word;
    std::cerr << "'" << *answer << "' is none of them\n";
  }
  return by_default;
}

std::string Prompt::ask(const std::string& question, const std::string& by_default,
                        bool (*good)(std::string_view)) const {
  while (asks_) {
    std::cerr << question << " [" << (by_default.empty() ? "later" : by_default) << "] "
              << std::flush;
    const auto answer = read_line();
    if (!answer || answer->empty()) break;
    if (good(*answer)) return *answer;
    std::cerr << "'" << *answer << "' cannot be used\n";
  }
  return by_default;
}

}  // namespace seatrial::cli
