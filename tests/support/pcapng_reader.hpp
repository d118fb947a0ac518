// SPDX-License-Identifier: Apache-2.0
// Reads pcapng files as the format's draft has them, for tests: every block's two lengths must
// agree, and the frames are taken apart down to the ports and flags.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace seatrial::testing {

/// An enhanced packet block.
struct CapturedPacket {
  std::uint32_t interface = 0;
  std::uint64_t time = 0;  ///< nanoseconds since 1970
  std::string frame;
  std::string comment;

  std::uint8_t byte(std::size_t at) const { return static_cast<std::uint8_t>(frame.at(at)); }
  std::uint32_t word(std::size_t at) const {
    return std::uint32_t{byte(at)} << 24U | std::uint32_t{byte(at + 1)} << 16U |
           std::uint32_t{byte(at + 2)} << 8U | byte(at + 3);
  }
  std::uint16_t half(std::size_t at) const {
    return static_cast<std::uint16_t>(byte(at) << 8U | byte(at + 1));
  }
  std::uint8_t protocol() const { return byte(23); }
  std::uint32_t source() const { return word(26); }
  std::uint32_t target() const { return word(30); }
  std::uint16_t source_port() const { return half(34); }
  std::uint16_t target_port() const { return half(36); }
  std::uint32_t sequence() const { return word(38); }
  std::uint32_t acknowledged() const { return word(42); }
  std::uint8_t flags() const { return byte(47); }
  std::string payload() const { return frame.substr(54); }
};

/// A whole file.
struct CaptureFile {
  std::string comment;
  std::vector<std::string> interfaces;
  std::vector<CapturedPacket> packets;
};

/// Takes the blocks of a file apart; a block that is not whole fails the test.
class PcapngReader {
 public:
  static CaptureFile read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    EXPECT_TRUE(in) << path;
    PcapngReader reader({std::istreambuf_iterator<char>(in), {}});
    while (reader.at_ < reader.bytes_.size() && !::testing::Test::HasFatalFailure()) reader.block();
    return std::move(reader.file_);
  }

 private:
  explicit PcapngReader(std::string bytes) : bytes_(std::move(bytes)) {}

  std::uint64_t number(std::size_t at, std::size_t size) const {
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;)
      value = value << 8U | static_cast<std::uint8_t>(bytes_.at(at + i));
    return value;
  }
  std::uint32_t word(std::size_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }

  void block() {
    const std::uint32_t type = word(at_);
    const std::uint32_t size = word(at_ + 4);
    ASSERT_EQ(size % 4, 0U);
    ASSERT_GE(size, 12U);
    ASSERT_EQ(word(at_ + size - 4), size) << "block at " << at_;
    const std::size_t end = at_ + size - 4;
    if (type == 0x0a0d0d0a) file_.comment = options(at_ + 24, end)[1];
    if (type == 1) {
      const auto found = options(at_ + 16, end);
      EXPECT_EQ(number(at_ + 8, 2), 1U) << "Ethernet";
      EXPECT_EQ(found.at(9), std::string(1, 9)) << "nanoseconds";
      file_.interfaces.push_back(found.at(2));
    }
    if (type == 6) packet(end);
    at_ += size;
  }

  void packet(std::size_t end) {
    CapturedPacket one;
    one.interface = word(at_ + 8);
    one.time = std::uint64_t{word(at_ + 12)} << 32U | word(at_ + 16);
    const std::uint32_t size = word(at_ + 20);
    EXPECT_EQ(size, word(at_ + 24));
    one.frame = bytes_.substr(at_ + 28, size);
    one.comment = options(at_ + 28 + (size + 3) / 4 * 4, end)[1];
    EXPECT_LT(one.interface, file_.interfaces.size());
    file_.packets.push_back(std::move(one));
  }

  std::map<std::uint32_t, std::string> options(std::size_t at, std::size_t end) const {
    std::map<std::uint32_t, std::string> found;
    while (at + 4 <= end) {
      const auto code = static_cast<std::uint32_t>(number(at, 2));
      const auto size = static_cast<std::size_t>(number(at + 2, 2));
      if (code == 0) break;
      found[code] = bytes_.substr(at + 4, size);
      at += 4 + (size + 3) / 4 * 4;
    }
    return found;
  }

  std::string bytes_;
  std::size_t at_ = 0;
  CaptureFile file_;
};

/// The one's complement sum over 16-bit words; 0xffff for bytes with a good checksum among them.
inline std::uint16_t ones_sum(const std::string& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[i]))
           << (i % 2 == 0 ? 8U : 0U);
  while (sum > 0xffff) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(sum);
}

}  // namespace seatrial::testing
