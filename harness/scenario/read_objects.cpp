// SPDX-License-Identifier: Apache-2.0
// Readers of Kubernetes objects: the Service of a peer, plain pods, a cluster's networking and
// names, and manifests.
#include <fmt/format.h>

#include "harness/scenario/read.hpp"
#include "harness/scenario/units.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

constexpr Word<ServiceKind> service_kinds[] = {{"NodePort", ServiceKind::node_port},
                                               {"ClusterIP", ServiceKind::cluster_ip},
                                               {"LoadBalancer", ServiceKind::load_balancer},
                                               {"headless", ServiceKind::headless},
                                               {"none", ServiceKind::none}};
constexpr Word<TrafficPolicy> policies[] = {{"Cluster", TrafficPolicy::cluster},
                                            {"Local", TrafficPolicy::local}};

bool is_load_balancer(const PeerService& service) {
  return service.type.value == ServiceKind::load_balancer;
}

// What only a load balancer has must not stand where it would say nothing.
void check_service(Reader& reader, const Fields& fields, const PeerService& service) {
  for (const std::string_view key : {"source_ranges", "address", "allocate_node_ports"}) {
    if (is_load_balancer(service) || !fields.has(key)) continue;
    reader.fail(fields.key_mark(key), fmt::format("'{}' is of a load balancer", key),
                "write type: LoadBalancer");
  }
  if (service.type.value == ServiceKind::none && fields.written(keys::service.keys).size() > 1) {
    reader.fail(fields.mark(), "there is no Service, and yet it says more than its type",
                "write service: none");
  }
}

std::vector<NamedText> read_named(Reader& reader, const Value& value, std::string_view what) {
  std::vector<NamedText> all;
  for (const config::Entry& entry : reader.entries_of(value, what)) {
    all.push_back({{entry.key, entry.key_mark}, reader.text(entry.value, what)});
  }
  return all;
}

Listen read_listen(Reader& reader, const Value& value) {
  const Text written = reader.text(value, "listens");
  std::string_view text = written.value;
  const bool udp = text.starts_with("udp/");
  if (udp || text.starts_with("tcp/")) text.remove_prefix(4);
  const auto port = parse_port(text);
  if (!port) {
    reader.bad(value, fmt::format("listens '{}' is no port", written.value),
               "write a number from 1 to 65535, as in 8080, or udp/53");
  }
  return {{port.value_or(0), value.mark()}, udp};
}

Manifest read_manifest(Reader& reader, const Value& value) {
  if (value.is_map()) return {value};
  return {reader.file(value, "manifests")};
}

PlainPod read_pod(Reader& reader, const config::Entry& entry) {
  Fields fields(reader, entry.value, keys::pod);
  PlainPod pod;
  pod.name = {entry.key, entry.key_mark};
  pod.node = fields.maybe("node", &Reader::name);
  pod.name_space = fields.maybe("namespace", &Reader::name);
  if (const Value* labels = fields.find("labels")) {
    pod.labels = read_named(reader, *labels, "labels");
  }
  if (const Value* listens = fields.find("listens")) pod.listens = read_listens(reader, *listens);
  return pod;
}

}  // namespace

std::vector<Listen> read_listens(Reader& reader, const Value& value) {
  std::vector<Listen> all;
  for (const Value& item : one_or_more(value)) all.push_back(read_listen(reader, item));
  return all;
}

PeerService read_service(Reader& reader, const Value& value) {
  PeerService service;
  service.mark = value.mark();
  if (value.is_scalar()) {
    service.type = reader.word(value, "service", service_kinds);
    return service;
  }
  Fields fields(reader, value, keys::service);
  service.type = fields.maybe("type", service_kinds).value_or(Marked<ServiceKind>());
  service.udp = fields.maybe("udp", &Reader::truth);
  if (const Value* ports = fields.find("ports")) {
    for (const Value& one : one_or_more(*ports)) {
      service.ports.push_back(reader.port(one, "ports"));
    }
  }
  service.external_traffic_policy = fields.maybe("external_traffic_policy", policies);
  if (const Value* all = fields.find("annotations")) {
    service.annotations = read_named(reader, *all, "annotations");
  }
  if (const Value* all = fields.find("source_ranges")) {
    service.source_ranges = reader.cidrs(*all, "source_ranges");
  }
  service.address = fields.maybe("address", &Reader::address);
  if (const Value* all = fields.find("external_ips")) {
    for (const Value& one : one_or_more(*all)) {
      service.external_ips.push_back(reader.address(one, "external_ips"));
    }
  }
  service.allocate_node_ports = fields.maybe("allocate_node_ports", &Reader::truth);
  check_service(reader, fields, service);
  return service;
}

Cni read_cni(Reader& reader, const Value& value) {
  Cni cni;
  cni.mark = value.mark();
  if (value.is_scalar()) {
    cni.mode = reader.name(value, "cni");
    return cni;
  }
  Fields fields(reader, value, keys::cni);
  cni.mode = fields.required("mode", &Reader::name);
  cni.external_snat = fields.maybe("external_snat", &Reader::truth);
  if (const Value* all = fields.find("exclude_snat")) {
    cni.exclude_snat = reader.cidrs(*all, "exclude_snat");
  }
  cni.enforces_policies = fields.maybe("enforces_policies", &Reader::truth);
  cni.max_pods = fields.maybe("max_pods", &Reader::count);
  cni.surge = fields.maybe("surge", &Reader::number);
  return cni;
}

std::vector<PlainPod> read_pods(Reader& reader, const Value& value) {
  std::vector<PlainPod> pods;
  for (const config::Entry& entry : reader.entries_of(value, "pods")) {
    check_name(reader, entry, "pod");
    pods.push_back(read_pod(reader, entry));
  }
  return pods;
}

std::vector<NamedText> read_dns(Reader& reader, const Value& value) {
  std::vector<NamedText> names;
  for (const config::Entry& entry : reader.entries_of(value, "dns")) {
    check_name(reader, entry, "DNS");
    names.push_back({{entry.key, entry.key_mark}, reader.address(entry.value, "dns")});
  }
  return names;
}

std::vector<Manifest> read_manifests(Reader& reader, const Value& value) {
  std::vector<Manifest> manifests;
  for (const Value& item : one_or_more(value)) manifests.push_back(read_manifest(reader, item));
  return manifests;
}

}  // namespace seatrial::scenario
