// SPDX-License-Identifier: Apache-2.0
#include "harness/config/manifest.hpp"

#include <fmt/format.h>

#include "harness/config/field_reader.hpp"
#include "harness/config/kube_fields.hpp"
#include "harness/config/live_objects.hpp"
#include "harness/config/workload.hpp"

namespace seatrial::config {

namespace {

void read_port(FieldReader port, ServicePortConfig& out) {
  out.mark = port.mark();
  out.name = port.text("name");
  out.protocol = port.text("protocol", "TCP");
  out.port = static_cast<std::uint16_t>(port.required_int("port", port_range));
  // SPEC kubernetes 3.5: a manifest may leave these out, a live object has them
  out.target_port = port.text("targetPort", std::to_string(out.port));
  if (const Value* value = port.find("nodePort")) {
    const auto number = port.integer("nodePort", 0, {0, 65535});
    if (number != 0) out.node_port = {static_cast<std::uint16_t>(number), value->mark()};
  }
}

// kubectl keeps what was applied, whole, in an annotation: it tells which node ports were asked
// for.
void note_live(ServiceConfig& service) {
  constexpr std::string_view applied = "kubectl.kubernetes.io/last-applied-configuration";
  const MarkedText* before = find_pair(service.annotations, applied);
  for (ServicePortConfig& port : service.ports) {
    if (!port.node_port) continue;
    const std::string asked = fmt::format("\"nodePort\":{}", port.node_port->value);
    port.assigned = before == nullptr || before->value.find(asked) == std::string::npos;
  }
  service.live = true;
  std::erase_if(service.annotations, [&](const auto& pair) { return pair.first == applied; });
}

Labels read_labels(FieldReader map) {
  Labels labels;
  for (const Entry& entry : map.entries()) {
    labels.emplace_back(entry.key, std::string(entry.value.text()));
  }
  return labels;
}

ConfigMapConfig read_config_map(const Value& object, FieldReader reader) {
  ConfigMapConfig map;
  map.mark = object.mark();
  map.ns = reader.map("metadata").text("namespace");
  map.name = reader.map("metadata").required_text("name");
  for (const Entry& entry : reader.map("data").entries()) {
    const bool secret = is_secret_entry(map.name.value, entry.key);
    map.entries.push_back({entry.key, entry.key_mark, secret ? Value() : entry.value, secret});
  }
  return map;
}

OtherObject read_other(const FieldReader& reader, std::string kind) {
  OtherObject other;
  const FieldReader metadata = reader.map("metadata");
  other.ns = metadata.text("namespace");
  other.name = metadata.marked_text("name");
  other.kind = std::move(kind);
  if (other.kind != "Secret") return other;
  for (const char* field : {"data", "stringData"}) {
    for (const Entry& entry : reader.map(field).entries()) other.keys.push_back(entry.key);
  }
  return other;
}

// Others may have a kind of the same name: Knative's Service, Calico's NetworkPolicy.
bool is_of_kubernetes(const Value& object) {
  const Value* version = object.find("apiVersion");
  if (version == nullptr) return true;
  const std::string_view text = version->text();
  const std::string_view group = text.substr(0, text.find('/'));
  return group.size() == text.size() || group == "apps" || group == "batch" ||
         group == "extensions" || group.ends_with(".k8s.io");
}

std::optional<Error> add_object(Value object, std::string kind, ClusterConfig& cluster,
                                const SourceFiles& files) {
  std::optional<Error> error;
  FieldReader reader(object, kind, files, error);
  const bool known = is_of_kubernetes(object);
  if (known && kind == "Service") {
    auto service = read_service(object, files);
    if (!service) return service.error();
    cluster.services.push_back(std::move(*service));
  } else if (known && is_workload(kind)) {
    auto workload = read_workload(object, files);
    if (!workload) return workload.error();
    cluster.workloads.push_back(std::move(*workload));
  } else if (known && kind == "ConfigMap") {
    ConfigMapConfig map = read_config_map(object, reader);
    if (error) return error;
    cluster.config_maps.push_back(std::move(map));
  } else if (known && kind == "Node") {
    auto node = read_node(object, files);
    if (!node) return node.error();
    cluster.nodes.push_back(std::move(*node));
  } else {
    OtherObject other = read_other(reader, kind);
    if (error) return error;
    if (kind != "Secret") other.object = std::move(object);
    cluster.others.push_back(std::move(other));
  }
  return std::nullopt;
}

std::optional<Error> add_document(Value document, ClusterConfig& cluster,
                                  const SourceFiles& files) {
  const Value* kind = document.find("kind");
  if (kind == nullptr || !kind->is_scalar()) {
    return Error{files.to_string(document.mark()), "a document without a kind",
                 "give Kubernetes manifests, each with apiVersion and kind"};
  }
  const std::string name(kind->text());
  if (!name.ends_with("List")) return add_object(std::move(document), name, cluster, files);
  for (Value& item : document.take_items("items")) {
    add_manifest(std::move(item), cluster, files);
  }
  return std::nullopt;
}

}  // namespace

bool is_secret_entry(std::string_view config_map, std::string_view key) {
  const auto has = [](std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
  };
  if (key == "nodekey") return !config_map.ends_with("-nodekey-address-config");
  if (key == "key") return true;
  return key.ends_with(".key") || has(key, "password") || has(key, "keystore") ||
         has(key, "private") || has(key, "acctkey");
}

Result<ServiceConfig> read_service(const Value& object, const SourceFiles& files) {
  std::optional<Error> error;
  FieldReader reader(object, "Service", files, error);
  ServiceConfig service;
  service.mark = object.mark();
  service.ns = reader.map("metadata").text("namespace");
  service.name = reader.map("metadata").required_text("name");
  const FieldReader spec = reader.map("spec");
  service.type = spec.marked_text("type", "ClusterIP");
  service.external_policy = spec.marked_text("externalTrafficPolicy", "Cluster");
  service.internal_policy = spec.marked_text("internalTrafficPolicy", "Cluster");
  service.selector = read_labels(spec.map("selector"));
  service.annotations = reader.map("metadata").pairs("annotations");
  service.cluster_ip = spec.marked_text("clusterIP");
  service.publish_not_ready = spec.boolean("publishNotReadyAddresses", false);
  if (const Value* check = spec.find("healthCheckNodePort")) {
    const auto number = spec.integer("healthCheckNodePort", 0, {0, 65535});
    if (number != 0)
      service.health_check_node_port = {static_cast<std::uint16_t>(number), check->mark()};
  }
  for (const FieldReader& ingress : reader.map("status").map("loadBalancer").list("ingress")) {
    const MarkedText ip = ingress.marked_text("ip");
    service.balancer_addresses.push_back(ip.known() ? ip : ingress.marked_text("hostname"));
  }
  for (const FieldReader& port : spec.list("ports")) read_port(port, service.ports.emplace_back());
  if (reader.map("metadata").find("uid") != nullptr) note_live(service);
  if (error) return *error;
  if (service.type.value == "LoadBalancer") service.object = object;
  return service;
}

void add_manifest(Value document, ClusterConfig& cluster, const SourceFiles& files) {
  if (document.is_null()) return;
  if (auto error = add_document(std::move(document), cluster, files)) {
    cluster.errors.push_back(std::move(*error));
  }
}

}  // namespace seatrial::config
