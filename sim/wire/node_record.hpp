// SPDX-License-Identifier: Apache-2.0
// Node records (ENR, EIP-778) of the identity scheme "v4": what a node says about itself, signed by
// its key. Making, reading and checking one, as bytes and as "enr:…" text. Pairs keep the order of
// their keys; whether an endpoint in a record may be believed is discovery's to decide.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/wire/curve.hpp"
#include "sim/wire/entropy.hpp"

namespace seatrial::wire {

inline constexpr std::size_t max_record_size = 300;  ///< bytes. SPEC goquorum 1.3

/// A record.
struct NodeRecord {
  std::uint64_t seq = 0;               ///< counts the changes of the record
  std::map<std::string, Bytes> pairs;  ///< values as encoded RLP items
  PlainSignature signature;

  /// The value of a key as a string, or nothing.
  std::optional<Bytes> string(std::string_view key) const;
  /// The value of a key as a number, or 0.
  std::uint64_t number(std::string_view key) const;
  /// 4 or 16 bytes: "ip", else "ip6"; empty without either.
  Bytes ip() const;
  std::uint16_t udp() const { return static_cast<std::uint16_t>(number("udp")); }
  std::uint16_t tcp() const { return static_cast<std::uint16_t>(number("tcp")); }
  /// Whose record it is; an error without a key of secp256k1.
  Result<PublicKey> key() const;

  bool operator==(const NodeRecord&) const = default;
};

/// Where a record says that its node listens; a port of 0 is left out.
struct RecordEndpoint {
  Bytes ip;  ///< 4 bytes
  std::uint16_t udp = 0;
  std::uint16_t tcp = 0;
};

/// A signed record; `more` are further pairs (`eth`, say), with values as encoded RLP items.
NodeRecord make_record(const KeyPair& key, std::uint64_t seq, const RecordEndpoint& endpoint,
                       const std::map<std::string, Bytes>& more = {});

/// The RLP list, with its signature.
Bytes encode_record(const NodeRecord& record);
/// Reads a record and checks its signature; go-ethereum's errors.
Result<NodeRecord> decode_record(ByteSpan bytes);

/// "enr:" and the record in URL-safe base64 without padding.
std::string record_text(const NodeRecord& record);
/// Reads record_text's form.
Result<NodeRecord> parse_record(std::string_view text);

}  // namespace seatrial::wire
