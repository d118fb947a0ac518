// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/rlpx/handshake.hpp"

#include "sim/proto/rlpx/frames.hpp"
#include "sim/wire/snappy.hpp"
#include "tests/unit/wire/wire_testing.hpp"

namespace seatrial::rlpx {
namespace {

/// Two ends with keys from one seed.
struct Ends {
  Rng rng{7};
  KeyPair a = wire::random_key_pair(rng);
  KeyPair b = wire::random_key_pair(rng);
};

/// Gives the bytes in pieces of a size; whether the handshake is done, or why it failed.
Result<bool> feed(Handshake& handshake, ByteSpan bytes, std::size_t piece, Bytes& out) {
  Result<bool> done = false;
  while (!bytes.empty() && done && !*done) {
    ByteSpan now = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(now.size());
    done = handshake.take(now, out);
  }
  return done;
}

TEST(RlpxHandshake, AgreesHoweverTheBytesAreSplit) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    Ends ends;
    Bytes auth;
    Bytes ack;
    Bytes none;
    auto dialer = Handshake::initiator({&ends.a, &ends.rng}, ends.b.open, auth).value();
    auto listener = Handshake::responder({&ends.b, &ends.rng});
    ASSERT_TRUE(feed(listener, auth, piece, ack).value());
    ASSERT_TRUE(feed(dialer, ack, piece, none).value());
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(listener.remote(), ends.a.open);
    EXPECT_EQ(dialer.secrets().aes, listener.secrets().aes);
    EXPECT_EQ(dialer.secrets().egress, listener.secrets().ingress);
    EXPECT_EQ(dialer.secrets().ingress, listener.secrets().egress);
  }
}

TEST(RlpxHandshake, WaitsAtEveryByteAndLeavesWhatFollows) {
  Ends ends;
  Bytes auth;
  auto dialer = Handshake::initiator({&ends.a, &ends.rng}, ends.b.open, auth).value();
  Bytes ack;
  auto listener = Handshake::responder({&ends.b, &ends.rng});
  for (const std::uint8_t& byte : auth) {
    ByteSpan one(&byte, 1);
    const auto done = listener.take(one, ack);
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_EQ(*done, &byte == &auth.back());
    EXPECT_TRUE(one.empty());
  }
  wire::append(ack, Bytes(5, 9));
  ByteSpan in = ack;
  Bytes none;
  EXPECT_TRUE(dialer.take(in, none).value());
  EXPECT_EQ(Bytes(in.begin(), in.end()), Bytes(5, 9));
}

TEST(RlpxHandshake, AnswersAPlainAuthPlainly) {
  const auto all = wire::vectors("eip8.json");
  const KeyPair b =
      wire::key_pair(wire::parse_private_key(wire::text(all.at("static_b"))).value()).value();
  Rng rng(1);
  for (const char* name : {"auth1", "auth2", "auth3"}) {
    auto listener = Handshake::responder({&b, &rng});
    const Bytes auth = wire::hex(wire::text(all.at(name)));
    ByteSpan in = auth;
    Bytes ack;
    ASSERT_TRUE(listener.take(in, ack).value()) << name;
    EXPECT_EQ(ack.size() == plain_ack_size, std::string_view(name) == "auth1");
  }
}

TEST(RlpxHandshake, GarbageEndsWithGoQuorumsReason) {
  const auto reason = [](Bytes bytes) {
    Ends ends;
    auto listener = Handshake::responder({&ends.b, &ends.rng});
    ByteSpan in = bytes;
    Bytes out;
    const auto done = listener.take(in, out);
    EXPECT_TRUE(out.empty());
    return done ? std::string(*done ? "done" : "waits") : done.error().what;
  };
  EXPECT_EQ(reason(Bytes(306, 1)), "waits");
  EXPECT_EQ(reason(Bytes(307, 0)), "size underflow, need at least 307 bytes");
  Bytes http = wire::Bytes(1000, ' ');
  http[0] = 'G', http[1] = 'E';
  EXPECT_EQ(reason(http), "waits") << "0x4745 bytes are announced";
  Bytes whole(2 + 400, 0x55);
  whole[0] = 1, whole[1] = 0x90;
  EXPECT_EQ(reason(whole), "ecies: invalid public key");
  Ends ends;
  Bytes auth;
  ASSERT_TRUE(Handshake::initiator({&ends.a, &ends.rng}, ends.a.open, auth));
  EXPECT_EQ(reason(auth), "ecies: invalid message") << "for another node key";
  EXPECT_FALSE(Handshake::initiator({&ends.a, &ends.rng}, PublicKey{}, auth));
}

/// Both ends' frames of one agreed link.
struct Link {
  Link() {
    Bytes auth;
    Bytes ack;
    auto dialer = Handshake::initiator({&ends.a, &ends.rng}, ends.b.open, auth).value();
    auto listener = Handshake::responder({&ends.b, &ends.rng});
    feed(listener, auth, 4096, ack).value();
    feed(dialer, ack, 4096, auth).value();
    a.emplace(dialer.secrets());
    b.emplace(listener.secrets());
  }
  Ends ends;
  std::optional<Frames> a;
  std::optional<Frames> b;
};

TEST(RlpxFrames, CarryMessagesBothWaysInAnyPieces) {
  Link link;
  for (const bool snappy : {false, true}) {
    if (snappy) link.a->use_snappy(), link.b->use_snappy();
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 1000U, 70'000U}) {
      for (const auto& [from, to] : {std::pair(&link.a, &link.b), std::pair(&link.b, &link.a)}) {
        const Frame sent{size % 200, Bytes(size, std::uint8_t(size))};
        Bytes bytes;
        ASSERT_TRUE((*from)->put(sent.code, sent.payload, bytes));
        std::optional<Frame> got;
        for (ByteSpan in = bytes; !in.empty();) {
          ByteSpan piece = in.first(std::min<std::size_t>(in.size(), 1 + size / 3));
          in = in.subspan(piece.size());
          ASSERT_FALSE(got) << "before its last byte";
          got = (*to)->take(piece).value();
          ASSERT_TRUE(piece.empty());
        }
        EXPECT_EQ(got, sent);
      }
    }
  }
}

TEST(RlpxFrames, SeveralInOnePieceComeOneByOne) {
  Link link;
  Bytes bytes;
  link.a->put(2, Bytes{0xc0}, bytes);
  link.a->put(3, Bytes{0xc0}, bytes);
  ByteSpan in = bytes;
  EXPECT_EQ(link.b->take(in).value()->code, 2U);
  EXPECT_EQ(link.b->take(in).value()->code, 3U);
  EXPECT_FALSE(link.b->take(in).value());
}

TEST(RlpxFrames, AnyChangedByteIsSeen) {
  Link whole;
  Bytes sample;
  whole.a->put(16, Bytes(20, 5), sample);
  for (std::size_t at = 0; at < sample.size(); ++at) {
    Link link;  // the same seed makes the same link
    Bytes bytes;
    link.a->put(16, Bytes(20, 5), bytes);
    ASSERT_EQ(bytes, sample);
    bytes[at] ^= 0x40;
    ByteSpan in = bytes;
    const auto read = link.b->take(in);
    ASSERT_FALSE(read) << at;
    EXPECT_EQ(read.error().what, at < 32 ? "bad header MAC" : "bad frame MAC") << at;
  }
}

TEST(RlpxFrames, WhatIsTooLargeIsRefusedByItsHeader) {
  Link link;
  link.b->limit(2048);
  Bytes bytes;
  link.a->put(0, Bytes(4000), bytes);
  ByteSpan in = ByteSpan(bytes).first(32);
  EXPECT_EQ(link.b->take(in).error().what, "message too big");
  EXPECT_FALSE(link.a->put(0, Bytes(wire::max_frame_size), bytes)) << "with its code it is 16 MiB";
}

TEST(RlpxFrames, CompressionThatLiesIsAnError) {
  Link link;
  link.b->use_snappy();
  const auto read = [&](const Bytes& payload) {
    Bytes bytes;
    link.a->put(16, payload, bytes);
    ByteSpan in = bytes;
    const auto frame = link.b->take(in);
    return frame ? "read" : frame.error().what;
  };
  EXPECT_EQ(read(wire::compress(Bytes{})), "read");
  EXPECT_EQ(read({}), "snappy: corrupt input");
  EXPECT_EQ(read({0xff, 0xff, 0xff, 0x7f, 0}), "message length >= 16MB");
  EXPECT_EQ(read({0xff, 0xff, 0xff, 0x07, 0}), "snappy: corrupt input") << "16 MiB of nothing";
  EXPECT_EQ(read({5, 0, 1}), "snappy: corrupt input");
}

}  // namespace
}  // namespace seatrial::rlpx
