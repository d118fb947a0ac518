// SPDX-License-Identifier: Apache-2.0
// Reads the folders of two real clusters that were joined in the documented eleven steps.
#include <gtest/gtest.h>

#include "harness/config/external_nodes.hpp"
#include "harness/config/generated_folder.hpp"
#include "harness/config/genesis_reader.hpp"
#include "harness/config/json.hpp"
#include "harness/config/node_ports.hpp"
#include "sim/wire/enode.hpp"
#include "sim/wire/genesis.hpp"
#include "sim/wire/hex.hpp"
#include "sim/wire/keys.hpp"
#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::reference_data;

class RealWorld : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto data = reference_data();
    if (!data) GTEST_SKIP() << "SEATRIAL_REALWORLD names no folder with realworld/";
    root_ = *data + "/realworld/qubernetes-two-cluster/";
  }

  ClusterConfig read(const std::string& step) {
    auto cluster = read_generated_folder(root_ + step, files_);
    EXPECT_TRUE(cluster) << cluster.error().message();
    return cluster ? std::move(*cluster) : ClusterConfig{};
  }

  // A place without the folder of this machine.
  std::string where(const Mark& mark) const {
    const std::string text = files_.to_string(mark);
    return text.starts_with(root_) ? text.substr(root_.size()) : text;
  }

  std::string root_;
  SourceFiles files_;
};

TEST_F(RealWorld, step_1_has_three_peers_that_list_one_another) {
  const ClusterConfig a = read("step1-a");
  ASSERT_EQ(a.peers.size(), 3u);
  EXPECT_EQ(a.services.size(), 3u);
  const PeerConfig& peer = a.peers[0];
  EXPECT_EQ(peer.name.value, "quorum-node1");
  EXPECT_EQ(peer.service, "quorum-node1");
  EXPECT_EQ(peer.version.value, "2.7.0");
  EXPECT_EQ(peer.node_address.value, "0x90870c892B8a3078329dDe33D932054DFdd16d20");
  EXPECT_EQ(peer.static_list->state, PeerListState::ok);
  EXPECT_EQ(peer.static_list->entries.size(), 3u);
  EXPECT_EQ(peer.permissioned_list, peer.static_list);
  EXPECT_TRUE(peer.permissioned_is_live);
  EXPECT_EQ(a.peers[2].name.value, "quorum-node3");
}

TEST_F(RealWorld, the_enode_key_is_the_one_of_the_list_and_of_the_address) {
  for (const char* step : {"step1-a", "step4-b", "step5-b", "step10-a"}) {
    const ClusterConfig cluster = read(step);
    for (std::size_t i = 0; i < cluster.peers.size(); ++i) {
      const PeerConfig& peer = cluster.peers[i];
      ASSERT_EQ(peer.enode_key.value.size(), 128u);
      EXPECT_EQ(peer.enode_env.value, peer.enode_key.value);
      const auto enode = wire::parse_enode(peer.static_list->entries.at(i).value);
      ASSERT_TRUE(enode) << enode.error().message();
      EXPECT_EQ(wire::to_hex(enode->key), peer.enode_key.value);
      EXPECT_EQ(enode->host, peer.name.value);
      EXPECT_EQ(wire::checksum_address(wire::address(enode->key)), peer.node_address.value);
    }
  }
}

TEST_F(RealWorld, step_10_lists_the_other_cluster_each_entry_at_its_line) {
  const ClusterConfig a = read("step10-a");
  const auto& entries = a.peers.at(0).static_list->entries;
  ASSERT_EQ(entries.size(), 5u);
  EXPECT_EQ(where(entries[0].mark), "step10-a/out/02-quorum-shared-config.yaml:14:7");
  EXPECT_EQ(where(entries[3].mark), "step10-a/out/02-quorum-shared-config.yaml:17:9");
  EXPECT_TRUE(entries[3].value.starts_with("enode://b607a828"));
  EXPECT_TRUE(entries[3].value.ends_with("@2.2.3.4:31923?discport=0&raftport=50401"));
}

TEST_F(RealWorld, the_flags_of_geth_stand_at_their_lines) {
  const ClusterConfig a = read("step10-a");
  const PeerConfig& peer = a.peers.at(0);
  const std::string file = "step10-a/out/deployments/quorum-node1-quorum-deployment.yaml";
  ASSERT_TRUE(peer.settings.network_id);
  EXPECT_EQ(peer.settings.network_id->value, 1000u);
  EXPECT_TRUE(where(peer.settings.network_id->mark).starts_with(file + ":160:"));
  EXPECT_EQ(peer.settings.block_period->value, 3u);
  EXPECT_TRUE(where(peer.settings.block_period->mark).starts_with(file + ":162:"));
  EXPECT_EQ(peer.settings.port->value, 30303u);
  EXPECT_TRUE(where(peer.settings.port->mark).starts_with(file + ":181:"));
  EXPECT_TRUE(peer.settings.permissioned.value);
  EXPECT_TRUE(peer.settings.no_discover.value);
  EXPECT_TRUE(peer.settings.mine.value);
  EXPECT_FALSE(peer.settings.raft.value);
  EXPECT_EQ(peer.settings.nat->value, "none");
  EXPECT_EQ(peer.settings.sync_mode->value, "full");
  EXPECT_EQ(peer.settings.verbosity->value, 9u);
  EXPECT_EQ(peer.settings.data_dir->value, "/etc/quorum/qdata/dd");
  EXPECT_FALSE(peer.settings.max_peers);
  EXPECT_TRUE(peer.geth.arguments.empty());
  ASSERT_NE(peer.geth.find("rpcvhosts"), nullptr);
  EXPECT_EQ(peer.geth.find("rpcvhosts")->value, "*");
  EXPECT_EQ(peer.geth.find("rpcapi")->value,
            "admin,db,eth,debug,miner,net,shh,txpool,personal,web3,quorum,istanbul");
}

TEST_F(RealWorld, tessera_announces_its_service_name_and_lists_the_other_cluster) {
  const ClusterConfig a = read("step10-a");
  ASSERT_TRUE(a.peers.at(1).tessera);
  const TesseraConfig& tessera = *a.peers[1].tessera;
  EXPECT_EQ(tessera.version.value, "0.10.6");
  EXPECT_EQ(tessera.template_key, "tessera-config-9.0.json.tmpl");
  EXPECT_EQ(tessera.server_address.value, "http://quorum-node2:9001");
  EXPECT_EQ(where(tessera.server_address.mark), "step10-a/out/02-quorum-shared-config.yaml:239:25");
  EXPECT_EQ(tessera.binding_address.value, "");
  ASSERT_EQ(tessera.peers.size(), 5u);
  EXPECT_EQ(tessera.peers[3].value, "http://2.2.3.4:30482");
  EXPECT_EQ(where(tessera.peers[3].mark), "step10-a/out/02-quorum-shared-config.yaml:278:18");
  EXPECT_TRUE(tessera.use_white_list.known());
  EXPECT_FALSE(tessera.use_white_list.value);
  EXPECT_FALSE(tessera.disable_peer_discovery.known());
  EXPECT_FALSE(tessera.remote_key_validation.known());
}

TEST_F(RealWorld, b_takes_over_the_genesis_of_a_in_step_5) {
  const auto hash = [&](const char* step) {
    return wire::genesis_hash(read(step).peers.at(0).genesis->genesis);
  };
  EXPECT_EQ(hash("step1-a"), hash("step10-a"));
  EXPECT_EQ(hash("step5-b"), hash("step1-a"));
  EXPECT_NE(hash("step4-b"), hash("step1-a"));
  const ClusterConfig a = read("step1-a");
  const GenesisConfig& genesis = *a.peers.at(2).genesis;
  EXPECT_EQ(genesis.source, "genesis-config/genesis-geth.json");
  EXPECT_EQ(genesis.genesis.alloc.size(), 3u);
  EXPECT_EQ(genesis.genesis.config.chain_id, 1000u);
  EXPECT_EQ(genesis.genesis.config.istanbul->ceil_2n_by_3_block, 0u);
  EXPECT_EQ(where(genesis_mark(genesis.json, "config.istanbul.ceil2Nby3Block")),
            "step1-a/out/01-quorum-genesis.yaml:48:31");
}

TEST_F(RealWorld, the_genesis_file_and_its_config_map_say_the_same) {
  const auto json = load_json(root_ + "step5-b/out/config/genesis.json", files_);
  ASSERT_TRUE(json) << json.error().message();
  const auto genesis = to_genesis(*json, files_);
  ASSERT_TRUE(genesis) << genesis.error().message();
  EXPECT_EQ(*genesis, read("step5-b").peers.at(0).genesis->genesis);
}

TEST_F(RealWorld, services_pin_no_node_port) {
  const ClusterConfig b = read("step4-b/out");
  ASSERT_EQ(b.services.size(), 2u);
  const ServiceConfig& service = b.services[0];
  EXPECT_EQ(service.name.value, "quorum-node1");
  EXPECT_EQ(service.type.value, "NodePort");
  ASSERT_EQ(service.ports.size(), 5u);
  const ServicePortConfig* port = service.find_port(30303);
  ASSERT_NE(port, nullptr);
  EXPECT_EQ(port->name, "quorum-listener");
  EXPECT_EQ(port->target_port, "30303");
  EXPECT_FALSE(port->node_port);
  EXPECT_EQ(where(port->mark), "step4-b/out/03.0-quorum-services.yaml:38:7");
  EXPECT_EQ(service.find_port(30303, "UDP"), nullptr);
}

TEST_F(RealWorld, no_private_key_is_kept) {
  const ClusterConfig a = read("step1-a");
  std::size_t secrets = 0;
  for (const ConfigMapConfig& map : a.config_maps) {
    for (const ConfigEntry& entry : map.entries) {
      if (!entry.secret) continue;
      ++secrets;
      EXPECT_TRUE(entry.text.is_null()) << map.name.value;
    }
  }
  EXPECT_EQ(secrets, 9u);  // node key, account key and Tessera key of three nodes
}

TEST_F(RealWorld, external_nodes_are_written_as_they_were_read) {
  for (const char* name : {"a-external.yaml", "b-external.yaml"}) {
    const auto text = read_file(root_ + name);
    const auto nodes = read_external_nodes(root_ + name, files_);
    ASSERT_TRUE(nodes) << nodes.error().message();
    EXPECT_EQ(write_external_nodes(nodes->nodes), *text);
    EXPECT_EQ(nodes->preamble, "");
  }
}

TEST_F(RealWorld, the_export_of_a_cluster_tells_its_node_ports) {
  const ClusterConfig a = read("step1-a");
  const auto ports = read_node_ports(root_ + "a-external.yaml", a, files_);
  ASSERT_TRUE(ports) << ports.error().message();
  EXPECT_TRUE(ports->not_understood.empty());
  ASSERT_EQ(ports->ports.size(), 6u);
  EXPECT_EQ(ports->ports[0].service, "quorum-node1");
  EXPECT_EQ(ports->ports[0].port, 30303);
  EXPECT_EQ(ports->ports[0].node_port, 32044);
  EXPECT_EQ(where(ports->ports[0].mark), "a-external.yaml:3:14");
  EXPECT_EQ(ports->ports[5].service, "quorum-node3");
  EXPECT_EQ(ports->ports[5].port, 9001);
  EXPECT_EQ(ports->ports[5].node_port, 31914);
}

TEST_F(RealWorld, the_playground_of_quorum_kubernetes_has_seven_peers) {
  const ClusterConfig cluster = read("../quorum-kubernetes/playground/kubectl/quorum-go/ibft");
  for (const Error& error : cluster.errors) ADD_FAILURE() << error.message();
  std::vector<std::string> names;
  for (const PeerConfig& peer : cluster.peers) {
    names.push_back(peer.name.value);
    EXPECT_EQ(peer.ns, "quorum");
    EXPECT_EQ(peer.pod, peer.name.value + "-0");
    EXPECT_EQ(peer.service, "quorum-" + peer.name.value);
    EXPECT_EQ(peer.version.value, "latest");
    EXPECT_EQ(peer.enode_key.value.size(), 128u);
    EXPECT_EQ(peer.settings.network_id->value, 10u);
    EXPECT_EQ(peer.settings.block_period->value, 5u);
    EXPECT_EQ(peer.settings.nat->value, "any");
    EXPECT_TRUE(peer.settings.permissioned.value);
    EXPECT_TRUE(peer.settings.no_discover.value);
    EXPECT_TRUE(peer.settings.mine.value);
    EXPECT_EQ(peer.static_list->entries.size(), 7u);
    EXPECT_EQ(peer.permissioned_list->entries.size(), 7u);
    EXPECT_EQ(peer.disallowed_list->state, PeerListState::ok);
    EXPECT_TRUE(peer.disallowed_list->entries.empty());
    EXPECT_FALSE(peer.permissioned_is_live) << "the script copies it";
    ASSERT_TRUE(peer.genesis);
    EXPECT_EQ(peer.genesis->genesis.config.chain_id, 10u);
    EXPECT_EQ(peer.tessera.has_value(), peer.name.value.starts_with("member"));
    EXPECT_EQ(peer.private_config.value, peer.tessera ? "" : "ignore");
    if (!peer.tessera) continue;
    EXPECT_EQ(peer.tessera->server_address.value,
              "http://" + peer.service + ".quorum.svc.cluster.local:9000");
    EXPECT_EQ(peer.tessera->peers.size(), 3u);
    EXPECT_EQ(peer.tessera->tls.mode.value, "OFF");
    EXPECT_EQ(peer.settings.ptm_url->value, "http://localhost:9101");
  }
  EXPECT_EQ(names, (std::vector<std::string>{"member1", "member2", "member3", "validator1",
                                             "validator2", "validator3", "validator4"}));
}

}  // namespace
}  // namespace seatrial::config
