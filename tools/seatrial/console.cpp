// SPDX-License-Identifier: Apache-2.0
#include "tools/seatrial/console.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "harness/report/text.hpp"

namespace seatrial::cli {
namespace {

/// https://no-color.org: any value that is not empty.
bool no_color_is_set() {
  const char* value = std::getenv("NO_COLOR");
  return value != nullptr && *value != '\0';
}

bool is_dumb_terminal() {
  const char* term = std::getenv("TERM");
  return term != nullptr && std::string_view(term) == "dumb";
}

}  // namespace

Console::Console(const OutputOptions& options)
    : text_to_stderr_(options.json == "-" || options.junit == "-" || options.sarif == "-"),
      quiet_(options.quiet),
      colour_(!options.no_colour && !no_color_is_set() && !is_dumb_terminal() &&
              ::isatty(text_to_stderr_ ? STDERR_FILENO : STDOUT_FILENO) != 0),
      progress_(!options.quiet && !is_dumb_terminal() && ::isatty(STDERR_FILENO) != 0) {}

std::ostream& Console::text() {
  return text_to_stderr_ ? std::cerr : std::cout;
}

void Console::report(const Report& report, const SourceFiles& files) {
  clear_progress();
  if (report.input_error) error(*report.input_error);
  for (const Error& one : report.errors) error(one);
  if (report.input_error) return;
  if (after_report_ && !quiet_) text() << '\n';
  after_report_ = true;
  report::write_text(text(), report, files, {.colour = colour_, .quiet = quiet_});
  text().flush();
}

void Console::error(const Error& error) {
  clear_progress();
  std::cerr << error.message() << '\n';
}

void Console::progress(const std::string& line) {
  constexpr std::size_t width = 78;  // a longer line would wrap and could not be wiped
  if (progress_) std::cerr << "\r\x1b[K" << line.substr(0, width) << std::flush;
}

void Console::clear_progress() {
  if (progress_) std::cerr << "\r\x1b[K" << std::flush;
}

Result<void> write_output(const std::string& path, const std::string& text) {
  if (path == "-") {
    std::cout << text << std::flush;
    if (std::cout) return {};
    return Error{"standard output", "cannot be written", "check where it leads"};
  }
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (out) return {};
  return Error{path, "cannot be written", "let its folder exist and be writable"};
}

}  // namespace seatrial::cli
