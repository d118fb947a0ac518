// SPDX-License-Identifier: Apache-2.0
// The byte-exact peer as dialogues: what it says when, and why it ends, whatever a remote does.
#include "sim/proto/devp2p/peer.hpp"

#include <array>
#include <memory>

#include "tests/support/wire_dialogue.hpp"

namespace seatrial::devp2p {
namespace {

using p2p::DisconnectReason;
using p2p::Happening;
using testing::Dialogue;
using testing::hello_of;
using testing::small_chain;
using wire::Bytes;
using wire::ByteSpan;

TEST(Peer, ShakesHandsSaysHelloAndStatus) {
  Dialogue d;
  d.shakes_hands(false);
  ASSERT_NE(d.find<KeyKnown>(), nullptr);
  EXPECT_EQ(d.find<KeyKnown>()->remote, d.remote().key.open);
  d.does([](Peer& peer, Instant now, Outbox& out) { peer.admit(now, out); }).expects_codes({0});
  EXPECT_EQ(decode_hello(d.last_frame().payload).value(), hello_of(d.self()));
  d.says_hello().expects_codes({});
  ASSERT_NE(d.find<HelloKnown>(), nullptr);
  d.is_added().expects_codes({16});
  const p2p::Capability istanbul_99{p2p::Protocol::istanbul, 99};
  const auto status = decode_status(d.last_frame().payload, istanbul_99).value();
  EXPECT_EQ(status.genesis, small_chain().status.genesis);
  EXPECT_EQ(status.fork, small_chain().status.fork);
  EXPECT_FALSE(d.peer().is_up());
  d.says(16, encode_status(status)).expects_codes({});
  EXPECT_TRUE(d.peer().is_up());
  EXPECT_EQ(d.find<LinkUp>()->remote, status);
}

TEST(Peer, CarriesMessagesOfItsProtocols) {
  Dialogue d;
  d.links_up().says(0x21, Bytes{0x81, 0x99});
  ASSERT_NE(d.find<Deliver>(), nullptr);
  EXPECT_EQ(*d.find<Deliver>(), (Deliver{{p2p::Protocol::istanbul, 0x11}, Bytes{0x81, 0x99}}));
  d.does([](Peer& peer, Instant, Outbox& out) {
    EXPECT_TRUE(peer.send({p2p::Protocol::istanbul, 7}, Bytes{0xc0}, out));
    EXPECT_FALSE(peer.send({p2p::Protocol::istanbul, 18}, Bytes{0xc0}, out)) << "no such code";
    EXPECT_FALSE(peer.send({p2p::Protocol::eth, 7}, Bytes{0xc0}, out)) << "not spoken";
  });
  d.expects_codes({0x17});
}

TEST(Peer, AnswersPingsAndIgnoresOtherBaseCodes) {
  Dialogue d;
  d.links_up().says(2, Bytes{0xc0}).expects_codes({3});
  EXPECT_EQ(*d.find<BaseHeard>(), BaseHeard{true}) << "the owner counts it as a sign of life";
  for (const std::uint64_t code : {3U, 9U, 0U}) {
    d.says(code, Bytes(100, 1)).expects_codes({});
    EXPECT_EQ(*d.find<BaseHeard>(), BaseHeard{false}) << code;
  }
  EXPECT_TRUE(d.peer().is_up());
}

TEST(Peer, PingsEvery15SecondsAndGivesUpAfter30) {  // SPEC goquorum 3.6
  Dialogue d;
  d.links_up().waits(milliseconds(14'999)).expects_nothing();
  d.waits(milliseconds(1)).expects_codes({2});
  d.says(3, Bytes{0xc0}).waits(seconds(29)).expects_codes({2});
  d.waits(seconds(1)).expects_end(Happening::link_lost, "i/o timeout").expects_codes({});
}

TEST(Peer, HandshakeHas5SecondsInAllStatus5More) {  // SPEC goquorum 3.2, 6.3
  Dialogue silent;
  silent.waits(milliseconds(4'999)).expects_nothing();
  silent.waits(milliseconds(1)).expects_end(Happening::rlpx_failed, "i/o timeout");
  Dialogue slow;
  slow.waits(seconds(3)).shakes_hands().waits(seconds(2));
  slow.expects_end(Happening::hello_failed, "i/o timeout");
  Dialogue no_status;
  no_status.shakes_hands().says_hello().is_added().waits(seconds(5)).expects_codes({1});
  no_status.expects_end(Happening::status_failed, "read timeout");
  EXPECT_EQ(decode_disconnect(no_status.last_frame().payload), DisconnectReason::read_timeout);
}

TEST(Peer, WrongKeyAndNoRlpxAreTold) {
  Dialogue garbage;
  garbage.sends_bytes(Bytes(307, 0x20));
  garbage.waits(seconds(5)).expects_end(Happening::rlpx_failed, "i/o timeout");
  Dialogue other;
  Rng rng(5);
  const auto self = wire::random_key_pair(rng);
  const auto stranger = wire::random_key_pair(rng);
  Bytes auth;
  ASSERT_TRUE(rlpx::Handshake::initiator({&self, &rng}, stranger.open, auth));
  other.sends_bytes(auth).expects_end(Happening::rlpx_failed, "ecies: invalid message");
  Dialogue tls;
  Bytes hello(500, 3);
  hello[0] = 1, hello[1] = 0x40;
  tls.sends_bytes(hello).expects_end(Happening::rlpx_failed, "ecies: invalid public key");
}

// What a Hello may be, and what becomes of it. SPEC goquorum 3.2, 3.7, 4.6
TEST(Peer, BadHellosEndWithTheirReason) {
  const auto hello = [](auto change) {
    auto d = std::make_unique<Dialogue>();
    Hello said = hello_of(d->remote());
    change(said);
    d->shakes_hands().says(0, encode_hello(said));
    return d;
  };
  hello([](Hello& h) { h.id.assign(64, 0); })
      ->expects_end(Happening::hello_failed, "invalid node identity")
      .expects_codes({1});
  hello([](Hello& h) {
    h.id.pop_back();
  })->expects_end(Happening::hello_failed, "invalid node identity");
  hello([](Hello& h) { h.id[0] ^= 1; })
      ->expects_end(Happening::hello_failed, "unexpected identity")
      .expects_codes({1});
  hello([](Hello& h) {
    h.offers = {{"eth", 64}, {"les", 2}};
  })->expects_end(Happening::hello_failed, "useless peer");
  hello([](Hello& h) { h.offers.clear(); })->expects_end(Happening::hello_failed, "useless peer");
  hello([](Hello& h) { h.client.assign(2100, 'x'); })
      ->expects_end(Happening::hello_failed, "message too big")
      .expects_codes({});
}

TEST(Peer, HellosOfOtherVersionsAreFine) {  // EIP-8
  Dialogue newer;
  Hello hello = hello_of(newer.remote());
  hello.version = 22;
  hello.offers.push_back({"zzz", 1});
  newer.shakes_hands().says(0, encode_hello(hello));
  EXPECT_NE(newer.find<HelloKnown>(), nullptr);
  Dialogue older;
  hello.version = 4;
  older.shakes_hands().says(0, encode_hello(hello)).is_added();
  p2p::Status status = small_chain().status;
  status.protocol = {p2p::Protocol::istanbul, 99};
  older.says(16, encode_status(status));  // not compressed, on either side
  EXPECT_TRUE(older.peer().is_up());
}

TEST(Peer, AnythingElseInsteadOfAHelloEnds) {
  Dialogue ping;
  ping.shakes_hands().says(2, Bytes{0xc0});
  ping.expects_end(Happening::hello_failed, "expected handshake, got 2");
  Dialogue bad;
  bad.shakes_hands().says(0, Bytes{0xc3, 1, 2, 3});
  bad.expects_end(Happening::hello_failed, "too few elements");
  Dialogue frame;
  frame.shakes_hands().sends_bytes(Bytes(32, 7));
  frame.expects_end(Happening::hello_failed, "bad header MAC");
}

// SPEC goquorum 3.7: every reason, instead of the Hello, and on a link that is up
TEST(Peer, DisconnectReasonsAreHeardAtEveryStep) {
  for (const std::uint8_t number :
       std::array<std::uint8_t, 13>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16}) {
    const auto reason = static_cast<DisconnectReason>(number);
    const Bytes payload = encode_disconnect(reason);
    Dialogue early;
    early.shakes_hands().says(1, payload);
    early.expects_end(Happening::hello_failed, p2p::text(reason), true);
    Dialogue waiting;
    waiting.shakes_hands().says_hello().is_added().says(1, payload);
    waiting.expects_end(Happening::status_failed, p2p::text(reason), true);
    Dialogue late;
    late.links_up().says(1, payload);
    late.expects_end(Happening::link_lost, p2p::text(reason), true).expects_codes({});
  }
}

TEST(Peer, UnreadableDisconnectsStillEnd) {
  for (const Bytes& payload : {Bytes{}, Bytes{0x05}, Bytes{0xc0}, Bytes{0xc2, 4, 4}, Bytes{0xff}}) {
    Dialogue d;
    d.links_up().says(1, payload);
    d.expects_end(Happening::link_lost, "disconnect requested", true);
  }
  Dialogue unknown;
  unknown.links_up().says(1, Bytes{0xc1, 0x20});
  unknown.expects_end(Happening::link_lost, "unknown disconnect reason", true);
}

TEST(Peer, OwnersRefusalsAreToldWhereTheyCanBe) {
  const auto refuse = [](Peer& peer, Instant now, Outbox& out) {
    peer.refuse(now, DisconnectReason::too_many_peers, out);
  };
  Dialogue first;
  first.shakes_hands(false).does(refuse).expects_codes({1});
  first.expects_end(Happening::peer_rejected, "too many peers");
  Dialogue second;
  second.shakes_hands().says_hello().does(refuse).expects_codes({1});
  Dialogue up;
  up.links_up().does(refuse).expects_codes({1}).expects_end(Happening::link_lost, "too many peers");
  Dialogue denied;  // SPEC goquorum 2.2: a denied permission is not told
  denied.shakes_hands(false).does([](Peer& peer, Instant now, Outbox& out) {
    peer.drop(now, p2p::because(p2p::CauseKind::permission_denied), out);
  });
  denied.expects_codes({}).expects_end(Happening::peer_rejected, "permission denied");
}

TEST(Peer, StatusIsCheckedInGoQuorumsOrder) {  // SPEC goquorum 6.3
  const auto status = [](auto change, std::string_view why) {
    Dialogue d;
    d.shakes_hands().says_hello().is_added();
    p2p::Status remote = small_chain().status;
    remote.protocol = {p2p::Protocol::istanbul, 99};
    change(remote);
    d.says(16, encode_status(remote)).expects_codes({1});
    d.expects_end(Happening::status_failed, why);
    EXPECT_EQ(decode_disconnect(d.last_frame().payload), DisconnectReason::subprotocol_error);
  };
  const auto all_wrong = [](p2p::Status& s) {
    s.network_id = 7, s.protocol.version = 100, s.genesis = {}, s.fork.hash = {1};
  };
  status(all_wrong, "Network ID mismatch - 7 (!= 1337)");
  status([&](auto& s) { all_wrong(s), s.network_id = 1337; },
         "Protocol version mismatch - 100 (!= 99)");
  const std::string genesis = "0102030000000000000000000000000000000000000000000000000000000000";
  status([&](auto& s) { s.genesis = {}, s.fork.hash = {1}; },
         "Genesis mismatch - " + std::string(64, '0') + " (!= " + genesis + ")");
  status([](auto& s) { s.fork.hash = {1}; },
         "Fork ID rejected - local incompatible or needs update");
}

TEST(Peer, SomethingElseInsteadOfAStatusEnds) {
  Dialogue block;
  block.shakes_hands().says_hello().is_added().says(0x17, Bytes{0xc0});
  block.expects_end(Happening::status_failed, "No status message - first msg has code 7 (!= 0)");
  Dialogue bad;
  bad.shakes_hands().says_hello().is_added().says(16, Bytes{0xc1, 0xc0});
  bad.expects_end(Happening::status_failed, "Invalid message - too few elements");
  Dialogue twice;
  twice.links_up().says(16, Bytes{0xc0}).expects_codes({1});
  twice.expects_end(Happening::link_lost, "Extra status message - uncontrolled status message");
}

TEST(Peer, CodesThatNobodySpeaksEndWithoutAWord) {  // SPEC goquorum 4.7
  Dialogue d;
  d.links_up().says(34, Bytes{0xc0}).expects_codes({});
  d.expects_end(Happening::link_lost, "msg code out of range: 34");
}

TEST(Peer, MoreThanAMegabyteTenIsTooLong) {  // SPEC goquorum 6.2
  Dialogue d;
  d.links_up().says(0x21, Bytes(max_protocol_message, 1));
  EXPECT_NE(d.find<Deliver>(), nullptr);
  d.says(0x21, Bytes(max_protocol_message + 1, 1)).expects_codes({1});
  d.expects_end(Happening::link_lost, "Message too long - 10485761 > 10485760");
}

TEST(Peer, ClosedByTheTransportSaysWhere) {
  Dialogue first;
  first.closes(p2p::CloseReason::eof).expects_end(Happening::rlpx_failed, "EOF");
  Dialogue second;
  second.shakes_hands().closes(p2p::CloseReason::reset);
  second.expects_end(Happening::hello_failed, "read: connection reset by peer");
  Dialogue third;
  third.links_up().closes(p2p::CloseReason::timed_out);
  third.expects_end(Happening::link_lost, "read: connection timed out");
  third.says(2, Bytes{0xc0}).expects_nothing().waits(minutes(1)).expects_nothing();
}

TEST(Peer, WhatComesBeforeTheOwnersAnswerIsHeldAndBounded) {
  Dialogue held;
  held.shakes_hands(false).says(0, encode_hello(hello_of(held.remote()))).expects_nothing();
  held.does([](Peer& peer, Instant now, Outbox& out) { peer.admit(now, out); });
  EXPECT_NE(held.find<HelloKnown>(), nullptr);
  Dialogue flood;
  flood.shakes_hands(false).sends_bytes(Bytes(70'000));
  flood.expects_end(Happening::peer_rejected, "more than 64 KiB before the first check");
}

/// Two peers and the bytes between them, of which a test may cut or change some.
struct Pair {
  p2p::LocalChain chain = small_chain();
  Process a = testing::process(1);
  Process b = testing::process(2);
  Rng rng_a{3};
  Rng rng_b{4};
  std::array<Peer, 2> peers{Peer::dialer(a, chain, rng_a, b.key.open),
                            Peer::listener(b, chain, rng_b)};
  std::array<std::size_t, 2> passed{};  ///< bytes that each has sent
  std::array<std::size_t, 2> limit{SIZE_MAX, SIZE_MAX};
  std::array<std::size_t, 2> flip{SIZE_MAX, SIZE_MAX};
  std::array<std::optional<Ended>, 2> ended;

  /// Runs until nobody has more to say; then closes what is cut.
  void run() {
    for (const std::size_t who : {1U, 0U}) act(who, [](Peer& p, Outbox& o) { p.on_open({}, o); });
    for (const std::size_t who : {0U, 1U}) {
      if (passed[who] < limit[who]) continue;
      act(1 - who, [](Peer& p, Outbox& o) { p.on_close({}, p2p::CloseReason::eof, o); });
    }
  }
  template <class F>
  void act(std::size_t who, F&& action) {
    Outbox out;
    action(peers[who], out);
    for (const Effect& effect : out.effects()) carry_out(who, effect);
  }
  void carry_out(std::size_t who, const Effect& effect) {
    if (const auto* send = std::get_if<Send>(&effect)) deliver(who, send->bytes);
    if (const auto* end = std::get_if<Ended>(&effect)) ended[who] = *end;
    if (std::holds_alternative<KeyKnown>(effect))
      act(who, [](Peer& p, Outbox& o) { p.admit({}, o); });
    if (std::holds_alternative<HelloKnown>(effect))
      act(who, [](Peer& p, Outbox& o) { p.add({}, o); });
  }
  void deliver(std::size_t from, Bytes bytes) {
    const std::size_t at = passed[from];
    if (flip[from] - at < bytes.size()) bytes[flip[from] - at] ^= 0x10;
    passed[from] += bytes.size();
    if (at >= limit[from]) return;
    bytes.resize(std::min(bytes.size(), limit[from] - at));
    act(1 - from, [&](Peer& p, Outbox& o) { p.on_bytes({}, bytes, o); });
  }
};

TEST(PeerPair, LinksUp) {
  Pair pair;
  pair.run();
  EXPECT_TRUE(pair.peers[0].is_up());
  EXPECT_TRUE(pair.peers[1].is_up());
}

TEST(PeerPair, TruncatedAtAnyByteEndsWithEof) {
  Pair whole;
  whole.run();
  for (const std::size_t who : {0U, 1U}) {
    for (std::size_t size = 0; size < whole.passed[who]; ++size) {
      Pair pair;
      pair.limit[who] = size;
      pair.run();
      EXPECT_FALSE(pair.peers[1 - who].is_up()) << size;
      ASSERT_TRUE(pair.ended[1 - who]) << who << " " << size;
      EXPECT_EQ(p2p::error_text(pair.ended[1 - who]->cause), "EOF") << size;
    }
  }
}

TEST(PeerPair, ChangedAnywhereEndsOrWaitsForMore) {
  Pair whole;
  whole.run();
  for (const std::size_t who : {0U, 1U}) {
    for (std::size_t at = 0; at < whole.passed[who]; at += 3) {
      Pair pair;
      pair.flip[who] = at;
      pair.run();
      EXPECT_FALSE(pair.peers[1 - who].is_up()) << at;
      // Only a changed size leaves it waiting, for the 5 s that it has.
      const bool waits = at < 2 || pair.peers[1 - who].deadline() == Instant() + seconds(5);
      EXPECT_TRUE(pair.ended[1 - who] || waits) << who << " " << at;
    }
  }
}

}  // namespace
}  // namespace seatrial::devp2p
