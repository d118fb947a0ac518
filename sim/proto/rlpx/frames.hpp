// SPDX-License-Identifier: Apache-2.0
// The stream of frames of one link, without I/O: messages in, bytes out, and bytes in any pieces
// in, messages out. It owns the cipher, the compression and the limit of what a frame may hold;
// what a code means is the peer's to know. It keeps one unfinished frame, which grows as its bytes
// come and never ahead of them.
#pragma once

#include <optional>

#include "sim/core/error.hpp"
#include "sim/wire/frame_cipher.hpp"

namespace seatrial::rlpx {

/// One message of a link.
struct Frame {
  std::uint64_t code = 0;
  wire::Bytes payload;  ///< decompressed
  bool operator==(const Frame&) const = default;
};

/// Both directions of one link.
class Frames {
 public:
  explicit Frames(const wire::LinkSecrets& secrets) : cipher_(secrets) {}

  /// From now on payloads are compressed both ways. // SPEC goquorum 4.5
  void use_snappy() { snappy_ = true; }
  /// Frames with more payload than this are "message too big"; any frame is below 16 MiB.
  void limit(std::size_t most) { most_ = most; }

  /// Appends the frame of a message; false if it would be too large to send.
  bool put(std::uint64_t code, wire::ByteSpan payload, wire::Bytes& out);
  /// The next whole message, if there is one; its bytes are taken off `in`, and kept if it is not
  /// whole. An error ends the link.
  Result<std::optional<Frame>> take(wire::ByteSpan& in);

 private:
  bool fill_to(std::size_t size, wire::ByteSpan& in);
  Result<std::optional<Frame>> read_content(wire::ByteSpan content) const;

  wire::FrameCipher cipher_;
  wire::Bytes unread_;
  std::optional<std::size_t> content_;  ///< of the frame whose header is read
  std::size_t most_ = wire::max_frame_size;
  bool snappy_ = false;
};

}  // namespace seatrial::rlpx
