// SPDX-License-Identifier: Apache-2.0
#include <exception>
#include <iostream>

#include "tools/seatrial/command_line.hpp"
#include "tools/seatrial/commands.hpp"

namespace seatrial::cli {
namespace {

ExitCode carry_out(const Options& options, Console& console) {
  switch (options.command) {
    case Command::check:
    case Command::run:
      return check_or_run(options, console);
    case Command::diff:
      return diff_files(options, console);
    case Command::explain:
      return explain(options, console);
    case Command::export_nodes:
      return export_nodes(options, console);
    case Command::validate:
      return validate(options, console);
    case Command::findings:
      return findings(options, console);
    case Command::init:
      return init(options, console);
  }
  return ExitCode::bad_input;
}

ExitCode main_of(int argc, const char* const* argv) {
  const CommandLine line = parse_command_line(argc, argv);
  if (const auto* answer = std::get_if<Answer>(&line)) {
    std::cout << answer->text;
    return ExitCode::pass;
  }
  if (const auto* error = std::get_if<Error>(&line)) {
    std::cerr << error->message() << '\n';
    return ExitCode::bad_input;
  }
  const Options& options = std::get<Options>(line);
  Console console(options.output);
  return carry_out(options, console);
}

}  // namespace
}  // namespace seatrial::cli

int main(int argc, char** argv) {
  try {
    return static_cast<int>(seatrial::cli::main_of(argc, argv));
  } catch (const std::exception& broken) {
    // Inputs are answered with an Error; only a broken program gets here.
    std::cerr << "seatrial: a fault of seatrial itself: " << broken.what() << '\n';
    return 70;
  }
}
