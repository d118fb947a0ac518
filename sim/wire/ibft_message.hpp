// SPDX-License-Identifier: Apache-2.0
// IBFT's consensus messages as bytes: PRE-PREPARE, PREPARE, COMMIT and ROUND-CHANGE with their
// signature and committed seal. The signature is over the payload's own bytes, so that they are
// kept as they came; what they say is read by the function of the kind. Which message is due when
// is sim/proto/istanbul's to know, where messages are values.
#pragma once

#include <span>

#include "sim/wire/block.hpp"
#include "sim/wire/curve.hpp"
#include "sim/wire/signers.hpp"

namespace seatrial::wire {

/// The four kinds, with the numbers of the wire. // SPEC goquorum 7.3
enum class IbftCode : std::uint8_t { pre_prepare = 0, prepare = 1, commit = 2, round_change = 3 };

/// Which block, in which attempt; on the wire the round comes first. // SPEC goquorum 7.3
struct IbftView {
  std::uint64_t round = 0;
  std::uint64_t sequence = 0;
  bool operator==(const IbftView&) const = default;
};

/// The payload of a PREPARE, COMMIT or ROUND-CHANGE, whose digest is zero in the last.
struct IbftSubject {
  IbftView view;
  Hash32 digest;  ///< of the block that is voted for
  bool operator==(const IbftSubject&) const = default;
};

/// The payload of a PRE-PREPARE.
struct IbftProposal {
  IbftView view;
  Block block;
  bool operator==(const IbftProposal&) const = default;
};

/// A message as it travels. // SPEC goquorum 7.3
struct IbftMessage {
  std::uint64_t code = 0;  ///< of IbftCode, or whatever a peer sent
  Bytes payload;           ///< RLP of an IbftSubject or IbftProposal
  Address20 address;       ///< who claims to have sent it
  Bytes signature;         ///< 65 bytes
  Bytes committed_seal;    ///< 65 bytes in a COMMIT, else empty
  bool operator==(const IbftMessage&) const = default;
};

Bytes encode_subject(const IbftSubject& subject);
Result<IbftSubject> decode_subject(ByteSpan payload);
Bytes encode_proposal(const IbftProposal& proposal);
Result<IbftProposal> decode_proposal(ByteSpan payload);

/// The RLP list of the five fields.
Bytes encode_ibft(const IbftMessage& message);
/// Reads the RLP list of the five fields; what the payload says is not looked at.
Result<IbftMessage> decode_ibft(ByteSpan bytes);
/// What the signature is over: keccak256 of the message with an empty signature.
Hash32 ibft_digest(const IbftMessage& message);

/// A vote, signed. A COMMIT gets the seal of the block that it is for.
Result<IbftMessage> sign_vote(IbftCode code, const IbftSubject& subject, const PrivateKey& key);
/// A proposal, signed.
Result<IbftMessage> sign_proposal(const IbftProposal& proposal, const PrivateKey& key);
/// Whether the message is by one of the validators and by whom it says; else GoQuorum's error:
/// "unauthorized address" or "message not signed by the sender". // SPEC goquorum 7.3
Result<Address20> verify_ibft(const IbftMessage& message, std::span<const Address20> validators);
/// The same for a message that many receive: its signer is recovered once for all of them.
Result<Address20> verify_ibft(const IbftMessage& message, std::span<const Address20> validators,
                              Signers& signers);

/// The body of an istanbulMsg: the message as one RLP string. // SPEC goquorum 6.2
Bytes wrap_ibft(ByteSpan message);
/// The message in the body of an istanbulMsg.
Result<Bytes> unwrap_ibft(ByteSpan body);
/// By which a message is known to have been seen: keccak256 of wrap_ibft. // SPEC goquorum 7.9
Hash32 ibft_cache_hash(ByteSpan message);

}  // namespace seatrial::wire
