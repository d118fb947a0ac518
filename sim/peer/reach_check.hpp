// SPDX-License-Identifier: Apache-2.0
// The static reading of any packet between any two stacks: whether what a pod, a peer or an outside
// host sends to an address or name gets to a socket and the answer back, by TCP or UDP, and through
// an Ingress by HTTP. It knows nothing of what is spoken there beyond that.
#pragma once

#include <optional>
#include <string>

#include "sim/net/trace.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {

/// A pod of a cluster, or a host outside of all.
struct PodRef {
  ClusterId cluster = ClusterId::none;
  kube::PodId pod = kube::PodId::none;
  bool operator==(const PodRef&) const = default;
};

PodRef pod_of(const World& world, PeerId peer);
/// "a/quorum-node1": a peer's name, or else the pod's.
std::string name(const World& world, PodRef pod);
/// The peers and pods with this full name; a peer wins over a pod that is called so.
std::optional<PodRef> find_pod(const World& world, std::string_view full_name);

/// What is sent where.
struct Reach {
  std::string host;  ///< an address, or a name as the sender knows it
  std::uint16_t port = 0;
  net::Protocol protocol = net::Protocol::tcp;
  bool http = false;  ///< a URL: an Ingress controller looks at host and path
  std::string path;
};

/// What became of it. `cause` up: it arrives, and the answer does.
struct ReachReading {
  LinkCause cause = LinkCause::other;
  std::string detail;
  net::Endpoint target;
  net::Trace out;
  net::Trace back;
  net::Trace inner;  ///< from an Ingress controller to the Service of the route
  std::vector<std::string> conditions;

  bool up() const { return cause == LinkCause::up; }
};

ReachReading read_reach(World& world, PodRef from, const Reach& reach);
/// How a pod's port is written by another: its Service's ClusterIP in the same cluster; the load
/// balancer, a node and the NodePort, or else the pod's own address outside.
Reach reach_of(const World& world, PodRef from, PodRef to, std::uint16_t port,
               net::Protocol protocol);

}  // namespace seatrial
