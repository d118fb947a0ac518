// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/link_matrix_classes.hpp"

#include <algorithm>

namespace seatrial::matrix {

namespace {

constexpr net::Protocol tcp = net::Protocol::tcp;

/// Tells the words of one kind of place from another's.
enum Kind : std::uint64_t {
  unknown,
  odd,
  pod_address,
  virtual_address,
  of_machine,
  of_balancer,
  near_place
};

template <class Id>
std::uint64_t word(Id id) {
  return static_cast<std::uint64_t>(id);
}

void add_range(Shapes::Words& words, const net::Cidr& range) {
  words.push_back(word(range.base.bits) << 8 | range.length);
}

/// What walks tell apart by themselves: private addresses, loopback, link-local.
std::vector<net::Cidr> known_ranges() {
  std::vector<net::Cidr> ranges;
  for (const char* text : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                           "127.0.0.0/8", "169.254.0.0/16"}) {
    ranges.push_back(*net::parse_cidr(text));
  }
  return ranges;
}

}  // namespace

void Cuts::sort() {
  std::sort(bounds_.begin(), bounds_.end());
  bounds_.erase(std::unique(bounds_.begin(), bounds_.end()), bounds_.end());
}

std::uint64_t Cuts::stretch(std::uint64_t number) const {
  return static_cast<std::uint64_t>(std::upper_bound(bounds_.begin(), bounds_.end(), number) -
                                    bounds_.begin());
}

WayShapes::WayShapes(const World& world) : network_(world.network()) {
  cut_filters();
  cut_ranges();
  addresses_.sort();
  ports_.sort();
  for (std::uint32_t i = 0; i < network_.machine_count(); ++i) {
    const net::Machine& machine = network_.machine(net::MachineId(i));
    machines_at_[machine.address.bits].push_back(net::MachineId(i));
    const net::Ipv4 open = machine.nic.public_address;
    if (open != net::Ipv4{}) machines_at_[open.bits].push_back(net::MachineId(i));
  }
  far_senders_.assign(network_.stack_count(), UINT32_MAX);
  near_senders_.assign(network_.stack_count(), UINT32_MAX);
  for (std::uint32_t i = 0; i < network_.stack_count(); ++i) {
    const net::Stack& stack = network_.stack(net::StackId(i));
    if (stack.present) stacks_at_[stack.address.bits].push_back(net::StackId(i));
  }
  for (std::uint32_t i = 0; i < network_.load_balancer_count(); ++i) {
    const auto id = net::LoadBalancerId(i);
    balancers_at_[network_.load_balancer(id).address.bits].push_back(id);
  }
}

void WayShapes::cut(const net::Cidr& range) {
  addresses_.add(range.base.bits);
  addresses_.add(std::uint64_t{range.base.bits} + (std::uint64_t{1} << (32 - range.length)));
}

void WayShapes::cut_filters() {
  for (std::uint32_t i = 0; i < network_.filter_count(); ++i) {
    for (const net::FilterRule& rule : network_.filter(net::FilterId(i)).rules) {
      ports_.add(rule.first_port);
      ports_.add(std::uint64_t{rule.last_port} + 1);
      for (const net::Cidr& range : rule.remotes) cut(range);
      for (const net::Cidr& range : rule.except) cut(range);
    }
  }
}

void WayShapes::cut_ranges() {
  for (const net::Cidr& range : known_ranges()) cut(range);
  for (std::uint32_t i = 0; i < network_.site_count(); ++i) {
    const net::Site& site = network_.site(net::SiteId(i));
    for (const net::Cidr& range : site.unmasqueraded) cut(range);
    for (const net::OwnRange& own : site.own_ranges) cut(own.range);
  }
  for (std::uint32_t i = 0; i < network_.vpc_count(); ++i) {
    for (const net::Cidr& range : network_.vpc(net::VpcId(i)).ranges) cut(range);
  }
  for (std::uint32_t i = 0; i < network_.subnet_count(); ++i) {
    const net::Subnet& subnet = network_.subnet(net::SubnetId(i));
    cut(subnet.range);
    for (const net::Route& route : subnet.routes) cut(route.to);
  }
  for (std::uint32_t i = 0; i < network_.gateway_count(); ++i) {
    for (const net::TransitRoute& route : network_.gateway(net::GatewayId(i)).routes) cut(route.to);
  }
}

/// Filters of one content are one filter: each pod has one of its own.
std::uint64_t WayShapes::filter(net::FilterId id) {
  if (id == net::FilterId::none) return 0;
  const auto [found, fresh] = filters_.try_emplace(static_cast<std::uint32_t>(id), 0);
  if (!fresh) return found->second;
  const net::Filter& filter = network_.filter(id);
  Words words{filter.allows_rest, filter.stateful, !filter.condition.empty()};
  for (const net::FilterRule& rule : filter.rules) {
    words.push_back(rule.allow);
    words.push_back(rule.protocol ? 1 + word(*rule.protocol) : 0);
    words.push_back(std::uint64_t{rule.first_port} << 16 | rule.last_port);
    words.push_back(rule.remotes.size() << 32 | rule.except.size());
    for (const net::Cidr& range : rule.remotes) add_range(words, range);
    for (const net::Cidr& range : rule.except) add_range(words, range);
  }
  return found->second = 1 + shapes_.of(words);
}

void WayShapes::add_machine(net::MachineId id, Words& words) {
  const net::Machine& machine = network_.machine(id);
  const net::Nic& nic = machine.nic;
  words.push_back(word(machine.site));
  words.push_back(word(nic.subnet));
  words.push_back(filter(nic.security_in));
  words.push_back(filter(nic.security_out));
  const bool open = nic.public_address != net::Ipv4{};
  words.push_back(open ? 1 + addresses_.stretch(nic.public_address.bits) : 0);
  words.push_back(addresses_.stretch(machine.address.bits));
  words.push_back(addresses_.stretch(machine.bridge.bits));
  // Answers go to an address: whoever shares it may get them.
  words.push_back(machines_at_[machine.address.bits].size() == 1 ? 0 : 1 + word(id));
  words.push_back(open && machines_at_[nic.public_address.bits].size() != 1 ? 1 + word(id) : 0);
}

std::uint32_t WayShapes::machine_shape(net::MachineId id) {
  const auto [found, fresh] = machines_.try_emplace(static_cast<std::uint32_t>(id), 0);
  if (!fresh) return found->second;
  Words words;
  add_machine(id, words);
  return found->second = shapes_.of(words);
}

void WayShapes::add_pod(net::StackId id, Words& words) {
  const net::Stack& stack = network_.stack(id);
  words.push_back(word(stack.site));
  words.push_back(filter(stack.policy_in));
  words.push_back(filter(stack.policy_out));
  words.push_back(addresses_.stretch(stack.address.bits));
  words.push_back(network_.machine(stack.machine).host == id);
  words.push_back(network_.pod_at(stack.site, stack.address) == id);
  // Pods that others can route to are found by their address.
  const bool alone = stacks_at_[stack.address.bits].size() == 1;
  words.push_back(network_.site(stack.site).pods_routable && !alone ? 1 + word(id) : 0);
}

std::uint32_t WayShapes::pod_shape(net::StackId id) {
  const auto [found, fresh] = pods_.try_emplace(static_cast<std::uint32_t>(id), 0);
  if (!fresh) return found->second;
  Words words;
  add_pod(id, words);
  return found->second = shapes_.of(words);
}

std::uint32_t WayShapes::far_sender(net::StackId id) {
  std::uint32_t& known = far_senders_[static_cast<std::size_t>(id)];
  if (known != UINT32_MAX) return known;
  const net::Stack& stack = network_.stack(id);
  return known = senders_.of({pod_shape(id), machine_shape(stack.machine)});
}

std::uint32_t WayShapes::near_sender(net::StackId id) {
  std::uint32_t& known = near_senders_[static_cast<std::size_t>(id)];
  if (known != UINT32_MAX) return known;
  const net::Stack& stack = network_.stack(id);
  return known = senders_.of({pod_shape(id), machine_shape(stack.machine), word(stack.machine)});
}

std::uint32_t WayShapes::add_place(Place place, const Words& words) {
  const std::uint32_t shape = shapes_.of(words);
  const net::MachineId end = place.nominal == net::StackId::none
                                 ? net::MachineId::none
                                 : network_.stack(place.nominal).machine;
  place.far_shape = shape;
  place.near_shape = shapes_.of({near_place, shape, word(place.machine), word(end)});
  places_.push_back(place);
  return static_cast<std::uint32_t>(places_.size() - 1);
}

std::uint32_t WayShapes::odd_place(net::Endpoint target) {
  Place place;
  place.target = target;
  return add_place(place, {odd, target.ip.bits, target.port});
}

bool WayShapes::own_meaning(net::SiteId site, net::Endpoint target) const {
  return network_.site(site).nat.virtual_address(tcp, target) != nullptr ||
         network_.pod_at(site, target.ip) != net::StackId::none;
}

std::uint32_t WayShapes::place(net::SiteId site, net::Endpoint target) {
  if (own_meaning(site, target)) {
    const auto [found, fresh] = inside_.try_emplace({site, target}, 0);
    if (fresh) found->second = place_inside(site, target);
    return found->second;
  }
  const std::uint64_t key = std::uint64_t{target.ip.bits} << 16 | target.port;
  const auto [found, fresh] = outside_.try_emplace(key, 0);
  if (!fresh) return found->second;
  const std::uint32_t made = place_outside(target);
  return outside_[key] = made;
}

std::uint32_t WayShapes::place_inside(net::SiteId site, net::Endpoint target) {
  Place place;
  place.target = target;
  place.site = site;
  place.regular = true;
  const net::NatRule* rule = network_.site(site).nat.virtual_address(tcp, target);
  Words words{rule != nullptr ? virtual_address : pod_address, word(site),
              addresses_.stretch(target.ip.bits), ports_.stretch(target.port)};
  if (rule == nullptr) {
    add_end(network_.pod_at(site, target.ip), target.port, place, words);
  } else if (!add_rule(*rule, net::MachineId::none, place, words)) {
    return odd_place(target);
  }
  return add_place(place, words);
}

std::uint32_t WayShapes::place_outside(net::Endpoint target) {
  const auto machines = machines_at_.find(target.ip.bits);
  const auto balancers = balancers_at_.find(target.ip.bits);
  const auto stacks = stacks_at_.find(target.ip.bits);
  const bool machine = machines != machines_at_.end() && machines->second.size() == 1;
  const bool balancer = balancers != balancers_at_.end() && balancers->second.size() == 1;
  if (machine && balancers == balancers_at_.end()) {
    return machine_place(machines->second.front(), target);
  }
  if (balancer && machines == machines_at_.end() && stacks == stacks_at_.end()) {
    return balancer_place(balancers->second.front(), target);
  }
  const bool pod = stacks != stacks_at_.end() && stacks->second.size() == 1 &&
                   network_.site(network_.stack(stacks->second.front()).site).pods_routable;
  if (pod && machines == machines_at_.end() && balancers == balancers_at_.end()) {
    return pod_place(stacks->second.front(), target);
  }
  const bool nobody = machines == machines_at_.end() && balancers == balancers_at_.end() &&
                      stacks == stacks_at_.end() &&
                      network_.nat_gateway_at(target.ip) == net::GatewayId::none;
  if (!nobody) return odd_place(target);
  Place place;
  place.target = target;
  place.regular = true;
  return add_place(place,
                   {unknown, addresses_.stretch(target.ip.bits), ports_.stretch(target.port)});
}

std::uint32_t WayShapes::pod_place(net::StackId stack, net::Endpoint target) {
  Place place;
  place.target = target;
  place.site = network_.stack(stack).site;
  place.regular = true;
  Words words{pod_address, word(place.site), addresses_.stretch(target.ip.bits),
              ports_.stretch(target.port)};
  add_end(stack, target.port, place, words);
  return add_place(place, words);
}

std::uint32_t WayShapes::machine_place(net::MachineId id, net::Endpoint target) {
  const net::Machine& machine = network_.machine(id);
  const net::NatTable& nat = network_.site(machine.site).nat;
  Place place;
  place.target = target;
  place.site = machine.site;
  place.machine = id;
  place.regular = true;
  Words words{of_machine, machine_shape(id), addresses_.stretch(target.ip.bits),
              ports_.stretch(target.port), machine.address == target.ip};
  const net::NatRule* open = nat.virtual_address(tcp, target);
  const net::NatRule* rule = open != nullptr ? open : nat.node_port(tcp, target.port);
  words.push_back(rule == nullptr ? 0 : 1 + (open != nullptr ? 1u : 0u));
  if (rule != nullptr && !add_rule(*rule, id, place, words)) return odd_place(target);
  if (rule == nullptr && machine.host != net::StackId::none) {
    add_end(machine.host, target.port, place, words);
  }
  return add_place(place, words);
}

std::uint32_t WayShapes::balancer_place(net::LoadBalancerId id, net::Endpoint target) {
  const net::LoadBalancer& balancer = network_.load_balancer(id);
  Place place;
  place.target = target;
  place.site = balancer.site;
  place.regular = true;
  Words words{of_balancer,
              word(balancer.site),
              word(balancer.vpc),
              balancer.internal,
              word(balancer.hand_over),
              balancer.keeps_client,
              addresses_.stretch(balancer.inside.bits),
              filter(balancer.sources),
              addresses_.stretch(target.ip.bits),
              ports_.stretch(target.port),
              !balancer.condition.empty()};
  const auto listens = [&](const net::Listener& listener) {
    return listener.protocol == tcp && listener.port == target.port;
  };
  const auto listener = std::find_if(balancer.listeners.begin(), balancer.listeners.end(), listens);
  if (listener == balancer.listeners.end()) return add_place(place, words);
  words.push_back(listener->backends.size());
  for (const net::Backend& backend : listener->backends) {
    words.push_back(word(backend.machine));
    words.push_back(ports_.stretch(backend.endpoint.port));
  }
  if (listener->backends.empty()) return add_place(place, words);
  const net::Backend& first = listener->backends.front();
  const net::NatTable& nat = network_.site(balancer.site).nat;
  const net::NatRule* rule = balancer.hand_over == net::HandOver::virtual_ip
                                 ? nat.virtual_address(tcp, target)
                                 : nat.node_port(tcp, first.endpoint.port);
  if (balancer.hand_over == net::HandOver::pod) {
    const net::StackId pod = network_.pod_at(balancer.site, first.endpoint.ip);
    if (pod == net::StackId::none) return odd_place(target);
    add_end(pod, first.endpoint.port, place, words);
    return add_place(place, words);
  }
  if (rule == nullptr || !add_rule(*rule, first.machine, place, words)) return odd_place(target);
  return add_place(place, words);
}

/// A rule with one endpoint, a pod of the site; false for any other.
bool WayShapes::add_rule(const net::NatRule& rule, net::MachineId at, Place& place, Words& words) {
  words.push_back(rule.local_only);
  words.push_back(!rule.condition.empty());
  words.push_back(rule.external);
  words.push_back(rule.affinity != Duration());
  // Their bounds cut nothing: few rules have any.
  if (!rule.sources.empty()) return false;
  words.push_back(rule.backends.size());
  if (rule.backends.empty()) return true;
  const net::Backend& backend = rule.backends.front();
  const net::StackId pod = network_.pod_at(place.site, backend.endpoint.ip);
  if (rule.backends.size() > 1 || pod == net::StackId::none) return false;
  words.push_back(backend.machine == at);
  add_end(pod, backend.endpoint.port, place, words);
  return true;
}

void WayShapes::add_end(net::StackId stack, std::uint16_t port, Place& place, Words& words) {
  const net::MachineId machine = network_.stack(stack).machine;
  place.nominal = stack;
  place.port = port;
  words.push_back(pod_shape(stack));
  words.push_back(machine_shape(machine));
  words.push_back(place.site == network_.stack(stack).site);
  words.push_back(ports_.stretch(port));
  words.push_back(network_.listens(stack, port));
}

}  // namespace seatrial::matrix
