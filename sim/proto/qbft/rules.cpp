// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/qbft/rules.hpp"

#include "sim/proto/chain/snapshot.hpp"

namespace seatrial::qbft {

namespace {

// 2^32 s are 136 years: what doubles further would leave what an Instant can hold.
constexpr std::int64_t longest_round = std::int64_t{1} << 32;

}  // namespace

const Settings& Config::at(std::uint64_t block) const {
  const Settings* found = &genesis;
  for (const SettingsChange& change : changes) {
    if (change.block > block) break;
    found = &change.settings;
  }
  return *found;
}

Duration round_length(const Settings& settings, std::uint64_t round) {
  const Duration cap = settings.max_request_timeout;
  const bool capped = cap > Duration();
  Duration length = settings.request_timeout;
  for (std::uint64_t doubled = 0; doubled < round; ++doubled) {
    if ((capped && length >= cap) || length >= seconds(longest_round)) break;
    length = length + length;
  }
  return capped && length > cap ? cap : length;
}

std::size_t quorum(const Settings& settings, std::size_t validators) {
  return chain::quorum_of(validators, !settings.two_f_plus_1);
}

}  // namespace seatrial::qbft
