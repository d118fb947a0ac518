// SPDX-License-Identifier: Apache-2.0
// The short ways that almost all consensus traffic takes: what they do is what the long ways do.
#include <gtest/gtest.h>

#include <deque>

#include "sim/proto/istanbul/known_messages.hpp"
#include "tests/support/dialogue.hpp"
#include "tests/support/eth_net.hpp"

namespace seatrial {
namespace {

using eth::testing::at;

using p2p::testing::Dialogue;
using p2p::testing::peer_node;
using p2p::testing::the_conn;

const p2p::Payload vote{p2p::Protocol::istanbul, 0x11, 300, {42}};

Dialogue dialer_awaiting_the_status() {
  Dialogue d(p2p::testing::one_static());
  d.starts().expects_dial(peer_node).connects();
  d.expects_send(p2p::Auth{p2p::testing::self_node, peer_node}).receives(p2p::Ack{});
  d.expects_send(p2p::Hello{p2p::testing::self_node, p2p::istanbul_capabilities()});
  d.receives(p2p::testing::their_hello()).expects_send(p2p::testing::their_status());
  d.expects_observed(p2p::Happening::peer_added);
  return d;
}

Dialogue dialer_with_a_link() {
  Dialogue d = dialer_awaiting_the_status();
  d.receives(p2p::testing::their_status());
  d.expects_observed(p2p::Happening::link_established);
  return d;
}

TEST(TakePayload, TellsTheSenderOnlyWhereThePayloadIsLegal) {
  Dialogue early = dialer_awaiting_the_status();
  EXPECT_FALSE(early.server().take_payload(early.now(), the_conn, vote));
  Dialogue up = dialer_with_a_link();
  EXPECT_EQ(up.server().take_payload(up.now(), the_conn, vote), peer_node);
  EXPECT_FALSE(up.server().take_payload(up.now(), p2p::ConnId{77}, vote));
  const p2p::Payload foreign{p2p::Protocol::eth, 2, 10, {}};
  EXPECT_FALSE(up.server().take_payload(up.now(), the_conn, foreign));
}

TEST(TakePayload, LeavesItToReceivedWhileConnectionsWait) {
  Dialogue up = dialer_with_a_link();
  for (std::uint32_t i = 0; i < 51; ++i) {
    up.accepts(p2p::testing::lan_ip + 1 + i, p2p::ConnId{100 + i});
  }
  EXPECT_FALSE(up.server().take_payload(up.now(), the_conn, vote));
}

TEST(TakePayload, IsAFrameThatKeepsTheLinkAlive) {
  Dialogue d = dialer_with_a_link();
  d.waits(seconds(20)).expects_send(p2p::Ping{});
  EXPECT_TRUE(d.server().take_payload(d.now(), the_conn, vote));
  d.waits(milliseconds(29'999)).expects_send(p2p::Ping{}).expects_send(p2p::Ping{});
  EXPECT_TRUE(d.server().established(peer_node));
  d.waits(milliseconds(1)).expects_close().expects_dial(peer_node);
  EXPECT_FALSE(d.server().established(peer_node));
}

TEST(WayTo, IsThereWhenTheLinkIs) {
  Dialogue early = dialer_awaiting_the_status();
  EXPECT_FALSE(early.server().way_to(peer_node));
  Dialogue up = dialer_with_a_link();
  EXPECT_EQ(up.server().way_to(peer_node), (p2p::Way{the_conn, p2p::Protocol::istanbul}));
  EXPECT_FALSE(up.server().way_to(p2p::NodeRef{55}));
}

/// A lone validator, so that each second makes a block as soon as somebody looks.
struct LoneValidator : ::testing::Test {
  LoneValidator() {
    chain =
        std::make_unique<chain::Blockchain>(chains.snapshots, chains.genesis, chain::ChainRules{});
    eth::ServiceConfig config;
    config.engine.self = chains.account[0];
    service = std::make_unique<eth::Service>(config, chains.tree, *chain, Rng{1});
    service->start(at(0), out);
    service->peer_joined(at(0), peer_node, chains.account[1], chains.genesis, out);
  }
  void hears(Instant now) {
    const istanbul::Message message{istanbul::Code::prepare, {9, 0}, {}, chains.account[1]};
    service->received(now, peer_node, message, out);
  }

  eth::testing::Chains chains{2, 1};
  std::unique_ptr<chain::Blockchain> chain;
  std::unique_ptr<eth::Service> service;
  eth::Outbox out;
};

TEST_F(LoneValidator, AKnownVoteChangesNothing) {
  hears(at(100));
  out.clear();
  const auto due = service->deadline();
  hears(at(200));
  EXPECT_TRUE(out.empty());
  EXPECT_EQ(service->deadline(), due);
}

TEST_F(LoneValidator, AKnownVoteAtTheInstantOfADeadlineLetsItsWorkBeDone) {
  hears(at(100));
  const std::uint64_t height = chain->height();
  hears(*service->deadline() - Duration(1));
  EXPECT_EQ(chain->height(), height);
  hears(*service->deadline());
  EXPECT_EQ(chain->height(), height + 1);
}

TEST(KnownMessages, AreThoseOfCachesKeptApart) {
  istanbul::KnownMessages known;
  std::array<std::deque<std::uint64_t>, 3> model;
  Rng chance{1};
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t hash = chance.below(3000);
    const std::uint64_t peer = chance.below(3);
    auto& cache = model[peer];
    const bool fresh = std::find(cache.begin(), cache.end(), hash) == cache.end();
    if (fresh) cache.push_back(hash);
    if (cache.size() > istanbul::KnownMessages::hashes_a_cache) cache.pop_front();
    const auto index = known.cache_of(chain::AddressRef(static_cast<std::uint32_t>(peer)));
    ASSERT_EQ(known.add(index, hash), fresh) << i;
  }
}

}  // namespace
}  // namespace seatrial
