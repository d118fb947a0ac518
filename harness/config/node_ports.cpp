// SPDX-License-Identifier: Apache-2.0
#include "harness/config/node_ports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/config/manifest.hpp"
#include "harness/config/text_check.hpp"
#include "harness/config/text_lines.hpp"
#include "harness/config/yaml.hpp"
#include "sim/net/address.hpp"

namespace seatrial::config {

namespace {

constexpr std::uint16_t p2p_port = 30303;     // SPEC kubernetes 1.3
constexpr std::uint16_t tessera_port = 9001;  // SPEC kubernetes 1.3

std::string_view key_of_url(std::string_view url) {
  constexpr std::string_view scheme = "enode://";
  if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
  return url.substr(0, url.find('@'));
}

bool same_key(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

// Where Tessera's P2P server listens, by what it announces: that is the Service's port.
std::uint16_t tessera_port_of(const PeerConfig& peer) {
  if (!peer.tessera) return tessera_port;
  std::string_view url = peer.tessera->server_address.value;
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return port_of_url(url).value_or(tessera_port);
}

std::uint16_t p2p_port_of(const PeerConfig& peer) {
  if (!peer.settings.port) return p2p_port;
  return static_cast<std::uint16_t>(peer.settings.port->value);
}

void add_url(const MarkedText& url, std::string_view field, const std::string& service,
             std::uint16_t port, const SourceFiles& files, NodePorts& result) {
  if (const auto number = port_of_url(url.value)) {
    result.ports.push_back({service, port, "TCP", *number, url.mark, {}});
    return;
  }
  // SPEC kubernetes 10, F-12
  result.not_understood.push_back({files.to_string(url.mark), fmt::format("{} has no port", field),
                                   "make the Service's type NodePort and export again"});
}

}  // namespace

const NodePort* NodePorts::find(std::string_view service, std::uint16_t port,
                                std::string_view protocol, std::string_view ns) const {
  const auto found = std::find_if(ports.begin(), ports.end(), [&](const NodePort& p) {
    const bool elsewhere = !ns.empty() && !p.ns.empty() && p.ns != ns;
    return p.service == service && p.port == port && p.protocol == protocol && !elsewhere;
  });
  return found == ports.end() ? nullptr : &*found;
}

NodePorts node_ports_of_export(const ExternalNodes& exported, const ClusterConfig& cluster,
                               const SourceFiles& files) {
  NodePorts result;
  for (const ExternalNode& node : exported.nodes) {
    const std::string_view key = key_of_url(node.enode_url.value);
    const auto peer =
        std::find_if(cluster.peers.begin(), cluster.peers.end(),
                     [&](const PeerConfig& p) { return same_key(p.enode_key.value, key); });
    if (peer == cluster.peers.end()) {
      result.not_understood.push_back({files.to_string(node.enode_url.mark),
                                       fmt::format("{} has an enode key that no node of {} has",
                                                   node.ident.value, cluster.folder),
                                       "export it again, or give the folder that was deployed"});
      continue;
    }
    add_url(node.enode_url, "Enode_Url", peer->service, p2p_port_of(*peer), files, result);
    if (node.tm_url.value.empty()) continue;
    add_url(node.tm_url, "Tm_Url", peer->service, tessera_port_of(*peer), files, result);
  }
  return result;
}

namespace {

/// The Service of a line.
struct TableRow {
  std::string_view ns;  ///< "" without the column NAMESPACE
  std::string_view service;
};

// One "port:nodePort/PROTOCOL" of the PORT(S) column; a ClusterIP port has no node port.
bool read_table_port(std::string_view text, const TableRow& row, const Mark& mark,
                     NodePorts& result) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view numbers = text.substr(0, slash);
  const std::size_t colon = numbers.find(':');
  const auto port = net::parse_port(numbers.substr(0, colon));
  if (!port) return false;
  if (colon == std::string_view::npos) return true;
  const auto node_port = net::parse_port(numbers.substr(colon + 1));
  if (!node_port) return false;
  result.ports.push_back({std::string(row.service), *port, std::string(text.substr(slash + 1)),
                          *node_port, mark, std::string(row.ns)});
  return true;
}

void read_table_ports(std::string_view column, const TableRow& row, const Line& line,
                      const SourceFiles& files, NodePorts& result) {
  while (!column.empty()) {
    const std::size_t comma = std::min(column.find(','), column.size());
    const std::string_view item = column.substr(0, comma);
    Mark mark = line.mark;
    mark.column += static_cast<std::uint32_t>(item.data() - line.text.data());
    // The documentation shortens the column with "..."
    if (item != "..." && !read_table_port(item, row, mark, result)) {
      result.not_understood.push_back({files.to_string(mark),
                                       fmt::format("'{}' is no port of a Service", item),
                                       "write port:nodePort/TCP as kubectl prints it"});
    }
    column.remove_prefix(std::min(comma + 1, column.size()));
  }
}

bool is_service_type(std::string_view word) {
  return word == "NodePort" || word == "ClusterIP" || word == "LoadBalancer" ||
         word == "ExternalName";
}

}  // namespace

NodePorts node_ports_of_table(std::string_view text, FileId file, const SourceFiles& files) {
  NodePorts result;
  for (const Line& line : lines_of(text, file)) {
    const auto words = words_of(line.text);
    if (words.empty() || words.front() == "NAME" || words.front() == "NAMESPACE") continue;
    // NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE, with -A a NAMESPACE before them
    const auto type = std::find_if(words.begin(), words.end(), is_service_type);
    if (type == words.begin() || words.end() - type < 4) {
      result.not_understood.push_back({files.to_string(line.mark), "this line is no Service",
                                       "give what 'kubectl get services' prints"});
      continue;
    }
    if (*(type + 3) == "<none>") continue;  // a Service without ports
    const std::string_view ns = type - words.begin() > 1 ? *(type - 2) : "";
    read_table_ports(*(type + 3), {ns, *(type - 1)}, line, files, result);
  }
  return result;
}

namespace {

std::optional<Error> add_services(const Value& object, const SourceFiles& files,
                                  NodePorts& result) {
  if (const Value* items = object.find("items")) {
    for (const Value& item : items->items()) {
      if (auto error = add_services(item, files, result)) return error;
    }
    return std::nullopt;
  }
  const Value* kind = object.find("kind");
  if (kind == nullptr || kind->text() != "Service") return std::nullopt;
  const auto service = read_service(object, files);
  if (!service) return service.error();
  for (const ServicePortConfig& port : service->ports) {
    if (!port.node_port) continue;
    result.ports.push_back({service->name.value, port.port, port.protocol, port.node_port->value,
                            port.node_port->mark, service->ns});
  }
  return std::nullopt;
}

bool has_line(std::string_view text, std::string_view start) {
  return text.starts_with(start) || text.find("\n" + std::string(start)) != std::string_view::npos;
}

bool is_dump(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return (first != std::string_view::npos && text[first] == '{') || has_line(text, "kind:") ||
         has_line(text, "items:");
}

bool is_table(std::string_view text) {
  return text.find("NodePort ") != std::string_view::npos ||
         text.find("ClusterIP ") != std::string_view::npos ||
         text.find("LoadBalancer ") != std::string_view::npos;
}

Result<NodePorts> read_any(std::string_view text, FileId file, const ClusterConfig& cluster,
                           const SourceFiles& files) {
  if (has_line(text, "external_nodes:")) {
    const auto exported = parse_external_nodes(text, file, files);
    if (!exported) return exported.error();
    return node_ports_of_export(*exported, cluster, files);
  }
  if (is_dump(text)) {
    const auto documents = parse_yaml(text, file, files);
    if (!documents) return documents.error();
    return node_ports_of_dump(*documents, files);
  }
  if (is_table(text)) return node_ports_of_table(text, file, files);
  return node_ports_of_urls(text, file, cluster, files);
}

}  // namespace

Result<NodePorts> node_ports_of_dump(const std::vector<Value>& documents,
                                     const SourceFiles& files) {
  NodePorts result;
  for (const Value& document : documents) {
    if (auto error = add_services(document, files, result)) return *error;
  }
  return result;
}

Result<NodePorts> parse_node_ports(std::string_view text, FileId file, const ClusterConfig& cluster,
                                   const SourceFiles& files) {
  if (const auto error = check_text(text, file, files, text.size())) return *error;
  auto result = read_any(without_bom(text), file, cluster, files);
  if (!result || !result->ports.empty()) return result;
  if (!result->not_understood.empty()) return result->not_understood.front();
  return Error{files.path(file), "there is no NodePort in the file",
               "give an external_nodes export, or what 'kubectl get services' prints"};
}

Result<NodePorts> read_node_ports(const std::string& path, const ClusterConfig& cluster,
                                  SourceFiles& files) {
  const auto text = read_file(path);
  if (!text) return text.error();
  return parse_node_ports(*text, files.add(path), cluster, files);
}

}  // namespace seatrial::config
