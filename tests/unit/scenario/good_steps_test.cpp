// SPDX-License-Identifier: Apache-2.0
// Every step and expectation, read back; cases; and two whole scenarios as a person writes them.
#include "tests/unit/scenario/scenario_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing_help::Read;
using testing_help::two_clusters;

std::vector<std::string> texts(const Selectors& selectors) {
  std::vector<std::string> all;
  for (const Selector& one : selectors) all.push_back(one.text());
  return all;
}

TEST(ScenarioSteps, OfPeers) {
  const Read read(two_clusters +
                  "steps:\n"
                  "- start: {peers: [a/*], every: 100ms}\n"
                  "- start: \"b/*\"\n"
                  "  name: late\n"
                  "- kill: [a/a1, b/b1]\n"
                  "- restart: {process: [a/a2], for: 5s}\n"
                  "- restart: {pod: a/a2}\n"
                  "- recreate_service: [a/a1]\n"
                  "- call: {peer: a/a2, admin.addPeer: b/b1}\n"
                  "- call: {peer: a/*, admin.removePeer: \"enode://ab@1.2.3.4:1\"}\n");
  EXPECT_THAT(texts(read.step<Start>(0).peers), ElementsAre("a/*"));
  EXPECT_EQ(read.step<Start>(0).every->value, milliseconds(100));
  EXPECT_EQ(read.scenario.steps.at(1).name->value, "late");
  EXPECT_EQ(read.where(read.scenario.steps.at(1).mark), "7:3");
  EXPECT_EQ(read.step<Start>(1).every, std::nullopt);
  EXPECT_THAT(texts(read.step<Kill>(2).peers), ElementsAre("a/a1", "b/b1"));
  EXPECT_EQ(read.step<Restart>(3).what, RestartOf::process);
  EXPECT_EQ(read.step<Restart>(3).down_for->value, seconds(5));
  EXPECT_EQ(read.step<Restart>(4).what, RestartOf::pod);
  EXPECT_THAT(texts(read.step<Restart>(4).peers), ElementsAre("a/a2"));
  EXPECT_THAT(texts(read.step<RecreateService>(5).services), ElementsAre("a/a1"));
  EXPECT_EQ(read.step<Call>(6).method.value, Method::admin_add_peer);
  EXPECT_EQ(read.where(read.step<Call>(6).method.mark), "13:22");
  EXPECT_EQ(std::get<Selector>(read.step<Call>(6).argument->form).text(), "b/b1");
  EXPECT_EQ(read.step<Call>(7).peer.text(), "a/*");
  EXPECT_EQ(read.step<Call>(7).method.value, Method::admin_remove_peer);
}

const std::string of_files =
    "seatrial: 1\n"
    "clusters:\n"
    "  a: {config: out, nodes: {n1: 1.2.3.4}}\n"
    "  b: {config: out2, nodes: {n1: 2.2.3.4}}\n"
    "  c: {config: out2, nodes: {n1: 3.2.3.4}}\n";

TEST(ScenarioSteps, OfTheWorkflow) {
  const Read read(of_files +
                  "external: {x: {nodes: b-external.yaml}}\n"
                  "steps:\n"
                  "- deploy: a\n"
                  "- export: {cluster: a, node_ip: 1.2.3.4, as: for-b}\n"
                  "- import: {into: b, external: for-b, genesis: a}\n"
                  "- import: {into: c, external: ./b-external.yaml, genesis: genesis.json}\n"
                  "- import: {into: c, external: x}\n"
                  "- generate: {cluster: b, mode: update}\n"
                  "- deploy: [b, c]\n"
                  "- use: {cluster: a, config: out2}\n"
                  "- deploy: a\n"
                  "- generate: {cluster: a}\n"
                  "- export: {cluster: b}\n");
  EXPECT_EQ(read.step<Deploy>(0).clusters.at(0).value, "a");
  EXPECT_EQ(read.step<ExportNodes>(1).cluster.value, "a");
  EXPECT_EQ(read.step<ExportNodes>(1).node_ip->value, "1.2.3.4");
  EXPECT_EQ(read.step<ExportNodes>(1).as.value, "for-b");
  EXPECT_EQ(read.step<ImportNodes>(2).into.value, "b");
  EXPECT_EQ(std::get<Text>(*read.step<ImportNodes>(2).external).value, "for-b");
  EXPECT_EQ(std::get<Text>(*read.step<ImportNodes>(2).genesis).value, "a");
  EXPECT_EQ(std::get<FilePath>(*read.step<ImportNodes>(3).external).path,
            read.folder.at("b-external.yaml"));
  EXPECT_EQ(std::get<FilePath>(*read.step<ImportNodes>(3).genesis).written, "genesis.json");
  EXPECT_EQ(std::get<Text>(*read.step<ImportNodes>(4).external).value, "x");
  EXPECT_EQ(read.step<ImportNodes>(4).genesis, std::nullopt);
  EXPECT_EQ(read.step<Generate>(5).cluster.value, "b");
  EXPECT_EQ(read.step<Generate>(5).mode.value, GenerateMode::update);
  EXPECT_THAT(read.step<Deploy>(6).clusters, SizeIs(2));
  EXPECT_EQ(read.step<UseConfig>(7).cluster.value, "a");
  EXPECT_EQ(read.step<UseConfig>(7).config.path, read.folder.at("out2"));
  EXPECT_EQ(read.step<Generate>(9).mode.value, GenerateMode::create);
  EXPECT_EQ(read.step<ExportNodes>(10).as.value, "b");
}

TEST(ScenarioSteps, OfFilesAndWans) {
  const Read read(two_clusters +
                  "steps:\n"
                  "- edit: {file: permissioned-nodes.json, of: a/*, add: [b/*], remove: [a/a1],"
                  " refresh: 0s}\n"
                  "- edit: {file: static-nodes.json, of: [a/a1, a/a2], set: \"[not json\"}\n"
                  "- cut: {between: [a, b], for: 60s}\n"
                  "- heal: {between: [b, a]}\n"
                  "- one_way: {from: a, to: b, drop: new, for: 1s}\n"
                  "- one_way: {from: b, to: a}\n"
                  "- reject: {between: [a, b], for: 2s}\n"
                  "- reject: {from: a, to: b}\n"
                  "- wan: {between: [a, b], latency: 300ms}\n"
                  "- wait: 30s\n"
                  "- wait: {until: {log: {of: a/a1, contains: x}}, at_most: 60s}\n"
                  "- expect: {no_findings: error}\n"
                  "- expect: [{no_findings: error}, {no_findings: warning}]\n");
  EXPECT_EQ(read.step<Edit>(0).file.value, ListFile::permissioned_nodes);
  EXPECT_THAT(texts(read.step<Edit>(0).of), ElementsAre("a/*"));
  EXPECT_EQ(std::get<Selector>(read.step<Edit>(0).add.at(0).form).text(), "b/*");
  EXPECT_EQ(std::get<Selector>(read.step<Edit>(0).remove.at(0).form).text(), "a/a1");
  EXPECT_EQ(read.step<Edit>(0).refresh->value, Duration());
  EXPECT_EQ(read.step<Edit>(1).file.value, ListFile::static_nodes);
  EXPECT_EQ(read.step<Edit>(1).set->value, "[not json");
  EXPECT_EQ(read.step<Cut>(2).between.second.value, "b");
  EXPECT_EQ(read.step<Cut>(2).lasts->value, seconds(60));
  EXPECT_EQ(read.step<Heal>(3).between.first.value, "b");
  EXPECT_EQ(read.step<OneWay>(4).way.first.value, "a");
  EXPECT_EQ(read.step<OneWay>(4).drop.value, DropWhat::new_connections);
  EXPECT_EQ(read.step<OneWay>(4).lasts->value, seconds(1));
  EXPECT_EQ(read.step<OneWay>(5).drop.value, DropWhat::all);
  EXPECT_TRUE(read.step<Reject>(6).both_ways);
  EXPECT_EQ(read.step<Reject>(6).lasts->value, seconds(2));
  EXPECT_FALSE(read.step<Reject>(7).both_ways);
  EXPECT_EQ(read.step<Reject>(7).way.second.value, "b");
  EXPECT_EQ(read.step<ChangeWan>(8).wan.latency->value, milliseconds(300));
  EXPECT_EQ(read.step<Wait>(9).time->value, seconds(30));
  EXPECT_TRUE(read.step<Wait>(10).until);
  EXPECT_EQ(read.step<Wait>(10).at_most->value, seconds(60));
  EXPECT_THAT(read.step<Expect>(11).all, SizeIs(1));
  EXPECT_THAT(read.step<Expect>(12).all, SizeIs(2));
}

TEST(ScenarioSteps, HaveTheirWords) {
  EXPECT_EQ(action_word(Deploy{}), "deploy");
  EXPECT_EQ(action_word(ExportNodes{}), "export");
  EXPECT_EQ(action_word(OneWay{}), "one_way");
  EXPECT_EQ(action_word(Expect{}), "expect");
}

TEST(ScenarioExpect, Links) {
  const Read read(
      two_clusters +
      "expect:\n"
      "- {name: up, links: [b/*, a/*], up: {within: 36s, for: 10s}, dialled_by: b, because: it "
      "is}\n"
      "- links: [b/*, a/a1]\n"
      "  down: {disposition: permission_denied, code: ST601, seen_as: EOF, retry: 35s ± 1s,\n"
      "         within: 31s, for: 60s, both_ways: true}\n"
      "  kind: tessera\n"
      "- {links: [\"*\", \"*\"], unknown: {condition: still quorum-node1}}\n"
      "- {links: [a/*, a/*], up: , dialled_by: a/a1}\n");
  EXPECT_EQ(read.scenario.expect.at(0).name->value, "up");
  EXPECT_EQ(read.scenario.expect.at(0).because->value, "it is");
  EXPECT_EQ(read.where(read.scenario.expect.at(1).mark), "7:3");
  const auto& first = read.asked<ExpectLinks>(0);
  EXPECT_EQ(first.from.text(), "b/*");
  EXPECT_EQ(first.to.text(), "a/*");
  EXPECT_EQ(first.kind.value, LinkKind::p2p);
  EXPECT_EQ(first.dialled_by->text(), "b/*");
  EXPECT_EQ(std::get<Up>(first.state).within->value, seconds(36));
  EXPECT_EQ(std::get<Up>(first.state).hold_for->value, seconds(10));
  const auto& second = read.asked<ExpectLinks>(1);
  EXPECT_EQ(second.kind.value, LinkKind::tessera);
  const auto& down = std::get<Down>(second.state);
  EXPECT_EQ(down.disposition->value, "permission_denied");
  EXPECT_EQ(down.code->value, "ST601");
  EXPECT_EQ(down.seen_as->value, "EOF");
  EXPECT_EQ(down.retry->value, (Tolerance{seconds(35), seconds(1)}));
  EXPECT_EQ(down.within->value, seconds(31));
  EXPECT_EQ(down.hold_for->value, seconds(60));
  EXPECT_TRUE(down.both_ways->value);
  EXPECT_EQ(std::get<Unknown>(read.asked<ExpectLinks>(2).state).condition->value,
            "still quorum-node1");
  EXPECT_EQ(std::get<Up>(read.asked<ExpectLinks>(3).state), Up());
  EXPECT_EQ(read.asked<ExpectLinks>(3).dialled_by->text(), "a/a1");
}

TEST(ScenarioExpect, TheOthers) {
  const Read read(two_clusters +
                  "expect:\n"
                  "- log: {of: a/*, contains: too many attempts, within: 40s, not: true}\n"
                  "- finding: {code: ST601, severity: error, file: perm, line: 3, count: 0}\n"
                  "- no_findings: warning\n"
                  "- dials: {from: b/*, to: a/*, gaps: 35s +- 1s, at_least: 3}\n"
                  "- one_of: [{no_findings: error}, {links: [a/a1, b/b1], up: {}}]\n");
  const auto& log = read.asked<ExpectLog>(0);
  EXPECT_EQ(log.of.text(), "a/*");
  EXPECT_EQ(log.contains.value, "too many attempts");
  EXPECT_EQ(log.within->value, seconds(40));
  EXPECT_TRUE(log.absent);
  const auto& finding = read.asked<ExpectFinding>(1);
  EXPECT_EQ(finding.code->value, "ST601");
  EXPECT_EQ(finding.severity->value, Severity::error);
  EXPECT_EQ(finding.file->value, "perm");
  EXPECT_EQ(finding.line->value, 3U);
  EXPECT_EQ(finding.count->value, 0U);
  EXPECT_EQ(read.asked<ExpectNoFindings>(2).severity.value, Severity::warning);
  const auto& dials = read.asked<ExpectDials>(3);
  EXPECT_EQ(dials.from.text(), "b/*");
  EXPECT_EQ(dials.to.text(), "a/*");
  EXPECT_EQ(dials.gaps->value, (Tolerance{seconds(35), seconds(1)}));
  EXPECT_EQ(dials.at_least->value, 3U);
  ASSERT_THAT(read.asked<ExpectOneOf>(4).any, SizeIs(2));
  EXPECT_TRUE(std::holds_alternative<ExpectLinks>(read.asked<ExpectOneOf>(4).any[1].question));
}

const std::string with_cases =
    two_clusters +
    "title: T\n"
    "variables: {LAT: 1ms}\n"
    "wan: [{between: [a, b], latency: $LAT, jitter: 1ms}]\n"
    "lists: {static: {a/*: [a/*], b/*: [\"*\"]}}\n"
    "genesis: {validators: [a/*], chain_id: 5}\n"
    "steps: [{start: \"*\"}]\n"
    "expect: [{no_findings: error}]\n"
    "cases:\n"
    "- {name: near}\n"
    "- name: far\n"
    "  about: slow\n"
    "  seed: 9\n"
    "  set: {LAT: 300ms}\n"
    "  clusters: {a: {traffic_policy: Local, peers: {a1: {node_port: 32049}}}}\n"
    "  wan: [{between: [b, a], loss: 1%}]\n"
    "  lists: {static: {a/*: []}}\n"
    "  genesis: {validators: , file: genesis.json, chain_id: }\n"
    "  steps: [{wait: 1s}]\n"
    "  expect: [{no_findings: warning}]\n";

TEST(ScenarioCases, InheritAndOverride) {
  const Read read(with_cases);
  const Scenario& s = read.scenario;
  ASSERT_THAT(s.cases, SizeIs(2));
  EXPECT_THAT(s.runs(), ElementsAre(&s.cases[0], &s.cases[1]));
  const Scenario& near = s.cases[0];
  EXPECT_EQ(display_name(near), "T: near");
  EXPECT_EQ(near.clusters, s.clusters);
  EXPECT_EQ(near.steps, s.steps);
  EXPECT_EQ(near.wans, s.wans);
  const Scenario& far = s.cases[1];
  EXPECT_EQ(read.where(far.mark), "14:9");
  EXPECT_EQ(far.about->value, "slow");
  EXPECT_EQ(far.seed.value, 9U);
  EXPECT_EQ(far.clusters.at(0).traffic_policy->value, TrafficPolicy::local);
  EXPECT_EQ(far.clusters.at(0).nodes, s.clusters.at(0).nodes);
  ASSERT_THAT(far.clusters.at(0).peers, SizeIs(2));
  EXPECT_EQ(far.clusters.at(0).peers[0].node_ports.at(0).node_port.value, 32049);
  ASSERT_THAT(far.wans, SizeIs(1));
  EXPECT_EQ(far.wans[0].latency->value, milliseconds(300));
  EXPECT_EQ(far.wans[0].jitter->value, milliseconds(1));
  EXPECT_EQ(far.wans[0].loss->value, (Ratio{1, 100}));
  EXPECT_THAT(far.lists.static_nodes.at(0).list.entries, IsEmpty());
  EXPECT_THAT(far.lists.static_nodes.at(1).list.entries, SizeIs(1));
  EXPECT_TRUE(far.genesis->file);
  EXPECT_THAT(far.genesis->validators, IsEmpty());
  EXPECT_THAT(far.steps, SizeIs(2));
  EXPECT_THAT(far.expect, SizeIs(2));
  EXPECT_THAT(far.cases, IsEmpty());
}

TEST(ScenarioCases, TheCallerWinsOverSet) {
  const Read read(with_cases, {{"LAT", "7ms"}});
  EXPECT_EQ(read.scenario.cases.at(1).wans.at(0).latency->value, milliseconds(7));
}

// As in the measured case c2: A has not yet added B.
const std::string one_sided = R"(# yaml-language-server: $schema=../scenario.schema.json
# SPDX-License-Identifier: Apache-2.0
seatrial: 1
title: B lists A, and A has not yet added B
about: What B's operator sees, until A adds B to permissioned-nodes.json.
defaults: {peer: {version: 2.7.0, flags: [--permissioned, --nodiscover, --nat=none, --mine]}}
clusters:
  a:
    nodes: {n1: {address: 1.2.3.4, pods: 10.1.0.0/24}}
    traffic_policy: Cluster
    peers: {a1: {node_port: 32041}, a2: {node_port: 32042}, a3: {node_port: 32043}}
  b:
    nodes: {n1: {address: 2.2.3.4, pods: 10.2.0.0/24}}
    peers: {b1: {node_port: 32051}, b2: {node_port: 32052}}
wan: [{between: [a, b], latency: 0ms}]
genesis: {validators: [a/*], ceil2Nby3Block: 0}
lists:
  static: {a/*: [a/*], b/*: ["*"]}
  permissioned: {a/*: [a/*], b/*: ["*"]}
steps:
- start: ["*"]
- expect:
    links: [b/*, a/*]
    down: {disposition: permission_denied, seen_as: EOF, retry: 35s ± 1s, for: 60s}
- edit: {file: permissioned-nodes.json, of: a/*, add: [b/*], refresh: 0s}
- expect: {links: [b/*, a/*], up: {within: 36s}, dialled_by: b}
)";

TEST(ScenarioExamples, OneSided) {
  const Read read(one_sided);
  EXPECT_THAT(read.scenario.steps, SizeIs(4));
  EXPECT_THAT(read.scenario.unset_variables, IsEmpty());
}

// The documented steps of two companies.
const std::string eleven_steps = R"(# yaml-language-server: $schema=../scenario.schema.json
# SPDX-License-Identifier: Apache-2.0
seatrial: 1
title: two companies join their networks
variables: {A_IP: 1.2.3.4, B_IP: 2.2.3.4}
clusters:
  a: {config: out, nodes: {n1: $A_IP}, node_ports: {quorum-node1: {30303: 32044, 9001: 30047}}}
  b: {config: out2, nodes: {n1: $B_IP}}
steps:
- deploy: a
- export: {cluster: a, node_ip: $A_IP}
- import: {into: b, external: a, genesis: a}
- generate: {cluster: b, mode: update}
- deploy: b
- expect: {links: [b/*, a/*], down: {disposition: permission_denied, for: 40s}}
- export: {cluster: b, node_ip: $B_IP}
- import: {into: a, external: b}
- generate: {cluster: a, mode: update}
- deploy: a
- wait: {until: {links: [a/*, b/*], up: {}}, at_most: 2m}
expect:
- {links: [a/*, b/*], kind: tessera, up: }
)";

TEST(ScenarioExamples, TwoCompanies) {
  const Read read(eleven_steps);
  EXPECT_EQ(read.step<ExportNodes>(1).node_ip->value, "1.2.3.4");
  EXPECT_THAT(read.scenario.steps, SizeIs(11));
}

TEST(ScenarioExamples, ReadTwiceAreTheSame) {
  const Read read(one_sided);
  SourceFiles files;
  const auto again = parse_scenario(one_sided, read.scenario.path, files);
  ASSERT_TRUE(again);
  EXPECT_EQ(read.scenario, *again);
}

TEST(ScenarioExamples, AFileIsReadFromDisk) {
  const testing_help::Folder folder;
  folder.write("here.yaml", one_sided);
  SourceFiles files;
  const auto read = parse_scenario_file(folder.at("here.yaml"), files);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(files.to_string(read->mark), folder.at("here.yaml") + ":3:1");
}

}  // namespace
}  // namespace seatrial::scenario
