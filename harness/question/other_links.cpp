// SPDX-License-Identifier: Apache-2.0
// The rows of a report for discovery and Tessera, by the static reading: neither is run.
#include <fmt/format.h>

#include <map>

#include "harness/diagnose/way_finding.hpp"
#include "harness/question/link_report.hpp"

namespace seatrial::question {

namespace {

report::LinkStatus status_of(LinkStatus status) {
  if (status == LinkStatus::up) return report::LinkStatus::up;
  return status == LinkStatus::unknown ? report::LinkStatus::unknown : report::LinkStatus::down;
}

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
  row.status = status_of(link.status);
  for (const net::Hop& hop : ping.out.hops) row.hops.push_back(hop_line(hop, scene.files));
  if (link.status == LinkStatus::unknown) row.condition = joined(link.decisive().conditions);
  if (link.status == LinkStatus::up || ping.up()) return row;
  row.disposition = to_string(ping.cause);
  row.code = diagnosis::code_of(diagnosis::way_of(world, ping));
  return row;
}

void add_discovery(scenario::Scene& scene, std::vector<report::Link>& rows) {
  World& world = *scene.world;
  const auto discovers = [&](PeerId peer) { return world.peer(peer).spec.geth.discovery; };
  for (const Pair& pair : reported_pairs(world)) {
    if (!discovers(pair.from) && !discovers(pair.to)) continue;
    const DiscoveryReading link = read_discovery(world, pair.from, pair.to);
    rows.push_back(ping_row(scene, link, link.forward));
    rows.push_back(ping_row(scene, link, link.backward));
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
  explicit TesseraRows(scenario::Scene& scene)
      : scene_(scene), world_(*scene.world), pushes_(world_) {
    for (const TesseraReading& url : pushes_.urls()) {
      const PeerId to = diagnosis::meant_by(world_, url);
      if (to == PeerId::none || to == url.from) continue;
      const auto [found, fresh] = listed_.try_emplace({url.from, to}, &url);
      if (!fresh && !found->second->up()) found->second = &url;
    }
  }

  void add(std::vector<report::Link>& rows) const {
    for (const Pair& pair : reported_pairs(world_)) {
      const Pair reverse{pair.to, pair.from};
      if (!listed_.contains(pair) && !listed_.contains(reverse)) continue;
      for (const Pair& direction : {pair, reverse}) add(direction, rows);
    }
  }

 private:
  void add(Pair direction, std::vector<report::Link>& rows) const {
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
    if (url != nullptr) {
      for (const net::Hop& hop : url->out.hops) row.hops.push_back(hop_line(hop, scene_.files));
    }
    rows.push_back(std::move(row));
  }

  const TesseraReading* url_of(Pair direction) const {
    const auto found = listed_.find(direction);
    return found == listed_.end() ? nullptr : found->second;
  }

  scenario::Scene& scene_;
  World& world_;
  TesseraPushes pushes_;
  std::map<Pair, const TesseraReading*> listed_;  ///< the URL that works, else the last
};

}  // namespace

std::vector<report::Link> other_links_now(scenario::Scene& scene) {
  std::vector<report::Link> rows;
  add_discovery(scene, rows);
  TesseraRows(scene).add(rows);
  return rows;
}

}  // namespace seatrial::question
