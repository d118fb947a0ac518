// SPDX-License-Identifier: Apache-2.0
// Steps that act on the lines between sites.
#include <fmt/format.h>

#include "harness/run/runner.hpp"
#include "harness/run/step_note.hpp"

namespace seatrial::run {

net::SiteId Runner::site(const std::string& cluster) const {
  return world_.cluster(scene_.find(cluster)->id).site();
}

net::WanId Runner::wan(const scenario::SitePair& pair) const {
  return world_.network().wan_between(site(pair.first.value), site(pair.second.value));
}

void Runner::gate(const scenario::SitePair& way, bool both_ways, net::WanGate gate,
                  const scenario::Maybe<Duration>& lasts) {
  const net::WanId id = wan(way);
  const int out = world_.network().wan(id).direction_from(site(way.first.value));
  for (const int direction : {out, 1 - out}) {
    if (direction != out && !both_ways) continue;
    world_.set_gate(id, direction, gate, way.first.mark, world_.now());
    if (!lasts) continue;
    world_.open_gate(id, direction, world_.now() + lasts->value);
  }
}

Runner::Note Runner::act(const scenario::Cut& step) {
  gate(step.between, true, net::WanGate::drop, step.lasts);
  return note(fmt::format("{}-{}{}", step.between.first.value, step.between.second.value,
                          lasting(step.lasts)));
}

Runner::Note Runner::act(const scenario::Heal& step) {
  gate(step.between, true, net::WanGate::open, std::nullopt);
  return note(fmt::format("{}-{}", step.between.first.value, step.between.second.value));
}

Runner::Note Runner::act(const scenario::OneWay& step) {
  const bool all = step.drop.value == scenario::DropWhat::all;
  gate(step.way, false, all ? net::WanGate::drop : net::WanGate::drop_new, step.lasts);
  return note(fmt::format("{} -> {}: {} dropped{}", step.way.first.value, step.way.second.value,
                          all ? "everything" : "new connections", lasting(step.lasts)));
}

Runner::Note Runner::act(const scenario::Reject& step) {
  gate(step.way, step.both_ways, net::WanGate::reject, step.lasts);
  return note(fmt::format("{} {} {}{}", step.way.first.value, step.both_ways ? "-" : "->",
                          step.way.second.value, lasting(step.lasts)));
}

Runner::Note Runner::act(const scenario::ChangeWan& step) {
  const net::WanId id = wan(step.wan.between);
  net::WanSpec spec = world_.network().wan(id).spec();
  scenario::change_wan(step.wan, spec);
  world_.set_wan(id, spec, world_.now());
  return note(fmt::format("{}-{}: {} one way", step.wan.between.first.value,
                          step.wan.between.second.value, to_string(spec.latency)));
}

}  // namespace seatrial::run
