// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/rlpx/frames.hpp"

#include <algorithm>

#include "sim/wire/rlp.hpp"
#include "sim/wire/snappy.hpp"

namespace seatrial::rlpx {

using wire::Bytes;
using wire::ByteSpan;

namespace {

constexpr std::size_t kLongestCode = 9;

}  // namespace

bool Frames::put(std::uint64_t code, ByteSpan payload, Bytes& out) {
  Bytes content = wire::rlp::encode_number(code);
  if (payload.size() > wire::max_plain_payload) return false;
  if (snappy_)  // SPEC goquorum 4.5: the payload, not the code; empty ones too
    wire::append(content, wire::compress(payload));
  else
    wire::append(content, payload);
  if (content.size() > wire::max_frame_size) return false;
  cipher_.seal(content, out);
  return true;
}

bool Frames::fill_to(std::size_t size, ByteSpan& in) {
  const std::size_t more = std::min(size - unread_.size(), in.size());
  wire::append(unread_, in.first(more));
  in = in.subspan(more);
  return unread_.size() == size;
}

Result<std::optional<Frame>> Frames::take(ByteSpan& in) {
  if (!content_) {
    if (!fill_to(wire::frame_header_size, in)) return std::optional<Frame>();
    const auto size = cipher_.open_header(unread_);
    if (!size) return size.error();
    // Before its bytes come: nobody fills the memory with a message that is refused anyway.
    if (*size > most_ + kLongestCode) return Error{"", "message too big", ""};
    content_ = *size;
    unread_.clear();
  }
  if (!fill_to(wire::frame_body_size(*content_), in)) return std::optional<Frame>();
  const auto content = cipher_.open_body(unread_, *content_);
  if (!content) return content.error();
  auto frame = read_content(*content);
  content_.reset();
  unread_.clear();
  return frame;
}

Result<std::optional<Frame>> Frames::read_content(ByteSpan content) const {
  const auto item = wire::rlp::View::take(content);
  const auto code = item ? item->number() : item.error();
  if (!code) return code.error();
  if (content.size() > most_) return Error{"", "message too big", ""};
  if (!snappy_) return std::optional(Frame{*code, Bytes(content.begin(), content.end())});
  auto plain = wire::uncompress(content);
  if (!plain) return plain.error();
  return std::optional(Frame{*code, std::move(*plain)});
}

}  // namespace seatrial::rlpx
