// SPDX-License-Identifier: Apache-2.0
// What a GoQuorum peer is made with: identity, flags, peer lists as its files hold them, its chain
// and its Tessera. All of it is what files say; nothing is resolved or checked here. Each part that
// can be to blame carries the mark of its line.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/core/mark.hpp"
#include "sim/kube/cluster.hpp"
#include "sim/net/address.hpp"
#include "sim/peer/shared_list.hpp"
#include "sim/proto/p2p/status_check.hpp"
#include "sim/proto/qbft/rules.hpp"
#include "sim/wire/enode.hpp"
#include "sim/wire/genesis.hpp"

namespace seatrial {

/// Dense index of a cluster of a world.
enum class ClusterId : std::uint32_t { none = UINT32_MAX };

/// One string of static-nodes.json or permissioned-nodes.json.
struct PeerListEntry {
  std::string text;
  std::optional<wire::Enode> enode;  ///< none if it does not parse
  std::string error;                 ///< GoQuorum's text then, and our remedy
  std::string remedy;
  Mark mark;

  /// Parses the text as GoQuorum does.
  static PeerListEntry parse(std::string text, Mark mark);
};

/// What became of reading a peer list. SPEC law section 4 "Malformed peer lists".
enum class PeerListState : std::uint8_t { ok, missing, broken };

/// A peer list file.
struct PeerList {
  PeerListState state = PeerListState::ok;
  SharedList<PeerListEntry> entries;  ///< many peers may hold one and the same
  Mark mark;                          ///< of the file
};

/// A GoQuorum release, as far as behaviour depends on it.
struct GoQuorumVersion {
  int major = 2;
  int minor = 7;
  int patch = 0;

  auto operator<=>(const GoQuorumVersion&) const = default;
};

/// "2.7.0", "v21.10.0" or "22.7.0"; nothing for other texts ("latest").
std::optional<GoQuorumVersion> parse_goquorum_version(std::string_view text);

/// The consensus that decides which subprotocol a peer speaks.
enum class Consensus : std::uint8_t { istanbul, raft, clique };

/// geth's flags, as far as links depend on them.
struct GethSettings {
  GoQuorumVersion version;
  std::string unknown_version;  ///< what is written in place of a release; "" usually
  bool permissioned = false;
  bool discovery = false;
  std::uint64_t network_id = 1337;  // SPEC goquorum 0
  std::uint32_t max_peers = 50;     // SPEC goquorum 0
  std::uint16_t port = 30303;       // SPEC goquorum 0
  Consensus consensus = Consensus::istanbul;
  std::uint16_t raft_port = 50400;  // SPEC goquorum 0
  bool mine = false;
  std::uint64_t block_period = 1;          ///< seconds. // SPEC goquorum 7.1
  Duration request_timeout = seconds(10);  // SPEC goquorum 7.1
  std::uint64_t allowed_future_time = 0;   ///< seconds. // SPEC goquorum 7.1
  Mark command;                            ///< where the geth command stands
  Mark network_id_mark;
  Mark permissioned_mark;
  PeerList bootnodes;                   ///< --bootnodes: whom discovery asks first
  bool raft_dns = false;                ///< --raftdnsenable
  std::vector<net::Cidr> net_restrict;  ///< --netrestrict; none: every address is allowed
  Mark net_restrict_mark;
  Mark max_peers_mark;
  Mark version_mark;
  qbft::Faults qbft_faults;  ///< of the real code, that this process is to show; none by default
  /// Neither the genesis nor a flag names a consensus, and geth stops. // SPEC kubernetes F-76
  bool no_consensus = false;

  /// Whether --netrestrict leaves this address in. // SPEC goquorum 2.1, 13.1 row 13
  bool admits(net::Ipv4 address) const;
};

/// The chain that a peer was initialised with.
struct ChainSpec {
  wire::Genesis genesis;
  wire::Hash32 genesis_hash;
  Mark mark;           ///< of the genesis
  std::string source;  ///< "goquorum-genesis/genesis.json": ConfigMap and key; "" elsewhere
};

/// A Tessera beside a peer.
struct TesseraSpec {
  std::string advertised;  ///< serverAddress of the P2P server: what other Tesseras are told
  Mark advertised_mark;
  std::uint16_t port = 9001;  ///< where it listens
  struct PeerUrl {
    std::string url;
    Mark mark;
  };
  SharedList<PeerUrl> peers;
  bool use_white_list = false;
  bool disable_peer_discovery = false;
  bool remote_key_validation = false;
};

/// A GoQuorum peer.
struct PeerSpec {
  std::string name;  ///< within its cluster: "quorum-node1"
  ClusterId cluster = ClusterId::none;
  kube::PodId pod = kube::PodId::none;
  wire::PublicKey key;
  std::optional<wire::PrivateKey> private_key;  ///< of `key`, where it is known
  GethSettings geth;
  std::shared_ptr<const ChainSpec> chain;  ///< shared by the peers of one genesis file
  PeerList static_nodes;
  PeerList permissioned_nodes;
  PeerList trusted_nodes{PeerListState::missing, {}, {}};
  PeerList disallowed_nodes{PeerListState::missing, {}, {}};
  std::optional<TesseraSpec> tessera;
  Mark mark;
  /// The peer of another company, of which only its external_nodes are known: it answers as if it
  /// were well configured, and every link with it depends on what its owner must confirm.
  bool opaque = false;
  bool chain_known = true;  ///< false where an opaque peer's chain is only assumed to be ours
  /// What must hold for `key` to be its own: no file holds the key (it is in a vault), and another
  /// list claims it, or nobody does. "" where a file tells.
  std::string key_condition;

  /// Whether its process takes part in an IBFT or QBFT chain: by its flags, and by a section in its
  /// genesis that its release reads. // SPEC goquorum 6.1, 14
  bool runs_ibft() const;
};

}  // namespace seatrial
