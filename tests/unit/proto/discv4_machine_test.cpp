// SPDX-License-Identifier: Apache-2.0
// Discovery of whole processes, with the datagrams between them in virtual time: whom they find,
// which endpoints they store behind translations, and how a small network forgets itself.
#include "sim/proto/discv4/machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>

#include "sim/wire/node_record.hpp"

namespace seatrial::discv4 {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using wire::Bytes;

const Bytes home{10, 1, 0, 1};
const Bytes loopback{127, 0, 0, 1};
constexpr std::uint16_t port = 30303;

Bytes pod(std::uint8_t last) {
  return {10, 1, 0, last};
}

wire::KeyPair key_of(std::uint64_t number) {
  Rng rng(number + 1000);
  return wire::random_key_pair(rng);
}

Node node_at(const wire::KeyPair& key, const Bytes& ip, std::uint16_t udp = port,
             std::uint16_t tcp = port) {
  Node node;
  node.id = wire::node_id(key.open);
  node.key = key.open;
  node.ip = ip;
  node.udp = udp;
  node.tcp = tcp;
  return node;
}

/// A datagram under way.
struct Datagram {
  Instant at;
  Address from;
  Address to;
  Bytes bytes;
};

/// Processes, each with an address of its own, and what is between them.
class Net {
 public:
  struct Host {
    Address address;
    std::unique_ptr<Machine> machine;
    std::vector<Effect> seen;       ///< everything but datagrams
    std::vector<std::string> sent;  ///< names of packets
    std::vector<Node> found;        ///< candidates, in the order of being told
  };

  /// What becomes of a datagram: false drops it. Addresses may be translated.
  std::function<bool(Datagram&)> between = [](Datagram&) { return true; };

  std::size_t add(std::uint64_t number, const Address& address, std::vector<Node> bootnodes,
                  const Bytes& advertised = loopback) {
    MachineConfig config{key_of(number), {advertised, port}, port, std::move(bootnodes), 1000,
                         false};
    hosts_.push_back(
        {address, std::make_unique<Machine>(std::move(config), Rng(number)), {}, {}, {}});
    return hosts_.size() - 1;
  }
  std::size_t add(std::uint64_t number, std::vector<Node> bootnodes) {
    return add(number, {pod(static_cast<std::uint8_t>(number)), port}, std::move(bootnodes));
  }
  void start(std::size_t host) {
    act(host, [&](Machine& m, Outbox& out) { m.start(now_, out); });
  }
  void start_all() {
    for (std::size_t i = 0; i < hosts_.size(); ++i) start(i);
  }
  void want(std::size_t host, std::size_t count) {
    act(host, [&](Machine& m, Outbox& out) { m.want(now_, count, out); });
  }
  template <class F>
  void act(std::size_t host, F&& action) {
    Outbox out;
    action(*hosts_[host].machine, out);
    for (const Effect& effect : out.effects()) carry_out(hosts_[host], effect);
  }
  void run_until(Duration since_start) {
    const Instant until = Instant() + since_start;
    while (step(until)) {
    }
    now_ = until;
  }
  Host& operator[](std::size_t host) { return hosts_[host]; }
  Instant now() const { return now_; }

 private:
  void carry_out(Host& host, const Effect& effect) {
    if (const auto* found = std::get_if<Found>(&effect))
      host.found.insert(host.found.end(), found->nodes.begin(), found->nodes.end());
    const auto* send = std::get_if<SendTo>(&effect);
    if (send == nullptr) return host.seen.push_back(effect);
    const auto packet = decode_packet(send->datagram);
    host.sent.emplace_back(name_of(packet->packet));
    Datagram datagram{now_ + milliseconds(1), host.address, send->to, send->datagram};
    if (between(datagram)) way_.push_back(std::move(datagram));
  }

  bool step(Instant until) {
    const auto first = std::ranges::min_element(way_, {}, &Datagram::at);
    Instant next = first == way_.end() ? Instant::never() : first->at;
    std::optional<std::size_t> due;
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
      const auto at = hosts_[i].machine->deadline();
      if (!at || *at >= next) continue;
      next = *at;
      due = i;
    }
    if (next > until || next == Instant::never()) return false;
    now_ = next;
    if (due) {
      act(*due, [&](Machine& m, Outbox& out) { m.on_deadline(now_, out); });
      return true;
    }
    const Datagram datagram = *first;
    way_.erase(first);
    for (std::size_t i = 0; i < hosts_.size(); ++i)
      if (hosts_[i].address == datagram.to)
        act(i, [&](Machine& m, Outbox& out) {
          m.on_datagram(now_, datagram.from, datagram.bytes, out);
        });
    return true;
  }

  Instant now_;
  std::deque<Host> hosts_;
  std::vector<Datagram> way_;
};

const Noted* noted(const Net::Host& host, Happening what) {
  for (const Effect& effect : host.seen) {
    const auto* one = std::get_if<Noted>(&effect);
    if (one != nullptr && one->what == what) return one;
  }
  return nullptr;
}

TEST(Discv4Machine, ProvesEndpointsBeforeItAsks) {  // SPEC goquorum 5.2
  Net net;
  const auto a = net.add(1, {});
  const auto b = net.add(2, {node_at(key_of(1), pod(1))});
  net.start_all();
  net.run_until(milliseconds(400));
  EXPECT_THAT(net[b].sent, ::testing::ElementsAre("PING/v4", "PONG/v4"));
  EXPECT_THAT(net[a].sent, ::testing::ElementsAre("PONG/v4", "PING/v4"));
  EXPECT_TRUE(net[a].machine->bonded(net.now(), wire::node_id(key_of(2).open), pod(2)));
  net.run_until(milliseconds(700));
  EXPECT_THAT(net[b].sent, Contains("FINDNODE/v4"));
  EXPECT_THAT(net[a].sent, Contains("NEIGHBORS/v4"));
}

TEST(Discv4Machine, AnswersNobodyWhoHasNotProvedHisAddress) {
  Net net;
  const auto a = net.add(1, {});
  net.start_all();
  for (const Packet& packet : {Packet(FindNode{key_of(3).open, 2000}), Packet(EnrRequest{2000})}) {
    const Bytes bytes = encode_packet(packet, key_of(2).secret);
    net.act(a, [&](Machine& m, Outbox& out) { m.on_datagram({}, {pod(2), port}, bytes, out); });
  }
  EXPECT_THAT(net[a].sent, IsEmpty());
}

TEST(Discv4Machine, ExpiredPacketsAreDropped) {  // SPEC goquorum 5.1
  Net net;
  const auto a = net.add(1, {});
  net.start_all();
  const auto ping = [&](std::uint64_t expiration) {
    const Packet packet = Ping{4, {pod(2), port, port}, {pod(1), port, 0}, expiration, 1};
    const Bytes bytes = encode_packet(packet, key_of(2).secret);
    net.act(a, [&](Machine& m, Outbox& out) { m.on_datagram({}, {pod(2), port}, bytes, out); });
    return net[a].sent.size();
  };
  EXPECT_EQ(ping(999), 0U) << "the clock stands at 1000";
  EXPECT_EQ(ping(1000), 2U) << "a PONG, and a PING back";
}

TEST(Discv4Machine, WhatIsNoPacketDoesNothing) {
  Net net;
  const auto a = net.add(1, {});
  net.start_all();
  const Packet packet = Ping{4, {pod(2), port, port}, {pod(1), port, 0}, 2000, 1};
  const Bytes whole = encode_packet(packet, key_of(2).secret);
  for (std::size_t size = 0; size < whole.size(); ++size)
    net.act(a, [&](Machine& m, Outbox& out) {
      m.on_datagram({}, {pod(2), port}, wire::ByteSpan(whole).first(size), out);
    });
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes changed = whole;
    changed[at] ^= 1;
    net.act(a, [&](Machine& m, Outbox& out) { m.on_datagram({}, {pod(2), port}, changed, out); });
  }
  EXPECT_THAT(net[a].sent, IsEmpty());
}

// Behind a translation: the address is the packet's, the TCP port what it claims. SPEC goquorum 5.3
TEST(Discv4Machine, StoresTheTranslatedAddressWithTheClaimedTcpPort) {
  Net net;
  const Bytes nat{2, 2, 3, 4};
  const auto a = net.add(1, {Bytes{1, 2, 3, 4}, port}, {});
  const auto b = net.add(2, {pod(2), port}, {node_at(key_of(1), Bytes{1, 2, 3, 4})});
  net.between = [&](Datagram& datagram) {
    if (datagram.from.ip == pod(2)) datagram.from = {nat, 41000};
    if (datagram.to == Address{nat, 41000}) datagram.to = {pod(2), port};
    return true;
  };
  net.start(a);
  net.start(b);
  net.run_until(milliseconds(300));
  const Node* stored = net[a].machine->table().find(wire::node_id(key_of(2).open));
  ASSERT_NE(stored, nullptr);
  EXPECT_EQ(stored->ip, nat);
  EXPECT_EQ(stored->udp, 41000);
  EXPECT_EQ(stored->tcp, port) << "where nobody listens at that address";
}

/// What the other side stores of a node behind a translation once it has asked for its record.
Node stored_after_check(const Bytes& advertised) {
  Net net;
  const Bytes nat{2, 2, 3, 4};
  const auto a = net.add(1, {Bytes{1, 2, 3, 4}, port}, {});
  const auto b = net.add(2, {pod(2), port}, {node_at(key_of(1), Bytes{1, 2, 3, 4})}, advertised);
  net.between = [&](Datagram& datagram) {
    if (datagram.from.ip == pod(2)) datagram.from = {nat, 41000};
    if (datagram.to == Address{nat, 41000}) datagram.to = {pod(2), port};
    return true;
  };
  net.start(a);
  net.start(b);
  Node last;
  for (int i = 1; i < 400; ++i) {
    net.run_until(milliseconds(100) * i);
    const Node* stored = net[a].machine->table().find(wire::node_id(key_of(2).open));
    if (stored != nullptr) last = *stored;
    if (last.liveness_checks > 0) break;
  }
  return last;
}

TEST(Discv4Machine, ARecordWithLoopbackIsNotBelieved) {  // --nat none. SPEC goquorum 5.4
  const Node stored = stored_after_check(loopback);
  EXPECT_GT(stored.liveness_checks, 0U);
  EXPECT_EQ(stored.udp, 41000);
  EXPECT_EQ(stored.seq, 0U);
}

TEST(Discv4Machine, ARecordWithTheExternalAddressReplacesTheEndpoint) {  // --nat extip
  const Node stored = stored_after_check(Bytes{2, 2, 3, 4});
  EXPECT_GT(stored.liveness_checks, 0U);
  EXPECT_EQ(stored.udp, port) << "its own port, which is not the translated one";
  EXPECT_EQ(stored.seq, 1U);
}

// SPEC law, surprise 8: five answers without nodes, 3 to 6 s after the start
TEST(Discv4Machine, ASmallNetworkForgetsItselfWithinSeconds) {
  Net net;
  const auto a = net.add(1, {});
  const auto b = net.add(2, {node_at(key_of(1), pod(1))});
  net.start_all();
  net.want(a, 16);
  net.want(b, 16);
  net.run_until(seconds(3));
  EXPECT_EQ(noted(net[b], Happening::dropped), nullptr);
  net.run_until(seconds(6));
  ASSERT_NE(noted(net[b], Happening::dropped), nullptr);
  EXPECT_EQ(noted(net[b], Happening::dropped)->count, 5U);
  EXPECT_NE(noted(net[b], Happening::table_empty), nullptr);
  EXPECT_TRUE(net[b].machine->table().empty());
  EXPECT_THAT(net[b].found, IsEmpty()) << "the search never met 16 nodes";
  const std::size_t sent = net[b].sent.size();
  net.run_until(minutes(29));
  EXPECT_EQ(net[b].sent.size(), sent) << "silence until the refresh";
  net.run_until(minutes(30) + seconds(1));
  EXPECT_GT(net[b].sent.size(), sent);
}

// Case c8b: the bootnode is nobody's link, and knows whom it has checked.
TEST(Discv4Machine, ABareBootnodeBringsNodesTogether) {
  Net net;
  const Node boot = node_at(key_of(9), pod(9));
  net.add(9, {});
  std::vector<std::size_t> peers;
  for (const std::uint64_t number : {1U, 2U, 3U}) peers.push_back(net.add(number, {boot}));
  net.start_all();
  for (const std::size_t peer : peers) net.want(peer, 16);
  net.run_until(minutes(2));
  for (const std::size_t peer : peers) {
    std::vector<wire::PublicKey> others;
    for (const std::uint64_t number : {1U, 2U, 3U})
      if (net[peer].machine->table().find(wire::node_id(key_of(number).open)) != nullptr)
        others.push_back(key_of(number).open);
    EXPECT_THAT(others, SizeIs(2)) << "of " << peer;
  }
}

TEST(Discv4Machine, WithoutAnswersItOnlyPingsAndAsks) {  // c8b: UDP is dropped
  Net net;
  net.add(9, {});
  const auto b = net.add(1, {node_at(key_of(9), pod(9))});
  net.between = [](Datagram&) { return false; };
  net.start_all();
  net.want(b, 16);
  net.run_until(seconds(100));
  EXPECT_THAT(net[b].sent, Each(::testing::AnyOf("PING/v4", "FINDNODE/v4")));
  EXPECT_THAT(net[b].found, IsEmpty());
  EXPECT_TRUE(net[b].machine->table().empty());
}

std::vector<Node> resolved(const Net::Host& host) {
  std::vector<Node> all;
  for (const Effect& effect : host.seen)
    if (const auto* one = std::get_if<Resolved>(&effect)) all.push_back(one->node);
  return all;
}

// SPEC goquorum 3.3, law surprise 9: what it says of itself replaces what was configured.
TEST(Discv4Machine, ResolvesToWhatTheNodeSaysOfItself) {
  Net net;
  const auto a = net.add(1, {});
  net.add(2, {pod(2), port}, {}, Bytes{2, 2, 3, 4});
  net.start_all();
  net.act(a, [&](Machine& m, Outbox& out) {
    m.resolve(net.now(), node_at(key_of(2), pod(2), port, 32042), out);
  });
  net.run_until(seconds(3));
  ASSERT_THAT(resolved(net[a]), SizeIs(1));
  EXPECT_EQ(resolved(net[a])[0].ip, (Bytes{2, 2, 3, 4}));
  EXPECT_EQ(resolved(net[a])[0].tcp, port) << "and not its NodePort";
}

TEST(Discv4Machine, ResolvesToWhatWasAskedWhereNobodyAnswers) {
  Net net;
  const auto a = net.add(1, {});
  net.start_all();
  const Node asked = node_at(key_of(2), pod(2), port, 32042);
  net.act(a, [&](Machine& m, Outbox& out) { m.resolve(net.now(), asked, out); });
  net.run_until(seconds(5));
  EXPECT_EQ(resolved(net[a]), std::vector<Node>{asked});
}

TEST(Discv4Machine, SameSeedSamePackets) {
  const auto run = [] {
    Net net;
    const Node boot = node_at(key_of(9), pod(9));
    net.add(9, {});
    for (const std::uint64_t number : {1U, 2U, 3U}) net.add(number, {boot});
    net.start_all();
    net.want(1, 8);
    net.run_until(seconds(60));
    std::vector<std::string> all;
    for (std::size_t i = 0; i < 4; ++i)
      all.insert(all.end(), net[i].sent.begin(), net[i].sent.end());
    return all;
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace seatrial::discv4
