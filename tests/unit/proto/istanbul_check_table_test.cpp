// SPDX-License-Identifier: Apache-2.0
// The tables about messages that come too early or too late: checkMessage, the backlog and what is
// relayed of it. The test that a row is stands in istanbul_block_tables_test.cpp.
// // SPEC goquorum 7.7 "checkMessage", 7.9
#include "tests/unit/proto/istanbul_table.hpp"

namespace seatrial::istanbul::testing {
namespace {

using enum Relayed;
/// A block of validator 1 after the first block, which is of validator 0.
chain::BlockId second(Solo& solo) {
  return solo.block_on(solo.block_on(solo.chain().genesis(), 0), 1);
}
Received import_first(Solo& solo) {
  solo.imports(block(solo, 0));
  return Received();
}
/// A quorum with its own, which waits for that round.
Received begin_round_1(Solo& solo) {
  solo.receives(solo.round_change(0, 1)).receives(solo.round_change(1, 1));
  return Received();
}

const Row check_message[] = {
    {"RoundChangeOfALaterSequence", "ROUND-CHANGE, sequence > mine: future", fourth, nothing,
     [](Solo& solo) { return receive(solo, solo.round_change(0, 0, 2)); }, no, "1/0 AcceptRequest"},
    {"RoundChangeOfALaterSequenceCountsThen", "... and counts once that sequence has begun", fourth,
     [](Solo& solo) {
       solo.receives(solo.round_change(0, 1, 2)).receives(solo.round_change(1, 1, 2));
       solo.imports(block(solo, 0));
     },
     [](Solo& solo) { return receive(solo, solo.round_change(2, 1, 2)); }, yes,
     "2/1 AcceptRequest"},
    {"RoundChangeOfALowerSequence", "ROUND-CHANGE, lower sequence: old", fourth,
     [](Solo& solo) { solo.imports(block(solo, 0)); },
     [](Solo& solo) { return receive(solo, solo.round_change(0, 7, 1)); }, no, "2/0 AcceptRequest"},
    {"RoundChangeOfALowerRound", "ROUND-CHANGE, lower round: old", fourth,
     [](Solo& solo) { solo.waits(seconds(22)); },
     [](Solo& solo) { return receive(solo, solo.round_change(0, 1)); }, no,
     "1/2 AcceptRequest waiting"},
    {"RoundChangeOfMyRound", "ROUND-CHANGE otherwise: accept", fourth,
     [](Solo& solo) { solo.waits(seconds(10)); },
     [](Solo& solo) { return receive(solo, solo.round_change(0, 1)); }, yes,
     "1/1 AcceptRequest waiting"},
    {"RoundChangeOfAnyRoundAbove", "ROUND-CHANGE otherwise (any round >= mine): accept", fourth,
     [](Solo& solo) { solo.receives(solo.round_change(0, 9)).receives(solo.round_change(1, 9)); },
     [](Solo& solo) { return receive(solo, solo.round_change(2, 9)); }, yes, "1/9 AcceptRequest"},
    {"PrePrepareOfALaterRound", "other kinds, view > mine: future", fourth, nothing,
     [](Solo& solo) { return receive(solo, solo.pre_prepare(1, block(solo, 1), 1)); }, no,
     "1/0 AcceptRequest"},
    {"CommitOfALaterRound", "other kinds, view > mine: future", fourth,
     [](Solo& solo) { solo.receives(solo.pre_prepare(0, block(solo, 0))); },
     [](Solo& solo) { return receive(solo, solo.commit(1, block(solo, 0), 1)); }, no,
     "1/0 Preprepared"},
    {"PrePrepareOfALaterSequence",
     "... and handled once that sequence has begun",
     fourth,
     [](Solo& solo) { solo.receives(solo.pre_prepare(1, second(solo))); },
     import_first,
     no_message,
     "2/0 Preprepared",
     {"PREPARE 2/0"}},
    {"WholeHeightsAhead",
     "... with all its votes, at once",
     fourth,
     [](Solo& solo) {
       for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.commit(k, second(solo)));
       for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.prepare(k, second(solo)));
       solo.receives(solo.pre_prepare(1, second(solo)));
     },
     // The PREPARE is sent in any case: votes are looked at after the loop's current event.
     import_first,
     no_message,
     "2/0 Committed",
     {"PREPARE 2/0"},
     "",
     1},
    {"PrepareOfALowerRound", "other kinds, view < mine: old", fourth,
     [](Solo& solo) { solo.waits(seconds(10)); },
     [](Solo& solo) { return receive(solo, solo.prepare(0, block(solo, 0))); }, no,
     "1/1 AcceptRequest waiting"},
    {"CommitOfALowerSequence", "other kinds, view < mine: old", fourth,
     [](Solo& solo) { solo.imports(block(solo, 0)); },
     [](Solo& solo) {
       return receive(solo, solo.commit(0, solo.block_on(solo.chain().genesis(), 0)));
     },
     no, "2/0 AcceptRequest"},
    {"PrePrepareWhileWaiting", "same view, waitingForRoundChange: future", fourth,
     [](Solo& solo) { solo.waits(seconds(10)); },
     [](Solo& solo) { return receive(solo, solo.pre_prepare(1, block(solo, 1), 1)); }, no,
     "1/1 AcceptRequest waiting"},
    {"PrePrepareWhileWaitingCountsThen",
     "... and handled once the round has begun",
     fourth,
     [](Solo& solo) { solo.waits(seconds(10)).receives(solo.pre_prepare(1, block(solo, 1), 1)); },
     begin_round_1,
     no_message,
     "1/1 Preprepared",
     {"PREPARE 1/1"}},
    {"PrepareWhileWaiting", "same view, waitingForRoundChange: future, in any state", fourth,
     [](Solo& solo) { solo.receives(solo.pre_prepare(0, block(solo, 0))).waits(seconds(10)); },
     [](Solo& solo) { return receive(solo, solo.prepare(0, block(solo, 1), 1)); }, no,
     "1/1 Preprepared waiting"},
    {"PrepareBeforeTheProposal", "same view, AcceptRequest, kind is not PRE-PREPARE: future",
     fourth, nothing, [](Solo& solo) { return receive(solo, solo.prepare(1, block(solo, 0))); }, no,
     "1/0 AcceptRequest"},
    {"CommitBeforeTheProposal",
     "same view, AcceptRequest, kind is not PRE-PREPARE: future",
     fourth,
     [](Solo& solo) {
       for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.commit(k, block(solo, 0)));
     },
     [](Solo& solo) { return receive(solo, solo.pre_prepare(0, block(solo, 0))); },
     yes,
     "1/0 Committed",
     {"PREPARE 1/0"},
     "",
     1},
    {"PrepareInPreprepared", "same view otherwise: accept", fourth,
     [](Solo& solo) { solo.receives(solo.pre_prepare(0, block(solo, 0))); },
     [](Solo& solo) { return receive(solo, solo.prepare(1, block(solo, 0))); }, yes,
     "1/0 Preprepared"},
};
INSTANTIATE_TEST_SUITE_P(CheckMessage, EventTable, ::testing::ValuesIn(check_message), row_name);

const Row backlog[] = {
    {"RelayedWhenItsTimeHasCome",
     "a message handled with nil error is re-gossiped, also after "
     "backlog processing",
     fourth,
     [](Solo& solo) { solo.receives(solo.prepare(1, block(solo, 0))); },
     [](Solo& solo) {
       solo.receives(solo.pre_prepare(0, block(solo, 0)));
       return Received(solo.prepare(1, block(solo, 0)));
     },
     yes,
     "1/0 Preprepared",
     {"PREPARE 1/0"}},
    {"RoundChangeAboveIsNeverRelayed",
     "a ROUND-CHANGE above the relay's own round is never relayed "
     "later",
     fourth, [](Solo& solo) { solo.receives(solo.round_change(0, 1)); },
     [](Solo& solo) {
       solo.waits(seconds(10)).receives(solo.round_change(1, 1));
       return Received(solo.round_change(0, 1));
     },
     no, "1/1 AcceptRequest"},
    {"DuplicateIsDropped", "a known hash is dropped before queueing", fourth,
     [](Solo& solo) { solo.receives(solo.pre_prepare(1, block(solo, 1))); },
     [](Solo& solo) {
       const Message again = solo.pre_prepare(1, block(solo, 1));
       solo.receives_from(2, again);
       return Received(again);
     },
     no, "1/0 AcceptRequest"},
    {"StrangerIsRefused",
     "signer not a validator in my current set: error, peer not dropped",
     fourth,
     [](Solo& solo) { solo.book().intern({}); },
     [](Solo& solo) {
       Message strange = solo.round_change(0, 1);
       strange.from = solo.book().intern({});
       solo.receives_from(1, strange);
       return Received(strange);
     },
     no,
     "1/0 AcceptRequest",
     {},
     "ERROR Failed to decode message from payload err=\"unauthorized address\""},
};
INSTANTIATE_TEST_SUITE_P(Backlog, EventTable, ::testing::ValuesIn(backlog), row_name);

}  // namespace
}  // namespace seatrial::istanbul::testing
