// SPDX-License-Identifier: Apache-2.0
// The resolver's own workings, shared by the files resolve*.cpp: it builds the world of a scene
// cluster by cluster. Callers use resolve() of scene.hpp.
#pragma once

#include <map>
#include <string>

#include "harness/config/node_ports.hpp"
#include "harness/scenario/scene.hpp"
#include "harness/scenario/underlay_builder.hpp"

namespace seatrial::scenario {

/// Builds the world of one scenario.
class Resolver {
 public:
  Resolver(const Scenario& scenario, SourceFiles& files);

  Result<Scene> run();

 private:
  void tell_qbft_faults();
  using Done = Result<void>;

  // resolve.cpp: the order of things, clusters, nodes, wans
  Done read_inputs();
  void read_config(const FilePath& config, SceneCluster& cluster);
  void read_platform(SceneCluster& cluster);
  Done read_external(const External& external);
  Done add_cluster(std::size_t index);
  Done add_nodes(SceneCluster& cluster);
  Done add_node(SceneCluster& cluster, const Node& node, std::uint32_t& unset);
  Result<std::vector<Node>> nodes_of(const SceneCluster& cluster);
  std::vector<Node> live_nodes(const SceneCluster& cluster) const;
  void join_sites();
  Error error_at(const Mark& mark, std::string what, std::string remedy) const;

  // resolve_objects.cpp: what a cluster is made with, and what it holds beside peers
  Result<kube::ClusterSpec> spec_of(const SceneCluster& cluster, std::size_t index) const;
  Done set_up_node(SceneCluster& cluster, const Node& node, net::MachineId machine);
  Done add_objects(SceneCluster& cluster);
  void add_plain_pod(SceneCluster& cluster, const PlainPod& pod);
  void note_what_is_pending(const SceneCluster& cluster);

  // resolve_inline.cpp: peers that the scenario describes
  Done add_inline_peer(SceneCluster& cluster, const Peer& peer);
  Result<seatrial::GethSettings> inline_settings(const Peer& peer) const;
  Done fill_inline_lists();
  Done assume_chains();
  void leave_out_relays();
  void fill_lists_of(PeerId id, const Peer& peer);

  // resolve_folder.cpp: peers that generated folders describe
  Done add_folder(SceneCluster& cluster);
  Done add_services(SceneCluster& cluster, const config::NodePorts& known);
  Done add_folder_peer(SceneCluster& cluster, const config::PeerConfig& peer);
  void note_needless_pin(const SceneCluster& cluster, const std::string& service);
  Result<config::NodePorts> known_node_ports(const SceneCluster& cluster);
  void keep_inside(const SceneCluster& cluster, kube::Service& service);
  Done complete_balancer(const SceneCluster& cluster, const config::ServiceConfig& written,
                         kube::Service& service);

  seatrial::PeerList shared_list(const std::shared_ptr<const config::PeerList>& list);
  void note_tags(const SceneCluster& cluster);
  void note_pod_names(const SceneCluster& cluster);

  // resolve_keys.cpp: node ids
  struct NodeKey {
    wire::PublicKey key;
    std::string condition;  ///< "" where a file tells the key
  };
  Result<NodeKey> own_key(const SceneCluster& cluster, const config::PeerConfig& peer);
  NodeKey node_key(const SceneCluster& cluster, const config::PeerConfig& peer, kube::PodId pod);

  // resolve_external.cpp: the other company
  Done add_external(SceneCluster& cluster);
  Result<wire::Enode> exported_enode(const config::ExternalNode& node) const;
  Done add_external_node(SceneCluster& cluster, const config::ExternalNode& node);

  // resolve_chain.cpp: genesis blocks
  Result<std::shared_ptr<const ChainSpec>> chain_of(const Genesis& written);
  Result<std::shared_ptr<const ChainSpec>> chain_of_file(const FilePath& file);
  Result<std::shared_ptr<const ChainSpec>> inline_chain(const SceneCluster& cluster,
                                                        const Peer& peer);

  const Scenario& scenario_;
  SourceFiles& files_;
  Scene scene_;
  std::unique_ptr<UnderlayBuilder> underlay_;
  std::map<const Peer*, PeerId> inline_peers_;
  std::map<std::string, std::shared_ptr<const ChainSpec>> chain_cache_;  ///< by source
  std::map<const config::PeerList*, seatrial::PeerList> list_cache_;
};

/// The lists of a generated peer in the model's words.
seatrial::PeerList list_of(const config::PeerList& list);
/// Whether an image's tag says no version; the newest release is meant then.
bool is_latest(const config::MarkedText& tag);
/// geth's flags of a generated peer in the model's words.
seatrial::GethSettings settings_of(const config::GethSettings& flags,
                                   const config::MarkedText& version, const Mark& command);
/// The Tessera of a generated peer in the model's words.
std::optional<TesseraSpec> tessera_of(const config::PeerConfig& peer);
/// The port of a "http://host:port/…" URL; 0 if it has none.
std::uint16_t port_of_url(std::string_view url);
/// The host of such a URL.
std::string host_of_url(std::string_view url);

}  // namespace seatrial::scenario
