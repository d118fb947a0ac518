// SPDX-License-Identifier: Apache-2.0
// Capture: the packets of a run at bytes fidelity as pcapng files, one interface for each peer:
// what its pod sends, and what arrives there. A packet that gets nowhere stands where it left, with
// the code of the catalogue in its comment; any other comment says what the encrypted bytes are.
// What passes between two peers of one file, and was not translated on its way, stands once.
#pragma once

#include <array>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/capture/packet_frame.hpp"
#include "harness/capture/pcapng.hpp"
#include "sim/core/error.hpp"
#include "sim/net/tap.hpp"
#include "sim/peer/world.hpp"

namespace seatrial::capture {

/// Where the files go.
struct Target {
  std::string path;   ///< a file that ends in .pcapng, or a folder
  std::string about;  ///< the files' comment: which scenario and seed

  /// Everything in one file, and not one file for each cluster.
  bool is_file() const { return path.ends_with(".pcapng"); }
};

/// A capture of one world, from its making to its end.
class Capture : public net::Tap {
 public:
  /// Makes the files, and the folder where it is not there, and taps the world, which must speak in
  /// bytes and outlive this. Errors: a file that cannot be written.
  static Result<std::unique_ptr<Capture>> begin(World& world, const Target& target);
  ~Capture() override;
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  /// Writes what is left. An error if a file could not be written to its end.
  Result<void> finish();

  void on_packet(const net::TappedPacket& packet) override;

 private:
  struct File {
    std::string path;
    std::ofstream stream;
    std::unique_ptr<PcapngWriter> writer;
  };
  struct Interface {
    File* file = nullptr;
    std::uint32_t number = 0;
  };
  /// The sequence numbers of one connection, by end.
  struct Flow {
    std::array<std::uint32_t, 2> first{};
    std::array<std::uint32_t, 2> sent{};     ///< the next that the end sends
    std::array<std::uint32_t, 2> arrived{};  ///< the next that the other end waits for
  };

  explicit Capture(World& world) : world_(world) {}
  Result<File*> open(const std::string& path, const std::string& about);
  Result<void> open_all(const Target& target);
  Flow& flow_of(const net::TappedPacket& packet);
  const Interface* interface_of(net::StackId stack) const;
  bool stands_already(const net::TappedPacket& packet, const Interface& here) const;
  void write_tcp(const net::TappedPacket& packet, const Interface* here);
  void write_segments(const net::TappedPacket& packet, const Interface& here, TcpHead head,
                      wire::ByteSpan payload);
  void write(const Interface& here, const net::TappedPacket& packet, const wire::Bytes& frame,
             const std::string& comment);
  std::string comment_of(const net::TappedPacket& packet) const;

  World& world_;
  std::deque<File> files_;
  std::vector<Interface> interfaces_;  ///< by PeerId
  std::map<std::uint64_t, Flow> flows_;
};

}  // namespace seatrial::capture
