// SPDX-License-Identifier: Apache-2.0
#include "harness/report/exit_code.hpp"

#include <algorithm>
#include <array>

namespace seatrial::report {
namespace {

constexpr std::array worst_first{ExitCode::bad_input, ExitCode::limit, ExitCode::failed,
                                 ExitCode::inconclusive, ExitCode::pass};

}  // namespace

ExitCode exit_code(const Report& report) {
  if (report.input_error || !report.errors.empty()) return ExitCode::bad_input;
  switch (report.verdict) {
    case Verdict::pass:
      return ExitCode::pass;
    case Verdict::fail:
      return ExitCode::failed;
    case Verdict::inconclusive:
      return ExitCode::inconclusive;
    case Verdict::limit:
      return ExitCode::limit;
  }
  return ExitCode::failed;
}

ExitCode worse(ExitCode a, ExitCode b) {
  return *std::find_if(worst_first.begin(), worst_first.end(),
                       [a, b](ExitCode code) { return code == a || code == b; });
}

ExitCode exit_code(std::span<const Report> reports) {
  ExitCode worst = ExitCode::pass;
  for (const Report& report : reports) worst = worse(worst, exit_code(report));
  return worst;
}

}  // namespace seatrial::report
