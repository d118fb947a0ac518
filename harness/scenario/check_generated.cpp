// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "harness/scenario/check.hpp"
#include "harness/scenario/cluster_source.hpp"

namespace seatrial::scenario {

namespace {

// Follows the files of clusters from step to step. A cluster with a qubernetes.yaml that some step
// creates has no files before that step; any other has them from the beginning.
class GeneratedCheck {
 public:
  GeneratedCheck(Reader& reader, const Scenario& scenario);

  void operator()(const Deploy& deploy);
  void operator()(const Start& start);
  void operator()(const ExportNodes& exported);
  void operator()(const ImportNodes& import);
  void operator()(const Generate& generate);
  void operator()(const UseConfig& use);
  template <class Other>
  void operator()(const Other&) {}

 private:
  void needs_files(const std::string& cluster, const Mark& mark, std::string_view what);
  void not_its_own(const Text& name, const std::string& owner, const Text& into,
                   std::string_view what);

  Reader& reader_;
  const Scenario& scenario_;
  std::map<std::string, Mark> awaited_;        // by cluster: the step that will create its files
  std::map<std::string, std::string> owners_;  // of exports, by name
};

GeneratedCheck::GeneratedCheck(Reader& reader, const Scenario& scenario)
    : reader_(reader), scenario_(scenario) {
  for (const Step& step : scenario.steps) {
    const auto* generate = std::get_if<Generate>(&step.action);
    if (generate == nullptr || generate->mode.value != GenerateMode::create) continue;
    const Cluster* cluster = scenario.find_cluster(generate->cluster.value);
    if (cluster == nullptr || !cluster->config || !is_qubernetes_file(cluster->config->path)) {
      continue;
    }
    awaited_.emplace(cluster->name.value, step.mark);
  }
}

void GeneratedCheck::needs_files(const std::string& cluster, const Mark& mark,
                                 std::string_view what) {
  const auto awaited = awaited_.find(cluster);
  if (awaited == awaited_.end()) return;
  reader_.fail(mark,
               fmt::format("cluster '{}' is {} before it is generated, which the step at {} does",
                           cluster, what, reader_.line_of(awaited->second)),
               "put that step before this one");
}

void GeneratedCheck::operator()(const Deploy& deploy) {
  for (const Text& name : deploy.clusters) needs_files(name.value, name.mark, "deployed");
}

void GeneratedCheck::operator()(const Start& start) {
  for (const Selector& peers : start.peers) {
    for (const Cluster& cluster : scenario_.clusters) {
      if (!peers.any_cluster() && peers.cluster != cluster.name.value) continue;
      needs_files(cluster.name.value, peers.mark, "started");
    }
  }
}

void GeneratedCheck::operator()(const ExportNodes& exported) {
  owners_[exported.as.value] = exported.cluster.value;
}

void GeneratedCheck::not_its_own(const Text& name, const std::string& owner, const Text& into,
                                 std::string_view what) {
  if (owner != into.value) return;
  reader_.fail(name.mark, fmt::format("cluster '{}' imports its own {}", owner, what),
               "name what another cluster has");
}

void GeneratedCheck::operator()(const ImportNodes& import) {
  const Text* nodes = import.external ? std::get_if<Text>(&*import.external) : nullptr;
  const auto owner = nodes != nullptr ? owners_.find(nodes->value) : owners_.end();
  if (owner != owners_.end()) not_its_own(*nodes, owner->second, import.into, "nodes");
  const Text* genesis = import.genesis ? std::get_if<Text>(&*import.genesis) : nullptr;
  if (genesis == nullptr) return;
  not_its_own(*genesis, genesis->value, import.into, "genesis");
  needs_files(genesis->value, genesis->mark, "asked for its genesis");
}

void GeneratedCheck::operator()(const Generate& generate) {
  if (generate.mode.value == GenerateMode::create) {
    awaited_.erase(generate.cluster.value);
  } else {
    needs_files(generate.cluster.value, generate.mode.mark, "updated");
  }
}

void GeneratedCheck::operator()(const UseConfig& use) {
  if (!is_qubernetes_file(use.config.path)) awaited_.erase(use.cluster.value);
}

}  // namespace

void check_generated(Reader& reader, const Scenario& scenario) {
  GeneratedCheck check(reader, scenario);
  for (const Step& step : scenario.steps) std::visit(check, step.action);
}

}  // namespace seatrial::scenario
