// SPDX-License-Identifier: Apache-2.0
// What behaves alike to a packet: places (an address and port as one site means it) and senders
// (stacks) come to shapes, and all senders of one shape meet the same on the way to all places of
// one shape. A shape holds whatever the walk may read: machines, subnets, filters by their content,
// rules of kube-proxy, load balancers, and of each address and port between which bounds of all
// ranges and filters it lies. What has no regular shape is a shape of its own. Used by the link
// matrix; it walks one pair of each two shapes and decides nothing itself.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/peer/world.hpp"

namespace seatrial::matrix {

/// Interns values of any kind to dense numbers.
class Shapes {
 public:
  using Words = std::vector<std::uint64_t>;
  std::uint32_t of(const Words& words) {
    return numbers_.try_emplace(words, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }
  std::size_t size() const { return numbers_.size(); }

 private:
  std::map<Words, std::uint32_t> numbers_;
};

/// The bounds that split a range of numbers into stretches which nothing tells apart inside.
class Cuts {
 public:
  void add(std::uint64_t bound) { bounds_.push_back(bound); }
  void sort();
  std::uint64_t stretch(std::uint64_t number) const;

 private:
  std::vector<std::uint64_t> bounds_;
};

/// An address and port as the peers of one site mean it.
struct Place {
  net::Endpoint target;
  std::uint32_t far_shape = 0;   ///< for senders of other sites
  std::uint32_t near_shape = 0;  ///< for those of its own, whose machines count one by one
  net::SiteId site = net::SiteId::none;
  net::MachineId machine = net::MachineId::none;  ///< that has the address
  net::StackId nominal = net::StackId::none;      ///< where it leads if nothing stops the packet
  std::uint16_t port = 0;                         ///< there
  bool regular = false;                           ///< false: read it for each sender
};

/// The shapes of one world as it stands.
class WayShapes {
 public:
  explicit WayShapes(const World& world);

  /// The shape of a sender towards places of other sites, and towards those of its own.
  std::uint32_t far_sender(net::StackId stack);
  std::uint32_t near_sender(net::StackId stack);
  /// The place of an endpoint as TCP of a stack in `site` means it.
  std::uint32_t place(net::SiteId site, net::Endpoint target);
  const Place& operator[](std::uint32_t place) const { return places_[place]; }

 private:
  using Words = Shapes::Words;

  void cut_filters();
  void cut_ranges();
  void cut(const net::Cidr& range);
  std::uint64_t filter(net::FilterId id);
  void add_pod(net::StackId stack, Words& words);
  void add_machine(net::MachineId id, Words& words);
  std::uint32_t machine_shape(net::MachineId id);
  std::uint32_t pod_shape(net::StackId stack);
  std::uint32_t add_place(Place place, const Words& words);
  std::uint32_t odd_place(net::Endpoint target);
  bool own_meaning(net::SiteId site, net::Endpoint target) const;
  std::uint32_t place_inside(net::SiteId site, net::Endpoint target);
  std::uint32_t place_outside(net::Endpoint target);
  std::uint32_t pod_place(net::StackId stack, net::Endpoint target);
  std::uint32_t machine_place(net::MachineId id, net::Endpoint target);
  std::uint32_t balancer_place(net::LoadBalancerId id, net::Endpoint target);
  bool add_rule(const net::NatRule& rule, net::MachineId at, Place& place, Words& words);
  void add_end(net::StackId stack, std::uint16_t port, Place& place, Words& words);

  const net::Network& network_;
  Cuts addresses_;
  Cuts ports_;
  Shapes shapes_;
  Shapes senders_;
  std::map<std::uint32_t, std::uint64_t> filters_;
  std::map<std::uint32_t, std::uint32_t> machines_;
  std::map<std::uint32_t, std::uint32_t> pods_;
  boost::unordered_flat_map<std::uint32_t, std::vector<net::MachineId>> machines_at_;
  boost::unordered_flat_map<std::uint32_t, std::vector<net::StackId>> stacks_at_;
  boost::unordered_flat_map<std::uint32_t, std::vector<net::LoadBalancerId>> balancers_at_;
  std::vector<std::uint32_t> far_senders_;   ///< by stack; UINT32_MAX where not known yet
  std::vector<std::uint32_t> near_senders_;  ///< likewise
  std::vector<Place> places_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> outside_;
  std::map<std::pair<net::SiteId, net::Endpoint>, std::uint32_t> inside_;
};

}  // namespace seatrial::matrix
