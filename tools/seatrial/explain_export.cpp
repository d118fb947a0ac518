// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <iostream>
#include <optional>

#include "harness/run/run.hpp"
#include "harness/scenario/nearest.hpp"
#include "sim/net/address.hpp"
#include "tools/seatrial/commands.hpp"
#include "tools/seatrial/source.hpp"

namespace seatrial::cli {
namespace {

constexpr std::array<std::string_view, 3> kinds{"p2p", "discovery", "tessera"};

Result<report::LinkKind> parse_kind(const std::string& word) {
  for (const auto kind :
       {report::LinkKind::p2p, report::LinkKind::discovery, report::LinkKind::tessera})
    if (report::to_string(kind) == word) return kind;
  return Error{"--link " + word, "there is no such kind of link",
               scenario::suggestion(word, kinds)};
}

/// A comment before the nodes, which --bare leaves out.
constexpr std::string_view preamble =
    "# for the qubernetes.yaml of the other cluster, which then runs generate --update\n";

/// The address that is exported is the node's, so it need not be given twice.
Options with_node_address(Options options) {
  const std::string setting = options.cluster + ".node-ip=";
  const bool given = std::ranges::any_of(
      options.world.settings, [&](const std::string& text) { return text.starts_with(setting); });
  if (!options.world.empty() && !given && net::parse_ipv4(options.node_ip)) {
    options.world.settings.push_back(setting + options.node_ip);
  }
  return options;
}

ExitCode fail(Console& console, const Error& error) {
  console.error(error);
  return ExitCode::bad_input;
}

}  // namespace

ExitCode explain(const Options& options, Console& console) {
  const auto kind = parse_kind(options.link);
  if (!kind) return fail(console, kind.error());
  SourceFiles files;
  const auto scenario = load_single(options, files);
  if (!scenario) return fail(console, scenario.error());
  const auto text = run::explain(*scenario, files, options.from, options.to, *kind);
  if (!text) return fail(console, text.error());
  console.text() << *text;
  if (!text->ends_with('\n')) console.text() << '\n';
  return ExitCode::pass;
}

ExitCode export_nodes(const Options& options, Console& console) {
  SourceFiles files;
  const auto scenario = load_single(with_node_address(options), files);
  if (!scenario) return fail(console, scenario.error());
  const auto text = run::export_nodes(*scenario, files, options.cluster, options.node_ip);
  if (!text) return fail(console, text.error());
  if (!options.bare) console.text() << preamble;
  console.text() << *text;
  return ExitCode::pass;
}

}  // namespace seatrial::cli
