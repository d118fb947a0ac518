// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <ostream>

#include "harness/finding/catalogue.hpp"
#include "harness/finding/manual.hpp"
#include "harness/scenario/nearest.hpp"
#include "tools/seatrial/commands.hpp"
#include "tools/seatrial/source.hpp"

namespace seatrial::cli {
namespace {

void print_catalogue(std::ostream& out) {
  std::string_view family;
  for (const finding::Row& row : finding::catalogue()) {
    if (finding::family(row.code) != family) {
      out << fmt::format("{}{}\n", family.empty() ? "" : "\n", finding::family(row.code));
      family = finding::family(row.code);
    }
    out << fmt::format("  {} {:<8} {}\n", row.code, to_string(row.severity), row.title);
  }
}

Error no_such_code(const std::string& code) {
  std::vector<std::string_view> codes;
  for (const finding::Row& row : finding::catalogue()) codes.push_back(row.code);
  const auto near = scenario::nearest(code, codes);
  return {"seatrial findings", fmt::format("there is no finding '{}'", code),
          near ? fmt::format("did you mean '{}'?", *near) : "'seatrial findings' lists them all"};
}

}  // namespace

ExitCode validate(const Options& options, Console& console) {
  ExitCode worst = ExitCode::pass;
  for (const Source& source : load(options)) {
    if (!source.scenario) {
      console.error(source.scenario.error());
      worst = ExitCode::bad_input;
    } else if (!options.output.quiet) {
      const std::size_t cases = source.scenario->cases.size();
      console.text() << source.name << ": valid"
                     << (cases == 0 ? "" : fmt::format(", {} cases", cases)) << '\n';
    }
  }
  return worst;
}

ExitCode findings(const Options& options, Console& console) {
  if (options.manual) {
    console.text() << finding::manual();
    return ExitCode::pass;
  }
  if (options.code.empty()) {
    print_catalogue(console.text());
    return ExitCode::pass;
  }
  if (const finding::Row* row = finding::find(options.code)) {
    console.text() << finding::page(*row);
    return ExitCode::pass;
  }
  console.error(no_such_code(options.code));
  return ExitCode::bad_input;
}

}  // namespace seatrial::cli
