// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/devp2p/base_message.hpp"
#include "sim/proto/devp2p/protocols.hpp"
#include "sim/proto/devp2p/status_message.hpp"
#include "tests/unit/wire/wire_testing.hpp"

namespace seatrial::devp2p {
namespace {

using p2p::Protocol;
using wire::Bytes;

TEST(Hello, OfEip8IsRead) {
  const Bytes bytes = wire::hex(wire::text(wire::vectors("eip8.json").at("hello")));
  const Hello hello = decode_hello(bytes).value();
  EXPECT_EQ(hello.version, 55U);
  EXPECT_EQ(hello.client, "kneth/v0.91/plan9");
  EXPECT_EQ(hello.offers, (std::vector<Offer>{{"eth", 61}, {"mork", 22}}));
  EXPECT_EQ(hello.listen_port, 9999U);
  EXPECT_EQ(hello.id.size(), 64U);
}

TEST(Hello, GoesBothWaysAndIsRefusedIfCut) {
  const Hello hello{5, "Geth", {{"istanbul", 64}, {"istanbul", 99}}, 0, Bytes(64, 7)};
  const Bytes bytes = encode_hello(hello);
  EXPECT_EQ(decode_hello(bytes).value(), hello);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_hello(Bytes(bytes.data(), bytes.data() + size))) << size;
}

// The table of SPEC goquorum 4.7.
TEST(SharedProtocols, OffsetsOfTheFactSheet) {
  const auto own = p2p::istanbul_capabilities();
  const SharedProtocols same(own, offers(own), {});
  ASSERT_EQ(same.ranges().size(), 1U);
  EXPECT_EQ(same.ranges()[0], (Range{{Protocol::istanbul, 99}, 16, 18}));
  EXPECT_EQ(same.wire_code({Protocol::istanbul, 7}), 0x17U);
  EXPECT_EQ(same.wire_code({Protocol::istanbul, 0x11}), 0x21U);
  EXPECT_EQ(same.find(0x21), (ProtocolCode{Protocol::istanbul, 0x11}));
  EXPECT_FALSE(same.find(0x22));
  EXPECT_FALSE(same.find(15));
  const SharedProtocols old(own, {{"istanbul", 64}}, {});
  EXPECT_EQ(old.ranges()[0], (Range{{Protocol::istanbul, 64}, 16, 18}));
  const auto newer = p2p::istanbul_capabilities_21_4();
  const SharedProtocols both(newer, offers(newer), {.istanbul_100 = 22});
  EXPECT_EQ(both.wire_code({Protocol::eth, 0}), 0x10U);
  EXPECT_EQ(both.wire_code({Protocol::istanbul, 0x11}), 0x32U);
  EXPECT_EQ(both.wire_code({Protocol::istanbul, 0x15}), 0x36U);
  const SharedProtocols mixed(own, offers(newer), {});
  EXPECT_EQ(mixed.ranges()[0], (Range{{Protocol::istanbul, 99}, 16, 18}));
}

TEST(SharedProtocols, OfferedInAnyOrderWithStrangersAmongThem) {
  const auto own = p2p::istanbul_capabilities();
  const SharedProtocols shared(
      own, {{"zeth", 1}, {"istanbul", 99}, {"", 0}, {"istanbul", 64}, {"istanbul", 1099}}, {});
  EXPECT_EQ(shared.ranges().size(), 1U);
  EXPECT_EQ(shared.common().istanbul, (p2p::Capability{Protocol::istanbul, 99}));
  EXPECT_TRUE(SharedProtocols(own, {{"istanbul", 355}}, {}).common().none()) << "99 + 256";
}

TEST(Status, GoesBothWaysInBothForms) {
  p2p::Status status;
  status.network_id = 10;
  status.total_difficulty = 300;
  status.head.data[0] = 1;
  status.genesis.data[0] = 2;
  status.fork = {{1, 2, 3, 4}, 77};
  for (const p2p::Capability protocol :
       {p2p::Capability{Protocol::istanbul, 99}, p2p::Capability{Protocol::istanbul, 64},
        p2p::Capability{Protocol::eth, 64}, p2p::Capability{Protocol::eth, 63}}) {
    status.protocol = protocol;
    const Bytes bytes = encode_status(status);
    p2p::Status wanted = status;
    if (protocol.version < 64 || protocol == p2p::Capability{Protocol::istanbul, 64})
      wanted.fork = {};
    EXPECT_EQ(decode_status(bytes, protocol).value(), wanted);
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_FALSE(decode_status(Bytes(bytes.data(), bytes.data() + size), protocol)) << size;
  }
}

// On istanbul/64 the genesis comes first, with 8 bytes of it. SPEC goquorum 6.3
TEST(Status, LegacyOrder) {
  const auto local = p2p::chain_at_genesis(1337, {{1}}, {});
  p2p::Status remote = local.status;
  remote.protocol = {Protocol::istanbul, 64};
  remote.genesis = {};
  remote.network_id = 1;
  p2p::Status read;
  const auto cause = accept_status(local, {Protocol::istanbul, 64}, 0, encode_status(remote), read);
  ASSERT_TRUE(cause);
  EXPECT_EQ(cause->kind, p2p::CauseKind::genesis);
  EXPECT_EQ(cause->detail, "0000000000000000 (!= 0100000000000000)");
}

TEST(Disconnect, GoesBothWays) {
  EXPECT_EQ(wire::to_hex(encode_disconnect(p2p::DisconnectReason::too_many_peers)), "c104");
  EXPECT_EQ(decode_disconnect(encode_disconnect(p2p::DisconnectReason::subprotocol_error)),
            p2p::DisconnectReason::subprotocol_error);
}

}  // namespace
}  // namespace seatrial::devp2p
