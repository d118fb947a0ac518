// SPDX-License-Identifier: Apache-2.0
#include "harness/config/node_ports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "harness/config/manifest.hpp"
#include "harness/config/text_check.hpp"
#include "harness/config/yaml.hpp"

namespace seatrial::config {

namespace {

constexpr std::uint16_t p2p_port = 30303;     // SPEC kubernetes 1.3
constexpr std::uint16_t tessera_port = 9001;  // SPEC kubernetes 1.3
constexpr std::uint16_t rpc_port = 8545;      // SPEC kubernetes 1.3

std::optional<std::uint16_t> port_number(std::string_view text) {
  std::uint16_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

// The number behind the last ':' of host:port, before a '?' or a '/'.
std::optional<std::uint16_t> port_of_url(std::string_view url) {
  const std::size_t at = url.find('@');
  if (at != std::string_view::npos) url.remove_prefix(at + 1);
  url = url.substr(0, url.find_first_of("?/"));
  const std::size_t colon = url.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return port_number(url.substr(colon + 1));
}

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
    result.ports.push_back({service, port, "TCP", *number, url.mark});
    return;
  }
  // SPEC kubernetes 10, F-12
  result.not_understood.push_back({files.to_string(url.mark), fmt::format("{} has no port", field),
                                   "make the Service's type NodePort and export again"});
}

}  // namespace

const NodePort* NodePorts::find(std::string_view service, std::uint16_t port,
                                std::string_view protocol) const {
  const auto found = std::find_if(ports.begin(), ports.end(), [&](const NodePort& p) {
    return p.service == service && p.port == port && p.protocol == protocol;
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

struct Line {
  std::string_view text;
  Mark mark;
};

std::vector<Line> lines_of(std::string_view text, FileId file) {
  std::vector<Line> lines;
  for (std::uint32_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({line, {file, number, 1}});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = line.find_first_not_of(" \t"); at != std::string_view::npos;
       at = line.find_first_not_of(" \t", at)) {
    const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

// One "port:nodePort/PROTOCOL" of the PORT(S) column; a ClusterIP port has no node port.
bool read_table_port(std::string_view text, std::string_view service, const Mark& mark,
                     NodePorts& result) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view numbers = text.substr(0, slash);
  const std::size_t colon = numbers.find(':');
  const auto port = port_number(numbers.substr(0, colon));
  if (!port) return false;
  if (colon == std::string_view::npos) return true;
  const auto node_port = port_number(numbers.substr(colon + 1));
  if (!node_port) return false;
  result.ports.push_back(
      {std::string(service), *port, std::string(text.substr(slash + 1)), *node_port, mark});
  return true;
}

void read_table_ports(std::string_view column, std::string_view service, const Line& line,
                      const SourceFiles& files, NodePorts& result) {
  while (!column.empty()) {
    const std::size_t comma = std::min(column.find(','), column.size());
    const std::string_view item = column.substr(0, comma);
    Mark mark = line.mark;
    mark.column += static_cast<std::uint32_t>(item.data() - line.text.data());
    // The documentation shortens the column with "..."
    if (item != "..." && !read_table_port(item, service, mark, result)) {
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
    read_table_ports(*(type + 3), *(type - 1), line, files, result);
  }
  return result;
}

namespace {

struct Role {
  std::string_view word;
  std::uint16_t port;
};

// What qctl calls the URLs of a node.
constexpr Role roles[] = {{"geth", rpc_port}, {"tessera", tessera_port}, {"p2p", p2p_port}};

const Role* role_of(std::string_view word) {
  const auto found = std::find_if(std::begin(roles), std::end(roles),
                                  [&](const Role& role) { return role.word == word; });
  return found == std::end(roles) ? nullptr : found;
}

// Gives each line to a Service: by the name on it or above it, else in the order of the names,
// a new Service wherever a role comes again.
class UrlLines {
 public:
  UrlLines(const ClusterConfig& cluster, const SourceFiles& files) : files_(files) {
    for (const PeerConfig& peer : cluster.peers) services_.push_back(peer.service);
    std::sort(services_.begin(), services_.end());  // as kubectl lists them
  }

  NodePorts take() { return std::move(result_); }

  void read(const Line& line) {
    std::string_view url;
    const Role* role = nullptr;
    for (std::string_view word : words_of(line.text)) {
      if (word.ends_with(':')) word.remove_suffix(1);
      if (is_service(word)) {
        set_service(word);
      } else if (const Role* found = role_of(word)) {
        role = found;
      } else if (word != "-") {
        url = word;
      }
    }
    if (role == nullptr && url.empty()) return;  // only a name, or a blank line
    add(line, role, url);
  }

 private:
  bool is_service(std::string_view word) const {
    return std::find(services_.begin(), services_.end(), word) != services_.end();
  }

  void set_service(std::string_view name) {
    named_ = true;
    service_ = std::string(name);
  }

  void add(const Line& line, const Role* role, std::string_view url) {
    if (role == nullptr) {
      return fail(line, "this line does not say which port it is",
                  "run qctl ls url without --bare, or give 'kubectl get services'");
    }
    const auto number = port_of_url(url);
    if (!number) {
      return fail(line, fmt::format("the {} URL has no port", role->word),
                  "make the Service's type NodePort");
    }
    if (!named_) next_service(role->port);
    if (service_.empty()) {
      return fail(line, "there are more URLs than nodes in the cluster",
                  "give 'kubectl get services'");
    }
    result_.ports.push_back({service_, role->port, "TCP", *number, line.mark});
  }

  void next_service(std::uint16_t port) {
    const bool again = std::find(seen_.begin(), seen_.end(), port) != seen_.end();
    if (next_ == 0 || again) {
      service_ = next_ < services_.size() ? services_[next_] : std::string();
      ++next_;
      seen_.clear();
    }
    seen_.push_back(port);
  }

  void fail(const Line& line, std::string what, std::string remedy) {
    result_.not_understood.push_back(
        {files_.to_string(line.mark), std::move(what), std::move(remedy)});
  }

  const SourceFiles& files_;
  std::vector<std::string> services_;
  std::string service_;
  bool named_ = false;
  std::size_t next_ = 0;
  std::vector<std::uint16_t> seen_;
  NodePorts result_;
};

}  // namespace

NodePorts node_ports_of_urls(std::string_view text, FileId file, const ClusterConfig& cluster,
                             const SourceFiles& files) {
  UrlLines lines(cluster, files);
  for (const Line& line : lines_of(text, file)) lines.read(line);
  return lines.take();
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
                            port.node_port->mark});
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

Result<NodePorts> read_node_ports(const std::string& path, const ClusterConfig& cluster,
                                  SourceFiles& files) {
  const auto text = read_file(path);
  if (!text) return text.error();
  const FileId file = files.add(path);
  if (const auto error = check_text(*text, file, files, text->size())) return *error;
  auto result = read_any(without_bom(*text), file, cluster, files);
  if (!result || !result->ports.empty()) return result;
  if (!result->not_understood.empty()) return result->not_understood.front();
  return Error{path, "there is no NodePort in the file",
               "give an external_nodes export, or what 'kubectl get services' prints"};
}

}  // namespace seatrial::config
