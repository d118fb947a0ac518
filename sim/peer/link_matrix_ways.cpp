// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/link_matrix_ways.hpp"

namespace seatrial::matrix {

Way Ways::walk(PeerId from, net::Endpoint target) {
  ++walks_;
  const net::StackId stack = world_.stack(from);
  const net::Endpoint source{world_.network().stack(stack).address, port_};
  for (auto* tables : {&scratch_.machines, &scratch_.fabrics}) {
    for (net::Conntrack& table : *tables) {
      if (table.size() != 0) table.clear();
    }
  }
  const net::WalkContext context{world_.now(), nullptr, &scratch_};
  net::Trace out;
  net::walk(world_.network(), {stack, {net::Protocol::tcp, source, target}, true}, context, &out);
  Way way;
  way.cause = cause_of(out.disposition);
  way.conditional = !out.conditions.empty();
  way.arrives = out.delivered();
  way.reached = out.at;
  way.port = out.seen.dst.port;
  way.source = out.seen.src.ip;
  way.own_source = way.source == source.ip;
  way.machine_source = !way.own_source && way.source == machine_address(stack);
  if (!way.arrives) return way;
  net::Trace back;
  net::walk(world_.network(), {out.at, out.seen.reversed(), false}, context, &back);
  way.cause = cause_of(back.disposition);
  way.conditional = way.conditional || !back.conditions.empty();
  return way;
}

net::Ipv4 Ways::machine_address(net::StackId stack) const {
  const net::MachineId machine = world_.network().stack(stack).machine;
  return machine == net::MachineId::none ? net::Ipv4() : world_.network().machine(machine).address;
}

bool Ways::must_ask(PeerId from, std::uint32_t number) const {
  const Place& place = shapes_[number];
  return !place.regular || place.nominal == world_.stack(from);
}

/// A pod that was reached is the one that the tables name, or else this shape says nothing.
bool Ways::fits(const Way& way, const Place& place) {
  return way.reached == net::StackId::none ||
         (way.reached == place.nominal && way.port == place.port);
}

std::uint64_t Ways::key(PeerId from, const Place& place) {
  const net::StackId stack = world_.stack(from);
  const bool near = place.site == world_.network().stack(stack).site;
  const std::uint64_t sender = near ? shapes_.near_sender(stack) : shapes_.far_sender(stack);
  return sender << 32 | (near ? place.near_shape : place.far_shape);
}

Way Ways::way(PeerId from, std::uint32_t number) {
  const Place place = shapes_[number];
  if (must_ask(from, number)) return walk(from, place.target);
  const std::uint64_t pair = key(from, place);
  const auto found = known_.find(pair);
  if (found == known_.end()) {
    const Way way = walk(from, place.target);
    // Taken for others of the shape only if it went where the tables say.
    if (fits(way, place)) known_.emplace(pair, way);
    return way;
  }
  Way way = found->second;
  if (way.reached != net::StackId::none) {
    way.reached = place.nominal;
    way.port = place.port;
  }
  if (way.own_source) way.source = world_.network().stack(world_.stack(from)).address;
  if (way.machine_source) way.source = machine_address(world_.stack(from));
  return way;
}

}  // namespace seatrial::matrix
