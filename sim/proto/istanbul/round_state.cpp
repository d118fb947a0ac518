// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/round_state.hpp"

namespace seatrial::istanbul {

void RoundState::begin_sequence(std::uint64_t sequence, std::size_t validators) {
  locked_ = chain::BlockId::none;
  pending_request_ = chain::BlockId::none;
  view_.sequence = sequence;
  begin_round(0, validators);
}

void RoundState::begin_round(std::uint64_t round, std::size_t validators) {
  view_.round = round;
  proposal_ = locked_;
  prepares_or_commits_.reset(validators);
  commits_.reset(validators);
}

void RoundState::add_commit(std::size_t sender) {
  commits_.add(sender);
  prepares_or_commits_.add(sender);
}

}  // namespace seatrial::istanbul
