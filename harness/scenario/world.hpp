// SPDX-License-Identifier: Apache-2.0
// What a scenario says of the world: clusters, externals, peers, wans, genesis and lists, as plain
// data in the order of the file. Private networks are in underlay.hpp. It holds what was written
// and nothing else: a field that was not written is empty, unless its comment names a default.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/scenario/underlay.hpp"
#include "harness/scenario/values.hpp"
#include "harness/scenario/world_objects.hpp"
#include "sim/kube/provider.hpp"
#include "sim/proto/qbft/rules.hpp"
#include "sim/wire/genesis.hpp"

namespace seatrial::scenario {

/// A Kubernetes machine of a cluster, or a host outside of every cluster.
struct Node {
  Text name;
  Text address;                        ///< IPv4, or a text with a variable that is not set
  std::optional<Text> pods;            ///< the pod addresses of this node as a CIDR
  std::optional<Text> public_address;  ///< key 'public'
  std::optional<Text> network;         ///< the cluster's if not written
  std::optional<Text> subnet;          ///< the cluster's, else the one that holds the address
  std::optional<std::vector<Text>> security_groups;  ///< the cluster's if not written
  std::optional<Text> instance_type;
  Maybe<std::uint64_t> max_pods;
  bool operator==(const Node&) const = default;
};

/// The NodePort of one port of a Service.
struct PortPair {
  Marked<std::uint16_t> port;
  Marked<std::uint16_t> node_port;
  bool operator==(const PortPair&) const = default;
};

/// The NodePorts of a Service.
struct ServicePorts {
  Text service;
  std::vector<PortPair> ports;
  bool operator==(const ServicePorts&) const = default;
};

/// "ceil2Nby3Block": the block from which quorum is ceil(2N/3), or nothing where it is absent.
using CeilBlock = std::optional<std::uint64_t>;

/// Key 'consensus' of a genesis: which section its config has. // SPEC goquorum 8.4
enum class GenesisConsensus : std::uint8_t { istanbul, ibft, qbft };

/// An entry of 'transitions', with the keys that a genesis.json has.
struct GenesisTransition {
  Marked<std::uint64_t> block;
  Maybe<wire::Algorithm> algorithm;  ///< ibft or qbft
  Maybe<std::uint64_t> block_period;
  Maybe<std::uint64_t> empty_block_period;
  Maybe<std::uint64_t> request_timeout;
  Maybe<std::uint64_t> max_request_timeout;
  Maybe<bool> two_f_plus_1;
  bool operator==(const GenesisTransition&) const = default;
};

/// A genesis block; either a file, or any of the other fields.
struct Genesis {
  Mark mark;
  std::optional<FilePath> file;
  Selectors validators;
  Maybe<CeilBlock> ceil_block;
  Maybe<std::uint64_t> chain_id;
  Maybe<std::uint64_t> epoch;
  Maybe<std::uint64_t> policy;
  Maybe<std::uint64_t> timestamp;
  Maybe<GenesisConsensus> consensus;  ///< istanbul if not written
  Maybe<std::uint64_t> block_period;  ///< of an ibft or qbft section, in seconds, as all below
  Maybe<std::uint64_t> empty_block_period;
  Maybe<std::uint64_t> request_timeout;
  Maybe<std::uint64_t> max_request_timeout;
  Maybe<std::uint64_t> test_qbft_block;  ///< of an istanbul section
  std::vector<GenesisTransition> transitions;
  bool operator==(const Genesis&) const = default;
};

/// In place of a list file's content.
enum class FileState : std::uint8_t { missing, empty, not_json };

/// A privacy manager's peer: the URL in its config, or the peers whose advertised URLs stand there.
using TesseraPeer = std::variant<Selector, Text>;

/// The privacy manager beside a peer.
struct Tessera {
  Mark mark;
  std::optional<Text> advertises;  ///< the URL of serverAddress
  std::vector<TesseraPeer> peers;
  bool operator==(const Tessera&) const = default;
};

/// A peer that is described in the scenario and not by generated files.
struct Peer {
  Text name;
  std::optional<Text> node;        ///< one of the cluster's nodes
  std::optional<Text> name_space;  ///< key 'namespace'
  std::optional<Text> key;         ///< the node key, 64 hex digits
  std::optional<Text> version;
  Maybe<std::vector<Text>> flags;  ///< in place of the default flags
  Maybe<std::uint64_t> network_id;
  Maybe<std::uint64_t> chain_id;
  Maybe<Duration> block_period;      ///< --istanbul.blockperiod, in whole seconds
  Maybe<Duration> request_timeout;   ///< --istanbul.requesttimeout
  std::vector<PortPair> node_ports;  ///< 'node_port: N' is {30303: N}
  std::optional<Genesis> genesis;
  std::optional<EntryList> static_nodes;  ///< key 'static'
  std::optional<EntryList> permissioned;
  Maybe<FileState> static_file;
  Maybe<FileState> permissioned_file;
  std::optional<Tessera> tessera;
  Maybe<Duration> start_at;  ///< after the start step that starts it
  std::optional<PeerService> service;
  bool operator==(const Peer&) const = default;
};

/// A Kubernetes cluster whose files, or whose peers, are at hand; never both. Hosts outside of
/// every cluster are one, too: a node each, and what runs there is a peer or a pod of it.
struct Cluster {
  Text name;
  std::optional<FilePath> config;  ///< manifests, or a qubernetes.yaml
  std::vector<Peer> peers;
  std::vector<Node> nodes;
  std::optional<Text> kubernetes;  ///< version, "1.27"
  std::optional<Text> name_space;  ///< key 'namespace'
  Maybe<TrafficPolicy> traffic_policy;
  Maybe<PortRange> node_port_range;
  std::vector<ServicePorts> node_ports;
  std::optional<FilePath> exported;  ///< external_nodes that this very cluster exported
  std::optional<FilePath> services;  ///< `kubectl get services`, as a table or a dump
  std::optional<FilePath> platform;  ///< eksctl's cluster.yml or an ARM template
  std::optional<Genesis> genesis;
  bool outside = false;  ///< written under 'outside'
  Maybe<kube::Provider> provider;
  std::optional<Cni> cni;
  std::optional<Text> pod_range;
  std::optional<Text> service_range;
  std::optional<Text> network;        ///< of its nodes
  std::optional<Text> subnet;         ///< of its nodes
  std::vector<Text> security_groups;  ///< of its nodes
  std::optional<Text> domain;
  std::vector<NamedText> dns;
  std::vector<Manifest> manifests;
  std::vector<PlainPod> pods;

  const Peer* find_peer(std::string_view peer_name) const;
  const PlainPod* find_pod(std::string_view pod_name) const;
  const Node* find_node(std::string_view node_name) const;
  bool operator==(const Cluster&) const = default;
};

/// The other company: a cluster of which only its exported nodes are known.
struct External {
  Text name;
  FilePath nodes;
  std::optional<FilePath> genesis;
  bool operator==(const External&) const = default;
};

/// A line between two sites; as a step, what changes of it.
struct Wan {
  Mark mark;
  SitePair between;
  Maybe<Duration> latency;  ///< one way
  Maybe<Duration> jitter;
  Maybe<Ratio> loss;
  Maybe<std::uint64_t> rate;   ///< bytes a second
  Maybe<std::uint64_t> queue;  ///< bytes
  Maybe<Ratio> duplicate;      ///< of datagrams
  Maybe<Ratio> reorder;        ///< of datagrams, {share, by}
  Maybe<Duration> reorder_by;
  Maybe<std::uint64_t> mtu;  ///< bytes
  bool operator==(const Wan&) const = default;
};

/// A list for each of the peers that a selector means.
struct PeerList {
  Selector of;
  EntryList list;
  bool operator==(const PeerList&) const = default;
};

/// The top-level lists; a list that a peer writes for itself wins.
struct Lists {
  std::vector<PeerList> static_nodes;
  std::vector<PeerList> permissioned;
  bool operator==(const Lists&) const = default;
};

/// What every inline peer has unless it says otherwise.
struct PeerDefaults {
  std::optional<Text> version;
  Maybe<std::vector<Text>> flags;
  Maybe<std::uint64_t> network_id;
  Maybe<Duration> start_every;      ///< between two peers of one start step
  Maybe<Duration> block_period;     ///< --istanbul.blockperiod, in whole seconds
  Maybe<Duration> request_timeout;  ///< --istanbul.requesttimeout
  Maybe<qbft::Faults> qbft_faults;  ///< of the real code, that peers show; none if not written
  bool operator==(const PeerDefaults&) const = default;
};

struct Defaults {
  PeerDefaults peer;
  Marked<Duration> configmap_refresh{seconds(60), {}};  ///< from an edit to the file in the pod
  bool operator==(const Defaults&) const = default;
};

}  // namespace seatrial::scenario
