// SPDX-License-Identifier: Apache-2.0
// Whose node id is whose, from what is public: enode ConfigMaps under the names that generators
// and charts give them, and peer lists that name a node's own Service or pod. Node keys are in
// Secrets or vaults and never read; a node whose id no file tells stays without one.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/cluster_config.hpp"

namespace seatrial::config {

/// Whether a Service's selector means the pods of a workload.
bool selects(const ServiceConfig& service, const WorkloadConfig& workload);

/// The text of an entry without blanks around it, at its place; "" for a secret one.
MarkedText trimmed_text(const ConfigEntry& entry);

/// The public keys of nodes that ConfigMaps hold.
class KeysInMaps {
 public:
  /// The cluster must live longer.
  explicit KeysInMaps(const ClusterConfig& cluster);

  /// The key of the node of this name; "" where none is told.
  MarkedText find(const std::string& ns, const std::string& name) const;

 private:
  struct Key {
    std::string ns;
    std::string map;  ///< letters and digits of its name
    std::string key;  ///< likewise
    MarkedText text;
  };
  std::map<std::string, const ConfigMapConfig*> own_;  ///< NAME-enode-config by its name
  std::vector<Key> keys_;
};

/// Whether a host names this peer inside its cluster: by a Service that selects it, or as a pod of
/// one, shortly or in full.
bool names_peer(std::string_view host, const ClusterConfig& cluster, const PeerConfig& peer);

/// Gives peers without a key the id of the entry that names them in a list of their cluster.
void take_keys_from_lists(ClusterConfig& cluster);

}  // namespace seatrial::config
