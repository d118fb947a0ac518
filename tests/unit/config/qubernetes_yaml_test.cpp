// SPDX-License-Identifier: Apache-2.0
#include "harness/config/qubernetes_yaml.hpp"

#include <gtest/gtest.h>

#include "tests/unit/config/config_testing.hpp"
#include "tests/unit/config/qubernetes_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Folder;
using testing_help::good_qubernetes;

class Qubernetes : public ::testing::Test {
 protected:
  QubernetesYaml read(const std::string& text) {
    auto yaml = parse_qubernetes_yaml(text, files_.add("dir/q.yaml"), files_);
    EXPECT_TRUE(yaml) << yaml.error().message();
    return yaml ? std::move(*yaml) : QubernetesYaml{};
  }
  std::string at(const Mark& mark) const { return files_.to_string(mark); }

  SourceFiles files_;
};

TEST_F(Qubernetes, reads_the_documented_keys_with_their_places) {
  const QubernetesYaml yaml = read(good_qubernetes);
  EXPECT_EQ(yaml.genesis.consensus.value, ConsensusWord::istanbul);
  EXPECT_EQ(at(yaml.genesis.consensus.mark), "dir/q.yaml:2:14");
  EXPECT_EQ(yaml.genesis.chain_id.value, 1000u);
  ASSERT_EQ(yaml.nodes.size(), 2u);
  const QubernetesNode& node = yaml.nodes[0];
  EXPECT_EQ(node.ident.value, "quorum-node1");
  EXPECT_EQ(at(node.ident.mark), "dir/q.yaml:6:19");
  EXPECT_EQ(node.key_dir.value, "key1");
  EXPECT_EQ(node.quorum.version.value, "2.7.0");
  EXPECT_EQ(node.tm.version.value, "0.10.6");
  EXPECT_EQ(node.geth_params.text(), "--rpcvhosts=\\\"*\\\"");
  EXPECT_EQ(at(node.geth_params.mark()), "dir/q.yaml:16:26");
  ASSERT_EQ(yaml.external_nodes.size(), 1u);
  EXPECT_EQ(yaml.external_nodes[0].tm_url.value, "1.2.3.4:30047");
  EXPECT_EQ(at(yaml.external_nodes[0].enode_url.mark), "dir/q.yaml:29:14");
}

TEST_F(Qubernetes, has_the_generators_defaults_where_nothing_is_written) {
  const QubernetesYaml yaml = read(testing_help::without(good_qubernetes, "  Chain_Id: 1000\n"));
  EXPECT_EQ(yaml.genesis.chain_id.value, 1101u);
  EXPECT_FALSE(yaml.genesis.chain_id.known());
  EXPECT_EQ(yaml.nodes[0].verbosity.value, 9u);
  EXPECT_FALSE(yaml.nodes[0].network_id);
  EXPECT_EQ(yaml.nodes[0].quorum.repo.value, "quorumengineering");
  EXPECT_EQ(yaml.k8s.service_type.value, "NodePort");
  EXPECT_TRUE(yaml.k8s.separate_deployments.value);
  EXPECT_FALSE(yaml.k8s.ingress);
  EXPECT_EQ(yaml.k8s.storage.capacity.value, "200Mi");
  EXPECT_EQ(yaml.paths.key_dir_base.value, "out/config");
  EXPECT_FALSE(yaml.prometheus);
  EXPECT_FALSE(yaml.cakeshop);
  EXPECT_TRUE(yaml.dropped_by_qctl.empty());
  EXPECT_EQ(yaml.folder, "dir");
  EXPECT_EQ(yaml.beside("out/config"), "dir/out/config");
}

TEST_F(Qubernetes, reads_every_other_key) {
  const QubernetesYaml yaml = read(good_qubernetes + R"(config:
  Key_Dir_Base: keys
  Permissioned_Nodes_File: p.json
  Genesis_File: g.json
  Tessera_Config_Dir: tm
  Chain_Id: 10
k8s:
  namespace: quorum
  sep_deployment_files: no
  securityContext: {fsGroup: 10}
  service:
    type: LoadBalancer
    Ingress: {Strategy: OneToMany, Host: example.org, ws: true}
    NetworkPolicy: true
  storage:
    Type: PVC
    Capacity: 1Gi
    annotations: {a: b}
    PVC:
      Capacity: 2Gi
      storageClassName: fast
      storageClass: {template: eks-storage-class, name: eks, kmsKeyId: k, reclaimPolicy: Retain}
prometheus:
  enabled: true
  nodePort_prom: 32323
  monitor_params_geth: --metrics
cakeshop:
  version: 0.12.1
  Docker_Repo: mine
  service: {type: NodePort, nodePort: 32108, Ingress: {Host: shop.example.org}}
)");
  EXPECT_EQ(yaml.paths.key_dir_base.value, "keys");
  EXPECT_EQ(yaml.paths.permissioned_nodes.value, "p.json");
  EXPECT_EQ(yaml.paths.genesis.value, "g.json");
  EXPECT_EQ(yaml.paths.tessera_dir.value, "tm");
  EXPECT_EQ(yaml.k8s.ns.value, "quorum");
  EXPECT_FALSE(yaml.k8s.separate_deployments.value);
  EXPECT_EQ(yaml.k8s.service_type.value, "LoadBalancer");
  ASSERT_TRUE(yaml.k8s.ingress);
  EXPECT_EQ(yaml.k8s.ingress->strategy.value, "OneToMany");
  EXPECT_EQ(yaml.k8s.ingress->host.value, "example.org");
  EXPECT_TRUE(yaml.k8s.ingress->ws.value);
  EXPECT_TRUE(yaml.k8s.network_policy.value);
  EXPECT_EQ(yaml.k8s.storage.capacity.value, "2Gi");
  EXPECT_EQ(yaml.k8s.storage.class_name.value, "eks");
  EXPECT_EQ(yaml.k8s.storage.class_template.value, "eks-storage-class");
  EXPECT_EQ(yaml.k8s.storage.class_reclaim.value, "Retain");
  ASSERT_TRUE(yaml.prometheus);
  EXPECT_EQ(yaml.prometheus->node_port->value, 32323);
  EXPECT_EQ(yaml.prometheus->geth_params.value, "--metrics");
  ASSERT_TRUE(yaml.cakeshop);
  EXPECT_EQ(yaml.cakeshop->version.value, "0.12.1");
  EXPECT_EQ(yaml.cakeshop->repo.value, "mine");
  EXPECT_TRUE(yaml.cakeshop->has_service);
  EXPECT_EQ(yaml.cakeshop->node_port->value, 32108);
  EXPECT_EQ(yaml.cakeshop->ingress_host.value, "shop.example.org");
}

TEST_F(Qubernetes, knows_the_keys_that_qctl_drops) {
  const QubernetesYaml yaml =
      read(good_qubernetes + "k8s: {namespace: q, service: {type: NodePort, NetworkPolicy: no}}\n" +
           "config: {Key_Dir_Base: keys}\n");
  ASSERT_EQ(yaml.dropped_by_qctl.size(), 3u);
  EXPECT_EQ(yaml.dropped_by_qctl[0].value, "k8s.namespace");
  EXPECT_EQ(at(yaml.dropped_by_qctl[0].mark), "dir/q.yaml:32:7");
  EXPECT_EQ(yaml.dropped_by_qctl[1].value, "k8s.service.NetworkPolicy");
  EXPECT_EQ(yaml.dropped_by_qctl[2].value, "config");
}

TEST_F(Qubernetes, keeps_what_the_generator_accepts_and_does_wrongly) {
  std::string text = good_qubernetes;
  text.replace(text.find("1.2.3.4:30047"), 13, "http://1.2.3.4:30047");
  EXPECT_EQ(read(text).external_nodes[0].tm_url.value, "http://1.2.3.4:30047");
  text = good_qubernetes;
  text.replace(text.find("@1.2.3.4:"), 9, "@<K8s_NODE_IP>:");
  EXPECT_NE(read(text).external_nodes[0].enode_url.value.find("<K8s_NODE_IP>"), std::string::npos);
}

TEST_F(Qubernetes, takes_imported_nodes_once) {
  QubernetesYaml yaml = read(good_qubernetes);
  ExternalNode again = yaml.external_nodes[0];
  again.tm_url.value = "1.2.3.4:31111";
  EXPECT_EQ(add_external_nodes(yaml, {again}, files_), std::nullopt);
  ASSERT_EQ(yaml.external_nodes.size(), 1u);
  EXPECT_EQ(yaml.external_nodes[0].tm_url.value, "1.2.3.4:31111");
  ExternalNode other = again;
  other.ident.value = "quorum-node2";
  EXPECT_EQ(add_external_nodes(yaml, {other}, files_), std::nullopt);
  EXPECT_EQ(yaml.external_nodes.size(), 2u);
}

TEST_F(Qubernetes, refuses_imported_nodes_as_if_they_were_written) {
  QubernetesYaml yaml = read(good_qubernetes);
  ExternalNode node = yaml.external_nodes[0];
  node.node_address = {};
  const auto error = add_external_nodes(yaml, {node}, files_);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message(),
            "dir/q.yaml:28:19: external node quorum-node1 has no Node_Acct_Addr, and the generator "
            "stops without it; add the address that qctl ls nodes --asexternal prints");
}

TEST_F(Qubernetes, a_missing_file_is_an_error) {
  const auto yaml = read_qubernetes_yaml("no/such.yaml", files_);
  ASSERT_FALSE(yaml);
  EXPECT_EQ(yaml.error().message(), "no/such.yaml: there is no such file; check the path");
}

TEST_F(Qubernetes, reads_the_reference_files) {
  const auto data = testing_help::reference_data();
  if (!data) GTEST_SKIP() << "SEATRIAL_REALWORLD names no folder with realworld/";
  for (const char* step : {"step1-a", "step4-b", "step5-b", "step10-a"}) {
    const auto yaml = read_qubernetes_yaml(
        *data + "/realworld/qubernetes-two-cluster/" + step + "/qubernetes.yaml", files_);
    ASSERT_TRUE(yaml) << yaml.error().message();
    EXPECT_TRUE(yaml->dropped_by_qctl.empty());
  }
}

}  // namespace
}  // namespace seatrial::config
