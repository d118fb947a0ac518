// SPDX-License-Identifier: Apache-2.0
// The link rows of a large world: pairs that came to the same are one row for each direction
// between two clusters, since nobody reads half a million of them. Of what is not up, the first
// that were read in full have rows of their own, with hops.
#include <map>
#include <tuple>

#include "harness/diagnose/diagnose.hpp"
#include "harness/question/link_report.hpp"

namespace seatrial::question {

namespace {

/// Of pairs that are not up for the same reasons, so many have rows of their own.
constexpr std::size_t most_shown = 20;

/// What one direction of a pair came to, as a row says it.
struct Outcome {
  LinkCause cause = LinkCause::up;
  std::string_view code;
  auto operator<=>(const Outcome&) const = default;
};

class BriefRows {
 public:
  explicit BriefRows(scenario::Scene& scene) : scene_(scene), world_(*scene.world) {}

  std::vector<report::Link> rows(const LinkSurvey& links) {
    links.each([&](const LinkBrief& brief, const LinkReading* link) { add(brief, link); });
    for (const auto& [key, group] : groups_) add_rows(key, group);
    return std::move(rows_);
  }

 private:
  /// Pairs that are alike: their clusters, their status and what each direction came to.
  using Key = std::tuple<ClusterId, ClusterId, LinkStatus, Outcome, Outcome>;
  struct Group {
    std::size_t shown = 0;  ///< pairs that have rows of their own
    std::size_t pairs = 0;  ///< all others
    PeerId a = PeerId::none;
    PeerId b = PeerId::none;
  };

  ClusterId cluster_of(PeerId peer) const { return world_.peer(peer).spec.cluster; }

  void add(const LinkBrief& brief, const LinkReading* link) {
    const bool home = cluster_of(brief.a) == cluster_of(brief.b);
    // Nobody asks for it: inside of a cluster that is no fault.
    if (home && brief.status == LinkStatus::down && brief.unasked()) return;
    Group& group = groups_[key_of(brief)];
    if (brief.status != LinkStatus::up && link != nullptr && group.shown < most_shown) {
      ++group.shown;
      rows_.push_back(link_row(scene_, *link, link->forward));
      rows_.push_back(link_row(scene_, *link, link->backward));
      return;
    }
    ++group.pairs;
    group.a = brief.a;
    group.b = brief.b;
  }

  Key key_of(const LinkBrief& brief) {
    const ClusterId a = cluster_of(brief.a);
    const ClusterId b = cluster_of(brief.b);
    if (brief.status == LinkStatus::up) return {a, b, brief.status, {}, {}};
    const std::string_view code = code_of(brief);
    const auto outcome = [&](LinkCause cause) {
      return Outcome{cause, cause == brief.decisive() ? code : std::string_view()};
    };
    return {a, b, brief.status, outcome(brief.forward), outcome(brief.backward)};
  }

  /// Of the direction that decides.
  std::string_view code_of(const LinkBrief& brief) {
    if (brief.status == LinkStatus::down && brief.unasked()) return "ST613";
    const bool backward = brief.backward_decides();
    const ReadDial& read = backward ? brief.like_backward : brief.like_forward;
    const LinkReading* link = read.link != nullptr
                                  ? read.link
                                  : (backward ? brief.like_forward.link : brief.like_backward.link);
    if (link == nullptr) return "";
    const auto [found, fresh] = codes_.try_emplace(link);
    if (fresh) found->second = seatrial::code_of(world_, *link);
    return found->second;
  }

  void add_rows(const Key& key, const Group& group) {
    if (group.pairs == 0) return;
    const auto& [a, b, status, forward, backward] = key;
    if (a == b && forward == backward && group.pairs > 1) {
      rows_.push_back(row(a, b, group, status, forward, 2 * group.pairs));
      return;
    }
    rows_.push_back(row(a, b, group, status, forward, group.pairs));
    Group turned = group;
    std::swap(turned.a, turned.b);
    rows_.push_back(row(b, a, turned, status, backward, group.pairs));
  }

  report::Link row(ClusterId from, ClusterId to, const Group& group, LinkStatus status,
                   const Outcome& outcome, std::size_t links) const {
    report::Link made;
    made.from = group.pairs == 1 ? world_.name(group.a) : peers_of(world_, from);
    made.to = group.pairs == 1 ? world_.name(group.b) : peers_of(world_, to);
    made.status = report_status(status);
    if (outcome.cause != LinkCause::up) made.disposition = to_string(outcome.cause);
    made.code = outcome.code;
    made.links = links;
    return made;
  }

  scenario::Scene& scene_;
  World& world_;
  std::vector<report::Link> rows_;
  std::map<Key, Group> groups_;
  std::map<const LinkReading*, std::string_view> codes_;
};

}  // namespace

std::string peers_of(const World& world, ClusterId cluster) {
  return world.cluster(cluster).spec().name + "/*";
}

std::vector<report::Link> links_in_brief(scenario::Scene& scene, const LinkSurvey& links) {
  return BriefRows(scene).rows(links);
}

}  // namespace seatrial::question
