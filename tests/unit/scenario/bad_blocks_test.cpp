// SPDX-License-Identifier: Apache-2.0
// What is wrong with the times, calls, settings and questions of blocks, in the exact words that
// its author reads.
#include "tests/unit/scenario/bad_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing_help::after;
using testing_help::Bad;
using testing_help::message_of;
using testing_help::name_of;

class ScenarioBadBlocks : public testing::TestWithParam<Bad> {};

TEST_P(ScenarioBadBlocks, IsOneClearError) {
  EXPECT_EQ(message_of(GetParam().text), GetParam().message);
}

// The step stands in line 7, behind a start of all peers.
Bad step(const std::string& name, const std::string& steps, const std::string& message) {
  return after(name, "steps:\n- start: [\"*\"]\n- " + steps, message);
}

Bad asking(const std::string& name, const std::string& expect, const std::string& message) {
  return after(name, "expect:\n- " + expect, message);
}

Bad calling(const std::string& name, const std::string& method, const std::string& message) {
  return step(name, "call: {peer: a/a1, " + method + "}", message);
}

const std::string hex39(39, 'a');

INSTANTIATE_TEST_SUITE_P(
    When, ScenarioBadBlocks,
    testing::Values(
        step("PlusWithoutAfter", "cut: {between: [a, b]}\n  plus: 200ms",
             "8:3: 'plus' without 'after'; add after: block"),
        step("AfterWhat", "kill: [a/a1]\n  after: round",
             "8:10: after 'round' is not known; known are 'block'"),
        step("AfterMisspelt", "kill: [a/a1]\n  after: blok",
             "8:10: after 'blok' is not known; did you mean 'block'?"),
        step("AfterAndAt", "kill: [a/a1]\n  at: 100s\n  after: block",
             "9:3: step has both 'at' and 'after'; write one of the two"),
        step("AfterTwice", "cut: {between: [a, b], after: block}\n  after: block",
             "7:26: both the step and its cut say when; write it beside 'cut' or in it"),
        step("AtAndACutAfter", "cut: {between: [a, b], after: block}\n  at: 9s",
             "7:26: both the step and its cut say when; write it beside 'cut' or in it"),
        step("PlusInACut", "cut: {between: [a, b], plus: 1s}",
             "7:26: 'plus' without 'after'; add after: block"),
        step("AfterInACut", "cut: {between: [a, b], after: height}",
             "7:33: after 'height' is not known; known are 'block'"),
        step("AtWhat", "kill: [a/a1]\n  at: noon",
             "8:7: at 'noon' is not a length of time; write a number and a unit, for example "
             "300ms, 1.5s, 2m or 1h"),
        step("AtOfAList", "kill: [a/a1]\n  at: [1s]", "8:7: at is a list; write a text"),
        step("AtNoHeight", "kill: [a/a1]\n  at: {of: a/*}",
             "8:7: at has no 'height'; add 'height'"),
        step("AtHeightZero", "kill: [a/a1]\n  at: {height: 0}",
             "8:16: height 0 is out of range; write a whole number of at least 1"),
        step("AtHeightOfNowhere", "kill: [a/a1]\n  at: {height: 20, of: c/*}",
             "8:24: there is no cluster 'c'; known are 'a', 'b'"),
        step("AtTooLate", "kill: [a/a1]\n  at: 11m",
             "8:7: at 11 min is longer than the run may last (10 min); raise virtual_time under "
             "'limits'"),
        step("AtIsPast", "wait: 30s\n- kill: [a/a1]\n  at: 20s",
             "9:7: at 20.0 s is past: the steps before take 30.0 s; give a later time, or put this "
             "step before them"),
        step("PlusTooLong", "kill: [a/a1]\n  after: block\n  plus: 11m",
             "9:9: plus 11 min is longer than the run may last (10 min); raise virtual_time under "
             "'limits'"),
        step("OnlyATime", "at: 5s",
             "7:3: a step does nothing; write an action, for example start: [\"*\"]")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Call, ScenarioBadBlocks,
    testing::Values(
        calling(
            "TwoMethods", "miner.start: {}, miner.stop: {}",
            "7:39: call names two methods, 'miner.start' and 'miner.stop'; make them two steps"),
        calling("UnknownMethod", "istanbul.propos: b/b1",
                "7:22: unknown key 'istanbul.propos' in call; did you mean 'istanbul.propose'?"),
        calling("MethodOfAnotherModule", "eth.blockNumber: {}",
                "7:22: unknown key 'eth.blockNumber' in call; known are 'peer', 'admin.addPeer', "
                "'admin.removePeer', 'istanbul.propose', 'istanbul.discard', 'miner.start', "
                "'miner.stop'"),
        calling("MinerWithAnArgument", "miner.start: 4",
                "7:35: miner.start takes no argument; write miner.start: {}"),
        calling("CandidateOfNowhere", "istanbul.propose: b/b9",
                "7:40: there is no peer in cluster 'b' named 'b9'; did you mean 'b1'?"),
        calling("CandidateIsACluster", "istanbul.propose: b",
                "7:40: candidate 'b' names no peer; write b/* for every peer of a cluster b, "
                "b/NAME for one"),
        calling("NoCandidate", "istanbul.propose: {add: false}",
                "7:40: istanbul.propose has no 'candidate'; add 'candidate'"),
        calling("AddWhat", "istanbul.propose: {candidate: b/b1, add: in}",
                "7:63: add 'in' is neither true nor false; write true or false"),
        calling("AddressTooShort", "istanbul.discard: 0x" + hex39,
                "7:40: candidate has 39 hex digits; write 40 after the 0x"),
        calling("AddressNotHex", "istanbul.propose: {candidate: 0xzz}",
                "7:52: candidate is not hex at character 3; write 0x and 40 digits of 0-9 and a-f"),
        calling("AddressWithout0x", "istanbul.propose: " + hex39 + "a",
                "7:40: candidate does not begin with 0x; write 0x and 40 digits of 0-9 and a-f"),
        calling("DiscardOfAMap", "istanbul.discard: {candidate: b/b1}",
                "7:40: candidate is a map; write a text")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Ask, ScenarioBadBlocks,
    testing::Values(
        asking("BlocksWithin", "blocks_advance: {of: a/*}",
               "6:19: blocks_advance has no 'within'; add 'within'"),
        asking("BlocksInNoTime", "blocks_advance: 0s",
               "6:19: blocks_advance is 0; write a time above 0, for example 10s"),
        asking("BlocksAsANumber", "blocks_advance: 20",
               "6:19: blocks_advance '20' is not a length of time; write a number and a unit, for "
               "example 300ms, 1.5s, 2m or 1h"),
        asking("BlocksExchanged", "blocks_advance: {at_least: 9, at_most: 5, within: 60s}",
               "6:30: at_least 9 is more than at_most 5; exchange the two, or write one of them"),
        asking("AtLeastNone", "blocks_advance: {at_least: 0, within: 60s}",
               "6:30: at_least 0 is out of range; write a whole number of at least 1"),
        asking("BlocksOfNowhere", "blocks_advance: {of: a/a7, within: 60s}",
               "6:24: there is no peer in cluster 'a' named 'a7'; did you mean 'a1'?"),
        asking("BlocksTooLate", "blocks_advance: 11m",
               "6:19: within 11 min is longer than the run may last (10 min); raise virtual_time "
               "under 'limits'"),
        asking("StallsForNoTime", "stalls: {for: 0s}",
               "6:17: for is 0; write a time above 0, for example 10s"),
        asking("StallsForHowLong", "stalls: {of: a/*}", "6:11: stalls has no 'for'; add 'for'"),
        asking("StallsAsAText", "stalls: 60s",
               "6:11: stalls is a text; write a map with 'of', 'for', 'within', 'round'"),
        asking("StallsTooLong", "stalls: {for: 11m}",
               "6:17: for 11 min is longer than the run may last (10 min); raise virtual_time "
               "under 'limits'"),
        asking("RoundIsNegative", "stalls: {for: 60s, round: -1}",
               "6:29: round -1 is out of range; write a whole number of at least 0"),
        asking("RecoversInNoTime", "recovers_within: 0s",
               "6:20: recovers_within is 0; write a time above 0, for example 10s"),
        asking("RecoversSoon", "recovers_within: soon",
               "6:20: recovers_within 'soon' is not a length of time; write a number and a unit, "
               "for example 300ms, 1.5s, 2m or 1h"),
        asking("RecoversAbout", "recovers_within: {time: 80 ± 1}",
               "6:27: time '80 ± 1' is not a time with a tolerance; write for example 35s ± 1s or "
               "35s +- 1s"),
        asking("RecoversWhen", "recovers_within: {since: asked}",
               "6:20: recovers_within has no 'time'; add 'time'"),
        asking("RecoversSince", "recovers_within: {time: 80s, since: lastblock}",
               "6:39: since 'lastblock' is not known; did you mean 'last_block'?"),
        asking("RecoversTooLate", "recovers_within: 10m ± 1s",
               "6:20: recovers_within 601.0 s is longer than the run may last (10 min); raise "
               "virtual_time under 'limits'"),
        asking("NoValidators", "validators_are: {quorum: 3}",
               "6:19: validators_are has no 'peers'; add 'peers'"),
        asking("ValidatorsEmpty", "validators_are: {peers: []}",
               "6:27: peers is empty; name at least one peer"),
        asking("ValidatorTwice", "validators_are: {peers: [a/*, b/b1, a/*]}",
               "6:39: peers names 'a/*' twice; leave one of them out"),
        asking("ValidatorOfNowhere", "validators_are: {peers: [a/*, b/b2]}",
               "6:33: there is no peer in cluster 'b' named 'b2'; did you mean 'b1'?"),
        asking("QuorumOfNone", "validators_are: {peers: [a/*], quorum: 0}",
               "6:42: quorum 0 is out of range; write a whole number of at least 1"),
        asking("QuorumTooLarge", "validators_are: {peers: [a/*, b/b1], quorum: 4}",
               "6:48: quorum 4 is more than the 3 validators that are named; write a smaller "
               "quorum, or name more peers"),
        asking("AllMayFail", "validators_are: {peers: [\"*\"], may_fail: 3}",
               "6:44: of 3 validators 3 may not fail: 1 must be left; write 2 or less"),
        asking("QuorumMayFail", "validators_are: {peers: [a/*, b/*], quorum: 3, may_fail: 1}",
               "6:60: of 3 validators 1 may not fail: 3 must be left; write 0 or less"),
        asking("SingleOfOne", "chain_single: a/a1",
               "6:17: chain_single compares peers, and 'a/a1' is one; name more of them, or leave "
               "it out for every peer"),
        asking("SingleOfAList", "chain_single: [a/*]",
               "6:17: chain_single is a list; write a map with 'of'"),
        asking("HeightOfWhat", "height: {of: b/*}",
               "6:11: height asks nothing; write 'at_least', 'at_most' or both"),
        asking("HeightExchanged", "height: {at_least: 30, at_most: 20}",
               "6:22: at_least 30 is more than at_most 20; exchange the two, or write one of them"),
        asking("HeightAsANumber", "height: 20",
               "6:11: height is a text; write a map with 'of', 'at_least', 'at_most', 'within'"),
        asking("HeightTooLate", "height: {at_least: 1, within: 11m}",
               "6:33: within 11 min is longer than the run may last (10 min); raise virtual_time "
               "under 'limits'"),
        asking("SometimesWhat", "sometimes: roundchange",
               "6:14: sometimes 'roundchange' is not known; did you mean 'round_change'?"),
        asking("NoEvent", "sometimes: {at_least: 2}",
               "6:14: sometimes has no 'event'; add 'event'"),
        asking(
            "UnknownEvent", "sometimes: {event: fork}",
            "6:22: event 'fork' is not known; known are 'block', 'sealed', 'vote_cast', "
            "'round_change', 'new_round', 'lock', 'catch_up', 'vote_lost', 'sync', 'sync_failed', "
            "'engine_started', 'engine_stopped', 'peer_dropped', 'link_up', 'link_lost', "
            "'reorganised', 'message_lost', 'message_delayed', 'message_altered', 'paused'"),
        asking("EachWhat", "sometimes: {event: sync, each: all}",
               "6:34: each 'all' is neither true nor false; write true or false"),
        asking("SurvivesWhat", "survives: {}",
               "6:13: survives names 0 losses; write exactly one of 'cluster', 'line', 'link', "
               "'peers', 'any'"),
        asking("SurvivesTwoThings", "survives: {cluster: a, any: 1}",
               "6:13: survives names 2 losses; write exactly one of 'cluster', 'line', 'link', "
               "'peers', 'any'"),
        asking("SurvivesNobody", "survives: {any: 0}",
               "6:19: any 0 is out of range; write a whole number of at least 1"),
        asking("SurvivesACluster", "survives: {cluster: c}",
               "6:23: there is no cluster 'c'; known are 'a', 'b'"),
        asking("SurvivesALine", "survives: {line: [a]}",
               "6:20: line names 1 sites; write two, as in [a, b]"),
        asking("SurvivesALinkOfThree", "survives: {link: [a/a1, a/a2, b/b1]}",
               "6:20: link has 3 peers; write two, as in [a/a1, b/b1]"),
        asking("SurvivesALinkWithItself", "survives: {link: [a/a1, a/a1]}",
               "6:27: link joins 'a/a1' with itself; write two peers, as in [a/a1, b/b1]"),
        asking("RoundAtMostWhat", "round_at_most: {of: a/*}",
               "6:18: round_at_most has no 'round'; add 'round'"),
        asking("RoundAtMostTooLong", "round_at_most: {round: 1, for: 11m}",
               "6:34: for 11 min is longer than the run may last (10 min); raise virtual_time "
               "under 'limits'"),
        asking("RotatesInNoBlock", "proposer_rotates: {blocks: 0}",
               "6:30: blocks 0 is out of range; write a whole number of at least 1"),
        asking("SealsFromWhom", "seals_from: {blocks: 20}",
               "6:15: seals_from has no 'peers'; add 'peers'"),
        asking("SealsFromTwice", "seals_from: [a/*, a/*]",
               "6:21: peers names 'a/*' twice; leave one of them out"),
        asking("SealsFromNowhere", "seals_from: [b/b2]",
               "6:16: there is no peer in cluster 'b' named 'b2'; did you mean 'b1'?"),
        asking("SometimesExchanged", "sometimes: {event: sync, at_least: 3, at_most: 1}",
               "6:38: at_least 3 is more than at_most 1; exchange the two, or write one of them"),
        asking("UnknownKeyOfAQuestion", "stalls: {fro: 60s}",
               "6:12: unknown key 'fro' in stalls; did you mean 'for'?"),
        asking("MisspeltQuestion", "block_advance: 20s",
               "6:3: unknown key 'block_advance' in expectation; did you mean 'blocks_advance'?"),
        asking("InAnAlternative", "one_of: [{chain_single: }, {stalls: {for: 0s}}]",
               "6:45: for is 0; write a time above 0, for example 10s"),
        asking("UpBesideBlocks", "{blocks_advance: 20s, up: {}}",
               "6:25: 'up' without 'links'; add links: [from, to]")),
    name_of);

// Nothing is started before the step, which stands in line 6.
Bad first(const std::string& name, const std::string& steps, const std::string& message) {
  return after(name, "steps:\n- " + steps, message);
}

INSTANTIATE_TEST_SUITE_P(
    Order, ScenarioBadBlocks,
    testing::Values(
        first(
            "CalledBeforeStart", "call: {peer: a/a1, miner.stop: }",
            "6:16: 'a/a1' is called before it is started; put a start or deploy before this step"),
        first("BlockBeforeStart", "start: [a/*]\n  after: block",
              "7:10: the step waits for a block, and nothing is started yet; put a start or deploy "
              "before this step"),
        first("HeightBeforeStart", "start: [a/*]\n- start: [b/*]\n  at: {height: 5, of: b/*}",
              "8:16: the step waits for height 5, and nothing is started yet; put a start or "
              "deploy before this step"),
        first("DeployTwice", "deploy: [a, b, a]",
              "6:18: deploy names 'a' twice; leave one of them out"),
        first("OwnNodes",
              "deploy: [a, b]\n- export: {cluster: a, as: x}\n- import: {into: a, external: x}",
              "8:31: cluster 'a' imports its own nodes; name what another cluster has"),
        first("OwnGenesis", "import: {into: a, genesis: a}",
              "6:30: cluster 'a' imports its own genesis; name what another cluster has"),
        first("IntoNowhere", "import: {into: c, genesis: a}",
              "6:18: there is no cluster 'c'; known are 'a', 'b'"),
        first("GenerateNowhere", "generate: {cluster: c}",
              "6:23: there is no cluster 'c'; known are 'a', 'b'")),
    name_of);

// Cluster b has a qubernetes.yaml; the step stands in line 5.
Bad generated(const std::string& name, const std::string& steps, const std::string& message) {
  return {name,
          "seatrial: 1\nclusters: {a: {config: out, nodes: {n1: 1.2.3.4}}, b: {config: "
          "b-external.yaml,\n  nodes: {n1: 2.2.3.4}}}\nsteps:\n- " +
              steps + "\n",
          "s.yaml:" + message};
}

INSTANTIATE_TEST_SUITE_P(
    Generate, ScenarioBadBlocks,
    testing::Values(
        generated("DeployBeforeGenerate", "deploy: b\n- generate: {cluster: b}",
                  "5:11: cluster 'b' is deployed before it is generated, which the step at "
                  "s.yaml:6 does; put that step before this one"),
        generated("StartBeforeGenerate", "start: [\"*\"]\n- generate: {cluster: b}",
                  "5:11: cluster 'b' is started before it is generated, which the step at s.yaml:6 "
                  "does; put that step before this one"),
        generated("UpdateBeforeCreate",
                  "generate: {cluster: b, mode: update}\n- generate: {cluster: b, mode: create}",
                  "5:32: cluster 'b' is updated before it is generated, which the step at s.yaml:6 "
                  "does; put that step before this one"),
        generated("GenesisBeforeGenerate",
                  "import: {into: a, genesis: b}\n- generate: {cluster: b}",
                  "5:30: cluster 'b' is asked for its genesis before it is generated, which the "
                  "step at s.yaml:6 does; put that step before this one"),
        generated("ExportBeforeDeploy", "generate: {cluster: b}\n- export: {cluster: b}",
                  "6:21: cluster 'b' is exported before it is deployed, when it has no NodePorts "
                  "yet; put deploy: b before this step"),
        generated("UseOfNeither", "use: {cluster: b, config: notes.txt}",
                  "5:29: config: 'notes.txt' is neither a folder nor YAML or JSON; name a folder "
                  "or file of Kubernetes manifests, or a qubernetes.yaml")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Settings, ScenarioBadBlocks,
    testing::Values(
        after("PeriodInParts", "defaults: {peer: {block_period: 1.5s}}",
              "5:33: block_period '1.5s' is not in whole seconds; write 1s or more, without "
              "fractions"),
        after(
            "NoPeriod", "defaults: {peer: {block_period: 0s}}",
            "5:33: block_period '0s' is not in whole seconds; write 1s or more, without fractions"),
        after("PeriodAsANumber", "defaults: {peer: {block_period: 3}}",
              "5:33: block_period '3' is not a length of time; write a number and a unit, for "
              "example 300ms, 1.5s, 2m or 1h"),
        after("TimeoutInParts", "defaults: {peer: {request_timeout: 10us}}",
              "5:36: request_timeout '10us' is not in whole milliseconds; write 1ms or more, "
              "without fractions"),
        after("NegativeTimeout", "defaults: {peer: {request_timeout: -10s}}",
              "5:36: request_timeout '-10s' is negative; write 0 or more"),
        after("PeriodOfACluster", "cases: [{name: x, clusters: {a: {block_period: 1s}}}]",
              "5:34: unknown key 'block_period' in cluster; known are 'config', 'peers', 'nodes', "
              "'kubernetes', 'namespace', 'traffic_policy', 'node_port_range', 'node_ports', "
              "'exported', 'services', 'platform', 'genesis', 'provider', 'cni', 'pod_range', "
              "'service_range', "
              "'network', 'subnet', 'security_group', 'domain', 'dns', 'manifests', 'pods'"),
        after("PeriodOfAPeer",
              "cases: [{name: x, clusters: {a: {peers: {a1: {block_period: 900ms}}}}}]",
              "5:61: block_period '900ms' is not in whole seconds; write 1s or more, without "
              "fractions")),
    name_of);

TEST(ScenarioBlocks, AfterItsCreationAllIsAllowed) {
  EXPECT_EQ(message_of("seatrial: 1\nclusters: {b: {config: b-external.yaml}}\nsteps:\n"
                       "- generate: {cluster: b}\n- deploy: b\n- generate: {cluster: b}\n"
                       "- generate: {cluster: b, mode: update}\n- deploy: b\n"),
            "");
}

TEST(ScenarioBlocks, AYamlThatNoStepCreatesWasGeneratedBefore) {
  EXPECT_EQ(message_of("seatrial: 1\nclusters: {b: {config: b-external.yaml}}\nsteps:\n"
                       "- deploy: b\n- generate: {cluster: b, mode: update}\n- deploy: b\n"),
            "");
}

TEST(ScenarioBlocks, AFolderTakesThePlaceOfGenerating) {
  EXPECT_EQ(message_of("seatrial: 1\nclusters: {b: {config: b-external.yaml}}\nsteps:\n"
                       "- use: {cluster: b, config: out}\n- deploy: b\n"
                       "- generate: {cluster: b}\n"),
            "");
}

}  // namespace
}  // namespace seatrial::scenario
