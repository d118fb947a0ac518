// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/config/kube_objects.hpp"
#include "harness/config/pinned_ports.hpp"
#include "harness/scenario/manifests.hpp"
#include "harness/scenario/node_port_claims.hpp"
#include "harness/scenario/resolver.hpp"
#include "sim/core/whole_number.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::scenario {

namespace {

kube::Labels labels_of(const config::Labels& labels) {
  return {labels.begin(), labels.end()};
}

std::string namespace_of(const std::string& written, const SceneCluster& cluster) {
  if (!written.empty()) return written;
  return cluster.written->name_space ? cluster.written->name_space->value : "default";
}

/// A target port is a number, or the name of a port of the selected pods' containers.
std::uint16_t target_port(const config::ClusterConfig& cluster,
                          const config::ServiceConfig& service,
                          const config::ServicePortConfig& port) {
  const auto number = whole_number<unsigned>(port.target_port);
  if (number) return static_cast<std::uint16_t>(*number);
  for (const config::WorkloadConfig& workload : cluster.workloads) {
    const bool selected =
        std::all_of(service.selector.begin(), service.selector.end(), [&](const auto& wanted) {
          return std::find(workload.labels.begin(), workload.labels.end(), wanted) !=
                 workload.labels.end();
        });
    if (!selected) continue;
    for (const config::ContainerConfig& container : workload.containers) {
      for (const config::ContainerPortConfig& candidate : container.ports) {
        if (candidate.name == port.target_port) return candidate.port;
      }
    }
  }
  return 0;
}

// What "latest" is taken for. SPEC goquorum 14
constexpr GoQuorumVersion newest_release{24, 4, 1};
// From here on --istanbul.blockperiod is 5 s where nobody writes it. SPEC goquorum 7.15
constexpr GoQuorumVersion first_with_period_5{22, 7, 2};

PeerListState state_of(config::PeerListState state) {
  switch (state) {
    case config::PeerListState::ok:
      return PeerListState::ok;
    case config::PeerListState::missing:
      return PeerListState::missing;
    default:
      return PeerListState::broken;
  }
}

}  // namespace

seatrial::PeerList list_of(const config::PeerList& list) {
  seatrial::PeerList made;
  made.mark = list.mark;
  made.state = state_of(list.state);
  for (const config::MarkedText& entry : list.entries) {
    made.entries.push_back(PeerListEntry::parse(entry.value, entry.mark));
  }
  return made;
}

/// --bootnodes: enode URLs between commas.
static seatrial::PeerList bootnodes_of(const config::MarkedText& written) {
  seatrial::PeerList made;
  made.mark = written.mark;
  std::string_view rest = written.value;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view url = rest.substr(0, comma);
    if (!url.empty()) made.entries.push_back(PeerListEntry::parse(std::string(url), written.mark));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return made;
}

/// --netrestrict: CIDRs between commas; what is none lets nobody in.
static std::vector<net::Cidr> ranges_in(std::string_view written) {
  std::vector<net::Cidr> ranges;
  while (!written.empty()) {
    const std::size_t comma = std::min(written.find(','), written.size());
    if (const auto range = net::parse_cidr(written.substr(0, comma))) ranges.push_back(*range);
    written.remove_prefix(std::min(comma + 1, written.size()));
  }
  return ranges;
}

bool is_latest(const config::MarkedText& tag) {
  return tag.known() && (tag.value.empty() || tag.value == "latest");
}

seatrial::GethSettings settings_of(const config::GethSettings& flags,
                                   const config::MarkedText& version, const Mark& command) {
  seatrial::GethSettings settings;
  const auto release = parse_goquorum_version(version.value);
  settings.version = is_latest(version) ? newest_release : release.value_or(GoQuorumVersion{});
  if (!release && version.known() && !is_latest(version)) settings.unknown_version = version.value;
  settings.permissioned = flags.permissioned.value;
  settings.permissioned_mark = flags.permissioned.mark;
  settings.discovery = !flags.no_discover.value;
  if (flags.bootnodes) settings.bootnodes = bootnodes_of(*flags.bootnodes);
  settings.command = command;
  settings.network_id_mark = command;
  if (flags.network_id) {
    settings.network_id = flags.network_id->value;
    settings.network_id_mark = flags.network_id->mark;
  }
  if (flags.max_peers) settings.max_peers = static_cast<std::uint32_t>(flags.max_peers->value);
  settings.max_peers_mark = flags.max_peers ? flags.max_peers->mark : command;
  if (flags.netrestrict) {
    settings.net_restrict = ranges_in(flags.netrestrict->value);
    settings.net_restrict_mark = flags.netrestrict->mark;
  }
  settings.raft_dns = flags.raft_dns_enable.value;
  settings.version_mark = version.mark;
  if (flags.port) settings.port = static_cast<std::uint16_t>(flags.port->value);
  if (flags.raft_port) settings.raft_port = static_cast<std::uint16_t>(flags.raft_port->value);
  if (flags.raft.value) settings.consensus = Consensus::raft;
  settings.mine = flags.mine.value;
  if (settings.version >= first_with_period_5) settings.block_period = 5;
  if (flags.block_period) settings.block_period = flags.block_period->value;
  if (flags.request_timeout) {
    settings.request_timeout =
        milliseconds(static_cast<std::int64_t>(flags.request_timeout->value));
  }
  if (flags.allowed_future_block_time) {
    settings.allowed_future_time = flags.allowed_future_block_time->value;
  }
  return settings;
}

std::optional<TesseraSpec> tessera_of(const config::PeerConfig& peer) {
  if (!peer.tessera) return std::nullopt;
  const config::TesseraConfig& written = *peer.tessera;
  TesseraSpec spec;
  spec.advertised = written.server_address.value;
  spec.advertised_mark = written.server_address.mark;
  const auto bound = port_of_url(written.binding_address.value);
  const auto told = port_of_url(written.server_address.value);
  if (told != 0) spec.port = told;
  if (bound != 0) spec.port = bound;
  for (const config::MarkedText& url : written.peers) spec.peers.push_back({url.value, url.mark});
  spec.use_white_list = written.use_white_list.value;
  spec.disable_peer_discovery = written.disable_peer_discovery.value;
  spec.remote_key_validation = written.remote_key_validation.value;
  return spec;
}

Result<config::NodePorts> Resolver::known_node_ports(const SceneCluster& cluster) {
  config::NodePorts known;
  const Cluster& written = *cluster.written;
  for (const FilePath* file : {written.exported ? &*written.exported : nullptr,
                               written.services ? &*written.services : nullptr}) {
    if (file == nullptr) continue;
    Result<config::NodePorts> read = config::read_node_ports(file->path, *cluster.config, files_);
    if (!read) {
      scene_.errors.push_back(read.error());
      continue;
    }
    known.ports.insert(known.ports.end(), read->ports.begin(), read->ports.end());
  }
  for (const ServicePorts& service : written.node_ports) {
    if (cluster.config->find_service(service.service.value) == nullptr) {
      return error_at(
          service.service.mark,
          fmt::format("cluster {} has no Service '{}'", cluster.name, service.service.value),
          "name a Service of " + cluster.config->folder);
    }
    for (const PortPair& pair : service.ports) {
      known.ports.push_back({service.service.value,
                             pair.port.value,
                             "TCP",
                             pair.node_port.value,
                             pair.node_port.mark,
                             {}});
    }
  }
  return known;
}

Result<void> Resolver::add_folder(SceneCluster& cluster) {
  const Result<config::NodePorts> known = known_node_ports(cluster);
  if (!known) return known.error();
  if (auto done = add_services(cluster, *known); !done) return done;
  const kube::Cluster::Batch batch(scene_.world->cluster(cluster.id));
  for (const config::PeerConfig& peer : cluster.config->peers) {
    if (auto done = add_folder_peer(cluster, peer); !done) return done;
  }
  note_tags(cluster);
  note_pod_names(cluster);
  return {};
}

/// What the API server says to the pin of a port; null where it takes it.
static const config::PinTrouble* trouble_of(const std::vector<config::PinTrouble>& all,
                                            std::size_t service, std::size_t port) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const config::PinTrouble& one) {
    return one.service == service && one.port == port;
  });
  return found == all.end() ? nullptr : &*found;
}

// "a/x, a/y and 5 more"
static std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), shown); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

void Resolver::note_tags(const SceneCluster& cluster) {
  std::vector<std::string> names;
  for (const config::PeerConfig& peer : cluster.config->peers) {
    if (is_latest(peer.version)) names.push_back(cluster.name + '/' + peer.name.value);
  }
  if (names.empty()) return;
  scene_.assumptions.push_back(fmt::format(
      "assumed: the image tag 'latest' of {} is GoQuorum {}.{}.{} (write the version)",
      some_of(names), newest_release.major, newest_release.minor, newest_release.patch));
}

// "pod-0.svc.ns" of a host's name: "pod-0.svc"
static std::string_view first_two_labels(std::string_view host) {
  const std::size_t first = std::min(host.find('.'), host.size());
  return host.substr(0, std::min(host.find('.', first + 1), host.size()));
}

// SPEC kubernetes F-108: promised for headless Services only.
void Resolver::note_pod_names(const SceneCluster& cluster) {
  const kube::Cluster& where = scene_.world->cluster(cluster.id);
  std::set<std::string> names;
  for (const kube::Pod& pod : where.pods()) {
    const kube::Service* service = where.find_service(pod.ns, pod.subdomain);
    const bool promised = service == nullptr || service->headless;
    if (!promised) names.insert(pod.hostname + '.' + pod.subdomain);
  }
  std::set<const config::PeerList*> lists;
  for (const config::PeerConfig& peer : cluster.config->peers) {
    lists.insert({peer.static_list.get(), peer.permissioned_list.get()});
  }
  for (const config::PeerList* list : lists) {
    for (const config::MarkedText& entry : list->entries) {
      const auto enode = wire::parse_enode(entry.value);
      if (!enode || !names.contains(std::string(first_two_labels(enode->host)))) continue;
      scene_.assumptions.push_back(
          fmt::format("assumed: the DNS of {} answers names of pods of a Service with a ClusterIP, "
                      "as CoreDNS does",
                      cluster.name));
      return;
    }
  }
}

// SPEC kubernetes 3.2 "Errors": what is wrong is the type, as the links say.
void Resolver::note_needless_pin(const SceneCluster& cluster, const std::string& service) {
  std::string note = fmt::format(
      "assumed: the nodePort of {}/{} is not there (the API server refuses one of type ClusterIP)",
      cluster.name, service);
  auto& all = scene_.assumptions;
  if (std::find(all.begin(), all.end(), note) == all.end()) all.push_back(std::move(note));
}

/// What is known of later Services is not drawn for earlier ones.
static void keep_node_ports(const config::ClusterConfig& config, const config::NodePorts& known,
                            kube::Cluster& where) {
  for (const config::NodePort& port : known.ports) where.keep_node_port(port.node_port);
  for (const config::ServiceConfig& service : config.services) {
    for (const config::ServicePortConfig& port : service.ports) {
      if (port.node_port) where.keep_node_port(port.node_port->value);
    }
  }
}

Result<void> Resolver::add_services(SceneCluster& cluster, const config::NodePorts& known) {
  const config::ClusterConfig& config = *cluster.config;
  const kube::NodePortRange range = scene_.world->cluster(cluster.id).spec().node_ports;
  const std::vector<config::PinTrouble> troubles = config::refused_pins(config, range);
  kube::Cluster& where = scene_.world->cluster(cluster.id);
  const kube::Cluster::Batch batch(where);
  keep_node_ports(config, known, where);
  NodePortClaims claims(scene_, cluster);
  for (std::size_t i = 0; i < config.services.size(); ++i) {
    const config::ServiceConfig& written = config.services[i];
    kube::Service service;
    service.ns = namespace_of(written.ns, cluster);
    service.name = written.name.value;
    service.mark = written.mark;
    service.selector = labels_of(written.selector);
    const bool inside = written.type.value == "ClusterIP";
    if (written.type.value == "ExternalName") continue;  // a name of elsewhere, which has no pods
    service.headless = inside && written.cluster_ip.value == "None";
    service.type = inside ? kube::ServiceType::cluster_ip : kube::ServiceType::node_port;
    bool local = written.external_policy.value == "Local";
    if (cluster.written->traffic_policy) {
      local = cluster.written->traffic_policy->value == TrafficPolicy::local;
    }
    if (local) service.external_policy = kube::TrafficPolicy::local;
    for (std::size_t j = 0; j < written.ports.size(); ++j) {
      const config::ServicePortConfig& port = written.ports[j];
      kube::ServicePort made;
      made.name = port.name;
      made.protocol = port.protocol == "UDP" ? net::Protocol::udp : net::Protocol::tcp;
      made.port = port.port;
      made.target_port = target_port(config, written, port);
      // Without a container port of that name kube-proxy has no endpoint. SPEC kubernetes F-11
      if (made.target_port == 0) made.target_port_name = port.target_port;
      made.mark = port.mark;
      if (port.node_port && !inside) made.node_port = port.node_port->value;
      made.pinned = made.node_port.has_value() && !port.assigned;
      if (inside && port.node_port) note_needless_pin(cluster, written.name.value);
      const config::PinTrouble* trouble = trouble_of(troubles, i, j);
      if (trouble != nullptr) made.refused = trouble->refusal;
      // A refused number is dropped, so that the rest of the cluster can be looked at.
      const bool dropped = trouble != nullptr && trouble->refused;
      if (dropped) made.node_port.reset();
      const config::NodePort* told =
          known.find(written.name.value, port.port, port.protocol, service.ns);
      // An export may be older than the type that the Service has now.
      if (told != nullptr && !port.node_port && !inside) made.node_port = told->node_port;
      if (!inside && !made.node_port && !dropped) {
        claims.assume(written.name.value, made);
      }
      service.ports.push_back(made);
    }
    if (auto done = complete_balancer(cluster, written, service); !done) return done;
    if (auto done = where.create_service(std::move(service)); !done) {
      scene_.errors.push_back(error_at(written.mark, done.error().what, done.error().remedy));
    }
  }
  return {};
}

// SPEC kubernetes F-13: the API server takes nothing of it. Its ClusterIP is kept, so that the rest
// of the cluster can be looked at.
void Resolver::keep_inside(const SceneCluster& cluster, kube::Service& service) {
  service.type = kube::ServiceType::cluster_ip;
  for (kube::ServicePort& port : service.ports) {
    port.node_port.reset();
    port.pinned = false;
    port.condition.clear();
  }
  scene_.assumptions.push_back(
      fmt::format("assumed: Service {}/{} is there for its own cluster (the API server refuses it)",
                  cluster.name, service.name));
}

// Without a word on who makes load balancers only its NodePorts are known.
Result<void> Resolver::complete_balancer(const SceneCluster& cluster,
                                         const config::ServiceConfig& written,
                                         kube::Service& service) {
  if (written.type.value != "LoadBalancer") return {};
  const auto objects = config::read_objects(written.object, files_);
  if (!objects) return objects.error();
  const auto* full = std::get_if<kube::Service>(&objects->front());
  if (full == nullptr) return {};
  service.load_balancer_ip = full->load_balancer_ip;
  const kube::ClusterSpec& spec = scene_.world->cluster(cluster.id).spec();
  if (!written.live) service.no_balancer = kube::mixed_protocol_error(*full, spec.version);
  if (!service.no_balancer.empty()) {
    keep_inside(cluster, service);
    return {};
  }
  if (written.live && written.balancer_addresses.empty()) {
    service.no_balancer = "status.loadBalancer is empty";  // SPEC kubernetes 3.5, F-19
    return {};
  }
  if (!cluster.written->provider && spec.provider == kube::Provider::none) {
    scene_.assumptions.push_back(
        fmt::format("assumed: the load balancer of {}/{} is not used, only its NodePorts (write "
                    "'provider' of cluster {} to have it)",
                    cluster.name, service.name, cluster.name));
    return {};
  }
  service.type = full->type;
  service.annotations = full->annotations;
  service.source_ranges = full->source_ranges;
  service.source_ranges_mark = full->source_ranges_mark;
  service.external_ips = full->external_ips;
  service.allocate_node_ports = full->allocate_node_ports;
  service.load_balancer_class = full->load_balancer_class;
  for (const config::MarkedText& address : written.balancer_addresses) {
    // What it has, whatever was asked for. SPEC kubernetes 3.5
    if (const auto ip = net::parse_ipv4(address.value)) service.load_balancer_ip = *ip;
  }
  return {};
}

// Peers whose files are one and the same share their list.
seatrial::PeerList Resolver::shared_list(const std::shared_ptr<const config::PeerList>& list) {
  const auto [found, fresh] = list_cache_.try_emplace(list.get());
  if (fresh) found->second = list_of(*list);
  return found->second;
}

/// Peers whose Tesseras have the same URLs at the same places hold one list of them.
static void share_urls(const World& world, SharedList<TesseraSpec::PeerUrl>& urls) {
  if (world.peer_count() == 0) return;
  const auto last = PeerId(static_cast<std::uint32_t>(world.peer_count() - 1));
  const auto& before = world.peer(last).spec.tessera;
  if (!before || !std::equal(urls.begin(), urls.end(), before->peers.begin(), before->peers.end(),
                             [](const auto& a, const auto& b) {
                               return a.mark == b.mark && a.url == b.url;
                             })) {
    return;
  }
  urls = before->peers;
}

Result<void> Resolver::add_folder_peer(SceneCluster& cluster, const config::PeerConfig& peer) {
  World& world = *scene_.world;
  kube::Cluster& where = world.cluster(cluster.id);
  const config::WorkloadConfig& workload = cluster.config->workloads[peer.workload];
  PeerSpec spec;
  spec.name = peer.name.value;
  spec.cluster = cluster.id;
  const auto& machines = where.machines();
  net::MachineId machine = machine_named(world, where, workload.node_name.value);
  if (machine == net::MachineId::none) machine = machines[world.peer_count() % machines.size()];
  spec.pod =
      where.add_pod(namespace_of(peer.ns, cluster), peer.pod, labels_of(workload.labels), machine);
  if (!workload.service_name.value.empty()) {
    where.name_pod(spec.pod, peer.pod, workload.service_name.value);
  }
  NodeKey key = node_key(cluster, peer, spec.pod);
  spec.key = key.key;
  spec.key_condition = std::move(key.condition);
  spec.geth = settings_of(peer.settings, peer.version, peer.geth.mark);
  spec.static_nodes = shared_list(peer.static_list);
  spec.permissioned_nodes = shared_list(peer.permissioned_list);
  spec.trusted_nodes = shared_list(peer.trusted_list);
  spec.disallowed_nodes = shared_list(peer.disallowed_list);
  spec.tessera = scenario::tessera_of(peer);
  if (spec.tessera) share_urls(world, spec.tessera->peers);
  spec.mark = peer.mark;
  if (peer.genesis) {
    auto& chain = chain_cache_[cluster.name + '/' + peer.genesis->source];
    if (chain == nullptr) chain = scenario::chain_of(*peer.genesis);
    spec.chain = chain;
    cluster.chain = chain;
    const wire::ChainConfig& rules = peer.genesis->genesis.config;
    if (!peer.genesis->json.is_null() && !rules.istanbul && !rules.has_ibft && !rules.has_qbft &&
        !peer.settings.raft.value) {
      spec.geth.consensus = Consensus::clique;
      const config::Value* written = peer.genesis->json.find("config");
      spec.geth.no_consensus = written == nullptr || written->find("clique") == nullptr;
    }
  }
  world.add_peer(std::move(spec));
  return {};
}

}  // namespace seatrial::scenario
