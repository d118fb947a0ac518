// SPDX-License-Identifier: Apache-2.0
// Console: where the program speaks. Reports go to the standard output, errors and progress to the
// standard error; where a machine-readable report takes the standard output, the text moves to the
// standard error, too. It decides about colour and progress once, by what the streams are.
#pragma once

#include <iosfwd>
#include <string>

#include "harness/report/report.hpp"
#include "sim/core/error.hpp"
#include "tools/seatrial/options.hpp"

namespace seatrial::cli {

/// The streams of one run of the program.
class Console {
 public:
  explicit Console(const OutputOptions& options);

  /// Prints a report as text; an input error as its one line on the standard error.
  void report(const Report& report, const SourceFiles& files);
  /// Prints an error's one line on the standard error.
  void error(const Error& error);
  /// The stream that holds text for a person.
  std::ostream& text();

  /// Whether text is coloured.
  bool colour() const { return colour_; }
  /// Whether a person watches the standard error.
  bool shows_progress() const { return progress_; }
  /// Shows a step in place of the last one; clear_progress() wipes it.
  void progress(const std::string& line);
  void clear_progress();

 private:
  bool text_to_stderr_;
  bool quiet_;
  bool colour_;
  bool progress_;
  bool after_report_ = false;  ///< an empty line stands between two reports
};

/// Writes a text to a file, or to the standard output for "-".
Result<void> write_output(const std::string& path, const std::string& text);

}  // namespace seatrial::cli
