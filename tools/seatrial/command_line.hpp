// SPDX-License-Identifier: Apache-2.0
// Reads the command line into Options. It is the only place that knows the parser's library. An
// option that is unknown, incomplete or contradicts another is one line of error and exit code 2;
// --help and --version are texts for the standard output.
#pragma once

#include <string>
#include <variant>

#include "sim/core/error.hpp"
#include "tools/seatrial/options.hpp"

namespace seatrial::cli {

/// A text that answers the command line at once: --help, --version.
struct Answer {
  std::string text;
};

/// What to do, what to say at once, or what is wrong.
using CommandLine = std::variant<Options, Answer, Error>;

/// Reads argc and argv of main().
CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace seatrial::cli
