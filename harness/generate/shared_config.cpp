// SPDX-License-Identifier: Apache-2.0
#include "harness/generate/shared_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "harness/generate/template_value.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::generate {

namespace {

using config::QubernetesYaml;

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : ",\n") + line;
  return text;
}

std::string peer_urls(const QubernetesYaml& yaml) {
  std::vector<std::string> urls;
  for (const config::QubernetesNode& node : yaml.nodes) {
    urls.push_back(fmt::format(R"(    {{"url": "http://{}:9001"}})", node.ident.value));
  }
  // Tm_Url is put behind http:// whatever it says. SPEC kubernetes 1.1, F-48
  for (const config::ExternalNode& node : yaml.external_nodes) {
    urls.push_back(fmt::format(R"(    {{"url": "http://{}"}})", node.tm_url.value));
  }
  return "  \"peer\": [\n" + joined(urls) + "\n  ]";
}

// Tessera 0.7 and older.
std::string_view server() {
  return R"(  "server": {
    "port": 9001, "hostName": "http://%THIS_SERVICE_HOST%",
    "bindingAddress": "http://0.0.0.0:9001", "sslConfig": {"tls": "OFF"}
  },
  "unixSocketFile": "/etc/quorum/qdata/tm/tm.ipc",
  "keys": {"passwords": [], "keyData": [{"privateKeyPath": "/etc/quorum/qdata/tm/tm.key",
    "publicKeyPath": "/etc/quorum/qdata/tm/tm.pub"}]})";
}

// Tessera 0.8.
std::string_view server_sockets() {
  return R"(  "serverConfigs": [
    {"app": "ThirdParty", "enabled": true, "serverSocket": {"type": "INET", "port": 9080,
      "hostName": "http://%THIS_SERVICE_HOST%"}, "communicationType": "REST"},
    {"app": "Q2T", "enabled": true, "serverSocket": {"type": "UNIX",
      "path": "/etc/quorum/qdata/tm/tm.ipc"}, "communicationType": "UNIX_SOCKET"},
    {"app": "P2P", "enabled": true, "serverSocket": {"type": "INET", "port": 9001,
      "hostName": "http://%THIS_SERVICE_HOST%", "bindingAddress": "http://0.0.0.0:9001"},
      "sslConfig": {"tls": "OFF"}, "communicationType": "REST"}
  ],
  "keys": {"passwords": [], "keyData": [{"config": %THIS_PRIV_KEY%,
    "publicKey": "%THIS_PUB_KEY%"}]})";
}

// Tessera 0.9 and later: no bindingAddress. SPEC kubernetes 1.4
std::string_view server_addresses() {
  return R"(  "serverConfigs": [
    {"app": "ThirdParty", "enabled": true, "serverAddress": "http://%THIS_SERVICE_HOST%:9080",
      "communicationType": "REST"},
    {"app": "Q2T", "enabled": true, "serverAddress": "unix:/etc/quorum/qdata/tm/tm.ipc",
      "communicationType": "REST"},
    {"app": "P2P", "enabled": true, "serverAddress": "http://%THIS_SERVICE_HOST%:9001",
      "sslConfig": {"tls": "OFF"}, "communicationType": "REST"}
  ],
  "keys": {"passwords": [], "keyData": [{"privateKeyPath": "%THIS_PRIV_KEY%",
    "publicKeyPath": "%THIS_PUB_KEY%"}]},
  "features": {"enablePrivacyEnhancements": true})";
}

std::string_view servers_of(std::string_view key) {
  if (key.find("-9.0") != std::string_view::npos) return server_addresses();
  return key.find("-enhanced") != std::string_view::npos ? server_sockets() : server();
}

const Mark& tm_mark(const config::ExternalNode& node) {
  return first_known(node.tm_url.mark, node.ident.mark);
}

std::shared_ptr<const config::PeerList> marked_list(const config::PeerList& list,
                                                    const QubernetesYaml& yaml) {
  config::PeerList marked = list;
  marked.mark = yaml.nodes_mark;
  auto entry = marked.entries.begin();
  for (std::size_t i = 0; i < yaml.nodes.size(); ++i) (entry++)->mark = yaml.nodes[i].ident.mark;
  for (const config::ExternalNode& node : yaml.external_nodes) {
    (entry++)->mark = node.enode_url.mark;
  }
  return std::make_shared<const config::PeerList>(std::move(marked));
}

bool lists_all(std::size_t entries, const QubernetesYaml& yaml) {
  return entries == yaml.nodes.size() + yaml.external_nodes.size();
}

void mark_tessera(config::PeerConfig& peer, const QubernetesYaml& yaml) {
  if (!peer.tessera || !lists_all(peer.tessera->peers.size(), yaml)) return;
  config::TesseraConfig& tessera = *peer.tessera;
  tessera.mark = tessera.server_address.mark = peer.name.mark;
  if (tessera.binding_address.known()) tessera.binding_address.mark = peer.name.mark;
  if (tessera.use_white_list.known()) tessera.use_white_list.mark = peer.name.mark;
  auto url = tessera.peers.begin();
  for (const config::QubernetesNode& node : yaml.nodes) (url++)->mark = node.ident.mark;
  for (const config::ExternalNode& node : yaml.external_nodes) (url++)->mark = tm_mark(node);
}

}  // namespace

std::string peer_list_text(const QubernetesYaml& yaml, const std::vector<NodeKeys>& keys) {
  std::vector<std::string> entries;
  // raftport is there for every consensus. SPEC kubernetes 1.4
  for (std::size_t i = 0; i < yaml.nodes.size(); ++i) {
    entries.push_back(fmt::format(R"(  "enode://{}@{}:30303?discport=0&raftport=50401")",
                                  wire::to_hex(keys[i].node_key), yaml.nodes[i].ident.value));
  }
  for (const config::ExternalNode& node : yaml.external_nodes) {
    entries.push_back(fmt::format(R"(  "{}")", node.enode_url.value));
  }
  return "[\n" + joined(entries) + "\n]\n";
}

std::string tessera_text(const QubernetesYaml& yaml, std::string_view key) {
  return fmt::format("{{\n  \"useWhiteList\": false,\n{},\n{},\n  \"alwaysSendTo\": []\n}}\n",
                     servers_of(key), peer_urls(yaml));
}

std::string validators_text(const QubernetesYaml& yaml, const std::vector<NodeKeys>& keys) {
  std::string text = "vanity = \"0x00\"\nvalidators = [\n";
  for (const NodeKeys& node : keys) {
    text += fmt::format("\"{}\",\n", wire::checksum_address(node.node_address()));
  }
  for (const config::ExternalNode& node : yaml.external_nodes) {
    text += fmt::format("\"{}\",\n", node.node_address.value);
  }
  return text + "]\n";
}

void mark_entries(config::ClusterConfig& cluster, const QubernetesYaml& yaml) {
  // One list stays one list: whether two peers share it can be seen by its address.
  std::shared_ptr<const config::PeerList> from;
  std::shared_ptr<const config::PeerList> to;
  for (config::PeerConfig& peer : cluster.peers) {
    for (auto* list : {&peer.static_list, &peer.permissioned_list}) {
      if (!lists_all((*list)->entries.size(), yaml)) continue;
      if (*list != from) {
        from = *list;
        to = marked_list(*from, yaml);
      }
      *list = to;
    }
    mark_tessera(peer, yaml);
  }
}

}  // namespace seatrial::generate
