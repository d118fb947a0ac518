// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/name_lookup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/wire/fork_id.hpp"

namespace seatrial {

bool may_ask_dns(const World& world, PeerId id) {
  const PeerSpec& spec = world.peer(id).spec;
  const kube::Cluster& cluster = world.cluster(spec.cluster);
  return kube::may_ask_dns(cluster, world.network(), cluster.pod(spec.pod));
}

std::optional<kube::Resolution> look_up(const World& world, PeerId id, const std::string& host) {
  if (const auto literal = net::parse_ipv4(host)) {
    return kube::Resolution{*literal, nullptr, {*literal}, {}};
  }
  if (!may_ask_dns(world, id)) return std::nullopt;
  const PeerSpec& spec = world.peer(id).spec;
  const kube::Cluster& cluster = world.cluster(spec.cluster);
  return kube::resolve(cluster, cluster.pod(spec.pod).ns, host);
}

// SPEC kubernetes F-98
std::string why_unresolved(const World& world, PeerId id, const std::string& host) {
  const std::string& cluster = world.cluster(world.peer(id).spec.cluster).spec().name;
  if (may_ask_dns(world, id)) return fmt::format("{} means nothing in {}", host, cluster);
  return fmt::format("NetworkPolicies let {} not ask the DNS (udp 53 of kube-dns) for {}",
                     world.name(id), host);
}

namespace {

p2p::ListState state_of(PeerListState state) {
  switch (state) {
    case PeerListState::missing:
      return p2p::ListState::missing;
    case PeerListState::broken:
      return p2p::ListState::broken;
    case PeerListState::ok:
      break;
  }
  return p2p::ListState::ok;
}

/// The ids of a list, as far as geth could read its entries now.
std::vector<p2p::NodeRef> readable_ids(World& world, PeerId id, const PeerList& list) {
  std::vector<p2p::NodeRef> ids;
  for (const PeerListEntry& entry : list.entries) {
    if (!entry.enode) continue;
    const bool late = entry.enode->has_raftport || entry.enode->incomplete;
    if (!late && !look_up(world, id, entry.enode->host)) continue;
    ids.push_back(world.identities().intern(entry.enode->key));
  }
  return ids;
}

}  // namespace

p2p::PermissionFile permission_file(World& world, PeerId id) {
  const PeerSpec& spec = world.peer(id).spec;
  if (!spec.geth.permissioned) return {};
  p2p::PermissionFile file = p2p::permit(readable_ids(world, id, spec.permissioned_nodes));
  file.state = state_of(spec.permissioned_nodes.state);
  file.disallowed_state = state_of(spec.disallowed_nodes.state);
  file.disallowed = readable_ids(world, id, spec.disallowed_nodes);
  std::ranges::sort(file.disallowed);
  // SPEC goquorum 2.2: before v22.4 no entry of the disallowed list ever matches.
  file.disallowed_matches = spec.geth.version >= GoQuorumVersion{22, 4, 0};
  return file;
}

p2p::LocalChain any_chain(const PeerSpec& spec) {
  p2p::LocalChain chain;
  chain.status.network_id = spec.geth.network_id;
  chain.status.fork = wire::fork_id({}, chain.forks, 0);
  return chain;
}

p2p::LocalChain local_chain(const PeerSpec& spec) {
  p2p::LocalChain chain;
  chain.status.network_id = spec.geth.network_id;
  if (spec.chain == nullptr) return any_chain(spec);
  // SPEC goquorum 14: from v21.1 the fork id ignores qip714Block.
  const bool old = spec.geth.version < GoQuorumVersion{21, 1, 0};
  const auto fork_rules = old ? wire::ForkRules::v2_7_0 : wire::ForkRules::v21_1_on;
  chain.status.head = chain.status.genesis = spec.chain->genesis_hash;
  chain.forks = wire::fork_blocks(spec.chain->genesis.config, fork_rules);
  chain.status.fork = wire::fork_id(spec.chain->genesis_hash, chain.forks, 0);
  return chain;
}

p2p::Capabilities capabilities(const GethSettings& geth) {
  if (geth.consensus != Consensus::istanbul) return p2p::raft_capabilities();
  if (geth.version < GoQuorumVersion{21, 4, 0}) return p2p::istanbul_capabilities();
  if (geth.version < GoQuorumVersion{22, 7, 0}) return p2p::istanbul_capabilities_21_4();
  return geth.version < GoQuorumVersion{24, 4, 0} ? p2p::istanbul_capabilities_22_7()
                                                  : p2p::istanbul_capabilities_24_4();
}

p2p::Rules rules(const GoQuorumVersion& version) {
  p2p::Rules rules = version < GoQuorumVersion{21, 4, 0} ? p2p::rules_2_7_0() : p2p::rules_21_4();
  rules.wake_slack = milliseconds(1);
  return rules;
}

}  // namespace seatrial
