// SPDX-License-Identifier: Apache-2.0
// The packets of a run as files: what a pod sends and gets stands there with its addresses, dropped
// packets say why, and tshark reads them where it is installed.
#include "harness/capture/capture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "sim/peer/deployment.hpp"
#include "tests/support/pcapng_reader.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::capture {
namespace {

using testing::CapturedPacket;
using testing::CaptureFile;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::PcapngReader;
using ::testing::StartsWith;
using testing_support::ScratchFolder;

/// a1 lists a2, and b1 lists a1 by its NodePort over a line of 10 ms. Nobody runs yet.
struct TwoClusters {
  TwoClusters() {
    for (const char* name : {"a", "b"}) {
      kube::ClusterSpec spec;
      spec.name = name;
      spec.pods = *net::parse_cidr(name[0] == 'a' ? "10.1.0.0/16" : "10.2.0.0/16");
      spec.services = *net::parse_cidr("10.96.0.0/16");
      const ClusterId id = world.add_cluster(spec);
      world.cluster(id).add_machine("n1", *net::parse_ipv4(name[0] == 'a' ? "1.2.3.4" : "2.2.3.4"));
    }
    wan = world.join(ClusterId(0), ClusterId(1), {.latency = milliseconds(10)});
    const PeerId a1 = add(0, "a1", 32041);
    const PeerId a2 = add(0, "a2", 32042);
    const PeerId b1 = add(1, "b1", 32051);
    list(a1, internal_enode(world, a2));
    list(b1, external_enode(world, a1));
    world.set_fidelity(Fidelity::bytes);
  }
  PeerId add(std::uint32_t cluster, const std::string& name, std::uint16_t port) {
    PeerDeployment deployment;
    deployment.name = name;
    deployment.p2p_node_port = port;
    deployment.chain = chain;
    return deploy(world, ClusterId(cluster), deployment).value();
  }
  void list(PeerId of, const std::string& enode) {
    PeerList made;
    made.entries.push_back(PeerListEntry::parse(enode, Mark{}));
    world.set_static(of, std::move(made));
  }
  void run() {
    for (const std::uint32_t peer : {0U, 1U, 2U})
      world.start(PeerId(peer), Instant() + milliseconds(100) * std::int64_t{peer});
    world.run_until(Instant() + seconds(60));
  }

  World world;
  std::shared_ptr<const ChainSpec> chain = make_chain({}, {});
  net::WanId wan{};
};

/// Runs the two clusters with their packets written to a path.
void run_captured(const std::string& path, bool firewall = false) {
  TwoClusters two;
  if (firewall) two.world.set_gate(two.wan, 1, net::WanGate::drop_new, {}, two.world.now());
  const auto capture = Capture::begin(two.world, {path, "two clusters, seed 1"});
  ASSERT_TRUE(capture) << capture.error().message();
  two.run();
  EXPECT_EQ(two.world.linked(PeerId(0), PeerId(2)), !firewall);
  EXPECT_TRUE((*capture)->finish());
}

std::vector<std::string> comments(const CaptureFile& file) {
  std::vector<std::string> all;
  for (const CapturedPacket& packet : file.packets) all.push_back(packet.comment);
  return all;
}

TEST(Capture, HasAFileForEachClusterAndAnInterfaceForEachPeer) {
  const ScratchFolder folder;
  run_captured(folder / "packets");
  const CaptureFile a = PcapngReader::read(folder / "packets/a.pcapng");
  const CaptureFile b = PcapngReader::read(folder / "packets/b.pcapng");
  EXPECT_EQ(a.comment, "two clusters, seed 1");
  EXPECT_THAT(a.interfaces, ElementsAre("a/a1", "a/a2"));
  EXPECT_THAT(b.interfaces, ElementsAre("b/b1"));
  EXPECT_FALSE(a.packets.empty());
  EXPECT_FALSE(b.packets.empty());
}

TEST(Capture, ShowsAHandshakeAsItsPodSeesIt) {
  const ScratchFolder folder;
  run_captured(folder / "all.pcapng");
  const CaptureFile file = PcapngReader::read(folder / "all.pcapng");
  EXPECT_THAT(file.interfaces, ElementsAre("a/a1", "a/a2", "b/b1"));
  std::vector<CapturedPacket> seen;  // of b1's link with a1
  for (const CapturedPacket& packet : file.packets)
    if (packet.interface == 2 && (packet.target_port() == 32041 || packet.source_port() == 32041))
      seen.push_back(packet);
  ASSERT_GT(seen.size(), 8U);
  EXPECT_EQ(seen[0].flags(), 0x02) << "SYN";
  EXPECT_EQ(seen[1].flags(), 0x12) << "SYN, ACK";
  EXPECT_EQ(seen[1].acknowledged(), seen[0].sequence() + 1);
  EXPECT_NEAR(static_cast<double>(seen[1].time - seen[0].time), 20e6, 1e6) << "there and back";
  EXPECT_EQ(seen[2].flags(), 0x10) << "ACK";
  EXPECT_EQ(seen[3].comment, "RLPx auth");
  EXPECT_EQ(seen[3].sequence(), seen[0].sequence() + 1);
  EXPECT_GT(seen[3].payload().size(), 300U);
  std::vector<std::string> said;
  for (std::size_t i = 3; i < 9; ++i) said.push_back(seen[i].comment);
  EXPECT_THAT(said, ElementsAre("RLPx auth", "RLPx ack", StartsWith("Hello istanbul/64"),
                                StartsWith("Hello istanbul/64"), StartsWith("Status"),
                                StartsWith("Status")));
}

/// Every byte of a stream stands once, in order, whoever looks.
TEST(Capture, NumbersFollowOneAnother) {
  const ScratchFolder folder;
  run_captured(folder / "all.pcapng");
  std::map<std::array<std::uint64_t, 4>, std::uint32_t> next;
  std::size_t checked = 0;
  for (const CapturedPacket& p : PcapngReader::read(folder / "all.pcapng").packets) {
    const std::array<std::uint64_t, 4> flow{p.interface,
                                            std::uint64_t{p.source()} << 16U | p.source_port(),
                                            p.target(), p.target_port()};
    const auto known = next.find(flow);
    if (known != next.end() && (p.flags() & 0x02U) == 0) {
      EXPECT_EQ(p.sequence(), known->second);
      ++checked;
    }
    const std::uint32_t length = (p.flags() & 0x03U) != 0 ? 1 : 0;
    next[flow] = p.sequence() + static_cast<std::uint32_t>(p.payload().size()) + length;
  }
  EXPECT_GT(checked, 20U);
}

TEST(Capture, DroppedPacketsSayWhy) {
  const ScratchFolder folder;
  run_captured(folder / "all.pcapng", true);
  EXPECT_THAT(comments(PcapngReader::read(folder / "all.pcapng")),
              Contains(StartsWith("dropped, ST303 firewall_denied: ")));
}

TEST(Capture, APathThatCannotBeWrittenIsAnError) {
  const ScratchFolder folder;
  folder.write("file", "");
  TwoClusters two;
  const auto capture = Capture::begin(two.world, {folder / "file/packets", ""});
  ASSERT_FALSE(capture);
  EXPECT_THAT(capture.error().message(), HasSubstr("cannot be written"));
}

/// What a command prints; "" where it cannot be run.
std::string output_of(const std::string& command) {
  std::string all;
  std::FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return all;
  std::array<char, 4096> some{};
  while (const std::size_t size = std::fread(some.data(), 1, some.size(), pipe))
    all.append(some.data(), size);
  ::pclose(pipe);
  return all;
}

TEST(Capture, TsharkReadsIt) {
  if (output_of("tshark --version").empty()) GTEST_SKIP() << "tshark is not installed";
  const ScratchFolder folder;
  run_captured(folder / "cut.pcapng", true);
  const std::string fields =
      " -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE -T fields -e frame.interface_name"
      " -e tcp.dstport -e tcp.flags.syn -e tcp.checksum.status -e frame.comment";
  const std::string rows = output_of("tshark -r " + folder / "cut.pcapng" + fields);
  EXPECT_THAT(rows, HasSubstr("b/b1\t32041\t"));
  EXPECT_THAT(rows, HasSubstr("dropped, ST303"));
  EXPECT_THAT(rows, ::testing::Not(HasSubstr("Bad")));
}

}  // namespace
}  // namespace seatrial::capture
