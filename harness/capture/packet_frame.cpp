// SPDX-License-Identifier: Apache-2.0
#include "harness/capture/packet_frame.hpp"

namespace seatrial::capture {

using wire::Bytes;
using wire::ByteSpan;

namespace {

// RFC 790, RFC 791, RFC 792, RFC 793
constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kUnreachable = 3;
constexpr std::uint8_t kHost = 1;
constexpr std::size_t kIpHead = 20;
constexpr std::size_t kTcpHead = 20;
constexpr std::size_t kUdpHead = 8;

/// Big-endian, as networks have it.
template <class Number>
void put_big(Bytes& to, Number number) {
  for (std::size_t i = sizeof number; i-- > 0;)
    to.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

void set16(Bytes& in, std::size_t at, std::uint16_t number) {
  in[at] = static_cast<std::uint8_t>(number >> 8U);
  in[at + 1] = static_cast<std::uint8_t>(number);
}

std::uint32_t sum16(ByteSpan bytes, std::uint32_t sum = 0) {
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += i % 2 == 0 ? std::uint32_t{bytes[i]} << 8U : std::uint32_t{bytes[i]};
  return sum;
}

/// The one's complement sum of RFC 1071.
std::uint16_t checksum(std::uint32_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

/// A locally administered address.
void put_hardware(Bytes& to, net::Ipv4 ip) {
  put_big(to, std::uint16_t{0x0200});
  put_big(to, ip.bits);
}

Bytes ip_head(const net::FiveTuple& tuple, std::uint8_t protocol, std::size_t payload) {
  Bytes head;
  put_big(head, std::uint16_t{0x4500});
  put_big(head, static_cast<std::uint16_t>(kIpHead + payload));
  put_big(head, std::uint32_t{0x4000});  // no identification; do not fragment
  put_big(head, static_cast<std::uint16_t>(64U << 8U | protocol));
  put_big(head, std::uint16_t{0});
  put_big(head, tuple.src.ip.bits);
  put_big(head, tuple.dst.ip.bits);
  set16(head, 10, checksum(sum16(head)));
  return head;
}

/// The checksum of TCP and UDP, with the addresses before it.
std::uint16_t with_addresses(const net::FiveTuple& tuple, std::uint8_t protocol, ByteSpan bytes) {
  Bytes pseudo;
  put_big(pseudo, tuple.src.ip.bits);
  put_big(pseudo, tuple.dst.ip.bits);
  put_big(pseudo, std::uint16_t{protocol});
  put_big(pseudo, static_cast<std::uint16_t>(bytes.size()));
  return checksum(sum16(bytes, sum16(pseudo)));
}

Bytes on_a_line(const net::FiveTuple& tuple, std::uint8_t protocol, ByteSpan above) {
  Bytes frame;
  put_hardware(frame, tuple.dst.ip);
  put_hardware(frame, tuple.src.ip);
  put_big(frame, std::uint16_t{0x0800});
  wire::append(frame, ip_head(tuple, protocol, above.size()));
  wire::append(frame, above);
  return frame;
}

std::uint8_t bits_of(const TcpFlags& flags) {
  return static_cast<std::uint8_t>((flags.fin ? 1U : 0U) | (flags.syn ? 2U : 0U) |
                                   (flags.rst ? 4U : 0U) | (flags.psh ? 8U : 0U) |
                                   (flags.ack ? 16U : 0U));
}

}  // namespace

Bytes tcp_frame(const net::FiveTuple& tuple, const TcpHead& head, ByteSpan payload) {
  Bytes segment;
  put_big(segment, tuple.src.port);
  put_big(segment, tuple.dst.port);
  put_big(segment, head.sequence);
  put_big(segment, head.flags.ack ? head.acknowledged : 0U);
  put_big(segment, static_cast<std::uint16_t>((kTcpHead / 4) << 12U | bits_of(head.flags)));
  put_big(segment, std::uint16_t{0xffff});  // the window
  put_big(segment, std::uint32_t{0});       // checksum, urgent pointer
  wire::append(segment, payload);
  set16(segment, 16, with_addresses(tuple, kTcp, segment));
  return on_a_line(tuple, kTcp, segment);
}

Bytes udp_frame(const net::FiveTuple& tuple, ByteSpan payload) {
  Bytes datagram;
  put_big(datagram, tuple.src.port);
  put_big(datagram, tuple.dst.port);
  put_big(datagram, static_cast<std::uint16_t>(kUdpHead + payload.size()));
  put_big(datagram, std::uint16_t{0});
  wire::append(datagram, payload);
  const std::uint16_t sum = with_addresses(tuple, kUdp, datagram);
  set16(datagram, 6, sum == 0 ? std::uint16_t{0xffff} : sum);
  return on_a_line(tuple, kUdp, datagram);
}

Bytes unreachable_frame(const net::FiveTuple& syn, std::uint32_t sequence) {
  Bytes message{kUnreachable, kHost};
  message.resize(8);
  wire::append(message, ip_head(syn, kTcp, kTcpHead));
  put_big(message, syn.src.port);
  put_big(message, syn.dst.port);
  put_big(message, sequence);
  set16(message, 2, checksum(sum16(message)));
  return on_a_line(syn.reversed(), kIcmp, message);
}

}  // namespace seatrial::capture
