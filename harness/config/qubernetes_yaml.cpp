// SPDX-License-Identifier: Apache-2.0
#include "harness/config/qubernetes_yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "harness/config/qubernetes_yaml_checks.hpp"
#include "harness/config/qubernetes_yaml_schema.hpp"
#include "harness/config/yaml.hpp"
#include "sim/wire/enode.hpp"

namespace seatrial::config {

namespace {

// Reads the values of a document whose keys and kinds were checked; keeps the first error.
class YamlReader {
 public:
  YamlReader(const Value& document, const SourceFiles& files)
      : document_(document), files_(files) {}

  Result<QubernetesYaml> read() {
    QubernetesYaml yaml;
    yaml.nodes_mark = document_.find_entry("nodes")->key_mark;
    read_genesis(yaml.genesis);
    for (const Value& node : document_.find("nodes")->items()) {
      yaml.nodes.push_back(read_node(node));
    }
    check_nodes(yaml);
    read_external_nodes(yaml);
    read_paths(yaml.paths);
    read_k8s(yaml.k8s);
    read_prometheus(yaml);
    read_cakeshop(yaml);
    yaml.dropped_by_qctl = keys_qctl_drops(document_);
    if (error_) return *error_;
    return yaml;
  }

 private:
  void keep(const std::optional<Error>& error) {
    if (!error_) error_ = error;
  }

  void fail(const Mark& mark, std::string what, std::string remedy) {
    keep(Error{files_.to_string(mark), std::move(what), std::move(remedy)});
  }

  static void text(const Value& map, std::string_view path, MarkedText& out) {
    const Value* value = find_path(map, path);
    if (value != nullptr) out = {std::string(value->text()), value->mark()};
  }

  void truth(const Value& map, std::string_view path, Marked<bool>& out) {
    const Value* value = find_path(map, path);
    if (value != nullptr) out = {as_bool(*value, files_, path).value(), value->mark()};
  }

  std::optional<Marked<std::uint64_t>> number(const Value& map, std::string_view path) {
    const Value* value = find_path(map, path);
    if (value == nullptr) return std::nullopt;
    const auto read = as_int(*value, files_, path, {0, INT64_MAX});
    return Marked<std::uint64_t>{static_cast<std::uint64_t>(*read), value->mark()};
  }

  void node_port(const Value& map, std::string_view path,
                 std::optional<Marked<std::uint16_t>>& out) {
    const Value* value = find_path(map, path);
    if (value == nullptr) return;
    const auto read = as_int(*value, files_, path, {1, 65535});
    if (!read) return keep(read.error());
    out = {static_cast<std::uint16_t>(*read), value->mark()};
  }

  // One of several words that the generator inserts or compares as they are.
  template <std::size_t n>
  void one_of(const MarkedText& word, std::string_view key,
              const std::array<std::string_view, n>& known) {
    if (!word.known() || std::find(known.begin(), known.end(), word.value) != known.end()) return;
    fail(word.mark, fmt::format("unknown {} '{}'", key, word.value),
         nearest_word(word.value, known));
  }

  void consensus(const Value& map, std::string_view path, std::string_view what_follows,
                 Marked<ConsensusWord>& out) {
    MarkedText word;
    text(map, path, word);
    const auto read = read_consensus(word, what_follows, files_);
    if (!read) return keep(read.error());
    out = *read;
  }

  void version(const Value& map, const std::string& path, std::string_view key, MarkedText& out) {
    const Value* value = find_path(map, path);
    if (value == nullptr) return;
    keep(check_version(*value, key, files_));
    out = {std::string(value->text()), value->mark()};
  }

  void read_genesis(QubernetesGenesis& genesis) {
    const Value& map = *document_.find("genesis");
    genesis.mark = map.mark();
    consensus(map, "consensus", "the generator would write a genesis.json that is not JSON",
              genesis.consensus);
    version(map, "Quorum_Version", "Quorum_Version", genesis.quorum_version);
    version(map, "Tm_Version", "Tm_Version", genesis.tm_version);
    if (const auto id = number(map, "Chain_Id")) genesis.chain_id = *id;
    genesis.test_qbft_block = number(map, "Test_QBFT_Block");
  }

  void read_image(const Value& node, const std::string& path, std::string_view key,
                  QubernetesImage& image) {
    version(node, fmt::format("{}.{}", path, key), key, image.version);
    text(node, path + ".Docker_Repo", image.repo);
    text(node, path + ".Docker_Repo_Full", image.full);
  }

  QubernetesNode read_node(const Value& map) {
    QubernetesNode node;
    text(map, "Node_UserIdent", node.ident);
    keep(check_ident(node.ident, files_));
    text(map, "Key_Dir", node.key_dir);
    keep(check_key_dir(node.key_dir, files_));
    consensus(map, "quorum.quorum.consensus", "geth would be started without a consensus",
              node.consensus);
    read_image(map, "quorum.quorum", "Quorum_Version", node.quorum);
    text(map, "quorum.tm.Name", node.tm_name);
    one_of(node.tm_name, "tm.Name", std::array<std::string_view, 2>{"tessera", "constellation"});
    read_image(map, "quorum.tm", "Tm_Version", node.tm);
    node.network_id = number(map, "geth.network.id");
    if (const auto level = number(map, "geth.verbosity")) node.verbosity = *level;
    if (const Value* params = find_path(map, "geth.Geth_Startup_Params")) {
      node.geth_params = *params;
    }
    return node;
  }

  // Two Services of one name are one Service, and one Key_Dir is one node key.
  void check_nodes(const QubernetesYaml& yaml) {
    if (yaml.nodes.empty()) {
      fail(document_.find("nodes")->mark(), "there are no nodes", "add one: '- Node_UserIdent: …'");
    }
    std::map<std::string, Mark> idents;
    std::map<std::string, Mark> key_dirs;
    for (const QubernetesNode& node : yaml.nodes) {
      unique(idents, node.ident, "Node_UserIdent", "give each node a name of its own");
      unique(key_dirs, node.key_dir, "Key_Dir",
             "give each node a folder of its own: two nodes with one node key cannot connect");
    }
  }

  void unique(std::map<std::string, Mark>& seen, const MarkedText& name, std::string_view key,
              std::string remedy) {
    const auto [first, added] = seen.emplace(name.value, name.mark);
    if (added) return;
    fail(name.mark, fmt::format("{} {} is taken at line {}", key, name.value, first->second.line),
         std::move(remedy));
  }

  void read_external_nodes(QubernetesYaml& yaml) {
    const Value* list = document_.find("external_nodes");
    if (list == nullptr) return;
    for (const Value& map : list->items()) {
      ExternalNode node;
      text(map, "Node_UserIdent", node.ident);
      text(map, "Enode_Url", node.enode_url);
      text(map, "Tm_Url", node.tm_url);
      text(map, "Node_Acct_Addr", node.node_address);
      keep(check_external_node(node, has_validators(yaml.genesis.consensus.value), files_));
      yaml.external_nodes.push_back(std::move(node));
    }
  }

  void read_paths(QubernetesPaths& paths) {
    text(document_, "config.Key_Dir_Base", paths.key_dir_base);
    text(document_, "config.Permissioned_Nodes_File", paths.permissioned_nodes);
    text(document_, "config.Genesis_File", paths.genesis);
    text(document_, "config.Tessera_Config_Dir", paths.tessera_dir);
  }

  void read_k8s(QubernetesK8s& k8s) {
    text(document_, "k8s.namespace", k8s.ns);
    if (k8s.ns.known()) keep(check_dns_label(k8s.ns, "namespace", files_));
    truth(document_, "k8s.sep_deployment_files", k8s.separate_deployments);
    text(document_, "k8s.service.type", k8s.service_type);
    one_of(k8s.service_type, "service type",
           std::array<std::string_view, 3>{"NodePort", "ClusterIP", "LoadBalancer"});
    truth(document_, "k8s.service.NetworkPolicy", k8s.network_policy);
    read_ingress(k8s);
    read_storage(k8s.storage);
  }

  void read_ingress(QubernetesK8s& k8s) {
    const Value* map = find_path(document_, "k8s.service.Ingress");
    if (map == nullptr) return;
    QubernetesIngress& ingress = k8s.ingress.emplace();
    ingress.mark = map->mark();
    text(*map, "Strategy", ingress.strategy);
    one_of(ingress.strategy, "Ingress.Strategy",
           std::array<std::string_view, 2>{"OneToOne", "OneToMany"});
    text(*map, "Host", ingress.host);
    truth(*map, "ws", ingress.ws);
  }

  void read_storage(QubernetesStorage& storage) {
    MarkedText type;
    text(document_, "k8s.storage.Type", type);
    one_of(type, "storage.Type", std::array<std::string_view, 1>{"PVC"});
    for (const char* path : {"k8s.storage.", "k8s.storage.PVC."}) {
      text(document_, std::string(path) + "Capacity", storage.capacity);
      text(document_, std::string(path) + "storageClassName", storage.class_name);
    }
    text(document_, "k8s.storage.PVC.storageClass.name", storage.class_name);
    text(document_, "k8s.storage.PVC.storageClass.template", storage.class_template);
    one_of(storage.class_template, "storageClass.template",
           std::array<std::string_view, 1>{"eks-storage-class"});
    text(document_, "k8s.storage.PVC.storageClass.reclaimPolicy", storage.class_reclaim);
  }

  void read_prometheus(QubernetesYaml& yaml) {
    const Entry* entry = document_.find_entry("prometheus");
    if (entry == nullptr || entry->value.is_null()) return;
    yaml.prometheus.emplace().mark = entry->key_mark;
    node_port(entry->value, "nodePort_prom", yaml.prometheus->node_port);
    text(entry->value, "monitor_params_geth", yaml.prometheus->geth_params);
  }

  void read_cakeshop(QubernetesYaml& yaml) {
    const Entry* entry = document_.find_entry("cakeshop");
    if (entry == nullptr || find_path(entry->value, "version") == nullptr) return;
    QubernetesCakeshop& cakeshop = yaml.cakeshop.emplace();
    cakeshop.mark = entry->key_mark;
    version(entry->value, "version", "cakeshop.version", cakeshop.version);
    text(entry->value, "Docker_Repo", cakeshop.repo);
    cakeshop.has_service = find_path(entry->value, "service") != nullptr;
    text(entry->value, "service.type", cakeshop.service_type);
    one_of(cakeshop.service_type, "cakeshop.service.type",
           std::array<std::string_view, 3>{"NodePort", "ClusterIP", "LoadBalancer"});
    node_port(entry->value, "service.nodePort", cakeshop.node_port);
    text(entry->value, "service.Ingress.Host", cakeshop.ingress_host);
  }

  const Value& document_;
  const SourceFiles& files_;
  std::optional<Error> error_;
};

std::string folder_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

bool same_node(const ExternalNode& a, const ExternalNode& b) {
  const auto first = wire::parse_static_enode(a.enode_url.value);
  const auto second = wire::parse_static_enode(b.enode_url.value);
  return a.ident.value == b.ident.value && first && second && first->key == second->key;
}

}  // namespace

std::string QubernetesYaml::beside(std::string_view name) const {
  return (std::filesystem::path(folder) / name).string();
}

Result<QubernetesYaml> parse_qubernetes_yaml(std::string_view text, FileId file,
                                             const SourceFiles& files) {
  const auto documents = parse_yaml(text, file, files);
  if (!documents) return documents.error();
  if (documents->empty()) {
    return Error{files.path(file), "the file holds nothing", "make one with qctl init network"};
  }
  if (documents->size() > 1) {
    return Error{files.to_string(documents->at(1).mark()),
                 "a second document, which the generator does not read",
                 "keep one document in the file"};
  }
  const Value& document = documents->front();
  if (auto error = check_qubernetes_keys(document, files)) return *error;
  auto yaml = YamlReader(document, files).read();
  if (!yaml) return yaml.error();
  yaml->path = files.path(file);
  yaml->folder = folder_of(yaml->path);
  return yaml;
}

Result<QubernetesYaml> read_qubernetes_yaml(const std::string& path, SourceFiles& files) {
  const auto text = read_file(path);
  if (!text) return text.error();
  return parse_qubernetes_yaml(*text, files.add(path), files);
}

std::optional<Error> add_external_nodes(QubernetesYaml& yaml,
                                        const std::vector<ExternalNode>& nodes,
                                        const SourceFiles& files) {
  const bool with_address = has_validators(yaml.genesis.consensus.value);
  for (const ExternalNode& node : nodes) {
    if (auto error = check_external_node(node, with_address, files)) return error;
    const auto old =
        std::find_if(yaml.external_nodes.begin(), yaml.external_nodes.end(),
                     [&](const ExternalNode& other) { return same_node(other, node); });
    if (old == yaml.external_nodes.end()) {
      yaml.external_nodes.push_back(node);
    } else {
      *old = node;
    }
  }
  return std::nullopt;
}

}  // namespace seatrial::config
