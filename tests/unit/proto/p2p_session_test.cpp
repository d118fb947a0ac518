// SPDX-License-Identifier: Apache-2.0
// One connection of one server, as a dialogue: the order of the handshake, every rejection, and
// what a disconnect or a message of the wrong kind does at every step.
#include <gtest/gtest.h>

#include "tests/support/dialogue.hpp"

namespace seatrial::p2p::testing {
namespace {

const Hello our_hello{self_node, istanbul_capabilities()};
const Payload vote{Protocol::istanbul, 0x11, 300, {42}};

Status with(Status status, std::uint8_t version) {
  status.protocol = {Protocol::istanbul, version};
  return status;
}

/// The states that a connection passes through, each reached by a script.
enum class Stage { auth_sent, hello_sent, status_sent, up };

Dialogue dialer_at(Stage stage, ServerConfig config = one_static()) {
  Dialogue d(std::move(config));
  d.starts().expects_dial(peer_node).connects().expects_send(Auth{self_node, peer_node});
  if (stage == Stage::auth_sent) return d;
  d.receives(Ack{}).expects_send(our_hello);
  if (stage == Stage::hello_sent) return d;
  d.receives(their_hello()).expects_send(with(their_status(), 99));
  d.expects_observed(Happening::peer_added);
  if (stage == Stage::status_sent) return d;
  d.receives(their_status()).expects_observed(Happening::link_established).expects_nothing();
  return d;
}

TEST(Handshake, OfADialer) {
  Dialogue d = dialer_at(Stage::up);
  const auto link = d.server().link(peer_node);
  ASSERT_TRUE(link.has_value());
  EXPECT_TRUE(link->established);
  EXPECT_EQ(link->direction, Direction::outbound);
  EXPECT_EQ(link->protocol, (Capability{Protocol::istanbul, 99}));
}

TEST(Handshake, OfAListener) {
  Dialogue d(listener());
  d.starts().accepts().expects_nothing();
  d.receives(Auth{peer_node, self_node}).expects_send(Ack{}).expects_send(our_hello);
  d.receives(their_hello()).expects_send(their_status());
  d.receives(their_status()).expects_observed(Happening::link_established);
  EXPECT_EQ(d.server().link(peer_node)->direction, Direction::inbound);
}

TEST(Handshake, WrongKeyIsAnUnreadableMessage) {
  Dialogue d(listener());
  d.starts().accepts().receives(Auth{peer_node, NodeRef{9}}).expects_close();
  d.expects_observed(Happening::rlpx_failed, "ecies: invalid message");
}

TEST(Handshake, WhatIsNotRlpxIsAnInvalidKey) {
  for (const Message& message : {Message(Ack{}), Message(Ping{}), Message(their_hello())}) {
    Dialogue d(listener());
    d.starts().accepts().receives(message).expects_close();
    d.expects_observed(Happening::rlpx_failed, "ecies: invalid public key");
  }
}

TEST(Handshake, TheListenerDeniesAfterItsAckAndBeforeItsHello) {
  ServerConfig config = listener();
  config.permissions = permit({NodeRef{5}});
  Dialogue d(std::move(config));
  d.starts().accepts().receives(Auth{peer_node, self_node}).expects_send(Ack{}).expects_close();
  d.expects_observed(Happening::permission_denied, "permission denied");
  d.expects_not_observed(Happening::peer_rejected).expects_nothing();
}

TEST(Handshake, TheDialerDeniesWithoutAHello) {
  ServerConfig config = one_static();
  config.permissions.state = ListState::missing;
  Dialogue d = dialer_at(Stage::auth_sent, std::move(config));
  d.receives(Ack{}).expects_close().expects_observed(Happening::permission_denied);
  d.expects_observed(Happening::dial_failed, "permission denied");
  d.waits(milliseconds(34'999)).expects_nothing();
  d.waits(milliseconds(1)).expects_dial(peer_node);
}

TEST(Handshake, NoCommonCapabilityIsAUselessPeer) {
  Dialogue d = dialer_at(Stage::hello_sent);
  d.receives(Hello{peer_node, raft_capabilities()});
  d.expects_send(Disconnect{DisconnectReason::useless_peer}).expects_close();
  d.expects_observed(Happening::peer_rejected, "useless peer");
}

TEST(Handshake, AnotherIdentityInTheHelloIsUnexpected) {
  Dialogue d = dialer_at(Stage::hello_sent);
  d.receives(Hello{NodeRef{8}, istanbul_capabilities()});
  d.expects_send(Disconnect{DisconnectReason::unexpected_identity}).expects_close();
}

TEST(Handshake, OneselfIsRejected) {
  Dialogue d(listener());
  d.starts().accepts().receives(Auth{self_node, self_node}).expects_send(Ack{});
  d.expects_send(Disconnect{DisconnectReason::self}).expects_close();
}

TEST(Handshake, ASecondConnectionOfAPeerIsRejectedBeforeHello) {
  Dialogue d = dialer_at(Stage::up);
  const ConnId second{2};
  d.accepts(lan_ip, second).receives(Auth{peer_node, self_node}, second);
  d.expects_send(Ack{}, second);
  d.expects_send(Disconnect{DisconnectReason::already_connected}, second).expects_close(second);
  EXPECT_TRUE(d.server().established(peer_node));
}

TEST(Handshake, FiveSecondsAreAllThereAre) {
  Dialogue silent(listener());
  silent.starts().accepts().waits(milliseconds(4'999)).expects_nothing();
  silent.waits(milliseconds(1)).expects_close();
  silent.expects_observed(Happening::rlpx_failed, "i/o timeout");

  Dialogue half = dialer_at(Stage::hello_sent);
  half.waits(seconds(5)).expects_close().expects_observed(Happening::hello_failed, "i/o timeout");
  half.waits(seconds(35)).expects_dial(peer_node);
}

TEST(Handshake, ADisconnectInsteadOfTheHelloIsItsReason) {
  Dialogue d = dialer_at(Stage::hello_sent);
  d.receives(Disconnect{DisconnectReason::too_many_peers}).expects_close();
  d.expects_observed(Happening::hello_failed, "too many peers");
  d.expects_observed(Happening::dial_failed, "too many peers");
}

TEST(Handshake, NoStatusInFiveSecondsIsAReadTimeout) {
  Dialogue d = dialer_at(Stage::status_sent);
  d.waits(seconds(5)).expects_send(Disconnect{DisconnectReason::read_timeout}).expects_close();
  d.expects_observed(Happening::peer_removed, "read timeout");
}

TEST(EveryStep, ADisconnectedTransportEndsTheTask) {
  const auto happens = [](Stage stage) {
    return stage == Stage::auth_sent     ? Happening::rlpx_failed
           : stage == Stage::hello_sent  ? Happening::hello_failed
           : stage == Stage::status_sent ? Happening::status_failed
                                         : Happening::link_lost;
  };
  for (const Stage stage : {Stage::auth_sent, Stage::hello_sent, Stage::status_sent, Stage::up}) {
    Dialogue d = dialer_at(stage);
    d.is_closed(CloseReason::eof).expects_close().expects_observed(happens(stage), "EOF");
    EXPECT_EQ(d.server().peer_count(), 0U);
    EXPECT_EQ(d.server().session(the_conn), nullptr);
    d.waits(seconds(35)).expects_dial(peer_node);
  }
}

TEST(EveryStep, ALaterFrameOnAForgottenConnectionIsNothing) {
  Dialogue d = dialer_at(Stage::hello_sent);
  d.is_closed(CloseReason::reset).expects_close();
  d.receives(their_hello()).expects_nothing();
  d.is_closed(CloseReason::eof).expects_nothing();
}

TEST(EveryStep, AMessageOfTheWrongKindWhileTheAckIsAwaited) {
  for (const Message& m : {Message(their_hello()), Message(Ping{}), Message(their_status()),
                           Message(Auth{peer_node, self_node}), Message(vote)}) {
    Dialogue d = dialer_at(Stage::auth_sent);
    d.receives(m).expects_close().expects_observed(Happening::rlpx_failed);
  }
}

TEST(EveryStep, AMessageOfTheWrongKindWhileTheHelloIsAwaited) {
  const std::pair<Message, std::string_view> cases[] = {
      {Ping{}, "expected handshake, got 2"},
      {Pong{}, "expected handshake, got 3"},
      {their_status(), "expected handshake, got 10"},
      {vote, "expected handshake, got 21"},
      {Ack{}, "bad header MAC"},
  };
  for (const auto& [message, why] : cases) {
    Dialogue d = dialer_at(Stage::hello_sent);
    d.receives(message).expects_close().expects_observed(Happening::hello_failed, why);
  }
}

TEST(EveryStep, AMessageOfTheWrongKindWhileTheStatusIsAwaited) {
  Dialogue early = dialer_at(Stage::status_sent);
  early.receives(vote).expects_send(Disconnect{DisconnectReason::subprotocol_error});
  early.expects_close().expects_observed(Happening::status_failed,
                                         "No status message - first msg has code 11 (!= 0)");
  Dialogue garbled = dialer_at(Stage::status_sent);
  garbled.receives(Auth{peer_node, self_node}).expects_close();
  garbled.expects_observed(Happening::peer_removed, "bad header MAC");

  Dialogue patient = dialer_at(Stage::status_sent);
  patient.receives(Ping{}).expects_send(Pong{}).receives(Pong{}).expects_nothing();
  patient.receives(their_hello()).expects_nothing();
  patient.receives(their_status()).expects_observed(Happening::link_established);
}

TEST(EveryStep, AMessageOfTheWrongKindOnALink) {
  Dialogue twice = dialer_at(Stage::up);
  twice.receives(their_status()).expects_send(Disconnect{DisconnectReason::subprotocol_error});
  twice.expects_close().expects_observed(Happening::message_failed);

  Dialogue foreign = dialer_at(Stage::up);
  foreign.receives(Payload{Protocol::eth, 2, 10, {}}).expects_close();
  foreign.expects_observed(Happening::peer_removed, "msg code out of range: 18");

  Dialogue hello = dialer_at(Stage::up);
  hello.receives(their_hello()).expects_nothing();
}

TEST(Link, PayloadsTravelBothWaysOnlyWhenItIsUp) {
  Dialogue d = dialer_at(Stage::up);
  d.receives(vote).expects_deliver(vote);
  d.does([](Server& s, Instant, Outbox& out) { EXPECT_TRUE(s.send(peer_node, vote, out)); });
  d.expects_send(vote);
  Dialogue down = dialer_at(Stage::status_sent);
  down.does([](Server& s, Instant, Outbox& out) { EXPECT_FALSE(s.send(peer_node, vote, out)); });
  down.expects_nothing();
}

TEST(Link, PingsEvery15SecondsAndDies30SecondsAfterTheLastFrame) {
  Dialogue d = dialer_at(Stage::up);
  d.waits(milliseconds(14'999)).expects_nothing();
  d.waits(milliseconds(1)).expects_send(Ping{});
  d.waits(seconds(5)).receives(Pong{});  // at 20 s
  d.waits(seconds(10)).expects_send(Ping{});
  d.waits(seconds(15)).expects_send(Ping{});
  d.waits(milliseconds(4'999)).expects_nothing();
  d.waits(milliseconds(1)).expects_close();
  d.expects_observed(Happening::link_lost, "i/o timeout");
  d.expects_dial(peer_node);  // at once: the history of 35 s ran out long ago
}

TEST(Link, ALinkThatDiesYoungIsRedialledWhenTheHistoryEnds) {
  Dialogue d = dialer_at(Stage::up);
  d.waits(seconds(10)).is_closed(CloseReason::reset).expects_close();
  d.waits(milliseconds(24'999)).expects_nothing();
  d.waits(milliseconds(1)).expects_dial(peer_node);
}

TEST(Link, TheRemotesDisconnectIsRemotelyRequested) {
  Dialogue d = dialer_at(Stage::up);
  d.receives(Disconnect{DisconnectReason::useless_peer}).expects_close();
  ASSERT_FALSE(d.seen().empty());
  EXPECT_TRUE(d.seen()[0].remote_requested);
  d.expects_observed(Happening::link_lost, "useless peer");
}

TEST(Link, TheSubprotocolMayDropAPeer) {
  Dialogue d = dialer_at(Stage::up);
  d.does([](Server& s, Instant now, Outbox& out) {
    s.drop(now, peer_node, DisconnectReason::useless_peer, "stopped engine", out);
  });
  d.expects_send(Disconnect{DisconnectReason::useless_peer}).expects_close();
  d.expects_observed(Happening::message_failed, "stopped engine");
  d.expects_observed(Happening::peer_removed, "useless peer");
}

TEST(Process, StopsWithClientQuitting) {
  Dialogue d = dialer_at(Stage::up);
  d.stops().expects_send(Disconnect{DisconnectReason::quitting}).expects_close();
  d.waits(minutes(5)).expects_nothing();
  d.accepts(lan_ip, ConnId{9}).expects_close(ConnId{9});
}

TEST(Process, RemovingAStaticPeerDisconnectsIt) {
  Dialogue d = dialer_at(Stage::up);
  d.does([](Server& s, Instant now, Outbox& out) { s.remove_static(now, peer_node, out); });
  d.expects_send(Disconnect{DisconnectReason::requested}).expects_close();
  d.waits(minutes(5)).expects_nothing();
  d.does([](Server& s, Instant now, Outbox& out) { s.add_static(now, {peer_node, 7}, out); });
  d.expects_dial(peer_node);
}

TEST(Process, AStaticEntryForItselfIsSaidOnceAndNeverDialled) {
  ServerConfig config = listener();
  config.static_nodes = {{self_node, 3}};
  Dialogue d(std::move(config));
  d.starts().expects_observed(Happening::candidate_dropped);
  d.waits(minutes(2)).expects_nothing();
}

TEST(Process, FiftyHandshakesAtOnceTheRestWaitsUnread) {
  Dialogue d(listener());
  d.starts();
  for (std::uint32_t i = 0; i < 51; ++i) d.accepts(lan_ip, ConnId{100 + i});
  d.receives(Auth{peer_node, self_node}, ConnId{150}).expects_nothing();
  d.is_closed(CloseReason::eof, ConnId{100}).expects_close(ConnId{100});
  d.expects_send(Ack{}, ConnId{150}).expects_send(our_hello, ConnId{150});
}

TEST(MaxPeers, AStaticDialPassesTheP2pLayerButNotTheEthLayer) {
  ServerConfig config = one_static();
  config.max_peers = 1;
  Dialogue d(std::move(config));
  const ConnId other{2};
  const NodeRef third{2};
  d.starts().expects_dial(peer_node).accepts(lan_ip, other);
  d.receives(Auth{third, self_node}, other).expects_send(Ack{}, other);
  d.expects_send(our_hello, other).receives(Hello{third, istanbul_capabilities()}, other);
  d.expects_send(their_status(), other).receives(their_status(), other);
  d.connects().expects_send(Auth{self_node, peer_node});
  d.receives(Ack{}).expects_send(our_hello).receives(their_hello());
  d.expects_send(Disconnect{DisconnectReason::too_many_peers}).expects_close();
  d.expects_observed(Happening::peer_added).expects_observed(Happening::peer_removed);
}

TEST(MaxPeers, FromV21_4AStaticDialIsRejectedEarlier) {
  ServerConfig config = one_static();
  config.max_peers = 1;
  config.rules = rules_21_4();
  config.trusted = {NodeRef{2}};
  Dialogue d(std::move(config));
  const ConnId other{2};
  d.starts().expects_dial(peer_node).accepts(lan_ip, other);
  d.receives(Auth{NodeRef{2}, self_node}, other).expects_send(Ack{}, other);
  d.expects_send(our_hello, other).receives(Hello{NodeRef{2}, istanbul_capabilities()}, other);
  d.expects_send(their_status(), other);
  d.connects().expects_send(Auth{self_node, peer_node}).receives(Ack{});
  d.expects_send(Disconnect{DisconnectReason::too_many_peers}).expects_close();
  d.expects_observed(Happening::peer_rejected, "too many peers");
}

TEST(MaxPeers, InboundHasNoBypass) {
  ServerConfig config = listener();
  config.max_peers = 0;
  Dialogue d(std::move(config));
  d.starts().accepts().receives(Auth{peer_node, self_node}).expects_send(Ack{});
  d.expects_send(Disconnect{DisconnectReason::too_many_peers}).expects_close();
}

/// A Status that differs, and what GoQuorum says to it.
struct Mismatch {
  std::string_view name;
  void (*change)(Status&);
  std::string_view text;
};

class StatusMismatch : public ::testing::TestWithParam<Mismatch> {};

TEST_P(StatusMismatch, EndsWithSubprotocolError) {
  Dialogue d = dialer_at(Stage::status_sent);
  Status status = their_status();
  GetParam().change(status);
  d.receives(status).expects_send(Disconnect{DisconnectReason::subprotocol_error});
  d.expects_close().expects_observed(Happening::status_failed, GetParam().text);
  d.expects_observed(Happening::peer_removed, GetParam().text);
  EXPECT_EQ(d.server().peer_count(), 0U);
}

constexpr std::string_view genesis_text =
    "Genesis mismatch - a400000000000000000000000000000000000000000000000000000000000000 (!= "
    "0000000000000000000000000000000000000000000000000000000000000000)";

INSTANTIATE_TEST_SUITE_P(
    All, StatusMismatch,
    ::testing::Values(Mismatch{"network", [](Status& s) { s.network_id = 1102; },
                               "Network ID mismatch - 1102 (!= 1337)"},
                      Mismatch{"version", [](Status& s) { s.protocol.version = 64; },
                               "Protocol version mismatch - 64 (!= 99)"},
                      Mismatch{"genesis", [](Status& s) { s.genesis.data[0] = 0xa4; },
                               genesis_text},
                      Mismatch{"fork", [](Status& s) { s.fork.hash[0] ^= 1; },
                               "Fork ID rejected - local incompatible or needs update"},
                      Mismatch{"network_first",
                               [](Status& s) {
                                 s.network_id = 5;
                                 s.genesis.data[0] = 1;
                               },
                               "Network ID mismatch - 5 (!= 1337)"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(StatusMismatch, TheOtherSideSeesEofAndARequestedRemoval) {  // case c5
  Dialogue d = dialer_at(Stage::status_sent);
  d.receives(Disconnect{DisconnectReason::subprotocol_error}).expects_close();
  d.expects_observed(Happening::status_failed, "EOF");
  d.expects_observed(Happening::peer_removed, "subprotocol error");
}

}  // namespace
}  // namespace seatrial::p2p::testing
