// SPDX-License-Identifier: Apache-2.0
// The pure parts of the p2p layer: permissions, capabilities, status, throttle, dialer, sizes and
// log lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/proto/p2p/log_text.hpp"
#include "sim/proto/p2p/server.hpp"

namespace seatrial::p2p {
namespace {

using ::testing::ElementsAre;

TEST(Permissions, CompareNodesOnlyAndExplainThemselves) {
  PermissionFile file = permit({NodeRef{5}, NodeRef{2}});
  EXPECT_EQ(check_permission(file, NodeRef{2}), Permission::listed);
  EXPECT_EQ(check_permission(file, NodeRef{3}), Permission::not_listed);
  file.state = ListState::off;
  EXPECT_EQ(check_permission(file, NodeRef{3}), Permission::not_asked);
  file.state = ListState::missing;
  EXPECT_EQ(check_permission(file, NodeRef{2}), Permission::file_missing);
  file.state = ListState::broken;
  EXPECT_EQ(check_permission(file, NodeRef{2}), Permission::file_broken);
  EXPECT_EQ(error_line(Permission::file_broken), "parsePermissionedNodes: Failed to load nodes");
}

TEST(Permissions, TheDisallowedListMatchesFromV22_4OnAndRefusesAllWhenBroken) {
  PermissionFile file = permit({NodeRef{2}});
  file.disallowed_state = ListState::ok;
  file.disallowed = {NodeRef{2}};
  EXPECT_EQ(check_permission(file, NodeRef{2}), Permission::listed);
  file.disallowed_matches = true;
  EXPECT_EQ(check_permission(file, NodeRef{2}), Permission::disallowed);
  file.disallowed_state = ListState::broken;
  EXPECT_FALSE(allows(check_permission(file, NodeRef{2})));
}

TEST(Capabilities, MatchTheHighestOfEachName) {
  const auto common = match(istanbul_capabilities(), istanbul_capabilities_21_4());
  EXPECT_EQ(common.istanbul, (Capability{Protocol::istanbul, 99}));
  EXPECT_FALSE(common.eth.has_value());
  const auto newer = match(istanbul_capabilities_21_4(), istanbul_capabilities_21_4());
  EXPECT_EQ(newer.istanbul, (Capability{Protocol::istanbul, 100}));
  EXPECT_EQ(newer.status_protocol(), (Capability{Protocol::eth, 65}));
  EXPECT_TRUE(match(istanbul_capabilities(), raft_capabilities()).none());
  EXPECT_FALSE(match(raft_capabilities(), istanbul_capabilities_21_4()).none());
}

TEST(Status, TheLegacyVersionChecksGenesisFirstAndPrintsEightBytes) {
  const LocalChain local = chain_at_genesis(1, {}, {});
  Status remote = local.status;
  remote.protocol = {Protocol::istanbul, 64};
  remote.genesis.data[0] = 0xab;
  remote.network_id = 2;
  remote.fork.hash[0] ^= 1;
  const auto cause = check_status(local, remote.protocol, remote);
  ASSERT_TRUE(cause.has_value());
  EXPECT_EQ(error_text(*cause), "Genesis mismatch - ab00000000000000 (!= 0000000000000000)");
  remote.genesis = local.status.genesis;
  remote.network_id = 1;
  EXPECT_EQ(check_status(local, remote.protocol, remote), std::nullopt);
}

TEST(Status, ARemoteThatStandsBeforeOurForkNeedsAnUpdate) {
  LocalChain local = chain_at_genesis(1, {}, {10});
  move_head(local, 20, {}, 21);
  Status remote = chain_at_genesis(1, {}, {}).status;
  remote.protocol = {Protocol::istanbul, 99};
  const auto cause = check_status(local, remote.protocol, remote);
  ASSERT_TRUE(cause.has_value());
  EXPECT_EQ(error_text(*cause), "Fork ID rejected - remote needs update");
}

TEST(Throttle, TakesLanRangesAsMeasured) {
  for (const std::uint32_t lan : {0x0a010001U, 0x7f000001U, 0xac1fffffU, 0xc0a80a01U, 0x00000001U})
    EXPECT_TRUE(is_lan(lan)) << std::hex << lan;
  for (const std::uint32_t wan : {0x64400001U, 0xa9fe0001U, 0x02020304U, 0xac200000U, 0x0b000000U})
    EXPECT_FALSE(is_lan(wan)) << std::hex << wan;
}

TEST(Throttle, ARefusedAttemptDoesNotExtendTheWindow) {
  Throttle throttle;
  const auto at = [](int s) { return Instant() + seconds(s); };
  EXPECT_TRUE(throttle.admit(at(0), 0x02020304));
  EXPECT_FALSE(throttle.admit(at(29), 0x02020304));
  EXPECT_TRUE(throttle.admit(at(29), 0x02020305));
  EXPECT_TRUE(throttle.admit(at(30), 0x02020304));
}

/// A dialer and the nodes that it dialled in the last turn.
struct Dialer {
  DialSchedule schedule;
  Outbox out;

  explicit Dialer(std::uint32_t nodes, Rules rules = {}, std::optional<Rng> order = {})
      : schedule(rules, order) {
    for (std::uint32_t i = 0; i < nodes; ++i) schedule.add(NodeRef{i}, i);
  }
  std::vector<std::uint32_t> turn(Instant now) {
    out.clear();
    schedule.on_deadline(now, out);
    schedule.schedule(now, out);
    std::vector<std::uint32_t> dialled;
    for (const Effect& effect : out.effects())
      if (const auto* dial = std::get_if<Dial>(&effect))
        dialled.push_back(static_cast<std::uint32_t>(dial->node));
    return dialled;
  }
};

TEST(DialSchedule, SixteenAtOnceTheSurplusInOrder) {
  Dialer dialer(18);
  EXPECT_EQ(dialer.turn(Instant()).size(), 16U);
  dialer.schedule.task_ended(Instant(), DialId{3});
  EXPECT_THAT(dialer.turn(Instant()), ElementsAre(16U));
  dialer.schedule.task_ended(Instant(), DialId{0});
  EXPECT_THAT(dialer.turn(Instant()), ElementsAre(17U));
}

TEST(DialSchedule, AnExpiryDuringAnotherDialIsNoticedWhenThatEnds) {
  Dialer dialer(2);
  EXPECT_EQ(dialer.turn(Instant()).size(), 2U);
  dialer.schedule.task_ended(Instant(), DialId{0});
  dialer.turn(Instant());
  EXPECT_EQ(dialer.schedule.deadline(), std::nullopt);  // the loop has a task to wait for
  const Instant late = Instant() + seconds(40);
  dialer.schedule.task_ended(late, DialId{1});
  EXPECT_THAT(dialer.turn(late), ElementsAre(0U));
}

TEST(DialSchedule, FromV21_4TheHistoryBeginsWithTheDial) {
  Dialer dialer(1, rules_21_4());
  EXPECT_EQ(dialer.turn(Instant()).size(), 1U);
  dialer.schedule.task_ended(Instant() + seconds(15), DialId{0});
  dialer.turn(Instant() + seconds(15));
  EXPECT_EQ(dialer.schedule.deadline(), Instant() + seconds(35));
  EXPECT_THAT(dialer.turn(Instant() + seconds(35)), ElementsAre(0U));
}

TEST(DialSchedule, FromV21_4TheDialShareLimitsTheTasks) {
  Dialer dialer(5, rules_21_4());
  dialer.schedule.limit_tasks(2);
  EXPECT_THAT(dialer.turn(Instant()), ElementsAre(0U, 1U));
  dialer.schedule.limit_tasks(3);
  EXPECT_THAT(dialer.turn(Instant()), ElementsAre(2U));
}

TEST(DialSchedule, AddPeerReplacesTheTargetUntilV21_4) {
  Dialer dialer(1);
  dialer.schedule.add(NodeRef{0}, 9);
  dialer.turn(Instant());
  EXPECT_EQ(dialer.schedule.target_of(DialId{0}), 9U);
  Dialer newer(1, rules_21_4());
  newer.schedule.add(NodeRef{0}, 9);
  newer.turn(Instant());
  EXPECT_EQ(newer.schedule.target_of(DialId{0}), 0U);
}

TEST(DialSchedule, TheOrderIsChanceButTheSameForTheSameStream) {
  Dialer first(16, {}, Rng(7));
  Dialer second(16, {}, Rng(7));
  Dialer other(16, {}, Rng(8));
  const auto order = first.turn(Instant());
  EXPECT_EQ(order, second.turn(Instant()));
  EXPECT_NE(order, other.turn(Instant()));
}

TEST(DialSchedule, AConnectedPeerIsNotDialled) {
  Dialer dialer(1);
  dialer.schedule.peer_added(NodeRef{0});
  EXPECT_TRUE(dialer.turn(Instant()).empty());
  dialer.schedule.peer_removed(NodeRef{0});
  EXPECT_THAT(dialer.turn(Instant()), ElementsAre(0U));
}

TEST(WireSize, FollowsTheFrames) {
  EXPECT_EQ(wire_size(Ping{}), 64U);
  EXPECT_EQ(wire_size(Disconnect{}), 64U);
  EXPECT_EQ(wire_size(Auth{}), 2U + 113U + 169U + 200U);
  EXPECT_EQ(wire_size(Ack{}), 2U + 113U + 102U + 200U);
  EXPECT_EQ(wire_size(Payload{Protocol::istanbul, 0x11, 15, {}}), 64U);
  EXPECT_EQ(wire_size(Payload{Protocol::istanbul, 0x11, 16, {}}), 80U);
  // [99, 1337, 1, 32, 32, [4, 0]] = 1 + 3 + 1 + 33 + 33 + 7 and a 2-byte header
  EXPECT_EQ(wire_size(chain_at_genesis(1337, {}, {}).status), 48U + 96U);
}

TEST(Sizes, StaySmall) {
  EXPECT_LE(sizeof(Session), 1024U);
  EXPECT_LE(sizeof(Message), 256U);
}

/// Names as in the measured case c2: this log is A1's, the peer is B1.
LogNames names_of_c2() {
  LogNames names;
  names.self = NodeRef{0};
  names.node_id = [](NodeRef node) {
    const bool a1 = node == NodeRef{0};
    return (a1 ? "2e09e192" : "388197ad") + std::string(52, '0') + (a1 ? "53d1" : "1c51");
  };
  names.local_address = [](ConnId) { return std::string("10.1.0.11:30303"); };
  names.remote_address = [](ConnId) { return std::string("10.1.0.1:50276"); };
  names.target = [](std::uint32_t) { return std::string("2.2.3.4:32051"); };
  names.client = [](NodeRef) { return std::string("Geth/v1.9.7"); };
  return names;
}

Observed inbound(Happening what, Cause cause) {
  return {
      .what = what, .node = NodeRef{1}, .direction = Direction::inbound, .cause = std::move(cause)};
}

TEST(LogText, OfADeniedConnection) {
  Observed denied = inbound(Happening::permission_denied, because(CauseKind::permission_denied));
  denied.value = static_cast<std::uint32_t>(Permission::not_listed);
  const auto lines = log_lines(denied, names_of_c2());
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].level, LogLevel::debug);
  EXPECT_EQ(lines[0].text,
            "isNodePermissioned connection=INCOMING nodename=388197ad000000000000000000000000 "
            "DENIED-BY=2e09e192000000000000000000000000");
  EXPECT_EQ(lines[1].level, LogLevel::trace);
  EXPECT_EQ(lines[1].text,
            "Setting up connection failed addr=10.1.0.1:50276 "
            "err=\"permission denied: id=2e09…53d1 INCOMING id=3881…1c51\"");
}

TEST(LogText, OfAThrottledConnectionKeepsTheSpelling) {
  EXPECT_EQ(
      log_text(inbound(Happening::inbound_rejected, because(CauseKind::throttled)), names_of_c2()),
      "DEBUG Rejected inbound connnection addr=10.1.0.1:50276 err=\"too many attempts\"");
}

TEST(LogText, OfARefusedDial) {
  const Observed failed{
      .what = Happening::dial_failed, .node = NodeRef{1}, .cause = because(DialError::refused)};
  EXPECT_EQ(log_text(failed, names_of_c2()),
            "TRACE Dial error task=\"staticdial 388197ad00000000 2.2.3.4:32051\" "
            "err=\"dial tcp 2.2.3.4:32051: connect: connection refused\"");
  EXPECT_EQ(log_lines(failed, names_of_c2()).at(1).text,
            "Can't resolve node id=388197ad00000000 err=\"discovery is disabled\"");
}

TEST(LogText, OfAWrongKey) {
  EXPECT_EQ(log_text(inbound(Happening::rlpx_failed, because(CauseKind::wrong_key)), names_of_c2()),
            "TRACE Failed RLPx handshake addr=10.1.0.1:50276 conn=inbound "
            "err=\"ecies: invalid message\"");
}

TEST(LogText, OfADeadLink) {
  Observed gone = inbound(Happening::peer_removed, because(CauseKind::read_timeout));
  gone.lived = milliseconds(90'120);
  gone.value = 3;
  EXPECT_EQ(log_text(gone, names_of_c2()),
            "DEBUG Removing p2p peer id=388197ad00000000 conn=inbound addr=10.1.0.1:50276 peers=3 "
            "duration=1m30.12s req=false "
            "err=\"read tcp 10.1.0.11:30303->10.1.0.1:50276: i/o timeout\"");
}

TEST(LogText, WithoutNamesNumbersStandIn) {
  EXPECT_EQ(log_text(inbound(Happening::hello_failed, because(CauseKind::eof)), {}),
            "TRACE Failed proto handshake id=1 addr=0 conn=inbound err=EOF");
}

}  // namespace
}  // namespace seatrial::p2p
