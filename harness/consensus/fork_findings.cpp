// SPDX-License-Identifier: Apache-2.0
// Why a chain forked, in the words of a finding.
#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/forks.hpp"
#include "harness/consensus/validators.hpp"
#include "harness/finding/catalogue.hpp"

namespace seatrial::consensus {

namespace {

/// What the rules say about the validators of the block that exists twice.
class Reason {
 public:
  Reason(const scenario::Scene& scene, const ChainView& view, const ForkWatch& watch,
         const Fork& fork)
      : scene_(scene),
        view_(view),
        fork_(fork),
        one_(validators_after(view, fork.with_one, (*view.blocks)[fork.one].parent)),
        other_(validators_after(view, fork.with_other, (*view.blocks)[fork.one].parent)) {
    for (const Validator& validator : one_.all) {
      if (validator.peer == PeerId::none) continue;
      if (watch.dishonest(validator.peer)) {
        liars_.push_back(validator.name);
      } else if (watch.stopped_by(validator.peer, fork.at)) {
        restarted_.push_back(validator.name);
      }
    }
  }

  /// GoQuorum's own formula is the cause, or a formula that peers do not share.
  bool of_quorum() const { return shared() <= 0; }

  std::string text() const {
    if (of_quorum()) return quorum_text() + ", so both sides commit a block of their own";
    const auto liars = static_cast<std::ptrdiff_t>(liars_.size());
    if (liars >= shared()) {
      return fmt::format("{}, and {} told both sides what they wanted to hear", quorum_text(),
                         names(liars_));
    }
    const auto forgetful = static_cast<std::ptrdiff_t>(restarted_.size());
    if (liars + forgetful >= shared()) {
      return fmt::format("{}, and a restart made {} forget what they had voted for", quorum_text(),
                         names(restarted_));
    }
    return quorum_text() + ", and no rule of GoQuorum that is known here explains it";
  }

  Mark where() const {
    const PeerSpec& spec = view_.world->peer(fork_.with_one).spec;
    return spec.chain == nullptr || !spec.chain->mark.known() ? spec.mark : spec.chain->mark;
  }

 private:
  /// How many validators any two quorums have in common at least.
  std::ptrdiff_t shared() const {
    return static_cast<std::ptrdiff_t>(one_.quorum + other_.quorum) -
           static_cast<std::ptrdiff_t>(one_.size());
  }

  std::string quorum_text() const {
    const std::string formula = formula_of(scene_, fork_.with_one, one_.ceil);
    std::string quorum = std::to_string(one_.quorum);
    if (one_.quorum != other_.quorum) {
      quorum += fmt::format(" on one side and {} on the other", other_.quorum);
    }
    const std::string who =
        fmt::format("the quorum of {} validators is {} ({})", one_.size(), quorum, formula);
    if (shared() <= 0) return who + ": two such groups need not share one";
    return fmt::format("{}: two such groups share {} at least", who, shared());
  }

  static std::string names(const std::vector<std::string>& all) {
    return fmt::format("{}", fmt::join(all, " and "));
  }

  const scenario::Scene& scene_;
  const ChainView& view_;
  const Fork& fork_;
  Validators one_;
  Validators other_;
  std::vector<std::string> liars_;
  std::vector<std::string> restarted_;
};

Finding finding_of(const scenario::Scene& scene, const ChainView& view, const ForkWatch& watch,
                   const Fork& fork, std::size_t more) {
  const World& world = *view.world;
  const Reason reason(scene, view, watch, fork);
  std::string what =
      fmt::format("{} and {} had different blocks {} from {} on: {}", world.name(fork.with_one),
                  world.name(fork.with_other), (*view.blocks)[fork.one].number, to_string(fork.at),
                  reason.text());
  if (more > 0) what += fmt::format("; the chain forked {} more times", more);
  return finding::make("ST715", reason.where(), std::move(what));
}

}  // namespace

Findings fork_findings(const scenario::Scene& scene, const ChainView& view,
                       const ForkWatch& watch) {
  Findings made;
  std::vector<chain::BlockId> told;
  for (const Fork& fork : watch.forks()) {
    const chain::BlockId genesis = view.blocks->root(fork.one);
    if (std::ranges::find(told, genesis) != told.end()) continue;
    told.push_back(genesis);
    const auto of_genesis = [&](const Fork& one) { return view.blocks->root(one.one) == genesis; };
    const auto all = static_cast<std::size_t>(std::ranges::count_if(watch.forks(), of_genesis));
    made.push_back(finding_of(scene, view, watch, fork, all - 1));
  }
  return made;
}

}  // namespace seatrial::consensus
