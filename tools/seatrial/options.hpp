// SPDX-License-Identifier: Apache-2.0
// What the user asked for, as one plain value: the command and every option of it. It is filled by
// parse_command_line() and read by the commands; nothing is opened or checked against files here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/from_options.hpp"
#include "harness/scenario/scenario.hpp"

namespace seatrial::cli {

/// The words that stand behind `seatrial`.
enum class Command : std::uint8_t {
  check,
  run,
  diff,
  explain,
  export_nodes,
  validate,
  findings,
  init
};

/// Where reports go and how they look.
struct OutputOptions {
  std::string json;            ///< a file, "-" for the standard output, "" for none
  std::string junit;           ///< likewise
  std::string sarif;           ///< likewise
  bool github = false;         ///< annotations of a GitHub workflow
  std::string baseline;        ///< a file of accepted findings; "" for none
  std::string write_baseline;  ///< where to write one; "" for nowhere
  bool quiet = false;
  bool no_colour = false;
};

/// What diff compares.
struct DiffOptions {
  std::string old_path;
  std::string new_path;
  std::string name = "a";  ///< of the cluster whose files they are
};

/// The command line.
struct Options {
  Command command = Command::check;
  std::vector<std::string> scenarios;  ///< files
  scenario::WorldOptions world;        ///< in place of files
  scenario::Variables variables;
  OutputOptions output;

  std::optional<std::uint64_t> seed;
  std::optional<scenario::Fidelity> fidelity;
  std::string pcap;  ///< a .pcapng file or a folder; "" for none
  bool bless = false;
  bool check_report = false;

  std::string case_name;  ///< of explain and export; "" where the file has no cases
  std::string from;       ///< of explain: "a/quorum-node1"
  std::string to;
  std::string link = "p2p";

  DiffOptions diff;

  std::string cluster;  ///< of export
  std::string node_ip;
  bool bare = false;

  std::string code;     ///< of findings; "" for all
  bool manual = false;  ///< the whole manual, as Markdown

  std::string out_file;  ///< of init; "" for the standard output
};

}  // namespace seatrial::cli
