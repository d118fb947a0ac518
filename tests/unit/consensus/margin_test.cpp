// SPDX-License-Identifier: Apache-2.0
// What validators and links allow: graphs, losses, advice and the ladder of timers, from numbers
// alone.
#include <gmock/gmock.h>

#include "harness/consensus/advice.hpp"
#include "harness/consensus/ladder.hpp"
#include "harness/consensus/losses.hpp"
#include "sim/core/rng.hpp"
#include "tests/unit/consensus/hand_made.hpp"

namespace seatrial::consensus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::at;

/// So many validators, of which these are linked.
VoteGraph graph(std::size_t n, std::size_t quorum,
                const std::vector<std::pair<std::size_t, std::size_t>>& links) {
  VoteGraph made(n, quorum);
  for (std::size_t i = 0; i < n; ++i) made.add(i);
  for (const auto& [a, b] : links) made.link(a, b);
  return made;
}

/// So many validators in a, b, ….
Sites sites(const std::vector<std::size_t>& sizes) {
  Sites made;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const std::string cluster(1, static_cast<char>('a' + i));
    made.names.push_back(cluster);
    for (std::size_t k = 1; k <= sizes[i]; ++k) {
      made.of.push_back(i);
      made.validators.push_back(cluster + "/" + cluster + std::to_string(k));
    }
  }
  return made;
}

report::Losses losses(const VoteGraph& of, const Sites& where, std::string_view kind) {
  for (report::Losses& one : losses_of(of, where))
    if (one.kind == kind) return one;
  return {};
}

TEST(VoteGraph, AFullMeshLivesAsLongAsAQuorumIsThere) {
  for (std::size_t lost = 0; lost <= 3; ++lost) {
    VoteGraph five = VoteGraph::full(5, 4);
    for (std::size_t i = 0; i < lost; ++i) five.remove(i);
    EXPECT_EQ(five.after(), lost <= 1 ? After::lives : After::stands) << lost;
  }
}

TEST(VoteGraph, StarsAndPathsFreeze) {  // SPEC law 1b F
  EXPECT_EQ(graph(5, 4, {{0, 1}, {0, 2}, {0, 3}, {0, 4}}).after(), After::freezes);
  EXPECT_EQ(graph(4, 3, {{0, 1}, {0, 2}, {0, 3}}).after(), After::freezes);
  EXPECT_EQ(graph(4, 3, {{0, 1}, {1, 2}, {2, 3}}).after(), After::freezes);
  // A ring of four: each hears two others, and three are a quorum.
  EXPECT_EQ(graph(4, 3, {{0, 1}, {1, 2}, {2, 3}, {3, 0}}).after(), After::lives);
}

TEST(VoteGraph, HalvesWithoutALinkStand) {  // SPEC law 1b E
  const VoteGraph halves = graph(4, 3, {{0, 1}, {2, 3}});
  EXPECT_EQ(halves.after(), After::stands);
  EXPECT_EQ(halves.reach(), 2U);
  EXPECT_FALSE(halves.splits());
  EXPECT_TRUE(graph(6, 3, {{0, 1}, {1, 2}, {0, 2}, {3, 4}, {4, 5}, {3, 5}}).splits());
}

TEST(VoteGraph, AQuorumOfOneNeedsEverybody) {  // SPEC law 1b H
  VoteGraph three = VoteGraph::full(3, 1);
  EXPECT_EQ(three.after(), After::lives);
  three.link(0, 1, false);
  EXPECT_EQ(three.after(), After::lives);  // its blocks come over the third
  three.remove(2);
  EXPECT_EQ(three.after(), After::stands);
}

TEST(VoteGraph, BeyondOneWordOfBits) {
  VoteGraph many = VoteGraph::full(130, 87);
  for (std::size_t i = 0; i < 43; ++i) many.remove(3 * i);
  EXPECT_EQ(many.count(), 87U);
  EXPECT_EQ(many.after(), After::lives);
  many.link(1, 128, false);
  EXPECT_EQ(many.after(), After::freezes);
  many.remove(129 - 2);
  EXPECT_EQ(many.after(), After::stands);
}

TEST(Losses, ThreeAndTwoByBothFormulas) {
  const Sites where = sites({3, 2});
  const VoteGraph ceil = VoteGraph::full(5, 4);
  EXPECT_EQ(losses(ceil, where, "validator"), (report::Losses{"validator", 5, 0, 0, {}, {}}));
  EXPECT_EQ(losses(ceil, where, "pair").stopping, 10U);
  EXPECT_EQ(losses(ceil, where, "link"), (report::Losses{"link", 10, 0, 0, {}, {}}));
  EXPECT_THAT(losses(ceil, where, "cluster").stops, ElementsAre("a", "b"));
  EXPECT_THAT(losses(ceil, where, "line").stops, ElementsAre("a-b"));
  EXPECT_THAT(losses(ceil, where, "partition").stops, ElementsAre("a | b"));
  const VoteGraph least = VoteGraph::full(5, 3);
  EXPECT_EQ(losses(least, where, "pair").stopping, 0U);
  EXPECT_THAT(losses(least, where, "cluster").stops, ElementsAre("a"));
  EXPECT_THAT(losses(least, where, "line").stops, IsEmpty());
}

TEST(Losses, ByNLessQAndNotByF) {
  // Six by ceil(2N/3) have F = 1, and two may fail. // SPEC goquorum 7.2
  EXPECT_EQ(losses(VoteGraph::full(6, 4), sites({6}), "pair").stopping, 0U);
}

// Validators with the same links are tried once for all: as if each pair were.
TEST(Losses, OfThoseThatAreAlikeAreThoseOfEach) {
  Rng rng(7);
  for (int run = 0; run < 40; ++run) {
    VoteGraph some(8, 3 + rng.below(4));
    for (std::size_t i = 0; i < 8; ++i) {
      some.add(i);
      for (std::size_t j = 0; j < i; ++j) some.link(i, j, rng.below(10) < 8);
    }
    report::Losses pairs{"pair", 0, 0, 0, {}, {}};
    report::Losses links{"link", 0, 0, 0, {}, {}};
    const auto count = [](After after, report::Losses& of) {
      ++of.tried;
      of.stopping += after == After::stands ? 1 : 0;
      of.freezing += after == After::freezes ? 1 : 0;
    };
    for (std::size_t i = 0; i < 8; ++i) {
      for (std::size_t j = i + 1; j < 8; ++j) {
        VoteGraph left = some;
        left.remove(i);
        left.remove(j);
        count(left.after(), pairs);
        VoteGraph cut = some;
        cut.link(i, j, false);
        if (some.linked(i, j)) count(cut.after(), links);
      }
    }
    for (const report::Losses* wanted : {&pairs, &links}) {
      const report::Losses told = losses(some, sites({4, 4}), wanted->kind);
      EXPECT_EQ(told.tried, wanted->tried) << run;
      EXPECT_EQ(told.stopping, wanted->stopping) << run;
      EXPECT_EQ(told.freezing, wanted->freezing) << run;
    }
  }
}

TEST(Losses, OfAThousandOfWhomOneIsAloneEnd) {
  VoteGraph thousand = VoteGraph::full(1000, 667);
  for (std::size_t i = 1; i < 1000; ++i) thousand.link(0, i, false);
  EXPECT_EQ(losses(thousand, sites({500, 500}), "pair"),
            (report::Losses{"pair", 499500, 0, 0, {}, {}}));
  EXPECT_EQ(losses(thousand, sites({500, 500}), "link").tried, 499500U - 999U);
}

TEST(Losses, ALineThatOnlyForbidsRoundChanges) {
  // 3, 3 and 1: without a-b each of the six hears three others over c, and needs four.
  const auto seven = VoteGraph::full(7, 5);
  EXPECT_THAT(losses(seven, sites({3, 3, 1}), "line").freezes, ElementsAre("a-b"));
  EXPECT_EQ(losses(seven, sites({3, 2, 2}), "line").freezing, 0U);
}

TEST(Losses, OfTheLinksThatAreReallyThere) {
  // A ring of five with a quorum of three: each link less leaves a path, and two of its ends.
  const VoteGraph ring = graph(5, 3, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 0}});
  const report::Losses link = losses(ring, sites({5}), "link");
  EXPECT_EQ(link.tried, 5U);
  EXPECT_EQ(link.stopping + link.freezing, 0U);
  EXPECT_EQ(losses(ring, sites({5}), "validator").freezing, 5U);
  // Two joined by one: without it they are apart.
  const VoteGraph bridge = graph(5, 4, {{0, 1}, {0, 2}, {1, 2}, {2, 3}, {2, 4}, {3, 4}});
  EXPECT_THAT(losses(bridge, sites({5}), "validator").stops, testing::Contains("a/a3"));
}

TEST(Losses, EveryWayToPartTwelveClusters) {
  const std::vector<std::size_t> twelve(12, 1);
  const report::Losses parts = losses(VoteGraph::full(12, 8), sites(twelve), "partition");
  EXPECT_EQ(parts.tried, 2047U);
  // One side keeps eight or more: 12 + 66 + 220 + 495 ways.
  EXPECT_EQ(parts.tried - parts.stopping, 793U);
  EXPECT_EQ(parts.stops.size(), 64U);
  const std::vector<std::size_t> more(13, 1);
  EXPECT_EQ(losses(VoteGraph::full(13, 9), sites(more), "partition").tried, 0U);
}

/// The slow way to the same answer: votes pass hop by hop, requests for a round over one link.
After by_hand(const VoteGraph& of) {
  const auto part = [&](const std::vector<bool>& among) {
    std::size_t most = 0;
    for (std::size_t start = 0; start < of.size(); ++start) {
      std::vector<bool> seen(of.size(), false);
      std::size_t count = 0;
      const std::function<void(std::size_t)> visit = [&](std::size_t i) {
        if (seen[i] || !among[i]) return;
        seen[i] = true;
        ++count;
        for (std::size_t j = 0; j < of.size(); ++j)
          if (of.linked(i, j)) visit(j);
      };
      visit(start);
      most = std::max(most, count);
    }
    return most;
  };
  std::vector<bool> there(of.size());
  std::vector<bool> hears(of.size());
  for (std::size_t i = 0; i < of.size(); ++i) there[i] = of.there(i);
  for (std::size_t i = 0; i < of.size(); ++i) {
    std::size_t count = 1;
    for (std::size_t j = 0; j < of.size(); ++j) count += there[j] && of.linked(i, j) ? 1U : 0U;
    hears[i] = there[i] && count >= of.quorum();
  }
  if (part(there) < of.quorum()) return After::stands;
  return part(hears) >= of.quorum() ? After::lives : After::freezes;
}

TEST(Losses, AgreeWithTheSlowWayOnRandomMeshes) {
  Rng rng = Rng::stream(7, "meshes", 0);
  std::map<After, int> seen;
  for (int run = 0; run < 300; ++run) {
    const std::size_t n = 3 + rng.below(6);
    VoteGraph mesh(n, n - (n - 1) / 3);
    for (std::size_t i = 0; i < n; ++i) {
      if (rng.below(10) > 0) mesh.add(i);
      for (std::size_t j = 0; j < i; ++j)
        if (rng.below(10) > 2) mesh.link(i, j);
    }
    EXPECT_EQ(mesh.after(), by_hand(mesh)) << run;
    ++seen[mesh.after()];
  }
  EXPECT_EQ(seen.size(), 3U) << "a kind of outcome was never drawn";
}

TEST(Advice, NothingToSayOfAFullMesh) {
  EXPECT_EQ(advice_of(VoteGraph::full(5, 4), sites({3, 2})), Advice());
}

TEST(Advice, AStarOfFour) {
  const Advice advice = advice_of(graph(4, 3, {{0, 1}, {0, 2}, {0, 3}}), sites({4}));
  EXPECT_THAT(advice.mesh, HasSubstr("3 of 6 links between validators are up: blocks come over "
                                     "these links only until a proposer is missing"));
  EXPECT_THAT(advice.mesh, HasSubstr("3 validators must hear 2 others each, and 1 of them has"));
  // One more link lets a round change; the others are for the loss of one validator.
  EXPECT_THAT(advice.links, ElementsAre("a/a2 - a/a3", "a/a2 - a/a4", "a/a3 - a/a4"));
}

TEST(Advice, ALinkThatNobodyMisses) {
  VoteGraph mesh = VoteGraph::full(7, 5);
  mesh.link(0, 6, false);
  const Advice advice = advice_of(mesh, sites({4, 3}));
  EXPECT_EQ(advice.mesh,
            "20 of 21 links between validators are up: a round can change over these links, also "
            "without any one validator");
  EXPECT_THAT(advice.links, IsEmpty());
}

TEST(Advice, ALinkThatIsMissedOnceOneIsLost) {
  VoteGraph mesh = VoteGraph::full(5, 4);
  mesh.link(0, 4, false);
  const Advice advice = advice_of(mesh, sites({3, 2}));
  EXPECT_THAT(advice.mesh, HasSubstr("no round can change any more over these links once a/a2, "
                                     "a/a3 or b/b1 is lost"));
  EXPECT_THAT(advice.links, ElementsAre("a/a1 - b/b2"));
}

TEST(Advice, HalvesApart) {
  const Advice advice = advice_of(graph(4, 3, {{0, 1}, {2, 3}}), sites({2, 2}));
  EXPECT_THAT(advice.mesh, HasSubstr("no block can be made over these links: at most 2 of 4"));
}

std::vector<Clock> clocks(const std::vector<double>& ends, std::uint64_t round, bool waiting) {
  std::vector<Clock> made;
  for (const double end : ends) made.push_back({at(end), round, waiting, {}});
  return made;
}

std::size_t first(std::uint64_t) {
  return 0;
}

TEST(Ladder, InStepTheNextEndDecides) {  // SPEC law 12: round 4 ends at 80 s
  Ladder five(VoteGraph::full(5, 4), 1, clocks({80, 80, 80, 80, 80}, 4, true));
  EXPECT_EQ(five.next(first), (Rung{at(80), 5}));
}

TEST(Ladder, WithoutAQuorumNothingComes) {
  Ladder three(graph(5, 4, {{0, 1}, {1, 2}, {0, 2}}), 1, clocks({80, 80, 80, 80, 80}, 4, true));
  EXPECT_EQ(three.next(first), std::nullopt);
}

TEST(Ladder, AMissingProposerCostsItsRound) {
  VoteGraph graph = VoteGraph::full(4, 3);
  graph.remove(3);
  Ladder four(graph, 1, clocks({10, 10, 10, 10}, 0, false));
  const auto proposer = [](std::uint64_t round) { return round == 1 ? std::size_t{3} : 0; };
  EXPECT_EQ(four.next(proposer), (Rung{at(22), 2}));  // 10 + 12
}

TEST(Ladder, ThoseBehindAreCarriedAlong) {  // SPEC law 1b G, the F + 1 catch-up
  std::vector<Clock> apart = clocks({20, 20, 15, 15}, 3, true);
  apart[2].round = apart[3].round = 1;
  Ladder four(VoteGraph::full(4, 3), 1, apart);
  // The lower two ask for round 2 at 15 s, which is old to the others; these ask for round 4 at
  // 20 s, and two who ask are enough to be followed.
  EXPECT_EQ(four.next(first), (Rung{at(20), 4}));
}

TEST(Ladder, WhatWasHeardBeforeCounts) {
  std::vector<Clock> late = clocks({60, 60, 30, 60}, 2, true);
  late[2].round = 1;
  Ladder four(VoteGraph::full(4, 3), 1, late);
  for (const std::size_t one : {0U, 1U, 3U})
    for (const std::size_t other : {0U, 1U}) four.hear(one, other, 2);
  // The third to ask for round 2 makes a quorum with the two that asked before.
  EXPECT_EQ(four.next(first), (Rung{at(30), 2}));
}

}  // namespace
}  // namespace seatrial::consensus
