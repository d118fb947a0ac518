// SPDX-License-Identifier: Apache-2.0
// What the generator accepts and does wrongly: one edit of a good file, one finding at its line.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/generate/generated_yaml.hpp"

namespace seatrial::generate {
namespace {

using testing_help::good_qubernetes;
using testing_help::with;

struct Edit {
  const char* name;
  std::string part;  // "" appends
  std::string instead;
  std::string finding;  // "code severity place what"; "" for none
};

class Traps : public testing_help::GeneratedYaml, public ::testing::WithParamInterface<Edit> {
 protected:
  std::string traps(const std::string& text) {
    std::string all;
    for (const Finding& trap : created(text).traps) {
      all += (all.empty() ? "" : "\n") + trap.code + " " + std::string(to_string(trap.severity)) +
             " " + at(trap.where) + " " + trap.what;
    }
    return all;
  }
};

TEST_P(Traps, are_findings_at_their_line) {
  const Edit& edit = GetParam();
  const std::string text = edit.part.empty() ? good_qubernetes + edit.instead
                                             : with(good_qubernetes, edit.part, edit.instead);
  EXPECT_EQ(traps(text), edit.finding);
}

const Edit edits[] = {
    {"none", "", "", ""},
    {"namespace", "", "k8s: {namespace: quorum}\n",
     "ST406 error q.yaml:32:18 with k8s.namespace 04-quorum-keyconfigs.yaml is not YAML\n"
     "ST408 info q.yaml:32:7 a rewrite by qctl would drop k8s.namespace"},
    {"namespace_and_more", "",
     "k8s: {namespace: quorum, service: {Ingress: {Strategy: OneToOne}}}\nprometheus: {enabled: "
     "true}\n",
     "ST406 error q.yaml:32:18 with k8s.namespace 03.1-quorum-ingress.yaml, "
     "04-quorum-keyconfigs.yaml, 06-quorum-monitor.yaml is not YAML\n"
     "ST408 info q.yaml:32:7 a rewrite by qctl would drop k8s.namespace"},
    {"bare_quote", "--rpcvhosts=\\\"*\\\"", "--rpcvhosts=\"*\"",
     "ST406 error q.yaml:16:26 a quote without a backslash in Geth_Startup_Params makes the "
     "deployment of quorum-node1 no YAML"},
    {"escape_unknown_to_yaml", "--rpcvhosts=\\\"*\\\"", "--rpcvhosts=\\*",
     "ST406 error q.yaml:16:26 a quote without a backslash in Geth_Startup_Params makes the "
     "deployment of quorum-node1 no YAML"},
    {"quotes_of_the_yaml", "--rpcvhosts=\\\"*\\\"", "\"--rpcvhosts=\\\"*\\\"\"",
     "ST406 error q.yaml:16:26 a quote without a backslash in Geth_Startup_Params makes the "
     "deployment of quorum-node1 no YAML"},
    {"open_quote", "--rpcvhosts=\\\"*\\\"", "--rpcvhosts=\\\"*",
     "ST406 error q.yaml:16:26 a quote in Geth_Startup_Params of quorum-node1 is never closed"},
    {"single_quotes", "--rpcvhosts=\\\"*\\\"", "--rpcvhosts='*'", ""},
    {"no_key1", "Key_Dir: key1", "Key_Dir: key3",
     "ST407 error q.yaml:7:12 the first Key_Dir is key3, and no other node has key1"},
    {"dropped", "", "config: {Key_Dir_Base: keys}\n",
     "ST408 info q.yaml:32:1 a rewrite by qctl would drop config"},
    {"prefix", "Node_UserIdent: quorum-node2", "Node_UserIdent: quorum-node10",
     "ST401 warning q.yaml:6:19 quorum-node1 is the start of quorum-node10"},
    {"cakeshop", "", "cakeshop: {version: 0.12.1}\n",
     "ST409 warning q.yaml:32:1 cakeshop has a version and no service"},
    {"network_id", "geth: {Geth_Startup_Params: }", "geth: {network: {id: 10}}",
     "ST606 error q.yaml:26:24 quorum-node2 has network id 10, and quorum-node1 has 1000\n"
     "ST408 info q.yaml:26:10 a rewrite by qctl would drop nodes[].geth.network"},
    {"network_id_of_the_first", "geth:\n", "geth:\n    network: {id: 1101}\n",
     "ST606 error q.yaml:16:19 quorum-node2 has network id 1000, and quorum-node1 has 1101\n"
     "ST408 info q.yaml:16:5 a rewrite by qctl would drop nodes[].geth.network"},
    {"placeholder", "@1.2.3.4", "@<K8s_NODE_IP>",
     "ST201 error q.yaml:29:14 '<K8s_NODE_IP>' stands in the place of a host"},
    {"variable", "@1.2.3.4", "@$MINIKUBE_IP",
     "ST202 error q.yaml:29:14 '$MINIKUBE_IP' stands in the place of a host"},
    {"scheme", "Tm_Url: 1.2.3.4:30047", "Tm_Url: http://1.2.3.4:30047",
     "ST803 error q.yaml:30:11 quorum-node1 gets the Tessera URL http://http://1.2.3.4:30047"},
    {"no_tm_url", "  Tm_Url: 1.2.3.4:30047\n", "",
     "ST803 error q.yaml:28:19 quorum-node1 gets the Tessera URL http://"},
    {"another_address", "0x90870c892B8a3078329dDe33D932054DFdd16d20",
     "0x6C28fB5F14E9730Ca07e1385B02A9F8739EeeaB4",
     "ST404 error q.yaml:31:19 the address 0x6C28fB5F14E9730Ca07e1385B02A9F8739EeeaB4 of "
     "quorum-node1 is not that of its node key"},
    {"raft_genesis", "  consensus: istanbul", "  consensus: raft",
     "ST614 error q.yaml:10:18 quorum-node1 runs istanbul on a genesis of raft\n"
     "ST614 error q.yaml:21:18 quorum-node2 runs istanbul on a genesis of raft\n"
     "ST701 error q.yaml:2:14 raft with 1 external nodes"},
    {"qbft_before_its_time", "      consensus: istanbul", "      consensus: qbft",
     "ST411 error q.yaml:11:23 quorum-node1 runs qbft with GoQuorum 2.7.0\n"
     "ST614 error q.yaml:10:18 quorum-node1 runs qbft on a genesis of istanbul"},
};

INSTANTIATE_TEST_SUITE_P(Edits, Traps, ::testing::ValuesIn(edits),
                         [](const auto& edit) { return std::string(edit.param.name); });

class GenesisTraps : public testing_help::GeneratedYaml {
 protected:
  // What update() says beyond create().
  Findings updated(const config::QubernetesYaml& yaml, const std::string& cluster,
                   std::shared_ptr<const config::GenesisConfig> genesis) {
    auto result = update(yaml, keys_of(yaml, cluster, files_)->keys, std::move(genesis), files_);
    EXPECT_TRUE(result) << result.error().message();
    return result ? result->traps : Findings{};
  }

  const std::string folder_ = std::string(SEATRIAL_SOURCE_DIR) + "/scenarios/two-cluster/configs/";
};

TEST_F(GenesisTraps, the_own_genesis_has_none) {
  const config::QubernetesYaml yaml = read(good_qubernetes);
  const auto a = create(yaml, keys_of(yaml, "a", files_)->keys, files_);
  ASSERT_TRUE(a);
  EXPECT_EQ(updated(yaml, "a", a->genesis), Findings{});
}

TEST_F(GenesisTraps, documented_nodes_of_b_are_no_validators_of_a) {
  const auto yaml = config::read_qubernetes_yaml(folder_ + "b-step5/qubernetes.yaml", files_);
  ASSERT_TRUE(yaml);
  const std::string path = folder_ + "genesis.json";
  const Findings traps = updated(*yaml, "b", *read_genesis_file(path, files_));
  ASSERT_EQ(traps.size(), 1u);
  EXPECT_EQ(traps[0].code, "ST403");
  EXPECT_EQ(traps[0].severity, Severity::warning);
  EXPECT_EQ(traps[0].what,
            "not validators of the genesis: quorum-node1, quorum-node2; validators: external "
            "quorum-node1, external quorum-node2, external quorum-node3");
  EXPECT_EQ(at(traps[0].where), folder_ + "b-step5/qubernetes.yaml:7:19");
  ASSERT_EQ(traps[0].related.size(), 1u);
  EXPECT_TRUE(at(traps[0].related[0].where).starts_with(path));
}

TEST_F(GenesisTraps, a_validator_that_is_nobody_is_worse) {
  // A's genesis before A's nodes were added
  const auto yaml = config::read_qubernetes_yaml(folder_ + "b-step4/qubernetes.yaml", files_);
  ASSERT_TRUE(yaml);
  const Findings traps = updated(*yaml, "b", *read_genesis_file(folder_ + "genesis.json", files_));
  ASSERT_EQ(traps.size(), 2u);
  EXPECT_EQ(traps[0].code, "ST410");
  EXPECT_EQ(traps[0].severity, Severity::error);
  EXPECT_EQ(traps[0].what,
            "validators of the genesis that are no nodes of the yaml, own or external: "
            "0x60e369EECd91ddC94dAc5b1E2d948f99C8EA835B, "
            "0x844aFbF10eD6255c6481F9A1100377Cceb5758aA, "
            "0x1079497521f5939625ACac3a9d7eaB714CEC18CE");
  EXPECT_EQ(traps[1].code, "ST403");
  EXPECT_EQ(traps[1].what,
            "not validators of the genesis: quorum-node1, quorum-node2; validators: none of the "
            "nodes");
}

TEST_F(GenesisTraps, read_qbft_validators_as_well) {
  const config::QubernetesYaml yaml =
      read(with(good_qubernetes, "  consensus: istanbul", "  consensus: qbft"));
  const auto keys = keys_of(yaml, "a", files_)->keys;
  const auto a = create(yaml, keys, files_);
  ASSERT_TRUE(a);
  const auto has = [](const Findings& traps, const char* code) {
    return std::any_of(traps.begin(), traps.end(), [&](const auto& t) { return t.code == code; });
  };
  EXPECT_FALSE(has(updated(yaml, "a", a->genesis), "ST403"));
  EXPECT_TRUE(has(updated(yaml, "other", a->genesis), "ST403"));
  EXPECT_TRUE(has(updated(yaml, "other", a->genesis), "ST410"));
}

}  // namespace
}  // namespace seatrial::generate
