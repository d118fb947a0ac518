// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/message.hpp"

#include <fmt/core.h>

#include "sim/core/digest.hpp"
#include "sim/wire/encoded_size.hpp"

namespace seatrial::istanbul {

namespace {

using wire::rlp_number_size;
using wire::rlp_size;

constexpr std::uint32_t address_size = 21;    // RLP of 20 bytes
constexpr std::uint32_t word_size = 33;       // RLP of 32 bytes
constexpr std::uint32_t signature_size = 67;  // RLP of 65 bytes

/// An empty block: header, no transactions, no uncles. // SPEC goquorum 7.10
std::uint32_t block_size(std::uint64_t number, std::uint32_t validators) {
  const std::uint32_t extra =
      32 + rlp_size(rlp_size(address_size * validators) + signature_size + rlp_size(0));
  const std::uint32_t words = 6 * word_size;       // parent, uncles, three roots, mixDigest
  const std::uint32_t fixed = address_size + 259;  // coinbase, bloom
  const std::uint32_t small = 1 + 5 + 1 + 5 + 9;   // difficulty, gas limit and used, time, nonce
  const std::uint32_t header = words + fixed + small + rlp_number_size(number) + rlp_size(extra);
  return rlp_size(rlp_size(header) + 2 * rlp_size(0));
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
  const std::uint32_t subject =
      rlp_size(rlp_number_size(view.round) + rlp_number_size(view.sequence)) +
      (carries_block ? block_size(view.sequence, static_cast<std::uint32_t>(validators))
                     : word_size);
  const std::uint32_t seal = message.code == Code::commit ? signature_size : 1;
  const std::uint32_t all = 1 + rlp_size(rlp_size(subject)) + address_size + signature_size + seal;
  return rlp_size(rlp_size(all));
}

std::string to_string(const View& view) {
  return fmt::format("{{sequence {}, round {}}}", view.sequence, view.round);
}

std::string to_string(const Message& message) {
  return fmt::format("{} {}", text(message.code), to_string(message.view));
}

}  // namespace seatrial::istanbul
