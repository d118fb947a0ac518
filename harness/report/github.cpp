// SPDX-License-Identifier: Apache-2.0
#include "harness/report/github.hpp"

#include <fmt/format.h>

#include <optional>
#include <ostream>

#include "harness/finding/catalogue.hpp"
#include "harness/report/finding_lines.hpp"
#include "harness/report/place.hpp"

namespace seatrial::report {
namespace {

/// The runner ends a command at a line feed, a property at a comma, its name at a colon.
std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text)
    result += special.find(c) == special.npos
                  ? std::string(1, c)
                  : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return result;
}

std::string data_of(std::string_view text) {
  return escaped(text, "%\r\n");
}

std::string property_of(std::string_view text) {
  return escaped(text, "%\r\n:,");
}

/// "::error file=…,line=…,col=…,title=…::message".
struct Annotation {
  std::string_view level;
  std::optional<WrittenPlace> place;
  std::string title;
  std::string message;
};

void write(std::ostream& out, const Annotation& annotation, const std::string& root) {
  std::string properties;
  if (annotation.place) {
    const std::string& path = annotation.place->file;
    properties += "file=" + property_of(path_below(path, root).value_or(path)) + ",";
    if (annotation.place->line != 0) properties += fmt::format("line={},", annotation.place->line);
    if (annotation.place->column != 0)
      properties += fmt::format("col={},", annotation.place->column);
  }
  out << fmt::format("::{} {}title={}::{}\n", annotation.level, properties,
                     property_of(annotation.title), data_of(annotation.message));
}

std::optional<WrittenPlace> place_in(const Mark& mark, const SourceFiles& files) {
  if (!mark.known()) return std::nullopt;
  return WrittenPlace{files.path(mark.file), mark.line, mark.column};
}

std::string_view annotation_level(Severity severity) {
  return severity == Severity::info ? "notice" : to_string(severity);
}

Annotation annotation_of(const Finding& finding, const SourceFiles& files) {
  const finding::Row* row = finding::find(finding.code);
  std::string message = finding.what;
  for (const std::string& line : explanation(finding, files)) message += "\n" + line.substr(2);
  return {annotation_level(finding.severity), place_in(finding.where, files),
          finding.code + (row == nullptr ? "" : fmt::format(" {}", row->title)),
          std::move(message)};
}

Annotation annotation_of(const Error& error) {
  return {"error", place_of(error.where), "wrong input", error.message()};
}

Annotation annotation_of(const Expectation& expectation, const SourceFiles& files) {
  const bool failed = expectation.verdict == Verdict::fail;
  return {failed ? "error" : "warning", place_in(expectation.where, files),
          fmt::format("{}: {}", to_string(expectation.verdict), expectation.name),
          expectation.evidence.empty() ? expectation.name
                                       : fmt::format("{}", fmt::join(expectation.evidence, "\n"))};
}

}  // namespace

void write_github(std::ostream& out, const Report& report, const SourceFiles& files,
                  const std::string& root) {
  if (report.input_error) write(out, annotation_of(*report.input_error), root);
  for (const Error& error : report.errors) write(out, annotation_of(error), root);
  for (const Finding& finding : report.findings) write(out, annotation_of(finding, files), root);
  for (const Expectation& expectation : report.expectations)
    if (expectation.verdict != Verdict::pass) write(out, annotation_of(expectation, files), root);
}

}  // namespace seatrial::report
