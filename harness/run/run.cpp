// SPDX-License-Identifier: Apache-2.0
#include "harness/run/run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/capture/capture.hpp"
#include "harness/consensus/consensus.hpp"
#include "harness/diagnose/diagnose.hpp"
#include "harness/question/link_report.hpp"
#include "harness/run/runner.hpp"

namespace seatrial::run {

namespace {

Report titled(const scenario::Scenario& scenario, report::Mode mode) {
  Report report;
  report.scenario = scenario.path;
  if (scenario.title) report.title = scenario.title->value;
  if (scenario.case_name) report.case_name = scenario.case_name->value;
  report.mode = mode;
  report.seed = scenario.seed.value;
  return report;
}

/// Some scenarios show what must not be deployed: they pass if their files are refused, and with
/// the error that they name.
Report as_refused(const std::optional<scenario::Text>& refused, Report report) {
  if (!refused) return report;
  const std::string& wanted = refused->value;
  if (report.input_error) {
    const std::string error = report.input_error->message();
    if (error.find(wanted) == std::string::npos) return report;
    report.input_error.reset();
    report.expectations.push_back({"refused: " + wanted, refused->mark, Verdict::pass, {error}});
  } else {
    report.expectations.push_back({"refused: " + wanted,
                                   refused->mark,
                                   Verdict::fail,
                                   {"the files were read and nothing was wrong with them"}});
  }
  report.verdict = report::conclude(report);
  return report;
}

/// A report of nothing but the files that cannot be read.
Report broken_files(const scenario::Scenario& scenario, const scenario::Scene& scene,
                    report::Mode mode) {
  Report broken = report::broken_input(scenario.path, mode, scene.errors.front());
  broken.errors.assign(scene.errors.begin() + 1, scene.errors.end());
  return as_refused(scenario.refused, std::move(broken));
}

/// Sessions in bytes, and votes where each private key is known: of a folder none need be.
std::string make_bytes(World& world) {
  world.set_fidelity(Fidelity::bytes);
  const auto votes = world.encode_votes();
  return votes ? "bytes" : "bytes of sessions";
}

/// Carries out the steps, with the packets written where somebody wants them; an error if they
/// cannot be.
Result<void> carry_out(const scenario::Scenario& scenario, scenario::Scene& scene, Report& report,
                       const RunOptions& options) {
  std::unique_ptr<capture::Capture> capture;
  if (!options.pcap.empty()) {
    const std::string about = fmt::format("{}, seed {}", scenario.path, scenario.seed.value);
    auto begun = capture::Capture::begin(*scene.world, {options.pcap, about});
    if (!begun) return begun.error();
    capture = std::move(*begun);
  }
  Runner(scenario, scene, report, options).run();
  if (options.on_end) options.on_end(*scene.world);
  return capture ? capture->finish() : Result<void>();
}

/// Whether a report tells of nothing but the error that another one told of: one of the files,
/// which all cases read.
bool repeats(const Report& report, const Report& earlier) {
  return report.input_error && report.input_error == earlier.input_error &&
         report.errors == earlier.errors;
}

/// One report for each case of a file.
template <class One>
std::vector<Report> each_case(const std::string& path, SourceFiles& files, report::Mode mode,
                              const scenario::Variables& variables, One&& one) {
  const Result<scenario::Scenario> parsed = scenario::parse_scenario_file(path, files, variables);
  if (!parsed) return {unreadable(path, mode, parsed.error(), files)};
  std::vector<Report> reports;
  for (const scenario::Scenario* each : parsed->runs()) add_case(reports, one(*each));
  return reports;
}

}  // namespace

void add_case(std::vector<Report>& reports, Report report) {
  const auto told = [&](const Report& earlier) { return repeats(report, earlier); };
  if (std::ranges::none_of(reports, told)) reports.push_back(std::move(report));
}

Report unreadable(const std::string& path, report::Mode mode, const Error& error,
                  SourceFiles& files) {
  return as_refused(scenario::refused_of_file(path, files),
                    report::broken_input(path, mode, error));
}

Report run(const scenario::Scenario& scenario, SourceFiles& files, const RunOptions& options) {
  scenario::Scenario seeded = scenario;
  if (options.seed) seeded.seed.value = *options.seed;
  if (options.fidelity) seeded.fidelity = {*options.fidelity, {}};
  Result<scenario::Scene> scene = scenario::resolve(seeded, files);
  if (!scene) {
    return as_refused(seeded.refused,
                      report::broken_input(scenario.path, report::Mode::run, scene.error()));
  }
  if (!scene->errors.empty()) {  // a run of half the files would answer another question
    return broken_files(seeded, *scene, report::Mode::run);
  }
  Report report = titled(seeded, report::Mode::run);
  const bool bytes = seeded.fidelity.value == scenario::Fidelity::bytes || !options.pcap.empty();
  if (bytes) report.fidelity = make_bytes(*scene->world);
  if (auto done = carry_out(seeded, *scene, report, options); !done)
    return report::broken_input(scenario.path, report::Mode::run, done.error());
  return as_refused(seeded.refused, std::move(report));
}

Report check(const scenario::Scenario& scenario, SourceFiles& files) {
  Result<scenario::Scene> scene = scenario::resolve(scenario, files);
  if (!scene) {
    return as_refused(scenario.refused,
                      report::broken_input(scenario.path, report::Mode::check, scene.error()));
  }
  if (!scene->errors.empty() && scene->world->peer_count() == 0) {  // there is no rest to tell of
    return broken_files(scenario, *scene, report::Mode::check);
  }
  return check(scenario, *scene);
}

Report check(const scenario::Scenario& scenario, scenario::Scene& scene,
             const CheckOptions& options) {
  Report report = titled(scenario, report::Mode::check);
  assume_all_running(*scene.world);
  const LinkSurvey links = survey_links(*scene.world, options.large);
  Findings found = diagnose(scene, links);
  found.insert(found.end(), scene.findings.begin(), scene.findings.end());
  report.findings = group(std::move(found));
  const bool grouped = links.in_brief() && options.rows == Rows::grouped;
  report.links = grouped ? question::links_in_brief(scene, links) : question::links_now(scene);
  for (report::Link& row : question::other_links_now(scene, grouped)) {
    report.links.push_back(std::move(row));
  }
  report.consensus = consensus::consensus_of(scene);
  report.assumptions = scene.assumptions;
  report.ask = scene.ask;
  report.errors = scene.errors;
  report.verdict = report::conclude(report);
  return report;
}

std::vector<Report> run_file(const std::string& path, SourceFiles& files,
                             const scenario::Variables& variables, const RunOptions& options) {
  return each_case(path, files, report::Mode::run, variables,
                   [&](const scenario::Scenario& one) { return run(one, files, options); });
}

std::vector<Report> check_file(const std::string& path, SourceFiles& files,
                               const scenario::Variables& variables) {
  return each_case(path, files, report::Mode::check, variables,
                   [&](const scenario::Scenario& one) { return check(one, files); });
}

}  // namespace seatrial::run
