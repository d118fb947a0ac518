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

/// A file that a script writes from a here-document.
struct ShellFile {
  std::string path;
  std::string text;        ///< with the variables that are known; $(...) stays
  std::size_t offset = 0;  ///< of its first line in the script
};

/// What a script says.
struct ShellScript {
  std::vector<ShellCommand> commands;
  std::vector<ShellFile> files;
  std::vector<ShellWord> unset;  ///< variables that are used and that nothing sets
};

/// Reads a script; `variables` are those of its environment.
ShellScript read_script(std::string_view script,
                        const std::map<std::string, std::string>& variables);

/// A text after what Kubernetes does with command and args before anybody else sees them.
struct ContainerText {
  std::string text;
  std::vector<std::size_t> at;  ///< for each character its offset in the text as it was written

  /// Where a character of `text` was written; past the end: behind the last one.
  std::size_t written_at(std::size_t offset) const;
};

/// Fills in $(NAME) of the container's environment and turns $$ into $; all else stays.
ContainerText container_text(std::string_view written,
                             const std::map<std::string, std::string>& variables);

}  // namespace seatrial::config
