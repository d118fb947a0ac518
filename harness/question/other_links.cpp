// SPDX-License-Identifier: Apache-2.0
// The rows of a report for discovery and Tessera, by the static reading: neither is run.
#include <fmt/format.h>

#include <map>
#include <tuple>

#include "harness/diagnose/way_finding.hpp"
#include "harness/question/link_report.hpp"

namespace seatrial::question {

namespace {

std::string joined(const std::vector<std::string>& conditions) {
  return conditions.empty() ? "" : fmt::format("up if {}", fmt::join(conditions, "; "));
}

report::Link row_of(const World& world, Pair direction, report::LinkKind kind) {
  report::Link row;
  row.from = world.name(direction.from);
  row.to = world.name(direction.to);
  row.kind = kind;
  return row;
}

report::Link ping_row(const scenario::Scene& scene, const DiscoveryReading& link,
                      const PingReading& ping) {
  const World& world = *scene.world;
  report::Link row = row_of(world, {ping.from, ping.to}, report::LinkKind::discovery);
  row.status = report_status(link.status);
  for (const net::Hop& hop : ping.out.hops) row.hops.push_back(hop_line(hop, scene.files));
  if (link.status == LinkStatus::unknown) row.condition = joined(link.decisive().conditions);
  if (link.status == LinkStatus::up || ping.up()) return row;
  row.disposition = to_string(ping.cause);
  row.code = diagnosis::code_of(diagnosis::way_of(world, ping));
  return row;
}

/// Rows of one direction each; or, grouped, one for all that came to the same between two clusters,
/// but for the first that are not up.
class OtherRows {
 public:
  OtherRows(const World& world, bool grouped) : world_(world), grouped_(grouped) {}

  void add(const Pair& direction, report::Link row) {
    if (!grouped_) {
      rows_.push_back(std::move(row));
      return;
    }
    constexpr std::size_t most_shown = 20;
    Group& group = groups_[{row.kind, cluster_of(direction.from), cluster_of(direction.to),
                            row.status, row.disposition, row.code}];
    if (row.status != report::LinkStatus::up && group.shown < most_shown) {
      ++group.shown;
      rows_.push_back(std::move(row));
      return;
    }
    if (++group.links == 1) group.row = std::move(row);
  }

  std::vector<report::Link> take() {
    for (auto& [key, group] : groups_) {
      if (group.links == 0) continue;
      group.row.links = group.links;
      if (group.links > 1) {
        group.row.from = peers_of(world_, std::get<1>(key));
        group.row.to = peers_of(world_, std::get<2>(key));
        group.row.hops.clear();
        group.row.condition.clear();
      }
      rows_.push_back(std::move(group.row));
    }
    return std::move(rows_);
  }

 private:
  struct Group {
    std::size_t shown = 0;
    std::size_t links = 0;  ///< that have no row of their own
    report::Link row;       ///< for those
  };

  ClusterId cluster_of(PeerId peer) const { return world_.peer(peer).spec.cluster; }

  const World& world_;
  bool grouped_;
  std::vector<report::Link> rows_;
  std::map<std::tuple<report::LinkKind, ClusterId, ClusterId, report::LinkStatus, std::string,
                      std::string>,
           Group>
      groups_;
};

void add_discovery(scenario::Scene& scene, OtherRows& rows) {
  World& world = *scene.world;
  const auto discovers = [&](PeerId peer) { return world.peer(peer).spec.geth.discovery; };
  for (const Pair& pair : reported_pairs(world)) {
    if (!discovers(pair.from) && !discovers(pair.to)) continue;
    const DiscoveryReading link = read_discovery(world, pair.from, pair.to);
    rows.add(pair, ping_row(scene, link, link.forward));
    rows.add({pair.to, pair.from}, ping_row(scene, link, link.backward));
  }
}

/// The code of the finding that tells of it. SPEC kubernetes F-31, F-32, F-48
std::string_view code_of(const TesseraPush& push) {
  if (push.cause == LinkCause::up) return "";
  if (push.advertised) return push.cause == LinkCause::identity_mismatch ? "ST802" : "ST801";
  if (push.fault == TesseraFault::malformed) return "ST803";
  return push.fault == TesseraFault::wrong_listener ? "ST804" : "ST806";
}

class TesseraRows {
 public:
  TesseraRows(scenario::Scene& scene, bool brief)
      : scene_(scene), world_(*scene.world), pushes_(world_, survey_tessera(world_, brief)) {
    const TesseraSurvey& survey = pushes_.survey();
    for (std::size_t i = 0; i < survey.urls.size(); ++i) {
      const TesseraReading& url = survey.urls[i];
      add_meant(url, {url.from, diagnosis::meant_by(world_, url)}, listed_);
      if (survey.another[i] != PeerId::none) {
        add_meant(url, {survey.kinds[static_cast<std::size_t>(url.from)], meant_by_others(i)},
                  listed_by_kind_);
      }
    }
  }

  void add(OtherRows& rows) const {
    for (const Pair& pair : reported_pairs(world_)) {
      const Pair reverse{pair.to, pair.from};
      if (!is_listed(pair) && !is_listed(reverse)) continue;
      for (const Pair& direction : {pair, reverse}) add(direction, rows);
    }
  }

 private:
  bool is_listed(const Pair& pair) const {
    return pushes_.survey().has_up(pair.from, pair.to) || url_of(pair) != nullptr;
  }

  /// The URL that works, else the last.
  template <class Places>
  static void add_meant(const TesseraReading& url, const typename Places::key_type& way,
                        Places& places) {
    if (way.second == PeerId::none || way.second == url.from) return;
    const auto [found, fresh] = places.try_emplace(way, &url);
    if (!fresh && TesseraSurvey::is_before(url, *found->second)) found->second = &url;
  }

  /// Nobody's own Tessera is meant by his URL; so others are asked what theirs means.
  PeerId meant_by_others(std::size_t i) const {
    TesseraReading url = pushes_.urls()[i];
    url.from = pushes_.survey().another[i];
    return diagnosis::meant_by(world_, url);
  }

  void add(Pair direction, OtherRows& rows) const {
    TesseraPush push = pushes_.read(direction.from, direction.to);
    const TesseraReading* url = url_of(direction);
    // A URL that leads nowhere is nobody's to the reading, but was written for somebody.
    if (push.cause == LinkCause::not_listed && url != nullptr) {
      push = {url->cause, url->detail, url->conditions, url->fault, false};
    }
    if (push.cause == LinkCause::not_listed) return;
    report::Link row = row_of(world_, direction, report::LinkKind::tessera);
    const bool up = push.cause == LinkCause::up;
    row.status = up ? report::LinkStatus::up : report::LinkStatus::down;
    if (up && !push.conditions.empty()) row.status = report::LinkStatus::unknown;
    if (row.status == report::LinkStatus::unknown) row.condition = joined(push.conditions);
    if (!up) row.disposition = to_string(push.cause);
    row.code = code_of(push);
    if (url != nullptr && url->from == direction.from) {
      for (const net::Hop& hop : url->out.hops) row.hops.push_back(hop_line(hop, scene_.files));
    }
    rows.add(direction, std::move(row));
  }

  const TesseraReading* url_of(const Pair& direction) const {
    if (const auto found = listed_.find({direction.from, direction.to}); found != listed_.end()) {
      return found->second;
    }
    if (listed_by_kind_.empty()) return nullptr;
    const std::uint32_t kind = pushes_.survey().kinds[static_cast<std::size_t>(direction.from)];
    const auto found = listed_by_kind_.find({kind, direction.to});
    return found == listed_by_kind_.end() ? nullptr : found->second;
  }

  scenario::Scene& scene_;
  World& world_;
  TesseraPushes pushes_;
  // By sender, or kind of sender, and whom the URL is for.
  std::map<std::pair<PeerId, PeerId>, const TesseraReading*> listed_;
  std::map<std::pair<std::uint32_t, PeerId>, const TesseraReading*> listed_by_kind_;
};

}  // namespace

std::vector<report::Link> other_links_now(scenario::Scene& scene, bool grouped) {
  OtherRows rows(*scene.world, grouped);
  add_discovery(scene, rows);
  TesseraRows(scene, grouped).add(rows);
  return rows.take();
}

}  // namespace seatrial::question
