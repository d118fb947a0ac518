// SPDX-License-Identifier: Apache-2.0
#include "harness/capture/capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "harness/diagnose/dial_code.hpp"
#include "sim/core/digest.hpp"
#include "sim/peer/link_cause.hpp"
#include "sim/proto/chain/blockchain.hpp"

namespace seatrial::capture {

using net::PacketKind;
using net::TappedPacket;

namespace {

/// Nanoseconds since 1970.
std::uint64_t unix_time(Instant at) {
  constexpr std::uint64_t second = 1'000'000'000;
  return chain::run_begins * second + static_cast<std::uint64_t>(at.since_start().ns());
}

TcpFlags flags_of(PacketKind kind) {
  switch (kind) {
    case PacketKind::syn:
      return {.syn = true};
    case PacketKind::syn_ack:
      return {.syn = true, .ack = true};
    case PacketKind::data:
      return {.psh = true, .ack = true};
    case PacketKind::fin:
      return {.fin = true, .ack = true};
    case PacketKind::rst:
      return {.rst = true, .ack = true};
    default:
      return {.ack = true};
  }
}

/// How far a packet moves the sequence numbers of its sender, apart from its data.
std::uint32_t length_of(PacketKind kind) {
  const bool counts =
      kind == PacketKind::syn || kind == PacketKind::syn_ack || kind == PacketKind::fin;
  return counts ? 1 : 0;
}

/// "ST303 firewall_denied: a firewall that …".
std::string loss_text(const TappedPacket& packet) {
  net::Trace end;
  end.disposition = packet.fate;
  end.at = packet.reached;
  const auto code = diagnosis::code_of_packet(cause_of(packet.fate), {}, end);
  return fmt::format("{}{}: {}", code ? std::string(code->text()) + " " : "",
                     to_string(packet.fate), net::describe(packet.fate));
}

Error cannot_write(const std::string& path) {
  return {path, "cannot be written", "give a folder or a file that you may write"};
}

}  // namespace

Capture::~Capture() {
  world_.set_tap(nullptr);
}

Result<std::unique_ptr<Capture>> Capture::begin(World& world, const Target& target) {
  std::unique_ptr<Capture> capture(new Capture(world));
  if (auto opened = capture->open_all(target); !opened) return opened.error();
  world.set_tap(capture.get());
  return capture;
}

Result<void> Capture::open_all(const Target& target) {
  std::error_code error;
  const std::filesystem::path path(target.path);
  const auto folder = target.is_file() ? path.parent_path() : path;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) return cannot_write(target.path);
  std::map<std::string, File*> by_path;
  for (std::uint32_t i = 0; i < world_.peer_count(); ++i) {
    const std::string& cluster = world_.cluster(world_.peer(PeerId(i)).spec.cluster).spec().name;
    const std::string name =
        target.is_file() ? target.path : (path / (cluster + ".pcapng")).string();
    if (!by_path.contains(name)) {
      const auto file = open(name, target.about);
      if (!file) return file.error();
      by_path[name] = *file;
    }
    File* file = by_path[name];
    interfaces_.push_back({file, file->writer->add_interface(world_.name(PeerId(i)))});
  }
  return {};
}

Result<Capture::File*> Capture::open(const std::string& path, const std::string& about) {
  File& file = files_.emplace_back();
  file.path = path;
  file.stream.open(path, std::ios::binary | std::ios::trunc);
  if (!file.stream) return cannot_write(path);
  file.writer = std::make_unique<PcapngWriter>(file.stream, about);
  return &file;
}

Result<void> Capture::finish() {
  for (File& file : files_) {
    file.stream.flush();
    if (!file.stream) return cannot_write(file.path);
  }
  return {};
}

const Capture::Interface* Capture::interface_of(net::StackId stack) const {
  const auto peer = static_cast<std::size_t>(world_.peer_on(stack));
  return peer < interfaces_.size() ? &interfaces_[peer] : nullptr;
}

Capture::Flow& Capture::flow_of(const TappedPacket& packet) {
  const auto [place, is_new] = flows_.try_emplace(packet.connection);
  Flow& flow = place->second;
  if (is_new) {
    for (const std::size_t end : {0U, 1U})
      flow.first[end] = static_cast<std::uint32_t>(mix64(2 * packet.connection + end + 1));
    flow.sent = flow.arrived = flow.first;
  }
  return flow;
}

/// Between two peers of one file a packet that nobody translated would look like a retransmission.
bool Capture::stands_already(const TappedPacket& packet, const Interface& here) const {
  if (packet.outgoing || packet.tuple != packet.as_sent) return false;
  const Interface* there = interface_of(packet.from);
  return there != nullptr && there->file == here.file;
}

void Capture::on_packet(const TappedPacket& packet) {
  const Interface* here = interface_of(packet.stack);
  if (packet.kind == PacketKind::datagram) {
    if (here == nullptr || stands_already(packet, *here)) return;
    return write(*here, packet, udp_frame(packet.tuple, world_.payload_bytes(packet.payload)),
                 comment_of(packet));
  }
  if (packet.kind == PacketKind::unreachable) {
    if (here == nullptr) return;
    const auto frame = unreachable_frame(packet.tuple, flow_of(packet).first[0]);
    return write(*here, packet, frame, comment_of(packet));
  }
  write_tcp(packet, here);
}

// The numbers move with every packet, also where nobody looks.
void Capture::write_tcp(const TappedPacket& packet, const Interface* here) {
  Flow& flow = flow_of(packet);
  const std::size_t end = packet.sender;
  const bool whole = packet.fate == net::Disposition::delivered;
  const wire::ByteSpan payload =
      packet.kind == PacketKind::data ? world_.payload_bytes(packet.payload) : wire::ByteSpan();
  if (packet.kind == PacketKind::syn || packet.kind == PacketKind::syn_ack)  // may be sent again
    (packet.outgoing ? flow.sent : flow.arrived)[end] = flow.first[end];
  std::uint32_t& next = (packet.outgoing ? flow.sent : flow.arrived)[end];
  if (here != nullptr && !stands_already(packet, *here))
    write_segments(packet, *here, {next, flow.arrived[1 - end], flags_of(packet.kind)}, payload);
  if (whole) next += length_of(packet.kind) + static_cast<std::uint32_t>(payload.size());
}

void Capture::write_segments(const TappedPacket& packet, const Interface& here, TcpHead head,
                             wire::ByteSpan payload) {
  const std::string comment = comment_of(packet);
  do {
    const wire::ByteSpan part = payload.first(std::min(payload.size(), most_segment));
    write(here, packet, tcp_frame(packet.tuple, head, part), comment);
    head.sequence += static_cast<std::uint32_t>(part.size());
    payload = payload.subspan(part.size());
  } while (!payload.empty());
}

void Capture::write(const Interface& here, const TappedPacket& packet, const wire::Bytes& frame,
                    const std::string& comment) {
  here.file->writer->add_packet(here.number, unix_time(packet.at), frame, comment);
}

std::string Capture::comment_of(const TappedPacket& packet) const {
  std::string text;
  const bool loaded = packet.kind == PacketKind::data || packet.kind == PacketKind::datagram;
  if (loaded) text = world_.payload_name(packet.payload);
  if (packet.fate == net::Disposition::delivered) return text;
  return (text.empty() ? "" : text + "; ") + "dropped, " + loss_text(packet);
}

}  // namespace seatrial::capture
