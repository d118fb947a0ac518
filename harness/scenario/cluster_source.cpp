// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/cluster_source.hpp"

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

Result<ClusterSource> read_cluster_source(const std::string& path, const std::string& cluster_name,
                                          SourceFiles& files) {
  ClusterSource source;
  if (!is_yaml_path(path)) {
    Result<config::ClusterConfig> read = config::read_generated_folder(path, files);
    if (!read) return read.error();
    source.config = std::move(*read);
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

std::shared_ptr<const ChainSpec> chain_of(const config::GenesisConfig& genesis) {
  auto chain = std::make_shared<ChainSpec>();
  chain->genesis = genesis.genesis;
  chain->genesis_hash = wire::genesis_hash(chain->genesis);
  chain->mark = genesis.json.mark();
  chain->source = (genesis.json.is_null() ? "not JSON: " : "") + genesis.source;
  return chain;
}

}  // namespace seatrial::scenario
