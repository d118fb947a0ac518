// SPDX-License-Identifier: Apache-2.0
// QubernetesYaml: what a qubernetes.yaml says, key by key, each value with its place and with the
// generator's default where nobody wrote it. A file that the generator stops at is one Error; what
// it accepts and then does wrongly is read as it is, and harness/generate makes a finding of it.
// It holds no key material and derives nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/external_nodes.hpp"
#include "harness/config/marked.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// The words that qubernetes knows for a consensus. SPEC kubernetes 1.1
enum class ConsensusWord : std::uint8_t { raft, istanbul, qbft, clique };

/// "raft", "istanbul", "qbft" or "clique".
std::string_view to_string(ConsensusWord consensus);

/// Whether extraData holds the addresses of node keys: istanbul and qbft.
bool has_validators(ConsensusWord consensus);

/// Which image a container runs.
struct QubernetesImage {
  MarkedText version;                        ///< the tag
  MarkedText repo{"quorumengineering", {}};  ///< Docker_Repo
  MarkedText full;                           ///< Docker_Repo_Full; "" where it is not given
  bool operator==(const QubernetesImage&) const = default;
};

/// One item of `nodes`.
struct QubernetesNode {
  MarkedText ident;    ///< Node_UserIdent
  MarkedText key_dir;  ///< below config.Key_Dir_Base
  Marked<ConsensusWord> consensus;
  QubernetesImage quorum;
  MarkedText tm_name;  ///< tessera or constellation
  QubernetesImage tm;
  std::optional<Marked<std::uint64_t>> network_id;  ///< geth.network.id; none: the Chain_Id
  Marked<std::uint64_t> verbosity{9, {}};
  Value geth_params;  ///< Geth_Startup_Params as it is written; null where there are none
};

/// `genesis`.
struct QubernetesGenesis {
  Marked<ConsensusWord> consensus;
  MarkedText quorum_version;
  MarkedText tm_version;  ///< "" where it is not given
  Marked<std::uint64_t> chain_id{1101, {}};
  std::optional<Marked<std::uint64_t>> test_qbft_block;
  Mark mark;
};

/// `config`: where the generator keeps its files, as paths beside the yaml.
struct QubernetesPaths {
  MarkedText key_dir_base{"out/config", {}};
  MarkedText permissioned_nodes{"out/config/permissioned-nodes.json", {}};
  MarkedText genesis{"out/config/genesis.json", {}};
  MarkedText tessera_dir{"out/config", {}};
};

/// `k8s.service.Ingress`.
struct QubernetesIngress {
  MarkedText strategy;  ///< OneToOne or OneToMany; "" makes an Ingress file without a body
  MarkedText host;      ///< "" where none is given
  Marked<bool> ws;
  Mark mark;
};

/// `k8s.storage`.
struct QubernetesStorage {
  MarkedText capacity{"200Mi", {}};
  MarkedText class_name;      ///< storageClassName, or the name of the storageClass
  MarkedText class_template;  ///< "" where no StorageClass is made
  MarkedText class_reclaim{"Delete", {}};
};

/// `k8s`.
struct QubernetesK8s {
  MarkedText ns;                                ///< "" where none is given
  Marked<bool> separate_deployments{true, {}};  ///< sep_deployment_files
  MarkedText service_type{"NodePort", {}};      ///< NodePort, ClusterIP or LoadBalancer
  std::optional<QubernetesIngress> ingress;
  Marked<bool> network_policy;
  QubernetesStorage storage;
};

/// `prometheus`; being there is what counts.
struct QubernetesPrometheus {
  std::optional<Marked<std::uint16_t>> node_port;  ///< nodePort_prom
  MarkedText geth_params;                          ///< monitor_params_geth; "": the default
  Mark mark;
};

/// `cakeshop`; without a version it is not made.
struct QubernetesCakeshop {
  MarkedText version;
  MarkedText repo{"quorumengineering", {}};
  bool has_service = false;
  MarkedText service_type{"LoadBalancer", {}};
  std::optional<Marked<std::uint16_t>> node_port;
  MarkedText ingress_host;
  Mark mark;
};

/// A qubernetes.yaml.
struct QubernetesYaml {
  std::string path;    ///< as the user wrote it
  std::string folder;  ///< where it stands; what its paths are seen from
  QubernetesGenesis genesis;
  std::vector<QubernetesNode> nodes;  ///< at least one
  Mark nodes_mark;                    ///< the key `nodes`
  std::vector<ExternalNode> external_nodes;
  QubernetesPaths paths;
  QubernetesK8s k8s;
  std::optional<QubernetesPrometheus> prometheus;
  std::optional<QubernetesCakeshop> cakeshop;
  /// Keys that are written here and that any rewrite by qctl drops. SPEC kubernetes F-61
  std::vector<MarkedText> dropped_by_qctl;

  /// A path of the file, seen from where the program runs.
  std::string beside(std::string_view path) const;
};

/// Reads a qubernetes.yaml.
Result<QubernetesYaml> read_qubernetes_yaml(const std::string& path, SourceFiles& files);

/// Reads the text of one that stands in a file of this id.
Result<QubernetesYaml> parse_qubernetes_yaml(std::string_view text, FileId file,
                                             const SourceFiles& files);

/// Adds nodes that another company exported to external_nodes, as step 5 of the documented flow
/// does by hand; one with an ident and a key that are there already takes the old one's place.
std::optional<Error> add_external_nodes(QubernetesYaml& yaml,
                                        const std::vector<ExternalNode>& nodes,
                                        const SourceFiles& files);

}  // namespace seatrial::config
