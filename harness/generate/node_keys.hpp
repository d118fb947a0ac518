// SPDX-License-Identifier: Apache-2.0
// NodeKeys: the public halves of a node's keys, as the generator puts them into its files. They
// come from the folder that qubernetes keeps beside the yaml, or are made from names for a
// rehearsal of a network that has none yet. Private keys and passwords are never opened.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/config/qubernetes_yaml.hpp"
#include "sim/core/error.hpp"
#include "sim/wire/bytes.hpp"
#include "sim/wire/keys.hpp"

namespace seatrial::generate {

/// The public key material of one node.
struct NodeKeys {
  wire::PublicKey node_key;
  wire::Address20 account;                 ///< of the keystore that geth unlocks; in alloc
  std::optional<std::string> tessera_key;  ///< the text of tm.pub; none where it is not known

  /// The address of the node key: what extraData lists.
  wire::Address20 node_address() const { return wire::address(node_key); }
  bool operator==(const NodeKeys&) const = default;
};

/// The keys of all nodes, in the order of the yaml, and what had to be assumed for them.
struct KeysOfNodes {
  std::vector<NodeKeys> keys;
  std::vector<std::string> assumptions;  ///< one line each, lower case
};

/// Reads <Key_Dir_Base>/<Key_Dir>/ of each node where that folder is there, else makes the keys
/// from "cluster/node". An error for a folder whose files contradict one another or are incomplete.
Result<KeysOfNodes> keys_of(const config::QubernetesYaml& yaml, const std::string& cluster_name,
                            SourceFiles& files);

}  // namespace seatrial::generate
