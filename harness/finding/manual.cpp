// SPDX-License-Identifier: Apache-2.0
#include "harness/finding/manual.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace seatrial::finding {
namespace {

constexpr const char* introduction =
    "# Findings\n\n"
    "<!-- made by: seatrial findings --manual > scenarios/findings/README.md -->\n\n"
    "One section a code: how bad it is, the facts that it rests on, why it matters, what to "
    "change,\n"
    "and the smallest scenario that triggers it. Words in braces stand for what a finding names.\n"
    "`seatrial findings CODE` prints the same. A code never changes its meaning.\n";

std::string with_line_end(std::string_view text) {
  return std::string(text) + (text.empty() || text.ends_with('\n') ? "" : "\n");
}

std::string language_of(std::string_view path) {
  return path.ends_with(".json") ? "json" : path.ends_with(".yaml") ? "yaml" : "";
}

std::string section(const Row& row) {
  std::string text =
      fmt::format("\n### {}: {}\n\n{} ({})\n\n**Why:** {}.\n\n**Fix:** {}.\n", row.code, row.title,
                  to_string(row.severity), row.facts, row.sentence, row.fix);
  for (const ExampleFile& file : example_of(row.code))
    text += fmt::format("\n[{0}]({0}):\n\n```{1}\n{2}```\n", file.path, language_of(file.path),
                        with_line_end(file.text));
  return text;
}

}  // namespace

std::vector<ExampleFile> example_of(std::string_view code) {
  std::vector<ExampleFile> files;
  const std::string scenario = fmt::format("{}.yaml", code);
  const std::string folder = fmt::format("{}/", code);
  for (const ExampleFile& file : example_files())
    if (file.path == scenario || file.path.starts_with(folder)) files.push_back(file);
  std::stable_partition(files.begin(), files.end(),
                        [&](const ExampleFile& file) { return file.path == scenario; });
  return files;
}

std::string page(const Row& row) {
  std::string text = fmt::format("{} {}: {}\n  family: {}\n  facts: {}\n  why: {}\n  fix: {}\n",
                                 row.code, to_string(row.severity), row.title, family(row.code),
                                 row.facts, row.sentence, row.fix);
  for (const ExampleFile& file : example_of(row.code))
    text += fmt::format("\nscenarios/findings/{}\n\n{}", file.path, with_line_end(file.text));
  return text;
}

std::string manual() {
  std::string text = introduction;
  std::string_view last;
  for (const Row& row : catalogue()) {
    if (family(row.code) != last) {
      last = family(row.code);
      text += fmt::format("\n## {}xx: {}\n", row.code.substr(0, 3), last);
    }
    text += section(row);
  }
  return text;
}

}  // namespace seatrial::finding
