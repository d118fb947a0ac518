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

/// extraData without committed seals. // SPEC goquorum 7.10, 8.2
std::uint32_t extra_size(Protocol protocol, std::uint32_t validators) {
  const std::uint32_t addresses = rlp_size(address_size * validators);
  if (protocol == Protocol::qbft) return rlp_size(word_size + addresses + 3);
  return 32 + rlp_size(addresses + signature_size + rlp_size(0));
}

/// An empty block: header, no transactions, no uncles. // SPEC goquorum 7.10
std::uint32_t block_size(std::uint64_t number, std::uint32_t extra) {
  const std::uint32_t words = 6 * word_size;       // parent, uncles, three roots, mixDigest
  const std::uint32_t fixed = address_size + 259;  // coinbase, bloom
  const std::uint32_t small = 1 + 5 + 1 + 5 + 9;   // difficulty, gas limit and used, time, nonce
  const std::uint32_t header = words + fixed + small + rlp_number_size(number) + rlp_size(extra);
  return rlp_size(rlp_size(header) + 2 * rlp_size(0));
}

/// [[sequence, round, subject], signature]. // SPEC goquorum 8.1
std::uint32_t signed_size(const View& view, std::uint32_t subject) {
  const std::uint32_t numbers = rlp_number_size(view.sequence) + rlp_number_size(view.round);
  return rlp_size(rlp_size(numbers + subject) + signature_size);
}

/// The message RLP itself; prepared rounds are taken for as long as the message's own.
/// // SPEC goquorum 8.1
std::uint32_t qbft_size(const Message& message, std::uint32_t block) {
  const View& view = message.view;
  const std::uint32_t prepares = rlp_size(message.prepares * signed_size(view, word_size));
  const std::uint32_t nothing = rlp_size(0);
  const std::uint32_t told = rlp_size(rlp_number_size(view.round) + word_size);
  const bool prepared = message.digest != chain::BlockId::none;
  switch (message.code) {
    case Code::prepare:
      return signed_size(view, word_size);
    case Code::commit:
      return signed_size(view, word_size + signature_size);
    case Code::round_change:
      return rlp_size(signed_size(view, prepared ? told : nothing) + (prepared ? block : nothing) +
                      prepares);
    case Code::pre_prepare:
      break;
  }
  const std::uint32_t one = signed_size(view, message.prepares > 0 ? told : nothing);
  const std::uint32_t changes = rlp_size(message.round_changes * one);
  return rlp_size(signed_size(view, block) + rlp_size(changes + prepares));
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
  if (message.protocol == Protocol::qbft) {
    digest.add(std::uint64_t{1} << 32 | static_cast<std::uint64_t>(message.proof));
  }
  return digest.value();
}

std::uint32_t encoded_size(const Message& message, std::size_t validators) {
  const bool carries_block = message.code == Code::pre_prepare;
  const View& view = message.view;
  const auto block = [&] {
    return block_size(view.sequence,
                      extra_size(message.protocol, static_cast<std::uint32_t>(validators)));
  };
  if (message.protocol == Protocol::qbft) return qbft_size(message, block());
  const std::uint32_t subject =
      rlp_size(rlp_number_size(view.round) + rlp_number_size(view.sequence)) +
      (carries_block ? block() : word_size);
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
