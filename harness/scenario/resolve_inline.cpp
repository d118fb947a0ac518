// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <sstream>

#include "harness/scenario/resolver.hpp"

namespace seatrial::scenario {

namespace {

/// The flags of a peer as words of a command, so that they are read as geth's own flags are; an
/// item may hold a flag and its value.
std::vector<config::Value> command_words(const std::vector<Text>& flags) {
  std::vector<config::Value> words;
  for (const Text& flag : flags) {
    std::istringstream text(flag.value);
    for (std::string word; text >> word;) {
      words.push_back(config::Value::scalar(flag.mark, word, config::Style::plain));
    }
  }
  return words;
}

std::uint16_t node_port(const Peer& peer, std::uint16_t port) {
  for (const PortPair& pair : peer.node_ports) {
    if (pair.port.value == port) return pair.node_port.value;
  }
  return 0;
}

kube::ServiceType type_of(ServiceKind kind) {
  switch (kind) {
    case ServiceKind::load_balancer:
      return kube::ServiceType::load_balancer;
    case ServiceKind::node_port:
      return kube::ServiceType::node_port;
    default:
      return kube::ServiceType::cluster_ip;
  }
}

void apply_service(const PeerService& written, PeerDeployment& deployment) {
  Exposure& exposure = deployment.exposure;
  exposure.service = written.type.value != ServiceKind::none;
  exposure.type = type_of(written.type.value);
  exposure.headless = written.type.value == ServiceKind::headless;
  exposure.udp = written.udp && written.udp->value;
  for (const auto& port : written.ports) exposure.more_ports.push_back(port.value);
  if (written.external_traffic_policy) {
    const bool local = written.external_traffic_policy->value == TrafficPolicy::local;
    deployment.policy = local ? kube::TrafficPolicy::local : kube::TrafficPolicy::cluster;
  }
  for (const NamedText& one : written.annotations) {
    exposure.annotations[one.name.value] = one.value.value;
  }
  for (const Text& range : written.source_ranges) {
    const auto cidr = net::parse_cidr(range.value);
    if (cidr) exposure.source_ranges.push_back(*cidr);
    exposure.source_ranges_mark = range.mark;
  }
  if (written.address) exposure.load_balancer_ip = net::parse_ipv4(written.address->value);
  for (const Text& address : written.external_ips) {
    if (const auto ip = net::parse_ipv4(address.value)) exposure.external_ips.push_back(*ip);
  }
  if (written.allocate_node_ports) {
    exposure.allocate_node_ports = written.allocate_node_ports->value;
  }
}

std::optional<TesseraSpec> tessera_of(const Peer& peer) {
  if (!peer.tessera) return std::nullopt;
  TesseraSpec spec;
  spec.advertised = "http://" + peer.name.value + ":9001";
  spec.advertised_mark = peer.tessera->mark;
  if (peer.tessera->advertises) {
    spec.advertised = peer.tessera->advertises->value;
    spec.advertised_mark = peer.tessera->advertises->mark;
  }
  return spec;
}

/// The key that holds: a peer's own, or that of the defaults where the peer's own flags are silent.
Maybe<Duration> chosen(const Maybe<Duration>& own, const Maybe<Duration>& common, bool own_flag) {
  if (own || own_flag) return own;
  return common;
}

// What is nearer to the peer wins, and beside one another the key wins over the flag.
void apply_engine_keys(const PeerDefaults& defaults, const Peer& peer,
                       const config::GethSettings& flags, seatrial::GethSettings& settings) {
  const bool own = peer.flags.has_value();
  const auto period = chosen(peer.block_period, defaults.block_period, own && flags.block_period);
  const auto timeout =
      chosen(peer.request_timeout, defaults.request_timeout, own && flags.request_timeout);
  if (period)
    settings.block_period = static_cast<std::uint64_t>(period->value.ns() / seconds(1).ns());
  if (timeout) settings.request_timeout = timeout->value;
  if (defaults.qbft_faults) settings.qbft_faults = defaults.qbft_faults->value;
}

}  // namespace

Result<seatrial::GethSettings> Resolver::inline_settings(const Peer& peer) const {
  // qubernetes' flags, as far as links and blocks depend on them. SPEC kubernetes 1.4
  std::vector<Text> flags = {
      {"--permissioned", {}}, {"--nodiscover", {}}, {"--nat=none", {}}, {"--mine", {}}};
  if (scenario_.defaults.peer.flags) flags = scenario_.defaults.peer.flags->value;
  if (peer.flags) flags = peer.flags->value;
  const Mark mark = peer.flags ? peer.flags->mark : peer.name.mark;
  const std::vector<config::Value> words = command_words(flags);
  std::vector<const config::Value*> command;
  for (const config::Value& word : words) command.push_back(&word);
  Result<config::GethSettings> read =
      config::geth_settings(config::read_geth_command(command, {}), files_);
  if (!read) return read.error();
  config::MarkedText version{"2.7.0", {}};
  const auto& written = peer.version ? peer.version : scenario_.defaults.peer.version;
  if (written) version = {written->value, written->mark};
  if (written && !is_latest(version) && !parse_goquorum_version(version.value)) {
    return error_at(version.mark, fmt::format("'{}' is no release of GoQuorum", version.value),
                    "write one as in 22.7.0");
  }
  seatrial::GethSettings settings = settings_of(*read, version, mark);
  if (scenario_.defaults.peer.network_id && !read->network_id) {
    settings.network_id = scenario_.defaults.peer.network_id->value;
  }
  if (peer.network_id) {
    settings.network_id = peer.network_id->value;
    settings.network_id_mark = peer.network_id->mark;
  }
  apply_engine_keys(scenario_.defaults.peer, peer, *read, settings);
  return settings;
}

Result<void> Resolver::add_inline_peer(SceneCluster& cluster, const Peer& peer) {
  kube::Cluster& where = scene_.world->cluster(cluster.id);
  PeerDeployment deployment;
  deployment.name = peer.name.value;
  deployment.mark = peer.name.mark;
  if (cluster.written->name_space) deployment.ns = cluster.written->name_space->value;
  if (peer.name_space) deployment.ns = peer.name_space->value;
  if (const auto port = node_port(peer, 30303); port != 0) deployment.p2p_node_port = port;
  if (const auto port = node_port(peer, 9001); port != 0) deployment.tessera_node_port = port;
  if (cluster.written->traffic_policy &&
      cluster.written->traffic_policy->value == TrafficPolicy::local) {
    deployment.policy = kube::TrafficPolicy::local;
  }
  for (std::size_t i = 0; peer.node && i < cluster.written->nodes.size(); ++i) {
    if (cluster.written->nodes[i].name.value == peer.node->value) {
      deployment.machine = where.machines()[i];
    }
  }
  if (peer.key) {
    const auto secret = wire::parse_private_key(peer.key->value);
    if (!secret) return error_at(peer.key->mark, secret.error().what, secret.error().remedy);
    const auto key = wire::public_key(*secret);
    if (!key) return error_at(peer.key->mark, key.error().what, key.error().remedy);
    deployment.key = *key;
    deployment.private_key = *secret;
  }
  if (peer.service) apply_service(*peer.service, deployment);
  if (cluster.written->outside) deployment.exposure.service = false;
  for (const PortPair& pair : peer.node_ports) {
    deployment.more_node_ports[pair.port.value] = pair.node_port.value;
  }
  auto settings = inline_settings(peer);
  if (!settings) return settings.error();
  deployment.geth = *settings;
  deployment.tessera = tessera_of(peer);
  const Result<PeerId> id = deploy(*scene_.world, cluster.id, std::move(deployment));
  if (!id) return error_at(peer.name.mark, id.error().what, id.error().remedy);
  inline_peers_[&peer] = *id;
  return {};
}

// Lists and chains name other peers, so they are filled in once all exist.
Result<void> Resolver::fill_inline_lists() {
  for (SceneCluster& cluster : scene_.clusters) {
    if (cluster.written == nullptr) continue;
    for (const Peer& peer : cluster.written->peers) {
      const PeerId id = inline_peers_.at(&peer);
      auto chain = inline_chain(cluster, peer);
      if (!chain) return chain.error();
      scene_.world->set_chain(id, *chain);
      cluster.chain = *chain;
      fill_lists_of(id, peer);
    }
  }
  // Of another company's chain nothing is known: it is assumed to be ours.
  for (SceneCluster& cluster : scene_.clusters) {
    if (!cluster.external || cluster.chain != nullptr) continue;
    for (const SceneCluster& own : scene_.clusters) {
      if (cluster.chain == nullptr) cluster.chain = own.chain;
    }
    for (const PeerId id : scene_.peers(Selector{cluster.name, "*", {}})) {
      scene_.world->set_chain(id, cluster.chain);
    }
  }
  return assume_chains();
}

// A Job may write the genesis, or a vault hold it: that no file has it makes it no other one.
Result<void> Resolver::assume_chains() {
  World& world = *scene_.world;
  std::shared_ptr<const ChainSpec> known;
  for (const SceneCluster& cluster : scene_.clusters) {
    if (known == nullptr) known = cluster.chain;
  }
  for (SceneCluster& cluster : scene_.clusters) {
    std::size_t without = 0;
    for (const PeerId id : scene_.peers(Selector{cluster.name, "*", {}})) {
      if (world.peer(id).spec.chain != nullptr) continue;
      if (known == nullptr) {
        auto usual = chain_of(Genesis{});
        if (!usual) return usual.error();
        known = *usual;
      }
      world.set_chain(id, cluster.chain == nullptr ? known : cluster.chain);
      ++without;
    }
    if (without == 0) continue;
    scene_.assumptions.push_back(
        fmt::format("assumed: {} of the peers of {} have the genesis that the others have (no file "
                    "holds theirs)",
                    without, cluster.name));
  }
  return {};
}

void Resolver::fill_lists_of(PeerId id, const Peer& peer) {
  World& world = *scene_.world;
  const std::string& cluster_name = scene_.cluster_of(id).name;
  const auto from = [&](const std::vector<PeerList>& lists, const std::optional<EntryList>& own) {
    const EntryList* chosen = own ? &*own : nullptr;
    for (const PeerList& list : lists) {
      if (own || !list.of.matches(cluster_name, peer.name.value)) continue;
      chosen = &list.list;
    }
    return chosen;
  };
  const EntryList* dialled = from(scenario_.lists.static_nodes, peer.static_nodes);
  const EntryList* permitted = from(scenario_.lists.permissioned, peer.permissioned);
  // qubernetes links both names to one file. SPEC kubernetes 1.4
  if (permitted == nullptr) permitted = dialled;
  const auto make = [&](const EntryList* list, const Maybe<FileState>& state) {
    seatrial::PeerList made = list ? entries_for(scene_, id, *list) : seatrial::PeerList{};
    if (!state) return made;
    made.entries.clear();
    made.mark = state->mark;
    made.state =
        state->value == FileState::missing ? PeerListState::missing : PeerListState::broken;
    return made;
  };
  world.set_static(id, make(dialled, peer.static_file));
  world.set_permissioned(id, make(permitted, peer.permissioned_file), world.now());
  if (!peer.tessera) return;
  std::optional<TesseraSpec> tessera = world.peer(id).spec.tessera;
  for (const TesseraPeer& url : peer.tessera->peers) {
    if (const auto* text = std::get_if<Text>(&url)) {
      tessera->peers.push_back({text->value, text->mark});
      continue;
    }
    const Selector& selector = std::get<Selector>(url);
    for (const PeerId other : scene_.peers(selector)) {
      if (other == id || !world.peer(other).spec.tessera) continue;
      tessera->peers.push_back({world.peer(other).spec.tessera->advertised, selector.mark});
    }
  }
  world.set_tessera(id, std::move(tessera));
}

}  // namespace seatrial::scenario
