// SPDX-License-Identifier: Apache-2.0
// Which protocols two Hellos have in common, and which codes of the wire belong to which. The
// ranges begin at 16 and follow the order of names; both sides compute them alike from the two
// Hellos, and nothing on the wire says so.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/proto/devp2p/base_message.hpp"
#include "sim/proto/p2p/capability.hpp"

namespace seatrial::devp2p {

/// Codes of istanbul/100: 18 in v21.4, 22 with QBFT's from v21.7 on. // SPEC goquorum 4.7
struct ProtocolLengths {
  std::uint8_t istanbul_100 = 18;
  bool operator==(const ProtocolLengths&) const = default;
};

/// A protocol with its range of codes.
struct Range {
  p2p::Capability capability;
  std::uint64_t offset = 0;  ///< the code on the wire of its code 0
  std::uint64_t length = 0;
  bool operator==(const Range&) const = default;
};

/// A code of the wire as one of a protocol.
struct ProtocolCode {
  p2p::Protocol protocol = p2p::Protocol::istanbul;
  std::uint64_t code = 0;  ///< relative
  bool operator==(const ProtocolCode&) const = default;
};

/// What two peers speak.
class SharedProtocols {
 public:
  SharedProtocols() = default;
  /// SPEC goquorum 4.7
  SharedProtocols(const p2p::Capabilities& local, const std::vector<Offer>& remote,
                  ProtocolLengths lengths);

  /// In the order of their codes.
  std::span<const Range> ranges() const { return ranges_; }
  /// The protocols as the message-level server knows them.
  const p2p::CommonProtocols& common() const { return common_; }
  /// Whose code it is; nothing for one outside of all ranges.
  std::optional<ProtocolCode> find(std::uint64_t wire_code) const;
  /// The code on the wire; nothing for a protocol that is not spoken or a code that it has not.
  std::optional<std::uint64_t> wire_code(ProtocolCode code) const;

 private:
  std::vector<Range> ranges_;
  p2p::CommonProtocols common_;
};

/// What a Hello offers for these capabilities.
std::vector<Offer> offers(const p2p::Capabilities& capabilities);

}  // namespace seatrial::devp2p
