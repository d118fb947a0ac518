// SPDX-License-Identifier: Apache-2.0
#include "sim/net/walk.hpp"

#include "sim/net/walker.hpp"

namespace seatrial::net {

namespace {

// What a stateful filter denies is never an admitted flow, so nobody remembers it. Of a firewall on
// a wan that is so for datagrams, which have no first packet that says what it is.
bool never_admitted(Disposition disposition, Protocol protocol) {
  switch (disposition) {
    case Disposition::policy_denied_out:
    case Disposition::policy_denied_in:
    case Disposition::security_denied:
    case Disposition::acl_denied:
    case Disposition::lb_source_denied:
      return true;
    case Disposition::firewall_denied:
      return protocol == Protocol::udp;
    default:
      return false;
  }
}

}  // namespace

std::string Walker::title(MachineId machine) const {
  const Machine& of = network_.machine(machine);
  return (of.host != StackId::none ? "host " : "node ") + of.name;
}

void Walker::leave_stack() {
  machine_ = network_.stack(departure_.from).machine;
  path_.fixed += network_.delays.pod;
  hop(
      at_stack(departure_.from), [] { return "sends"; }, packet_);
}

Conntrack& Walker::conntrack() {
  if (context_.scratch == nullptr) return network_.conntrack(machine_);
  return (*context_.scratch)[static_cast<std::size_t>(machine_)];
}

Conntrack& Walker::fabric(VpcId vpc, FabricTable table) {
  if (context_.scratch == nullptr) return network_.fabric(vpc, table);
  return context_.scratch->fabrics[Network::fabric_index(vpc, table)];
}

// Linux changes the source port of the later flow, also where it translates nothing else.
void Walker::take_free_port(const Conntrack& table) {
  const FiveTuple before = packet_;
  while (!table.reply_is_free(packet_.reversed(), context_.now)) {
    packet_.src.port = packet_.src.port == 65535 ? std::uint16_t{1024}
                                                 : static_cast<std::uint16_t>(packet_.src.port + 1);
  }
  if (packet_ != before) {
    hop(
        here(), [] { return "takes a free source port"; }, before);
  }
}

void Walker::remember(Conntrack& table, const FiveTuple& original, const FlowNote& note) {
  table.add(original, packet_, context_.now, note);
  if (added_.size() < added_.max_size()) added_.push_back({&table, original, packet_});
}

void Walker::take_back() {
  for (const Added& entry : added_) entry.table->remove(entry.original, entry.translated);
}

void Walker::note_condition(const std::string& condition) {
  if (trace_ != nullptr && !condition.empty()) trace_->conditions.push_back(condition);
}

Path Walker::run() {
  path_.epoch = network_.epoch();
  if (context_.scratch != nullptr) network_.fit(*context_.scratch);
  leave_stack();
  int hops = 0;
  while (at_machine()) {
    if (++hops > hop_limit) {
      end(here(), Disposition::looped, [] { return "more hops than a packet may take"; });
      break;
    }
  }
  if (never_admitted(path_.disposition, packet_.protocol)) take_back();
  path_.seen = packet_;
  if (trace_ != nullptr) {
    trace_->disposition = path_.disposition;
    trace_->at = path_.at;
    trace_->seen = packet_;
  }
  return path_;
}

Path walk(Network& network, const Departure& departure, const WalkContext& context, Trace* trace) {
  return Walker(network, departure, context, trace).run();
}

}  // namespace seatrial::net
