// SPDX-License-Identifier: Apache-2.0
// The two readings of a scenario as one call each: run (virtual time: steps, faults, expectations)
// and check (no time: every link walked once). Both give a Report and never throw for what a file
// says. Explain and export answer the two questions that operators ask besides.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/report/report.hpp"
#include "harness/scenario/parse.hpp"
#include "harness/scenario/scene.hpp"
#include "sim/peer/link_survey.hpp"

namespace seatrial::run {

/// How a run may be altered from outside of its file.
struct RunOptions {
  std::optional<std::uint64_t> seed;                 ///< in place of the file's
  std::optional<scenario::Fidelity> fidelity;        ///< likewise
  std::string pcap;                                  ///< where the packets go, "" for none
  std::function<void(const report::Step&)> on_step;  ///< told of each step as it is done
  std::function<void(const World&)> on_end;          ///< shown the world when the run is over
};

/// Whether the report of a large world has a row for many links that came to the same, or one for
/// each.
enum class Rows : std::uint8_t { grouped, each };

/// How a world is read by `check`.
struct CheckOptions {
  /// Worlds of more peers are read in brief: of links that come to the same, the first in full.
  std::size_t large = large_world;
  Rows rows = Rows::grouped;  ///< of a world that is read in brief
};

/// Runs a scenario that has no cases, or one case of one.
Report run(const scenario::Scenario& scenario, SourceFiles& files, const RunOptions& options = {});
/// Reads every link of a scenario (or case) once, before its first step.
Report check(const scenario::Scenario& scenario, SourceFiles& files);
/// The same of a scene that was resolved already; all its processes count as running from then on.
Report check(const scenario::Scenario& scenario, scenario::Scene& scene,
             const CheckOptions& options = {});

/// Every case of a file; an input that is wrong is one report that says so.
std::vector<Report> run_file(const std::string& path, SourceFiles& files,
                             const scenario::Variables& variables = {},
                             const RunOptions& options = {});
std::vector<Report> check_file(const std::string& path, SourceFiles& files,
                               const scenario::Variables& variables = {});

/// Adds the report of a case of a file, unless it only repeats the error of an earlier one: what
/// all cases read is told once.
void add_case(std::vector<Report>& reports, Report report);

/// Every hop of the dials between two peers, both ways, and what decided. Peers read
/// "cluster/peer"; an error for a name that is not one.
Result<std::string> explain(const scenario::Scenario& scenario, SourceFiles& files,
                            const std::string& from, const std::string& to, report::LinkKind kind);

/// The same of a scene whose processes count as running (assume_all_running). The names may also be
/// those of pods and hosts without a peer.
Result<std::string> explain(scenario::Scene& scene, const std::string& from, const std::string& to,
                            report::LinkKind kind);

/// What `qctl ls nodes --asexternal --bare` prints for a cluster. An empty node_ip leaves qctl's
/// placeholder <K8s_NODE_IP>.
Result<std::string> export_nodes(const scenario::Scenario& scenario, SourceFiles& files,
                                 const std::string& cluster, const std::string& node_ip);

/// The report of a scenario file that cannot be read: its input is wrong, unless it says itself
/// that it is to be refused so.
Report unreadable(const std::string& path, report::Mode mode, const Error& error,
                  SourceFiles& files);

}  // namespace seatrial::run
