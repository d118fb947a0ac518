// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/diff.hpp"

#include <sstream>

#include "harness/diff/json.hpp"
#include "harness/diff/text.hpp"
#include "tools/seatrial/commands.hpp"

namespace seatrial::cli {
namespace {

ExitCode code_of(const diff::Difference& difference) {
  if (difference.input_error || !difference.errors.empty()) return ExitCode::bad_input;
  switch (diff::verdict_of(difference)) {
    case Verdict::pass:
      return ExitCode::pass;
    case Verdict::inconclusive:
      return ExitCode::inconclusive;
    case Verdict::fail:
    case Verdict::limit:
      break;
  }
  return ExitCode::failed;
}

void print(const diff::Difference& difference, const SourceFiles& files, const Options& options,
           Console& console) {
  if (difference.input_error) console.error(*difference.input_error);
  for (const Error& error : difference.errors) console.error(error);
  if (difference.input_error) return;
  diff::write_text(console.text(), difference, files,
                   {.colour = console.colour(), .quiet = options.output.quiet});
}

}  // namespace

ExitCode diff_files(const Options& options, Console& console) {
  SourceFiles files;
  const auto differences =
      diff::compare(diff::Request{options.diff.old_path, options.diff.new_path, options.diff.name,
                                  options.world, options.variables, options.case_name},
                    files);
  ExitCode worst = ExitCode::pass;
  std::ostringstream json;
  for (const diff::Difference& difference : differences) {
    if (&difference != &differences.front()) console.text() << '\n';
    print(difference, files, options, console);
    diff::write_json(json, difference, files);
    worst = report::worse(worst, code_of(difference));
  }
  if (options.output.json.empty()) return worst;
  const auto written = write_output(options.output.json, json.str());
  if (written) return worst;
  console.error(written.error());
  return report::worse(worst, ExitCode::bad_input);
}

}  // namespace seatrial::cli
