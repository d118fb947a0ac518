// SPDX-License-Identifier: Apache-2.0
// proposer_rotates and seals_from: who made the last blocks, by their seals. The longest chain
// among the peers counts. With 'within' the first moment counts at which it holds.
#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/authors.hpp"
#include "harness/consensus/validators.hpp"
#include "harness/consensus/words.hpp"
#include "harness/question/chain_question.hpp"

namespace seatrial::question {

namespace {

using consensus::Made;

/// What both ask: certain peers among the authors of the last blocks.
class Seals : public ChainQuestion {
 public:
  Seals(const Context& context, const scenario::Selector& of,
        const scenario::Maybe<std::uint64_t>& blocks, const scenario::Maybe<Duration>& within)
      : ChainQuestion(context, of), blocks_(blocks), within_(within) {}

  Answer look() override {
    const consensus::ChainView view = chains();
    const consensus::Chain chain = chain_of(view);
    if (chain.peers.empty()) return no_peers();
    const PeerId best = consensus::highest_peer(view, chain);
    validators_ = consensus::validators_of(view, best);
    const std::vector<Made> made =
        consensus::last_made(view, best, blocks_ ? blocks_->value : usual_count());
    if (const auto wrong = fault_of(made)) {
      if (now() < latest()) return {State::not_yet, {}};
      return {within_ ? State::not_yet : State::broken, {*wrong}};
    }
    return {State::holds, {line(made)}};
  }

  Instant latest() const override { return asked_at() + (within_ ? within_->value : Duration()); }

 protected:
  const consensus::Validators& validators() const { return validators_; }
  /// How many blocks are looked at where it is not written.
  virtual std::uint64_t usual_count() const = 0;
  /// What is not as it should be; none if all is.
  virtual std::optional<std::string> fault_of(const std::vector<Made>& made) const = 0;
  virtual consensus::Chain chain_of(const consensus::ChainView& view) const {
    return peers().empty() ? consensus::Chain{} : consensus::chain_with(view, peers().front());
  }

  static std::string line(const std::vector<Made>& made) {
    if (made.empty()) return "no block was made";
    return fmt::format("blocks {} to {} are by {}", made.front().number, made.back().number,
                       consensus::tally_of(made));
  }
  static bool made_one(const std::vector<Made>& made, PeerId peer) {
    return std::ranges::find(made, peer, &Made::peer) != made.end();
  }
  std::string names_of(const std::vector<PeerId>& peers) const {
    std::vector<std::string> names;
    for (const PeerId peer : peers) names.push_back(name(peer));
    return consensus::listed(names);
  }

 private:
  const scenario::Maybe<std::uint64_t>& blocks_;
  const scenario::Maybe<Duration>& within_;
  consensus::Validators validators_;
};

class ProposerRotates : public Seals {
 public:
  ProposerRotates(const Context& context, const scenario::ExpectProposerRotates& asked)
      : Seals(context, asked.of, asked.blocks, asked.within) {}

 protected:
  std::uint64_t usual_count() const override { return validators().size(); }

  std::optional<std::string> fault_of(const std::vector<Made>& made) const override {
    std::vector<PeerId> idle;
    bool any = false;
    for (const PeerId peer : peers()) {
      const auto& all = validators().all;
      if (std::ranges::find(all, peer, &consensus::Validator::peer) == all.end()) continue;
      any = true;
      if (!made_one(made, peer)) idle.push_back(peer);
    }
    if (!any) return all() + " has no validator";
    if (idle.empty()) return std::nullopt;
    return fmt::format("{}; none by {}", line(made), names_of(idle));
  }
};

class SealsFrom : public Seals {
 public:
  SealsFrom(const Context& context, const scenario::ExpectSealsFrom& asked)
      : Seals(context, scenario::every_peer(), asked.blocks, asked.within) {
    for (const scenario::Selector& selector : asked.peers)
      for (const PeerId peer : peers_of(context.world(), selector)) wanted_.push_back(peer);
  }

 protected:
  std::uint64_t usual_count() const override { return UINT64_MAX; }

  consensus::Chain chain_of(const consensus::ChainView& view) const override {
    return wanted_.empty() ? consensus::Chain{} : consensus::chain_with(view, wanted_.front());
  }

  std::optional<std::string> fault_of(const std::vector<Made>& made) const override {
    std::vector<PeerId> idle;
    for (const PeerId peer : wanted_)
      if (!made_one(made, peer)) idle.push_back(peer);
    if (!idle.empty()) return fmt::format("{}; none by {}", line(made), names_of(idle));
    for (const Made& one : made)
      if (std::ranges::find(wanted_, one.peer) == wanted_.end())
        return fmt::format("{}; block {} is by {}", line(made), one.number, one.name);
    return std::nullopt;
  }

 private:
  std::vector<PeerId> wanted_;
};

}  // namespace

QuestionPtr ask_proposer_rotates(const Context& context,
                                 const scenario::ExpectProposerRotates& asked) {
  return std::make_unique<ProposerRotates>(context, asked);
}

QuestionPtr ask_seals_from(const Context& context, const scenario::ExpectSealsFrom& asked) {
  return std::make_unique<SealsFrom>(context, asked);
}

}  // namespace seatrial::question
