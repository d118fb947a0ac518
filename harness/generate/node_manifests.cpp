// SPDX-License-Identifier: Apache-2.0
#include "harness/generate/node_manifests.hpp"

#include "harness/generate/template_value.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::generate {

namespace {

using config::Value;

// SPEC kubernetes 1.3
constexpr std::pair<std::string_view, std::uint64_t> service_ports[] = {
    {"tm-manager", 9001}, {"tm-tessera-third-part", 9080}, {"rpc-listener", 8545},
    {"wsport", 8546},     {"quorum-listener", 30303},
};

Value service_port(const At& at, std::string_view name, std::uint64_t port) {
  return at.texts({{"name", std::string(name)},
                   {"protocol", "TCP"},
                   {"port", std::to_string(port)},
                   {"targetPort", std::to_string(port)}});
}

std::vector<Value> ports_of(const NodeInput& input, const At& at) {
  std::vector<Value> ports;
  for (const auto& [name, port] : service_ports) ports.push_back(service_port(at, name, port));
  if (input.node.consensus.value == config::ConsensusWord::raft) {
    ports.push_back(service_port(At(input.node.consensus.mark), "raft", 50401));
  }
  if (input.yaml.prometheus) {
    ports.push_back(service_port(At(input.yaml.prometheus->mark), "prometheus", 6060));
  }
  return ports;
}

}  // namespace

Value metadata(const config::QubernetesYaml& yaml, const Value& name) {
  std::vector<config::Entry> entries{{"name", name.mark(), name}};
  if (yaml.k8s.ns.known()) {
    const At at(yaml.k8s.ns.mark);
    entries.push_back({"namespace", at.mark(), at.text(yaml.k8s.ns.value)});
  }
  return Value::map(name.mark(), std::move(entries));
}

Value config_map(const config::QubernetesYaml& yaml, const Value& name,
                 std::initializer_list<std::pair<std::string_view, Value>> data) {
  const At at(name.mark());
  return at.map({{"apiVersion", at.text("v1")},
                 {"kind", at.text("ConfigMap")},
                 {"metadata", metadata(yaml, name)},
                 {"data", at.map(data)}});
}

// SPEC kubernetes 1.2
void add_claim(const NodeInput& input, Manifests& manifests) {
  const At at(input.node.ident.mark);
  const config::QubernetesStorage& storage = input.yaml.k8s.storage;
  const At size(first_known(storage.capacity.mark, at.mark()));
  std::vector<config::Entry> spec{
      {"accessModes", at.mark(), at.list({at.text("ReadWriteOnce")})},
      {"resources", size.mark(),
       size.map({{"requests", size.texts({{"storage", storage.capacity.value}})}})}};
  if (storage.class_name.known()) {
    const At name(storage.class_name.mark);
    spec.push_back({"storageClassName", name.mark(), name.text(storage.class_name.value)});
  }
  manifests.add(
      "00-quorum-persistent-volumes.yaml",
      at.map({{"apiVersion", at.text("v1")},
              {"kind", at.text("PersistentVolumeClaim")},
              {"metadata", metadata(input.yaml, at.text(input.node.ident.value + "-pvc"))},
              {"spec", Value::map(at.mark(), std::move(spec))}}));
}

void add_service(const NodeInput& input, Manifests& manifests) {
  const At at(input.node.ident.mark);
  const std::string& id = input.node.ident.value;
  const At type(first_known(input.yaml.k8s.service_type.mark, at.mark()));
  const Value selector =
      at.texts({{"app", "qubernetes"}, {"tier", "backend"}, {"name", id + "-deployment"}});
  manifests.add("03.0-quorum-services.yaml",
                at.map({{"apiVersion", at.text("v1")},
                        {"kind", at.text("Service")},
                        {"metadata", metadata(input.yaml, at.text(id))},
                        {"spec", at.map({{"selector", selector},
                                         {"type", type.text(input.yaml.k8s.service_type.value)},
                                         {"ports", at.list(ports_of(input, at))}})}}));
}

// Keys are in ConfigMaps, not in Secrets; private ones are left out here. SPEC kubernetes 1.2
void add_key_configs(const NodeInput& input, Manifests& manifests) {
  const At at(input.node.key_dir.mark);
  const std::string file = "04-quorum-keyconfigs.yaml";
  const auto add = [&](std::string_view suffix,
                       std::initializer_list<std::pair<std::string_view, Value>> data) {
    const Value name = at.text(input.node.ident.value + std::string(suffix));
    manifests.add(file, config_map(input.yaml, name, data));
  };
  const Value secret = Value::null(at.mark());
  add("-tm-key-config",
      {{"tm.key", secret}, {"tm.pub", at.text(input.keys.tessera_key.value_or(""))}});
  add("-nodekey-config", {{"nodekey", secret}});
  if (has_validators(input.node.consensus.value)) {
    // The line of the namespace is indented too deep in this one. SPEC kubernetes F-113
    if (input.yaml.k8s.ns.known()) manifests.break_here(file);
    const std::string address = wire::checksum_address(input.keys.node_address());
    add("-nodekey-address-config", {{"nodekey", at.text(address)}});
  }
  add("-enode-config", {{"enode", at.text(wire::to_hex(input.keys.node_key))}});
  add("-account-key-config", {{"key", secret}});
}

}  // namespace seatrial::generate
