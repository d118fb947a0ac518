// SPDX-License-Identifier: Apache-2.0
// The capture's format: blocks that read back, and headers with good checksums.
#include "harness/capture/pcapng.hpp"

#include <gtest/gtest.h>

#include "harness/capture/packet_frame.hpp"
#include "tests/support/pcapng_reader.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::capture {
namespace {

using testing::CapturedPacket;
using testing::CaptureFile;
using testing::PcapngReader;
using wire::Bytes;

const net::FiveTuple there{net::Protocol::tcp, {{0x0a010001}, 40000}, {{0x01020304}, 32041}};
const net::FiveTuple datagram{net::Protocol::udp, {{0x0a010001}, 30303}, {{0x01020304}, 32041}};

CapturedPacket as_packet(const Bytes& frame) {
  CapturedPacket packet;
  packet.frame.assign(frame.begin(), frame.end());
  return packet;
}

/// The pseudo header of TCP and UDP, and what follows the IP header.
std::string summed(const CapturedPacket& packet) {
  const std::string above = packet.frame.substr(34);
  std::string text = packet.frame.substr(26, 8);
  text += std::string{'\0', static_cast<char>(packet.protocol())};
  text += std::string{static_cast<char>(above.size() >> 8U), static_cast<char>(above.size())};
  return text + above;
}

TEST(Pcapng, BlocksReadBack) {
  const testing_support::ScratchFolder folder;
  const std::string path = folder / "some.pcapng";
  {
    std::ofstream out(path, std::ios::binary);
    PcapngWriter writer(out, "about it");
    EXPECT_EQ(writer.add_interface("a/a1"), 0U);
    EXPECT_EQ(writer.add_interface("a/a2"), 1U);
    writer.add_packet(1, 0x123456789abcdefULL, Bytes{1, 2, 3, 4, 5}, "");
    writer.add_packet(0, 7, Bytes{9}, "ST303 dropped");
  }
  const CaptureFile file = PcapngReader::read(path);
  EXPECT_EQ(file.comment, "about it");
  EXPECT_EQ(file.interfaces, (std::vector<std::string>{"a/a1", "a/a2"}));
  ASSERT_EQ(file.packets.size(), 2U);
  EXPECT_EQ(file.packets[0].interface, 1U);
  EXPECT_EQ(file.packets[0].time, 0x123456789abcdefULL);
  EXPECT_EQ(file.packets[0].frame, std::string("\1\2\3\4\5"));
  EXPECT_EQ(file.packets[0].comment, "");
  EXPECT_EQ(file.packets[1].comment, "ST303 dropped");
}

TEST(PacketFrame, TcpSaysWhatItIsGivenAndAddsUp) {
  for (const std::size_t size : {0U, 1U, 2U, 1001U}) {
    TcpHead head{0xfffffff0, 77, {.psh = true, .ack = true}};
    const CapturedPacket packet = as_packet(tcp_frame(there, head, Bytes(size, 0xab)));
    EXPECT_EQ(packet.half(12), 0x0800);
    EXPECT_EQ(packet.half(16), 40 + size);
    EXPECT_EQ(packet.protocol(), 6);
    EXPECT_EQ(packet.source(), there.src.ip.bits);
    EXPECT_EQ(packet.target(), there.dst.ip.bits);
    EXPECT_EQ(packet.source_port(), 40000);
    EXPECT_EQ(packet.target_port(), 32041);
    EXPECT_EQ(packet.sequence(), 0xfffffff0);
    EXPECT_EQ(packet.acknowledged(), 77U);
    EXPECT_EQ(packet.flags(), 0x18);
    EXPECT_EQ(packet.payload(), std::string(size, '\xab'));
    EXPECT_EQ(testing::ones_sum(packet.frame.substr(14, 20)), 0xffff) << "IP header";
    EXPECT_EQ(testing::ones_sum(summed(packet)), 0xffff) << "TCP segment";
  }
}

TEST(PacketFrame, UdpAddsUp) {
  const CapturedPacket packet = as_packet(udp_frame(datagram, Bytes{1, 2, 3}));
  EXPECT_EQ(packet.protocol(), 17);
  EXPECT_EQ(packet.half(38), 11) << "its length";
  EXPECT_EQ(testing::ones_sum(summed(packet)), 0xffff);
}

TEST(PacketFrame, UnreachableQuotesTheSyn) {
  const CapturedPacket packet = as_packet(unreachable_frame(there, 5));
  EXPECT_EQ(packet.protocol(), 1);
  EXPECT_EQ(packet.source(), there.dst.ip.bits);
  EXPECT_EQ(packet.half(34), 0x0301) << "host unreachable";
  EXPECT_EQ(testing::ones_sum(packet.frame.substr(34)), 0xffff);
  EXPECT_EQ(packet.word(34 + 8 + 12), there.src.ip.bits) << "of the quoted header";
  EXPECT_EQ(packet.half(34 + 8 + 22), 32041);
}

}  // namespace
}  // namespace seatrial::capture
