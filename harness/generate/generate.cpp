// SPDX-License-Identifier: Apache-2.0
#include "harness/generate/generate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/config/generated_folder.hpp"
#include "harness/config/genesis_reader.hpp"
#include "harness/config/json.hpp"
#include "harness/generate/cluster_manifests.hpp"
#include "harness/generate/genesis_template.hpp"
#include "harness/generate/node_manifests.hpp"
#include "harness/generate/shared_config.hpp"
#include "harness/generate/traps.hpp"

namespace seatrial::generate {

namespace {

constexpr const char* genesis_source = "genesis-config/genesis-geth.json";

// The template of the shared config reads key1/tm.pub, whatever else there is, and the generator
// stops where it is missing. SPEC kubernetes F-115
bool has_key1(const config::QubernetesYaml& yaml) {
  return std::any_of(yaml.nodes.begin(), yaml.nodes.end(), [](const config::QubernetesNode& node) {
    return node.key_dir.value == "key1";
  });
}

Manifests manifests_of(const config::QubernetesYaml& yaml, const std::vector<NodeKeys>& keys,
                       const std::string& genesis) {
  Manifests manifests;
  add_foundations(yaml, manifests);
  for (std::size_t i = 0; i < keys.size(); ++i)
    add_claim({yaml, yaml.nodes[i], keys[i]}, manifests);
  add_genesis(yaml, genesis, manifests);
  if (!has_key1(yaml)) return manifests;
  add_shared_config(yaml, keys, manifests);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const NodeInput input{yaml, yaml.nodes[i], keys[i]};
    add_service(input, manifests);
    add_key_configs(input, manifests);
    add_deployment(input, manifests);
  }
  add_company(yaml, manifests);
  return manifests;
}

Result<GeneratedCluster> generate(const config::QubernetesYaml& yaml,
                                  const std::vector<NodeKeys>& keys, config::GenesisConfig genesis,
                                  const SourceFiles& files) {
  if (keys.size() != yaml.nodes.size()) {
    return Error{yaml.path,
                 fmt::format("keys of {} nodes for {} nodes", keys.size(), yaml.nodes.size()),
                 "give the keys of each node"};
  }
  genesis.source = genesis_source;
  GeneratedCluster result;
  result.genesis = std::make_shared<const config::GenesisConfig>(std::move(genesis));
  result.cluster.folder = yaml.path;
  const std::string text = json_text(result.genesis->json);
  if (auto error = manifests_of(yaml, keys, text).read_into(result.cluster, files)) return *error;
  config::derive_peers(result.cluster, files);
  if (!result.cluster.errors.empty()) return result.cluster.errors.front();
  for (config::PeerConfig& peer : result.cluster.peers) {
    if (peer.genesis) peer.genesis = result.genesis;  // the same, with the marks of its source
  }
  mark_entries(result.cluster, yaml);
  result.traps = traps_of(yaml);
  return result;
}

}  // namespace

Result<GeneratedCluster> create(const config::QubernetesYaml& yaml,
                                const std::vector<NodeKeys>& keys, const SourceFiles& files) {
  auto genesis = genesis_of(yaml, keys, files);
  if (!genesis) return genesis.error();
  return generate(yaml, keys, std::move(*genesis), files);
}

Result<GeneratedCluster> update(const config::QubernetesYaml& yaml,
                                const std::vector<NodeKeys>& keys,
                                std::shared_ptr<const config::GenesisConfig> genesis_on_disk,
                                const SourceFiles& files) {
  if (!genesis_on_disk) {
    return Error{yaml.path, "there is no genesis.json to update from",
                 "run qctl generate network --create first, or bring the genesis.json of the "
                 "network"};
  }
  auto result = generate(yaml, keys, *genesis_on_disk, files);
  if (!result) return result.error();
  for (Finding& finding : genesis_traps(yaml, keys, *genesis_on_disk)) {
    result->traps.push_back(std::move(finding));
  }
  std::sort(result->traps.begin(), result->traps.end(), before);
  return result;
}

Result<std::shared_ptr<const config::GenesisConfig>> read_genesis_file(const std::string& path,
                                                                       SourceFiles& files) {
  auto json = config::load_json(path, files);
  if (!json) return json.error();
  auto genesis = config::to_genesis(*json, files);
  if (!genesis) return genesis.error();
  return std::make_shared<const config::GenesisConfig>(
      config::GenesisConfig{path, std::move(*json), std::move(*genesis)});
}

}  // namespace seatrial::generate
