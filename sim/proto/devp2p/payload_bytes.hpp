// SPDX-License-Identifier: Apache-2.0
// Payloads of eth and istanbul as bytes between two simulated peers. The words of a p2p::Payload
// refer to blocks and accounts of the run, so that they are carried as they are, padded to the size
// that the real message would have: frames, their order and their weight are real, the content is
// not what a live node would read. wire/eth_message.hpp and wire/ibft_message.hpp have that.
#pragma once

#include "sim/core/error.hpp"
#include "sim/proto/p2p/message.hpp"
#include "sim/wire/bytes.hpp"

namespace seatrial::devp2p {

/// The content of a frame, without its code.
wire::Bytes encode_payload(const p2p::Payload& payload);
/// What encode_payload made of a payload of this protocol and code; an error for other bytes.
Result<p2p::Payload> decode_payload(p2p::Protocol protocol, std::uint8_t code,
                                    wire::ByteSpan bytes);

}  // namespace seatrial::devp2p
