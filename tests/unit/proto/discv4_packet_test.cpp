// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/discv4/packet.hpp"

#include "sim/wire/keccak.hpp"
#include "sim/wire/rlp.hpp"
#include "tests/unit/wire/wire_testing.hpp"

namespace seatrial::discv4 {
namespace {

using wire::json;
using wire::text;

wire::KeyPair eip8_key() {
  return wire::key_pair(
             wire::parse_private_key(text(wire::vectors("eip8.json").at("static_b"))).value())
      .value();
}

Received eip8_packet(const char* name) {
  const auto read = decode_packet(wire::hex(text(wire::vectors("eip8.json").at(name))));
  if (!read) throw std::runtime_error(read.error().message());
  EXPECT_EQ(read->from, eip8_key().open);
  EXPECT_EQ(expiration_of(read->packet), 1136239445U);
  return *read;
}

TEST(DiscoveryPacket, PingsOfEip8) {
  const auto ping = std::get<Ping>(eip8_packet("ping4").packet);
  EXPECT_EQ(ping.version, 4U);
  EXPECT_EQ(ping.from, (Endpoint{{127, 0, 0, 1}, 3322, 5544}));
  EXPECT_EQ(ping.to, (Endpoint{Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 2222, 3333}));
  EXPECT_EQ(std::get<Ping>(eip8_packet("ping555").packet).version, 555U);
}

TEST(DiscoveryPacket, OthersOfEip8) {
  const auto pong = std::get<Pong>(eip8_packet("pong").packet);
  EXPECT_EQ(pong.to.udp, 2222);
  EXPECT_EQ(wire::to_hex(pong.ping_hash),
            "fbc914b16819237dcd8801d7e53f69e9719adecb3cc0e790c57e91ca4461c954");
  const auto find = std::get<FindNode>(eip8_packet("findnode").packet);
  EXPECT_EQ(wire::to_hex(find.target.span().first(4)), "ca634cae");
  const auto neighbors = std::get<Neighbors>(eip8_packet("neighbors").packet);
  ASSERT_EQ(neighbors.nodes.size(), 4U);
  EXPECT_EQ(neighbors.nodes[0].endpoint, (Endpoint{{99, 33, 22, 55}, 4444, 4445}));
  EXPECT_EQ(neighbors.nodes[1].endpoint, (Endpoint{{1, 2, 3, 4}, 1, 1}));
  EXPECT_EQ(neighbors.nodes[3].endpoint.udp, 999);
}

std::vector<Packet> one_of_each() {
  const Endpoint here{{10, 1, 0, 11}, 30303, 30303};
  const wire::NodeRecord record = wire::make_record(eip8_key(), 3, {{10, 1, 0, 11}, 1, 2});
  return {Ping{4, here, {{10, 1, 0, 12}, 30303, 0}, 77, 3},
          Pong{here, {{1, 2, 3}}, 77, 3},
          FindNode{eip8_key().open, 77},
          Neighbors{{{here, eip8_key().open}, {here, {}}}, 77},
          Neighbors{{}, 77},
          EnrRequest{77},
          EnrResponse{{{9}}, wire::encode_record(record)}};
}

TEST(DiscoveryPacket, GoesBothWays) {
  for (const Packet& packet : one_of_each()) {
    const Bytes bytes = encode_packet(packet, eip8_key().secret);
    const auto read = decode_packet(bytes).value();
    EXPECT_EQ(read.packet, packet) << name_of(packet);
    EXPECT_EQ(read.from, eip8_key().open);
    EXPECT_EQ(read.hash, packet_hash(bytes));
  }
}

TEST(DiscoveryPacket, IsRefusedIfChangedOrCutAnywhere) {
  const Bytes good = encode_packet(one_of_each()[0], eip8_key().secret);
  for (std::size_t at = 0; at < good.size(); ++at) {
    const auto cut = decode_packet(Bytes(good.data(), good.data() + at));
    EXPECT_EQ(cut.error().what, at < 98 ? "too small" : "bad hash") << at;
    Bytes changed = good;
    changed[at] ^= 1;
    EXPECT_EQ(decode_packet(changed).error().what, "bad hash") << at;
  }
  EXPECT_EQ(decode_packet(Bytes(1281, 1)).error().what, "bad hash");
}

/// A packet with any data, rightly hashed and signed.
Bytes forged(std::uint8_t type, const Bytes& data) {
  Bytes body = {type};
  wire::append(body, data);
  const auto signature = wire::sign(eip8_key().secret, wire::keccak256(body)).value();
  Bytes whole(signature.data.begin(), signature.data.end());
  wire::append(whole, body);
  const Hash32 hash = wire::keccak256(whole);
  Bytes out(hash.data.begin(), hash.data.end());
  wire::append(out, whole);
  return out;
}

TEST(DiscoveryPacket, RightlySignedNonsenseIsAnError) {
  const auto what = [](std::uint8_t type, const Bytes& data) {
    const auto read = decode_packet(forged(type, data));
    return read ? std::string("read") : read.error().what;
  };
  const Bytes nothing = wire::rlp::List().encode();
  EXPECT_EQ(what(0, nothing), "unknown type: 0");
  EXPECT_EQ(what(7, nothing), "unknown type: 7");
  for (std::uint8_t type = 1; type <= 6; ++type) {
    EXPECT_EQ(what(type, {}), "unexpected end of input");
    EXPECT_EQ(what(type, nothing), "too few elements");
    const Bytes numbers =
        wire::rlp::List().add_number(1).add_number(1).add_number(1).add_number(1).encode();
    EXPECT_EQ(what(type, numbers) == "read", type == 5) << int(type);
  }
  const wire::rlp::List port =
      wire::rlp::List().add(Bytes{1, 2, 3, 4}).add_number(70'000).add_number(1);
  const Bytes ping =
      wire::rlp::List().add_number(4).add_list(port).add_list(port).add_number(1).encode();
  EXPECT_EQ(what(1, ping), "input string too long for uint16");
}

// Packets of a second implementation: read, and made again to the same bytes.
TEST(DiscoveryPacket, MadeElsewhereIsReadAndMadeAgain) {
  const json told = wire::vectors("discovery.json");
  for (const json& entry : told.at("packets")) {
    const Bytes bytes = wire::hex(text(entry.at("bytes")));
    const auto read = decode_packet(bytes);
    ASSERT_TRUE(read) << text(entry.at("type")) << ": " << read.error().message();
    const auto key = wire::parse_private_key(text(told.at("static_" + text(entry.at("from")))));
    EXPECT_EQ(read->from, wire::public_key(key.value()).value());
    // GoQuorum itself always sends the number.
    EXPECT_EQ(encode_packet(read->packet, key.value()) == bytes,
              text(entry.at("type")) != "ping without a sequence number")
        << text(entry.at("type"));
    if (const auto* answer = std::get_if<EnrResponse>(&read->packet)) {
      EXPECT_TRUE(wire::decode_record(answer->record));
    } else {
      EXPECT_EQ(expiration_of(read->packet), told.at("expiration").get<std::uint64_t>());
    }
  }
}

// Every packet that a real network of four sent: read, and made again with the sender's key.
TEST(DiscoveryPacket, CapturedOnesAreReadAndMadeAgain) {
  if (wire::realworld().empty()) GTEST_SKIP() << "SEATRIAL_REALWORLD is not set";
  const std::string folder = wire::realworld() + "/oracle/vectors/";
  std::map<PublicKey, wire::PrivateKey> keys;
  const json nodes = wire::read_json(folder + "discv4-keys.json");
  for (const auto& [name, node] : nodes.items()) {
    if (!node.is_object() || !node.contains("nodekey")) continue;
    const auto key = wire::parse_private_key(text(node.at("nodekey"))).value();
    keys.emplace(wire::public_key(key).value(), key);
  }
  const json packets = wire::read_json(folder + "discv4-packets.json");
  std::size_t made_again = 0;
  for (const json& entry : packets) {
    const Bytes bytes = wire::hex(text(entry.at("udp_payload")));
    const auto read = decode_packet(bytes);
    ASSERT_TRUE(read) << read.error().message();
    if (const auto* answer = std::get_if<EnrResponse>(&read->packet)) {
      EXPECT_TRUE(wire::decode_record(answer->record));
    }
    const auto key = keys.find(read->from);
    if (key == keys.end()) continue;  // the bootnode's is not there
    EXPECT_EQ(encode_packet(read->packet, key->second), bytes);
    ++made_again;
  }
  EXPECT_EQ(packets.size(), 86U);
  EXPECT_GT(made_again, 0U);
}

}  // namespace
}  // namespace seatrial::discv4
