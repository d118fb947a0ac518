// SPDX-License-Identifier: Apache-2.0
// Prompt: asks a person for what no file holds. Questions go to the standard error, so that what is
// written to the standard output stays clean. Where nobody sits at a terminal it asks nothing and
// returns the default; an empty answer means the default, too.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace seatrial::cli {

/// Asks questions, or takes their defaults.
class Prompt {
 public:
  Prompt();

  /// Whether there is somebody to ask.
  bool asks() const { return asks_; }
  /// One of several words, by its number or itself; asked again until it is one of them.
  std::string choose(const std::string& question, std::span<const std::string_view> choices,
                     const std::string& by_default) const;
  /// Any text; asked again until `good` accepts it.
  std::string ask(const std::string& question, const std::string& by_default,
                  bool (*good)(std::string_view)) const;

 private:
  bool asks_;
};

}  // namespace seatrial::cli
