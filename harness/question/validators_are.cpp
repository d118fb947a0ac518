// SPDX-License-Identifier: Apache-2.0
// validators_are: who may make the next block as every peer of a selector knows it, and what they
// need. With 'within' the first moment counts at which each peer knew it; without, now.
#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/validators.hpp"
#include "harness/consensus/words.hpp"
#include "harness/question/chain_question.hpp"

namespace seatrial::question {

namespace {

using consensus::Validators;

class ValidatorsAre : public ChainQuestion {
 public:
  ValidatorsAre(const Context& context, const scenario::ExpectValidatorsAre& asked)
      : ChainQuestion(context, asked.of), asked_(asked) {
    for (const scenario::Selector& selector : asked.peers)
      for (const PeerId peer : peers_of(context.world(), selector)) wanted_.push_back(name(peer));
    std::ranges::sort(wanted_);
    wanted_.erase(std::unique(wanted_.begin(), wanted_.end()), wanted_.end());
  }

  Answer look() override {
    read();
    if (peers().empty()) return no_peers();
    for (const PeerId peer : peers()) {
      if (right(peer)) continue;
      return {State::not_yet, now() < latest() ? std::vector<std::string>() : wrong_lines(peer)};
    }
    return {State::holds, {right_line()}};
  }

  Instant latest() const override {
    return asked_at() + (asked_.within ? asked_.within->value : Duration());
  }

 private:
  /// Whether a peer knew it when asked or at one of its heads until latest().
  bool right(PeerId peer) {
    const consensus::ChainView view = chains();
    if (!asked_.within || view.chain_of(peer) == nullptr)
      return as_wanted(consensus::validators_of(view, peer));
    const auto after = [&](chain::BlockId block) {
      return as_wanted(consensus::validators_after(view, peer, block));
    };
    const consensus::Head* before = watch().head_at(peer, asked_at());
    if (after(before == nullptr ? view.chain_of(peer)->genesis() : before->block)) return true;
    return std::ranges::any_of(watch().heads(peer), [&](const consensus::Head& head) {
      return head.at > asked_at() && head.at <= latest() && after(head.block);
    });
  }

  bool as_wanted(const Validators& known) const {
    if (!asked_.peers.empty() && names(known) != wanted_) return false;
    if (asked_.quorum && known.quorum != asked_.quorum->value) return false;
    return !asked_.may_fail || known.may_fail() == asked_.may_fail->value;
  }

  static std::vector<std::string> names(const Validators& known) {
    std::vector<std::string> names;
    for (const consensus::Validator& one : known.all) names.push_back(one.name);
    std::ranges::sort(names);
    return names;
  }

  std::string numbers(PeerId peer, const Validators& known) const {
    return fmt::format("quorum {} ({}), {} may fail", known.quorum,
                       consensus::formula_of(context().scene, peer, known.ceil),
                       consensus::number_word(known.may_fail()));
  }

  std::string right_line() const {
    const PeerId peer = peers().front();
    const Validators known = consensus::validators_of(chains(), peer);
    return fmt::format("{}: {}; {}", consensus::counted(known.size(), "validator"),
                       consensus::listed(names(known)), numbers(peer, known));
  }

  std::vector<std::string> wrong_lines(PeerId peer) const {
    const Validators known = consensus::validators_of(chains(), peer);
    const std::vector<std::string> seen = names(known);
    std::vector<std::string> lines{
        fmt::format("{} at block {} knows {}: {}; {}", name(peer), watch().height_at(peer, now()),
                    consensus::counted(known.size(), "validator"),
                    seen.empty() ? "nobody" : consensus::listed(seen), numbers(peer, known))};
    if (asked_.peers.empty()) return lines;
    add_difference(lines, "missing: ", wanted_, seen);
    add_difference(lines, "not expected: ", seen, wanted_);
    return lines;
  }

  static void add_difference(std::vector<std::string>& lines, const std::string& label,
                             const std::vector<std::string>& all,
                             const std::vector<std::string>& without) {
    std::vector<std::string> rest;
    std::ranges::set_difference(all, without, std::back_inserter(rest));
    if (!rest.empty()) lines.push_back(label + consensus::listed(rest));
  }

  const scenario::ExpectValidatorsAre& asked_;
  std::vector<std::string> wanted_;  ///< sorted
};

}  // namespace

QuestionPtr ask_validators_are(const Context& context, const scenario::ExpectValidatorsAre& asked) {
  return std::make_unique<ValidatorsAre>(context, asked);
}

}  // namespace seatrial::question
