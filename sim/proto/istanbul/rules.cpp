// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/rules.hpp"

#include <algorithm>

namespace seatrial::istanbul {

namespace {

constexpr std::uint64_t sticky = 1;
// 2^32 s are 136 years: beyond it the shift would leave what an Instant can hold.
constexpr std::uint64_t longest_exponent = 32;

}  // namespace

std::size_t quorum(const EngineConfig& config, std::uint64_t sequence, std::size_t validators) {
  bool two_f_plus_1 = false;
  for (const TwoFPlus1& change : config.two_f_plus_1)
    if (change.block <= sequence) two_f_plus_1 = change.enabled;
  const bool ceil = chain::counts_by_ceil(config.ceil_2n_by_3_block, sequence);
  return chain::quorum_of(validators, ceil && !two_f_plus_1);
}

chain::AddressRef proposer_of(const chain::BlockTree& tree, const chain::Snapshot& validators,
                              chain::BlockId head, std::uint64_t round, std::uint64_t policy) {
  const std::size_t count = validators.validators.size();
  if (count == 0) return chain::AddressRef::none;
  const chain::AddressRef author = tree[head].author;
  std::uint64_t seed = round;
  if (author != chain::AddressRef::none) {
    // Whoever was voted out since counts as the first.
    seed += validators.index_of(author).value_or(0) + (policy == sticky ? 0 : 1);
  }
  return validators.validators[static_cast<std::size_t>(seed % count)];
}

Duration round_length(Duration request_timeout, std::uint64_t round) {
  if (round == 0) return request_timeout;
  const std::uint64_t exponent = std::min(round, longest_exponent);
  return request_timeout + seconds(std::int64_t{1} << exponent);
}

}  // namespace seatrial::istanbul
