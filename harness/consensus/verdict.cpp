// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/words.hpp"

namespace seatrial::consensus {

namespace {

constexpr std::size_t few_sites = 4;

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
  const Sites& sites = facts.sites;
  if (sites.names.size() == 1 && unknown.empty()) return "all in " + sites.names.front();
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < sites.names.size(); ++i)
    parts.push_back(fmt::format("{} in {}", sites.count(i), sites.names[i]));
  if (!unknown.empty())
    parts.push_back(fmt::format("{} that no peer here is ({})", unknown.size(), listed(unknown)));
  return listed(parts);
}

std::string who(const Facts& facts) {
  const Validators& all = facts.validators;
  const std::string numbers = fmt::format("N {}, F {}, quorum {}: {}", all.size(), all.faulty,
                                          all.quorum, without_folders(facts.formula));
  std::string text =
      all.size() == 1
          ? fmt::format("1 validator, {}, makes every block alone ({}).", all.all[0].name, numbers)
          : fmt::format(
                "{} validators {}, {}. A block needs the votes of {} of them ({}).", all.size(),
                facts.sticky ? "leave it to one of them to make all blocks (policy 1, sticky)"
                             : "take turns at making blocks",
                where_they_are(facts), all.quorum, numbers);
  for (const OtherQuorum& other : facts.others) {
    text += fmt::format(" {} by another formula, which no handshake compares: quorum {} ({}).",
                        listed(other.peers) + (other.peers.size() == 1 ? " counts" : " count"),
                        other.quorum, without_folders(other.formula));
  }
  return text;
}

/// "without b 3 remain, one short".
std::string without(const Facts& facts, std::size_t site) {
  const Validators& all = facts.validators;
  const std::size_t left = all.size() - facts.sites.count(site);
  const std::string remain =
      fmt::format("without {} {} {}", facts.sites.names[site],
                  left == 0 ? "none" : std::to_string(left), left == 1 ? "remains" : "remain");
  if (left >= all.quorum) return remain + ", enough";
  return remain + fmt::format(", {} short", number_word(all.quorum - left));
}

std::string list_without(const Facts& facts, bool halting) {
  std::string text;
  for (std::size_t i = 0; i < facts.sites.names.size(); ++i) {
    if (halts_without(facts.validators, facts.sites, i) != halting) continue;
    text += (text.empty() ? "" : "; ") + without(facts, i);
  }
  return text;
}

/// A sentence from its middle on, so that it can begin one.
std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

/// What the loss of a whole cluster does.
std::string clusters(const Facts& facts) {
  const std::size_t count = facts.sites.names.size();
  if (count < 2) return "";
  const std::string fatal = list_without(facts, true);
  const std::string harmless = list_without(facts, false);
  if (fatal.empty())
    return " Any one cluster may fail" + (count > few_sites ? "." : ": " + harmless + ".");
  if (harmless.empty() && count == 2)
    return " Neither cluster can do without the other: " + fatal + ".";
  if (harmless.empty()) return " No cluster can be missed: " + fatal + ".";
  return fmt::format(" {}, and the chain stands{}.", capital(fatal),
                     count > few_sites ? "" : "; " + harmless + ", and blocks go on");
}

std::string halves(const Validators& validators) {
  return fmt::format(
      " Two groups of {} are both a quorum, so that cut apart they make two chains, of which the "
      "shorter is thrown away when they meet again; ceil2Nby3Block: 0 rules that out.",
      number_word(validators.quorum));
}

/// What a cut of the only line between two clusters does.
std::string one_line(const Facts& facts) {
  const Sites& sites = facts.sites;
  const std::string line =
      fmt::format(" If the line {}-{} is cut, ", sites.names[0], sites.names[1]);
  const bool first = sites.count(0) >= facts.validators.quorum;
  const bool second = sites.count(1) >= facts.validators.quorum;
  if (first && second) return "";  // two chains, of which halves() tells
  if (!first && !second) return line + "both sides stand.";
  return line + fmt::format("{} goes on alone; {} stands, and takes over those blocks later.",
                            sites.names[first ? 0 : 1], sites.names[first ? 1 : 0]);
}

/// What a cut of one of several lines does, while all else is linked.
std::string lines(const Facts& facts) {
  if (facts.sites.names.size() == 2) return one_line(facts);
  if (facts.sites.names.size() < 2) return "";
  const auto losses = losses_of_lines(
      VoteGraph::full(facts.validators.size(), facts.validators.quorum, facts.validators.relays),
      facts.sites);
  if (!losses) return "";
  if (losses->stopping + losses->freezing == 0) return " Any one line may be cut.";
  std::string text;
  if (losses->stopping > 0)
    text += fmt::format(" The chain stands if the line {} is cut.", one_of(losses->stops));
  if (losses->freezing > 0)
    text += fmt::format(
        " If the line {} is cut, blocks come until a proposer is missing, and "
        "then only by luck until the line is back.",
        one_of(losses->freezes));
  return text;
}

/// A quorum of one: whoever proposes decides alone, and nobody can be passed over.
/// // SPEC law 1b H, goquorum 7.2
std::string alone(const Facts& facts) {
  if (facts.validators.size() == 1) return " It may not fail: without it there are no blocks.";
  return " None may fail: one vote is enough, so that no round change completes, and a proposer "
         "that is lost stops the chain until it is back. Two that are cut apart could make two "
         "different blocks of one height; ceil2Nby3Block: 0 rules that out.";
}

/// What it costs to do without so many. // SPEC law 14
std::string price(const Facts& facts, std::size_t lost) {
  const std::string wait = to_string(facts.timers.length(0));
  if (facts.sticky)
    return fmt::format("the next in order makes the blocks {} after the one that does is lost",
                       wait);
  return fmt::format("each of {} turns then costs {}", lost == 1 ? "its" : "their", wait);
}

std::string what_may_fail(const Facts& facts) {
  const Validators& all = facts.validators;
  if (all.quorum <= 1) return alone(facts);
  const std::size_t margin = all.may_fail();
  std::string text;
  if (margin == 0) {
    text = " None may fail: without any one of them the chain stands.";
  } else {
    text = fmt::format(" {} may fail, whichever {}, and {}; {} may not.", number_first(margin),
                       margin == 1 ? "it is" : "they are", price(facts, margin),
                       number_word(margin + 1));
  }
  text += clusters(facts) + lines(facts);
  if (all.may_fork()) text += halves(all);
  const std::size_t absent = unowned(all).size();
  if (absent > margin)
    text +=
        " Those that no peer here is count as lost until they run: without them there is no "
        "quorum.";
  return text;
}

/// The ends of the first round timers after a block, in whole seconds: "10, 22, 36, 54".
std::string timer_ends(const RoundTimers& timers, std::size_t count) {
  Duration end = timers.lead();
  std::string text;
  for (std::size_t round = 0; round < count; ++round) {
    end += timers.length(round);
    text += fmt::format("{}{}", text.empty() ? "" : ", ", end.ns() / seconds(1).ns());
  }
  return text;
}

/// What an outage of votes costs: it is the timers that bring blocks back, and not the votes.
std::string wait_rule(const Facts& facts) {
  if (facts.height || facts.validators.quorum <= 1) return "";
  const bool capped = facts.timers.qbft && facts.timers.length(30) == facts.timers.length(8);
  const std::string waits =
      capped ? fmt::format("no wait longer than {}", to_string(facts.timers.length(8)))
             : "each wait about twice the one before";
  return fmt::format(
      " Where votes were missing, blocks come back at the first of these times after the last "
      "block at which {} validators are linked: {} s and so on, {}; or some {} after a restart of "
      "all of them.",
      facts.validators.quorum, timer_ends(facts.timers, 8), waits,
      to_string(facts.timers.length(0)));
}

Duration length(const report::Stall& stall, const Facts& facts) {
  const Instant end = facts.phases.empty() ? stall.from : facts.phases.back().to;
  return stall.to.value_or(end) - stall.from;
}

std::string stood(const Facts& facts) {
  Duration sum;
  const report::Stall* longest = &facts.stalls.front();
  for (const report::Stall& stall : facts.stalls) {
    sum += length(stall, facts);
    if (length(stall, facts) > length(*longest, facts)) longest = &stall;
  }
  const std::string at =
      fmt::format("at block {} for {}{}", longest->height, to_string(length(*longest, facts)),
                  longest->to ? "" : ", to the end");
  if (facts.stalls.size() == 1) return fmt::format(" In this run the chain stood {}.", at);
  return fmt::format(" In this run the chain stood {} times, {} in all, longest {}.",
                     facts.stalls.size(), to_string(sum), at);
}

std::string how_it_went(const Facts& facts) {
  if (!facts.height) return "";
  std::string text;
  if (!facts.stalls.empty()) text = stood(facts);
  if (facts.late > 0)
    text += fmt::format(" {} came a round late, for want of {}.", counted(facts.late, "block"),
                        facts.late == 1 ? "its proposer" : "their proposers");
  if (!text.empty()) return text;
  return *facts.height == 0 ? " No block was made." : " Blocks came without a stall.";
}

}  // namespace

bool halts_without(const Validators& validators, const Sites& sites, std::size_t site) {
  return validators.quorum <= 1 || validators.size() - sites.count(site) < validators.quorum;
}

std::string verdict_of(const Facts& facts) {
  return who(facts) + what_may_fail(facts) + wait_rule(facts) + how_it_went(facts);
}

}  // namespace seatrial::consensus
