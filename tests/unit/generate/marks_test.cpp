// SPDX-License-Identifier: Apache-2.0
// A derived value points to the line of qubernetes.yaml that is to blame for it.
#include <gtest/gtest.h>

#include "harness/config/genesis_reader.hpp"
#include "tests/unit/generate/generated_yaml.hpp"

namespace seatrial::generate {
namespace {

class Marks : public testing_help::GeneratedYaml {};

using testing_help::good_qubernetes;
using testing_help::with;

TEST_F(Marks, a_peer_stands_at_its_name_and_its_keys_at_their_folder) {
  const GeneratedCluster a = created(good_qubernetes);
  ASSERT_EQ(a.cluster.peers.size(), 2u);
  const config::PeerConfig& peer = a.cluster.peers[1];
  EXPECT_EQ(peer.name.value, "quorum-node2");
  EXPECT_EQ(at(peer.name.mark), "q.yaml:17:19");
  EXPECT_EQ(at(peer.mark), "q.yaml:17:19");
  EXPECT_EQ(at(peer.enode_key.mark), "q.yaml:18:12");
  EXPECT_EQ(at(peer.node_address.mark), "q.yaml:18:12");
  EXPECT_EQ(at(peer.version.mark), "q.yaml:22:23");
  EXPECT_EQ(at(a.cluster.services.at(1).mark), "q.yaml:17:19");
  EXPECT_EQ(at(a.cluster.services.at(1).type.mark), "q.yaml:17:19");
}

TEST_F(Marks, list_entries_stand_at_their_nodes) {
  const GeneratedCluster a = created(good_qubernetes);
  const config::PeerList& list = *a.cluster.peers[0].static_list;
  ASSERT_EQ(list.entries.size(), 3u);
  EXPECT_EQ(at(list.entries[0].mark), "q.yaml:6:19");
  EXPECT_EQ(at(list.entries[1].mark), "q.yaml:17:19");
  EXPECT_EQ(at(list.entries[2].mark), "q.yaml:29:14");
  EXPECT_EQ(at(list.mark), "q.yaml:5:1");
  EXPECT_EQ(a.cluster.peers[0].static_list, a.cluster.peers[1].permissioned_list);
  const config::TesseraConfig& tessera = *a.cluster.peers[0].tessera;
  ASSERT_EQ(tessera.peers.size(), 3u);
  EXPECT_EQ(at(tessera.peers[1].mark), "q.yaml:17:19");
  EXPECT_EQ(at(tessera.peers[2].mark), "q.yaml:30:11");
  EXPECT_EQ(at(tessera.server_address.mark), "q.yaml:6:19");
  EXPECT_FALSE(tessera.binding_address.known());
}

TEST_F(Marks, flags_stand_where_they_are_decided) {
  const GeneratedCluster a = created(
      with(good_qubernetes, "--rpcvhosts=\\\"*\\\"", "--rpcvhosts=\\\"*\\\" --maxpeers 7 --ws"));
  const config::PeerConfig& peer = a.cluster.peers[0];
  EXPECT_EQ(at(peer.settings.network_id->mark), "q.yaml:4:13");
  EXPECT_EQ(peer.settings.network_id->value, 1000u);
  EXPECT_EQ(at(peer.settings.block_period->mark), "q.yaml:10:18");
  EXPECT_EQ(at(peer.settings.mine.mark), "q.yaml:10:18");
  EXPECT_EQ(at(peer.settings.permissioned.mark), "q.yaml:6:19");
  EXPECT_EQ(at(peer.settings.port->mark), "q.yaml:6:19");
  const config::GethFlag* vhosts = peer.geth.find("rpcvhosts");
  ASSERT_NE(vhosts, nullptr);
  EXPECT_EQ(vhosts->value, "*");
  EXPECT_EQ(at(vhosts->mark), "q.yaml:16:26");
  EXPECT_EQ(peer.settings.max_peers->value, 7u);
  EXPECT_EQ(at(peer.settings.max_peers->mark), "q.yaml:16:55");
  EXPECT_EQ(at(peer.geth.find("ws")->mark), "q.yaml:16:57");
}

TEST_F(Marks, what_a_node_says_of_itself_stands_there) {
  const GeneratedCluster a = created(with(good_qubernetes, "geth: {Geth_Startup_Params: }",
                                          "geth: {network: {id: 7}, verbosity: 3}") +
                                     "k8s: {service: {type: LoadBalancer}}\n");
  const config::GethSettings& settings = a.cluster.peers[1].settings;
  EXPECT_EQ(settings.network_id->value, 7u);
  EXPECT_EQ(at(settings.network_id->mark), "q.yaml:26:24");
  EXPECT_EQ(settings.verbosity->value, 3u);
  EXPECT_EQ(at(a.cluster.services[0].type.mark), "q.yaml:32:23");
  EXPECT_EQ(a.cluster.services[0].type.value, "LoadBalancer");
}

TEST_F(Marks, the_genesis_leads_to_the_yaml_or_to_the_file_on_disk) {
  const GeneratedCluster a = created(good_qubernetes);
  EXPECT_EQ(a.cluster.peers[0].genesis, a.genesis);
  const auto where = [&](const char* path) {
    return at(config::genesis_mark(a.genesis->json, path));
  };
  EXPECT_EQ(where("config.chainId"), "q.yaml:4:13");
  EXPECT_EQ(where("config.istanbul.ceil2Nby3Block"), "q.yaml:2:14");
  EXPECT_EQ(where("extraData"), "q.yaml:5:1");
  EXPECT_EQ(where("gasLimit"), "q.yaml:2:3");

  const config::QubernetesYaml yaml = read(good_qubernetes);
  const std::string path =
      std::string(SEATRIAL_SOURCE_DIR) + "/scenarios/two-cluster/configs/genesis.json";
  const auto disk = read_genesis_file(path, files_);
  ASSERT_TRUE(disk);
  const auto b = update(yaml, keys_of(yaml, "b", files_)->keys, *disk, files_);
  ASSERT_TRUE(b) << b.error().message();
  EXPECT_EQ(b->genesis->genesis, (*disk)->genesis);
  EXPECT_EQ(at(config::genesis_mark(b->cluster.peers[0].genesis->json, "config")),
            at(config::genesis_mark((*disk)->json, "config")));
}

}  // namespace
}  // namespace seatrial::generate
