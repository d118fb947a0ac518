// SPDX-License-Identifier: Apache-2.0
// The event tables of one round, row by row: requests, PRE-PREPARE, PREPARE and COMMIT.
// // SPEC goquorum 7.7
#include "tests/unit/proto/istanbul_table.hpp"

namespace seatrial::istanbul::testing {
namespace {

using enum Relayed;

const Row request[] = {
    {"NumberBelow",
     "number < sequence: warn, dropped",
     as(1),
     [](Solo& solo) { solo.imports(block(solo, 0)); },
     [](Solo& solo) {
       solo.requests(solo.block_on(solo.chain().genesis(), 1));
       return Received();
     },
     no_message,
     "2/0 AcceptRequest",
     {},
     "WARN unexpected request err=\"old message\" number=1"},
    {"NumberAbove",
     "number > sequence: warn, stored",
     as(1),
     nothing,
     [](Solo& solo) {
       solo.requests(solo.block_on(block(solo, 0), 1));
       return Received();
     },
     no_message,
     "1/0 AcceptRequest",
     {},
     "WARN unexpected request err=\"future message\" number=2"},
    {"NumberAboveReposted",
     "number > sequence: reposted at a later AcceptRequest",
     as(1),
     [](Solo& solo) { solo.requests(solo.block_on(block(solo, 0), 1)); },
     [](Solo& solo) {
       solo.imports(block(solo, 0));
       return Received();
     },
     no_message,
     "2/0 Preprepared",
     {"PRE-PREPARE 2/0", "PREPARE 2/0"}},
    {"EqualAndProposer",
     "equal, AcceptRequest, proposer: broadcast PRE-PREPARE",
     as(0),
     nothing,
     [](Solo& solo) {
       solo.requests(block(solo, 0));
       return Received();
     },
     no_message,
     "1/0 Preprepared",
     {"PRE-PREPARE 1/0", "PREPARE 1/0"}},
    {"EqualAndNotProposer", "equal, not proposer: pendingRequest only", as(1), nothing,
     [](Solo& solo) {
       solo.requests(block(solo, 1));
       return Received();
     },
     no_message, "1/0 AcceptRequest"},
    {"EqualAndLaterState", "equal, later state: pendingRequest only", as(0),
     [](Solo& solo) { solo.requests(block(solo, 0)); },
     [](Solo& solo) {
       solo.requests(solo.block(0, 2));
       return Received();
     },
     no_message, "1/0 Preprepared"},
    {"ProposerThatWaits",
     "proposer that waits: PRE-PREPARE of the new round, backlog from self",
     as(0),
     waiting,
     [](Solo& solo) {
       solo.requests(block(solo, 0));
       return Received();
     },
     no_message,
     "1/1 AcceptRequest waiting",
     {"PRE-PREPARE 1/1"},
     "WARN Backlog from self"},
    {"ProposerThatWaitsIsIgnored",
     "the others ignore that PRE-PREPARE as from a non-proposer",
     fourth,
     [](Solo& solo) { solo.receives(solo.pre_prepare(0, block(solo, 0), 1)); },
     [](Solo& solo) {
       others_ask_for(solo, 1, 3);
       return Received();
     },
     no_message,
     "1/1 AcceptRequest",
     {},
     "WARN Ignore preprepare messages from non-proposer"},
};
INSTANTIATE_TEST_SUITE_P(Request, EventTable, ::testing::ValuesIn(request), row_name);

const Row pre_prepare[] = {
    {"OldAndKnown",
     "old view, of its proposer, block exists: broadcast COMMIT for it",
     fourth,
     [](Solo& solo) { solo.imports(block(solo, 0)); },
     [](Solo& solo) {
       return receive(solo, solo.pre_prepare(0, solo.block_on(solo.chain().genesis(), 0)));
     },
     yes,
     "2/0 AcceptRequest",
     {"COMMIT 1/0"}},
    {"OldAndUnknown", "other old (block unknown): ignore", fourth,
     [](Solo& solo) { solo.imports(block(solo, 0)); },
     [](Solo& solo) {
       return receive(solo, solo.pre_prepare(0, solo.block_on(solo.chain().genesis(), 0, 2)));
     },
     no, "2/0 AcceptRequest"},
    {"OldAndNotOfItsProposer", "other old (not that view's proposer): ignore", fourth,
     [](Solo& solo) { solo.imports(block(solo, 0)); },
     [](Solo& solo) {
       return receive(solo, solo.pre_prepare(1, solo.block_on(solo.chain().genesis(), 0)));
     },
     no, "2/0 AcceptRequest"},
    {"NotOfTheProposer",
     "sender not proposer of this view: warn",
     fourth,
     nothing,
     [](Solo& solo) { return receive(solo, solo.pre_prepare(1, block(solo, 1))); },
     no,
     "1/0 AcceptRequest",
     {},
     "WARN Ignore preprepare messages from non-proposer"},
    {"FutureBlock",
     "header time in the future: re-injected after the duration",
     fourth,
     nothing,
     [](Solo& solo) {
       return receive(solo, solo.pre_prepare(0, solo.block(0, chain::run_begins + 2)));
     },
     no,
     "1/0 AcceptRequest",
     {},
     "INFO Proposed block will be handled in the future",
     0,
     seconds(2)},
    {"FutureBlockInItsTime",
     "... and accepted then, with the round timer still running",
     fourth,
     [](Solo& solo) { solo.receives(solo.pre_prepare(0, solo.block(0, chain::run_begins + 2))); },
     [](Solo& solo) {
       solo.waits(seconds(2));
       return Received(solo.pre_prepare(0, solo.block(0, chain::run_begins + 2)));
     },
     yes,
     "1/0 Preprepared",
     {"PREPARE 1/0"},
     "",
     0,
     seconds(10)},
    {"BadBlock",
     "any other error: warn, ROUND-CHANGE(round+1) immediately",
     {.validators = 4, .self = 3, .rules = {5, 0, {}}},
     nothing,
     [](Solo& solo) { return receive(solo, solo.pre_prepare(0, solo.block(0, 4))); },
     no,
     "1/1 AcceptRequest waiting",
     {"ROUND-CHANGE 1/1"},
     "WARN Failed to verify proposal err=\"invalid timestamp\"",
     0,
     seconds(12)},
    {"LockedOnTheSame",
     "AcceptRequest, locked on same hash: Prepared, broadcast COMMIT",
     fourth,
     locked_in_round_1,
     [](Solo& solo) { return receive(solo, solo.pre_prepare(1, block(solo, 0), 1)); },
     yes,
     "1/1 Prepared",
     {"COMMIT 1/1"}},
    {"LockedOnAnother",
     "AcceptRequest, locked on another hash: ROUND-CHANGE(round+1)",
     fourth,
     locked_in_round_1,
     [](Solo& solo) { return receive(solo, solo.pre_prepare(1, block(solo, 1), 1)); },
     yes,
     "1/2 AcceptRequest waiting",
     {"ROUND-CHANGE 1/2"}},
    {"NotLocked",
     "AcceptRequest, not locked: Preprepared, broadcast PREPARE",
     fourth,
     nothing,
     [](Solo& solo) { return receive(solo, solo.pre_prepare(0, block(solo, 0))); },
     yes,
     "1/0 Preprepared",
     {"PREPARE 1/0"}},
    {"InPreprepared", "later state: nothing", fourth, preprepared,
     [](Solo& solo) { return receive(solo, solo.pre_prepare(0, solo.block(0, 2))); }, yes,
     "1/0 Preprepared"},
    {"InPrepared", "later state: nothing", fourth, prepared,
     [](Solo& solo) { return receive(solo, solo.pre_prepare(0, solo.block(0, 2))); }, yes,
     "1/0 Prepared"},
    {"InCommitted", "later state: nothing", fourth, committed,
     [](Solo& solo) { return receive(solo, solo.pre_prepare(0, solo.block(0, 2))); }, yes,
     "1/0 Committed"},
};
INSTANTIATE_TEST_SUITE_P(PrePrepare, EventTable, ::testing::ValuesIn(pre_prepare), row_name);

const Row prepare[] = {
    {"OtherDigest",
     "subject differs: warn",
     fourth,
     preprepared,
     [](Solo& solo) { return receive(solo, solo.prepare(1, solo.block(0, 2))); },
     no,
     "1/0 Preprepared",
     {},
     "WARN Inconsistent subjects between PREPARE and proposal"},
    {"BelowTheQuorum", "|PREPARE and COMMIT senders| < Q: add only", fourth, preprepared,
     [](Solo& solo) { return receive(solo, solo.prepare(0, block(solo, 0))); }, yes,
     "1/0 Preprepared"},
    {"AtTheQuorum",
     "|PREPARE and COMMIT senders| = Q: lock, Prepared, broadcast COMMIT",
     fourth,
     [](Solo& solo) { preprepared(solo), solo.receives(solo.prepare(0, block(solo, 0))); },
     [](Solo& solo) { return receive(solo, solo.prepare(1, block(solo, 0))); },
     yes,
     "1/0 Prepared",
     {"COMMIT 1/0"}},
    {"WithACommit",
     "a COMMIT counts for the union",
     fourth,
     [](Solo& solo) { preprepared(solo), solo.receives(solo.commit(0, block(solo, 0))); },
     [](Solo& solo) { return receive(solo, solo.prepare(1, block(solo, 0))); },
     yes,
     "1/0 Prepared",
     {"COMMIT 1/0"}},
    {"OneSenderTwice", "PREPARE and COMMIT of one sender count once", fourth,
     [](Solo& solo) { preprepared(solo), solo.receives(solo.commit(0, block(solo, 0))); },
     [](Solo& solo) { return receive(solo, solo.prepare(0, block(solo, 0))); }, yes,
     "1/0 Preprepared"},
    {"InPrepared", "state >= Prepared: add only", fourth, prepared,
     [](Solo& solo) { return receive(solo, solo.prepare(2, block(solo, 0))); }, yes,
     "1/0 Prepared"},
    {"InCommitted", "state >= Prepared: add only", fourth, committed,
     [](Solo& solo) { return receive(solo, solo.prepare(2, block(solo, 0))); }, yes,
     "1/0 Committed"},
};
INSTANTIATE_TEST_SUITE_P(Prepare, EventTable, ::testing::ValuesIn(prepare), row_name);

const Row commit[] = {
    {"OtherDigest",
     "subject differs: warn",
     fourth,
     preprepared,
     [](Solo& solo) { return receive(solo, solo.commit(1, solo.block(0, 2))); },
     no,
     "1/0 Preprepared",
     {},
     "WARN Inconsistent subjects between commit and proposal"},
    {"BelowTheQuorum", "|COMMIT| < Q: add only", fourth, prepared,
     [](Solo& solo) { return receive(solo, solo.commit(0, block(solo, 0))); }, yes, "1/0 Prepared"},
    {"AtTheQuorum",
     "|COMMIT| = Q (own included): lock, Committed, hand over",
     fourth,
     [](Solo& solo) { prepared(solo), solo.receives(solo.commit(0, block(solo, 0))); },
     [](Solo& solo) { return receive(solo, solo.commit(1, block(solo, 0))); },
     yes,
     "1/0 Committed",
     {},
     "",
     1},
    {"FromPreprepared",
     "jumps from Preprepared to Committed",
     fourth,
     [](Solo& solo) {
       preprepared(solo);
       solo.receives(solo.commit(0, block(solo, 0))).receives(solo.commit(1, block(solo, 0)));
     },
     [](Solo& solo) { return receive(solo, solo.commit(2, block(solo, 0))); },
     yes,
     "1/0 Committed",
     {},
     "",
     1},
    {"InCommitted", "state = Committed: add only, not handed over again", fourth,
     [](Solo& solo) {
       prepared(solo);
       solo.receives(solo.commit(0, block(solo, 0))).receives(solo.commit(1, block(solo, 0)));
     },
     [](Solo& solo) { return receive(solo, solo.commit(2, block(solo, 0))); }, yes,
     "1/0 Committed"},
    {"NotImported",
     "import fails: Committed until the round timer fires",
     fourth,
     committed,
     [](Solo& solo) {
       solo.waits(seconds(10));
       return Received();
     },
     no_message,
     "1/1 Committed waiting",
     {"ROUND-CHANGE 1/1"}},
    {"KeepsTheLock",
     "COMMITs lock: a later round proposes and takes that block only",
     fourth,
     [](Solo& solo) {
       committed(solo);
       others_ask_for(solo, 1, 3);
     },
     [](Solo& solo) { return receive(solo, solo.pre_prepare(1, block(solo, 1), 1)); },
     yes,
     "1/2 AcceptRequest waiting",
     {"ROUND-CHANGE 1/2"}},
};
INSTANTIATE_TEST_SUITE_P(Commit, EventTable, ::testing::ValuesIn(commit), row_name);

TEST_P(EventTable, Row) {
  expect_row(GetParam());
}

}  // namespace
}  // namespace seatrial::istanbul::testing
