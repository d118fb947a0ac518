// SPDX-License-Identifier: Apache-2.0
// Every field of the world, read back with its value and its place.
#include "tests/unit/scenario/scenario_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing_help::Read;
using testing_help::two_clusters;

std::vector<std::string> values(const std::vector<Text>& texts) {
  std::vector<std::string> all;
  for (const Text& text : texts) all.push_back(text.value);
  return all;
}

TEST(ScenarioWorld, SmallestHasTheDefaults) {
  const Read read("seatrial: 1\nclusters: {a: {peers: {a1: }}}\n");
  const Scenario& s = read.scenario;
  EXPECT_EQ(s.seed.value, 1U);
  EXPECT_FALSE(s.seed.mark.known());
  EXPECT_EQ(s.fidelity.value, Fidelity::message);
  EXPECT_EQ(s.limits.virtual_time.value, minutes(10));
  EXPECT_EQ(s.limits.events.value, 50'000'000U);
  EXPECT_EQ(s.defaults.configmap_refresh.value, seconds(60));
  EXPECT_EQ(s.path, read.folder.at("s.yaml"));
  EXPECT_EQ(read.where(s.mark), "1:1");
  Peer bare;
  bare.name = {"a1", s.clusters.at(0).peers.at(0).name.mark};
  EXPECT_EQ(s.clusters.at(0).peers.at(0), bare);
  EXPECT_THAT(s.runs(), ElementsAre(&s));
  EXPECT_EQ(display_name(s), s.path);
}

TEST(ScenarioWorld, LeavesOutRelaysWhereItSaysSo) {
  EXPECT_TRUE(Read("seatrial: 1\nclusters: {a: {peers: {a1: }}}\n").scenario.relay.value);
  const Read read("seatrial: 1\nrelay: off\nclusters: {a: {peers: {a1: }}}\n");
  EXPECT_FALSE(read.scenario.relay.value);
  EXPECT_EQ(read.where(read.scenario.relay.mark), "2:8");
}

TEST(ScenarioWorld, TheRun) {
  const Read read(
      "seatrial: 1\ntitle: T\nabout: why\nseed: 7\nfidelity: bytes\n"
      "limits: {virtual_time: 5m, events: 1000}\n"
      "defaults:\n"
      "  peer: {version: 2.7.0, flags: [--permissioned, --mine], network_id: 10, start_every: 2s}\n"
      "  configmap_refresh: 5s\n"
      "clusters: {a: {peers: {a1: {}}}}\n");
  const Scenario& s = read.scenario;
  EXPECT_EQ(s.title->value, "T");
  EXPECT_EQ(s.about->value, "why");
  EXPECT_EQ(s.seed.value, 7U);
  EXPECT_EQ(read.where(s.seed.mark), "4:7");
  EXPECT_EQ(s.fidelity.value, Fidelity::bytes);
  EXPECT_EQ(s.limits.virtual_time.value, minutes(5));
  EXPECT_EQ(s.limits.events.value, 1000U);
  EXPECT_EQ(s.defaults.peer.version->value, "2.7.0");
  EXPECT_THAT(values(s.defaults.peer.flags->value), ElementsAre("--permissioned", "--mine"));
  EXPECT_EQ(s.defaults.peer.network_id->value, 10U);
  EXPECT_EQ(s.defaults.peer.start_every->value, seconds(2));
  EXPECT_EQ(s.defaults.configmap_refresh.value, seconds(5));
  EXPECT_EQ(display_name(s), "T");
}

TEST(ScenarioWorld, AClusterOfFiles) {
  const Read read(
      "seatrial: 1\n"
      "clusters:\n"
      "  a:\n"
      "    config: out\n"
      "    nodes: {n1: {address: 1.2.3.4, pods: 10.1.0.0/24}, n2: 1.2.3.5}\n"
      "    kubernetes: \"1.27\"\n"
      "    namespace: quorum\n"
      "    traffic_policy: Local\n"
      "    node_port_range: 30000-32767\n"
      "    node_ports: {quorum-node1: {30303: 32044, 9001: 30047}}\n"
      "    exported: b-external.yaml\n"
      "    services: services.txt\n"
      "    genesis: genesis.json\n"
      "external:\n"
      "  b: {nodes: b-external.yaml, genesis: genesis.json}\n");
  const Cluster& a = *read.scenario.find_cluster("a");
  EXPECT_EQ(read.where(a.name.mark), "3:3");
  EXPECT_EQ(a.config->written, "out");
  EXPECT_EQ(a.config->path, read.folder.at("out"));
  EXPECT_EQ(read.where(a.config->mark), "4:13");
  ASSERT_THAT(a.nodes, SizeIs(2));
  EXPECT_EQ(a.nodes[0].address.value, "1.2.3.4");
  EXPECT_EQ(a.nodes[0].pods->value, "10.1.0.0/24");
  EXPECT_EQ(a.nodes[1].name.value, "n2");
  EXPECT_EQ(a.nodes[1].address.value, "1.2.3.5");
  EXPECT_EQ(a.kubernetes->value, "1.27");
  EXPECT_EQ(a.name_space->value, "quorum");
  EXPECT_EQ(a.traffic_policy->value, TrafficPolicy::local);
  EXPECT_EQ(a.node_port_range->value, (PortRange{30000, 32767}));
  ASSERT_THAT(a.node_ports, SizeIs(1));
  EXPECT_EQ(a.node_ports[0].service.value, "quorum-node1");
  EXPECT_EQ(a.node_ports[0].ports.at(1).port.value, 9001);
  EXPECT_EQ(a.node_ports[0].ports.at(1).node_port.value, 30047);
  EXPECT_EQ(a.exported->path, read.folder.at("b-external.yaml"));
  EXPECT_EQ(a.services->path, read.folder.at("services.txt"));
  EXPECT_EQ(a.genesis->file->path, read.folder.at("genesis.json"));
  const External& b = *read.scenario.find_external("b");
  EXPECT_EQ(b.nodes.path, read.folder.at("b-external.yaml"));
  EXPECT_EQ(b.genesis->path, read.folder.at("genesis.json"));
  EXPECT_EQ(read.scenario.find_cluster("b"), nullptr);
}

const std::string hex_key(64, 'a');

TEST(ScenarioWorld, APeer) {
  const Read read(
      "seatrial: 1\nclusters:\n  a:\n    nodes: {n1: 1.2.3.4}\n    peers:\n"
      "      a1:\n"
      "        node_ports: {30303: 32041, 9001: 32141}\n"
      "        node: n1\n        namespace: q\n        key: " +
      hex_key +
      "\n"
      "        version: 21.4.0\n        flags: [--mine]\n        network_id: 11\n"
      "        chain_id: 12\n        genesis: {validators: a/a1, chain_id: 13}\n"
      "        static: [a/a2]\n        permissioned_file: not_json\n        start_at: 200ms\n"
      "        tessera: {advertises: \"http://a1:9001\", peers: [a/*, \"http://2.2.3.4:30482\"]}\n"
      "      a2: {node_port: 32042, static_file: missing, permissioned: []}\n");
  const Peer& a1 = read.scenario.clusters.at(0).peers.at(0);
  ASSERT_THAT(a1.node_ports, SizeIs(2));
  EXPECT_EQ(a1.node_ports[1].node_port.value, 32141);
  EXPECT_EQ(a1.node->value, "n1");
  EXPECT_EQ(a1.name_space->value, "q");
  EXPECT_EQ(a1.key->value, hex_key);
  EXPECT_EQ(a1.version->value, "21.4.0");
  EXPECT_THAT(values(a1.flags->value), ElementsAre("--mine"));
  EXPECT_EQ(a1.network_id->value, 11U);
  EXPECT_EQ(a1.chain_id->value, 12U);
  EXPECT_EQ(a1.genesis->chain_id->value, 13U);
  EXPECT_EQ(std::get<Selector>(a1.static_nodes->entries.at(0).form).text(), "a/a2");
  EXPECT_EQ(a1.permissioned_file->value, FileState::not_json);
  EXPECT_EQ(a1.start_at->value, milliseconds(200));
  EXPECT_EQ(a1.tessera->advertises->value, "http://a1:9001");
  EXPECT_EQ(std::get<Selector>(a1.tessera->peers.at(0)).text(), "a/*");
  EXPECT_EQ(std::get<Text>(a1.tessera->peers.at(1)).value, "http://2.2.3.4:30482");
  const Peer& a2 = read.scenario.clusters.at(0).peers.at(1);
  EXPECT_EQ(a2.node_ports.at(0).port.value, 30303);
  EXPECT_EQ(a2.node_ports.at(0).node_port.value, 32042);
  EXPECT_EQ(read.where(a2.node_ports.at(0).node_port.mark), "20:23");
  EXPECT_EQ(a2.static_file->value, FileState::missing);
  ASSERT_TRUE(a2.permissioned);
  EXPECT_THAT(a2.permissioned->entries, IsEmpty());
}

TEST(ScenarioWorld, WansGenesisLists) {
  const Read read(
      two_clusters +
      "wan:\n"
      "- {between: [a, b], latency: 20ms, jitter: 2ms, loss: 1%, rate: 10 MB/s, queue: 64 kB}\n"
      "genesis: {validators: [a/*, b/b1], ceil2Nby3Block: absent, chain_id: 10, epoch: 30000,\n"
      "          policy: 0, timestamp: 5}\n"
      "lists:\n"
      "  static: {a/*: [a/*], b/*: [\"*\", {peer: a/a1, port: 32541, host: 1.2.3.9, key_of: "
      "a/a2}]}\n"
      "  permissioned: {\"*\": [\"enode://ab@1.2.3.4:1\", {peer: a/a1, key: " +
      hex_key + "}]}\n");
  const Wan& wan = read.scenario.wans.at(0);
  EXPECT_EQ(wan.between.first.value, "a");
  EXPECT_EQ(wan.between.second.value, "b");
  EXPECT_EQ(wan.latency->value, milliseconds(20));
  EXPECT_EQ(wan.jitter->value, milliseconds(2));
  EXPECT_EQ(wan.loss->value, (Ratio{1, 100}));
  EXPECT_EQ(wan.rate->value, 10'000'000U);
  EXPECT_EQ(wan.queue->value, 64'000U);
  const Genesis& genesis = *read.scenario.genesis;
  ASSERT_THAT(genesis.validators, SizeIs(2));
  EXPECT_TRUE(genesis.validators[0].matches("a", "a2"));
  EXPECT_FALSE(genesis.validators[1].matches("b", "b2"));
  ASSERT_TRUE(genesis.ceil_block);
  EXPECT_EQ(genesis.ceil_block->value, std::nullopt);
  EXPECT_EQ(genesis.chain_id->value, 10U);
  EXPECT_EQ(genesis.epoch->value, 30000U);
  EXPECT_EQ(genesis.policy->value, 0U);
  EXPECT_EQ(genesis.timestamp->value, 5U);
  const Lists& lists = read.scenario.lists;
  ASSERT_THAT(lists.static_nodes, SizeIs(2));
  EXPECT_EQ(lists.static_nodes[0].of.text(), "a/*");
  const auto& altered = std::get<AlteredPeer>(lists.static_nodes[1].list.entries.at(1).form);
  EXPECT_EQ(altered.peer.text(), "a/a1");
  EXPECT_EQ(altered.port->value, 32541);
  EXPECT_EQ(altered.host->value, "1.2.3.9");
  EXPECT_EQ(altered.key_of->text(), "a/a2");
  EXPECT_EQ(lists.permissioned.at(0).of.text(), "*");
  const auto& entries = lists.permissioned.at(0).list.entries;
  EXPECT_EQ(std::get<RawEnode>(entries.at(0).form).url, "enode://ab@1.2.3.4:1");
  EXPECT_EQ(std::get<AlteredPeer>(entries.at(1).form).key->value, hex_key);
}

TEST(ScenarioWorld, CeilBlockIsANumberToo) {
  const Read read(two_clusters + "genesis: {ceil2Nby3Block: 0}\n");
  EXPECT_EQ(read.scenario.genesis->ceil_block->value, CeilBlock(0));
}

const std::string minikube =
    "seatrial: 1\nvariables: {LAT: 20ms, PORT: 32041, NOTE: }\n"
    "clusters:\n  a: {nodes: {n1: $MINIKUBE_IP}, peers: {a1: {node_port: $PORT}}}\n"
    "  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {}}}\n"
    "wan: [{between: [a, b], latency: \"${LAT}\"}]\n"
    "steps:\n- start: [a/*]\n- export: {cluster: a, node_ip: \"${MINIKUBE_IP}\"}\n"
    "  name: x ${NOTE}\n";

TEST(ScenarioWorld, VariablesFillAnyTextAndMayBeUnset) {
  const Read read(minikube);
  const Scenario& s = read.scenario;
  EXPECT_EQ(s.wans.at(0).latency->value, milliseconds(20));
  EXPECT_EQ(s.clusters.at(0).peers.at(0).node_ports.at(0).node_port.value, 32041);
  EXPECT_EQ(s.clusters.at(0).nodes.at(0).address.value, "$MINIKUBE_IP");
  EXPECT_EQ(read.step<ExportNodes>(1).node_ip->value, "${MINIKUBE_IP}");
  EXPECT_THAT(values(s.unset_variables), ElementsAre("MINIKUBE_IP", "NOTE"));
  EXPECT_EQ(read.where(s.unset_variables.at(0).mark), "4:19");
  ASSERT_THAT(s.variables, SizeIs(2));
  EXPECT_EQ(s.variables[0].name.value, "LAT");
  EXPECT_EQ(s.variables[0].value, "20ms");
}

TEST(ScenarioWorld, TheCallerSetsVariables) {
  const Read read(minikube, {{"MINIKUBE_IP", "192.168.49.2"}, {"LAT", "1s"}, {"NOTE", "n"}});
  const Scenario& s = read.scenario;
  EXPECT_EQ(s.clusters.at(0).nodes.at(0).address.value, "192.168.49.2");
  EXPECT_EQ(s.wans.at(0).latency->value, seconds(1));
  EXPECT_EQ(s.steps.at(1).name->value, "x n");
  EXPECT_THAT(s.unset_variables, IsEmpty());
}

}  // namespace
}  // namespace seatrial::scenario
