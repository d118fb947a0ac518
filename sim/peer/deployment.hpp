// SPDX-License-Identifier: Apache-2.0
// Deployment: what a qubernetes-like deployment makes of one peer: a pod, a NodePort Service in
// front of it, and the enode URLs by which others write it into their lists. For worlds that are
// built in code or from inline peers; generated folders bring their own Services.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/peer/world.hpp"
#include "sim/wire/entropy.hpp"

namespace seatrial {

/// The Service in front of a peer.
struct Exposure {
  bool service = true;  ///< false: there is none
  kube::ServiceType type = kube::ServiceType::node_port;
  bool headless = false;
  bool udp = false;                       ///< the p2p port takes UDP, too
  std::vector<std::uint16_t> more_ports;  ///< of the pod: 8545
  std::map<std::string, std::string> annotations;
  std::vector<net::Cidr> source_ranges;
  Mark source_ranges_mark;
  std::optional<net::Ipv4> load_balancer_ip;
  std::vector<net::Ipv4> external_ips;
  bool allocate_node_ports = true;
};

/// One peer of a deployment.
struct PeerDeployment {
  std::string name;
  std::string ns = "default";
  net::MachineId machine = net::MachineId::none;   ///< none: the cluster's first node
  std::optional<std::uint16_t> p2p_node_port;      ///< of 30303; none: drawn
  std::optional<std::uint16_t> tessera_node_port;  ///< of 9001; none: drawn
  kube::TrafficPolicy policy = kube::TrafficPolicy::cluster;
  /// The key; none: one that follows from the peer's full name, so that scenarios need none.
  std::optional<wire::PublicKey> key;
  std::optional<wire::PrivateKey> private_key;  ///< of `key`, if it is known
  std::string key_condition;                    ///< as in PeerSpec
  PeerList disallowed{PeerListState::missing, {}, {}};
  GethSettings geth;
  std::shared_ptr<const ChainSpec> chain;
  std::optional<TesseraSpec> tessera;
  Mark mark;
  Exposure exposure;
  /// Of ports in `exposure.more_ports`: pinned NodePorts.
  std::map<std::uint16_t, std::uint16_t> more_node_ports;
};

/// Creates Service, pod and peer. An error is the API server's, about the Service.
Result<PeerId> deploy(World& world, ClusterId cluster, PeerDeployment deployment);

/// Creates the peer of another company, of which only its exported addresses are known: its node
/// ports may lie outside of the range, and every link with it depends on what its owner confirms.
Result<PeerId> deploy_external(World& world, ClusterId cluster, PeerDeployment deployment,
                               bool chain_known);

/// A key that follows from a name. For simulated peers only: anybody can derive it.
wire::KeyPair pair_from_name(const std::string& full_name);
/// Its public half.
wire::PublicKey key_from_name(const std::string& full_name);

/// The NodePort of a port of the peer's Service, if the Service has one.
std::optional<std::uint16_t> node_port_of(const World& world, PeerId peer, std::uint16_t port);

/// How the peer is written into a list of its own cluster and namespace: by its Service's name.
/// SPEC kubernetes 1.4: with discport=0 and a raftport, also for IBFT.
std::string internal_enode(const World& world, PeerId peer);
/// How it is written elsewhere: by an address of a node and the NodePort (0 if there is none).
std::string external_enode(const World& world, PeerId peer);
/// How it is written into a list of `reader`, by what its Service and its place make reachable: the
/// load balancer's address and the Service's port; an address of its node and the NodePort; or,
/// without either, the pod's own address and port. Of a node with a public address, readers in the
/// same or a joined private network take the private one. // SPEC kubernetes 5 "reach matrix"
std::string enode_for(const World& world, PeerId peer, PeerId reader);

/// A chain of these validators, with the genesis that qubernetes would write.
std::shared_ptr<const ChainSpec> make_chain(const std::vector<wire::Address20>& validators,
                                            const wire::Genesis& base);

}  // namespace seatrial
