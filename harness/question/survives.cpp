// SPDX-License-Identifier: Apache-2.0
// survives: whether a chain goes on without something, computed from the validators that run and
// the links that are up when it is asked. Nothing is cut for it, and no time passes.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "harness/consensus/losses.hpp"
#include "harness/consensus/mesh.hpp"
#include "harness/consensus/words.hpp"
#include "harness/question/chain_question.hpp"

namespace seatrial::question {

namespace {

using consensus::After;
using consensus::VoteGraph;

constexpr std::size_t most_sets = 100'000;  // some seconds for a hundred validators

class Survives : public ChainQuestion {
 public:
  Survives(const Context& context, const scenario::ExpectSurvives& asked)
      : ChainQuestion(context, scenario::every_peer()), asked_(asked) {}

  Answer look() override {
    const consensus::ChainView view = chains();
    const consensus::Chain chain = chain_of(view);
    if (chain.peers.empty()) return {State::broken, {"there is no chain"}};
    all_ = consensus::validators_of(view, consensus::highest_peer(view, chain));
    sites_ = consensus::sites_of(world(), all_);
    consensus::Mesh mesh(view);
    mesh.read_until(view.now);
    const VoteGraph now = mesh.graph(all_);
    if (const auto unknown = nothing_to_lose()) return {State::broken, {*unknown}};
    if (now.after() != After::lives) return verdict(now, "as things stand, with nothing lost");
    if (asked_.any) return without_any(now);
    return verdict(without(now), "without " + lost());
  }

  Instant latest() const override { return asked_at(); }

 private:
  consensus::Chain chain_of(const consensus::ChainView& view) const {
    const scenario::Selectors* named = asked_.link    ? &*asked_.link
                                       : asked_.peers ? &*asked_.peers
                                                      : nullptr;
    if (named != nullptr) {
      for (const PeerId peer : peers_of(world(), named->front()))
        return consensus::chain_with(view, peer);
      return {};
    }
    const auto chains = consensus::chains_of(view);
    return chains.empty() ? consensus::Chain{} : chains.front();
  }

  std::size_t site(const std::string& name) const {
    const auto found = std::ranges::find(sites_.names, name);
    return static_cast<std::size_t>(found - sites_.names.begin());
  }
  std::size_t number(PeerId peer) const {
    const auto found = std::ranges::find(all_.all, peer, &consensus::Validator::peer);
    return static_cast<std::size_t>(found - all_.all.begin());
  }
  std::vector<std::size_t> numbers(const scenario::Selectors& named) const {
    std::vector<std::size_t> found;
    for (const scenario::Selector& one : named)
      for (const PeerId peer : peers_of(world(), one))
        if (number(peer) < all_.size()) found.push_back(number(peer));
    return found;
  }

  /// What is named has no part in making blocks, so that the question is a slip.
  std::optional<std::string> nothing_to_lose() const {
    const auto no_site = [&](const scenario::Text& name) {
      return site(name.value) == sites_.names.size();
    };
    for (const scenario::Text* name :
         {asked_.cluster ? &*asked_.cluster : nullptr, asked_.line ? &asked_.line->first : nullptr,
          asked_.line ? &asked_.line->second : nullptr})
      if (name != nullptr && no_site(*name)) return name->value + " has no validator";
    if (asked_.link && numbers(*asked_.link).size() < 2)
      return "only a link between two validators carries votes";
    if (asked_.peers && numbers(*asked_.peers).empty()) return "none of these is a validator";
    if (asked_.any && asked_.any->value > all_.size())
      return fmt::format("there are {} validators", all_.size());
    return std::nullopt;
  }

  VoteGraph without(VoteGraph graph) const {
    if (asked_.cluster) return consensus::without_site(graph, sites_, site(asked_.cluster->value));
    if (asked_.line)
      return consensus::without_line(graph, sites_, site(asked_.line->first.value),
                                     site(asked_.line->second.value));
    if (asked_.link) {
      const auto ends = numbers(*asked_.link);
      graph.link(ends[0], ends[1], false);
    } else {
      for (const std::size_t one : numbers(*asked_.peers)) graph.remove(one);
    }
    return graph;
  }

  std::string lost() const {
    if (asked_.cluster) return asked_.cluster->value;
    if (asked_.line)
      return fmt::format("the line {}-{}", asked_.line->first.value, asked_.line->second.value);
    std::vector<std::string> names;
    for (const std::size_t one : numbers(asked_.link ? *asked_.link : *asked_.peers))
      names.push_back(all_.all[one].name);
    return asked_.link ? "the link " + names[0] + " - " + names[1] : consensus::listed(names);
  }

  Answer verdict(const VoteGraph& left, const std::string& when) const {
    const bool as_wanted = (left.after() == After::lives) != asked_.absent;
    return {as_wanted ? State::holds : State::broken, {when + " " + told(left)}};
  }

  std::string told(const VoteGraph& left) const {
    const std::string of = fmt::format("of {}", consensus::counted(left.size(), "validator"));
    if (left.quorum() <= 1) {
      return fmt::format(
          "{} {} remain in touch; with a quorum of 1 nobody can be passed over, so "
          "that all are needed",
          left.reach(), of);
    }
    const std::string reach =
        fmt::format("{} {} can pass votes on to one another, and {} are needed", left.reach(), of,
                    left.quorum());
    if (left.after() != After::freezes) return reach;
    return reach + fmt::format(
                       "; but {} would hear {} others ask for another round, so that the "
                       "first proposer that is missing may stop the chain for good",
                       consensus::number_word(left.changers()), left.quorum() - 1);
  }

  /// Tries every set of so many; the first that stops the chain decides.
  Answer without_any(const VoteGraph& now) const {
    const std::size_t count = asked_.any->value;
    const std::string some = fmt::format("any {}", consensus::counted(count, "validator"));
    std::vector<std::size_t> there;
    for (std::size_t i = 0; i < now.size(); ++i)
      if (now.there(i)) there.push_back(i);
    if (count > there.size())
      return {State::broken,
              {fmt::format("only {} of {} run and mine, so that {} cannot be lost", there.size(),
                           consensus::counted(now.size(), "validator"), count)}};
    if (now.complete() || count == 0) {
      VoteGraph left = now;
      for (std::size_t i = 0; i < count; ++i) left.remove(there[i]);
      return verdict(left, "without " + some);
    }
    std::size_t tried = 0;
    std::vector<std::size_t> chosen;
    const auto fatal = find_fatal(now, there, count, chosen, tried);
    if (tried > most_sets)
      return {State::inconclusive,
              {fmt::format("there are more than {} ways to lose {}", most_sets, some)}};
    if (!fatal)
      return {asked_.absent ? State::broken : State::holds,
              {fmt::format("without {}: all {} sets were tried", some, tried)}};
    std::vector<std::string> names;
    for (const std::size_t one : chosen) names.push_back(all_.all[one].name);
    return verdict(*fatal, "without " + consensus::listed(names));
  }

  /// The first set of `to_go` of these, as `chosen`, without which the chain does not live.
  static std::optional<VoteGraph> find_fatal(const VoteGraph& graph,
                                             std::span<const std::size_t> of, std::size_t to_go,
                                             std::vector<std::size_t>& chosen, std::size_t& tried) {
    if (to_go == 0)
      return ++tried <= most_sets && graph.after() != After::lives ? std::optional(graph)
                                                                   : std::nullopt;
    for (std::size_t i = 0; i + to_go <= of.size() && tried <= most_sets; ++i) {
      VoteGraph left = graph;
      left.remove(of[i]);
      chosen.push_back(of[i]);
      if (auto found = find_fatal(left, of.subspan(i + 1), to_go - 1, chosen, tried)) return found;
      chosen.pop_back();
    }
    return std::nullopt;
  }

  const scenario::ExpectSurvives& asked_;
  consensus::Validators all_;
  consensus::Sites sites_;
};

}  // namespace

QuestionPtr ask_survives(const Context& context, const scenario::ExpectSurvives& asked) {
  return std::make_unique<Survives>(context, asked);
}

}  // namespace seatrial::question
