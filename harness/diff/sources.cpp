// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "harness/scenario/parse.hpp"

namespace seatrial::diff {
namespace {

namespace fs = std::filesystem;
using scenario::Scenario;

/// Whether a file has the top key of scenarios; only its beginning is looked at.
bool is_scenario_file(const std::string& path) {
  constexpr int lines = 200;
  std::ifstream in(path, std::ios::binary);
  std::string line;
  for (int i = 0; i < lines && std::getline(in, line); ++i) {
    if (line.starts_with("seatrial:")) return true;
  }
  return false;
}

Result<bool> is_scenario(const std::string& path) {
  std::error_code code;
  if (!fs::exists(path, code))
    return Error{path, "there is no such file or folder", "check the path"};
  return !fs::is_directory(path, code) && is_scenario_file(path);
}

std::string name_of(const Scenario& one) {
  return one.case_name ? one.case_name->value : std::string();
}

const Scenario* find_case(const Scenario& scenario, const std::string& name) {
  for (const Scenario* one : scenario.runs()) {
    if (name_of(*one) == name) return one;
  }
  return nullptr;
}

Result<Pairings> pair_cases(const Request& request, const Scenario& before, const Scenario& after) {
  Pairings pairings;
  for (const Scenario* now : after.runs()) {
    const std::string name = name_of(*now);
    if (!request.case_name.empty() && name != request.case_name) continue;
    if (const Scenario* was = find_case(before, name)) {
      pairings.all.push_back({name, *was, *now});
    } else {
      pairings.left_out.push_back(fmt::format("case '{}' is not in {}", name, request.old_path));
    }
  }
  for (const Scenario* was : before.runs()) {
    const std::string name = name_of(*was);
    const bool wanted = request.case_name.empty() || name == request.case_name;
    if (wanted && find_case(after, name) == nullptr)
      pairings.left_out.push_back(fmt::format("case '{}' is not in {}", name, request.new_path));
  }
  if (!pairings.all.empty()) return pairings;
  return Error{fmt::format("{} {}", request.old_path, request.new_path),
               "they have no case in common", "name cases alike, or compare files without cases"};
}

Result<Pairings> of_scenarios(const Request& request, SourceFiles& files) {
  if (!request.others.empty()) {
    return Error{"seatrial diff", "options that describe clusters, and two scenario files",
                 "scenario files hold all of that: leave the options out"};
  }
  auto before = scenario::parse_scenario_file(request.old_path, files, request.variables);
  if (!before) return before.error();
  auto after = scenario::parse_scenario_file(request.new_path, files, request.variables);
  if (!after) return after.error();
  return pair_cases(request, *before, *after);
}

scenario::WorldOptions with_cluster(const Request& request, const std::string& path) {
  scenario::WorldOptions options = request.others;
  options.clusters.insert(options.clusters.begin(), {request.name, path});
  return options;
}

/// Addresses of nodes are no part of the change: what only one state's lists tell holds for both.
void share_addresses(scenario::WorldOptions& before, scenario::WorldOptions& after,
                     SourceFiles& files) {
  scenario::ClusterSources sources(files);
  for (const scenario::NamedPath& cluster : after.clusters) {
    const auto was = scenario::node_addresses(before, cluster.name, sources);
    const auto is = scenario::node_addresses(after, cluster.name, sources);
    if (!was || !is || was->empty() == is->empty()) continue;
    const std::string setting =
        fmt::format("{}.node-ip={}", cluster.name, fmt::join(was->empty() ? *is : *was, ","));
    (was->empty() ? before : after).settings.push_back(setting);
  }
}

/// Alone, nobody needs the address of a node: a text that no file fills in stands for it.
void fill_nodes(Scenario& scenario) {
  for (scenario::Cluster& cluster : scenario.clusters) {
    if (!cluster.nodes.empty()) continue;
    scenario::Node node;
    node.name = {"n1", {}};
    node.address = {"${node_ip}", {}};
    cluster.nodes.push_back(std::move(node));
  }
}

Result<Pairings> of_files(const Request& request, SourceFiles& files) {
  const auto same_name = [&](const scenario::NamedPath& one) { return one.name == request.name; };
  for (const auto* named : {&request.others.clusters, &request.others.externals}) {
    if (std::ranges::none_of(*named, same_name)) continue;
    return Error{"seatrial diff",
                 fmt::format("'{}' is the name of the cluster of OLD and NEW, too", request.name),
                 "give every cluster a name of its own; --name NAME is that of OLD and NEW"};
  }
  scenario::WorldOptions old_options = with_cluster(request, request.old_path);
  scenario::WorldOptions new_options = with_cluster(request, request.new_path);
  share_addresses(old_options, new_options, files);
  auto before = scenario::from_options(old_options, files);
  if (!before) return before.error();
  auto after = scenario::from_options(new_options, files);
  if (!after) return after.error();
  fill_nodes(*before);
  fill_nodes(*after);
  return Pairings{{{"", std::move(*before), std::move(*after)}}, {}};
}

}  // namespace

Result<Pairings> pairings_of(const Request& request, SourceFiles& files) {
  const auto before = is_scenario(request.old_path);
  if (!before) return before.error();
  const auto after = is_scenario(request.new_path);
  if (!after) return after.error();
  if (*before == *after) return *before ? of_scenarios(request, files) : of_files(request, files);
  return Error{*before ? request.new_path : request.old_path,
               "this is no scenario file, and the other is one",
               "compare two scenario files, or two states of one cluster's files"};
}

}  // namespace seatrial::diff
