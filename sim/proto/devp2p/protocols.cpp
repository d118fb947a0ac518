// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/devp2p/protocols.hpp"

#include <algorithm>

namespace seatrial::devp2p {

namespace {

std::uint64_t length_of(p2p::Capability capability, ProtocolLengths lengths) {  // SPEC goquorum 4.7
  if (capability.protocol == p2p::Protocol::eth) return 17;
  return capability.version >= 100 ? lengths.istanbul_100 : 18;
}

/// What of an offer one knows oneself.
std::optional<p2p::Capability> known(const p2p::Capabilities& local, const Offer& offer) {
  for (const p2p::Capability& own : local.list())
    if (offer.version == own.version && offer.name == p2p::text(own.protocol)) return own;
  return std::nullopt;
}

}  // namespace

SharedProtocols::SharedProtocols(const p2p::Capabilities& local, const std::vector<Offer>& remote,
                                 ProtocolLengths lengths) {
  std::vector<Offer> sorted = remote;
  std::ranges::sort(sorted);
  std::uint64_t offset = base_protocol_length;
  for (const Offer& offer : sorted) {
    const auto capability = known(local, offer);
    if (!capability) continue;
    // A lower version of the same name that matched before is undone.
    if (!ranges_.empty() && ranges_.back().capability.protocol == capability->protocol) {
      offset = ranges_.back().offset;
      ranges_.pop_back();
    }
    ranges_.push_back({*capability, offset, length_of(*capability, lengths)});
    offset += ranges_.back().length;
    (capability->protocol == p2p::Protocol::eth ? common_.eth : common_.istanbul) = *capability;
  }
}

std::optional<ProtocolCode> SharedProtocols::find(std::uint64_t wire_code) const {
  for (const Range& range : ranges_)
    if (wire_code >= range.offset && wire_code - range.offset < range.length)
      return ProtocolCode{range.capability.protocol, wire_code - range.offset};
  return std::nullopt;
}

std::optional<std::uint64_t> SharedProtocols::wire_code(ProtocolCode code) const {
  for (const Range& range : ranges_)
    if (range.capability.protocol == code.protocol && code.code < range.length)
      return range.offset + code.code;
  return std::nullopt;
}

std::vector<Offer> offers(const p2p::Capabilities& capabilities) {
  std::vector<Offer> list;
  for (const p2p::Capability& capability : capabilities.list())
    list.push_back({std::string(p2p::text(capability.protocol)), capability.version});
  return list;
}

}  // namespace seatrial::devp2p
