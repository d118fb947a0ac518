// SPDX-License-Identifier: Apache-2.0
#include "harness/config/service_objects.hpp"

#include <fmt/format.h>

#include "harness/config/kube_fields.hpp"

namespace seatrial::config {

namespace {

/// Reads one Service.
class ServiceReader {
 public:
  explicit ServiceReader(const KubeFields& fields) : fields_(fields) {}

  kube::Service read(const Value& object) {
    const FieldReader reader = fields_.reader(object, "Service");
    service_.mark = object.mark();
    service_.ns = fields_.ns(reader);
    service_.name = fields_.name(reader);
    service_.annotations = fields_.texts(reader.map("metadata"), "annotations");
    // What an API server wrote carries a uid: its node ports were drawn, not pinned.
    live_ = reader.map("metadata").find("uid") != nullptr;
    const FieldReader spec = reader.map("spec");
    if (!spec.exists()) fields_.fail(object.mark(), "Service has no spec", "add spec");
    service_.selector = fields_.texts(spec, "selector");
    read_type(spec);
    read_ports(spec);
    read_policies(spec);
    read_balancer(spec);
    read_status(reader.map("status").map("loadBalancer"));
    return std::move(service_);
  }

 private:
  void read_type(const FieldReader& spec) {
    using kube::ServiceType;
    const ServiceType types[] = {ServiceType::cluster_ip, ServiceType::node_port,
                                 ServiceType::load_balancer, ServiceType::external_name};
    service_.type = types[fields_.word(spec, "type",
                                       {"ClusterIP", "NodePort", "LoadBalancer", "ExternalName"})];
    service_.external_name = spec.text("externalName");
    if (service_.type == ServiceType::external_name && service_.external_name.empty()) {
      fields_.fail(spec.mark(), "type ExternalName without externalName", "add externalName");
    }
    const Value* address = spec.find("clusterIP");
    service_.headless = address != nullptr && address->text() == "None";
    if (service_.headless && service_.type != ServiceType::cluster_ip) {
      fields_.fail(address->mark(), "clusterIP None is for type ClusterIP only",
                   "drop clusterIP, or write type: ClusterIP");
    }
    if (address != nullptr && !service_.headless && !spec.text("clusterIP").empty()) {
      service_.cluster_ip = fields_.address(*address, "clusterIP").value_or(net::Ipv4{});
    }
    for (const Value* item : fields_.scalars(spec, "externalIPs")) {
      if (const auto ip = fields_.address(*item, "an item of externalIPs")) {
        service_.external_ips.push_back(*ip);
      }
    }
  }

  void read_ports(const FieldReader& spec) {
    const std::vector<FieldReader> ports = spec.list("ports");
    for (const FieldReader& item : ports) {
      kube::ServicePort port = read_port(item);
      check_against_others(port, ports.size() > 1);
      service_.ports.push_back(std::move(port));
    }
    const bool needs_none = service_.headless || service_.type == kube::ServiceType::external_name;
    if (ports.empty() && !needs_none) {
      fields_.fail(spec.mark(), "spec has no ports", "add a port, or write clusterIP: None");
    }
  }

  kube::ServicePort read_port(const FieldReader& item) {
    kube::ServicePort port;
    port.mark = item.mark();
    port.name = item.text("name");
    port.protocol = fields_.protocol(item);
    port.port = static_cast<std::uint16_t>(item.required_int("port", {1, 65535}));
    const PortOrName target = fields_.port_or_name(item, "targetPort");
    port.target_port_name = target.name;
    // SPEC kubernetes 3.5: what is not written is the port itself
    port.target_port = target.name.empty() ? target.number.value_or(port.port) : std::uint16_t{0};
    const auto number = item.integer("nodePort", 0, {0, 65535});
    if (number != 0) port.node_port = static_cast<std::uint16_t>(number);
    port.pinned = port.node_port.has_value() && !live_;
    return port;
  }

  void check_against_others(const kube::ServicePort& port, bool several) {
    if (several && port.name.empty()) {
      fields_.fail(port.mark, "a port without a name beside others", "give each port a name");
    }
    for (const kube::ServicePort& other : service_.ports) {
      if (!port.name.empty() && other.name == port.name) {
        fields_.fail(port.mark, fmt::format("two ports are named '{}'", port.name),
                     "give each port a name of its own");
      }
      if (other.port == port.port && other.protocol == port.protocol) {
        fields_.fail(port.mark,
                     fmt::format("port {} of {} stands there twice", port.port,
                                 port.protocol == net::Protocol::tcp ? "TCP" : "UDP"),
                     "drop one of the two");
      }
    }
  }

  void read_policies(const FieldReader& spec) {
    const auto policy = [&](std::string_view key) {
      const bool local = fields_.word(spec, key, {"Cluster", "Local"}) == 1;
      return local ? kube::TrafficPolicy::local : kube::TrafficPolicy::cluster;
    };
    service_.external_policy = policy("externalTrafficPolicy");
    service_.internal_policy = policy("internalTrafficPolicy");
    service_.client_ip_affinity = fields_.word(spec, "sessionAffinity", {"None", "ClientIP"}) == 1;
    const FieldReader client = spec.map("sessionAffinityConfig").map("clientIP");
    service_.affinity_timeout = seconds(client.integer("timeoutSeconds", 10800, {1, 86400}));
  }

  void read_balancer(const FieldReader& spec) {
    service_.load_balancer_class = spec.text("loadBalancerClass");
    service_.allocate_node_ports = spec.boolean("allocateLoadBalancerNodePorts", true).value;
    if (const Value* address = spec.find("loadBalancerIP"); address && !address->text().empty()) {
      service_.load_balancer_ip = fields_.address(*address, "loadBalancerIP");
    }
    const auto health = spec.integer("healthCheckNodePort", 0, {0, 65535});
    if (health != 0) service_.health_check_node_port = static_cast<std::uint16_t>(health);
    const std::vector<const Value*> ranges = fields_.scalars(spec, "loadBalancerSourceRanges");
    for (const Value* range : ranges) {
      if (!service_.source_ranges_mark.known()) service_.source_ranges_mark = range->mark();
      const auto read = fields_.range(*range, "an item of loadBalancerSourceRanges");
      if (read) service_.source_ranges.push_back(*read);
    }
  }

  // status.loadBalancer.ingress: what the provider gave. // SPEC kubernetes 3.3
  void read_status(const FieldReader& balancer) {
    const std::vector<FieldReader> given = balancer.list("ingress");
    if (given.empty()) return;
    service_.load_balancer.hostname = given[0].text("hostname");
    const Value* address = given[0].find("ip");
    if (address == nullptr) return;
    const auto ip = fields_.address(*address, "ip of ingress");
    service_.load_balancer.address = ip.value_or(net::Ipv4{});
    if (!service_.load_balancer_ip) service_.load_balancer_ip = ip;
  }

  const KubeFields& fields_;
  kube::Service service_;
  bool live_ = false;
};

struct EndpointPort {
  std::string name;
  std::uint16_t number = 0;
};

std::vector<EndpointPort> read_endpoint_ports(const FieldReader& parent, const KubeFields& fields) {
  std::vector<EndpointPort> ports;
  for (const FieldReader& item : parent.list("ports")) {
    fields.protocol(item);
    ports.push_back(
        {item.text("name"), static_cast<std::uint16_t>(item.required_int("port", {1, 65535}))});
  }
  if (ports.empty()) ports.emplace_back();  // the address alone, for a headless Service
  return ports;
}

void add_endpoints(const Value& address, const std::vector<EndpointPort>& ports,
                   const KubeFields& fields, ServiceEndpoints& to) {
  const auto ip = fields.address(address, "an endpoint's address");
  if (!ip) return;
  for (const EndpointPort& port : ports) {
    to.endpoints.push_back({*ip, port.name, port.number, address.mark()});
  }
}

void read_subsets(const FieldReader& object, const KubeFields& fields, ServiceEndpoints& to) {
  to.service = fields.name(object);
  for (const FieldReader& subset : object.list("subsets")) {
    const auto ports = read_endpoint_ports(subset, fields);
    for (const FieldReader& address : subset.list("addresses")) {
      address.required_text("ip");
      if (const Value* ip = address.find("ip")) add_endpoints(*ip, ports, fields, to);
    }
  }
}

void read_slice(const FieldReader& object, const KubeFields& fields, ServiceEndpoints& to) {
  constexpr const char* label = "kubernetes.io/service-name";
  fields.name(object);
  const kube::Labels labels = fields.texts(object.map("metadata"), "labels");
  const auto name = labels.find(label);
  if (name == labels.end()) {
    fields.fail(object.mark(), fmt::format("an EndpointSlice without the label {}", label),
                "add the label with the name of its Service");
    return;
  }
  to.service = name->second;
  object.required_text("addressType");
  if (fields.word(object, "addressType", {"IPv4", "IPv6", "FQDN"}) != 0) return;
  const auto ports = read_endpoint_ports(object, fields);
  for (const FieldReader& endpoint : object.list("endpoints")) {
    const auto addresses = fields.scalars(endpoint, "addresses");
    if (!endpoint.map("conditions").boolean("ready", true).value) continue;
    for (const Value* address : addresses) add_endpoints(*address, ports, fields, to);
  }
}

/// Reads one Ingress.
class IngressReader {
 public:
  IngressReader(const KubeFields& fields, bool old) : fields_(fields), old_(old) {}

  void read(const FieldReader& spec, std::vector<kube::IngressRoute>& routes) {
    const FieldReader rest = spec.map(old_ ? "backend" : "defaultBackend");
    if (rest.exists()) routes.push_back(read_backend(rest, {}));
    for (const FieldReader& rule : spec.list("rules")) {
      const std::string host = rule.text("host");
      for (const FieldReader& path : rule.map("http").list("paths")) {
        routes.push_back(read_path(path, host));
      }
    }
  }

 private:
  kube::IngressRoute read_path(const FieldReader& path, const std::string& host) {
    kube::IngressRoute route;
    route.host = host;
    route.path = path.text("path");
    const FieldReader backend = path.map("backend");
    if (!old_) path.required_text("pathType");
    if (!backend.exists()) {
      fields_.fail(path.mark(), "an item of paths has no backend", "add backend");
    }
    route.mark = path.mark();
    return backend.exists() ? read_backend(backend, route) : route;
  }

  kube::IngressRoute read_backend(const FieldReader& backend, kube::IngressRoute route) {
    if (!route.mark.known()) route.mark = backend.mark();
    if (backend.find("resource") != nullptr) return route;  // no Service is behind it
    PortOrName port;
    if (old_) {
      route.service = backend.required_text("serviceName").value;
      port = fields_.port_or_name(backend, "servicePort");
    } else {
      const FieldReader service = backend.map("service");
      if (!service.exists()) return without_service(backend, route);
      route.service = service.required_text("name").value;
      const FieldReader of = service.map("port");
      port.name = of.text("name");
      if (of.find("number") != nullptr) port.number = fields_.port(of, "number");
    }
    if (!port.number && port.name.empty()) {
      fields_.fail(backend.mark(), "backend has no port", "add the port of the Service");
    }
    route.port = port.number.value_or(0);
    route.port_name = port.name;
    return route;
  }

  kube::IngressRoute without_service(const FieldReader& backend, kube::IngressRoute route) {
    const bool beta = backend.find("serviceName") != nullptr;
    fields_.fail(backend.mark(),
                 beta ? "backend has serviceName, which is of v1beta1" : "backend has no service",
                 "write service: {name: …, port: {number: …}}");
    return route;
  }

  const KubeFields& fields_;
  bool old_;
};

}  // namespace

Result<kube::Service> read_kube_service(const Value& object, const SourceFiles& files) {
  std::optional<Error> error;
  const KubeFields fields(files, error);
  kube::Service service = ServiceReader(fields).read(object);
  if (error) return *error;
  return service;
}

Result<ServiceEndpoints> read_endpoints(const Value& object, const SourceFiles& files) {
  std::optional<Error> error;
  const KubeFields fields(files, error);
  const Value* kind = object.find("kind");
  const bool slice = kind != nullptr && kind->text() == "EndpointSlice";
  const FieldReader reader = fields.reader(object, slice ? "EndpointSlice" : "Endpoints");
  ServiceEndpoints made;
  made.mark = object.mark();
  made.ns = fields.ns(reader);
  if (slice) {
    read_slice(reader, fields, made);
  } else {
    read_subsets(reader, fields, made);
  }
  if (error) return *error;
  return made;
}

Result<kube::Ingress> read_ingress(const Value& object, const SourceFiles& files) {
  std::optional<Error> error;
  const KubeFields fields(files, error);
  const FieldReader reader = fields.reader(object, "Ingress");
  kube::Ingress made;
  made.mark = object.mark();
  made.ns = fields.ns(reader);
  made.name = fields.name(reader);
  made.api_version = reader.text("apiVersion");
  const bool old = made.api_version.ends_with("v1beta1");
  IngressReader(fields, old).read(reader.map("spec"), made.routes);
  if (error) return *error;
  return made;
}

Result<kube::Namespace> read_namespace(const Value& object, const SourceFiles& files) {
  std::optional<Error> error;
  const KubeFields fields(files, error);
  const FieldReader reader = fields.reader(object, "Namespace");
  kube::Namespace made;
  made.name = fields.name(reader);
  made.labels = fields.texts(reader.map("metadata"), "labels");
  if (error) return *error;
  return made;
}

}  // namespace seatrial::config
