// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/name_lookup.hpp"

#include <fmt/format.h>

#include "sim/wire/fork_id.hpp"

namespace seatrial {

namespace {

bool may_ask(const World& world, PeerId id) {
  const PeerSpec& spec = world.peer(id).spec;
  const kube::Cluster& cluster = world.cluster(spec.cluster);
  return kube::may_ask_dns(cluster, world.network(), cluster.pod(spec.pod));
}

}  // namespace

std::optional<kube::Resolution> look_up(const World& world, PeerId id, const std::string& host) {
  if (const auto literal = net::parse_ipv4(host)) {
    return kube::Resolution{*literal, nullptr, {*literal}, {}};
  }
  if (!may_ask(world, id)) return std::nullopt;
  const PeerSpec& spec = world.peer(id).spec;
  const kube::Cluster& cluster = world.cluster(spec.cluster);
  return kube::resolve(cluster, cluster.pod(spec.pod).ns, host);
}

// SPEC kubernetes F-98
std::string why_unresolved(const World& world, PeerId id, const std::string& host) {
  const std::string& cluster = world.cluster(world.peer(id).spec.cluster).spec().name;
  if (may_ask(world, id)) return fmt::format("{} means nothing in {}", host, cluster);
  return fmt::format("NetworkPolicies let {} not ask the DNS (udp 53 of kube-dns) for {}",
                     world.name(id), host);
}

p2p::PermissionFile permission_file(World& world, PeerId id) {
  const PeerSpec& spec = world.peer(id).spec;
  if (!spec.geth.permissioned) return {};
  std::vector<p2p::NodeRef> allowed;
  for (const PeerListEntry& entry : spec.permissioned_nodes.entries) {
    if (!entry.enode) continue;
    const bool late = entry.enode->has_raftport || entry.enode->incomplete;
    if (!late && !look_up(world, id, entry.enode->host)) continue;
    allowed.push_back(world.identities().intern(entry.enode->key));
  }
  p2p::PermissionFile file = p2p::permit(std::move(allowed));
  switch (spec.permissioned_nodes.state) {
    case PeerListState::ok:
      break;
    case PeerListState::missing:
      file.state = p2p::ListState::missing;
      break;
    case PeerListState::broken:
      file.state = p2p::ListState::broken;
      break;
  }
  return file;
}

p2p::LocalChain local_chain(const PeerSpec& spec) {
  p2p::LocalChain chain;
  chain.status.network_id = spec.geth.network_id;
  if (spec.chain == nullptr) return chain;
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
  return geth.version < GoQuorumVersion{21, 4, 0} ? p2p::istanbul_capabilities()
                                                  : p2p::istanbul_capabilities_21_4();
}

p2p::Rules rules(const GoQuorumVersion& version) {
  p2p::Rules rules = version < GoQuorumVersion{21, 4, 0} ? p2p::rules_2_7_0() : p2p::rules_21_4();
  rules.wake_slack = milliseconds(1);
  return rules;
}

}  // namespace seatrial
