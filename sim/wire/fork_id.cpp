// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/fork_id.hpp"

#include <algorithm>

#include "sim/wire/hex.hpp"

namespace seatrial::wire {
namespace {

/// CRC-32 (IEEE 802.3) as a running value that may be read after every piece.
class Crc32 {
 public:
  void update(ByteSpan bytes) {
    for (const std::uint8_t byte : bytes) {
      state_ ^= byte;
      for (int bit = 0; bit < 8; ++bit) state_ = state_ >> 1 ^ (state_ & 1 ? 0xedb88320U : 0U);
    }
  }
  void update(std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      const auto byte = static_cast<std::uint8_t>(number >> shift & 0xff);
      update(ByteSpan(&byte, 1));
    }
  }
  std::array<std::uint8_t, 4> value() const {
    const std::uint32_t sum = ~state_;
    return {static_cast<std::uint8_t>(sum >> 24), static_cast<std::uint8_t>(sum >> 16 & 0xff),
            static_cast<std::uint8_t>(sum >> 8 & 0xff), static_cast<std::uint8_t>(sum & 0xff)};
  }

 private:
  std::uint32_t state_ = 0xffffffffU;
};

using Sum = std::array<std::uint8_t, 4>;

/// The checksum before any fork, and after each.
std::vector<Sum> all_sums(const Hash32& genesis, const std::vector<std::uint64_t>& forks) {
  Crc32 crc;
  crc.update(genesis.span());
  std::vector<Sum> sums{crc.value()};
  for (const std::uint64_t fork : forks) {
    crc.update(fork);
    sums.push_back(crc.value());
  }
  return sums;
}

bool counts(const std::string& key, ForkRules rules) {  // SPEC goquorum 6.4
  constexpr std::array<std::string_view, 11> always{
      "homesteadBlock", "daoForkBlock",   "eip150Block",           "eip155Block",
      "eip158Block",    "byzantiumBlock", "constantinopleBlock",   "petersburgBlock",
      "istanbulBlock",  "ewasmBlock",     "maxCodeSizeChangeBlock"};
  constexpr std::array<std::string_view, 7> later{"muirGlacierBlock",
                                                  "berlinBlock",
                                                  "yoloV3Block",
                                                  "catalystBlock",
                                                  "privacyEnhancementsBlock",
                                                  "privacyPrecompileBlock",
                                                  "enableGasPriceBlock"};
  if (std::find(always.begin(), always.end(), key) != always.end()) return true;
  if (rules == ForkRules::v2_7_0) return key == "qip714Block";
  return std::find(later.begin(), later.end(), key) != later.end();
}

}  // namespace

std::string_view to_string(ForkMismatch mismatch) {  // SPEC goquorum 6.3
  return mismatch == ForkMismatch::remote_needs_update ? "remote needs update"
                                                       : "local incompatible or needs update";
}

std::string to_string(const ForkId& id) {
  return to_hex(ByteSpan(id.hash)) + " next " + std::to_string(id.next);
}

std::vector<std::uint64_t> fork_blocks(const ChainConfig& config, ForkRules rules) {
  std::vector<std::uint64_t> forks;
  for (const auto& [key, block] : config.fork_blocks) {
    if (block && *block != 0 && counts(key, rules)) forks.push_back(*block);
  }
  std::sort(forks.begin(), forks.end());
  forks.erase(std::unique(forks.begin(), forks.end()), forks.end());
  return forks;
}

ForkId fork_id(const Hash32& genesis, const std::vector<std::uint64_t>& forks, std::uint64_t head) {
  const auto next = std::upper_bound(forks.begin(), forks.end(), head);
  const auto passed = static_cast<std::size_t>(next - forks.begin());
  return {all_sums(genesis, forks)[passed], next == forks.end() ? 0 : *next};
}

ForkId fork_id(const Genesis& genesis, ForkRules rules, std::uint64_t head) {
  return fork_id(genesis_hash(genesis), fork_blocks(genesis.config, rules), head);
}

std::optional<ForkMismatch> compatible(const Hash32& genesis,
                                       const std::vector<std::uint64_t>& forks, std::uint64_t head,
                                       const ForkId& remote) {
  // SPEC goquorum 6.4. Here a fork is passed by the block after it, while fork_id passes it by the
  // block itself: at a head that equals a fork, the state before the fork counts as ours.
  const auto own =
      static_cast<std::size_t>(std::lower_bound(forks.begin(), forks.end(), head) - forks.begin());
  const std::vector<Sum> sums = all_sums(genesis, forks);
  const auto found = std::find(sums.begin(), sums.end(), remote.hash);
  if (found == sums.end()) return ForkMismatch::local_incompatible_or_needs_update;
  const auto theirs = static_cast<std::size_t>(found - sums.begin());
  if (theirs > own) return std::nullopt;
  if (theirs < own && forks[theirs] != remote.next) return ForkMismatch::remote_needs_update;
  if (theirs < own) return std::nullopt;
  if (remote.next > 0 && head >= remote.next) {
    return ForkMismatch::local_incompatible_or_needs_update;
  }
  return std::nullopt;
}

}  // namespace seatrial::wire
