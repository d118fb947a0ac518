// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "harness/report/bless.hpp"
#include "harness/report/json.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/text.hpp"
#include "harness/run/run.hpp"
#include "tools/seatrial/commands.hpp"
#include "tools/seatrial/source.hpp"

namespace seatrial::cli {
namespace {

report::Mode mode_of(const Options& options) {
  return options.command == Command::run ? report::Mode::run : report::Mode::check;
}

/// Carries out one source after the other and remembers what came of it.
class Session {
 public:
  Session(const Options& options, Console& console) : options_(options), console_(console) {}

  ExitCode carry_out();

 private:
  std::vector<Report> reports_of(const Source& source);
  Report report_of(const scenario::Scenario& one, const std::string& name);
  void print(const Source& source, const std::vector<Report>& reports);
  void compare_or_bless(const std::string& path, const std::vector<Report>& reports);
  void write_files();
  std::string blessable(const std::vector<Report>& reports) const;
  void fail(const Error& error, ExitCode code);

  const Options& options_;
  Console& console_;
  SourceFiles files_;
  std::vector<Report> all_;
  ExitCode worst_ = ExitCode::pass;
};

ExitCode Session::carry_out() {
  for (const Source& source : load(options_, files_)) {
    std::vector<Report> reports = reports_of(source);
    print(source, reports);
    for (Report& report : reports)
      if (report.scenario.empty()) report.scenario = source.name;
    if (options_.bless || options_.check_report) compare_or_bless(source.name, reports);
    all_.insert(all_.end(), reports.begin(), reports.end());
  }
  write_files();
  return report::worse(worst_, report::exit_code(all_));
}

std::vector<Report> Session::reports_of(const Source& source) {
  if (!source.scenario)
    return {run::unreadable(source.name, mode_of(options_), source.scenario.error(), files_)};
  std::vector<Report> reports;
  for (const scenario::Scenario* one : source.scenario->runs())
    reports.push_back(report_of(*one, source.name));
  return reports;
}

Report Session::report_of(const scenario::Scenario& one, const std::string& name) {
  run::RunOptions how;
  how.seed = options_.seed;
  if (console_.shows_progress())
    how.on_step = [&](const report::Step& step) {
      console_.progress(fmt::format("{}: {} {}", name, to_string(step.at), step.name));
    };
  return options_.command == Command::run ? run::run(one, files_, how) : run::check(one, files_);
}

/// Options are no name that a report could begin with; they stand below it, to be typed again.
void Session::print(const Source& source, const std::vector<Report>& reports) {
  for (const Report& report : reports) {
    console_.report(report, files_);
    if (source.is_file || report.input_error) continue;
    console_.text() << fmt::format("reproduce: seatrial {} {}", to_string(report.mode),
                                   source.name);
    if (report.mode == report::Mode::run) console_.text() << " --seed " << report.seed;
    console_.text() << '\n';
  }
}

std::string Session::blessable(const std::vector<Report>& reports) const {
  std::ostringstream text;
  for (const Report& report : reports) {
    if (&report != &reports.front()) text << '\n';
    report::write_text(text, report, files_);
  }
  return text.str();
}

void Session::fail(const Error& error, ExitCode code) {
  console_.error(error);
  worst_ = report::worse(worst_, code);
}

/// Paths in a blessed report are seen from the folder in which the program runs.
void Session::compare_or_bless(const std::string& path, const std::vector<Report>& reports) {
  const std::string file = report::blessed_path(path);
  const std::string text = blessable(reports);
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

void Session::write_files() {
  std::ostringstream json;
  std::vector<report::Sheet> sheets;
  for (const Report& report : all_) {
    report::write_json(json, report, files_);
    sheets.push_back({report, files_});
  }
  std::ostringstream junit;
  report::write_junit(junit, sheets);
  const auto write = [&](const std::string& path, const std::string& text) {
    const auto written = path.empty() ? Result<void>() : write_output(path, text);
    if (!written) fail(written.error(), ExitCode::bad_input);
  };
  write(options_.output.json, json.str());
  write(options_.output.junit, junit.str());
}

}  // namespace

ExitCode check_or_run(const Options& options, Console& console) {
  return Session(options, console).carry_out();
}

}  // namespace seatrial::cli
