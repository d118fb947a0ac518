// SPDX-License-Identifier: Apache-2.0
// A world in bytes is the world in values: random worlds with every fault that links know, run in
// both, must be the same to their peers, event by event.
#include "sim/peer/byte_wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/peer/random_world_testing.hpp"

namespace seatrial {
namespace {

using testing::RandomWorld;

/// What peers of a world saw, and by how many events.
struct Course {
  ObservationLog log;
  std::uint64_t digest = 0;
  std::size_t handshakes = 0;
};

Course run(std::uint64_t seed, const std::vector<wire::PublicKey>& keys, Fidelity fidelity) {
  RandomWorld made(seed, keys);
  World& world = made.world;
  world.set_fidelity(fidelity);
  for (std::uint32_t i = 0; i < world.peer_count(); ++i)
    world.start(PeerId(i), Instant() + milliseconds(1) * static_cast<std::int64_t>(i % 4));
  world.run_until(Instant() + seconds(40));
  world.kill(PeerId(0));
  world.start(PeerId(0), world.now() + seconds(1));
  world.run_until(Instant() + seconds(100));
  Course course{world.log(), world.digest(), 0};
  for (const Observation& one : course.log)
    if (one.observed() && one.observed()->what == p2p::Happening::peer_added) ++course.handshakes;
  return course;
}

std::string text_of(const Observation& one) {
  return fmt::format("{} peer {}: {}", to_string(one.at), static_cast<std::uint32_t>(one.peer),
                     one.observed() ? to_string(*one.observed()) : "no observation of p2p");
}

TEST(ByteWire, AWorldInBytesIsTheWorldInValues) {
  const auto keys = testing::some_keys();
  std::size_t handshakes = 0;
  std::map<p2p::CauseKind, int> causes;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Course values = run(seed, keys, Fidelity::message);
    const Course bytes = run(seed, keys, Fidelity::bytes);
    const std::size_t both = std::min(values.log.size(), bytes.log.size());
    for (std::size_t i = 0; i < both; ++i) {
      ASSERT_EQ(text_of(values.log[i]), text_of(bytes.log[i])) << "seed " << seed << ", " << i;
      ASSERT_EQ(values.log[i].what, bytes.log[i].what) << "seed " << seed << ", " << i;
      if (values.log[i].observed()) ++causes[values.log[i].observed()->cause.kind];
    }
    ASSERT_EQ(values.log.size(), bytes.log.size()) << "seed " << seed;
    ASSERT_EQ(values.digest, bytes.digest) << "seed " << seed;
    handshakes += bytes.handshakes;
  }
  EXPECT_GT(handshakes, 300U);
  for (const p2p::CauseKind kind :
       {p2p::CauseKind::refused, p2p::CauseKind::dial_timeout, p2p::CauseKind::permission_denied,
        p2p::CauseKind::wrong_key, p2p::CauseKind::genesis, p2p::CauseKind::eof,
        p2p::CauseKind::disconnect})
    EXPECT_GT(causes[kind], 0) << static_cast<int>(kind);
}

/// What a tap was told, by kind of packet.
class Counting : public net::Tap {
 public:
  explicit Counting(const World& world) : world_(world) {}
  void on_packet(const net::TappedPacket& packet) override {
    ++(packet.outgoing ? sent : arrived)[packet.kind];
    if (packet.fate != net::Disposition::delivered) ++lost;
    if (packet.kind != net::PacketKind::data) return;
    ++named[world_.payload_name(packet.payload).substr(0, 5)];
    bytes += world_.payload_bytes(packet.payload).size();
  }

  std::map<net::PacketKind, int> sent;
  std::map<net::PacketKind, int> arrived;
  std::map<std::string, int> named;
  std::size_t bytes = 0;
  int lost = 0;

 private:
  const World& world_;
};

TEST(ByteWire, ATapSeesWhatIsSentAndChangesNothing) {
  const auto keys = testing::some_keys();
  int lost = 0;
  int named = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    RandomWorld made(seed, keys);
    World& world = made.world;
    world.set_fidelity(Fidelity::bytes);
    Counting tap(world);
    world.set_tap(&tap);
    for (std::uint32_t i = 0; i < world.peer_count(); ++i)
      world.start(PeerId(i), Instant() + milliseconds(1) * static_cast<std::int64_t>(i % 4));
    world.run_until(Instant() + seconds(40));
    world.set_tap(nullptr);
    RandomWorld again(seed, keys);
    for (std::uint32_t i = 0; i < again.world.peer_count(); ++i)
      again.world.start(PeerId(i), Instant() + milliseconds(1) * static_cast<std::int64_t>(i % 4));
    again.world.run_until(Instant() + seconds(40));
    EXPECT_EQ(world.digest(), again.world.digest());
    EXPECT_GE(tap.sent[net::PacketKind::syn], tap.arrived[net::PacketKind::syn]);
    EXPECT_GE(tap.arrived[net::PacketKind::syn], tap.sent[net::PacketKind::syn_ack]);
    EXPECT_GE(tap.sent[net::PacketKind::data], tap.arrived[net::PacketKind::data]);
    EXPECT_EQ(tap.named.contains(""), false) << "a payload without a name";
    lost += tap.lost;
    named += tap.named["RLPx "];
  }
  EXPECT_GT(lost, 0);
  EXPECT_GT(named, 100) << "auths and acks, where they leave and where they arrive";
}

}  // namespace
}  // namespace seatrial
