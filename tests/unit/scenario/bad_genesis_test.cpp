// SPDX-License-Identifier: Apache-2.0
// What is wrong with a genesis of IBFT or QBFT, in the exact words that its author reads:
// GoQuorum's own where it refuses to start. // SPEC goquorum 8.4
#include "tests/unit/scenario/bad_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing_help::after;
using testing_help::Bad;
using testing_help::message_of;
using testing_help::name_of;

class ScenarioBadGenesis : public testing::TestWithParam<Bad> {};

TEST_P(ScenarioBadGenesis, IsOneClearError) {
  EXPECT_EQ(message_of(GetParam().text), GetParam().message);
}

Bad genesis(const std::string& name, const std::string& fields, const std::string& message) {
  return after(name, "genesis: {validators: [a/*], " + fields + "}", message);
}

INSTANTIATE_TEST_SUITE_P(
    File, ScenarioBadGenesis,
    testing::Values(
        genesis("Consensus", "consensus: raft",
                "5:41: consensus 'raft' is not known; known are 'istanbul', 'ibft', 'qbft'"),
        genesis("OldKeyInANewSection", "consensus: qbft, testQBFTBlock: 5",
                "5:47: testQBFTBlock is a key of an istanbul section; leave it out, or write "
                "consensus: istanbul"),
        genesis("NewKeyInTheOldSection", "requesttimeoutseconds: 4",
                "5:30: requesttimeoutseconds is a key of an ibft or qbft section; write consensus: "
                "qbft, or block_period and request_timeout of the peers"),
        genesis("CapBelowTheTimeOut", "consensus: qbft, maxRequestTimeoutSeconds: 9",
                "5:73: maxRequestTimeoutSeconds 9 is below requesttimeoutseconds 10; write 10 or "
                "more"),
        genesis("TransitionsGoBack", "consensus: qbft, transitions: [{block: 9}, {block: 8}]",
                "5:81: block order should be ascending: 8 after 9; sort the transitions by block"),
        genesis("TransitionWithoutABlock", "consensus: qbft, transitions: [{algorithm: qbft}]",
                "5:61: block number not given in transitions data; write the first block that it "
                "holds for"),
        genesis("UnknownAlgorithm", "transitions: [{block: 9, algorithm: pbft}]",
                "5:66: algorithm 'pbft' is not known; did you mean 'ibft'?"),
        genesis("BackToIbft", "consensus: qbft, transitions: [{block: 9, algorithm: ibft}]",
                "5:83: can't transition from qbft to ibft; leave the transition out"),
        genesis("TwoMoves", "testQBFTBlock: 5, transitions: [{block: 9, algorithm: qbft}]",
                "5:84: can't use transition algorithm and testQBFTBlock at the same time; leave "
                "one of the two"),
        genesis("UnknownKeyOfATransition", "transitions: [{block: 9, period: 3}]",
                "5:55: unknown key 'period' in transition; known are 'block', 'algorithm', "
                "'blockperiodseconds', 'emptyblockperiodseconds', 'requesttimeoutseconds', "
                "'maxRequestTimeoutSeconds', '2FPlus1Enabled'")),
    name_of);

}  // namespace
}  // namespace seatrial::scenario
