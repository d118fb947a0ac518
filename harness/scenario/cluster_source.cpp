// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/cluster_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "harness/config/generated_folder.hpp"
#include "harness/scenario/values.hpp"
#include "sim/wire/genesis.hpp"

namespace seatrial::scenario {

Result<Qubernetes> read_qubernetes(const std::string& path, const std::string& cluster_name,
                                   SourceFiles& files, std::vector<std::string>& assumptions) {
  Result<config::QubernetesYaml> yaml = config::read_qubernetes_yaml(path, files);
  if (!yaml) return yaml.error();
  Result<generate::KeysOfNodes> keys = generate::keys_of(*yaml, cluster_name, files);
  if (!keys) return keys.error();
  assumptions.insert(assumptions.end(), keys->assumptions.begin(), keys->assumptions.end());
  return Qubernetes{std::move(*yaml), std::move(keys->keys), nullptr};
}

bool is_qubernetes_file(const std::string& path) {
  return is_yaml_path(path) && !config::is_manifest_file(path);
}

namespace {

/// What was taken for granted of manifests, and which files count for nothing.
std::vector<std::string> assumptions_of(const config::ClusterConfig& cluster,
                                        const std::string& name) {
  constexpr std::size_t shown = 6;
  std::vector<std::string> lines = cluster.assumptions;
  const std::vector<std::string>& left_out = cluster.not_read;
  if (left_out.empty()) return lines;
  const std::size_t count = std::min(left_out.size(), shown);
  const std::vector<std::string> first(left_out.begin(),
                                       left_out.begin() + static_cast<std::ptrdiff_t>(count));
  std::string line = fmt::format("not read: {} of {}", fmt::join(first, ", "), name);
  if (count < left_out.size()) line += fmt::format(" and {} more", left_out.size() - count);
  lines.push_back(line + " (no Kubernetes objects)");
  return lines;
}

}  // namespace

Result<ClusterSource> read_cluster_source(const std::string& path, const std::string& cluster_name,
                                          SourceFiles& files) {
  ClusterSource source;
  if (!is_qubernetes_file(path)) {
    Result<config::ClusterConfig> read = config::read_generated_folder(path, files);
    if (!read) return read.error();
    source.config = std::move(*read);
    source.assumptions = assumptions_of(source.config, cluster_name);
    return source;
  }
  Result<Qubernetes> at_hand = read_qubernetes(path, cluster_name, files, source.assumptions);
  if (!at_hand) return at_hand.error();
  const std::string genesis_file = at_hand->yaml.beside(at_hand->yaml.paths.genesis.value);
  const bool generated_before = std::filesystem::exists(genesis_file);
  if (generated_before) {
    auto genesis = generate::read_genesis_file(genesis_file, files);
    if (!genesis) return genesis.error();
    at_hand->genesis = *genesis;
  }
  Result<generate::GeneratedCluster> made =
      generated_before ? generate::update(at_hand->yaml, at_hand->keys, at_hand->genesis, files)
                       : generate::create(at_hand->yaml, at_hand->keys, files);
  if (!made) return made.error();
  at_hand->genesis = made->genesis;
  source.config = std::move(made->cluster);
  source.traps = std::move(made->traps);
  source.qubernetes = std::move(*at_hand);
  return source;
}

const Result<ClusterSource>& ClusterSources::read(const std::string& path,
                                                  const std::string& cluster_name) {
  const std::pair key(path, cluster_name);
  const auto found = read_.find(key);
  if (found != read_.end()) return found->second;
  return read_.emplace(key, read_cluster_source(path, cluster_name, files_)).first->second;
}

std::shared_ptr<const ChainSpec> chain_of(const config::GenesisConfig& genesis) {
  auto chain = std::make_shared<ChainSpec>();
  chain->genesis = genesis.genesis;
  chain->genesis_hash = wire::genesis_hash(chain->genesis);
  chain->mark = genesis.json.mark();
  chain->source = (genesis.json.is_null() ? "not JSON: " : "") + genesis.source;
  return chain;
}

}  // namespace seatrial::scenario
