// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <sstream>
#include <utility>

#include "harness/capture/capture.hpp"
#include "harness/report/baseline.hpp"
#include "harness/report/bless.hpp"
#include "harness/report/github.hpp"
#include "harness/report/json.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/sarif.hpp"
#include "harness/report/text.hpp"
#include "harness/run/run.hpp"
#include "tools/seatrial/baseline_file.hpp"
#include "tools/seatrial/commands.hpp"
#include "tools/seatrial/source.hpp"
#include "tools/seatrial/version.hpp"

namespace seatrial::cli {
namespace {

report::Mode mode_of(const Options& options) {
  return options.command == Command::run ? report::Mode::run : report::Mode::check;
}

/// The reports of a source, one for each case.
struct Done {
  const Source& source;
  std::vector<Report> reports;
};

/// Carries out one source after the other and remembers what came of it.
class Session {
 public:
  Session(const Options& options, Console& console) : options_(options), console_(console) {}

  ExitCode carry_out();

 private:
  std::vector<Report> reports_of(Source& source);
  Report report_of(const scenario::Scenario& one, Source& source);
  std::size_t run_count() const;
  Result<void> check_pcap() const;
  std::string pcap_of(const scenario::Scenario& one, const Source& source) const;
  void print(const Source& source, const std::vector<Report>& reports);
  void compare_or_bless(const Source& source, const std::vector<Report>& reports);
  Result<void> read_baseline_file();
  void tell_of_baseline();
  void write_files();
  std::string new_baseline() const;
  std::string blessable(const Source& source, const std::vector<Report>& reports) const;
  void fail(const Error& error, ExitCode code);

  const Options& options_;
  Console& console_;
  std::vector<Source> sources_;
  std::vector<Done> done_;
  std::optional<report::Baseline> baseline_;
  SourceFiles baseline_files_;
  ExitCode worst_ = ExitCode::pass;
};

ExitCode Session::carry_out() {
  if (const auto read = read_baseline_file(); !read) {
    console_.error(read.error());
    return ExitCode::bad_input;
  }
  sources_ = load(options_);
  if (const auto good = check_pcap(); !good) {
    console_.error(good.error());
    return ExitCode::bad_input;
  }
  for (Source& source : sources_) {
    std::vector<Report> reports = reports_of(source);
    print(source, reports);
    for (Report& report : reports)
      if (report.scenario.empty()) report.scenario = source.name;
    if (options_.bless || options_.check_report) compare_or_bless(source, reports);
    worst_ = report::worse(worst_, report::exit_code(reports));
    done_.push_back({source, std::move(reports)});
  }
  if (worst_ != ExitCode::bad_input) tell_of_baseline();
  write_files();
  return worst_;
}

std::vector<Report> Session::reports_of(Source& source) {
  if (!source.scenario)
    return {run::unreadable(source.name, mode_of(options_), source.scenario.error(), source.files)};
  std::vector<Report> reports;
  for (const scenario::Scenario* one : source.scenario->runs())
    run::add_case(reports, report_of(*one, source));
  return reports;
}

std::size_t Session::run_count() const {
  std::size_t count = 0;
  for (const Source& source : sources_)
    if (source.scenario) count += source.scenario->runs().size();
  return count;
}

Result<void> Session::check_pcap() const {
  const std::size_t runs = run_count();
  if (runs < 2 || !capture::Target{options_.pcap, {}}.is_file()) return {};
  return Error{"--pcap " + options_.pcap, fmt::format("one file cannot hold {} runs", runs),
               "name a folder: each run gets one of its own there"};
}

/// Of several runs each has a folder below the one that was named: "scenarios-cut-two-and-two".
std::string Session::pcap_of(const scenario::Scenario& one, const Source& source) const {
  if (options_.pcap.empty() || run_count() < 2) return options_.pcap;
  std::string name = std::filesystem::path(source.name).replace_extension().string();
  if (one.case_name) name += '-' + one.case_name->value;
  const auto plain = [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  for (char& c : name)
    if (!plain(c)) c = '-';
  return (std::filesystem::path(options_.pcap) / name).string();
}

Result<void> Session::read_baseline_file() {
  const std::string& path = options_.output.baseline;
  if (path.empty()) return {};
  auto read = read_baseline(path, baseline_files_);
  if (!read) return read.error();
  baseline_ = std::move(*read);
  return {};
}

/// An entry that accepts nothing any more would hide the fault when it comes back.
void Session::tell_of_baseline() {
  if (!baseline_) return;
  for (const report::BaselineEntry& entry : baseline_->entries) {
    if (entry.matched) continue;
    const std::string of = entry.file.empty() ? "" : fmt::format(" in {}", entry.file);
    console_.error({baseline_files_.to_string(entry.where),
                    fmt::format("{}{} is no longer found", entry.code, of), "remove the entry"});
  }
}

Report Session::report_of(const scenario::Scenario& one, Source& source) {
  run::RunOptions how;
  how.seed = options_.seed;
  how.fidelity = options_.fidelity;
  how.pcap = pcap_of(one, source);
  if (console_.shows_progress())
    how.on_step = [&](const report::Step& step) {
      console_.progress(fmt::format("{}: {} {}", source.name, to_string(step.at), step.name));
    };
  Report report = options_.command == Command::run ? run::run(one, source.files, how)
                                                   : run::check(one, source.files);
  if (baseline_) report::accept(report, source.files, *baseline_);
  return report;
}

/// Options are no name that a report could begin with; they stand below it, to be typed again.
void Session::print(const Source& source, const std::vector<Report>& reports) {
  for (const Report& report : reports) {
    console_.report(report, source.files);
    if (options_.output.github) report::write_github(console_.text(), report, source.files);
    if (source.is_file || report.input_error) continue;
    console_.text() << fmt::format("reproduce: seatrial {} {}", to_string(report.mode),
                                   source.name);
    if (report.mode == report::Mode::run) console_.text() << " --seed " << report.seed;
    console_.text() << '\n';
  }
}

std::string Session::blessable(const Source& source, const std::vector<Report>& reports) const {
  std::ostringstream text;
  for (const Report& report : reports) {
    if (&report != &reports.front()) text << '\n';
    report::write_text(text, report, source.files);
  }
  return text.str();
}

void Session::fail(const Error& error, ExitCode code) {
  console_.error(error);
  worst_ = report::worse(worst_, code);
}

/// Paths in a blessed report are seen from the folder in which the program runs.
void Session::compare_or_bless(const Source& source, const std::vector<Report>& reports) {
  const std::string file = report::blessed_path(source.name);
  const std::string text = blessable(source, reports);
  const std::string folder = std::filesystem::current_path().string();
  if (options_.bless) {
    const bool readable = report::exit_code(reports) != ExitCode::bad_input;
    const auto written = readable ? report::bless(file, text, folder) : Result<void>();
    if (!written) fail(written.error(), ExitCode::bad_input);
    return;
  }
  const auto difference = report::difference_from_file(file, text, folder);
  if (!difference) return fail(difference.error(), ExitCode::failed);
  if (difference->empty()) return;
  fail({file, "the report is not the blessed one", "read the difference; --bless takes it over"},
       ExitCode::failed);
  console_.text() << *difference;
}

/// Accepts what was found, and goes on to accept what the old baseline did, for its reasons.
std::string Session::new_baseline() const {
  constexpr const char* no_reason = "known when this was written; not looked into yet";
  const std::string& path = options_.output.write_baseline;
  std::vector<report::BaselineEntry> entries;
  for (const Done& done : done_) {
    const auto add = [&](const Finding& finding, const std::string& reason) {
      entries.push_back(report::entry_for(finding, done.source.files, path));
      entries.back().reason = reason;
    };
    for (const Report& report : done.reports) {
      for (const report::Accepted& one : report.accepted) add(one.finding, one.reason);
      for (const Finding& finding : report.findings) add(finding, no_reason);
    }
  }
  return baseline_text(std::move(entries));
}

void Session::write_files() {
  std::ostringstream json;
  std::vector<report::Sheet> sheets;
  for (const Done& done : done_) {
    for (const Report& report : done.reports) {
      report::write_json(json, report, done.source.files);
      sheets.push_back({report, done.source.files});
    }
  }
  std::ostringstream junit;
  report::write_junit(junit, sheets);
  const auto write = [&](const std::string& path, const std::string& text) {
    const auto written = path.empty() ? Result<void>() : write_output(path, text);
    if (!written) fail(written.error(), ExitCode::bad_input);
  };
  write(options_.output.json, json.str());
  write(options_.output.junit, junit.str());
  if (!options_.output.sarif.empty()) {
    std::ostringstream sarif;
    report::write_sarif(sarif, sheets, {"", version});
    write(options_.output.sarif, sarif.str());
  }
  write(options_.output.write_baseline, new_baseline());
}

}  // namespace

ExitCode check_or_run(const Options& options, Console& console) {
  return Session(options, console).carry_out();
}

}  // namespace seatrial::cli
