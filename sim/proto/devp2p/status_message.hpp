// SPDX-License-Identifier: Apache-2.0
// Status as bytes, in the form of istanbul/99 and eth/64 with a fork id, and in the older one
// without. Whether two chains go together is status_check.hpp's of sim/proto/p2p, which both
// fidelities ask.
#pragma once

#include "sim/proto/p2p/status_check.hpp"
#include "sim/wire/rlp.hpp"

namespace seatrial::devp2p {

/// More than this a message of eth or istanbul must not have. // SPEC goquorum 6.2
inline constexpr std::size_t max_protocol_message = 10 * 1024 * 1024;

/// The payload. // SPEC goquorum 6.3
wire::Bytes encode_status(const p2p::Status& status);
/// Reads the payload in the form of the version that both sides chose.
Result<p2p::Status> decode_status(wire::ByteSpan payload, p2p::Capability protocol);

/// Reads and checks the first message of a protocol: why it is refused, in GoQuorum's order, or
/// nothing, and then `remote` is what it says. `code` is relative to the protocol.
/// // SPEC goquorum 6.3
std::optional<p2p::Cause> accept_status(const p2p::LocalChain& local, p2p::Capability protocol,
                                        std::uint64_t code, wire::ByteSpan payload,
                                        p2p::Status& remote);

}  // namespace seatrial::devp2p
