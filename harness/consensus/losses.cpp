// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/losses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace seatrial::consensus {

namespace {

constexpr std::size_t most_names = 64;
constexpr std::size_t most_sites_to_part = 12;  // 2^11 - 1 ways
// Pairs and links of more validators than these are tried only where many are alike.
constexpr std::size_t always_tried = 100;
constexpr std::size_t most_kinds = 60;

/// The losses of one kind as they are tried.
class Tally {
 public:
  explicit Tally(std::string kind) { made_.kind = std::move(kind); }

  template <class Name>
  void add(After after, Name&& name) {
    ++made_.tried;
    if (after == After::lives) return;
    const bool stands = after == After::stands;
    ++(stands ? made_.stopping : made_.freezing);
    std::vector<std::string>& names = stands ? made_.stops : made_.freezes;
    if (names.size() < most_names) names.push_back(name());
  }
  void to(std::vector<report::Losses>& all) {
    if (made_.tried > 0) all.push_back(std::move(made_));
  }

 private:
  report::Losses made_;
};

class Trial {
 public:
  Trial(const VoteGraph& graph, const Sites& sites) : graph_(graph), sites_(sites) {
    for (std::size_t i = 0; i < graph.size(); ++i)
      if (graph.there(i)) there_.push_back(i);
    find_kinds();
  }

  Tally validators() {
    Tally tally("validator");
    for (const std::size_t one : there_)
      tally.add(judge(one, one), [&] { return sites_.validators[one]; });
    return tally;
  }

  Tally pairs() {
    Tally tally("pair");
    if (!few_kinds()) return tally;
    each_pair([&](std::size_t a, std::size_t b) {
      tally.add(judge(a, b), [&] { return sites_.validators[a] + " and " + sites_.validators[b]; });
    });
    return tally;
  }

  Tally links() {
    Tally tally("link");
    if (!few_kinds()) return tally;
    Known known;
    each_pair([&](std::size_t a, std::size_t b) {
      if (!graph_.linked(a, b)) return;
      const auto [found, fresh] = known.try_emplace(kinds_of(a, b));
      if (fresh) found->second = without_link(a, b);
      tally.add(found->second, [&] { return sites_.validators[a] + " - " + sites_.validators[b]; });
    });
    return tally;
  }

  Tally clusters() {
    Tally tally("cluster");
    if (sites_.names.size() < 2) return tally;
    for (std::size_t site = 0; site < sites_.names.size(); ++site)
      tally.add(without_site(graph_, sites_, site).after(), [&] { return sites_.names[site]; });
    return tally;
  }

  Tally lines() {
    Tally tally("line");
    for (std::size_t b = 1; b < sites_.names.size(); ++b)
      for (std::size_t a = 0; a < b; ++a)
        if (joined(a, b))
          tally.add(without_line(graph_, sites_, a, b).after(),
                    [&] { return sites_.names[a] + "-" + sites_.names[b]; });
    return tally;
  }

  /// Every two groups of clusters once: the first cluster is always in the second group.
  Tally partitions() {
    Tally tally("partition");
    const std::size_t count = sites_.names.size();
    if (count < 2 || count > most_sites_to_part) return tally;
    for (std::uint64_t group = 2; group < std::uint64_t{1} << count; group += 2)
      tally.add(parted(graph_, sites_, group).after(), [&] { return text(group); });
    return tally;
  }

 private:
  template <class Each>
  void each_pair(Each&& each) const {
    for (std::size_t i = 0; i < there_.size(); ++i)
      for (std::size_t j = i + 1; j < there_.size(); ++j) each(there_[i], there_[j]);
  }

  using Kinds = std::pair<std::size_t, std::size_t>;
  using Known = std::map<Kinds, After>;

  /// Validators that are linked with each other and with the same others are alike: whichever of
  /// them is lost, the same is left.
  void find_kinds() {
    std::map<std::vector<std::uint64_t>, std::size_t> numbers;
    kinds_.assign(graph_.size(), 0);
    for (const std::size_t one : there_) {
      kinds_[one] = numbers.try_emplace(graph_.closed_row(one), numbers.size()).first->second;
    }
    kinds_count_ = numbers.size();
  }

  /// Trials take a tenth of a millisecond each where there are a thousand validators.
  bool few_kinds() const { return there_.size() <= always_tried || kinds_count_ <= most_kinds; }

  Kinds kinds_of(std::size_t a, std::size_t b) const { return std::minmax(kinds_[a], kinds_[b]); }

  After judge(std::size_t a, std::size_t b) {
    Known& known = a == b ? one_ : two_;
    const auto [found, fresh] = known.try_emplace(kinds_of(a, b));
    if (fresh) {
      VoteGraph left = graph_;
      left.remove(a);
      left.remove(b);
      found->second = left.after();
    }
    return found->second;
  }

  After without_link(std::size_t a, std::size_t b) const {
    VoteGraph left = graph_;
    left.link(a, b, false);
    return left.after();
  }

  bool joined(std::size_t a, std::size_t b) const {
    for (const std::size_t one : there_)
      for (const std::size_t other : there_)
        if (sites_.of[one] == a && sites_.of[other] == b && graph_.linked(one, other)) return true;
    return false;
  }

  std::string text(std::uint64_t group) const {
    std::string first;
    std::string second;
    for (std::size_t site = 0; site < sites_.names.size(); ++site) {
      std::string& side = (group >> site & 1U) != 0 ? second : first;
      side += (side.empty() ? "" : ", ") + sites_.names[site];
    }
    return first + " | " + second;
  }

  const VoteGraph& graph_;
  const Sites& sites_;
  std::vector<std::size_t> there_;
  std::vector<std::size_t> kinds_;  ///< by validator
  std::size_t kinds_count_ = 0;
  Known one_;  ///< what is left without one of a kind
  Known two_;
};

}  // namespace

std::size_t Sites::count(std::size_t site) const {
  return static_cast<std::size_t>(std::ranges::count(of, site));
}

Sites sites_of(const World& world, const Validators& validators) {
  Sites sites;
  std::vector<std::size_t> place(world.cluster_count(), SIZE_MAX);
  for (std::size_t i = 0; i < world.cluster_count(); ++i) {
    const auto here = [&](const Validator& one) {
      return one.peer != PeerId::none &&
             static_cast<std::size_t>(world.peer(one.peer).spec.cluster) == i;
    };
    if (std::ranges::none_of(validators.all, here)) continue;
    place[i] = sites.names.size();
    sites.names.push_back(world.cluster(ClusterId(static_cast<std::uint32_t>(i))).spec().name);
  }
  for (const Validator& one : validators.all) {
    sites.validators.push_back(one.name);
    const bool known = one.peer != PeerId::none;
    const auto cluster =
        known ? static_cast<std::size_t>(world.peer(one.peer).spec.cluster) : SIZE_MAX;
    sites.of.push_back(known ? place[cluster] : sites.names.size());
  }
  return sites;
}

VoteGraph without_line(VoteGraph graph, const Sites& sites, std::size_t a, std::size_t b) {
  for (std::size_t i = 0; i < graph.size(); ++i)
    for (std::size_t j = 0; j < graph.size(); ++j)
      if (sites.of[i] == a && sites.of[j] == b) graph.link(i, j, false);
  return graph;
}

VoteGraph without_site(VoteGraph graph, const Sites& sites, std::size_t site) {
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (sites.of[i] == site) graph.remove(i);
  return graph;
}

VoteGraph parted(VoteGraph graph, const Sites& sites, std::uint64_t group) {
  const auto second = [&](std::size_t i) {
    return sites.of[i] < sites.names.size() && (group >> sites.of[i] & 1U) != 0;
  };
  for (std::size_t i = 0; i < graph.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (second(i) != second(j)) graph.link(i, j, false);
  return graph;
}

std::vector<report::Losses> losses_of(const VoteGraph& graph, const Sites& sites) {
  std::vector<report::Losses> all;
  Trial trial(graph, sites);
  trial.validators().to(all);
  trial.pairs().to(all);
  trial.links().to(all);
  trial.clusters().to(all);
  trial.lines().to(all);
  trial.partitions().to(all);
  return all;
}

std::optional<report::Losses> losses_of_lines(const VoteGraph& graph, const Sites& sites) {
  std::vector<report::Losses> tried;
  Trial(graph, sites).lines().to(tried);
  return tried.empty() ? std::nullopt : std::optional(std::move(tried.front()));
}

}  // namespace seatrial::consensus
