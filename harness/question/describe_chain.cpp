// SPDX-License-Identifier: Apache-2.0
#include "harness/question/describe_chain.hpp"

#include <fmt/format.h>

#include "harness/question/run_event.hpp"

namespace seatrial::question {

namespace {

using namespace scenario;

std::string of(const Selector& selector) {
  const bool all = (selector.cluster.empty() || selector.any_cluster()) &&
                   (selector.peer.empty() || selector.any_peer());
  return all ? "" : " of " + selector.text();
}

std::string bounds(const Maybe<std::uint64_t>& at_least, const Maybe<std::uint64_t>& at_most) {
  std::string text;
  if (at_least) text += fmt::format(" at least {}", at_least->value);
  if (at_most) text += fmt::format(" at most {}", at_most->value);
  return text;
}

std::string time(std::string_view word, const Maybe<Duration>& time) {
  return time ? fmt::format(" {} {}", word, to_string(time->value)) : "";
}

std::string list(const Selectors& all) {
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) text += (i == 0 ? " " : ", ") + all[i].text();
  return text;
}

std::string last(const Maybe<std::uint64_t>& blocks) {
  return blocks ? fmt::format(" in the last {} blocks", blocks->value) : "";
}

std::string_view word(RunEvent event) {
  constexpr std::string_view words[] = {"block",           "sealed",         "vote_cast",
                                        "round_change",    "new_round",      "lock",
                                        "catch_up",        "vote_lost",      "sync",
                                        "sync_failed",     "engine_started", "engine_stopped",
                                        "peer_dropped",    "link_up",        "link_lost",
                                        "reorganised",     "message_lost",   "message_delayed",
                                        "message_altered", "paused"};
  static_assert(std::size(words) == static_cast<std::size_t>(RunEvent::paused) + 1);
  return words[static_cast<std::size_t>(event)];
}

}  // namespace

std::string words(const ExpectBlocksAdvance& asked) {
  return "blocks_advance" + of(asked.of) + bounds(asked.at_least, asked.at_most) +
         time("within", asked.within);
}

std::string words(const ExpectStalls& asked) {
  std::string text =
      "stalls" + of(asked.of) + time("for", asked.hold_for) + time("within", asked.within);
  if (asked.round) text += fmt::format(" up to round {}", asked.round->value);
  return text;
}

std::string words(const ExpectRecoversWithin& asked) {
  std::string text = "recovers_within" + of(asked.of) + " " + to_string(asked.time.value.value);
  if (asked.exact) text += " ± " + to_string(asked.time.value.plus_minus);
  return text + (asked.since.value == RecoverySince::last_block ? " of the last block" : "");
}

std::string words(const ExpectValidatorsAre& asked) {
  std::string text = "validators_are" + of(asked.of) + list(asked.peers);
  if (asked.quorum) text += fmt::format(", quorum {}", asked.quorum->value);
  if (asked.may_fail) text += fmt::format(", {} may fail", asked.may_fail->value);
  return text + time("within", asked.within);
}

std::string words(const ExpectChainSingle& asked) {
  return "chain_single" + of(asked.of);
}

std::string words(const ExpectHeight& asked) {
  return "height" + of(asked.of) + bounds(asked.at_least, asked.at_most) +
         time("within", asked.within);
}

std::string words(const ExpectSometimes& asked) {
  return fmt::format("sometimes {}{}{}{}", word(asked.event.value), of(asked.of),
                     bounds(asked.at_least, asked.at_most), asked.each ? " each" : "");
}

std::string words(const ExpectSurvives& asked) {
  std::string text = asked.absent ? "does not survive " : "survives ";
  if (asked.cluster) return text + "the loss of cluster " + asked.cluster->value;
  if (asked.line)
    return text + fmt::format("a cut of the line {}-{}", asked.line->first.value,
                              asked.line->second.value);
  if (asked.link)
    return text + fmt::format("the loss of the link {} - {}", asked.link->at(0).text(),
                              asked.link->at(1).text());
  if (asked.any)
    return text + fmt::format("the loss of any {} validator{}", asked.any->value,
                              asked.any->value == 1 ? "" : "s");
  return text + "the loss of" + list(*asked.peers);
}

std::string words(const ExpectRoundAtMost& asked) {
  return fmt::format("round_at_most {}{}{}", asked.round.value, of(asked.of),
                     time("for", asked.hold_for));
}

std::string words(const ExpectProposerRotates& asked) {
  return "proposer_rotates" + of(asked.of) + last(asked.blocks) + time("within", asked.within);
}

std::string words(const ExpectSealsFrom& asked) {
  return "seals_from" + list(asked.peers) + last(asked.blocks) + time("within", asked.within);
}

}  // namespace seatrial::question
