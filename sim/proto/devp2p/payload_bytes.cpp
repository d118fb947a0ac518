// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/devp2p/payload_bytes.hpp"

#include "sim/core/digest.hpp"
#include "sim/wire/encoded_size.hpp"
#include "sim/wire/rlp.hpp"

namespace seatrial::devp2p {

using wire::Bytes;
using wire::rlp::List;
using wire::rlp::View;

namespace {

/// What snappy and the lists' own lengths add at most.
constexpr std::size_t kFraming = 12;

/// Bytes that snappy cannot shorten, so that the frame weighs what the real one would.
Bytes padding(std::size_t size, std::uint64_t seed) {
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) {
    if (i % 8 == 0) seed = mix64(seed + 1);
    out[i] = static_cast<std::uint8_t>(seed >> (i % 8 * 8));
  }
  return out;
}

}  // namespace

Bytes encode_payload(const p2p::Payload& payload) {
  List list;
  std::size_t used = kFraming;
  for (const std::uint64_t word : payload.body) {
    list.add_number(word);
    used += wire::rlp_number_size(word);
  }
  list.add_number(payload.size);
  list.add(padding(payload.size > used ? payload.size - used : 0, payload.body[1]));
  return list.encode();
}

Result<p2p::Payload> decode_payload(p2p::Protocol protocol, std::uint8_t code,
                                    wire::ByteSpan bytes) {
  p2p::Payload payload;
  payload.protocol = protocol;
  payload.code = code;
  const auto list = View::parse(bytes);
  if (!list) return list.error();
  const auto fields = list->items(payload.body.size() + 2);
  if (!fields) return fields.error();
  for (std::size_t i = 0; i < payload.body.size(); ++i) {
    const auto word = (*fields)[i].number();
    if (!word) return word.error();
    payload.body[i] = *word;
  }
  const auto size = (*fields)[payload.body.size()].number();
  if (!size) return size.error();
  payload.size = static_cast<std::uint32_t>(*size);
  return payload;
}

}  // namespace seatrial::devp2p
