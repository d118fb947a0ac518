// SPDX-License-Identifier: Apache-2.0
#include "harness/generate/cluster_manifests.hpp"

#include <fmt/format.h>

#include "harness/generate/node_manifests.hpp"
#include "harness/generate/shared_config.hpp"
#include "harness/generate/template_value.hpp"

namespace seatrial::generate {

namespace {

using config::ConsensusWord;
using config::QubernetesYaml;
using config::Value;

Value object(const At& at, std::string_view version, std::string_view kind, const Value& meta,
             const Value& spec) {
  return at.map({{"apiVersion", at.text(std::string(version))},
                 {"kind", at.text(std::string(kind))},
                 {"metadata", meta},
                 {"spec", spec}});
}

// A backend of an Ingress: HTTP only, never devp2p or Tessera. SPEC kubernetes 1.2
Value ingress_path(const At& at, std::string path, const std::string& service, std::uint64_t port) {
  return at.map(
      {{"path", at.text(std::move(path))},
       {"backend", at.map({{"serviceName", at.text(service)}, {"servicePort", at.number(port)}})}});
}

void add_paths(const config::QubernetesIngress& ingress, const At& at, const std::string& prefix,
               const std::string& service, std::vector<Value>& paths) {
  paths.push_back(ingress_path(at, prefix + "/quorum-rpc", service, 8545));
  if (ingress.ws.value) paths.push_back(ingress_path(at, prefix + "/quorum-ws", service, 8546));
}

Value ingress_object(const QubernetesYaml& yaml, const At& at, const std::string& name,
                     const std::string& host, std::vector<Value> paths) {
  const Value http = at.map({{"paths", at.list(std::move(paths))}});
  const Value rule =
      host.empty() ? at.map({{"http", http}}) : at.map({{"host", at.text(host)}, {"http", http}});
  return object(at, "extensions/v1beta1", "Ingress", metadata(yaml, at.text(name)),
                at.map({{"rules", at.list({rule})}}));
}

void add_ingress(const QubernetesYaml& yaml, Manifests& manifests) {
  const std::string file = "03.1-quorum-ingress.yaml";
  if (!yaml.k8s.ingress) return;
  if (yaml.k8s.ns.known()) manifests.break_here(file);  // SPEC kubernetes F-113
  const config::QubernetesIngress& ingress = *yaml.k8s.ingress;
  const At at(ingress.mark);
  const std::string& host = ingress.host.value;
  if (ingress.strategy.value == "OneToMany") {
    std::vector<Value> paths;
    for (const config::QubernetesNode& node : yaml.nodes) {
      add_paths(ingress, at, "/" + node.ident.value, node.ident.value, paths);
    }
    manifests.add(file, ingress_object(yaml, at, "quorum-ingress", host, std::move(paths)));
  }
  if (ingress.strategy.value != "OneToOne") return;
  for (const config::QubernetesNode& node : yaml.nodes) {
    std::vector<Value> paths;
    add_paths(ingress, at, "", node.ident.value, paths);
    const std::string own = host.empty() ? "" : node.ident.value + "." + host;
    manifests.add(file, ingress_object(yaml, at, node.ident.value, own, std::move(paths)));
  }
}

Value policy_ports(const At& at, std::initializer_list<std::uint64_t> numbers) {
  std::vector<Value> ports;
  for (std::uint64_t number : numbers) {
    // The external policy's first port is a misspelt variable: any port. SPEC kubernetes 1.6
    ports.push_back(number == 0
                        ? at.map({{"protocol", at.text("TCP")}})
                        : at.map({{"protocol", at.text("TCP")}, {"port", at.number(number)}}));
  }
  return at.list(std::move(ports));
}

Value pods(const At& at) {
  return at.map({{"matchLabels", at.texts({{"app", "qubernetes"}})}});
}

Value policy_rule(const At& at, std::string_view side, const Value& ports) {
  const Value peers = at.list({at.map({{"podSelector", pods(at)}})});
  return at.list({at.map({{side, peers}, {"ports", ports}})});
}

// Neither lets DNS or another cluster through. SPEC kubernetes 1.6
void add_network_policies(const QubernetesYaml& yaml, Manifests& manifests) {
  if (!yaml.k8s.network_policy.value) return;
  const At at(yaml.k8s.network_policy.mark);
  const Value types = at.list({at.text("Ingress"), at.text("Egress")});
  const Value inside = policy_ports(at, {9001, 9080, 50401, 8545, 8546, 30303});
  const Value outside = policy_ports(at, {0, 9080, 8545});
  const auto add = [&](std::string name, const Value& spec) {
    manifests.add("05-quorum-network-policy.yaml",
                  object(at, "networking.k8s.io/v1", "NetworkPolicy",
                         metadata(yaml, at.text(std::move(name))), spec));
  };
  add("quorum-internal-network-policy", at.map({{"podSelector", pods(at)},
                                                {"policyTypes", types},
                                                {"ingress", policy_rule(at, "from", inside)},
                                                {"egress", policy_rule(at, "to", inside)}}));
  add("quorum-external-network-policy", at.map({{"podSelector", pods(at)},
                                                {"policyTypes", types},
                                                {"ingress", policy_rule(at, "from", outside)}}));
}

Value web_service(const At& at, const Value& meta, const std::string& type, const Value& selector,
                  std::uint64_t port, std::uint64_t target,
                  const std::optional<config::Marked<std::uint16_t>>& node_port) {
  std::vector<config::Entry> entry{{"protocol", at.mark(), at.text("TCP")},
                                   {"port", at.mark(), at.number(port)},
                                   {"targetPort", at.mark(), at.number(target)}};
  if (node_port) {
    const At pinned(node_port->mark);
    entry.push_back({"nodePort", pinned.mark(), pinned.number(node_port->value)});
  }
  const Value ports = at.list({Value::map(at.mark(), std::move(entry))});
  return object(at, "v1", "Service", meta,
                at.map({{"selector", selector}, {"type", at.text(type)}, {"ports", ports}}));
}

Value web_deployment(const At& at, const Value& meta, const Value& labels, const std::string& name,
                     std::string image, std::uint64_t port) {
  const Value container =
      at.map({{"name", at.text(name)},
              {"image", at.text(std::move(image))},
              {"ports", at.list({at.map({{"containerPort", at.number(port)}})})}});
  const Value pod = at.map({{"metadata", at.map({{"labels", labels}})},
                            {"spec", at.map({{"containers", at.list({container})}})}});
  return object(at, "apps/v1", "Deployment", meta, at.map({{"template", pod}}));
}

void add_monitor(const QubernetesYaml& yaml, Manifests& manifests) {
  if (!yaml.prometheus) return;
  const std::string file = "06-quorum-monitor.yaml";
  if (yaml.k8s.ns.known()) manifests.break_here(file);  // SPEC kubernetes F-113
  const At at(yaml.prometheus->mark);
  const Value labels =
      at.texts({{"app", "qubernetes"}, {"tier", "backend"}, {"name", "quorum-monitor"}});
  manifests.add(file, web_deployment(at, metadata(yaml, at.text("monitor-deployment")), labels,
                                     "prometheus", "prom/prometheus", 9090));
  manifests.add(file, web_service(at, metadata(yaml, at.text("quorum-monitor")), "NodePort", labels,
                                  9090, 9090, yaml.prometheus->node_port));
  manifests.add(file, config_map(yaml, at.text("prometheus-server-conf"), {}));
}

// Without a service map the template stops and leaves an empty file. SPEC kubernetes F-114
void add_cakeshop(const QubernetesYaml& yaml, Manifests& manifests) {
  if (!yaml.cakeshop || !yaml.cakeshop->has_service) return;
  const std::string file = "07-cakeshop.yaml";
  const config::QubernetesCakeshop& cakeshop = *yaml.cakeshop;
  const At at(cakeshop.mark);
  const Value labels = at.texts({{"app", "cakeshop"}});
  const auto named = [&](const char* name) { return at.texts({{"name", name}}); };
  manifests.add(file, web_service(at, named("cakeshop-service"), cakeshop.service_type.value,
                                  labels, 8999, 8080, cakeshop.node_port));
  manifests.add(
      file, web_deployment(
                at, named("cakeshop-deployment"), labels, "cakeshop",
                fmt::format("{}/cakeshop:{}", cakeshop.repo.value, cakeshop.version.value), 8080));
  manifests.add(file, config_map(yaml, at.text("cakeshop-server-conf"), {}));
  if (cakeshop.ingress_host.value.empty()) return;
  manifests.add(file, ingress_object(yaml, at, "cakeshop-ingress", cakeshop.ingress_host.value,
                                     {ingress_path(at, "/", "cakeshop-service", 8999)}));
}

}  // namespace

void add_foundations(const QubernetesYaml& yaml, Manifests& manifests) {
  if (yaml.k8s.ns.known()) {
    const At at(yaml.k8s.ns.mark);
    manifests.add("00-namespace.yaml",
                  at.map({{"apiVersion", at.text("v1")},
                          {"kind", at.text("Namespace")},
                          {"metadata", at.texts({{"name", yaml.k8s.ns.value}})}}));
  }
  const config::QubernetesStorage& storage = yaml.k8s.storage;
  if (!storage.class_template.known()) return;
  const At at(storage.class_template.mark);
  manifests.add("00-quorum-persistent-volumes.yaml",
                at.map({{"apiVersion", at.text("storage.k8s.io/v1")},
                        {"kind", at.text("StorageClass")},
                        {"metadata", at.texts({{"name", storage.class_name.value}})},
                        {"reclaimPolicy", at.text(storage.class_reclaim.value)}}));
}

void add_genesis(const QubernetesYaml& yaml, const std::string& genesis, Manifests& manifests) {
  const At at(yaml.genesis.mark);
  manifests.add("01-quorum-genesis.yaml", config_map(yaml, at.text("genesis-config"),
                                                     {{"genesis-geth.json", at.text(genesis)}}));
}

void add_shared_config(const QubernetesYaml& yaml, const std::vector<NodeKeys>& keys,
                       Manifests& manifests) {
  const std::string file = "02-quorum-shared-config.yaml";
  const At at(yaml.nodes_mark);
  const auto tessera = [&](std::string_view key) {
    return Pair(key, at.text(tessera_text(yaml, key)));
  };
  manifests.add(file,
                config_map(yaml, at.text("quorum-permissioned-config"),
                           {{"permissioned-nodes.json", at.text(peer_list_text(yaml, keys))}}));
  manifests.add(file, config_map(yaml, at.text("tessera-config"),
                                 {tessera("tessera-config.json.tmpl"),
                                  tessera("tessera-config-enhanced.json.tmpl"),
                                  tessera("tessera-config-9.0.json.tmpl")}));
  manifests.add(file, config_map(yaml, at.text("contracts-config"), {}));
  // The line of the namespace is indented too deep in raft's. SPEC kubernetes F-113
  const ConsensusWord consensus = yaml.genesis.consensus.value;
  if (consensus == ConsensusWord::raft && yaml.k8s.ns.known()) manifests.break_here(file);
  manifests.add(file, config_map(yaml, at.text("node-management"), {}));
  if (has_validators(consensus)) {
    manifests.add(
        file,
        config_map(yaml, at.text("istanbul-validator-config.toml"),
                   {{"istanbul-validator-config.toml", at.text(validators_text(yaml, keys))}}));
  }
  manifests.add(file, config_map(yaml, at.text("geth-helpers"), {}));
}

void add_company(const QubernetesYaml& yaml, Manifests& manifests) {
  add_ingress(yaml, manifests);
  add_network_policies(yaml, manifests);
  add_monitor(yaml, manifests);
  add_cakeshop(yaml, manifests);
}

}  // namespace seatrial::generate
