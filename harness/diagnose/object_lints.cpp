// SPDX-License-Identifier: Apache-2.0
// What nodes, workloads, namespaces and Ingresses of the files say that matters to whoever dials:
// nodes that come and go, replicas with one key, APIs that are gone, sidecars.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/core/whole_number.hpp"
#include "sim/kube/ingress.hpp"

namespace seatrial::diagnosis {

namespace {

using config::Value;

/// The value at a path of keys; null where there is none.
const Value* at(const Value& object, std::initializer_list<std::string_view> path) {
  const Value* value = &object;
  for (const std::string_view key : path) {
    if (value != nullptr) value = value->find(key);
  }
  return value;
}

/// A label and the value that says that a node does not last; "" for any value.
struct FleetingLabel {
  std::string_view key;
  std::string_view value;
};

// [U] names of the clouds' own labels: facts name spot and autoscaled pools, not their labels.
constexpr std::array<FleetingLabel, 7> fleeting = {{
    {"eks.amazonaws.com/capacityType", "SPOT"},
    {"karpenter.sh/capacity-type", "spot"},
    {"karpenter.sh/nodepool", ""},
    {"kubernetes.azure.com/scalesetpriority", "spot"},
    {"cloud.google.com/gke-spot", "true"},
    {"cloud.google.com/gke-preemptible", "true"},
    {"node.kubernetes.io/lifecycle", "spot"},
}};

/// Where it stands that a node, or every node of a cluster, comes and goes.
struct Fleeting {
  std::string what;
  Mark mark;
  std::set<std::string> addresses;  ///< of the node; empty: of every node
};

void add_node(const config::NodeConfig& node, std::vector<Fleeting>& all) {
  for (const auto& [key, value] : node.labels) {
    const bool counts = std::any_of(fleeting.begin(), fleeting.end(), [&](const auto& one) {
      return one.key == key && (one.value.empty() || one.value == value.value);
    });
    if (!counts) continue;
    all.push_back({fmt::format("node {} has {}: {}", node.name.value, key, value.value),
                   value.mark,
                   {node.internal_address.value, node.external_address.value}});
    return;
  }
}

// A cloud's template: groups that may grow or shrink, or are spot.
void add_groups(const config::PlatformConfig& platform, std::vector<Fleeting>& all) {
  for (const config::NodeGroup& group : platform.groups) {
    if (group.spot.value) {
      all.push_back({fmt::format("node group {} is spot", group.name.value), group.spot.mark, {}});
    } else if (group.min && group.max && group.min->value != group.max->value) {
      all.push_back({fmt::format("node group {} has {} to {} nodes", group.name.value,
                                 group.min->value, group.max->value),
                     group.max->mark,
                     {}});
    }
  }
}

std::vector<Fleeting> fleeting_nodes(const scenario::SceneCluster& cluster) {
  std::vector<Fleeting> all;
  if (cluster.platform) add_groups(*cluster.platform, all);
  if (!cluster.config) return all;
  for (const config::NodeConfig& node : cluster.config->nodes) add_node(node, all);
  for (const config::WorkloadConfig& workload : cluster.config->workloads) {
    if (workload.name.value.find("cluster-autoscaler") == std::string::npos) continue;
    all.push_back({workload.name.value + " adds and removes nodes", workload.mark, {}});
  }
  return all;
}

// SPEC kubernetes F-21
void nodes_that_go(const View& view, const scenario::SceneCluster& cluster,
                   const WrittenList& written, Findings& made) {
  for (const Fleeting& one : fleeting_nodes(cluster)) {
    const auto names_it = [&](const Written& entry) {
      const auto address = net::parse_ipv4(entry.host);
      if (!address || view.cluster_of(entry.by) == cluster.id) return false;
      const auto machine = machine_meant(view.world(), entry.by, *address);
      if (cluster_of(view.world(), machine) != cluster.id) return false;
      return one.addresses.empty() || one.addresses.contains(entry.host);
    };
    const auto first = std::find_if(written.begin(), written.end(), names_it);
    if (first == written.end()) continue;
    Finding found =
        finding::make("ST124", one.mark,
                      fmt::format("{} of {}, and {} writes its address {} down ({} in all)",
                                  one.what, cluster.name, view.name(first->by), first->host,
                                  std::count_if(written.begin(), written.end(), names_it)));
    if (first->mark.known()) found.related.push_back({first->mark, "written here"});
    made.push_back(std::move(found));
  }
}

// SPEC kubernetes F-25
void replicas(const config::ClusterConfig& config, Findings& made) {
  for (const config::WorkloadConfig& workload : config.workloads) {
    const auto holds_a_key = [](const config::ContainerConfig& container) {
      return !container.init && (container.geth.runs() || container.name == "tessera");
    };
    const bool is_peer =
        std::any_of(workload.containers.begin(), workload.containers.end(), holds_a_key);
    if (workload.replicas < 2 || !is_peer) continue;
    made.push_back(
        finding::make("ST126", first_known(workload.replicas_mark, workload.mark),
                      fmt::format("{} {} has {} replicas, each with the keys of one node",
                                  workload.kind, workload.name.value, workload.replicas)));
  }
}

// SPEC kubernetes F-28. Without a version it is only likely.
void old_ingresses(const View& view, const scenario::SceneCluster& cluster, Findings& made) {
  const kube::Version version = view.world().cluster(cluster.id).spec().version;
  for (const config::OtherObject& other : cluster.config->others) {
    const Value* api = other.object.find("apiVersion");
    if (other.kind != "Ingress" || api == nullptr || !api->is_scalar()) continue;
    kube::Ingress ingress;
    ingress.api_version = api->text();
    const Result<void> has = kube::check_ingress(ingress, version);
    if (has) continue;
    const bool told = cluster.written != nullptr && cluster.written->kubernetes.has_value();
    made.push_back(finding::make(
        "ST127", api->mark(),
        fmt::format("Ingress {} of {}: {} (Kubernetes 1.{}{})", other.name.value, cluster.name,
                    has.error().what, version.minor, told ? "" : ", assumed")));
    if (!told) made.back().severity = Severity::warning;
  }
}

/// What puts a sidecar into a pod: on, off, and what keeps a port out of it.
struct Mesh {
  std::string_view key;      ///< of a pod: a label or an annotation
  std::string_view on;       ///< its value
  std::string_view exclude;  ///< the annotation that leaves a port alone
  std::string_view ns_key;   ///< of a namespace, likewise
  std::string_view ns_on;    ///< "" for any value
  std::string_view container;
};

constexpr std::array<Mesh, 4> meshes = {{
    {"sidecar.istio.io/inject", "true", "traffic.sidecar.istio.io/excludeInboundPorts",
     "istio-injection", "enabled", "istio-proxy"},
    {"linkerd.io/inject", "enabled", "config.linkerd.io/skip-inbound-ports", "linkerd.io/inject",
     "enabled", "linkerd-proxy"},
    {"consul.hashicorp.com/connect-inject", "true",
     "consul.hashicorp.com/transparent-proxy-exclude-inbound-ports", "-", "", "consul-dataplane"},
    {"kuma.io/sidecar-injection", "enabled", "traffic.kuma.io/exclude-inbound-ports",
     "kuma.io/sidecar-injection", "enabled", "kuma-sidecar"},
}};

/// "30303" or "30000-30400" between commas.
bool names_port(std::string_view list, std::uint16_t port) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string item(list.substr(0, comma));
    std::erase(item, ' ');
    const std::size_t dash = item.find('-');
    const int first = leading_number<int>(item).value_or(0);
    const int last =
        dash == item.npos ? first : leading_number<int>(item.substr(dash + 1)).value_or(0);
    if (first <= port && port <= last) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

/// One peer's pod, as a mesh sees it.
class MeshReader {
 public:
  MeshReader(const config::ClusterConfig& config, const config::PeerConfig& peer)
      : config_(config), peer_(peer), pod_(config.workloads[peer.workload]) {}

  /// Where the sidecar is asked for; not known where it is not.
  Mark asked_for(const Mesh& mesh) const {
    for (const auto* pairs : {&pod_.inject_labels, &pod_.annotations}) {
      const config::MarkedText* own = config::find_pair(*pairs, mesh.key);
      if (own != nullptr) return own->value == mesh.on ? own->mark : Mark{};
    }
    for (const config::ContainerConfig& container : pod_.containers) {
      if (container.name == mesh.container) return container.mark;
    }
    return by_namespace(mesh);
  }

  bool leaves_alone(const Mesh& mesh, std::uint16_t port) const {
    for (const std::string_view key :
         {mesh.exclude, std::string_view("config.linkerd.io/opaque-ports")}) {
      const config::MarkedText* list = config::find_pair(pod_.annotations, key);
      if (list != nullptr && names_port(list->value, port)) return true;
    }
    return mesh.key.find("istio") != mesh.key.npos && is_plain_tcp(port);
  }

 private:
  /// Istio looks into no port whose name begins with tcp.
  bool is_plain_tcp(std::uint16_t port) const {
    const config::ServiceConfig* service = config_.find_service(peer_.service);
    const config::ServicePortConfig* found =
        service == nullptr ? nullptr : service->find_port(port);
    return found != nullptr && found->name.starts_with("tcp");
  }

  Mark by_namespace(const Mesh& mesh) const {
    const std::string ns = peer_.ns.empty() ? "default" : peer_.ns;
    for (const config::OtherObject& other : config_.others) {
      if (other.kind != "Namespace" || other.name.value != ns) continue;
      for (const std::string_view map : {"labels", "annotations"}) {
        const Value* pairs = at(other.object, {"metadata", map});
        const Value* value = pairs == nullptr ? nullptr : pairs->find(mesh.ns_key);
        if (value != nullptr && value->text() == mesh.ns_on) return value->mark();
      }
    }
    return {};
  }

  const config::ClusterConfig& config_;
  const config::PeerConfig& peer_;
  const config::WorkloadConfig& pod_;
};

// SPEC goquorum 13.1 row 6, derived there
void sidecars(const View& view, const scenario::SceneCluster& cluster, Findings& made) {
  for (const config::PeerConfig& peer : cluster.config->peers) {
    const PeerId id = view.world().find_peer(cluster.name + '/' + peer.name.value);
    if (id == PeerId::none || workload_of(*cluster.config, peer) == nullptr) continue;
    const std::uint16_t port = view.spec(id).geth.port;
    const MeshReader reader(*cluster.config, peer);
    for (const Mesh& mesh : meshes) {
      const Mark mark = reader.asked_for(mesh);
      if (!mark.known() || reader.leaves_alone(mesh, port)) continue;
      made.push_back(finding::make(
          "ST134", mark, fmt::format("a sidecar stands before port {} of {}", port, view.name(id)),
          {{"port", std::to_string(port)},
           {"annotation", fmt::format("{}: \"{}\"", mesh.exclude, port)}}));
    }
  }
}

}  // namespace

Findings object_lints(const View& view, const WrittenList& written) {
  Findings made;
  for (const scenario::SceneCluster& cluster : view.scene().clusters) {
    nodes_that_go(view, cluster, written, made);
    if (!cluster.config) continue;
    replicas(*cluster.config, made);
    old_ingresses(view, cluster, made);
    sidecars(view, cluster, made);
  }
  return made;
}

}  // namespace seatrial::diagnosis
