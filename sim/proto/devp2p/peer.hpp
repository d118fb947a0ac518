// SPDX-License-Identifier: Apache-2.0
// Peer: one connection of a GoQuorum process at bytes fidelity, from TCP to the end: RLPx, Hello,
// Status, keep-alive, Disconnect. It is a stream machine without I/O: bytes in any pieces go in,
// effects come out, and time is what the owner says it is. It decides what is legal when; whom to
// let in is the owner's, who is asked after the keys and after the Hello as GoQuorum's checks are
// (SPEC goquorum 3.2). Whatever the remote sends ends this connection at worst, with a reason.
#pragma once

#include <variant>

#include "sim/proto/devp2p/outbox.hpp"
#include "sim/proto/devp2p/status_message.hpp"
#include "sim/proto/p2p/rules.hpp"
#include "sim/proto/rlpx/frames.hpp"
#include "sim/proto/rlpx/handshake.hpp"

namespace seatrial::devp2p {

/// What one process says about itself on all its connections.
struct Process {
  wire::KeyPair key;
  std::string client;  ///< of the Hello
  p2p::Capabilities capabilities;
  ProtocolLengths lengths;
};

/// One connection.
class Peer {
 public:
  /// The dialer's side of a connection; the process, chain and chance must outlive it.
  static Peer dialer(const Process& process, const p2p::LocalChain& chain, Rng& rng,
                     const wire::PublicKey& remote);
  /// The listener's side.
  static Peer listener(const Process& process, const p2p::LocalChain& chain, Rng& rng);

  /// The transport is connected.
  void on_open(Instant now, Outbox& out);
  /// Bytes came, split anyhow.
  void on_bytes(Instant now, wire::ByteSpan in, Outbox& out);
  /// The transport is gone.
  void on_close(Instant now, p2p::CloseReason reason, Outbox& out);
  /// Does what is due; nothing when early.
  void on_deadline(Instant now, Outbox& out);
  /// When time next matters; nothing before on_open and after the end.
  std::optional<Instant> deadline() const;

  /// After KeyKnown: lets the remote go on to the Hello.
  void admit(Instant now, Outbox& out);
  /// After HelloKnown: makes it a peer, which sends the Status.
  void add(Instant now, Outbox& out);
  /// After KeyKnown or HelloKnown, or any time later: tells a reason and closes. Before the keys
  /// are known nothing can be told, and it only closes.
  void refuse(Instant now, p2p::DisconnectReason reason, Outbox& out);
  /// Closes without a word, as a denied permission does. // SPEC goquorum 2.2
  void drop(Instant now, p2p::Cause cause, Outbox& out);
  /// Sends a message of a protocol on a link that is up; false if it is not spoken there.
  bool send(ProtocolCode code, wire::ByteSpan payload, Outbox& out);

  /// Sends a Ping now, for an owner that keeps the time itself; nothing before it is a peer.
  void ping(Outbox& out);

  bool is_up() const { return std::holds_alternative<Up>(state_); }
  bool is_over() const { return std::holds_alternative<Over>(state_); }

 private:
  /// Before the transport is connected.
  struct Closed {};
  struct ShakingHands {
    rlpx::Handshake handshake;
  };
  /// The owner has not answered KeyKnown yet.
  struct AwaitAdmission {};
  struct AwaitHello {};
  /// The owner has not answered HelloKnown yet.
  struct AwaitAddition {};
  struct AwaitStatus {
    Instant until;
  };
  struct Up {};
  struct Over {};
  using State = std::variant<Closed, ShakingHands, AwaitAdmission, AwaitHello, AwaitAddition,
                             AwaitStatus, Up, Over>;

  Peer(const Process& process, const p2p::LocalChain& chain, Rng& rng)
      : process_(&process), chain_(&chain), rng_(&rng) {}

  bool waits_for_owner() const;
  bool is_peer() const;
  void read(Instant now, wire::ByteSpan in, Outbox& out);
  bool read_handshake(Instant now, wire::ByteSpan& in, Outbox& out);
  bool read_frame(Instant now, wire::ByteSpan& in, Outbox& out);
  void on_frame(Instant now, rlpx::Frame frame, Outbox& out);
  void on_hello_frame(Instant now, const rlpx::Frame& frame, Outbox& out);
  void on_hello(Instant now, Hello hello, Outbox& out);
  void on_peer_frame(Instant now, rlpx::Frame frame, Outbox& out);
  void on_protocol_frame(Instant now, ProtocolCode code, rlpx::Frame frame, Outbox& out);
  void on_status(Instant now, ProtocolCode code, const rlpx::Frame& frame, Outbox& out);
  void keep_alive(Instant now, Outbox& out);

  void put(std::uint64_t code, wire::ByteSpan payload, Outbox& out);
  void end(p2p::Cause cause, Outbox& out, bool remote_requested = false);
  /// Tells the remote, and ends.
  void break_off(p2p::Cause cause, p2p::DisconnectReason tell, Outbox& out);
  p2p::Happening where() const;

  const Process* process_;
  const p2p::LocalChain* chain_;
  Rng* rng_;
  std::optional<wire::PublicKey> dialled_;  ///< the dialer's side only
  State state_;
  std::optional<rlpx::Frames> frames_;
  wire::PublicKey remote_;
  SharedProtocols protocols_;
  wire::Bytes held_;  ///< what came while the owner had not answered
  Instant opened_;
  Instant last_frame_;
  Instant next_ping_;
};

}  // namespace seatrial::devp2p
