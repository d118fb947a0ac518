// SPDX-License-Identifier: Apache-2.0
// Reads a container's start script as far as it says how a program is called: simple commands with
// their words, variables filled in, each word with its place in the script. It runs nothing: loops
// and conditions are read as if every branch were taken, and $(...) is kept as it is written.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace seatrial::config {

/// A word of a command after its variables were filled in.
struct ShellWord {
  std::string text;
  std::size_t offset = 0;  ///< of its first character in the script; of text that came from a
                           ///< variable: where the script sets the variable
};

/// One simple command: a program and its arguments.
using ShellCommand = std::vector<ShellWord>;

/// What a script says.
struct ShellScript {
  std::vector<ShellCommand> commands;
  std::vector<ShellWord> unset;  ///< variables that are used and that nothing sets
};

/// Reads a script; `variables` are those of its environment.
ShellScript read_script(std::string_view script,
                        const std::map<std::string, std::string>& variables);

}  // namespace seatrial::config
