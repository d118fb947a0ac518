// SPDX-License-Identifier: Apache-2.0
// One side of the RLPx handshake without I/O: bytes go in as they come, bytes come out to be sent,
// and it ends with the secrets of the link and the remote's node key, or with GoQuorum's reason. It
// keeps at most one packet of 64 KiB, and leaves what follows the packet to whoever reads the
// frames. Time limits and what to do about a failure are the session's.
#pragma once

#include "sim/proto/rlpx/packet.hpp"

namespace seatrial::rlpx {

/// Who one is, and where chance comes from; both outlive the handshake.
struct Identity {
  const KeyPair* self = nullptr;
  Rng* rng = nullptr;
};

/// The handshake of one connection.
class Handshake {
 public:
  /// The listener's side: waits for an auth.
  static Handshake responder(Identity identity);
  /// The dialer's side: `first` is the auth to send. An error for a remote key off the curve.
  static Result<Handshake> initiator(Identity identity, const PublicKey& remote, Bytes& first);

  /// Takes the bytes that belong to the handshake off `in`, and appends what is to be sent to
  /// `out`. True once it is done; an error ends the connection.
  Result<bool> take(ByteSpan& in, Bytes& out);

  /// Once done: what the frames are made with.
  const wire::LinkSecrets& secrets() const { return secrets_; }
  /// Once done: the remote's node key.
  const PublicKey& remote() const { return remote_; }

 private:
  explicit Handshake(Identity identity) : identity_(identity) {}

  bool fill_to(std::size_t size, ByteSpan& in);
  Result<bool> read(Form form, Bytes& out);
  Result<bool> on_auth(const Auth& auth, Form form, Bytes& out);
  Result<bool> on_ack(const Ack& ack);

  Identity identity_;
  bool initiator_ = false;
  KeyPair ephemeral_{wire::PrivateKey({}), {}};
  Hash32 nonce_;
  PublicKey remote_;
  Bytes sent_;              ///< the dialer's auth packet
  Bytes received_;          ///< the packet that is being read
  std::size_t wanted_ = 0;  ///< bytes of an EIP-8 packet; 0: it may still be a plain one
  wire::LinkSecrets secrets_;
};

}  // namespace seatrial::rlpx
