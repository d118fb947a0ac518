// SPDX-License-Identifier: Apache-2.0
#include "harness/capture/pcapng.hpp"

namespace seatrial::capture {

using wire::Bytes;
using wire::ByteSpan;

namespace {

// The numbers of draft-ietf-opsawg-pcapng.
constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint16_t kEthernet = 1;
enum Option : std::uint16_t { kEnd = 0, kComment = 1, kName = 2, kApplication = 4, kTime = 9 };

/// Little-endian, whatever the machine is.
template <class Number>
void put_little(Bytes& to, Number number) {
  for (std::size_t i = 0; i < sizeof number; ++i)
    to.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

void pad(Bytes& to) {
  while (to.size() % 4 != 0) to.push_back(0);
}

void put_option(Bytes& to, Option option, ByteSpan value) {
  put_little(to, static_cast<std::uint16_t>(option));
  put_little(to, static_cast<std::uint16_t>(value.size()));
  wire::append(to, value);
  pad(to);
}

void end_options(Bytes& to) {
  put_little(to, std::uint32_t{kEnd});
}

/// An option's length has 16 bits.
ByteSpan short_text(std::string_view text) {
  return wire::as_bytes(text.substr(0, 4096));
}

}  // namespace

PcapngWriter::PcapngWriter(std::ostream& out, std::string_view about) : out_(out) {
  Bytes body;
  put_little(body, kByteOrder);
  put_little(body, std::uint16_t{1});  // version 1.0
  put_little(body, std::uint16_t{0});
  put_little(body, UINT64_MAX);  // the length of the section is not told
  put_option(body, kComment, short_text(about));
  put_option(body, kApplication, wire::as_bytes("seatrial"));
  end_options(body);
  write_block(kSectionHeader, body);
}

std::uint32_t PcapngWriter::add_interface(std::string_view name) {
  constexpr std::uint8_t nanoseconds = 9;
  Bytes body;
  put_little(body, kEthernet);
  put_little(body, std::uint16_t{0});
  put_little(body, std::uint32_t{0});  // packets are whole
  put_option(body, kName, short_text(name));
  put_option(body, kTime, ByteSpan(&nanoseconds, 1));
  end_options(body);
  write_block(kInterface, body);
  return interfaces_++;
}

void PcapngWriter::add_packet(std::uint32_t interface, std::uint64_t time, ByteSpan frame,
                              std::string_view comment) {
  Bytes body;
  put_little(body, interface);
  put_little(body, static_cast<std::uint32_t>(time >> 32U));
  put_little(body, static_cast<std::uint32_t>(time));
  put_little(body, static_cast<std::uint32_t>(frame.size()));  // captured, and on the wire
  put_little(body, static_cast<std::uint32_t>(frame.size()));
  wire::append(body, frame);
  pad(body);
  if (!comment.empty()) {
    put_option(body, kComment, short_text(comment));
    end_options(body);
  }
  write_block(kEnhancedPacket, body);
}

void PcapngWriter::write_block(std::uint32_t type, const Bytes& body) {
  const auto size = static_cast<std::uint32_t>(body.size() + 12);
  Bytes head;
  put_little(head, type);
  put_little(head, size);
  Bytes tail;
  put_little(tail, size);
  for (const Bytes* part :
       {static_cast<const Bytes*>(&head), &body, static_cast<const Bytes*>(&tail)})
    out_.write(reinterpret_cast<const char*>(part->data()),
               static_cast<std::streamsize>(part->size()));
}

}  // namespace seatrial::capture
