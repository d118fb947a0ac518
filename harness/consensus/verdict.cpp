// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/words.hpp"

namespace seatrial::consensus {

namespace {

/// "ceil(2N/3), genesis.json:24:5": a paragraph that is wrapped reads alike from every folder.
std::string without_folders(const std::string& formula) {
  const std::size_t slash = formula.rfind('/');
  const std::size_t space = formula.rfind(' ');
  if (slash == std::string::npos || space == std::string::npos || slash < space) return formula;
  return formula.substr(0, space + 1) + formula.substr(slash + 1);
}

std::vector<std::string> unowned(const Validators& validators) {
  std::vector<std::string> names;
  for (const Validator& one : validators.all)
    if (one.peer == PeerId::none) names.push_back(one.name);
  return names;
}

/// "3 in a and 2 in b"; a validator that no peer here has is named by its address.
std::string where_they_are(const Facts& facts) {
  const std::vector<std::string> unknown = unowned(facts.validators);
  if (facts.shares.size() == 1 && unknown.empty()) {
    const bool alone = facts.validators.size() == 1;
    return alone ? facts.validators.all.front().name : "all in " + facts.shares.front().cluster;
  }
  std::vector<std::string> parts;
  for (const Share& share : facts.shares)
    parts.push_back(fmt::format("{} in {}", share.validators, share.cluster));
  if (!unknown.empty())
    parts.push_back(fmt::format("{} that no peer here is ({})", unknown.size(), listed(unknown)));
  return listed(parts);
}

std::string who(const Facts& facts) {
  std::string text =
      fmt::format("{}, {}; quorum {} ({}).", counted(facts.validators.size(), "validator"),
                  where_they_are(facts), facts.validators.quorum, without_folders(facts.formula));
  for (const OtherQuorum& other : facts.others) {
    text += fmt::format(" {} by another formula, which no handshake compares: quorum {} ({}).",
                        listed(other.peers) + (other.peers.size() == 1 ? " counts" : " count"),
                        other.quorum, without_folders(other.formula));
  }
  return text;
}

/// "without b 3 remain, one short".
std::string without(const Validators& validators, const Share& share) {
  const std::size_t left = validators.size() - share.validators;
  const std::string remain =
      fmt::format("without {} {} {}", share.cluster, left == 0 ? "none" : std::to_string(left),
                  left == 1 ? "remains" : "remain");
  if (left >= validators.quorum) return remain + ", enough";
  return remain + fmt::format(", {} short", number_word(validators.quorum - left));
}

std::string list_without(const Facts& facts, bool halting) {
  std::string text;
  for (const Share& share : facts.shares) {
    if (halts_without(facts.validators, share) != halting) continue;
    text += (text.empty() ? "" : "; ") + without(facts.validators, share);
  }
  return text;
}

/// What the loss of a whole cluster does, as the second half of a sentence.
std::string clusters(const Facts& facts) {
  if (facts.shares.size() < 2) return ".";
  const std::string fatal = list_without(facts, true);
  const std::string harmless = list_without(facts, false);
  const bool some = facts.validators.may_fail() > 0;
  if (fatal.empty()) return ", and any one cluster may: " + harmless + ".";
  if (harmless.empty()) return (some ? ", a whole cluster may not: " : ": ") + fatal + ".";
  return ": " + fatal + "; " + harmless + ".";
}

/// A quorum of one: whoever proposes decides alone, and nobody can be passed over.
/// // SPEC law 1b H, goquorum 7.2
std::string alone(const Facts& facts) {
  if (facts.validators.size() == 1) return "It may not fail: without it there are no blocks.";
  return "No validator may fail: with a quorum of 1 no round change completes, so that a proposer "
         "that is lost stops the chain until it is back. Every validator alone is a quorum, so "
         "that "
         "two that are cut apart could make two different blocks of one height; "
         "ceil2Nby3Block: 0 rules that out.";
}

std::string halves(const Facts& facts) {
  if (!facts.validators.may_fork()) return "";
  const std::string quorum = number_word(facts.validators.quorum);
  return fmt::format(
      " Two groups of {} are both a quorum, so that cut apart they make two chains, of which the "
      "shorter is thrown away when they meet again; ceil2Nby3Block: 0 rules that out.",
      quorum);
}

std::string what_may_fail(const Facts& facts) {
  if (facts.validators.quorum <= 1) return alone(facts);
  const std::size_t margin = facts.validators.may_fail();
  std::string text =
      fmt::format("{} {} may fail", number_first(margin), margin > 1 ? "validators" : "validator");
  text += clusters(facts);
  const std::size_t absent = unowned(facts.validators).size();
  if (absent > margin)
    text +=
        " Those that no peer here is count as lost until they run: without them there is no "
        "quorum.";
  return text + halves(facts);
}

std::string span_of(const report::Stall& stall) {
  const std::string to = stall.to ? "to " + to_string(*stall.to) : "to the end of the run";
  return fmt::format("at block {} from {} {}", stall.height, to_string(stall.from), to);
}

Duration length(const report::Stall& stall) {
  return stall.to ? *stall.to - stall.from : Duration(INT64_MAX);
}

std::string stood(const Facts& facts) {
  const auto longest =
      std::ranges::max_element(facts.stalls, {}, [](const auto& stall) { return length(stall); });
  const auto index = static_cast<std::size_t>(longest - facts.stalls.begin());
  const bool once = facts.stalls.size() == 1;
  std::string text = once ? "The chain stood "
                          : fmt::format("The chain stood {} times, longest ", facts.stalls.size());
  text += span_of(*longest) + ": " + longest->cause;
  if (index < facts.ended.size() && !facts.ended[index].empty()) text += "; " + facts.ended[index];
  return text + ".";
}

std::string how_it_went(const Facts& facts) {
  if (!facts.height) return "";
  std::string text;
  if (!facts.stalls.empty()) text = " " + stood(facts);
  if (facts.late > 0)
    text += fmt::format(" {} came a round late, for want of {}.", counted(facts.late, "block"),
                        facts.late == 1 ? "its proposer" : "their proposers");
  if (!text.empty()) return text;
  return *facts.height == 0 ? " No block was made." : " Blocks came without a stall.";
}

}  // namespace

bool halts_without(const Validators& validators, const Share& share) {
  if (share.validators == 0) return false;
  return validators.quorum <= 1 || validators.size() - share.validators < validators.quorum;
}

std::string verdict_of(const Facts& facts) {
  return who(facts) + " " + what_may_fail(facts) + how_it_went(facts);
}

}  // namespace seatrial::consensus
