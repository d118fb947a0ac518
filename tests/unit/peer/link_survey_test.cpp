// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/link_survey.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sim/peer/tessera_check.hpp"
#include "tests/unit/peer/random_world_testing.hpp"

namespace seatrial {
namespace {

using testing::RandomWorld;

constexpr std::size_t none_is_small = 0;

std::vector<LinkReading> all_links(World& world) {
  return survey_links(world).readings();
}

TEST(LinkSurvey, ReadsAllPairsOfASmallWorld) {
  const auto keys = testing::some_keys();
  RandomWorld random(1, keys);
  const std::size_t count = random.world.peer_count();
  const LinkSurvey survey = survey_links(random.world);
  EXPECT_FALSE(survey.in_brief());
  EXPECT_EQ(survey.readings().size(), count * (count - 1) / 2);
}

/// Whether a dial that stands for others is one of them.
void expect_like(World& world, const ReadDial& read, const DialReading& dial,
                 const std::string& where) {
  if (read.dial == nullptr) {
    const bool plain = dial.up() || dial.entry == nullptr;
    EXPECT_TRUE(plain && dial.conditions.empty()) << where;
    return;
  }
  EXPECT_EQ(to_string(read.dial->cause), to_string(dial.cause)) << where;
  EXPECT_EQ(read.dial->entry == nullptr, dial.entry == nullptr) << where;
  EXPECT_EQ(read.dial->conditions.empty(), dial.conditions.empty()) << where;
  if (world.pending(dial.from)) return;  // for all of whose dials it is to blame
  EXPECT_EQ(read.dial->entry, dial.entry) << where;
  EXPECT_EQ(world.name(read.dial->to), world.name(dial.to)) << where;
  EXPECT_EQ(read.dial->denied_by == read.dial->from, dial.denied_by == dial.from) << where;
}

TEST(LinkSurvey, SaysInBriefWhatTheReadingsSay) {
  const auto keys = testing::some_keys();
  std::size_t kept = 0;
  std::size_t pairs = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    RandomWorld random(seed, keys);
    World& world = random.world;
    const std::vector<LinkReading> all = all_links(world);
    const LinkSurvey survey = survey_links(world, none_is_small);
    ASSERT_TRUE(survey.in_brief());
    kept += survey.readings().size();
    auto next = all.begin();
    survey.each([&](const LinkBrief& brief, const LinkReading* link) {
      const std::string where =
          "seed " + std::to_string(seed) + ' ' + world.name(brief.a) + " - " + world.name(brief.b);
      ASSERT_EQ(brief.a, next->a);
      ASSERT_EQ(brief.b, next->b);
      EXPECT_EQ(brief.status, next->status) << where;
      EXPECT_EQ(to_string(brief.forward), to_string(next->forward.cause)) << where;
      EXPECT_EQ(to_string(brief.backward), to_string(next->backward.cause)) << where;
      const bool listed = next->forward.entry != nullptr || next->backward.entry != nullptr;
      EXPECT_EQ(brief.unasked(), !listed) << where;
      if (brief.status != LinkStatus::up) {
        EXPECT_EQ(brief.decisive(), next->decisive().cause) << where;
      }
      if (link != nullptr) {
        EXPECT_EQ(link->forward.cause, next->forward.cause) << where;
        EXPECT_EQ(link->backward.detail, next->backward.detail) << where;
        EXPECT_EQ(link->forward.entry, next->forward.entry) << where;
      }
      expect_like(world, brief.like_forward, next->forward, where);
      expect_like(world, brief.like_backward, next->backward, where);
      ++next;
      ++pairs;
    });
    if (HasFailure()) return;
    EXPECT_EQ(next, all.end());
  }
  EXPECT_LT(kept, pairs);
}

using Arriving = std::map<std::pair<PeerId, net::Ipv4>, std::set<PeerId>>;

Arriving arriving(World& world) {
  Arriving found;
  for (const LinkReading& link : all_links(world)) {
    for (const DialReading* dial : {&link.forward, &link.backward}) {
      if (!dial->out.delivered() || dial->reached == PeerId::none) continue;
      if (world.identities().peer(world.identities().intern(dial->entry->enode->key)) ==
          PeerId::none) {
        continue;
      }
      const net::Ipv4 source = dial->out.seen.src.ip;
      if (source == world.network().stack(world.stack(dial->from)).address) continue;
      found[{dial->reached, source}].insert(dial->from);
    }
  }
  return found;
}

TEST(LinkSurvey, KnowsUnderWhichAddressesPeersOfOtherClustersArrive) {
  const auto keys = testing::some_keys();
  std::size_t seen = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    RandomWorld random(seed, keys);
    const LinkSurvey survey = survey_links(random.world, none_is_small);
    Arriving told;
    for (const Arrivals& one : survey.arrivals()) {
      told[{one.at, one.source}].insert(one.diallers.begin(), one.diallers.end());
    }
    for (const auto& [where, diallers] : arriving(random.world)) {
      ++seen;
      EXPECT_EQ(told[where], diallers)
          << "seed " << seed << " at " << random.world.name(where.first) << " from "
          << net::to_string(where.second);
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(seen, 50U);
}

TEST(TesseraSurvey, SaysInBriefWhatEveryUrlSays) {
  const auto keys = testing::some_keys();
  std::size_t up = 0;
  for (std::uint64_t seed = 101; seed <= 130; ++seed) {
    RandomWorld random(seed, keys);
    World& world = random.world;
    const TesseraPushes all(world);
    const TesseraPushes brief(world, survey_tessera(world, true));
    for (std::uint32_t a = 0; a < world.peer_count(); ++a) {
      for (std::uint32_t b = 0; b < world.peer_count(); ++b) {
        if (a == b) continue;
        const TesseraPush wanted = all.read(PeerId(a), PeerId(b));
        const TesseraPush told = brief.read(PeerId(a), PeerId(b));
        up += wanted.cause == LinkCause::up ? 1 : 0;
        ASSERT_EQ(to_string(told.cause), to_string(wanted.cause))
            << "seed " << seed << ' ' << world.name(PeerId(a)) << " -> " << world.name(PeerId(b));
        ASSERT_EQ(told.detail, wanted.detail) << "seed " << seed;
      }
    }
    EXPECT_LE(brief.urls().size(), all.urls().size());
  }
  EXPECT_GT(up, 100U);
}

}  // namespace
}  // namespace seatrial
