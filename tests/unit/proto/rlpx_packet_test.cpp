// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/rlpx/packet.hpp"

#include <algorithm>

#include "sim/wire/rlp.hpp"
#include "tests/unit/wire/wire_testing.hpp"

namespace seatrial::rlpx {
namespace {

using wire::json;
using wire::PrivateKey;

/// The keys, nonces and packets of EIP-8.
struct Eip8 {
  json all = wire::vectors("eip8.json");

  Bytes bytes(const char* name) const { return wire::hex(wire::text(all.at(name))); }
  Hash32 hash(const char* name) const { return wire::fixed<Hash32>(wire::text(all.at(name))); }
  KeyPair pair(const char* name) const {
    return wire::key_pair(wire::parse_private_key(wire::text(all.at(name))).value()).value();
  }
};

struct Packet {
  const char* name;
  Form form;
  std::uint64_t version;
};

class Auths : public testing::TestWithParam<Packet> {};

TEST_P(Auths, OfEip8AreRead) {
  const Eip8 eip8;
  const auto auth =
      open_auth(eip8.bytes(GetParam().name), eip8.pair("static_b").secret, GetParam().form);
  ASSERT_TRUE(auth) << auth.error().message();
  EXPECT_EQ(auth->initiator, eip8.pair("static_a").open);
  EXPECT_EQ(auth->nonce, eip8.hash("nonce_a"));
  EXPECT_EQ(auth->version, GetParam().version);
  EXPECT_EQ(ephemeral_of(*auth, eip8.pair("static_b").secret).value(),
            eip8.pair("ephemeral_a").open);
}

INSTANTIATE_TEST_SUITE_P(Eip8, Auths,
                         testing::Values(Packet{"auth1", Form::plain, 4},
                                         Packet{"auth2", Form::eip8, 4},
                                         Packet{"auth3", Form::eip8, 56}),
                         [](const auto& test) { return std::string(test.param.name); });

class Acks : public testing::TestWithParam<Packet> {};

TEST_P(Acks, OfEip8AreRead) {
  const Eip8 eip8;
  const auto ack =
      open_ack(eip8.bytes(GetParam().name), eip8.pair("static_a").secret, GetParam().form);
  ASSERT_TRUE(ack) << ack.error().message();
  EXPECT_EQ(ack->ephemeral, eip8.pair("ephemeral_b").open);
  EXPECT_EQ(ack->nonce, eip8.hash("nonce_b"));
  EXPECT_EQ(ack->version, GetParam().version);
}

INSTANTIATE_TEST_SUITE_P(Eip8, Acks,
                         testing::Values(Packet{"ack1", Form::plain, 4},
                                         Packet{"ack2", Form::eip8, 4},
                                         Packet{"ack3", Form::eip8, 57}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(RlpxPacket, SecretsOfEip8) {
  const Eip8 eip8;
  const Bytes auth = eip8.bytes("auth2");
  const Bytes ack = eip8.bytes("ack2");
  const auto at_b = derive({false, eip8.pair("ephemeral_b").secret, eip8.pair("ephemeral_a").open,
                            eip8.hash("nonce_a"), eip8.hash("nonce_b"), auth, ack})
                        .value();
  EXPECT_EQ(at_b.aes, eip8.hash("aes_secret"));
  EXPECT_EQ(at_b.mac, eip8.hash("mac_secret"));
  const wire::FrameCipher cipher(at_b);
  EXPECT_EQ(cipher.ingress_digest_with(wire::as_bytes("foo")), eip8.hash("ingress_mac_foo"));
  const auto at_a = derive({true, eip8.pair("ephemeral_a").secret, eip8.pair("ephemeral_b").open,
                            eip8.hash("nonce_a"), eip8.hash("nonce_b"), auth, ack})
                        .value();
  EXPECT_EQ(at_a.egress, at_b.ingress);
  EXPECT_EQ(at_a.ingress, at_b.egress);
}

TEST(RlpxPacket, GoesBothWaysInBothForms) {
  const Eip8 eip8;
  Rng rng(1);
  const Auth auth = make_auth(eip8.pair("static_a"), eip8.pair("ephemeral_a"), eip8.hash("nonce_a"),
                              eip8.pair("static_b").open)
                        .value();
  const Ack ack{eip8.pair("ephemeral_b").open, eip8.hash("nonce_b"), handshake_version};
  for (const Form form : {Form::plain, Form::eip8}) {
    const Bytes first = seal_auth(auth, eip8.pair("static_b").open, form, rng).value();
    EXPECT_EQ(open_auth(first, eip8.pair("static_b").secret, form).value(), auth);
    const Bytes second = seal_ack(ack, eip8.pair("static_a").open, form, rng).value();
    EXPECT_EQ(open_ack(second, eip8.pair("static_a").secret, form).value(), ack);
    if (form == Form::plain) {
      EXPECT_EQ(first.size(), plain_auth_size);
      EXPECT_EQ(second.size(), plain_ack_size);
    } else {
      EXPECT_GE(first.size(), plain_auth_size + 2) << "or it would be read as a plain one";
      EXPECT_EQ(eip8_size(first, plain_auth_size).value(), first.size());
    }
  }
}

TEST(RlpxPacket, AnotherKeyOrAChangedByteIsAnInvalidMessage) {
  const Eip8 eip8;
  Bytes auth = eip8.bytes("auth2");
  EXPECT_EQ(open_auth(auth, eip8.pair("static_a").secret, Form::eip8).error().what,
            "ecies: invalid message");
  for (const std::size_t at : {0U, 1U, 70U, 200U, unsigned(auth.size() - 1)}) {
    Bytes changed = auth;
    changed[at] ^= 1;
    EXPECT_EQ(open_auth(changed, eip8.pair("static_b").secret, Form::eip8).error().what,
              "ecies: invalid message")
        << at;
  }
  auth[2] = 0x16;  // TLS, say
  EXPECT_EQ(open_auth(auth, eip8.pair("static_b").secret, Form::eip8).error().what,
            "ecies: invalid public key");
}

TEST(RlpxPacket, SizesBelowThePlainOnesAreRefused) {
  const Bytes short_size(plain_auth_size, 0);
  EXPECT_EQ(eip8_size(short_size, plain_auth_size).error().what,
            "size underflow, need at least 307 bytes");
  EXPECT_EQ(eip8_size(Bytes(plain_auth_size - 1, 0xff), plain_auth_size).value(), 0U);
}

// What is encrypted may be anything, too: the dialer holds the key.
TEST(RlpxPacket, HonestBoxesOfNonsenseAreErrors) {
  const Eip8 eip8;
  const KeyPair to = eip8.pair("static_b");
  const Bytes bodies[] = {{},
                          Bytes(200, 0xff),
                          wire::rlp::List().add_number(1).encode(),
                          wire::rlp::List().add(Bytes(65)).add(Bytes(64)).add(Bytes(31)).encode()};
  for (const Bytes& body : bodies) {
    const std::size_t size = body.size() + wire::ecies_overhead;
    Bytes packet = {std::uint8_t(size >> 8), std::uint8_t(size & 0xff)};
    wire::append(packet,
                 wire::ecies_seal(to.open, eip8.pair("ephemeral_a"), {}, body, packet).value());
    EXPECT_FALSE(open_auth(packet, to.secret, Form::eip8)) << body.size();
    EXPECT_FALSE(open_ack(packet, to.secret, Form::eip8)) << body.size();
  }
}

}  // namespace
}  // namespace seatrial::rlpx
