// SPDX-License-Identifier: Apache-2.0
// ByteWire: the connections of a world at bytes fidelity. It keeps each process' keys and chance,
// each connection's machine, and the bytes that are on their way. No file's private key is read: a
// peer whose key does not follow from its name speaks with a stand-in of its own, and whoever dials
// it encrypts to that. What is said and when is the servers' matter.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/core/arena.hpp"
#include "sim/peer/identities.hpp"
#include "sim/peer/peer_spec.hpp"
#include "sim/proto/devp2p/byte_session.hpp"

namespace seatrial {

/// All connections of a world as bytes.
class ByteWire {
 public:
  /// The identities are the world's and must outlive this.
  ByteWire(std::uint64_t seed, const Identities& identities)
      : seed_(seed), identities_(&identities) {}

  /// A peer of the world, before anybody runs. `name` is "a/quorum-node1". Of two peers with one
  /// identity the first counts.
  void introduce(p2p::NodeRef node, const std::string& name);
  /// A process that was just started; the chain is its server's and lives as long.
  void start(PeerId peer, p2p::NodeRef self, const GethSettings& geth,
             const p2p::LocalChain& chain);
  /// It is gone, and its machines with it.
  void end(PeerId peer);

  /// The handle of the bytes that this message of a process is; 0 if it cannot be said.
  std::uint32_t say(Instant now, p2p::ConnId conn, PeerId peer, const p2p::Message& message);
  /// What the bytes of this handle mean to the process that got them; they are gone then.
  std::vector<devp2p::Heard> hear(Instant now, p2p::ConnId conn, PeerId peer, std::uint32_t handle);
  /// The process has closed the connection.
  void close(p2p::ConnId conn);

  /// Whether to remember what the bytes on their way were before they were encrypted.
  void keep_messages(bool keep) { keep_ = keep; }
  /// The bytes of a handle.
  const wire::Bytes& bytes(std::uint32_t handle) const {
    return on_the_way_[SlabHandle(handle)].bytes;
  }
  /// The message that they are; null unless it was kept.
  const p2p::Message* message(std::uint32_t handle) const;
  /// They will not be heard.
  void drop(std::uint32_t handle) { on_the_way_.erase(SlabHandle(handle)); }

 private:
  struct Process {
    devp2p::Process said;
    p2p::NodeRef self{};
    Rng rng;
    const p2p::LocalChain* chain = nullptr;
  };
  struct OnTheWay {
    wire::Bytes bytes;
    std::optional<p2p::Message> message;
  };
  struct Line {
    PeerId peer = PeerId::none;
    std::unique_ptr<devp2p::ByteSession> session;
  };

  Line& line(p2p::ConnId conn);
  devp2p::ByteSession& dialer(p2p::ConnId conn, PeerId peer, p2p::NodeRef remote);
  devp2p::ByteSession& listener(Instant now, p2p::ConnId conn, PeerId peer);
  const wire::PublicKey& key_of(p2p::NodeRef node);

  std::uint64_t seed_;
  const Identities* identities_;
  devp2p::KeyRing keys_;
  std::map<PeerId, std::unique_ptr<Process>> processes_;
  std::vector<Line> lines_;  ///< by ConnId
  Slab<OnTheWay> on_the_way_;
  bool keep_ = false;
  std::map<wire::Hash32, std::uint32_t> heads_;  ///< Status::head_block of each head ever told
};

}  // namespace seatrial
