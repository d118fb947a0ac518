// SPDX-License-Identifier: Apache-2.0
// The frames of an RLPx link: encryption by one key stream for each direction, and a MAC that
// covers everything that went before. It works on whole headers and whole bodies, and keeps no
// bytes; what is in a frame is none of its business. Once something did not open, nothing after it
// will.
#pragma once

#include <memory>

#include "sim/core/error.hpp"
#include "sim/wire/bytes.hpp"

namespace seatrial::wire {

/// What both ends of a link know when the handshake is done. // SPEC goquorum 4.4
struct LinkSecrets {
  Hash32 aes;
  Hash32 mac;
  Bytes egress;   ///< what the MAC of sent frames begins with
  Bytes ingress;  ///< what the MAC of received frames begins with
  bool operator==(const LinkSecrets&) const = default;
};

inline constexpr std::size_t frame_header_size = 32;  ///< encrypted header, MAC
inline constexpr std::size_t frame_mac_size = 16;
inline constexpr std::size_t max_frame_size = 0xff'ffff;  ///< of the content. // SPEC goquorum 4.5

/// How many bytes follow the header of a frame with so much content: padded, with its MAC.
constexpr std::size_t frame_body_size(std::size_t content) {
  return (content + 15) / 16 * 16 + frame_mac_size;
}

/// Both directions of one link.
class FrameCipher {
 public:
  explicit FrameCipher(const LinkSecrets& secrets);
  FrameCipher(FrameCipher&&) noexcept;
  FrameCipher& operator=(FrameCipher&&) noexcept;
  ~FrameCipher();

  /// Appends the frame of a content (code and payload) that must not exceed max_frame_size.
  void seal(ByteSpan content, Bytes& out);

  /// Reads frame_header_size bytes: the size of the content, or "bad header MAC".
  Result<std::size_t> open_header(ByteSpan header);
  /// Reads frame_body_size(content) bytes in place: the content, or "bad frame MAC".
  Result<ByteSpan> open_body(std::span<std::uint8_t> body, std::size_t content);

  /// What the MAC of received frames comes to if these bytes follow; changes nothing. EIP-8's test.
  Hash32 ingress_digest_with(ByteSpan bytes) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace seatrial::wire
