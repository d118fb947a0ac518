// SPDX-License-Identifier: Apache-2.0
// The commands of the program, one function each. A command reads its options, speaks to the
// console and returns the exit code; it ends nothing and keeps nothing.
#pragma once

#include "harness/report/exit_code.hpp"
#include "tools/seatrial/console.hpp"
#include "tools/seatrial/options.hpp"

namespace seatrial::cli {

using report::ExitCode;

/// check and run: a report per scenario or case.
ExitCode check_or_run(const Options& options, Console& console);
/// diff: what a change of files does to links, findings, chains and pods.
ExitCode diff_files(const Options& options, Console& console);
/// explain: every hop between two peers, both ways.
ExitCode explain(const Options& options, Console& console);
/// export: external_nodes of a cluster.
ExitCode export_nodes(const Options& options, Console& console);
/// validate: form and references of scenario files.
ExitCode validate(const Options& options, Console& console);
/// findings: the catalogue, or one row of it.
ExitCode findings(const Options& options, Console& console);
/// init: a commented scenario file.
ExitCode init(const Options& options, Console& console);

}  // namespace seatrial::cli
