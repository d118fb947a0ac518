// SPDX-License-Identifier: Apache-2.0
// The bytes of one TCP connection out of a capture file (pcap, Ethernet, IPv4), put in order by
// their sequence numbers. For tests against captures of real nodes; it trusts the file.
#pragma once

#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>

#include "sim/wire/bytes.hpp"

namespace seatrial::testing_support {

/// What each side of the capture's only connection sent; the side that said SYN first.
class CapturedStream {
 public:
  explicit CapturedStream(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    const wire::Bytes file((std::istreambuf_iterator<char>(in)), {});
    if (file.size() < 24) throw std::runtime_error("no capture: " + path);
    for (std::size_t at = 24; at + 16 <= file.size();) {
      const std::size_t length = little(file, at + 8);
      if (at + 16 + length > file.size()) break;
      packet(wire::ByteSpan(file).subspan(at + 16, length));
      at += 16 + length;
    }
  }
  /// 0: the dialer, 1: the listener.
  const wire::Bytes& sent_by(std::size_t side) const { return bytes_[side]; }

 private:
  static std::size_t little(wire::ByteSpan b, std::size_t at) {
    return b[at] | std::size_t{b[at + 1]} << 8 | std::size_t{b[at + 2]} << 16 |
           std::size_t{b[at + 3]} << 24;
  }
  static std::uint32_t big(wire::ByteSpan b, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | b[at + i];
    return value;
  }
  void packet(wire::ByteSpan frame) {
    constexpr std::size_t ethernet = 14;
    if (frame.size() < ethernet + 40 || big(frame, 12, 2) != 0x0800) return;
    const wire::ByteSpan ip = frame.subspan(ethernet, big(frame, ethernet + 2, 2));
    const wire::ByteSpan tcp = ip.subspan((ip[0] & 0xfU) * 4U);
    const std::uint32_t source = big(tcp, 0, 2);
    const bool syn = (tcp[13] & 2U) != 0;
    if (dialer_ == 0) dialer_ = source;
    const std::size_t side = source == dialer_ ? 0 : 1;
    if (syn) first_[side] = big(tcp, 4, 4) + 1;
    put(side, big(tcp, 4, 4) - first_[side], tcp.subspan((tcp[12] >> 4U) * 4U));
  }
  void put(std::size_t side, std::uint32_t offset, wire::ByteSpan payload) {
    wire::Bytes& all = bytes_[side];
    if (payload.empty() || offset > 1'000'000) return;
    if (all.size() < offset + payload.size()) all.resize(offset + payload.size());
    std::copy(payload.begin(), payload.end(), all.begin() + offset);
  }

  std::uint32_t dialer_ = 0;
  std::array<std::uint32_t, 2> first_{};
  std::array<wire::Bytes, 2> bytes_;
};

}  // namespace seatrial::testing_support
