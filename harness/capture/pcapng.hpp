// SPDX-License-Identifier: Apache-2.0
// A pcapng file being written: one section, interfaces, and packets with nanoseconds and comments,
// as Wireshark and tshark open it. It knows the blocks of the format and nothing of what the
// packets are. Written in the order of the calls; what was written before an error stays.
#pragma once

#include <cstdint>
#include <ostream>
#include <string_view>

#include "sim/wire/bytes.hpp"

namespace seatrial::capture {

/// Writes blocks to a stream that must outlive it.
class PcapngWriter {
 public:
  /// Begins the section; `about` is its comment.
  PcapngWriter(std::ostream& out, std::string_view about);

  /// An Ethernet interface; the number by which packets name it.
  std::uint32_t add_interface(std::string_view name);
  /// A packet with its headers, at nanoseconds since 1970; "" for no comment.
  void add_packet(std::uint32_t interface, std::uint64_t time, wire::ByteSpan frame,
                  std::string_view comment);

 private:
  void write_block(std::uint32_t type, const wire::Bytes& body);

  std::ostream& out_;
  std::uint32_t interfaces_ = 0;
};

}  // namespace seatrial::capture
