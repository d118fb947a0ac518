// SPDX-License-Identifier: Apache-2.0
// What is wrong with steps and expectations, in the exact words that its author reads.
#include <array>

#include "harness/scenario/keys.hpp"
#include "tests/unit/scenario/bad_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing_help::after;
using testing_help::Bad;
using testing_help::message_of;
using testing_help::name_of;
using testing_help::two_clusters;

class ScenarioBadSteps : public testing::TestWithParam<Bad> {};

TEST_P(ScenarioBadSteps, IsOneClearError) {
  EXPECT_EQ(message_of(GetParam().text), GetParam().message);
}

Bad plain_step(const std::string& name, const std::string& steps, const std::string& message) {
  return after(name, "steps:\n- " + steps, message);
}

Bad expecting(const std::string& name, const std::string& expect, const std::string& message) {
  return after(name, "expect:\n- " + expect, message);
}

const std::string the_methods =
    "'admin.addPeer', 'admin.removePeer', 'istanbul.propose', 'istanbul.discard', 'miner.start', "
    "'miner.stop'";
const std::string the_questions =
    "'links', 'one_of', 'log', 'finding', 'no_findings', 'dials', 'blocks_advance', 'stalls', "
    "'recovers_within', 'validators_are', 'chain_single', 'height', 'sometimes', 'reaches', "
    "'survives', 'round_at_most', 'proposer_rotates', 'seals_from'";

INSTANTIATE_TEST_SUITE_P(
    Steps, ScenarioBadSteps,
    testing::Values(
        plain_step("Nothing", "name: x",
                   "6:3: a step does nothing; write an action, for example start: "
                   "[\"*\"]"),
        plain_step("TwoActions", "wait: 1s\n  kill: [a/a1]",
                   "7:3: a step has two actions, 'wait' and 'kill'; make them two steps"),
        plain_step("UnknownAction", "strat: [a/a1]",
                   "6:3: unknown key 'strat' in step; did you mean 'start'?"),
        plain_step("TwoNames", "{name: x, wait: 1s}\n- {name: x, wait: 1s}",
                   "7:10: two steps are named 'x'; rename one; the other is at s.yaml:6"),
        plain_step("StartOfNowhere", "start: [c/*]",
                   "6:11: there is no cluster 'c'; known are 'a', 'b'"),
        plain_step("StartOfNothing", "start: []", "6:10: start is empty; name at least one peer"),
        plain_step(
            "StartedTwice", "start: [\"*\"]\n- start: [a/a1]",
            "7:11: 'a/a1' is started already, by the start at s.yaml:6; use restart, or kill it "
            "first"),
        plain_step(
            "StartOfADeployedCluster", "deploy: a\n- start: [a/*]",
            "7:11: 'a/*' is started already, by the deploy at s.yaml:6; use restart, or kill it "
            "first"),
        plain_step(
            "DeployOfAStartedCluster", "start: [a/*]\n- deploy: a",
            "7:11: cluster 'a' is started already, at s.yaml:6; deploy starts its peers: use "
            "either deploy or start"),
        plain_step(
            "KillBeforeStart", "kill: [a/a1]\n- start: [a/a1]",
            "6:10: 'a/a1' is killed before it is started; put a start or deploy before this step"),
        plain_step(
            "KilledTwice", "start: [a/*]\n- kill: [a/a1]\n- kill: [a/a1]",
            "8:10: 'a/a1' is killed already, at s.yaml:7; start it in between, or leave this step "
            "out"),
        plain_step(
            "RestartOfWhat", "restart: {for: 5s}",
            "6:12: restart does not say what to restart; write process: [peers] or pod: [peers]"),
        plain_step("RestartOfBoth", "restart: {process: a/a1, pod: a/a1}",
                   "6:28: restart has both 'process' and 'pod'; write one of the two"),
        plain_step(
            "RestartBeforeStart", "restart: {pod: a/a1}",
            "6:18: 'a/a1' is restarted before it is started; put a start or deploy before this "
            "step"),
        plain_step(
            "RecreateBeforeDeploy", "recreate_service: [a/a1]",
            "6:22: Service 'a/a1' is recreated before its cluster is deployed; put a deploy or "
            "start before this step"),
        plain_step(
            "ExportBeforeDeploy", "export: {cluster: a}",
            "6:21: cluster 'a' is exported before it is deployed, when it has no NodePorts yet; "
            "put deploy: a before this step"),
        plain_step("ExportTwice",
                   "deploy: [a, b]\n- export: {cluster: a, as: x}\n- export: {cluster: b, "
                   "as: x}",
                   "8:28: two exports are named 'x'; give one of them another name"),
        plain_step(
            "ImportOfNowhere", "import: {into: b, external: a}",
            "6:31: no earlier step exports 'a'; put an export before this step, or name a file "
            "such as ./a.yaml"),
        plain_step("ImportMisspelt",
                   "deploy: a\n- export: {cluster: a, as: for-b}\n- import: {into: b, "
                   "external: forb}",
                   "8:31: no earlier step exports 'forb'; did you mean 'for-b'?"),
        plain_step("ImportOfNothing", "import: {into: b}",
                   "6:11: import takes nothing in; write 'external', 'genesis' or both"),
        plain_step(
            "ImportOfAGenesisOfNowhere", "import: {into: b, genesis: x}",
            "6:30: there is no genesis of 'x'; name a cluster, an external with a genesis, or a "
            "file such as ./genesis.json"),
        plain_step(
            "UseForInlinePeers", "use: {cluster: a, config: out}",
            "6:18: cluster 'a' has its peers in the scenario; only a cluster with 'config' can "
            "use another folder"),
        plain_step("GenerateMode", "generate: {cluster: a, mode: upgrade}",
                   "6:32: mode 'upgrade' is not known; known are 'create', 'update'"),
        plain_step("EditOfNothing", "edit: {file: static-nodes.json, of: a/a1}",
                   "6:9: edit changes nothing; write 'add', 'remove' or 'set'"),
        plain_step(
            "EditTwice", "edit: {file: static-nodes.json, of: a/a1, add: [], set: x}",
            "6:9: edit has both 'set' and 'add' or 'remove'; write the whole content, or what "
            "changes"),
        plain_step("EditOfAFile", "edit: {file: static-node.json, of: a/a1, set: x}",
                   "6:16: file 'static-node.json' is not known; did you mean 'static-nodes.json'?"),
        plain_step("EditWithoutFile", "edit: {of: a/a1, set: x}",
                   "6:9: edit has no 'file'; add 'file'"),
        plain_step(
            "HealOfNothing", "heal: {between: [a, b]}",
            "6:20: nothing is cut between 'a' and 'b' here; put a cut, one_way or reject before "
            "this step, or leave it out"),
        plain_step(
            "HealTwice",
            "cut: {between: [a, b]}\n- heal: {between: [b, a]}\n- heal: {between: "
            "[a, b]}",
            "8:20: nothing is cut between 'a' and 'b' here; put a cut, one_way or reject before "
            "this step, or leave it out"),
        plain_step(
            "CutTwice", "cut: {between: [a, b]}\n- cut: {between: [b, a]}",
            "7:19: 'b' and 'a' are cut already, at s.yaml:6; heal them first, or give the earlier "
            "cut a 'for'"),
        plain_step("CutOfAList", "cut: [a, b]",
                   "6:8: cut is a list; write a map with 'between', 'for', "
                   "'after', 'plus'"),
        plain_step("StepIsAText", "deploy", "6:3: step is a text; write a map"),
        plain_step(
            "UnsetVariable", "start: $X/*",
            "6:10: variable 'X' is not set; this field cannot be left open: give it a value under "
            "'variables'"),
        plain_step("KeyOfNowhere", "call: {peer: a/a1, admin.addPeer: {peer: b/b1, key_of: a/a7}}",
                   "6:58: there is no peer in cluster 'a' named 'a7'; did you mean 'a1'?"),
        plain_step("OneWayToItself", "one_way: {from: a, to: a}",
                   "6:26: from and to are both 'a'; name two sites"),
        plain_step("RejectBothWays", "reject: {between: [a, b], from: a, to: b}",
                   "6:29: reject has both 'between' and 'from'; write one of the two"),
        plain_step("WanChangesNothing", "wan: {between: [a, b]}",
                   "6:8: wan changes nothing; write 'latency', 'jitter', 'loss', 'rate', 'queue', "
                   "'duplicate', 'reorder' or 'mtu'"),
        plain_step(
            "WaitTooLong", "wait: 11m",
            "6:9: wait 11 min is longer than the run may last (10 min); raise virtual_time under "
            "'limits'"),
        plain_step("WaitsTooLong", "wait: 6m\n- wait: 5m",
                   "7:9: the waits up to here sum up to 11 min, and the run may last 10 min; raise "
                   "virtual_time under 'limits'"),
        plain_step("WaitUntilNothing", "wait: {at_most: 5s}",
                   "6:9: wait has no 'until'; add 'until'"),
        plain_step("CallOfNothing", "call: {peer: a/a1}",
                   "6:9: call names no method; write one of " + the_methods),
        plain_step("CallOfAMethod", "call: {peer: a/a1, admin.addpeer: a/a2}",
                   "6:22: unknown key 'admin.addpeer' in call; did you mean 'admin.addPeer'?")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Expect, ScenarioBadSteps,
    testing::Values(
        expecting("NoQuestion", "because: x",
                  "6:3: an expectation asks 0 questions; write exactly one of " + the_questions),
        expecting("TwoQuestions", "{no_findings: error, finding: {code: ST101}}",
                  "6:3: an expectation asks 2 questions; write exactly one of " + the_questions),
        expecting("OneSelector", "{links: [a/*], up: {}}",
                  "6:11: links has 1 selectors; write two, from and to, as in [a/*, b/*]"),
        expecting("NoState", "links: [a/*, b/*]",
                  "6:3: a question for links must say what they should be; write exactly one of "
                  "'up', 'down' and 'unknown'"),
        expecting("TwoStates", "{links: [a/*, b/*], up: {}, down: {}}",
                  "6:3: a question for links must say what they should be; write exactly one of "
                  "'up', 'down' and 'unknown'"),
        expecting("UpWithoutLinks", "{no_findings: error, up: {}}",
                  "6:24: 'up' without 'links'; add links: [from, to]"),
        expecting("BareCluster", "{links: [a, b/*], up: {}}",
                  "6:12: links 'a' names no peer; write a/* for every peer of a cluster a, a/NAME "
                  "for one"),
        expecting("DialledByNobody", "{links: [a/*, b/*], up: {}, dialled_by: c}",
                  "6:43: there is no cluster 'c'; known are 'a', 'b'"),
        expecting("Within", "{links: [a/*, b/*], up: {within: 11m}}",
                  "6:36: within 11 min is longer than the run may last (10 min); raise "
                  "virtual_time under 'limits'"),
        expecting("WithinOfAnAlternative",
                  "one_of: [{no_findings: error}, {log: {of: a/*, contains: x, within: 11m}}]",
                  "6:71: within 11 min is longer than the run may last (10 min); raise "
                  "virtual_time under 'limits'"),
        expecting("Retry", "{links: [a/*, b/*], down: {retry: 35 ± 1}}",
                  "6:37: retry '35 ± 1' is not a time with a tolerance; write for example 35s ± "
                  "1s or 35s +- 1s"),
        expecting("Code", "finding: {code: 601}",
                  "6:19: code '601' is not the code of a finding; write ST and three digits, for "
                  "example ST601"),
        expecting("Truth", "log: {of: a/*, contains: x, not: maybe}",
                  "6:36: not 'maybe' is neither true nor false; write true or false"),
        expecting("LogOfNobody", "log: {contains: x}", "6:8: log has no 'of'; add 'of'"),
        expecting("DialsOfNothing", "dials: {from: a/*, to: b/*}",
                  "6:10: dials asks nothing; write 'gaps', 'at_least' or both"),
        expecting("OneOfOne", "one_of: [{no_findings: error}]",
                  "6:11: one_of has 1 expectations; write at least two"),
        expecting("NoFindings", "no_findings: info",
                  "6:16: no_findings 'info' is not known; known are 'warning', 'error'"),
        expecting("EmptyFinding", "finding: {}",
                  "6:12: finding says nothing; write a 'code', 'severity' or 'file'"),
        expecting("PeerOfNowhere", "{links: [a/a3, b/*], up: {}}",
                  "6:12: there is no peer in cluster 'a' named 'a3'; did you mean 'a1'?")),
    name_of);

TEST(ScenarioBadFile, Missing) {
  SourceFiles files;
  const auto result = parse_scenario_file("/nowhere/s.yaml", files);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "/nowhere/s.yaml: there is no such file; check the path");
}

TEST(ScenarioBadFile, WhatWasKilledOrHealedMayStartAgain) {
  EXPECT_EQ(message_of(two_clusters + "steps:\n- start: [\"*\"]\n- kill: [a/a1]\n- start: [a/a1]\n"
                                      "- kill: [a/*]\n- start: [\"*\"]\n- cut: {between: [a, b]}\n"
                                      "- heal: {between: [a, b]}\n- cut: {between: [a, b]}\n"),
            "");
}

TEST(ScenarioBadFile, AnExternalCannotBeDeployed) {
  EXPECT_EQ(
      message_of(two_clusters + "external: {x: {nodes: b-external.yaml}}\nsteps: [{deploy: x}]\n"),
      "s.yaml:6:18: 'x' is external: only what it exported is known; name a cluster under "
      "'clusters'");
}

// Whatever is cut off or changed, there is a scenario or one error, and never a crash.
TEST(ScenarioBadFile, EveryPrefixIsReadOrRefused) {
  const std::string text = two_clusters +
                           "defaults: {peer: {block_period: 1s, request_timeout: 10s}}\n"
                           "steps:\n- start: [\"*\"]\n- cut: {between: [a, b], for: 60s}\n"
                           "- call: {peer: a/a1, istanbul.propose: {candidate: b/b1, add: true}}\n"
                           "  at: {height: 20, of: a/*}\n"
                           "- cut: {between: [a, b], for: 60s, after: block, plus: 200ms}\n"
                           "- wait: {until: {height: {at_least: 20}}}\n"
                           "expect:\n- {links: [a/*, b/*], up: {within: 36s}}\n"
                           "- recovers_within: {time: 80s ± 1s, since: last_block}\n"
                           "- validators_are: {of: \"*\", peers: [a/*, b/b1], quorum: 3}\n"
                           "- one_of: [{stalls: {for: 60s}}, {sometimes: {event: sync}}]\n";
  for (std::size_t size = 0; size < text.size(); ++size) {
    SourceFiles files;
    const auto result = parse_scenario(text.substr(0, size), "s.yaml", files);
    if (result) continue;
    EXPECT_THAT(result.error().message(), testing::StartsWith("s.yaml")) << size;
  }
}

void read_or_refuse(const std::string& text) {
  SourceFiles files;
  const auto result = parse_scenario(text, "s.yaml", files);
  if (result) return;
  EXPECT_THAT(result.error().message(), testing::StartsWith("s.yaml:")) << text;
}

// A map where it belongs, if that is deeper than a step or an expectation.
std::string in_its_place(std::string_view id, const std::string& map) {
  if (id == "at_height") return "steps: [{start: a/a1, at: " + map + "}]\n";
  if (id == "propose") return "steps: [{call: {peer: a/a1, istanbul.propose: " + map + "}}]\n";
  if (id == "peer_defaults") return "defaults: {peer: " + map + "}\n";
  return "expect: [{" + std::string(id) + ": " + map + "}]\n";
}

// A wrong type in place of each value of a scenario.
TEST(ScenarioBadFile, WrongTypesAreRefusedOrRead) {
  const std::array<std::string, 5> others = {"[]", "{}", "x", "~", "[{x: [y]}]"};
  for (const auto* map : all_map_keys()) {
    for (std::string_view key : map->keys) {
      for (const std::string& other : others) {
        const std::string value = "{" + std::string(key) + ": " + other + "}";
        read_or_refuse(two_clusters + "steps: [" + value + "]\n");
        read_or_refuse(two_clusters + "expect: [" + value + "]\n");
        read_or_refuse("seatrial: 1\nclusters: {a: " + value + "}\n");
        read_or_refuse("seatrial: 1\nclusters: {a: {peers: {a1: " + value + "}}}\n");
        read_or_refuse(two_clusters + std::string(key) + ": " + other + "\n");
        read_or_refuse(two_clusters + in_its_place(map->id, value));
      }
    }
  }
}

}  // namespace
}  // namespace seatrial::scenario
