// SPDX-License-Identifier: Apache-2.0
// What a cluster is made with, and what it holds beside peers.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/config/kube_proxy_config.hpp"
#include "harness/scenario/manifests.hpp"
#include "harness/scenario/nearest.hpp"
#include "harness/scenario/ranges.hpp"
#include "harness/scenario/resolver.hpp"
#include "sim/kube/ingress.hpp"
#include "sim/kube/ip_plan.hpp"

namespace seatrial::scenario {

namespace {

// A private range of an overlay CNI; only its being a LAN's can be seen by a peer.
net::Cidr default_pods(std::size_t index, const net::Cidr& services) {
  const auto second = static_cast<std::uint32_t>(index + 1) << 16;
  const net::Cidr pods{net::Ipv4{(10U << 24) | second}, 16};
  return pods.overlaps(services) ? *net::parse_cidr("10.244.0.0/16") : pods;
}

void apply_cni(const Cni& written, kube::CniSpec& cni) {
  if (written.external_snat) cni.external_snat = written.external_snat->value;
  cni.exclude_snat = ranges_of(written.exclude_snat);
  if (written.enforces_policies) cni.enforces_policies = written.enforces_policies->value;
  if (written.max_pods) cni.max_pods = static_cast<std::uint32_t>(written.max_pods->value);
  if (written.surge) cni.surge = static_cast<std::uint32_t>(written.surge->value);
  cni.mark = written.mark;
}

/// What the template of the cloud says, in place of what we would assume.
void apply_platform(const config::PlatformConfig& platform, kube::ClusterSpec& spec) {
  spec.version = kube::parse_version(platform.kubernetes.value).value_or(spec.version);
  if (const auto services = net::parse_cidr(platform.service_range.value)) {
    spec.services = *services;
    spec.services_mark = platform.service_range.mark;
  }
  if (const auto pods = net::parse_cidr(platform.pod_range.value)) {
    spec.pods = *pods;
    spec.pods_mark = platform.pod_range.mark;
  }
  // The bridge's own address with the length of its range. SPEC kubernetes F-59
  const std::string& bridge = platform.bridge_range.value;
  const std::size_t slash = std::min(bridge.find('/'), bridge.size());
  const auto address = net::parse_ipv4(bridge.substr(0, slash));
  const auto anywhere = net::parse_cidr("0.0.0.0" + bridge.substr(slash));
  if (address && anywhere) {
    const std::uint32_t hosts = anywhere->length == 32 ? 0 : UINT32_MAX >> anywhere->length;
    spec.docker_bridge = net::Cidr{net::Ipv4{address->bits & ~hosts}, anywhere->length};
    spec.docker_bridge_mark = platform.bridge_range.mark;
  }
  if (auto cni = kube::parse_cni_spec(platform.cni.value)) {
    spec.cni = std::move(*cni);
    spec.cni.mark = platform.cni.mark;
  }
  if (platform.cloud.value == "azure")
    spec.provider = kube::Provider::azure;  // SPEC kubernetes 2.3
}

/// What the template says of the nodes, where all of them are of one group. A type that is not
/// known here says nothing about pods, and is no error: nobody wrote it into the scenario.
void set_up_group(const config::PlatformConfig& platform, const Node& node, net::MachineId machine,
                  kube::Cluster& where) {
  if (platform.groups.size() != 1) return;
  const config::NodeGroup& group = platform.groups.front();
  if (!node.instance_type && group.instance_type.known()) {
    static_cast<void>(where.set_instance_type(machine, group.instance_type.value));
  }
  if (group.max_pods) {
    where.set_max_pods(machine, static_cast<std::uint32_t>(group.max_pods->value));
  }
}

/// Kubernetes' version as the nodes of a dump have it.
std::optional<kube::Version> live_version(const SceneCluster& cluster) {
  if (!cluster.config || cluster.config->nodes.empty()) return std::nullopt;
  return kube::parse_version(cluster.config->nodes.front().version.value);
}

/// Who makes load balancers, where the nodes of a dump say whose they are. Of AWS it does not
/// follow: its Services may be the in-tree provider's or the controller's.
kube::Provider live_provider(const SceneCluster& cluster) {
  if (!cluster.config || cluster.config->nodes.empty()) return kube::Provider::none;
  const std::string& id = cluster.config->nodes.front().provider_id.value;
  if (id.starts_with("azure://")) return kube::Provider::azure;
  if (id.starts_with("gce://")) return kube::Provider::gcp;
  return kube::Provider::none;
}

/// An Ingress of an API version that the cluster does not have is never there; ST127 tells of it.
bool is_applied(const config::OtherObject& other, kube::Version version) {
  if (other.kind != "Ingress") return true;
  const config::Value* api = other.object.find("apiVersion");
  kube::Ingress ingress;
  if (api != nullptr) ingress.api_version = api->text();
  return api == nullptr || kube::check_ingress(ingress, version).has_value();
}

/// What a folder of manifests holds beside Services, workloads and ConfigMaps, as far as it counts.
std::vector<Manifest> objects_of(const SceneCluster& cluster, kube::Version version) {
  constexpr std::array kinds = {"NetworkPolicy", "Endpoints", "EndpointSlice", "Namespace",
                                "Ingress"};
  std::vector<Manifest> manifests;
  if (!cluster.config) return manifests;
  for (const config::OtherObject& other : cluster.config->others) {
    const bool counts = std::find(kinds.begin(), kinds.end(), other.kind) != kinds.end();
    if (counts && is_applied(other, version)) manifests.push_back({other.object});
  }
  return manifests;
}

/// No object says which Service is that of an Ingress controller: it is known by its name, as in
/// ingress-nginx. Its pods understand HTTP and nothing else. SPEC kubernetes F-27
Result<void> name_ingress_controller(kube::Cluster& where,
                                     std::map<std::uint16_t, std::string> tcp_services) {
  if (where.ingresses().empty() && tcp_services.empty()) return {};
  for (const kube::Service& service : where.services()) {
    if (service.name.find("ingress") == std::string::npos || service.selector.empty()) continue;
    return where.set_ingress_controller(service.ns, service.name, std::move(tcp_services));
  }
  return {};
}

}  // namespace

Result<kube::ClusterSpec> Resolver::spec_of(const SceneCluster& cluster, std::size_t index) const {
  kube::ClusterSpec spec;
  spec.name = cluster.name;
  spec.services = *net::parse_cidr("10.96.0.0/12");
  spec.pods = default_pods(index, spec.services);
  if (cluster.config) {
    config::NodePortAddresses limit = config::node_port_addresses(*cluster.config);
    spec.node_port_addresses = std::move(limit.ranges);
    spec.node_port_addresses_mark = limit.mark;
  }
  if (cluster.written == nullptr) return spec;
  const Cluster& written = *cluster.written;
  spec.outside = written.outside;
  if (cluster.platform) {
    apply_platform(*cluster.platform, spec);
    if (!spec.pods_mark.known()) spec.pods = default_pods(index, spec.services);
  }
  if (written.kubernetes) {
    const auto version = kube::parse_version(written.kubernetes->value);
    if (!version) {
      return error_at(written.kubernetes->mark,
                      fmt::format("'{}' is no Kubernetes version", written.kubernetes->value),
                      "write it like 1.27");
    }
    spec.version = *version;
  } else if (const auto version = live_version(cluster)) {
    spec.version = *version;
  }
  if (written.node_port_range) {
    spec.node_ports = {written.node_port_range->value.first, written.node_port_range->value.last};
  }
  if (written.service_range) {
    spec.services = net::parse_cidr(written.service_range->value).value_or(spec.services);
    spec.services_mark = written.service_range->mark;
    spec.pods = default_pods(index, spec.services);
  }
  if (written.pod_range) {
    spec.pods = net::parse_cidr(written.pod_range->value).value_or(spec.pods);
    spec.pods_mark = written.pod_range->mark;
  }
  if (const kube::Provider live = live_provider(cluster); live != kube::Provider::none) {
    spec.provider = live;
  }
  if (written.provider) spec.provider = written.provider->value;
  if (written.domain) spec.domain = written.domain->value;
  if (!written.cni) return spec;
  spec.cni = kube::parse_cni_spec(written.cni->mode.value).value_or(kube::CniSpec());
  apply_cni(*written.cni, spec.cni);
  return spec;
}

Result<void> Resolver::set_up_node(SceneCluster& cluster, const Node& node,
                                   net::MachineId machine) {
  kube::Cluster& where = scene_.world->cluster(cluster.id);
  if (const auto nic = underlay_->nic_of(*cluster.written, node)) {
    scene_.world->network().attach(machine, *nic);
    where.network_changed();
  }
  if (node.instance_type) {
    if (auto done = where.set_instance_type(machine, node.instance_type->value); !done) {
      return error_at(node.instance_type->mark, done.error().what, done.error().remedy);
    }
  }
  if (cluster.platform) set_up_group(*cluster.platform, node, machine, where);
  if (node.max_pods) {
    where.set_max_pods(machine, static_cast<std::uint32_t>(node.max_pods->value));
  }
  return {};
}

void Resolver::add_plain_pod(SceneCluster& cluster, const PlainPod& pod) {
  World& world = *scene_.world;
  kube::Cluster& where = world.cluster(cluster.id);
  std::string ns = cluster.written->name_space ? cluster.written->name_space->value : "default";
  if (pod.name_space) ns = pod.name_space->value;
  kube::Labels labels;
  for (const NamedText& label : pod.labels) labels[label.name.value] = label.value.value;
  net::MachineId machine = where.machines().front();
  if (pod.node) machine = machine_named(world, where, pod.node->value);
  const kube::PodId id = where.add_pod(ns, pod.name.value, std::move(labels), machine);
  const net::StackId stack = where.pod(id).stack;
  if (stack == net::StackId::none) return;  // Pending: nothing runs
  for (const Listen& listen : pod.listens) {
    world.network().listen(stack, listen.port.value,
                           listen.udp ? net::Protocol::udp : net::Protocol::tcp);
  }
}

// Neither is an error: the links say what follows from it.
void Resolver::note_what_is_pending(const SceneCluster& cluster) {
  const kube::Cluster& where = scene_.world->cluster(cluster.id);
  for (const kube::Service& service : where.services()) {
    if (service.type != kube::ServiceType::load_balancer) continue;
    const Peer* peer = cluster.written->find_peer(service.name);
    if (peer != nullptr && peer->service && peer->service->address) continue;
    if (service.load_balancer.address == net::Ipv4()) continue;
    const config::ServiceConfig* live =
        cluster.config ? cluster.config->find_service(service.name) : nullptr;
    if (live != nullptr && !live->balancer_addresses.empty()) continue;  // a dump tells it
    scene_.assumptions.push_back(
        fmt::format("assumed: the load balancer of {}/{} has the address {} (none is written)",
                    cluster.name, service.name, net::to_string(service.load_balancer.address)));
  }
}

Result<void> Resolver::add_objects(SceneCluster& cluster) {
  kube::Cluster& where = scene_.world->cluster(cluster.id);
  for (const PlainPod& pod : cluster.written->pods) add_plain_pod(cluster, pod);
  for (const NamedText& name : cluster.written->dns) {
    where.add_dns_record(
        {name.name.value, net::parse_ipv4(name.value.value).value_or(net::Ipv4()), name.name.mark});
  }
  std::vector<Manifest> manifests = objects_of(cluster, where.spec().version);
  for (const Manifest& one : manifests) {
    auto applied = apply_manifests(scene_, cluster, {one});
    if (!applied) scene_.errors.push_back(applied.error());
  }
  manifests.insert(manifests.end(), cluster.written->manifests.begin(),
                   cluster.written->manifests.end());
  if (!manifests.empty()) {
    auto applied = apply_manifests(scene_, cluster, cluster.written->manifests);
    if (!applied) return applied.error();
    auto forwarded = tcp_services_of(manifests, files_);
    if (!forwarded) return forwarded.error();
    auto named = name_ingress_controller(where, std::move(*forwarded));
    if (named.has_error()) return named.error();
  }
  note_what_is_pending(cluster);
  return {};
}

}  // namespace seatrial::scenario
