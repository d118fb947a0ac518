// SPDX-License-Identifier: Apache-2.0
#include "harness/question/link_report.hpp"

#include <fmt/format.h>

#include "harness/diagnose/diagnose.hpp"
#include "harness/question/observed_cause.hpp"
#include "harness/question/pairs_watch.hpp"
#include "sim/net/trace.hpp"
#include "sim/peer/link_check.hpp"

namespace seatrial::question {

namespace {

std::string joined_conditions(const DialReading& dial) {
  return dial.conditions.empty() ? "" : fmt::format("up if {}", fmt::join(dial.conditions, "; "));
}

/// When each peer's process was last started.
std::vector<Instant> start_times(const World& world) {
  std::vector<Instant> times(world.peer_count(), Instant::never());
  for (const Observation& seen : world.log()) {
    const auto* event = std::get_if<ProcessEvent>(&seen.what);
    if (event != nullptr && *event == ProcessEvent::started) {
      times[static_cast<std::size_t>(seen.peer)] = seen.at;
    }
  }
  return times;
}

/// How the static reading's conclusion reads in one direction. Whether another company's peer
/// dials us is not known; it is what the link then depends on.
void fill_from_reading(report::Link& row, const LinkReading& link, const DialReading& dial,
                       const World& world) {
  row.status = report_status(link.status);
  if (link.status != LinkStatus::up && !dial.up()) row.disposition = to_string(dial.cause);
  if (link.status != LinkStatus::unknown) return;
  row.condition = joined_conditions(dial.up() ? dial : link.decisive());
  if (!row.condition.empty()) return;
  const bool backward = world.peer(link.b).spec.opaque;
  row.condition =
      fmt::format("up if {} lists {} among its static nodes",
                  world.name(backward ? link.b : link.a), world.name(backward ? link.a : link.b));
}

class LinkRows {
 public:
  explicit LinkRows(scenario::Scene& scene)
      : scene_(scene),
        world_(*scene.world),
        watch_(world_, reported_pairs(world_), true, world_.now()),
        stories_(world_),
        started_(start_times(world_)) {
    stories_.read();
    for (const Instant at : started_) ran_ = ran_ || at != Instant::never();
  }

  std::vector<report::Link> rows() {
    std::vector<report::Link> rows;
    for (std::size_t i = 0; i < watch_.pairs().size(); ++i) {
      const Pair pair = watch_.pairs()[i];
      const LinkReading reading = read_link(world_, pair.from, pair.to);
      rows.push_back(row(i, pair, reading, reading.forward));
      rows.push_back(row(i, {pair.to, pair.from}, reading, reading.backward));
    }
    return rows;
  }

 private:
  report::Link row(std::size_t i, Pair direction, const LinkReading& link,
                   const DialReading& dial) {
    report::Link row;
    row.from = world_.name(direction.from);
    row.to = world_.name(direction.to);
    for (const net::Hop& hop : dial.out.hops) row.hops.push_back(hop_line(hop, scene_.files));
    if (ran_) {
      fill_from_run(row, i, direction, link);
    } else {
      fill_from_reading(row, link, dial, world_);
    }
    // A run may have met something else than the files foretell; then no finding explains it.
    const bool foretold = row.disposition == to_string(link.decisive().cause);
    if (row.status != report::LinkStatus::up && foretold) row.code = code_of(world_, link);
    return row;
  }

  void fill_from_run(report::Link& row, std::size_t i, Pair direction, const LinkReading& link) {
    if (world_.linked(direction.from, direction.to)) {
      return fill_linked(row, watch_.link(i), direction, link);
    }
    row.status = report::LinkStatus::down;
    LinkCause cause = stories_.cause(direction);
    const DialStory* story = stories_.find(direction);
    if (story == nullptr && !both_run(direction)) cause = LinkCause::not_running;
    row.disposition = to_string(cause);
    if (story != nullptr && !story->seen_as.empty()) row.seen_as = story->seen_as.front();
  }

  void fill_linked(report::Link& row, const PairLink& up, Pair direction,
                   const LinkReading& link) const {
    row.status = report::LinkStatus::up;
    row.dialled_by = world_.name(up.opener);
    const Instant from = started_[static_cast<std::size_t>(direction.from)];
    const Instant to = started_[static_cast<std::size_t>(direction.to)];
    row.connected_after = up.since - std::max(from, to);
    if (link.status != LinkStatus::unknown) return;
    row.status = report::LinkStatus::unknown;
    row.condition = joined_conditions(link.decisive());
  }

  bool both_run(Pair pair) const {
    return world_.peer(pair.from).running() && world_.peer(pair.to).running();
  }

  scenario::Scene& scene_;
  World& world_;
  PairsWatch watch_;
  DialStories stories_;
  std::vector<Instant> started_;
  bool ran_ = false;
};

}  // namespace

report::LinkStatus report_status(LinkStatus status) {
  if (status == LinkStatus::up) return report::LinkStatus::up;
  return status == LinkStatus::unknown ? report::LinkStatus::unknown : report::LinkStatus::down;
}

std::vector<Pair> reported_pairs(const World& world) {
  constexpr std::size_t small_world = 20;
  const bool small = world.peer_count() <= small_world;
  const auto cluster = [&](std::uint32_t peer) { return world.peer(PeerId(peer)).spec.cluster; };
  const auto count = static_cast<std::uint32_t>(world.peer_count());
  std::vector<Pair> pairs;
  for (std::uint32_t a = 0; a < count; ++a) {
    for (std::uint32_t b = a + 1; b < count; ++b) {
      if (small || cluster(a) != cluster(b)) pairs.push_back({PeerId(a), PeerId(b)});
    }
  }
  return pairs;
}

std::string hop_line(const net::Hop& hop, const SourceFiles* files) {
  std::string line = fmt::format("{}: {}", hop.where, hop.what);
  if (hop.after != hop.before) line += fmt::format(": now {}", net::to_string(hop.after));
  if (files != nullptr && hop.rule.known())
    line += fmt::format(" [{}]", files->to_string(hop.rule));
  return line;
}

report::Link link_row(const scenario::Scene& scene, const LinkReading& link,
                      const DialReading& dial) {
  const World& world = *scene.world;
  const bool forward = &dial == &link.forward;
  report::Link row;
  row.from = world.name(forward ? link.a : link.b);
  row.to = world.name(forward ? link.b : link.a);
  for (const net::Hop& hop : dial.out.hops) row.hops.push_back(hop_line(hop, scene.files));
  fill_from_reading(row, link, dial, world);
  const bool foretold = row.disposition == to_string(link.decisive().cause);
  if (row.status != report::LinkStatus::up && foretold) row.code = code_of(world, link);
  return row;
}

std::vector<report::Link> links_now(scenario::Scene& scene) {
  return LinkRows(scene).rows();
}

}  // namespace seatrial::question
