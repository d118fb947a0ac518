// SPDX-License-Identifier: Apache-2.0
// Written: every place of the files that says how to reach somebody: entries of static lists and of
// --bootnodes, URLs of Tesseras. It is the lints' list of what would be wrong if an address or a
// number changed. A list that many peers of a cluster share is told once, by the first of them.
#pragma once

#include <string>
#include <vector>

#include "harness/diagnose/view.hpp"

namespace seatrial::diagnosis {

enum class WrittenKind : std::uint8_t { static_entry, bootnode, tessera_url };

/// One address as somebody wrote it.
struct Written {
  WrittenKind kind = WrittenKind::static_entry;
  PeerId by = PeerId::none;
  PeerId to = PeerId::none;  ///< by the key of an enode; none for a stranger's, and for URLs
  std::string host;
  std::uint16_t port = 0;
  std::uint16_t udp = 0;  ///< of an enode; 0: no discovery
  bool has_discport = false;
  bool has_raftport = false;  ///< a name is looked up again at every dial
  Mark mark;
};

using WrittenList = std::vector<Written>;

/// All of them, in the order of peers and files; malformed ones are left out.
WrittenList all_written(const View& view);

/// The node that answers for an address as a peer of `reader`'s cluster means it: its own address
/// there, or a public one; none where it is nobody's.
net::MachineId machine_meant(const World& world, PeerId reader, net::Ipv4 address);

/// A port of a Service in front of a peer.
struct ShownPort {
  const kube::Service* service = nullptr;
  const kube::ServicePort* port = nullptr;
};

/// The ports, of whichever Services, that lead to this port of a peer's pod.
std::vector<ShownPort> shown_ports(const World& world, PeerId peer, std::uint16_t target,
                                   net::Protocol protocol = net::Protocol::tcp);
/// Whether a Service is reached from outside: by NodePorts or a load balancer.
bool is_outside_type(const kube::Service& service);

/// The Service as the cluster's files have it; null where it is in none.
const config::ServiceConfig* written_service(const View& view, ClusterId cluster,
                                             const kube::Service& service);

}  // namespace seatrial::diagnosis
