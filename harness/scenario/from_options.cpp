// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/from_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "harness/config/external_nodes.hpp"
#include "harness/scenario/nearest.hpp"
#include "harness/scenario/option_settings.hpp"

namespace seatrial::scenario {
namespace {

namespace fs = std::filesystem;

constexpr Duration links_up_within = seconds(120);
/// Nobody deploys two clusters at the same instant, where dials may collide for ever (ST610).
constexpr Duration between_deployments = seconds(10);

using Names = std::vector<std::string_view>;

Text unmarked(std::string text) {
  return {std::move(text), {}};
}

FilePath file_path(const std::string& path) {
  return {path, path, {}};
}

Names names_of(const std::vector<NamedPath>& all) {
  Names names;
  for (const NamedPath& one : all) names.push_back(one.name);
  return names;
}

const NamedPath* find(const std::vector<NamedPath>& all, std::string_view name) {
  const auto at = std::find_if(all.begin(), all.end(), [&](auto& one) { return one.name == name; });
  return at == all.end() ? nullptr : &*at;
}

Result<void> check_path(const NamedPath& one, std::string_view option, bool folder) {
  const fs::path path = one.path;
  const std::string where = fmt::format("{} {}={}", option, one.name, one.path);
  std::error_code code;
  if (!fs::exists(path, code)) {
    return Error{where, folder ? "there is no such folder or file" : "there is no such file",
                 "check the path"};
  }
  if (fs::is_directory(path, code) == folder) return {};
  if (folder && (is_yaml_path(one.path) || one.path.ends_with(".json"))) return {};
  return Error{
      where, folder ? "this is neither a folder nor YAML or JSON" : "this is a folder, not a file",
      folder ? "name a folder or file of Kubernetes manifests, or the qubernetes.yaml"
             : "name a file in it"};
}

Result<void> check_all(const std::vector<NamedPath>& all, std::string_view option, bool folder) {
  std::set<std::string_view> seen;
  for (const NamedPath& one : all) {
    if (!seen.insert(one.name).second) {
      return Error{fmt::format("{} {}", option, one.name), "this name is given twice",
                   "give every cluster a name of its own"};
    }
    if (const auto good = check_path(one, option, folder); !good) return good;
  }
  return {};
}

/// --exported and --services say something of a cluster that --cluster names.
Result<void> check_refers(const std::vector<NamedPath>& all, std::string_view option,
                          const Names& clusters) {
  for (const NamedPath& one : all) {
    if (std::find(clusters.begin(), clusters.end(), one.name) != clusters.end()) continue;
    return Error{fmt::format("{} {}={}", option, one.name, one.path),
                 fmt::format("there is no cluster '{}'", one.name), suggestion(one.name, clusters)};
  }
  return {};
}

Result<void> check_externals(const WorldOptions& options) {
  for (const NamedPath& one : options.externals) {
    if (find(options.clusters, one.name) == nullptr) continue;
    return Error{fmt::format("--external {}", one.name),
                 fmt::format("'{}' is the name of a --cluster, too", one.name),
                 "give every cluster a name of its own"};
  }
  if (options.genesis.empty()) return {};
  if (options.externals.empty()) {
    return Error{"--genesis " + options.genesis, "there is no --external that it belongs to",
                 "a --cluster brings its own genesis"};
  }
  return check_path({"genesis", options.genesis}, "--genesis", false);
}

Result<void> check(const WorldOptions& options) {
  if (options.clusters.empty()) {
    return Error{"options", "there is no --cluster",
                 "give --cluster NAME=DIR, the folder that qubernetes generated"};
  }
  const Names clusters = names_of(options.clusters);
  if (const auto good = check_all(options.clusters, "--cluster", true); !good) return good;
  if (const auto good = check_all(options.externals, "--external", false); !good) return good;
  if (const auto good = check_all(options.exported, "--exported", false); !good) return good;
  if (const auto good = check_all(options.services, "--services", false); !good) return good;
  if (const auto good = check_all(options.platforms, "--platform", false); !good) return good;
  if (const auto good = check_refers(options.exported, "--exported", clusters); !good) return good;
  if (const auto good = check_refers(options.services, "--services", clusters); !good) return good;
  if (const auto good = check_refers(options.platforms, "--platform", clusters); !good) return good;
  return check_externals(options);
}

/// Whether the scenario need not say the nodes: a dump has them, and what cannot be read is told
/// when the scenario is resolved.
bool files_decide(const Cluster& cluster, const WorldOptions& options, ClusterSources& sources) {
  const std::string& name = cluster.name.value;
  if (setting_of(options.settings, name, "node-ip")) return false;
  const auto& source = sources.read(cluster.config->path, name);
  return !source || !source->config.errors.empty() || !source->config.nodes.empty();
}

Result<void> set_nodes(Cluster& cluster, const WorldOptions& options, ClusterSources& sources) {
  if (files_decide(cluster, options, sources)) return {};
  const auto addresses = node_addresses(options, cluster.name.value, sources);
  if (!addresses) return addresses.error();
  for (const std::string& address : *addresses) {
    Node node;
    node.name = unmarked(fmt::format("n{}", cluster.nodes.size() + 1));
    node.address = unmarked(address);
    cluster.nodes.push_back(std::move(node));
  }
  const bool alone = options.clusters.size() + options.externals.size() == 1;
  if (!cluster.nodes.empty() || alone) return {};
  const std::string& name = cluster.name.value;
  return Error{fmt::format("--cluster {}={}", name, cluster.config->written),
               "no file names an address of its nodes",
               fmt::format("give --set {}.node-ip=ADDRESS (kubectl get nodes -o wide), or "
                           "--exported {}=FILE",
                           name, name)};
}

Result<Cluster> make_cluster(const NamedPath& from, const WorldOptions& options,
                             ClusterSources& sources) {
  Cluster cluster;
  cluster.name = unmarked(from.name);
  cluster.config = file_path(from.path);
  if (const NamedPath* one = find(options.exported, from.name))
    cluster.exported = file_path(one->path);
  if (const NamedPath* one = find(options.services, from.name))
    cluster.services = file_path(one->path);
  if (const NamedPath* one = find(options.platforms, from.name))
    cluster.platform = file_path(one->path);
  if (const auto good = apply_settings(cluster, options.settings); !good) return good.error();
  if (const auto good = set_nodes(cluster, options, sources); !good) return good.error();
  return cluster;
}

External make_external(const NamedPath& from, const WorldOptions& options) {
  External external;
  external.name = unmarked(from.name);
  external.nodes = file_path(from.path);
  if (!options.genesis.empty()) external.genesis = file_path(options.genesis);
  return external;
}

Names sites_of(const WorldOptions& options) {
  Names sites = names_of(options.clusters);
  for (const NamedPath& one : options.externals) sites.emplace_back(one.name);
  return sites;
}

Expectation links_up(const std::string& from, const std::string& to) {
  ExpectLinks links;
  links.from = {from, "*", {}};
  links.to = {to, "*", {}};
  links.kind = {LinkKind::p2p, {}};
  links.state = Up{Marked<Duration>{links_up_within, {}}, {}};
  Expectation expectation;
  expectation.question = links;
  return expectation;
}

/// Every pair of sites; of a single one, its own peers.
Expect links_between(const Names& sites) {
  Expect expect;
  for (std::size_t i = 0; i < sites.size(); ++i)
    for (std::size_t j = i + 1; j < sites.size(); ++j)
      expect.all.push_back(links_up(std::string(sites[i]), std::string(sites[j])));
  if (sites.size() == 1)
    expect.all.push_back(links_up(std::string(sites[0]), std::string(sites[0])));
  return expect;
}

std::vector<Step> make_steps(const WorldOptions& options) {
  std::vector<Step> steps;
  for (const NamedPath& one : options.clusters) {
    if (!steps.empty())
      steps.push_back({{}, {}, {}, Wait{Marked<Duration>{between_deployments, {}}, {}, {}}});
    steps.push_back({{}, {}, {}, Deploy{{unmarked(one.name)}}});
  }
  steps.push_back({{}, {}, {}, links_between(sites_of(options))});
  return steps;
}

}  // namespace

bool WorldOptions::empty() const {
  return *this == WorldOptions();
}

Result<NamedPath> parse_named_path(std::string_view text, std::string_view option) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  if (equals == std::string_view::npos || name.empty() || equals + 1 == text.size()) {
    return Error{fmt::format("{} {}", option, text), "this is not NAME=PATH",
                 fmt::format("write a name and a path, as in {} a=path/to/it", option)};
  }
  if (name.find_first_not_of(letters) != std::string_view::npos) {
    return Error{fmt::format("{} {}", option, text),
                 fmt::format("the name '{}' cannot be used", name),
                 "use letters, digits, '-', '_' and '.'"};
  }
  return NamedPath{std::string(name), std::string(text.substr(equals + 1))};
}

Result<Scenario> from_options(const WorldOptions& options, SourceFiles& files) {
  if (const auto good = check(options); !good) return good.error();
  if (const auto good = check_settings(options.settings, names_of(options.clusters)); !good)
    return good.error();
  Scenario scenario;
  ClusterSources sources(files);
  for (const NamedPath& one : options.clusters) {
    auto cluster = make_cluster(one, options, sources);
    if (!cluster) return cluster.error();
    scenario.clusters.push_back(std::move(*cluster));
  }
  for (const NamedPath& one : options.externals)
    scenario.externals.push_back(make_external(one, options));
  scenario.steps = make_steps(options);
  scenario.title = unmarked(fmt::format("links of {}", fmt::join(sites_of(options), " and ")));
  return scenario;
}

}  // namespace seatrial::scenario
