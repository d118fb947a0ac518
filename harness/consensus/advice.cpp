// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/advice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/words.hpp"
#include "sim/peer/link_matrix.hpp"

namespace seatrial::consensus {

namespace {

constexpr std::size_t few_validators = 32;  // more are told by cluster

using Ends = std::pair<std::size_t, std::size_t>;

std::vector<std::size_t> there(const VoteGraph& graph) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (graph.there(i)) all.push_back(i);
  return all;
}

std::vector<Ends> missing(const VoteGraph& graph) {
  std::vector<Ends> links;
  const std::vector<std::size_t> all = there(graph);
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = i + 1; j < all.size(); ++j)
      if (!graph.linked(all[i], all[j])) links.emplace_back(all[i], all[j]);
  return links;
}

/// Whose loss, though N - Q allows it, leaves links over which no round can change.
std::vector<std::size_t> needed(const VoteGraph& graph) {
  std::vector<std::size_t> names;
  if (graph.quorum() <= 1 || graph.count() <= graph.quorum()) return names;
  for (const std::size_t one : there(graph)) {
    VoteGraph left = graph;
    left.remove(one);
    if (left.after() != After::lives) names.push_back(one);
  }
  return names;
}

bool is_robust(const VoteGraph& graph) {
  return graph.after() == After::lives && needed(graph).empty();
}

/// The missing link between the two that have the fewest.
Ends weakest(const VoteGraph& graph, const std::vector<Ends>& links) {
  return *std::ranges::min_element(links, {}, [&](const Ends& ends) {
    return graph.links(ends.first) + graph.links(ends.second);
  });
}

std::string text(const Sites& sites, const Ends& ends) {
  const auto& [one, other] =
      std::minmax(sites.validators[ends.first], sites.validators[ends.second]);
  return one + " - " + other;
}

/// Links to add one after the other until no single loss that the quorum allows matters.
std::vector<std::string> to_add(VoteGraph graph, const Sites& sites) {
  std::vector<std::string> added;
  while (!is_robust(graph)) {
    const std::vector<Ends> open = missing(graph);
    if (open.empty()) break;
    const Ends next = weakest(graph, open);
    graph.link(next.first, next.second);
    added.push_back(text(sites, next));
  }
  return added;
}

/// "a - b: 12 links": where many are missing, between which clusters.
std::vector<std::string> by_cluster(const VoteGraph& graph, const Sites& sites) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (const auto& [one, other] : missing(graph)) {
    const auto [a, b] = std::minmax(sites.of[one], sites.of[other]);
    if (b >= sites.names.size()) continue;
    std::string name =
        a == b ? "inside " + sites.names[a] : sites.names[a] + " - " + sites.names[b];
    auto known = std::ranges::find(counts, name, &std::pair<std::string, std::size_t>::first);
    if (known == counts.end()) known = counts.insert(counts.end(), {std::move(name), 0});
    ++known->second;
  }
  std::vector<std::string> lines;
  for (const auto& [name, count] : counts)
    lines.push_back(fmt::format("{}: {}", name, counted(count, "link")));
  return lines;
}

std::string have(std::size_t count) {
  return count == 1 ? "1 of them has"
                    : fmt::format("{} of them have", count == 0 ? "none" : std::to_string(count));
}

std::string forbids(const VoteGraph& graph, const Sites& sites) {
  const std::size_t quorum = graph.quorum();
  switch (graph.after()) {
    case After::stands:
      return fmt::format(
          "no block can be made over these links: at most {} of {} validators can pass votes on to "
          "one another, and {} are needed",
          graph.reach(), graph.size(), quorum);
    case After::freezes:
      return fmt::format(
          "blocks come over these links only until a proposer is missing for once; the chain may "
          "then stand for good with all processes running: who asks for another round is heard by "
          "those that it is linked with, and by others only where one between them was first. {} "
          "validators must hear {} others each, and {} so many links",
          quorum, quorum - 1, have(graph.changers()));
    case After::lives:
      break;
  }
  const std::vector<std::size_t> weak = needed(graph);
  if (weak.empty()) return "a round can change over these links, also without any one validator";
  std::vector<std::string> names;
  for (const std::size_t one : weak) names.push_back(sites.validators[one]);
  return fmt::format("no {} any more over these links once {} is lost",
                     graph.relays() ? "block can be made" : "round can change", one_of(names));
}

}  // namespace

Advice advice_of(const VoteGraph& graph, const Sites& sites) {
  const std::vector<Ends> open = missing(graph);
  Advice advice;
  if (open.empty() || graph.quorum() <= 1) return advice;
  const std::size_t all = graph.count() * (graph.count() - 1) / 2;
  advice.mesh = fmt::format("{} of {} links between validators are up: {}", all - open.size(), all,
                            forbids(graph, sites));
  if (is_robust(graph)) return advice;
  advice.links = graph.count() <= few_validators ? to_add(graph, sites) : by_cluster(graph, sites);
  return advice;
}

VoteGraph graph_of_files(World& world, const Validators& validators) {
  VoteGraph graph(validators.size(), validators.quorum, validators.relays);
  const LinkMatrix matrix = read_dial_matrix(world);
  const auto up = [&](PeerId from, PeerId to) {
    return matrix.cause(from, to) == LinkCause::up || matrix.conditional(from, to);
  };
  for (std::size_t i = 0; i < validators.size(); ++i) {
    const PeerId one = validators.all[i].peer;
    if (one == PeerId::none) continue;
    graph.add(i);
    for (std::size_t j = 0; j < i; ++j) {
      const PeerId other = validators.all[j].peer;
      if (other == PeerId::none) continue;
      if (other == one || up(one, other) || up(other, one)) graph.link(i, j);
    }
  }
  return graph;
}

}  // namespace seatrial::consensus
