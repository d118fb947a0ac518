// SPDX-License-Identifier: Apache-2.0
// StatefulSets as quorum-kubernetes writes them: everything stands in shell scripts.
#include <gtest/gtest.h>

#include "harness/config/generated_folder.hpp"
#include "harness/config/node_keys_of_files.hpp"
#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Folder;

const std::string key_1(128, '1');

// The id of a real key, since entries are read as enode URLs.
const std::string key_2 =
    "8208a3f344695d44e9cf2c023683cbea7b9343e2f70a5e804bd2c93858e945f8f"
    "91439eef96a4ab6c47ff06637d6fbe6472f96de1655a1bee57ea896654f3a22";

const std::string workload = R"yaml(apiVersion: apps/v1
kind: StatefulSet
metadata: {name: member1, namespace: q}
spec:
  serviceName: quorum-member1
  template:
    metadata: {labels: {app: member1}}
    spec:
      containers:
      - name: member1-tessera
        image: quorumengineering/tessera:latest
        volumeMounts:
        - {name: peers, mountPath: /config/peers}
        command: [/bin/sh, -c]
        args:
        - |
          exec
          cat <<EOF > /data/tm/config.json
          {
            "serverConfigs": [
              {"app": "P2P", "serverAddress": "http://quorum-member1.q.svc.cluster.local:9000"}
            ],
            "peer": $$(cat /config/peers/list),
            "keys": {"keyData": [{"config": $$(cat /data/tm/tm.key),
                                  "publicKey": "$$(cat /data/tm/tm.pub)"}]}
          }
          EOF
          /tessera/bin/tessera -configfile /data/tm/config.json
      - name: member1-quorum
        image: quorumengineering/quorum:latest
        env:
        - {name: NET, valueFrom: {configMapKeyRef: {name: settings, key: id}}}
        - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
        - {name: URL, value: "http://localhost:9101"}
        volumeMounts:
        - {name: lists, mountPath: /config/lists/}
        command: [/bin/sh, -c]
        args:
        - |
          exec
          mkdir -p /data/dd
          cp /config/lists/static-nodes.json /data/dd/
          cp /config/lists/p*.json /config/lists/d*.json /data/dd
          geth --datadir /data/dd --nat extip:$(POD_IP) --networkid ${NET} \
            --ptm.url $${URL} --permissioned
      volumes:
      - {name: lists, configMap: {name: lists}}
      - {name: peers, configMap: {name: tessera-peers}}
)yaml";

std::string config_maps() {
  const std::string host = "member1-0.quorum-member1.q.svc.cluster.local:30303?discport=0";
  return R"(apiVersion: v1
kind: Service
metadata: {name: quorum-member1, namespace: q}
spec:
  selector: {app: member1}
  ports: [{port: 30303}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: q}
data: {id: "10"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: other}
data: {id: "11"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: tessera-peers, namespace: q}
data:
  list: |
    [{"url": "http://quorum-member2.q.svc.cluster.local:9000"}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: lists, namespace: q}
data:
  static-nodes.json: |
    ["enode://)" +
         key_2 + "@" + host + R"("]
  permissioned-nodes.json: |
    []
  disallowed-nodes.json: |
    ["enode://x"]
)";
}

struct ReadSets {
  explicit ReadSets(const std::string& more = "", const std::string& sets = workload) {
    folder.write("a.yaml", sets);
    folder.write("deep/b.yaml", config_maps() + more);
    auto result = read_generated_folder(folder.path(), files);
    EXPECT_TRUE(result) << result.error().message();
    if (!result) return;
    cluster = std::move(*result);
    for (const Error& error : cluster.errors) ADD_FAILURE() << error.message();
  }
  const PeerConfig& peer() const { return cluster.peers.at(0); }
  // The mark without the folder's path.
  std::string where(const Mark& mark) const {
    return files.to_string(mark).substr(folder.path().size() + 1);
  }

  Folder folder;
  SourceFiles files;
  ClusterConfig cluster;
};

TEST(StatefulSet, is_a_peer_with_the_flags_of_its_script) {
  const ReadSets read;
  ASSERT_EQ(read.cluster.peers.size(), 1u);
  EXPECT_EQ(read.peer().name.value, "member1");
  EXPECT_EQ(read.peer().pod, "member1-0");
  EXPECT_EQ(read.peer().service, "quorum-member1");
  EXPECT_EQ(read.peer().settings.network_id->value, 10u) << "of its own namespace's ConfigMap";
  EXPECT_EQ(read.peer().settings.nat->value, "extip:{status.podIP}");
  EXPECT_EQ(read.peer().settings.ptm_url->value, "http://localhost:9101") << "$$ is kubelet's $";
  EXPECT_TRUE(read.peer().settings.permissioned.value);
  EXPECT_TRUE(read.peer().geth.unset.empty());
}

TEST(StatefulSet, reads_the_lists_that_its_script_copies) {
  const ReadSets read;
  ASSERT_EQ(read.peer().static_list->entries.size(), 1u);
  EXPECT_EQ(read.peer().permissioned_list->state, PeerListState::ok);
  EXPECT_EQ(read.peer().disallowed_list->entries.at(0).value, "enode://x");
  EXPECT_EQ(read.peer().trusted_list->state, PeerListState::missing);
  EXPECT_FALSE(read.peer().permissioned_is_live) << "a copy is not refreshed";
}

TEST(StatefulSet, has_the_tessera_that_a_here_document_configures) {
  const ReadSets read;
  ASSERT_TRUE(read.peer().tessera);
  const TesseraConfig& tessera = *read.peer().tessera;
  EXPECT_EQ(tessera.server_address.value, "http://quorum-member1.q.svc.cluster.local:9000");
  EXPECT_EQ(read.where(tessera.server_address.mark), "a.yaml:21:47");
  ASSERT_EQ(tessera.peers.size(), 1u);
  EXPECT_EQ(tessera.peers[0].value, "http://quorum-member2.q.svc.cluster.local:9000");
  EXPECT_EQ(read.where(tessera.peers[0].mark), "deep/b.yaml:23:14");
  EXPECT_TRUE(tessera.public_keys.empty());
}

TEST(StatefulSet, has_the_id_that_a_list_gives_to_its_pod) {
  const ReadSets read;
  EXPECT_EQ(read.peer().enode_key.value, key_2);
  EXPECT_EQ(read.where(read.peer().enode_key.mark), "deep/b.yaml:30:6");
}

TEST(StatefulSet, has_the_id_of_a_config_map_before_that_of_a_list) {
  const ReadSets read(
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: keys, namespace: q}\n"
      "data: {member1PubKey: \"" +
      key_1 + "\", member11PubKey: \"" + key_2 + "\"}\n");
  EXPECT_EQ(read.peer().enode_key.value, key_1);
}

TEST(StatefulSet, reads_a_script_that_a_config_map_holds) {
  std::string sets = workload;
  sets.replace(sets.rfind("        command:"), std::string::npos,
               "        command: [sh, /config/lists/run.sh]\n      volumes:\n"
               "      - {name: lists, configMap: {name: lists}}\n");
  const ReadSets read("  run.sh: |\n    geth --datadir /d --networkid $NET\n", sets);
  EXPECT_EQ(read.peer().settings.network_id->value, 10u);
  EXPECT_EQ(read.where(read.peer().geth.mark), "deep/b.yaml:36:5");
}

TEST(StatefulSet, is_named_by_its_services_and_pods_alone) {
  const ReadSets read;
  const auto named = [&](std::string_view host) {
    return names_peer(host, read.cluster, read.peer());
  };
  EXPECT_TRUE(named("quorum-member1"));
  EXPECT_TRUE(named("quorum-member1.q"));
  EXPECT_TRUE(named("quorum-member1.q.svc.cluster.local"));
  EXPECT_TRUE(named("member1-0.quorum-member1"));
  EXPECT_TRUE(named("member1-0.quorum-member1.q.svc"));
  EXPECT_FALSE(named("member1"));
  EXPECT_FALSE(named("quorum-member1.other.svc.cluster.local"));
  EXPECT_FALSE(named("member1-x.quorum-member1.q.svc"));
  EXPECT_FALSE(named("quorum-member1.example.com"));
  EXPECT_FALSE(named(""));
}

}  // namespace
}  // namespace seatrial::config
