// SPDX-License-Identifier: Apache-2.0
#include "harness/config/live_objects.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "harness/config/field_reader.hpp"
#include "sim/net/address.hpp"

namespace seatrial::config {

namespace {

using ObjectName = std::tuple<std::string, std::string, std::string>;  // namespace, kind, name
using Workloads = std::map<ObjectName, std::size_t>;

std::string kind_of(const WorkloadConfig& workload) {
  return workload.kind;
}

template <class Object>
std::string kind_of(const Object&) {
  return "";
}

// `kubectl apply` of an object changes the one of the same name.
template <class Object>
void drop_replaced(std::vector<Object>& objects, std::string_view noun,
                   std::vector<std::string>& assumptions, const SourceFiles& files) {
  std::map<ObjectName, std::size_t> last;
  std::set<std::size_t> replaced;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const Object& one = objects[i];
    const auto [at, added] = last.emplace(ObjectName{one.ns, kind_of(one), one.name.value}, i);
    if (added) continue;
    assumptions.push_back(fmt::format("assumed: {}{} {} at {} takes the place of the one at {}",
                                      noun, kind_of(one), one.name.value, files.to_string(one.mark),
                                      files.to_string(objects[at->second].mark)));
    replaced.insert(std::exchange(at->second, i));
  }
  std::size_t index = 0;
  std::erase_if(objects, [&](const Object&) { return replaced.contains(index++); });
}

void read_addresses(const FieldReader& status, NodeConfig& node) {
  for (const FieldReader& item : status.list("addresses")) {
    const std::string type = item.text("type");
    const MarkedText address = item.marked_text("address");
    if (!net::parse_ipv4(address.value)) continue;  // IPv6 or a name
    MarkedText* to = type == "InternalIP"   ? &node.internal_address
                     : type == "ExternalIP" ? &node.external_address
                                            : nullptr;
    if (to != nullptr && to->value.empty()) *to = address;
  }
}

// A Pod of a ReplicaSet of a Deployment is the Deployment's.
std::size_t owner_of(std::size_t index, const std::vector<WorkloadConfig>& all,
                     const Workloads& known) {
  for (int steps = 0; steps < 4; ++steps) {  // no chain of Kubernetes' own controllers is longer
    const WorkloadConfig& one = all[index];
    const auto owner = known.find({one.ns, one.owner_kind, one.owner_name});
    if (owner == known.end() || owner->second == index) break;
    index = owner->second;
  }
  return index;
}

bool has_ended(const WorkloadConfig& pod) {
  return pod.phase == "Succeeded" || pod.phase == "Failed";
}

void settle_workloads(ClusterConfig& cluster) {
  std::vector<WorkloadConfig>& all = cluster.workloads;
  Workloads known;
  for (std::size_t i = 0; i < all.size(); ++i) {
    known.emplace(ObjectName{all[i].ns, all[i].kind, all[i].name.value}, i);
  }
  std::vector<bool> gone(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    WorkloadConfig& owner = all[owner_of(i, all, known)];
    const bool old_revision = all[i].kind == "ReplicaSet" && all[i].replicas == 0;
    gone[i] = &owner != &all[i] || has_ended(all[i]) || old_revision;
    if (&owner == &all[i] || has_ended(all[i]) || !all[i].node_name.known()) continue;
    if (owner.node_name.known()) continue;
    owner.node_name = all[i].node_name;
    owner.pod_address = all[i].pod_address;
  }
  std::size_t index = 0;
  std::erase_if(all, [&](const WorkloadConfig&) { return gone[index++]; });
}

const Value* metadata_of(const Value& object, std::string_view key) {
  const Value* metadata = object.find("metadata");
  return metadata ? metadata->find(key) : nullptr;
}

std::string label_of(const Value& object, std::string_view key) {
  const Value* labels = metadata_of(object, "labels");
  const Value* label = labels ? labels->find(key) : nullptr;
  return label ? std::string(label->text()) : std::string();
}

// Whether somebody wrote these endpoints, so that they are not what a selector comes to.
bool are_manual(const OtherObject& object, const ClusterConfig& cluster) {
  const std::string made_by = label_of(object.object, "endpointslice.kubernetes.io/managed-by");
  if (made_by.ends_with(".k8s.io")) return false;
  const bool slice = object.kind == "EndpointSlice";
  const std::string service =
      slice ? label_of(object.object, "kubernetes.io/service-name") : object.name.value;
  const ServiceConfig* found = cluster.find_service(object.ns, service);
  const bool live = metadata_of(object.object, "uid") != nullptr;
  return found == nullptr ? !live : found->selector.empty();
}

// The API server's own Service; no peer is behind it.
bool is_api_server(std::string_view ns, std::string_view name) {
  return ns == "default" && name == "kubernetes";
}

}  // namespace

Result<NodeConfig> read_node(const Value& object, const SourceFiles& files) {
  std::optional<Error> error;
  const FieldReader reader(object, "Node", files, error);
  NodeConfig node;
  node.mark = object.mark();
  const FieldReader metadata = reader.map("metadata");
  const FieldReader status = reader.map("status");
  node.name = metadata.required_text("name");
  node.labels = metadata.pairs("labels");
  node.instance_type = metadata.map("labels").marked_text("node.kubernetes.io/instance-type");
  node.provider_id = reader.map("spec").marked_text("providerID");
  node.pod_range = reader.map("spec").marked_text("podCIDR");
  node.version = status.map("nodeInfo").marked_text("kubeletVersion");
  read_addresses(status, node);
  const FieldReader most = status.map("allocatable");
  if (const Value* pods = most.find("pods")) {
    const auto count = most.integer("pods", 0, {0, UINT16_MAX});
    node.max_pods = {static_cast<std::uint64_t>(count), pods->mark()};
  }
  if (error) return *error;
  return node;
}

void settle_objects(ClusterConfig& cluster, const SourceFiles& files) {
  drop_replaced(cluster.services, "Service", cluster.assumptions, files);
  drop_replaced(cluster.config_maps, "ConfigMap", cluster.assumptions, files);
  drop_replaced(cluster.workloads, "", cluster.assumptions, files);
  settle_workloads(cluster);
  std::erase_if(cluster.others, [&](const OtherObject& object) {
    if (object.kind != "Endpoints" && object.kind != "EndpointSlice") return false;
    return is_api_server(object.ns, object.name.value) || !are_manual(object, cluster);
  });
  std::erase_if(cluster.services, [](const ServiceConfig& service) {
    return is_api_server(service.ns, service.name.value);
  });
}

}  // namespace seatrial::config
