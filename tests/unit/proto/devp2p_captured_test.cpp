// SPDX-License-Identifier: Apache-2.0
// A whole conversation of two real GoQuorum 2.7.0 nodes, as it was captured: handshake packets, the
// secrets, every frame of both sides, and a peer of ours that takes the place of one of them.
#include <numeric>

#include "sim/proto/devp2p/peer.hpp"
#include "tests/support/captured_stream.hpp"
#include "tests/unit/wire/wire_testing.hpp"

namespace seatrial::devp2p {
namespace {

using testing_support::CapturedStream;
using wire::Bytes;
using wire::ByteSpan;
using wire::Hash32;
using wire::json;
using wire::text;

struct Capture {
  std::string folder = wire::realworld() + "/oracle/vectors/";
  json keys = wire::read_json(folder + "rlpx-keys.json");
  CapturedStream stream{folder + "rlpx-B1.pcap"};
  std::array<std::vector<json>, 2> logs{log_of("A1"), log_of("B1")};

  std::vector<json> log_of(const std::string& node) const {
    std::ifstream in(folder + "rlpx-keylog-" + node + ".jsonl");
    std::vector<json> entries;
    for (std::string line; std::getline(in, line);)
      if (!line.empty()) entries.push_back(json::parse(line));
    return entries;
  }
  wire::KeyPair node(const char* name) const {
    const auto key = wire::parse_private_key(text(keys.at(name).at("nodekey"))).value();
    return wire::key_pair(key).value();
  }
  /// What the keylog of a side says of the connection that was captured.
  const json& secrets(std::size_t side) const {
    for (const json& entry : logs[side])
      if (entry.at("event") == "secrets") return entry;
    throw std::runtime_error("no secrets");
  }
  rlpx::Agreement agreement(std::size_t side, const Bytes& auth, const Bytes& ack) const {
    const json& log = secrets(side);
    return {side == 0,
            wire::parse_private_key(text(log.at("ephemeral_priv"))).value(),
            wire::fixed<wire::PublicKey>(text(log.at("remote_ephemeral_pub"))),
            wire::fixed<Hash32>(text(log.at("init_nonce"))),
            wire::fixed<Hash32>(text(log.at("resp_nonce"))),
            auth,
            ack};
  }
  /// The codes and payloads that a side wrote.
  std::vector<rlpx::Frame> written_by(std::size_t side) const {
    std::vector<rlpx::Frame> frames;
    for (const json& entry : logs[side])
      if (entry.at("event") == "frame" && entry.at("dir") == "write")
        frames.push_back({entry.at("code"), wire::hex(text(entry.at("payload_plain")))});
    return frames;
  }
};

Bytes packet_of(const Bytes& stream) {
  const std::size_t size = 2 + (std::size_t{stream[0]} << 8 | stream[1]);
  return {stream.begin(), stream.begin() + std::ptrdiff_t(size)};
}

class Captured : public testing::Test {
 protected:
  void SetUp() override {
    if (wire::realworld().empty()) GTEST_SKIP() << "SEATRIAL_REALWORLD is not set";
  }
};

TEST_F(Captured, HandshakePacketsGiveTheSecretsOfBothNodes) {
  const Capture capture;
  const Bytes auth = packet_of(capture.stream.sent_by(0));
  const Bytes ack = packet_of(capture.stream.sent_by(1));
  EXPECT_EQ(auth, wire::hex(text(capture.secrets(0).at("auth_packet"))));
  const auto read = rlpx::open_auth(auth, capture.node("B1").secret, rlpx::Form::eip8).value();
  EXPECT_EQ(read.initiator, capture.node("A1").open);
  EXPECT_EQ(rlpx::ephemeral_of(read, capture.node("B1").secret).value(),
            wire::fixed<wire::PublicKey>(text(capture.secrets(0).at("ephemeral_pub"))));
  const auto answer = rlpx::open_ack(ack, capture.node("A1").secret, rlpx::Form::eip8).value();
  EXPECT_EQ(answer.nonce, wire::fixed<Hash32>(text(capture.secrets(0).at("resp_nonce"))));
  for (const std::size_t side : {0U, 1U}) {
    const auto secrets = rlpx::derive(capture.agreement(side, auth, ack)).value();
    EXPECT_EQ(secrets.aes, wire::fixed<Hash32>(text(capture.secrets(side).at("aes_secret"))));
    EXPECT_EQ(secrets.mac, wire::fixed<Hash32>(text(capture.secrets(side).at("mac_secret"))));
  }
}

// Each frame is opened with the other side's secrets, and sealed again with the sender's.
TEST_F(Captured, FramesOpenAndAreSealedAgainToTheSameBytes) {
  const Capture capture;
  const Bytes auth = packet_of(capture.stream.sent_by(0));
  const Bytes ack = packet_of(capture.stream.sent_by(1));
  for (const std::size_t side : {0U, 1U}) {
    wire::FrameCipher sender(rlpx::derive(capture.agreement(side, auth, ack)).value());
    wire::FrameCipher receiver(rlpx::derive(capture.agreement(1 - side, auth, ack)).value());
    const Bytes& all = capture.stream.sent_by(side);
    ByteSpan rest = ByteSpan(all).subspan(side == 0 ? auth.size() : ack.size());
    std::size_t frames = 0;
    for (; rest.size() >= wire::frame_header_size; ++frames) {
      const std::size_t size = receiver.open_header(rest.first(wire::frame_header_size)).value();
      const std::size_t whole = wire::frame_header_size + wire::frame_body_size(size);
      if (rest.size() < whole) break;
      Bytes body(rest.begin() + wire::frame_header_size, rest.begin() + std::ptrdiff_t(whole));
      const ByteSpan content = receiver.open_body(body, size).value();
      Bytes again;
      sender.seal(content, again);
      ASSERT_TRUE(std::equal(again.begin(), again.end(), rest.begin())) << frames;
      rest = rest.subspan(whole);
    }
    EXPECT_GE(frames, 20U);  // the capture ends a little before the keylog does
  }
}

TEST_F(Captured, MessagesAreThoseOfTheKeylog) {
  const Capture capture;
  const Bytes auth = packet_of(capture.stream.sent_by(0));
  const Bytes ack = packet_of(capture.stream.sent_by(1));
  for (const std::size_t side : {0U, 1U}) {
    rlpx::Frames frames(rlpx::derive(capture.agreement(1 - side, auth, ack)).value());
    ByteSpan rest =
        ByteSpan(capture.stream.sent_by(side)).subspan(side == 0 ? auth.size() : ack.size());
    std::vector<rlpx::Frame> read;
    while (true) {
      const auto frame = frames.take(rest).value();
      if (!frame) break;
      frames.use_snappy();  // after the Hello
      if (frame->code >= base_protocol_length || frame->code == 0) read.push_back(*frame);
    }
    auto written = capture.written_by(side);
    ASSERT_GE(read.size(), 20U);
    ASSERT_GE(written.size(), read.size()) << "the capture ends a little before the keylog does";
    written.resize(read.size());
    EXPECT_EQ(read, written);
    EXPECT_EQ(encode_hello(decode_hello(read[0].payload).value()), read[0].payload);
    const p2p::Capability istanbul_99{p2p::Protocol::istanbul, 99};
    EXPECT_EQ(encode_status(decode_status(read[1].payload, istanbul_99).value()), read[1].payload);
  }
}

}  // namespace
}  // namespace seatrial::devp2p
