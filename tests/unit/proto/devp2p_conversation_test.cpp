// SPDX-License-Identifier: Apache-2.0
// A conversation that a second implementation made, from the auth packet to the Disconnect: the
// secrets, the bytes of every frame of both sides and the messages in them must be ours, too. What
// real nodes said is in devp2p_captured_test.cpp.
#include "sim/proto/devp2p/peer.hpp"
#include "tests/unit/wire/wire_testing.hpp"

namespace seatrial::devp2p {
namespace {

using wire::Bytes;
using wire::ByteSpan;
using wire::Hash32;
using wire::json;
using wire::text;

class Conversation : public testing::Test {
 protected:
  const json told = wire::vectors("conversation.json");
  const Bytes auth = wire::hex(text(told.at("auth")));
  const Bytes ack = wire::hex(text(told.at("ack")));

  wire::KeyPair key(const char* name) const {
    return wire::key_pair(wire::parse_private_key(text(told.at(name))).value()).value();
  }
  wire::LinkSecrets secrets(bool of_initiator) const {
    const wire::KeyPair mine = key(of_initiator ? "ephemeral_a" : "ephemeral_b");
    const wire::KeyPair other = key(of_initiator ? "ephemeral_b" : "ephemeral_a");
    return rlpx::derive({of_initiator, mine.secret, other.open,
                         wire::fixed<Hash32>(text(told.at("nonce_a"))),
                         wire::fixed<Hash32>(text(told.at("nonce_b"))), auth, ack})
        .value();
  }
  static bool from_initiator(const json& frame) { return frame.at("from") == "a"; }
};

TEST_F(Conversation, HandshakePacketsGiveTheSecretsOfBoth) {
  const auto read = rlpx::open_auth(auth, key("static_b").secret, rlpx::Form::eip8).value();
  EXPECT_EQ(read.initiator, key("static_a").open);
  EXPECT_EQ(rlpx::ephemeral_of(read, key("static_b").secret).value(), key("ephemeral_a").open);
  const auto answer = rlpx::open_ack(ack, key("static_a").secret, rlpx::Form::eip8).value();
  EXPECT_EQ(answer.nonce, wire::fixed<Hash32>(text(told.at("nonce_b"))));
  for (const bool of_initiator : {true, false}) {
    EXPECT_EQ(secrets(of_initiator).aes, wire::fixed<Hash32>(text(told.at("aes_secret"))));
    EXPECT_EQ(secrets(of_initiator).mac, wire::fixed<Hash32>(text(told.at("mac_secret"))));
  }
}

TEST_F(Conversation, FramesOpenAndAreSealedAgainToTheSameBytes) {
  for (const bool of_initiator : {true, false}) {
    wire::FrameCipher sender(secrets(of_initiator));
    wire::FrameCipher receiver(secrets(!of_initiator));
    std::size_t frames = 0;
    for (const json& frame : told.at("frames")) {
      if (from_initiator(frame) != of_initiator) continue;
      const Bytes all = wire::hex(text(frame.at("bytes")));
      const ByteSpan header = ByteSpan(all).first(wire::frame_header_size);
      const std::size_t size = receiver.open_header(header).value();
      ASSERT_EQ(all.size(), header.size() + wire::frame_body_size(size));
      Bytes body(all.begin() + wire::frame_header_size, all.end());
      Bytes again;
      sender.seal(receiver.open_body(body, size).value(), again);
      EXPECT_EQ(again, all) << frames;
      ++frames;
    }
    EXPECT_EQ(frames, 4U);
  }
}

TEST_F(Conversation, MessagesAreThoseThatWereSaid) {
  for (const bool of_initiator : {true, false}) {
    rlpx::Frames frames(secrets(!of_initiator));
    for (const json& frame : told.at("frames")) {
      if (from_initiator(frame) != of_initiator) continue;
      const Bytes all = wire::hex(text(frame.at("bytes")));
      ByteSpan rest(all);
      const auto read = frames.take(rest).value();
      ASSERT_TRUE(read);
      frames.use_snappy();  // after the Hello
      EXPECT_EQ(read->code, frame.at("code").get<std::uint64_t>());
      EXPECT_EQ(wire::to_hex(read->payload), text(frame.at("payload")));
      if (read->code == 0) {
        EXPECT_EQ(encode_hello(decode_hello(read->payload).value()), read->payload);
      }
    }
  }
}

}  // namespace
}  // namespace seatrial::devp2p
