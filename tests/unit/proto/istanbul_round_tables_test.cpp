// SPDX-License-Identifier: Apache-2.0
// The event tables about rounds, row by row: startNewRound, ROUND-CHANGE and timeouts. The test
// that a row is stands in istanbul_block_tables_test.cpp. // SPEC goquorum 7.5, 7.7
#include "tests/unit/proto/istanbul_table.hpp"

namespace seatrial::istanbul::testing {
namespace {

using enum Relayed;

// Row 4, "r < current round", follows no input: checkMessage drops the ROUND-CHANGE of a lower
// round before, and every other caller passes 0.
const Row start_new_round[] = {
    {"NoCurrentRound",
     "no current round: start sequence head+1, round 0",
     fourth,
     [](Solo& solo) { solo.engine().stop(); },
     [](Solo& solo) {
       solo.waits(seconds(3)).does([](Engine& e, Instant now, Outbox& out) { e.start(now, out); });
       return Received();
     },
     no_message,
     "1/0 AcceptRequest",
     {},
     "",
     0,
     seconds(13)},
    {"HeadAtTheSequence",
     "head >= current sequence: start sequence head+1, round 0",
     fourth,
     waiting,
     [](Solo& solo) {
       solo.imports(block(solo, 0));
       return Received();
     },
     no_message,
     "2/0 AcceptRequest",
     {},
     "",
     0,
     seconds(20)},
    {"HeadAtTheSequenceIgnoresTheRound",
     "head >= current sequence: r is ignored",
     fourth,
     [](Solo& solo) {
       solo.receives(solo.round_change(0, 5)).receives(solo.round_change(1, 5));
       import_behind_its_back(solo);
     },
     [](Solo& solo) { return receive(solo, solo.round_change(2, 5, 1)); },
     yes,
     "2/0 AcceptRequest",
     {},
     "",
     0,
     seconds(10)},
    {"HeadBeforeAndRound0",
     "head = sequence-1 and r = 0: nothing changes, timer keeps running",
     fourth,
     [](Solo& solo) { preprepared(solo.waits(seconds(3))); },
     [](Solo& solo) {
       solo.does([](Engine& e, Instant now, Outbox& out) { e.new_head(now, out); });
       return Received();
     },
     no_message,
     "1/0 Preprepared",
     {},
     "",
     0,
     seconds(10)},
    {"HeadBeforeAndAHigherRound",
     "head = sequence-1, r >= current round, r > 0: round change",
     fourth,
     [](Solo& solo) {
       solo.receives(solo.round_change(0, 4)).receives(solo.round_change(1, 4));
       solo.waits(seconds(1));
     },
     [](Solo& solo) { return receive(solo, solo.round_change(2, 4)); },
     yes,
     "1/4 AcceptRequest",
     {},
     "",
     0,
     seconds(1 + 10 + 16)},
    {"HeadBeforeAndTheSameRound",
     "head = sequence-1, r = current round: round change to it",
     fourth,
     [](Solo& solo) { waiting(solo.receives(solo.round_change(0, 1))); },
     [](Solo& solo) { return receive(solo, solo.round_change(1, 1)); },
     yes,
     "1/1 AcceptRequest",
     {},
     "",
     0,
     seconds(10 + 12)},
    {"HeadFarBelow",
     "head < sequence-1 (debug.setHead): warn and return",
     fourth,
     [](Solo& solo) {
       const chain::Blockchain before = solo.chain();
       solo.imports(block(solo, 0));
       solo.chain() = before;
     },
     [](Solo& solo) {
       solo.does([](Engine& e, Instant now, Outbox& out) { e.new_head(now, out); });
       return Received();
     },
     no_message,
     "2/0 AcceptRequest",
     {},
     "WARN New sequence should be larger than current sequence",
     0,
     seconds(10)},
    {"ProposerIsLocked",
     "round change, proposer: re-propose the locked block",
     as(1),
     [](Solo& solo) {
       solo.requests(block(solo, 1)).receives(solo.pre_prepare(0, block(solo, 0)));
       solo.receives(solo.prepare(0, block(solo, 0))).receives(solo.prepare(2, block(solo, 0)));
       solo.receives(solo.round_change(0, 1)).receives(solo.round_change(2, 1));
     },
     [](Solo& solo) { return receive(solo, solo.round_change(3, 1)); },
     yes,
     "1/1 Prepared",
     {"PRE-PREPARE 1/1", "COMMIT 1/1"}},
    {"ProposerHasARequest",
     "round change, proposer, no lock: pendingRequest",
     as(1),
     [](Solo& solo) {
       solo.requests(block(solo, 1));
       solo.receives(solo.round_change(0, 1)).receives(solo.round_change(2, 1));
     },
     [](Solo& solo) { return receive(solo, solo.round_change(3, 1)); },
     yes,
     "1/1 Preprepared",
     {"PRE-PREPARE 1/1", "PREPARE 1/1"}},
    {"ProposerHasNothing", "round change, proposer, neither: nothing", as(1),
     [](Solo& solo) { solo.receives(solo.round_change(0, 1)).receives(solo.round_change(2, 1)); },
     [](Solo& solo) { return receive(solo, solo.round_change(3, 1)); }, yes, "1/1 AcceptRequest"},
    {"NewSequenceKeepsNothing", "on a new sequence keep neither request nor lock", as(1),
     [](Solo& solo) {
       // Locked in sequence 1, it proposes nothing of it in sequence 2, round 1.
       solo.requests(block(solo, 1)).receives(solo.pre_prepare(0, block(solo, 0)));
       solo.receives(solo.prepare(0, block(solo, 0))).receives(solo.prepare(2, block(solo, 0)));
       solo.imports(block(solo, 3));
       solo.receives(solo.round_change(0, 1)).receives(solo.round_change(2, 1));
     },
     [](Solo& solo) { return receive(solo, solo.round_change(3, 1)); }, yes, "2/1 AcceptRequest"},
};
INSTANTIATE_TEST_SUITE_P(StartNewRound, EventTable, ::testing::ValuesIn(start_new_round), row_name);

const Row round_change[] = {
    {"WaitingAtFPlus1OfAHigherRound",
     "1: waiting, n = F+1, my round < rc.round: send RC(rc.round)",
     fourth,
     [](Solo& solo) { waiting(solo), solo.receives(solo.round_change(0, 5)); },
     [](Solo& solo) { return receive(solo, solo.round_change(1, 5)); },
     yes,
     // Its own is the third: a quorum, and the round begins.
     "1/5 AcceptRequest",
     {"ROUND-CHANGE 1/5"},
     "",
     0,
     seconds(10 + 10 + 32)},
    {"WaitingAtFPlus1OfMany",
     "1: with seven the own is no quorum yet",
     last_of_seven,
     [](Solo& solo) {
       waiting(solo);
       solo.receives(solo.round_change(0, 5)).receives(solo.round_change(1, 5));
     },
     [](Solo& solo) { return receive(solo, solo.round_change(2, 5)); },
     yes,
     "1/5 AcceptRequest waiting",
     {"ROUND-CHANGE 1/5"}},
    {"WaitingAtFPlus1OfMyRound", "1: waiting, n = F+1, my round = rc.round: nothing", fourth,
     waiting, [](Solo& solo) { return receive(solo, solo.round_change(0, 1)); }, yes,
     "1/1 AcceptRequest waiting"},
    {"WaitingAtQ", "2: waiting, n = Q: startNewRound(rc.round)", fourth,
     [](Solo& solo) { waiting(solo), solo.receives(solo.round_change(0, 1)); },
     [](Solo& solo) { return receive(solo, solo.round_change(1, 1)); }, yes, "1/1 AcceptRequest"},
    {"NotWaitingAtFPlus1", "3: not waiting, n = F+1: ignored", fourth,
     [](Solo& solo) { solo.receives(solo.round_change(0, 5)); },
     [](Solo& solo) { return receive(solo, solo.round_change(1, 5)); }, no, "1/0 AcceptRequest"},
    {"NotWaitingAtQ", "2: my round < rc.round, n = Q: startNewRound(rc.round)", fourth,
     [](Solo& solo) { solo.receives(solo.round_change(0, 5)).receives(solo.round_change(1, 5)); },
     [](Solo& solo) { return receive(solo, solo.round_change(2, 5)); }, yes, "1/5 AcceptRequest"},
    {"Ahead", "3: my round < rc.round: message is ignored", fourth, nothing,
     [](Solo& solo) { return receive(solo, solo.round_change(0, 1)); }, no, "1/0 AcceptRequest"},
    {"AfterTheRoundBegan", "4: else: nothing", fourth,
     [](Solo& solo) {
       waiting(solo);
       solo.receives(solo.round_change(0, 1)).receives(solo.round_change(1, 1));
     },
     [](Solo& solo) { return receive(solo, solo.round_change(2, 1)); }, yes, "1/1 AcceptRequest"},
    {"NotWaitingAtQOfMyRound",
     "4: not waiting, n = Q of the current round: nothing",
     last_of_seven,
     [](Solo& solo) {
       for (std::size_t k = 0; k < 5; ++k) solo.receives(solo.round_change(k, 1));
       solo.waits(seconds(1));
       // The sets were replaced: these five are counted anew.
       for (std::size_t k = 0; k < 4; ++k) {
         Message again = solo.round_change(k, 1);
         again.digest = block(solo, 0);
         solo.receives(again);
       }
     },
     [](Solo& solo) { return receive(solo, solo.round_change(5, 1)); },
     yes,
     "1/1 AcceptRequest",
     {},
     "",
     0,
     seconds(12)},
    {"FPlus1IsQ",
     "1 precedes 2 where F+1 = Q: a lone validator waits for ever",
     {.validators = 1, .self = 0},
     nothing,
     [](Solo& solo) {
       waiting(solo);
       return Received();
     },
     no_message,
     "1/1 AcceptRequest waiting"},
    {"FPlus1IsQNotWaiting",
     "N = 3 with 2F+1: a non-waiting node starts at the first RC",
     {.validators = 3, .self = 2, .ceil = std::nullopt},
     nothing,
     [](Solo& solo) { return receive(solo, solo.round_change(0, 1)); },
     yes,
     "1/1 AcceptRequest"},
    {"FPlus1IsQWaiting",
     "N = 3 with 2F+1: a waiting node is past the count of 1",
     {.validators = 3, .self = 2, .ceil = std::nullopt},
     waiting,
     [](Solo& solo) { return receive(solo, solo.round_change(0, 1)); },
     yes,
     "1/1 AcceptRequest waiting"},
    {"CountIsPassed", "by equality: once a count is passed it does not fire again", last_of_seven,
     [](Solo& solo) {
       for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.round_change(k, 5));
       waiting(solo);  // jumps to round 5 by the timeout's first row: its own is the fourth
     },
     [](Solo& solo) {
       Message again = solo.round_change(2, 5);
       again.digest = block(solo, 0);
       return receive(solo, again);
     },
     yes, "1/5 AcceptRequest waiting"},
};
INSTANTIATE_TEST_SUITE_P(RoundChange, EventTable, ::testing::ValuesIn(round_change), row_name);

// "refused if r <= current round" follows no input: branch 1 and the timeout's first row ask for
// higher rounds only, and all other callers for the next.
const Row timeout[] = {
    {"NotWaitingAndFPlus1",
     "not waiting, some round > mine has F+1 RCs: send RC(highest such)",
     last_of_seven,
     [](Solo& solo) {
       for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.round_change(k, 2));
       for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.round_change(k, 3));
       for (std::size_t k = 0; k < 2; ++k) solo.receives(solo.round_change(k, 4));
     },
     [](Solo& solo) {
       waiting(solo);
       return Received();
     },
     no_message,
     "1/3 AcceptRequest waiting",
     {"ROUND-CHANGE 1/3"},
     "",
     0,
     seconds(10 + 10 + 8)},
    {"NotWaitingAndTheHeadMoved",
     "... which comes before the head is looked at",
     last_of_seven,
     [](Solo& solo) {
       for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.round_change(k, 2));
       import_behind_its_back(solo);
     },
     [](Solo& solo) {
       waiting(solo);
       return Received();
     },
     no_message,
     "1/2 AcceptRequest waiting",
     {"ROUND-CHANGE 1/2"}},
    {"HeadAtTheSequence",
     "head >= sequence: startNewRound(0)",
     fourth,
     import_behind_its_back,
     [](Solo& solo) {
       waiting(solo);
       return Received();
     },
     no_message,
     "2/0 AcceptRequest",
     {},
     "",
     0,
     seconds(20)},
    {"Else",
     "else: send ROUND-CHANGE(round+1)",
     fourth,
     nothing,
     [](Solo& solo) {
       waiting(solo);
       return Received();
     },
     no_message,
     "1/1 AcceptRequest waiting",
     {"ROUND-CHANGE 1/1"},
     "",
     0,
     seconds(22)},
    {"WaitingAndFPlus1",
     "waiting: F+1 RCs of a higher round do not matter",
     last_of_seven,
     [](Solo& solo) {
       for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.round_change(k, 7));
       solo.receives(solo.round_change(0, 2)).receives(solo.round_change(1, 2));
       solo.receives(solo.round_change(2, 2)).waits(seconds(10));
       // It jumped to round 7, and the next timeout asks for the one after.
     },
     [](Solo& solo) {
       solo.waits(seconds(10 + 128));
       return Received();
     },
     no_message,
     "1/8 AcceptRequest waiting",
     {"ROUND-CHANGE 1/8"}},
    {"StateStays",
     "sending RC does not change the state, and keeps the lock",
     fourth,
     prepared,
     [](Solo& solo) {
       waiting(solo);
       return Received();
     },
     no_message,
     "1/1 Prepared waiting",
     {"ROUND-CHANGE 1/1"}},
    {"LowerSetsAreDeleted",
     "sending RC(r) deletes the sets below r, and not that of r",
     fourth,
     [](Solo& solo) { solo.receives(solo.round_change(0, 1)).receives(solo.round_change(1, 1)); },
     [](Solo& solo) {
       waiting(solo);
       return Received();
     },
     // F+1 ask for round 1 already: its own is the third.
     no_message,
     "1/1 AcceptRequest",
     {"ROUND-CHANGE 1/1"}},
};
INSTANTIATE_TEST_SUITE_P(Timeout, EventTable, ::testing::ValuesIn(timeout), row_name);

}  // namespace
}  // namespace seatrial::istanbul::testing
