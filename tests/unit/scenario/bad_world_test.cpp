// SPDX-License-Identifier: Apache-2.0
// What is wrong with a world, in the exact words that its author reads.
#include "tests/unit/scenario/bad_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing_help::after;
using testing_help::Bad;
using testing_help::message_of;
using testing_help::name_of;

class ScenarioBadWorld : public testing::TestWithParam<Bad> {};

TEST_P(ScenarioBadWorld, IsOneClearError) {
  EXPECT_EQ(message_of(GetParam().text), GetParam().message);
}

Bad cluster_of(const std::string& name, const std::string& text, const std::string& message) {
  return {name, "seatrial: 1\nclusters:\n  a: " + text + "\n", "s.yaml:" + message};
}

Bad peer(const std::string& name, const std::string& text, const std::string& message) {
  return cluster_of(name, "\n    peers:\n      a1: " + text, message);
}

const std::string hex63(63, 'a');

INSTANTIATE_TEST_SUITE_P(
    File, ScenarioBadWorld,
    testing::Values(
        Bad{"Empty", "# nothing\n", "s.yaml: the file holds nothing; begin it with 'seatrial: 1'"},
        Bad{"NoVersion", "title: x\n",
            "s.yaml:1:1: this is no scenario: it has no key 'seatrial'; begin it with "
            "'seatrial: 1'"},
        Bad{"NewerVersion", "seatrial: 2\n",
            "s.yaml:1:11: scenario version '2' is not known; write 'seatrial: 1', or take a newer "
            "seatrial"},
        Bad{"List", "- a\n", "s.yaml:1:1: the scenario is a list; write a map"},
        Bad{"TwoDocuments", "seatrial: 1\n---\nseatrial: 1\n",
            "s.yaml:3:1: a second document begins here; write one scenario a file, or use "
            "'cases'"},
        Bad{"NoClusters", "seatrial: 1\n",
            "s.yaml:1:1: the scenario has no clusters; add 'clusters' with at least one"},
        after("UnknownKey", "lmits: {}",
              "5:1: unknown key 'lmits' in the scenario; did you mean 'limits'?"),
        after("DuplicateKey", "title: a\ntitle: b",
              "6:1: key 'title' stands twice, first in line 5; remove one of them"),
        after("NegativeSeed", "seed: -1",
              "5:7: seed -1 is out of range; write a whole number of at least 0"),
        after("Fidelity", "fidelity: byte",
              "5:11: fidelity 'byte' is not known; did you mean 'bytes'?"),
        after("Relay", "relay: of",
              "5:8: relay 'of' is neither true nor false; write true or false"),
        after("VariableName", "variables: {A-B: x}",
              "5:13: variable name 'A-B' cannot be used; use letters, digits and '_', and no digit "
              "first"),
        after("UnsetVariableInANumber", "wan: [{between: [a, b], latency: $LAT}]",
              "5:34: variable 'LAT' is not set; this field cannot be left open: give it a value "
              "under 'variables'"),
        after("NoTimeAtAll", "limits: {virtual_time: 0}",
              "5:24: virtual_time is 0; write how long a run may last"),
        after("NegativeDuration", "defaults: {configmap_refresh: -5s}",
              "5:31: configmap_refresh '-5s' is negative; write 0 or more"),
        after("DurationWithoutUnit", "wan: [{between: [a, b], latency: 20}]",
              "5:34: latency '20' is not a length of time; write a number and a unit, for example "
              "300ms, 1.5s, 2m or 1h"),
        after("TwoCasesOfAName", "cases: [{name: x}, {name: x}]",
              "5:27: two cases are named 'x'; rename one; the other is at s.yaml:5"),
        after("CaseWithoutName", "cases: [{seed: 2}]", "5:9: case has no 'name'; add 'name'"),
        after("CaseWithATitle", "cases: [{name: x, title: y}]",
              "5:19: unknown key 'title' in case; known are 'name', 'about', 'set', 'seed', "
              "'fidelity', 'relay', 'limits', 'defaults', 'networks', 'connections', 'clusters', "
              "'outside', 'external', 'wan', 'genesis', 'lists', 'steps', 'expect', 'refused'"),
        after("FaultInACase", "cases: [{name: x, steps: [{kill: [a/a1]}]}]",
              "5:35: 'a/a1' is killed before it is started; put a start or deploy before this "
              "step")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    World, ScenarioBadWorld,
    testing::Values(
        cluster_of(
            "Neither", "{nodes: {n1: 1.2.3.4}}",
            "3:3: cluster 'a' has neither config nor peers; name the folder of its generated "
            "files or its qubernetes.yaml under 'config', or write 'peers'; a cluster of "
            "another company goes under 'external'"),
        cluster_of("Both", "{config: out, peers: {a1: }}",
                   "3:20: cluster has both 'config' and 'peers'; write one of the two"),
        cluster_of("MissingFolder", "{config: nowhere}",
                   "3:15: config: there is no folder or file 'nowhere'; the path is seen from the "
                   "folder of "
                   "the scenario"),
        cluster_of(
            "FileForFolder", "{config: notes.txt}",
            "3:15: config: 'notes.txt' is neither a folder nor YAML or JSON; name a folder or "
            "file of Kubernetes manifests, or a qubernetes.yaml"),
        cluster_of("FolderForFile", "{config: out, services: out2}",
                   "3:30: services: 'out2' is a folder; name a file"),
        cluster_of("AddressOfANode", "{config: out, nodes: {n1: 1.2.3.400}}",
                   "3:32: address '1.2.3.400' is not an IPv4 address; write four numbers from 0 to "
                   "255, for example 1.2.3.4"),
        cluster_of("NodeWithoutAddress", "{config: out, nodes: {n1: {pods: 10.1.0.0/24}}}",
                   "3:32: node has no 'address'; add 'address'"),
        cluster_of("Pods", "{config: out, nodes: {n1: {address: 1.2.3.4, pods: 10.1.0.0}}}",
                   "3:57: pods '10.1.0.0' is not a range of addresses; write the first address and "
                   "the length, for example 10.1.0.0/24"),
        cluster_of("Policy", "{config: out, traffic_policy: local}",
                   "3:36: traffic_policy 'local' is not known; did you mean 'Local'?"),
        cluster_of(
            "Range", "{config: out, node_port_range: 32767-30000}",
            "3:37: node_port_range '32767-30000' is not a range of ports; write the first and "
            "the last, as in 30000-32767"),
        cluster_of("ServicePort", "{config: out, node_ports: {q: {p2p: 32044}}}",
                   "3:37: node_ports: 'p2p' is not a port; write the port of the Service, as in "
                   "{30303: 32044}"),
        cluster_of("Name", "{config: out}\n  a/b: {config: out}",
                   "4:3: cluster name 'a/b' cannot be used; use letters, digits, '-', '_' and '.'"),
        cluster_of("NoPeers", "{peers: {}}", "3:14: peers is empty; name at least one peer"),
        peer("PortZero", "{node_port: 0}",
             "5:23: node_port 0 is out of range; write a whole number from 1 to 65535"),
        peer("PortTooLarge", "{node_port: 70000}",
             "5:23: node_port 70000 is out of range; write a whole number from 1 to 65535"),
        peer("TwoPorts", "{node_port: 32041, node_ports: {9001: 30047}}",
             "5:30: peer has both 'node_port' and 'node_ports'; write one of the two"),
        peer("KeyNotHex", "{key: " + hex63 + "x}",
             "5:17: key is not hex at character 64; write 64 digits of 0-9 and a-f, without 0x"),
        peer("KeyTooShort", "{key: " + hex63 + "}", "5:17: key has 63 hex digits; write 64"),
        peer("KeyOfAnotherFormat", "{key: 0xab}",
             "5:17: key is not hex at character 2; write 64 digits of 0-9 and a-f, without 0x"),
        peer("NodeOfNowhere", "{node: n2}\n    nodes: {n1: 1.2.3.4}",
             "5:18: there is no node 'n2'; did you mean 'n1'?"),
        peer("ListAndFile", "{static: [], static_file: missing}",
             "5:24: peer has both 'static' and 'static_file'; write one of the two"),
        peer("FlagsAreAText", "{flags: --mine}", "5:19: flags is a text; write a list"),
        peer("FileState", "{static_file: gone}",
             "5:25: static_file 'gone' is not known; known are 'missing', 'empty', 'not_json'"),
        peer("TesseraPeer", "{tessera: {peers: [b/b1]}}",
             "5:30: there is no cluster 'b'; known are 'a'"),
        peer("UnknownKey", "{nodeport: 32041}",
             "5:12: unknown key 'nodeport' in peer; did you mean 'node_port'?")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Between, ScenarioBadWorld,
    testing::Values(
        after("ExternalFile", "external: {x: {nodes: x.yaml}}",
              "5:23: nodes: there is no file 'x.yaml'; the path is seen from the folder of the "
              "scenario"),
        after("ExternalWithoutNodes", "external: {x: {genesis: genesis.json}}",
              "5:15: external has no 'nodes'; add 'nodes'"),
        after("ClusterAndExternal", "external: {a: {nodes: b-external.yaml}}",
              "5:12: 'a' is both a cluster and external; rename one; the cluster is at s.yaml:3"),
        after("WanKey", "wan: [{between: [a, b], latencey: 1ms}]",
              "5:25: unknown key 'latencey' in wan; did you mean 'latency'?"),
        after("WanToNowhere", "wan: [{between: [a, bb]}]",
              "5:21: there is no cluster 'bb'; did you mean 'b'?"),
        after("WanToItself", "wan: [{between: [a, a]}]",
              "5:21: between names 'a' twice; name two sites"),
        after("WanOfThree", "wan: [{between: [a, b, a]}]",
              "5:17: between names 3 sites; write two, as in [a, b]"),
        after("TwoWans", "wan: [{between: [a, b]}, {between: [b, a]}]",
              "5:26: there is a wan between these sites already; see s.yaml:5"),
        after("Loss", "wan: [{between: [a, b], loss: 101%}]",
              "5:31: loss '101%' is not a share from 0% to 100%; write for example 1%, 0.1% or "
              "1/1000"),
        after("Rate", "wan: [{between: [a, b], rate: 10 MB}]",
              "5:31: rate '10 MB' is not a rate; write for example 10 MB/s or 100 Mbit/s"),
        after("Queue", "wan: [{between: [a, b], queue: 64}]",
              "5:32: queue '64' is not a size; write for example 64 kB or 1 MB"),
        after("Validators", "genesis: {validators: [a/a9]}",
              "5:24: there is no peer in cluster 'a' named 'a9'; did you mean 'a1'?"),
        after("GenesisTwice", "genesis: {file: genesis.json, chain_id: 5}",
              "5:17: genesis has both a file and other fields; write either 'file' or what the "
              "file would hold"),
        after("ListOfACluster", "lists: {static: {a: []}}",
              "5:18: static 'a' names no peer; write a/* for every peer of a cluster a, a/NAME for "
              "one"),
        after("Selector", "lists: {static: {a/*: [a/]}}",
              "5:24: static 'a/' is not a selector of peers; write cluster/peer for one, cluster/* "
              "for those of a cluster or \"*\" for all"),
        after("AlteredPort", "lists: {static: {a/*: [{peer: a/a1, port: 0}]}}",
              "5:43: port 0 is out of range; write a whole number from 1 to 65535"),
        after("AlteredOfMany", "lists: {static: {a/*: [{peer: a/*, port: 1}]}}",
              "5:31: peer 'a/*' is more than one peer; name one peer"),
        after("AlteredTwice", "lists: {static: {a/*: [{peer: a/a1, key_of: a/a2, key: ab}]}}",
              "5:56: key has 2 hex digits; write 64")),
    name_of);

}  // namespace
}  // namespace seatrial::scenario
