// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/finding/catalogue.hpp"
#include "harness/scenario/manifests.hpp"
#include "harness/scenario/resolver.hpp"

namespace seatrial::scenario {

namespace {

// Not measured and in no file: a line inside one region. A scenario's wan says better.
constexpr Duration assumed_wan_latency = milliseconds(10);

// An address that is nobody's (RFC 5737).
constexpr const char* lone_node = "192.0.2.1";

// Whether every machine of it is on the flat world, and it is a cluster.
bool on_internet(const SceneCluster& cluster) {
  if (cluster.written == nullptr) return true;
  if (cluster.written->outside || cluster.written->network) return false;
  return std::none_of(cluster.written->nodes.begin(), cluster.written->nodes.end(),
                      [](const Node& node) { return node.network.has_value(); });
}

template <class Item>
void append(std::vector<Item>& to, std::vector<Item> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Resolver::Resolver(const Scenario& scenario, SourceFiles& files)
    : scenario_(scenario), files_(files) {
  scene_.scenario = &scenario;
  scene_.files = &files;
  scene_.world = std::make_unique<World>(scenario.seed.value);
  underlay_ = std::make_unique<UnderlayBuilder>(scenario, scene_.world->network());
  if (!scenario.relay.value) leave_out_relays();
}

void Resolver::leave_out_relays() {
  scene_.world->set_relay(false);
  scene_.assumptions.push_back(
      "assumed: validators do not pass on the votes of others, which GoQuorum always does: what "
      "follows holds where every validator is linked with every other (relay: off)");
}

Error Resolver::error_at(const Mark& mark, std::string what, std::string remedy) const {
  return {files_.to_string(mark), std::move(what), std::move(remedy)};
}

/// What a run shows that GoQuorum should not do stands in its report. // SPEC qbft-law 6, 7
void Resolver::tell_qbft_faults() {
  const Maybe<qbft::Faults>& faults = scenario_.defaults.peer.qbft_faults;
  if (!faults || faults->value == qbft::Faults{}) return;
  const auto share = [](const Ratio& ratio) {
    return fmt::format("{} in {}", ratio.numerator, ratio.denominator);
  };
  std::string text = "QBFT nodes show faults of the real code (qbft_faults):";
  if (!faults->value.double_step.never()) {
    text += fmt::format(
        " who follows others into a round as its own timer ends goes one round "
        "too far, {} times;",
        share(faults->value.double_step));
  }
  if (!faults->value.stray_timer.never()) {
    text +=
        fmt::format(" round 0 of a node ends early, {} blocks;", share(faults->value.stray_timer));
  }
  scene_.assumptions.push_back(text + " another seed gives another run");
}

Result<Scene> Resolver::run() {
  if (auto done = read_inputs(); !done) return done.error();
  underlay_->add_networks();
  append(scene_.assumptions, underlay_->assumptions());
  tell_qbft_faults();
  for (std::size_t i = 0; i < scene_.clusters.size(); ++i) {
    if (auto done = add_cluster(i); !done) return done.error();
  }
  underlay_->add_routes([&](const Selector& node) {
    const kube::Cluster& cluster = scene_.world->cluster(scene_.find(node.cluster)->id);
    return machine_named(*scene_.world, cluster, node.peer);
  });
  for (SceneCluster& cluster : scene_.clusters) {
    Done done = cluster.config && !cluster.external ? add_folder(cluster) : Done();
    if (!done) return done.error();
    if (cluster.written == nullptr) continue;
    for (const Peer& peer : cluster.written->peers) {
      if (done = add_inline_peer(cluster, peer); !done) return done.error();
    }
    if (done = add_objects(cluster); !done) return done.error();
  }
  // After our own, since what they do not say is assumed to be as it is with us.
  for (SceneCluster& cluster : scene_.clusters) {
    if (!cluster.external) continue;
    if (auto done = add_external(cluster); !done) return done.error();
  }
  if (auto done = fill_inline_lists(); !done) return done.error();
  join_sites();
  for (const Text& variable : scenario_.unset_variables) {
    scene_.findings.push_back(finding::make(
        "ST202", variable.mark, fmt::format("the variable {} is not set", variable.value),
        {{"variable", variable.value}}));
  }
  return std::move(scene_);
}

Result<void> Resolver::read_inputs() {
  for (const Cluster& written : scenario_.clusters) {
    SceneCluster cluster;
    cluster.name = written.name.value;
    cluster.written = &written;
    if (written.config) read_config(*written.config, cluster);
    read_platform(cluster);
    scene_.clusters.push_back(std::move(cluster));
  }
  for (const External& external : scenario_.externals) {
    if (auto done = read_external(external); !done) return done;
  }
  return {};
}

// The template that is named, else the one that lies in the cluster's folder.
void Resolver::read_platform(SceneCluster& cluster) {
  if (cluster.config) cluster.platform = cluster.config->platform;
  if (!cluster.written->platform) return;
  auto read = config::read_platform_file(cluster.written->platform->path, files_);
  if (read) {
    cluster.platform = std::move(*read);
  } else {
    scene_.errors.push_back(read.error());
  }
}

// What cannot be read is told, and the other clusters are looked at all the same.
void Resolver::read_config(const FilePath& config, SceneCluster& cluster) {
  Result<ClusterSource> read = read_cluster_source(config.path, cluster.name, files_);
  if (!read) {
    scene_.errors.push_back(read.error());
    cluster.config.emplace().folder = config.path;
    cluster.config->errors.push_back(read.error());
    return;
  }
  append(scene_.errors, read->config.errors);
  cluster.config = std::move(read->config);
  cluster.qubernetes = std::move(read->qubernetes);
  append(scene_.findings, std::move(read->traps));
  append(scene_.assumptions, std::move(read->assumptions));
}

Result<void> Resolver::read_external(const External& external) {
  Result<config::ExternalNodes> read = config::read_external_nodes(external.nodes.path, files_);
  if (!read) {
    scene_.errors.push_back(read.error());
    read = config::ExternalNodes();
  }
  for (config::ExternalNode& node : read->nodes) {
    for (config::MarkedText* text : {&node.enode_url, &node.tm_url}) {
      std::map<std::string, std::string> values;
      for (const Variable& variable : scenario_.variables) {
        values[variable.name.value] = variable.value;
      }
      const Result<std::string> filled = config::substitute(text->value, values);
      if (filled) text->value = *filled;
    }
  }
  SceneCluster cluster;
  cluster.name = external.name.value;
  cluster.external = true;
  cluster.nodes = std::move(*read);
  if (external.genesis) {
    auto chain = chain_of_file(*external.genesis);
    if (chain) {
      cluster.chain = *chain;
    } else {
      scene_.errors.push_back(chain.error());
    }
  }
  scene_.clusters.push_back(std::move(cluster));
  return {};
}

Result<void> Resolver::add_cluster(std::size_t index) {
  SceneCluster& cluster = scene_.clusters[index];
  Result<kube::ClusterSpec> spec = spec_of(cluster, index);
  if (!spec) return spec.error();
  cluster.id = scene_.world->add_cluster(std::move(*spec));
  return cluster.external ? Done() : add_nodes(cluster);
}

Result<std::vector<Node>> Resolver::nodes_of(const SceneCluster& cluster) {
  if (!cluster.written->nodes.empty()) return cluster.written->nodes;
  if (std::vector<Node> live = live_nodes(cluster); !live.empty()) return live;
  std::string address;
  Mark mark;
  const auto take = [&](const std::string& url, const Mark& where) {
    const Result<wire::Enode> enode = wire::parse_enode(url);
    if (!address.empty() || !enode || !enode->ipv4) return;
    address = enode->host;
    mark = where;
  };
  if (cluster.written->exported) {
    SourceFiles scratch;
    const auto exported = config::read_external_nodes(cluster.written->exported->path, scratch);
    if (!exported) return exported.error();
    for (const auto& node : exported->nodes) take(node.enode_url.value, {});
  }
  // Else the others' lists say where they look for this cluster's keys.
  for (const SceneCluster& other : scene_.clusters) {
    if (!other.config || !cluster.config || other.id == cluster.id) continue;
    for (const config::PeerConfig& peer : other.config->peers) {
      for (const config::MarkedText& entry : peer.static_list->entries) {
        for (const config::PeerConfig& own : cluster.config->peers) {
          const std::string& key = own.enode_key.value;
          if (!key.empty() && entry.value.find(key) != std::string::npos) {
            take(entry.value, entry.mark);
          }
        }
      }
    }
  }
  // What tells it may be in a file that cannot be read, of which there is an error already.
  if (address.empty() && cluster.config && !cluster.config->errors.empty()) address = "$unknown";
  // Nobody dials a cluster that is alone: where its nodes are does not matter.
  const bool alone = scene_.clusters.size() == 1;
  if (address.empty() && alone && cluster.config) address = lone_node;
  if (address.empty()) {
    return error_at(cluster.written->name.mark,
                    fmt::format("no node address is known for cluster {}", cluster.name),
                    "add `nodes: {n1: 1.2.3.4}` with the address that others reach it by");
  }
  Node only;
  only.name = {"n1", mark};
  only.address = {address, mark};
  return std::vector<Node>{only};
}

// As a dump has them. Where the scenario has no private network for them each has one address: the
// one that others dial, else the one outside.
std::vector<Node> Resolver::live_nodes(const SceneCluster& cluster) const {
  std::set<std::string> dialled;
  for (const SceneCluster& other : scene_.clusters) {
    if (!other.config || &other == &cluster) continue;
    for (const config::PeerConfig& peer : other.config->peers) {
      for (const config::MarkedText& entry : peer.static_list->entries) {
        if (const auto enode = wire::parse_enode(entry.value)) dialled.insert(enode->host);
      }
    }
  }
  std::vector<Node> nodes;
  if (!cluster.config) return nodes;
  for (const config::NodeConfig& live : cluster.config->nodes) {
    const config::MarkedText& inside = live.internal_address;
    const config::MarkedText& outside = live.external_address;
    const bool private_only = cluster.written->network || outside.value.empty() ||
                              (dialled.contains(inside.value) && !dialled.contains(outside.value));
    Node node;
    node.name = live.name;
    node.address = private_only ? inside : outside;
    if (node.address.value.empty()) continue;  // IPv6, which is not simulated
    if (cluster.written->network && outside.known()) node.public_address = outside;
    if (live.pod_range.known()) node.pods = live.pod_range;
    if (live.max_pods) node.max_pods = *live.max_pods;
    nodes.push_back(std::move(node));
  }
  return nodes;
}

Result<void> Resolver::add_nodes(SceneCluster& cluster) {
  const Result<std::vector<Node>> nodes = nodes_of(cluster);
  if (!nodes) return nodes.error();
  std::uint32_t unset = 1;
  for (const Node& node : *nodes) {
    if (auto done = add_node(cluster, node, unset); !done) return done;
  }
  return {};
}

Result<void> Resolver::add_node(SceneCluster& cluster, const Node& node, std::uint32_t& unset) {
  auto address = net::parse_ipv4(node.address.value);
  const bool variable = node.address.value.find('$') != std::string::npos;
  if (!address && !variable) {
    return error_at(node.address.mark, fmt::format("'{}' is no IPv4 address", node.address.value),
                    "write the address of the Kubernetes node");
  }
  // An address that nobody filled in is one that nobody can dial.
  if (!address) address = net::Ipv4{unset++};
  std::optional<net::Cidr> pods;
  if (node.pods) {
    pods = net::parse_cidr(node.pods->value);
    if (!pods) {
      return error_at(node.pods->mark, fmt::format("'{}' is no CIDR", node.pods->value),
                      "write it like 10.1.0.0/24, without host bits");
    }
  }
  const bool in_private = node.network || cluster.written->network;
  if (!in_private && scene_.world->network().machine_at(*address) != net::MachineId::none) {
    return error_at(node.address.mark,
                    fmt::format("two nodes have the address {}", node.address.value),
                    "give each node its own");
  }
  return set_up_node(
      cluster, node,
      scene_.world->cluster(cluster.id).add_machine(node.name.value, *address, pods));
}

void change_wan(const Wan& wan, net::WanSpec& spec) {
  if (wan.latency) spec.latency = wan.latency->value;
  if (wan.jitter) spec.jitter = wan.jitter->value;
  if (wan.loss) spec.loss = wan.loss->value;
  if (wan.rate) spec.bytes_per_second = wan.rate->value;
  if (wan.queue) spec.queue_bytes = wan.queue->value;
  if (wan.duplicate) spec.duplicate = wan.duplicate->value;
  if (wan.reorder) spec.reorder = wan.reorder->value;
  if (wan.reorder_by) spec.reorder_by = wan.reorder_by->value;
  if (wan.mtu) spec.mtu = static_cast<std::uint32_t>(wan.mtu->value);
}

void Resolver::join_sites() {
  World& world = *scene_.world;
  for (const Wan& wan : scenario_.wans) {
    net::WanSpec spec;
    change_wan(wan, spec);
    world.join(scene_.find(wan.between.first.value)->id, scene_.find(wan.between.second.value)->id,
               spec);
  }
  for (std::size_t i = 0; i < scene_.clusters.size(); ++i) {
    for (std::size_t j = i + 1; j < scene_.clusters.size(); ++j) {
      const SceneCluster& a = scene_.clusters[i];
      const SceneCluster& b = scene_.clusters[j];
      const net::SiteId site_a = world.cluster(a.id).site();
      const net::SiteId site_b = world.cluster(b.id).site();
      if (world.network().wan_between(site_a, site_b) != net::WanId::none) continue;
      world.join(a.id, b.id, {.latency = assumed_wan_latency});
      if (!on_internet(a) || !on_internet(b)) {
        scene_.assumptions.push_back(fmt::format(
            "assumed: what passes between {} and {} takes {} one way (no wan is written)", a.name,
            b.name, to_string(assumed_wan_latency)));
        continue;
      }
      scene_.assumptions.push_back(fmt::format(
          "assumed: node addresses of {} and {} reach one another, {} one way (no wan is written)",
          a.name, b.name, to_string(assumed_wan_latency)));
    }
  }
}

Result<Scene> resolve(const Scenario& scenario, SourceFiles& files) {
  return Resolver(scenario, files).run();
}

}  // namespace seatrial::scenario
