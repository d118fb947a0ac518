// SPDX-License-Identifier: Apache-2.0
#include "harness/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "harness/report/consensus_text.hpp"
#include "harness/report/finding_lines.hpp"
#include "harness/report/link_matrix.hpp"
#include "harness/report/page.hpp"
#include "harness/report/source_text.hpp"

namespace seatrial::report {
namespace {

constexpr LinkKind kinds[] = {LinkKind::p2p, LinkKind::discovery, LinkKind::tessera};

std::string_view word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "PASS";
    case Verdict::fail:
      return "FAIL";
    case Verdict::inconclusive:
      return "INCONCLUSIVE";
    case Verdict::limit:
      return "LIMIT";
  }
  return "";
}

Piece badge(Verdict verdict) {
  const bool open = verdict == Verdict::inconclusive || verdict == Verdict::limit;
  const Colour worse = open ? Colour::yellow : Colour::red;
  return {std::string(word_of(verdict)), verdict == Verdict::pass ? Colour::green : worse};
}

Colour colour_of(Severity severity) {
  if (severity == Severity::error) return Colour::red;
  return severity == Severity::warning ? Colour::yellow : Colour::cyan;
}

std::string headline_name(const Report& report) {
  const std::string path = report.scenario.empty() ? "scenario" : report.scenario;
  return report.case_name.empty() ? path : path + " (" + report.case_name + ")";
}

std::string expectation_summary(const Report& report) {
  const auto passed = static_cast<std::size_t>(
      std::count_if(report.expectations.begin(), report.expectations.end(),
                    [](const Expectation& e) { return e.verdict == Verdict::pass; }));
  const std::size_t all = report.expectations.size();
  return all == 0 ? "" : fmt::format("{} of {} met", passed, counted(all, "expectation"));
}

std::string finding_summary(const Report& report) {
  const std::size_t errors = count(report.findings, Severity::error);
  const std::size_t warnings = count(report.findings, Severity::warning);
  std::string text = errors == 0 ? "" : counted(errors, "error");
  if (errors != 0 && warnings != 0) text += ", ";
  return warnings == 0 ? text : text + counted(warnings, "warning");
}

/// "path" of an error's "path:line:column".
std::string_view path_of(const Error& error) {
  const std::string_view where = error.where;
  for (std::size_t at = where.find(':'); at != where.npos; at = where.find(':', at + 1)) {
    const bool number = at + 1 < where.size() && where[at + 1] >= '0' && where[at + 1] <= '9';
    if (number) return where.substr(0, at);
  }
  return where;
}

/// What the rest of the line does not know of.
std::string unread_summary(const Report& report) {
  std::set<std::string_view> paths;
  for (const Error& error : report.errors) paths.insert(path_of(error));
  return paths.empty() ? "" : counted(paths.size(), "file") + " could not be read whole";
}

std::string summary(const Report& report) {
  std::vector<std::string> parts{unread_summary(report), expectation_summary(report)};
  for (const LinkKind kind : kinds) parts.push_back(summary(count_links(report, kind), kind));
  parts.push_back(finding_summary(report));
  std::erase(parts, "");
  return fmt::format("{}", fmt::join(parts, "; "));
}

void write_head(Page& page, const Report& report, bool quiet) {
  const std::string parts = summary(report);
  page.line({badge(report.verdict),
             {" " + headline_name(report), Colour::bold},
             {parts.empty() ? "" : ": " + parts}});
  if (!quiet && !report.title.empty()) page.line("  " + report.title);
}

void write_links(Page& page, const Report& report) {
  for (const LinkKind kind : kinds) {
    page.gap();
    for (const Line& line : link_section(report, kind)) page.line(line);
  }
}

/// One section for each chain; only where there are several are they told apart.
void write_consensus(Page& page, const Report& report) {
  for (const Consensus& chain : report.consensus) {
    const std::vector<std::string> lines = consensus_lines(chain);
    if (lines.empty()) continue;
    page.gap();
    const bool alone = report.consensus.size() == 1;
    const std::string which = alone ? "" : " of genesis " + chain.genesis_hash.substr(0, 10);
    page.line({{"consensus" + which, Colour::bold}});
    for (const std::string& line : lines) page.line(line);
  }
}

/// The files of a report: their names, and their lines.
struct Files {
  const SourceFiles& names;
  SourceText lines;
};

/// A line is shown once in a finding, however many of its places stand there.
void write_excerpt(Page& page, Files& files, const Mark& mark, std::vector<Mark>& shown) {
  const auto same_line = [&](const Mark& other) {
    return other.file == mark.file && other.line == mark.line;
  };
  if (std::any_of(shown.begin(), shown.end(), same_line)) return;
  shown.push_back(mark);
  for (const std::string& line : excerpt(files.lines, mark)) page.line(line);
}

void write_finding(Page& page, const Finding& finding, Files& files) {
  page.line({{headline(finding, files.names), colour_of(finding.severity)}});
  std::vector<Mark> shown;
  write_excerpt(page, files, finding.where, shown);
  for (const std::string& line : reason_and_remedy(finding)) page.line(line);
  for (const Related& related : finding.related) {
    page.line(related_line(related, files.names));
    write_excerpt(page, files, related.where, shown);
  }
}

/// "errors: 2" above the findings of a severity.
std::string_view plural_of(Severity severity) {
  if (severity == Severity::error) return "errors";
  return severity == Severity::warning ? "warnings" : "information";
}

void write_findings(Page& page, const Report& report, Files& files, bool quiet) {
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    const std::size_t number = count(report.findings, severity);
    if (number == 0 || (quiet && severity != Severity::error)) continue;
    page.gap();
    page.line({{fmt::format("{}: {}", plural_of(severity), number), Colour::bold}});
    for (const Finding& finding : report.findings) {
      if (finding.severity != severity) continue;
      page.gap();
      write_finding(page, finding, files);
    }
  }
}

/// One line for all that a baseline accepts.
void write_accepted(Page& page, const Report& report) {
  if (report.accepted.empty()) return;
  page.gap();
  page.line(fmt::format("accepted: {} known by {}", counted(report.accepted.size(), "finding"),
                        report.baseline.empty() ? "a baseline" : report.baseline));
}

/// The first line of evidence stands beside the name, the others below it.
void write_expectation(Page& page, const Expectation& expectation, const SourceFiles& files) {
  const auto& evidence = expectation.evidence;
  page.line({badge(expectation.verdict),
             {" " + expectation.name + (evidence.empty() ? "" : ": " + evidence.front())}});
  for (std::size_t i = 1; i < evidence.size(); ++i) page.line("  " + evidence[i]);
  if (expectation.verdict != Verdict::pass && expectation.where.known())
    page.line("  expected at " + files.to_string(expectation.where));
}

void write_expectations(Page& page, const Report& report, const SourceFiles& files, bool quiet) {
  page.gap();
  for (const Expectation& expectation : report.expectations)
    if (!quiet || expectation.verdict != Verdict::pass) write_expectation(page, expectation, files);
}

void write_steps(Page& page, const Report& report) {
  if (report.steps.empty()) return;
  std::size_t width = 0;
  for (const Step& step : report.steps) width = std::max(width, to_string(step.at).size());
  page.gap();
  page.line({{"steps", Colour::bold}});
  for (const Step& step : report.steps)
    page.line(fmt::format("  {:>{}}  {}{}", to_string(step.at), width, step.name,
                          step.note.empty() ? "" : ": " + step.note));
}

void write_notes(Page& page, const std::vector<std::string>& notes) {
  page.gap();
  for (const std::string& note : notes) page.line(note);
}

bool is_plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("/._-+=:,@").find(c) != std::string_view::npos;
}

/// A path that can be pasted into a shell.
std::string quoted(const std::string& path) {
  if (std::all_of(path.begin(), path.end(), is_plain)) return path;
  std::string text = "'";
  for (const char c : path) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

std::string command_of(const Report& report) {
  std::string text = fmt::format("seatrial {} {}", to_string(report.mode), quoted(report.scenario));
  return report.mode == Mode::run ? fmt::format("{} --seed {}", text, report.seed) : text;
}

void write_foot(Page& page, const Report& report) {
  std::string text = fmt::format("seed {}", report.seed);
  if (report.digest) text += fmt::format(", digest {:016x}", *report.digest);
  if (report.mode == Mode::run)
    text += fmt::format(", fidelity {}, {} of virtual time", report.fidelity,
                        to_string(report.virtual_time));
  if (!report.scenario.empty()) text += "; reproduce: " + command_of(report);
  page.gap();
  page.line(text);
}

}  // namespace

void write_text(std::ostream& out, const Report& report, const SourceFiles& files,
                const Style& style) {
  Page page(out, style.colour);
  if (report.input_error) return page.line(report.input_error->message());
  write_head(page, report, style.quiet);
  if (!style.quiet) {
    write_links(page, report);
    write_consensus(page, report);
  }
  Files with_lines{files, SourceText(files)};
  write_findings(page, report, with_lines, style.quiet);
  write_accepted(page, report);
  write_expectations(page, report, files, style.quiet);
  if (!style.quiet) {
    write_steps(page, report);
    write_notes(page, report.assumptions);
    write_notes(page, report.ask);
  }
  write_foot(page, report);
}

}  // namespace seatrial::report
