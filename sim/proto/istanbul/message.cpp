// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/message.hpp"

#include <fmt/core.h>

#include <bit>

#include "sim/core/digest.hpp"

namespace seatrial::istanbul {

namespace {

constexpr std::size_t address_size = 21;    // RLP of 20 bytes
constexpr std::size_t word_size = 33;       // RLP of 32 bytes
constexpr std::size_t signature_size = 67;  // RLP of 65 bytes

std::size_t bytes_of(std::uint64_t number) {
  return (static_cast<std::size_t>(std::bit_width(number)) + 7) / 8;
}
std::size_t rlp_number(std::uint64_t number) {
  return number < 128 ? 1 : 1 + bytes_of(number);
}
/// A string or list of this content with its header.
std::size_t rlp(std::size_t content) {
  return content < 56 ? 1 + content : 1 + bytes_of(content) + content;
}

/// An empty block: header, no transactions, no uncles. // SPEC goquorum 7.10
std::size_t block_size(std::uint64_t number, std::size_t validators) {
  const std::size_t extra = 32 + rlp(rlp(address_size * validators) + signature_size + rlp(0));
  const std::size_t words = 6 * word_size;       // parent, uncles, three roots, mixDigest
  const std::size_t fixed = address_size + 259;  // coinbase, bloom
  const std::size_t small = 1 + 5 + 1 + 5 + 9;   // difficulty, gas limit and used, time, nonce
  const std::size_t header = words + fixed + small + rlp_number(number) + rlp(extra);
  return rlp(rlp(header) + 2 * rlp(0));
}

}  // namespace

std::string_view text(Code code) {
  switch (code) {
    case Code::pre_prepare:
      return "PRE-PREPARE";
    case Code::prepare:
      return "PREPARE";
    case Code::commit:
      return "COMMIT";
    case Code::round_change:
      return "ROUND-CHANGE";
  }
  return "";
}

std::uint64_t hash_of(const Message& message) {
  Digest digest;
  digest.add(message.view.sequence);
  digest.add(message.view.round);
  digest.add(static_cast<std::uint64_t>(message.code));
  digest.add(static_cast<std::uint64_t>(message.digest) << 32 |
             static_cast<std::uint64_t>(message.from));
  return digest.value();
}

std::uint32_t encoded_size(const Message& message, std::size_t validators) {
  const bool carries_block = message.code == Code::pre_prepare;
  const View& view = message.view;
  const std::size_t subject = rlp(rlp_number(view.round) + rlp_number(view.sequence)) +
                              (carries_block ? block_size(view.sequence, validators) : word_size);
  const std::size_t seal = message.code == Code::commit ? signature_size : 1;
  const std::size_t all = 1 + rlp(rlp(subject)) + address_size + signature_size + seal;
  return static_cast<std::uint32_t>(rlp(rlp(all)));
}

std::string to_string(const View& view) {
  return fmt::format("{{sequence {}, round {}}}", view.sequence, view.round);
}

std::string to_string(const Message& message) {
  return fmt::format("{} {}", text(message.code), to_string(message.view));
}

}  // namespace seatrial::istanbul
