// SPDX-License-Identifier: Apache-2.0
// The manifests that the documented flow does not show: other consensus words, namespaces and the
// files they spoil, and what stands beside the nodes.
#include <gmock/gmock.h>

#include "sim/wire/hex.hpp"
#include "tests/unit/generate/generated_yaml.hpp"

namespace seatrial::generate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing_help::good_qubernetes;
using testing_help::with;

class ManifestsOf : public testing_help::GeneratedYaml {
 protected:
  static std::vector<std::string> names(const std::vector<config::ConfigMapConfig>& maps) {
    std::vector<std::string> all;
    for (const auto& map : maps) all.push_back(map.name.value);
    return all;
  }

  static std::vector<std::string> others(const config::ClusterConfig& cluster) {
    std::vector<std::string> all;
    for (const auto& other : cluster.others) all.push_back(other.kind + " " + other.name.value);
    return all;
  }

  // Every word of the file, for all nodes and the genesis.
  static std::string with_consensus(const std::string& word) {
    std::string text = good_qubernetes;
    for (int i = 0; i < 3; ++i) text = with(text, "consensus: istanbul", "consensus: " + word);
    return text;
  }
};

TEST_F(ManifestsOf, raft_has_its_port_and_flags_and_no_validators) {
  const GeneratedCluster a = created(with_consensus("raft"));
  ASSERT_EQ(a.cluster.peers.size(), 2u);
  const config::PeerConfig& peer = a.cluster.peers[0];
  EXPECT_TRUE(peer.settings.raft.value);
  EXPECT_EQ(peer.settings.raft_port->value, 50401u);
  EXPECT_FALSE(peer.settings.mine.value);
  EXPECT_NE(a.cluster.services[0].find_port(50401), nullptr);
  EXPECT_EQ(a.cluster.find_config_map("quorum-node1-nodekey-address-config"), nullptr);
  EXPECT_EQ(a.cluster.find_config_map("istanbul-validator-config.toml"), nullptr);
  EXPECT_EQ(a.genesis->genesis.extra_data, wire::Bytes(32));
  EXPECT_FALSE(a.genesis->genesis.config.istanbul);
}

TEST_F(ManifestsOf, clique_signs_with_the_accounts) {
  const config::QubernetesYaml yaml = read(with_consensus("clique"));
  const auto keys = keys_of(yaml, "a", files_)->keys;
  const auto a = create(yaml, keys, files_);
  ASSERT_TRUE(a);
  const wire::Bytes& extra = a->genesis->genesis.extra_data;
  ASSERT_EQ(extra.size(), 32u + 2 * 20 + 65);
  EXPECT_TRUE(std::equal(keys[1].account.data.begin(), keys[1].account.data.end(),
                         extra.begin() + 32 + 20));
  EXPECT_TRUE(a->cluster.peers.at(0).settings.mine.value);
  EXPECT_FALSE(a->cluster.peers.at(0).settings.block_period);
}

TEST_F(ManifestsOf, qbft_has_another_extra_data) {
  const GeneratedCluster a = created(with_consensus("qbft"));
  const std::string extra = wire::to_hex(a.genesis->genesis.extra_data);
  // RLP [32 zero bytes, three addresses, no vote, round 0, no seals]
  EXPECT_EQ(extra.substr(0, 8), "f865a000");
  EXPECT_EQ(extra.substr(extra.size() - 6), "c080c0");
  EXPECT_TRUE(a.cluster.peers[0].settings.block_period);
}

TEST_F(ManifestsOf, a_version_of_tessera_brings_privacy_enhancements) {
  const auto fork = [&](const std::string& version) {
    const GeneratedCluster a = created(with(good_qubernetes, "  Chain_Id: 1000\n",
                                            "  Chain_Id: 1000\n  Tm_Version: " + version + "\n"));
    return a.genesis->genesis.config.fork_blocks.contains("privacyEnhancementsBlock");
  };
  EXPECT_FALSE(fork("0.10.6"));
  EXPECT_TRUE(fork("1.0.0"));
  EXPECT_TRUE(fork("21.7.2"));
}

TEST_F(ManifestsOf, the_template_of_tessera_follows_its_version) {
  const auto tessera = [&](const std::string& version) {
    return *created(with(good_qubernetes, "0.10.6", version)).cluster.peers.at(0).tessera;
  };
  EXPECT_EQ(tessera("0.8.0").server_address.value, "http://quorum-node1:9001");
  EXPECT_EQ(tessera("0.8.0").binding_address.value, "http://0.0.0.0:9001");
  EXPECT_EQ(tessera("0.8.0").template_key, "tessera-config-enhanced.json.tmpl");
  EXPECT_EQ(tessera("0.7.0").template_key, "tessera-config.json.tmpl");
  EXPECT_EQ(tessera("0.7.0").peers.size(), 3u);
  EXPECT_EQ(tessera("20.10.0").binding_address.value, "");
}

TEST_F(ManifestsOf, an_image_of_ones_own_is_taken_whole) {
  const GeneratedCluster a = created(with(good_qubernetes, "      Quorum_Version: 2.7.0",
                                          "      Quorum_Version: 2.7.0\n      Docker_Repo_Full: "
                                          "mine/geth:21.10.0"));
  EXPECT_EQ(a.cluster.peers[0].version.value, "21.10.0");
  EXPECT_EQ(at(a.cluster.peers[0].version.mark), "q.yaml:12:25");
  EXPECT_EQ(a.cluster.peers[1].version.value, "2.7.0");
}

TEST_F(ManifestsOf, constellation_runs_without_tessera) {
  const GeneratedCluster a = created(with(good_qubernetes, "Name: tessera", "Name: constellation"));
  EXPECT_FALSE(a.cluster.peers[0].tessera);
  EXPECT_TRUE(a.cluster.peers[1].tessera);
}

TEST_F(ManifestsOf, a_doubled_scheme_is_derived_as_it_is_written) {
  const GeneratedCluster a =
      created(with(good_qubernetes, "Tm_Url: 1.2.3.4", "Tm_Url: http://1.2.3.4"));
  EXPECT_EQ(a.cluster.peers[0].tessera->peers[2].value, "http://http://1.2.3.4:30047");
}

TEST_F(ManifestsOf, a_namespace_ends_the_file_of_the_keys) {
  const GeneratedCluster a = created(good_qubernetes + "k8s: {namespace: quorum}\n");
  EXPECT_EQ(a.cluster.services[0].ns, "quorum");
  EXPECT_EQ(a.cluster.peers[0].ns, "quorum");
  EXPECT_THAT(others(a.cluster),
              ElementsAre("Namespace quorum", "PersistentVolumeClaim quorum-node1-pvc",
                          "PersistentVolumeClaim quorum-node2-pvc"));
  EXPECT_THAT(
      names(a.cluster.config_maps),
      ElementsAre("genesis-config", "quorum-permissioned-config", "tessera-config",
                  "contracts-config", "node-management", "istanbul-validator-config.toml",
                  "geth-helpers", "quorum-node1-tm-key-config", "quorum-node1-nodekey-config"));
}

TEST_F(ManifestsOf, without_key1_there_is_no_more_than_the_genesis) {
  const GeneratedCluster a = created(with(good_qubernetes, "Key_Dir: key1", "Key_Dir: key3"));
  EXPECT_THAT(names(a.cluster.config_maps), ElementsAre("genesis-config"));
  EXPECT_THAT(a.cluster.services, IsEmpty());
  EXPECT_THAT(a.cluster.peers, IsEmpty());
}

TEST_F(ManifestsOf, a_bare_quote_costs_one_deployment_or_all_behind_it) {
  const std::string text = with(good_qubernetes, "--rpcvhosts=\\\"*\\\"", "--rpcvhosts=\"*\"");
  const GeneratedCluster apart = created(text);
  ASSERT_EQ(apart.cluster.peers.size(), 1u);
  EXPECT_EQ(apart.cluster.peers[0].name.value, "quorum-node2");
  EXPECT_THAT(created(text + "k8s: {sep_deployment_files: false}\n").cluster.peers, IsEmpty());
}

TEST_F(ManifestsOf, prometheus_adds_flags_ports_and_a_monitor) {
  const GeneratedCluster a = created(good_qubernetes + "prometheus: {nodePort_prom: 32323}\n");
  EXPECT_NE(a.cluster.peers[0].geth.find("metrics"), nullptr);
  EXPECT_EQ(a.cluster.services[0].find_port(6060)->name, "prometheus");
  const config::ServiceConfig* monitor = a.cluster.find_service("quorum-monitor");
  ASSERT_NE(monitor, nullptr);
  EXPECT_EQ(monitor->find_port(9090)->node_port->value, 32323);
  EXPECT_EQ(a.cluster.peers.size(), 2u);
}

TEST_F(ManifestsOf, ingress_leads_to_rpc_only) {
  const std::string each = "k8s: {service: {Ingress: {Strategy: OneToOne, Host: example.org}}}\n";
  const GeneratedCluster a = created(good_qubernetes + each);
  ASSERT_EQ(a.cluster.others.size(), 4u);
  EXPECT_EQ(a.cluster.others[2].kind, "Ingress");
  EXPECT_EQ(a.cluster.others[3].name.value, "quorum-node2");
  const config::Value& rule = a.cluster.others[3].object.find("spec")->find("rules")->items()[0];
  EXPECT_EQ(rule.find("host")->text(), "quorum-node2.example.org");
  const std::string all = "k8s: {service: {Ingress: {Strategy: OneToMany, ws: true}}}\n";
  const GeneratedCluster b = created(good_qubernetes + all);
  ASSERT_EQ(b.cluster.others.size(), 3u);
  const config::Value& one = b.cluster.others[2].object.find("spec")->find("rules")->items()[0];
  EXPECT_EQ(one.find("http")->find("paths")->items().size(), 4u);
}

TEST_F(ManifestsOf, network_policies_let_nobody_else_in) {
  const GeneratedCluster a = created(good_qubernetes + "k8s: {service: {NetworkPolicy: true}}\n");
  ASSERT_EQ(a.cluster.others.size(), 4u);
  EXPECT_EQ(a.cluster.others[2].name.value, "quorum-internal-network-policy");
  const config::Value& external = *a.cluster.others[3].object.find("spec");
  EXPECT_EQ(external.find("policyTypes")->items().size(), 2u);
  EXPECT_EQ(external.find("egress"), nullptr);
  const config::Value& ports = *external.find("ingress")->items()[0].find("ports");
  EXPECT_EQ(ports.items()[0].find("port"), nullptr);  // any TCP port
}

TEST_F(ManifestsOf, cakeshop_has_a_service_where_the_yaml_has) {
  const GeneratedCluster a =
      created(good_qubernetes +
              "cakeshop: {version: 0.12.1, service: {type: NodePort, nodePort: 32108}}\n");
  ASSERT_NE(a.cluster.find_service("cakeshop-service"), nullptr);
  EXPECT_EQ(a.cluster.find_service("cakeshop-service")->find_port(8999)->target_port, "8080");
  const GeneratedCluster b = created(good_qubernetes + "cakeshop: {version: 0.12.1}\n");
  EXPECT_EQ(b.cluster.find_service("cakeshop-service"), nullptr);
}

TEST_F(ManifestsOf, update_needs_a_genesis) {
  const config::QubernetesYaml yaml = read(good_qubernetes);
  const auto result = update(yaml, keys_of(yaml, "a", files_)->keys, nullptr, files_);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(),
            "q.yaml: there is no genesis.json to update from; run qctl generate network --create "
            "first, or bring the genesis.json of the network");
}

TEST_F(ManifestsOf, each_node_needs_its_keys) {
  const config::QubernetesYaml yaml = read(good_qubernetes);
  const auto result = create(yaml, {}, files_);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(),
            "q.yaml: keys of 0 nodes for 2 nodes; give the keys of each node");
}

TEST_F(ManifestsOf, an_update_of_the_own_genesis_changes_nothing) {
  const config::QubernetesYaml yaml = read(good_qubernetes);
  const auto keys = keys_of(yaml, "a", files_)->keys;
  const auto first = create(yaml, keys, files_);
  const auto second = update(yaml, keys, first->genesis, files_);
  ASSERT_TRUE(second);
  ASSERT_EQ(first->cluster.config_maps.size(), second->cluster.config_maps.size());
  for (std::size_t i = 0; i < first->cluster.config_maps.size(); ++i) {
    const auto& before = first->cluster.config_maps[i].entries;
    const auto& after = second->cluster.config_maps[i].entries;
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t j = 0; j < before.size(); ++j) {
      EXPECT_EQ(before[j].text.text(), after[j].text.text());
    }
  }
}

TEST_F(ManifestsOf, a_file_without_any_one_line_is_refused_or_derived) {
  for (std::size_t begin = 0; begin < good_qubernetes.size();) {
    const std::size_t end = good_qubernetes.find('\n', begin) + 1;
    std::string text = good_qubernetes;
    text.erase(begin, end - begin);
    begin = end;
    const auto yaml = config::parse_qubernetes_yaml(text, files_.add("q.yaml"), files_);
    if (!yaml) continue;
    const auto result = create(*yaml, keys_of(*yaml, "a", files_)->keys, files_);
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_EQ(result->cluster.peers.size(), yaml->nodes.size());
  }
}

}  // namespace
}  // namespace seatrial::generate
