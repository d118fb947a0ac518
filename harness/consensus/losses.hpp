// SPDX-License-Identifier: Apache-2.0
// Losses: what becomes of a chain without any one part of its network: every validator, pair of
// validators, link between two of them, cluster, line between two clusters, and every way to part
// up to twelve clusters into two groups. All of them are computed from who votes and over which
// links, none is sampled; a run of the same loss must come to the same (tests hold them together).
#pragma once

#include <string>
#include <vector>

#include "harness/consensus/validators.hpp"
#include "harness/consensus/vote_graph.hpp"
#include "harness/report/report.hpp"

namespace seatrial::consensus {

/// The validators of a chain with the clusters that they are in.
struct Sites {
  std::vector<std::string> names;         ///< clusters with validators, in the order of the world
  std::vector<std::size_t> of;            ///< by validator: its cluster; names.size() for nobody's
  std::vector<std::string> validators{};  ///< their names

  std::size_t count(std::size_t site) const;
  bool operator==(const Sites&) const = default;
};

/// Where the validators are.
Sites sites_of(const World& world, const Validators& validators);

/// The graph without all links between two clusters.
VoteGraph without_line(VoteGraph graph, const Sites& sites, std::size_t a, std::size_t b);
/// The graph without the validators of a cluster.
VoteGraph without_site(VoteGraph graph, const Sites& sites, std::size_t site);
/// The graph with the clusters of `group` (one bit each) cut apart from the others.
VoteGraph parted(VoteGraph graph, const Sites& sites, std::uint64_t group);

/// Every kind of loss of which there is one to try.
std::vector<report::Losses> losses_of(const VoteGraph& graph, const Sites& sites);
/// Of lines between two clusters alone; none without a line to try.
std::optional<report::Losses> losses_of_lines(const VoteGraph& graph, const Sites& sites);

}  // namespace seatrial::consensus
