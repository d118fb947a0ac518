// SPDX-License-Identifier: Apache-2.0
#include "harness/config/generated_folder.hpp"

#include <gtest/gtest.h>

#include "harness/config/tessera_reader.hpp"
#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Folder;

const std::string deployment = R"(kind: Deployment
metadata: {name: n1-deployment}
spec:
  replicas: 1
  template:
    metadata:
      labels: {app: q, name: n1-deployment}
    spec:
      containers:
      - name: tessera
        image: quorumengineering/tessera:0.8
        volumeMounts:
        - {name: tm, mountPath: /tm/tessera-config-enhanced.json.tmpl, subPath: t}
      - name: quorum
        image: registry:5000/quorum:2.7.0@sha256:00
        command: [sh, -c]
        args: ["ln -s /lists/p.json $D/static-nodes.json; geth --datadir $D --networkid 10"]
        env:
        - {name: D, value: /dd}
        volumeMounts:
        - {name: lists, mountPath: /lists}
        - {name: lists, mountPath: /dd/permissioned-nodes.json, subPath: q.json}
        - {name: genesis, mountPath: /etc/quorum/genesis}
      volumes:
      - name: lists
        configMap: {name: lists, items: [{key: k, path: p.json}, {key: none, path: q.json}]}
      - {name: genesis, configMap: {name: genesis}}
      - {name: tm, configMap: {name: tm}}
)";

const std::string maps = R"(kind: ConfigMap
metadata: {name: lists}
data:
  k: |
    ["enode://a"]
---
kind: ConfigMap
metadata: {name: genesis}
data:
  genesis-geth.json: |
    {"config": {"chainId": 10, "istanbul": {"policy": 1}}, "alloc":
     {"aa00000000000000000000000000000000000000": {"balance": "5"}},
     "difficulty": "0x1", "gasLimit": 7}
---
kind: ConfigMap
metadata: {name: tm}
data:
  t: |
    {"serverConfigs": [{"app": "P2P", "serverSocket": {"port": 9001,
       "hostName": "http://%THIS_SERVICE_HOST%"}}], "useWhiteList": true,
     "peer": [{"url": "http://x:9001"}], "keys": [{"config": %THIS_PRIV_KEY%}],
     "features": {"enableRemoteKeyValidation": true}}
---
kind: ConfigMap
metadata: {name: n1-enode-config}
data: {enode: "ab"}
---
kind: ConfigMap
metadata: {name: n1-nodekey-config}
data: {nodekey: "c0ffee"}
---
kind: Service
metadata: {name: svc}
spec:
  selector: {name: n1-deployment}
  externalTrafficPolicy: Local
  ports: [{port: 30303, targetPort: p2p, nodePort: 32044}]
---
kind: Secret
metadata: {name: s}
data: {password: c0ffee}
---
kind: NetworkPolicy
metadata: {name: np}
spec: {podSelector: {}}
)";

struct ReadFolder {
  explicit ReadFolder(const Folder& folder) {
    auto result = read_generated_folder(folder.path(), files);
    if (result) cluster = std::move(*result);
    if (!result) cluster.errors.push_back(result.error());
    for (const Error& one : cluster.errors) {
      std::string message = one.message();
      if (message.starts_with(folder.path())) message.erase(0, folder.path().size());
      error += (error.empty() ? "" : "\n") + message;
    }
  }
  SourceFiles files;
  ClusterConfig cluster;
  std::string error;  // all of them, a line each
};

TEST(GeneratedFolder, puts_together_what_a_process_sees) {
  const Folder folder;
  folder.write("out/01.yaml", maps);
  folder.write("out/deployments/n1.yaml", deployment);
  const ReadFolder read(folder);
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.cluster.peers.size(), 1u);
  const PeerConfig& peer = read.cluster.peers[0];
  EXPECT_EQ(peer.name.value, "n1");
  EXPECT_EQ(peer.service, "svc");
  EXPECT_EQ(peer.version.value, "2.7.0");
  EXPECT_EQ(peer.enode_key.value, "ab");
  EXPECT_EQ(peer.static_list->entries.at(0).value, "enode://a");
  EXPECT_EQ(peer.permissioned_list->state, PeerListState::missing);
  EXPECT_FALSE(peer.permissioned_is_live);
  EXPECT_EQ(peer.settings.network_id->value, 10u);
  EXPECT_EQ(peer.genesis->genesis.config.chain_id, 10u);
  EXPECT_EQ(peer.genesis->genesis.config.istanbul->policy, 1u);
  EXPECT_EQ(peer.tessera->server_address.value, "http://n1:9001");
  EXPECT_TRUE(peer.tessera->use_white_list.value);
  EXPECT_TRUE(peer.tessera->remote_key_validation.value);
  const ServiceConfig& service = *read.cluster.find_service("svc");
  EXPECT_EQ(service.external_policy.value, "Local");
  EXPECT_EQ(service.type.value, "ClusterIP");
  EXPECT_EQ(service.ports[0].target_port, "p2p");
  EXPECT_EQ(service.ports[0].node_port->value, 32044);
  ASSERT_EQ(read.cluster.others.size(), 2u);
  EXPECT_TRUE(read.cluster.others[0].object.is_null()) << "a Secret is not kept";
  EXPECT_NE(read.cluster.others[1].object.find("spec"), nullptr);
  EXPECT_TRUE(read.cluster.find_config_map("n1-nodekey-config")->find("nodekey")->text.is_null());
}

struct Case {
  const char* name;
  std::string part;   // of the files above
  std::string other;  // in its place
  const char* message;
};

class FolderRefuses : public ::testing::TestWithParam<Case> {};

std::string replaced(std::string text, const std::string& part, const std::string& other) {
  const std::size_t at = text.find(part);
  return at == std::string::npos ? text : text.replace(at, part.size(), other);
}

TEST_P(FolderRefuses, with_one_error_that_says_what_to_do) {
  const Folder folder;
  folder.write("01.yaml", replaced(maps, GetParam().part, GetParam().other));
  folder.write("deployments/n1.yaml", replaced(deployment, GetParam().part, GetParam().other));
  EXPECT_EQ(ReadFolder(folder).error, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Bad, FolderRefuses,
    ::testing::Values(
        Case{"no_kind", "kind: Service", "sort: Service",
             "/01.yaml:32:1: a document without a kind; give Kubernetes manifests, each with "
             "apiVersion and kind"},
        Case{"no_name", "{name: svc}", "{}", "/01.yaml:33:11: metadata has no name; add name"},
        Case{"no_port", "[{port: 30303,", "[{pork: 30303,",
             "/01.yaml:37:11: an item of ports has no port; add port"},
        Case{"bad_node_port", "nodePort: 32044", "nodePort: 320440",
             "/01.yaml:37:52: nodePort 320440 is out of range; write a whole number from 0 to "
             "65535"},
        Case{"no_gas_limit", "\"gasLimit\"", "\"gaslimit\"",
             "/01.yaml:11:5: the genesis has no gasLimit; add gasLimit"},
        Case{"bad_address", "aa000", "xx000",
             "/01.yaml:12:7: alloc: character 1 is not a hex digit; write an address of 40 hex "
             "digits"},
        Case{"tessera_not_json", "\"peer\": [", "\"peer\" [",
             "/01.yaml:21:13: not JSON: '[' follows without a comma; add the comma"},
        Case{"no_p2p", "\"app\": \"P2P\"", "\"app\": \"Q2T\"",
             "/01.yaml:19:5: the Tessera config has no P2P server; add a serverConfigs entry with "
             "app P2P"},
        Case{"no_genesis_key", "genesis-geth.json: |", "other.json: |",
             "/deployments/n1.yaml:23:11: ConfigMap genesis has no genesis-geth.json; generate "
             "the network again"},
        Case{"network_id", "--networkid 10", "--networkid ten",
             "/deployments/n1.yaml:17:89: --networkid 'ten' is not understood; write a whole "
             "number from 0 to 18446744073709551615"},
        Case{"no_geth", "geth --datadir", "true --datadir",
             ": no workload runs geth; give all manifests of the cluster, the Deployments or "
             "StatefulSets among them"},
        Case{"broken_yaml", "kind: Deployment", "kind: Deployment\n  namespace: x",
             "/deployments/n1.yaml:2:12: a ':' where no key can stand; check the indentation, or "
             "quote the value"}),
    [](const auto& test) { return std::string(test.param.name); });

// As a list that is not JSON: what follows for the node is a finding (ST405).
TEST(GeneratedFolder, keeps_a_genesis_that_is_not_json_as_a_state) {
  const Folder folder;
  folder.write("01.yaml", replaced(maps, "\"gasLimit\": 7}", "\"gasLimit\": 7,}"));
  folder.write("deployments/n1.yaml", deployment);
  SourceFiles files;
  const auto cluster = read_generated_folder(folder.path(), files);
  ASSERT_TRUE(cluster) << cluster.error().message();
  ASSERT_NE(cluster->peers.at(0).genesis, nullptr);
  EXPECT_TRUE(cluster->peers[0].genesis->json.is_null());
  EXPECT_EQ(cluster->peers[0].genesis->source, "genesis/genesis-geth.json");
}

TEST(GeneratedFolder, says_why_a_folder_cannot_be_read) {
  const Folder folder;
  SourceFiles files;
  EXPECT_EQ(read_generated_folder("no/such", files).error().message(),
            "no/such: there is no such folder or file; name the manifests of the cluster");
  EXPECT_EQ(ReadFolder(folder).error,
            ": there are no manifests in the folder; name a folder with .yaml or .json files; qctl "
            "generate network --create makes one");
}

TEST(TesseraTemplate, is_chosen_as_the_start_script_does) {
  EXPECT_EQ(tessera_template("0.7.3"), "tessera-config.json.tmpl");
  EXPECT_EQ(tessera_template("0.8"), "tessera-config-enhanced.json.tmpl");
  EXPECT_EQ(tessera_template("0.9.2"), "tessera-config-9.0.json.tmpl");
  EXPECT_EQ(tessera_template("0.10.6"), "tessera-config-9.0.json.tmpl");
  EXPECT_EQ(tessera_template("21.7.2"), "tessera-config-9.0.json.tmpl");
  EXPECT_EQ(tessera_template("latest"), "tessera-config-9.0.json.tmpl") << "the jar is asked";
}

}  // namespace
}  // namespace seatrial::config
