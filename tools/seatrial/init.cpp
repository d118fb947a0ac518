// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <iostream>

#include "harness/config/external_nodes.hpp"
#include "harness/scenario/cluster_source.hpp"
#include "harness/scenario/from_options.hpp"
#include "harness/scenario/option_settings.hpp"
#include "harness/scenario/parse.hpp"
#include "sim/net/address.hpp"
#include "tools/seatrial/commands.hpp"
#include "tools/seatrial/prompt.hpp"
#include "tools/seatrial/scenario_text.hpp"

namespace seatrial::cli {
namespace {

namespace fs = std::filesystem;
using scenario::NamedPath;

constexpr std::array<std::string_view, 6> cnis{"calico",  "cilium", "flannel",
                                               "kindnet", "cloud",  "other"};

bool is_address(std::string_view text) {
  return net::parse_ipv4(text).has_value();
}

bool is_version(std::string_view text) {
  return scenario::parse_setting(fmt::format("a.kubernetes={}", text)).has_value();
}

std::string path_of(const std::vector<NamedPath>& all, std::string_view name) {
  for (const NamedPath& one : all)
    if (one.name == name) return one.path;
  return "";
}

/// Gathers the facts: from the files, the settings, and whoever sits at the terminal.
class Init {
 public:
  explicit Init(const Options& options) : options_(options), world_(options.world) {}

  Result<ScenarioFacts> facts();
  /// A file as it is seen from the folder of the scenario.
  std::string seen_from_scenario(const std::string& path) const;

 private:
  Result<ClusterFacts> cluster(const NamedPath& from);
  Result<ExternalFacts> external(const NamedPath& from);
  std::string setting(const std::string& cluster, std::string_view key) const;
  void ask(ClusterFacts& cluster) const;

  const Options& options_;
  const scenario::WorldOptions& world_;
  SourceFiles files_;
  scenario::ClusterSources sources_{files_};
  Prompt prompt_;
};

Result<ScenarioFacts> Init::facts() {
  std::vector<std::string_view> names;
  names.reserve(world_.clusters.size());
  for (const NamedPath& one : world_.clusters) names.emplace_back(one.name);
  if (const auto good = scenario::check_settings(world_.settings, names); !good)
    return good.error();
  ScenarioFacts facts;
  for (const NamedPath& one : world_.clusters) {
    auto made = cluster(one);
    if (!made) return made.error();
    facts.clusters.push_back(std::move(*made));
  }
  for (const NamedPath& one : world_.externals) {
    auto made = external(one);
    if (!made) return made.error();
    facts.externals.push_back(std::move(*made));
  }
  return facts;
}

std::string Init::seen_from_scenario(const std::string& path) const {
  if (path.empty() || options_.out_file.empty()) return path;
  const fs::path folder = fs::absolute(options_.out_file).parent_path();
  if (fs::path(path).is_absolute()) return path;
  return fs::absolute(path).lexically_relative(folder).string();
}

Result<ClusterFacts> Init::cluster(const NamedPath& from) {
  const auto& source = sources_.read(from.path, from.name);
  if (!source) return source.error();
  auto addresses = scenario::node_addresses(world_, from.name, sources_);
  if (!addresses) return addresses.error();
  ClusterFacts facts;
  facts.name = from.name;
  facts.config = seen_from_scenario(from.path);
  for (const config::PeerConfig& peer : source->config.peers)
    facts.peers.push_back(peer.name.value);
  facts.node_addresses = std::move(*addresses);
  facts.kubernetes = setting(from.name, "kubernetes");
  facts.traffic_policy = setting(from.name, "traffic-policy");
  facts.provider = setting(from.name, "provider");
  facts.cni = setting(from.name, "cni");
  facts.exported = seen_from_scenario(path_of(world_.exported, from.name));
  facts.services = seen_from_scenario(path_of(world_.services, from.name));
  facts.platform = seen_from_scenario(path_of(world_.platforms, from.name));
  ask(facts);
  return facts;
}

Result<ExternalFacts> Init::external(const NamedPath& from) {
  const auto nodes = config::read_external_nodes(from.path, files_);
  if (!nodes) return nodes.error();
  return ExternalFacts{from.name, seen_from_scenario(from.path),
                       seen_from_scenario(world_.genesis)};
}

std::string Init::setting(const std::string& cluster, std::string_view key) const {
  return scenario::setting_of(world_.settings, cluster, key).value_or("");
}

void Init::ask(ClusterFacts& cluster) const {
  const std::string& name = cluster.name;
  if (cluster.provider.empty())
    cluster.provider = prompt_.choose(fmt::format("where does cluster {} run?", name),
                                      scenario::providers, "bare-metal");
  if (cluster.cni.empty())
    cluster.cni = prompt_.choose(fmt::format("which CNI has cluster {}?", name), cnis, "other");
  if (cluster.kubernetes.empty())
    cluster.kubernetes =
        prompt_.ask(fmt::format("Kubernetes version of cluster {}?", name), "", is_version);
  if (!cluster.node_addresses.empty()) return;
  const std::string address = prompt_.ask(
      fmt::format("address of a node of cluster {}, as the others see it?", name), "", is_address);
  if (!address.empty()) cluster.node_addresses.push_back(address);
}

/// What this program wrote, it must be able to read.
Result<void> check_text(const std::string& text, const std::string& path) {
  SourceFiles files;
  const auto scenario = scenario::parse_scenario(text, path, files);
  if (!scenario) return scenario.error();
  return {};
}

Result<void> write_scenario(const Options& options) {
  Init init(options);
  const auto facts = init.facts();
  if (!facts) return facts.error();
  const std::string text = scenario_text(*facts);
  const std::string path = options.out_file.empty() ? "-" : options.out_file;
  if (path != "-" && fs::exists(path))
    return Error{path, "the file exists already", "name another one, or remove it"};
  if (const auto good = check_text(text, path); !good) return good;
  if (const auto written = write_output(path, text); !written) return written;
  if (path != "-") std::cerr << path << ": written; next: seatrial check " << path << '\n';
  return {};
}

}  // namespace

ExitCode init(const Options& options, Console& console) {
  const auto written = write_scenario(options);
  if (written) return ExitCode::pass;
  console.error(written.error());
  return ExitCode::bad_input;
}

}  // namespace seatrial::cli
