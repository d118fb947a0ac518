// SPDX-License-Identifier: Apache-2.0
// What servers say as bytes and back: each message of a dialogue arrives as itself, what the
// machine answers by itself waits for the server's word, and bytes that are none are told as such.
#include "sim/proto/devp2p/byte_session.hpp"

#include <gmock/gmock.h>

#include "sim/proto/devp2p/payload_bytes.hpp"
#include "sim/proto/p2p/log_text.hpp"
#include "tests/support/wire_dialogue.hpp"

namespace seatrial::devp2p {
namespace {

using p2p::CauseKind;
using p2p::DisconnectReason;
using p2p::Message;
using p2p::NodeRef;
using wire::Bytes;

constexpr NodeRef anna{1};
constexpr NodeRef bert{2};
constexpr NodeRef carl{3};

/// Two ends of one connection, and what each has heard.
struct Line {
  p2p::LocalChain chain = testing::small_chain();
  Process a = testing::process(1);
  Process b = testing::process(2);
  Rng rng{3};
  KeyRing keys;
  ByteSession dialer;
  ByteSession listener;
  std::vector<Heard> heard;  ///< by the end that was spoken to last

  explicit Line(const wire::PublicKey& dialled = testing::process(2).key.open)
      : keys(known(a, b)),
        dialer(Peer::dialer(a, chain, rng, dialled), keys, anna),
        listener(Peer::listener(b, chain, rng), keys, bert) {
    listener.open({});
  }
  static KeyRing known(const Process& a, const Process& b) {
    KeyRing keys;
    keys.add(anna, a.key);
    keys.add(bert, b.key);
    return keys;
  }
  void say(ByteSession& from, ByteSession& to, const Message& message) {
    pass(from.say({}, message), to);
  }
  void pass(const Bytes& bytes, ByteSession& to) {
    heard.clear();
    to.hear({}, bytes, heard);
  }
  void expect_heard(const Message& message) const {
    ASSERT_EQ(heard.size(), 1U);
    ASSERT_TRUE(std::holds_alternative<Message>(heard[0]));
    EXPECT_EQ(std::get<Message>(heard[0]), message) << to_string(std::get<Message>(heard[0]));
  }
  void both_say_hello() {
    say(dialer, listener, p2p::Auth{anna, bert});
    expect_heard(p2p::Auth{anna, bert});
    say(listener, dialer, p2p::Ack{});
    expect_heard(p2p::Ack{});
    say(listener, dialer, p2p::Hello{bert, b.capabilities});
    EXPECT_TRUE(heard.empty()) << "its own Hello is not said yet";
    say(dialer, listener, p2p::Hello{anna, a.capabilities});
    expect_heard(p2p::Hello{anna, a.capabilities});
  }
  void link_up() {
    both_say_hello();
    say(listener, dialer, status());
    expect_heard_last(p2p::Hello{bert, b.capabilities});
    say(dialer, listener, status());
    expect_heard(status());
    pass({}, dialer);
    expect_heard(status());  // it came before the dialer's server had added the peer
  }
  void expect_heard_last(const Message& message) {
    heard.resize(std::min<std::size_t>(heard.size(), 1));
    expect_heard(message);
  }
  p2p::Status status() const {
    p2p::Status status = chain.status;
    status.protocol = {p2p::Protocol::istanbul, 99};
    return status;
  }
};

const Broken& broken(const Line& line) {
  return std::get<Broken>(line.heard.at(0));
}

TEST(ByteSession, CarriesADialogue) {
  Line line;
  line.link_up();
  line.say(line.dialer, line.listener, p2p::Ping{});
  line.expect_heard(p2p::Ping{});
  line.say(line.listener, line.dialer, p2p::Pong{});
  line.expect_heard(p2p::Pong{});
  const p2p::Payload vote{p2p::Protocol::istanbul, 0x11, 180, {1, 2, UINT64_MAX, 4}};
  line.say(line.listener, line.dialer, vote);
  line.expect_heard(vote);
  line.say(line.dialer, line.listener, p2p::Disconnect{DisconnectReason::too_many_peers});
  line.expect_heard(p2p::Disconnect{DisconnectReason::too_many_peers});
}

TEST(ByteSession, AnswersAreHeldUntilTheServerSaysThem) {
  Line line;
  line.say(line.dialer, line.listener, p2p::Auth{anna, bert});
  const Bytes ack = line.listener.say({}, p2p::Ack{});
  EXPECT_GT(ack.size(), 200U);
  EXPECT_TRUE(line.listener.say({}, p2p::Ack{}).empty()) << "said once";
}

TEST(ByteSession, AKeyOfAnotherIsToldAsSuch) {
  Line line(testing::process(9).key.open);
  line.say(line.dialer, line.listener, p2p::Auth{anna, carl});
  EXPECT_EQ(broken(line), (Broken{p2p::because(CauseKind::wrong_key), std::nullopt}));
}

TEST(ByteSession, AStatusThatDoesNotFitSaysWhatTheRemoteIsTold) {
  Line line;
  line.both_say_hello();
  line.pass(line.listener.say({}, line.status()), line.dialer);
  line.chain.status.network_id = 7;  // both ends here share one chain, and the dialer speaks now
  const Bytes said = line.dialer.say({}, line.status());
  line.chain.status.network_id = 1337;
  line.pass(said, line.listener);
  EXPECT_EQ(p2p::error_text(broken(line).cause), "Network ID mismatch - 7 (!= 1337)");
  EXPECT_EQ(broken(line).tell, DisconnectReason::subprotocol_error);
  EXPECT_FALSE(line.listener.say({}, p2p::Disconnect{*broken(line).tell}).empty());
}

TEST(ByteSession, GarbageEndsAtEveryStep) {
  Line first;
  Bytes hello(500, 3);
  hello[0] = 1, hello[1] = 0x40;  // a size that is all there
  first.pass(hello, first.listener);
  EXPECT_EQ(broken(first).cause.kind, CauseKind::not_rlpx);
  Line later;
  later.link_up();
  later.pass(Bytes(64, 3), later.listener);
  EXPECT_EQ(broken(later).cause.kind, CauseKind::bad_frame);
  EXPECT_EQ(broken(later).tell, std::nullopt);
}

TEST(PayloadBytes, AreWhatTheyWere) {
  for (const std::uint32_t size : {0U, 5U, 60U, 400U, 70'000U}) {
    const p2p::Payload payload{p2p::Protocol::eth, 7, size, {0, 1, UINT64_MAX, 300}};
    const Bytes bytes = encode_payload(payload);
    EXPECT_EQ(decode_payload(p2p::Protocol::eth, 7, bytes).value(), payload);
    if (size > 60) {
      EXPECT_NEAR(static_cast<double>(bytes.size()), size, 12.0);
    }
    for (std::size_t cut = 0; cut < std::min<std::size_t>(bytes.size(), 64); ++cut)
      EXPECT_FALSE(decode_payload(p2p::Protocol::eth, 7, wire::ByteSpan(bytes).first(cut)));
  }
}

}  // namespace
}  // namespace seatrial::devp2p
