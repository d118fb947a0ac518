// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/readers.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "harness/config/arm_template.hpp"
#include "harness/config/eks_cluster.hpp"
#include "harness/config/external_nodes.hpp"
#include "harness/config/generated_folder.hpp"
#include "harness/config/genesis_reader.hpp"
#include "harness/config/geth_command.hpp"
#include "harness/config/helm_values.hpp"
#include "harness/config/json.hpp"
#include "harness/config/kube_objects.hpp"
#include "harness/config/live_objects.hpp"
#include "harness/config/manifest.hpp"
#include "harness/config/node_ports.hpp"
#include "harness/config/peer_list.hpp"
#include "harness/config/qubernetes_yaml.hpp"
#include "harness/config/tessera_reader.hpp"
#include "harness/config/text_check.hpp"
#include "harness/config/toml.hpp"
#include "harness/config/yaml.hpp"
#include "tests/fuzz/wire_readers.hpp"

namespace seatrial::fuzz {

namespace {

using Errors = std::vector<Error>;

template <class T>
Errors errors_of(const Result<T>& result) {
  return result ? Errors() : Errors{result.error()};
}

// As a file of its own, checked as read_file's callers do.
std::optional<Error> check_file(std::string_view text, FileId file, const SourceFiles& files) {
  return config::check_text(text, file, files, text.size());
}

config::ClusterConfig cluster_with_a_peer() {
  config::ClusterConfig cluster;
  cluster.folder = "a";
  for (const char* name : {"n1", "n2"}) {
    config::PeerConfig peer;
    peer.name.value = name;
    peer.service = name;
    peer.enode_key.value = std::string(128, name[1]);
    cluster.peers.push_back(std::move(peer));
  }
  return cluster;
}

Errors read_manifests(std::string_view text, SourceFiles& files) {
  config::ClusterConfig cluster;
  config::each_document(text, files.add("in"), files, [&](Result<config::Value> document) {
    if (document) {
      config::add_manifest(std::move(*document), cluster, files);
    } else {
      cluster.errors.push_back(document.error());
    }
  });
  config::settle_objects(cluster, files);
  config::derive_peers(cluster, files);
  return cluster.errors;
}

Errors read_kube_objects(std::string_view text, SourceFiles& files) {
  const auto documents = config::parse_yaml(text, files.add("in"), files);
  if (!documents) return {documents.error()};
  for (const config::Value& document : *documents) {
    const auto objects = config::read_objects(document, files);
    if (!objects) return {objects.error()};
  }
  return {};
}

Errors read_qubernetes(std::string_view text, SourceFiles& files) {
  return errors_of(config::parse_qubernetes_yaml(text, files.add("in"), files));
}

Errors read_external_nodes(std::string_view text, SourceFiles& files) {
  return errors_of(config::parse_external_nodes(text, files.add("in"), files));
}

Errors read_node_ports(std::string_view text, SourceFiles& files) {
  return errors_of(config::parse_node_ports(text, files.add("in"), cluster_with_a_peer(), files));
}

Errors read_genesis(std::string_view text, SourceFiles& files) {
  const FileId file = files.add("in");
  if (auto error = check_file(text, file, files)) return {*error};
  const auto json = config::parse_json(config::without_bom(text), {{file, 1, 1}, 0, true}, files);
  return json ? errors_of(config::to_genesis(*json, files)) : Errors{json.error()};
}

Errors read_peer_list(std::string_view text, SourceFiles& files) {
  const FileId file = files.add("in");
  if (auto error = check_file(text, file, files)) return {*error};
  const config::TextOrigin origin{{file, 1, 1}, 0, true};
  const auto list = config::parse_peer_list(config::without_bom(text), origin, files);
  return list.error ? Errors{*list.error} : Errors();
}

// A text as an entry of a ConfigMap has it.
config::Value entry_of(std::string_view text, FileId file) {
  config::Value entry =
      config::Value::scalar({file, 1, 1}, std::string(text), config::Style::plain);
  entry.set_lines({{0, 1, 1}});
  return entry;
}

Errors read_tessera(std::string_view text, SourceFiles& files) {
  const FileId file = files.add("in");
  if (auto error = check_file(text, file, files)) return {*error};
  const auto no_file = [](const std::string&) { return std::optional<config::PlacedText>(); };
  return errors_of(config::read_tessera({config::without_bom(text), {{file, 1, 1}, 0, true}}, "n1",
                                        no_file, files));
}

Errors read_toml(std::string_view text, SourceFiles& files) {
  const FileId file = files.add("in");
  if (auto error = check_file(text, file, files)) return {*error};
  return errors_of(config::parse_toml(config::without_bom(text), {{file, 1, 1}, 0, true}, files));
}

template <auto read>
Errors read_documents(std::string_view text, SourceFiles& files) {
  const auto documents = config::parse_yaml(text, files.add("in"), files);
  if (!documents) return {documents.error()};
  for (const config::Value& document : *documents) {
    const auto made = read(document, files);
    if (!made) return {made.error()};
  }
  return {};
}

Errors read_geth(std::string_view text, SourceFiles& files) {
  const FileId file = files.add("in");
  if (auto error = check_file(text, file, files)) return {*error};
  const config::Value script = entry_of(config::without_bom(text), file);
  const auto command = config::read_geth_command({&script}, {{"QHOME", "/etc/quorum"}});
  return errors_of(config::geth_settings(command, files));
}

Errors read_arm(std::string_view text, SourceFiles& files) {
  const FileId file = files.add("in");
  if (auto error = check_file(text, file, files)) return {*error};
  const auto json = config::parse_json(config::without_bom(text), {{file, 1, 1}, 0, true}, files);
  if (!json) return {json.error()};
  return errors_of(config::read_arm_template(*json, files));
}

constexpr Reader table[] = {
    {"manifest", Format::yaml, read_manifests},
    {"kube_objects", Format::yaml, read_kube_objects},
    {"qubernetes", Format::yaml, read_qubernetes},
    {"external_nodes", Format::yaml, read_external_nodes},
    {"node_ports", Format::lines, read_node_ports},
    {"genesis", Format::json, read_genesis},
    {"peer_list", Format::json, read_peer_list},
    {"tessera", Format::json, read_tessera},
    {"geth", Format::lines, read_geth},
    {"toml", Format::lines, read_toml},
    {"helm_values", Format::yaml, read_documents<config::read_helm_values>},
    {"eks_cluster", Format::yaml, read_documents<config::read_eks_cluster>},
    {"arm_template", Format::json, read_arm},
    {"rlpx_auth", Format::bytes, read_rlpx_auth},
    {"peer_session", Format::bytes, read_peer_session},
    {"discovery_packet", Format::bytes, read_discovery_packet},
    {"node_record", Format::bytes, read_node_record},
    {"ibft_message", Format::bytes, read_ibft_message},
    {"eth_message", Format::bytes, read_eth_message},
    {"snappy", Format::bytes, read_snappy},
};

}  // namespace

std::span<const Reader> readers() {
  return table;
}

const Reader* find_reader(std::string_view name) {
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [&](const Reader& reader) { return reader.name == name; });
  return found == std::end(table) ? nullptr : found;
}

}  // namespace seatrial::fuzz
