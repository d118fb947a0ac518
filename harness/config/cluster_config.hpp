// SPDX-License-Identifier: Apache-2.0
// ClusterConfig: what the manifests of one cluster say, object by object, and per GoQuorum process
// the PeerConfig that follows from them. All of it is as the files have it, with marks: nothing is
// allocated, resolved or judged. Private keys are left out: an entry of a ConfigMap that holds one
// is kept without its text, and Secrets are kept by name only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/config/geth_command.hpp"
#include "harness/config/helm_values.hpp"
#include "harness/config/marked.hpp"
#include "harness/config/peer_list.hpp"
#include "harness/config/platform.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"
#include "sim/wire/genesis.hpp"

namespace seatrial::config {

/// Labels or selectors, in the order of the file.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Annotations, in the order of the file.
using MarkedPairs = std::vector<std::pair<std::string, MarkedText>>;

/// The value of a key; null pointer where there is none.
const MarkedText* find_pair(const MarkedPairs& pairs, std::string_view key);

/// One port of a Service.
struct ServicePortConfig {
  std::string name;
  std::string protocol = "TCP";  ///< TCP, UDP or SCTP
  std::uint16_t port = 0;
  std::string target_port;  ///< a number or a container port's name; the port where not written
  std::optional<Marked<std::uint16_t>> node_port;  ///< none where the manifest pins none
  bool assigned = false;  ///< the API server drew it: nothing shows that it was asked for
  Mark mark;
};

/// A Service.
struct ServiceConfig {
  std::string ns;  ///< "" where the file names none
  MarkedText name;
  MarkedText type{"ClusterIP", {}};
  Labels selector;
  std::vector<ServicePortConfig> ports;
  MarkedText external_policy{"Cluster", {}};  ///< externalTrafficPolicy
  MarkedText internal_policy{"Cluster", {}};  ///< internalTrafficPolicy
  MarkedPairs annotations;
  MarkedText cluster_ip;           ///< "None" for a headless one; "" if not written
  Marked<bool> publish_not_ready;  ///< publishNotReadyAddresses
  std::optional<Marked<std::uint16_t>> health_check_node_port;
  std::vector<MarkedText> balancer_addresses;  ///< status: addresses and names; live mode only
  bool live = false;  ///< as an API server has it, complete with what it was given
  Mark mark;
  Value object;  ///< of a LoadBalancer, for what only providers read; null otherwise

  /// The port by its number and protocol; null pointer where there is none.
  const ServicePortConfig* find_port(std::uint16_t port, std::string_view protocol = "TCP") const;
};

/// A port that a container declares.
struct ContainerPortConfig {
  std::uint16_t port = 0;
  std::string name;
  std::string protocol = "TCP";
  Mark mark;
};

/// A mounted volume.
struct MountConfig {
  std::string volume;
  std::string path;
  std::string sub_path;  ///< "" for the whole volume; a file mounted so is never refreshed
  Mark mark;
};

/// A variable whose value stands elsewhere.
struct EnvSource {
  std::string name;        ///< "" for every key of the ConfigMap (envFrom)
  std::string config_map;  ///< "" for a Secret and for a field of the pod
  std::string key;         ///< of the ConfigMap; else what it is: "status.podIP", "secret:s/k"
  Mark mark;
};

/// A container of a pod.
struct ContainerConfig {
  std::string name;
  MarkedText image;
  std::string version;  ///< the image's tag; "" where it has none
  std::vector<ContainerPortConfig> ports;
  std::vector<std::pair<std::string, MarkedText>> env;  ///< only variables with a plain value
  std::vector<EnvSource> env_sources;                   ///< the others
  std::vector<MountConfig> mounts;
  std::vector<Value> words;  ///< command and args
  GethCommand geth;
  MarkedText readiness_path;  ///< readinessProbe.httpGet.path
  bool init = false;          ///< an init container
  Mark mark;

  /// The value of a variable; null pointer where it is not set.
  const MarkedText* find_env(std::string_view name) const;
};

/// A volume of a pod.
struct VolumeConfig {
  std::string name;
  std::string config_map;                                  ///< "" for any other kind of volume
  std::string claim;                                       ///< of a PersistentVolumeClaim, likewise
  std::vector<std::pair<std::string, std::string>> items;  ///< key and path; empty: every key
  Mark mark;
};

/// A Deployment, StatefulSet, DaemonSet, ReplicaSet or Pod.
struct WorkloadConfig {
  std::string kind;
  std::string ns;
  MarkedText name;
  std::int64_t replicas = 1;
  Labels labels;                            ///< of its pods
  std::vector<ContainerConfig> containers;  ///< init containers first
  std::vector<VolumeConfig> volumes;
  MarkedPairs annotations;  ///< of its pods
  MarkedText strategy;      ///< type of the update strategy; "" where not written
  MarkedText service_name;  ///< of a StatefulSet
  MarkedText node_name;     ///< where its (first) Pod is placed (live mode)
  MarkedText pod_address;   ///< status.podIP of that Pod (live mode)
  std::string phase;        ///< status.phase of a Pod (live mode)
  std::string owner_kind;   ///< of the controller that made it (live mode)
  std::string owner_name;
  MarkedPairs node_selector;
  Marked<bool> host_network;
  std::vector<std::string> claim_templates;  ///< names of volumeClaimTemplates
  Mark replicas_mark;                        ///< where the number of replicas is written
  MarkedPairs inject_labels;                 ///< labels of its pods that ask for a sidecar, or not
  Mark mark;
};

/// One entry of a ConfigMap.
struct ConfigEntry {
  std::string key;
  Mark key_mark;
  Value text;           ///< null where it is secret
  bool secret = false;  ///< a private key: its text was dropped
};

/// A ConfigMap.
struct ConfigMapConfig {
  std::string ns;
  MarkedText name;
  std::vector<ConfigEntry> entries;
  Mark mark;

  /// The entry of a key; null pointer where there is none.
  const ConfigEntry* find(std::string_view key) const;
};

/// An object of any other kind, for whoever knows it (NetworkPolicy, Ingress, …).
struct OtherObject {
  std::string kind;
  std::string ns;
  MarkedText name;
  Value object;                   ///< null for a Secret
  std::vector<std::string> keys;  ///< of a Secret; its values are never kept
};

/// A Kubernetes node (live mode).
struct NodeConfig {
  MarkedText name;
  MarkedText internal_address;  ///< the first IPv4 address of its kind; "" where there is none
  MarkedText external_address;
  MarkedText pod_range;      ///< spec.podCIDR
  MarkedText version;        ///< of its kubelet, as in v1.29.4
  MarkedText provider_id;    ///< spec.providerID, as in aws:///eu-west-1a/i-0123
  MarkedText instance_type;  ///< its label node.kubernetes.io/instance-type
  std::optional<Marked<std::uint64_t>> max_pods;  ///< status.allocatable.pods
  MarkedPairs labels;
  Mark mark;
};

/// A genesis.json as it was deployed.
struct GenesisConfig {
  std::string source;  ///< "ConfigMap/key"
  Value json;
  wire::Genesis genesis;
};

/// sslConfig of a Tessera server, as it is written.
struct TesseraTls {
  MarkedText mode;          ///< "OFF" or "STRICT"
  MarkedText server_trust;  ///< serverTrustMode: whom its server trusts
  MarkedText client_trust;  ///< clientTrustMode: whom its client trusts
};

/// The Tessera beside a GoQuorum process.
struct TesseraConfig {
  MarkedText version;          ///< the image's tag
  std::string template_key;    ///< the key of the template that this version chooses
  MarkedText server_address;   ///< P2P; what is told to other Tesseras
  MarkedText binding_address;  ///< P2P; "" where it is not written
  MarkedText q2t_address;      ///< of its own geth: "http://…", or "unix:" and a path
  MarkedText third_party_address;
  TesseraTls tls;                                            ///< of the P2P server
  std::vector<MarkedText> peers;                             ///< URLs
  std::vector<MarkedText> public_keys;                       ///< its own, where a file tells them
  std::vector<MarkedText> always_send_to;                    ///< public keys
  std::optional<Marked<std::uint64_t>> party_info_interval;  ///< milliseconds
  Marked<bool> use_white_list;
  Marked<bool> disable_peer_discovery;
  Marked<bool> remote_key_validation;
  Mark mark;
};

/// One GoQuorum process.
struct PeerConfig {
  MarkedText name;  ///< Node_UserIdent, for example quorum-node1
  std::string ns;
  std::size_t workload = 0;  ///< index into ClusterConfig::workloads
  std::string service;       ///< the Service that selects its pod; "" where there is none
  std::string pod;           ///< of a StatefulSet: the name of its first pod; else as `name`
  MarkedText enode_key;      ///< 128 hex digits, of a ConfigMap or a list that names it; "" if none
  MarkedText enode_env;      ///< THIS_ENODE of the container; "" where it is not set
  MarkedText node_address;   ///< from <id>-nodekey-address-config; "" where there is none
  MarkedText version;        ///< the image's tag
  GethCommand geth;
  GethSettings settings;
  std::shared_ptr<const PeerList> static_list;        ///< never null
  std::shared_ptr<const PeerList> permissioned_list;  ///< never null
  std::shared_ptr<const PeerList> trusted_list;       ///< never null
  std::shared_ptr<const PeerList> disallowed_list;    ///< never null
  bool permissioned_is_live = false;  ///< its mount has no subPath, so that kubelet refreshes it
  std::shared_ptr<const GenesisConfig> genesis;  ///< null where none is mounted
  std::optional<TesseraConfig> tessera;
  MarkedText private_config;  ///< PRIVATE_CONFIG: a socket, a file or "ignore"; "" where not set
  Mark mark;
};

/// The manifests of one cluster.
struct ClusterConfig {
  std::string folder;  ///< the folder or file, as the user wrote it
  std::vector<NodeConfig> nodes;
  std::vector<ServiceConfig> services;
  std::vector<WorkloadConfig> workloads;
  std::vector<ConfigMapConfig> config_maps;
  std::vector<OtherObject> others;
  std::vector<PeerConfig> peers;      ///< in the order of the workloads
  std::vector<Error> errors;          ///< of files and objects that cannot be read; the rest stands
  std::vector<std::string> not_read;  ///< files of a folder that hold no Kubernetes objects
  std::vector<std::string> assumptions;  ///< what was taken for granted while reading

  std::vector<HelmValues> helm_values;     ///< of quorum-kubernetes' charts
  std::optional<PlatformConfig> platform;  ///< what the cloud's template says of the network

  const ServiceConfig* find_service(std::string_view name) const;
  const ConfigMapConfig* find_config_map(std::string_view name) const;
  /// Likewise of one namespace ("" for objects that name none): a dump may hold several.
  const ServiceConfig* find_service(std::string_view ns, std::string_view name) const;
  /// The ConfigMap of a namespace; a file that names none means whichever it is applied to.
  const ConfigMapConfig* find_config_map(std::string_view ns, std::string_view name) const;
  const PeerConfig* find_peer(std::string_view name) const;
};

}  // namespace seatrial::config
