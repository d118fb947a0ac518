// SPDX-License-Identifier: Apache-2.0
// LoadBalancer: a layer 4 load balancer as packets meet it: an address, the listeners it really
// has, and how it hands a flow on. It keeps its flows in the conntrack of the network it stands in.
// Which listeners a provider makes of a Service, and which it refuses, is sim/kube/provider's to
// know.
#pragma once

#include <string>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/net/network_ids.hpp"
#include "sim/net/underlay.hpp"

namespace seatrial::net {

enum class LoadBalancerId : std::uint32_t { none = UINT32_MAX };

/// What the destination of a flow is once it leaves the load balancer. SPEC kubernetes 3.3, 4
enum class HandOver : std::uint8_t {
  virtual_ip,  ///< still the load balancer's: the node's kube-proxy knows it (Azure, GCP, MetalLB)
  node_port,   ///< a node and the NodePort (AWS, target type instance)
  pod,         ///< a pod and its port (AWS, target type ip)
};

/// A port that the load balancer answers on.
struct Listener {
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;
  /// Healthy targets: nodes (their address and NodePort, or the listener's port for virtual_ip) or
  /// pods.
  std::vector<Backend> backends;
  Mark origin;
};

struct LoadBalancer {
  std::string name;  ///< "load balancer of a default/quorum-node1"
  Ipv4 address;
  SiteId site = SiteId::none;  ///< of the cluster that it belongs to
  VpcId vpc = VpcId::none;     ///< where it stands, if it stands in a private network
  bool internal = false;       ///< reached by private addresses only
  HandOver hand_over = HandOver::virtual_ip;
  bool keeps_client = true;  ///< false: targets see `inside`
  Ipv4 inside;               ///< its own address towards targets
  std::vector<Listener> listeners;
  FilterId sources = FilterId::none;  ///< who may connect, where the provider checks it
  Duration tcp_idle{};                ///< silence after which a flow is forgotten; 0: never
  Duration udp_idle{};
  std::string condition;  ///< what must hold for the address to be right; "" if it is certain
  Mark origin;
  std::string hostname;  ///< the public DNS name by which it is known, if it has one (AWS)
};

}  // namespace seatrial::net
