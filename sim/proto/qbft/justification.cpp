// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/qbft/justification.hpp"

#include <algorithm>

namespace seatrial::qbft {

namespace {

bool all_say(std::span<const SignedPrepare> prepares, std::uint64_t round, chain::BlockId digest) {
  return std::ranges::all_of(prepares, [&](const SignedPrepare& prepare) {
    return prepare.round == round && prepare.digest == digest;
  });
}

/// A quorum that prepared nothing.
bool nothing_prepared(std::span<const SignedRoundChange> round_changes, std::size_t quorum) {
  const auto nil = std::ranges::count_if(round_changes, [](const SignedRoundChange& change) {
    return change.prepared_round.value_or(0) == 0 && change.prepared == chain::BlockId::none;
  });
  return static_cast<std::size_t>(nil) >= quorum;
}

/// A quorum that prepared nothing later, and one of them that prepared this block in this round.
bool prepared_last(std::span<const SignedRoundChange> round_changes, std::uint64_t round,
                   chain::BlockId block, std::size_t quorum) {
  std::size_t not_later = 0;
  bool matched = false;
  for (const SignedRoundChange& change : round_changes) {
    if (change.prepared_round.value_or(0) > round) continue;
    ++not_later;
    matched = matched || (change.prepared_round == round && change.prepared == block);
  }
  return matched && not_later >= quorum;
}

}  // namespace

std::string_view text(Justified result) {
  switch (result) {
    case Justified::yes:
      return "";
    case Justified::few_round_changes:
      return "number of roundchange messages is less than required quorum of messages";
    case Justified::few_prepares:
      return "number of prepared messages is less than required quorum of messages";
    case Justified::prepares_differ:
      return "prepared messages do not have same round or do not match proposal";
    case Justified::nil_quorum_missing:
      return "quorum of roundchange messages with nil prepared round not found";
    case Justified::prepared_not_matched:
      return "quorum of roundchange messages with prepared round and proposal not found";
  }
  return "";
}

Justified justify(chain::BlockId proposal, std::span<const SignedRoundChange> round_changes,
                  std::span<const SignedPrepare> prepares, std::size_t quorum) {
  if (round_changes.size() < quorum) return Justified::few_round_changes;
  if (prepares.empty()) {
    return nothing_prepared(round_changes, quorum) ? Justified::yes : Justified::nil_quorum_missing;
  }
  if (prepares.size() < quorum) return Justified::few_prepares;
  const std::uint64_t round = prepares.front().round;
  if (!all_say(prepares, round, proposal)) return Justified::prepares_differ;
  return prepared_last(round_changes, round, proposal, quorum) ? Justified::yes
                                                               : Justified::prepared_not_matched;
}

bool prove(std::span<const SignedPrepare> prepares, std::uint64_t round, chain::BlockId digest,
           std::size_t quorum) {
  return prepares.size() >= quorum && all_say(prepares, round, digest);
}

}  // namespace seatrial::qbft
