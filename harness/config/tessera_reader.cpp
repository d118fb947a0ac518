// SPDX-License-Identifier: Apache-2.0
#include "harness/config/tessera_reader.hpp"

#include <fmt/format.h>

#include <charconv>

#include "harness/config/json.hpp"

namespace seatrial::config {

namespace {

// The number at the front of a text, as the start script's test sees it; none where it is no
// number.
std::optional<int> number_at(std::string_view text) {
  int number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end == text.data()) return std::nullopt;
  return number;
}

std::string fill_in(std::string_view text, std::string_view host) {
  constexpr std::string_view variable = "%THIS_SERVICE_HOST%";
  std::string result(text);
  for (std::size_t at = result.find(variable); at != std::string::npos;
       at = result.find(variable, at + host.size())) {
    result.replace(at, variable.size(), host);
  }
  return result;
}

// The script puts a whole JSON object in place of an unquoted %THIS_PRIV_KEY%; a null of the same
// length keeps the columns.
std::string without_keys(std::string_view text) {
  constexpr std::string_view variable = "%THIS_PRIV_KEY%";
  std::string result(text);
  for (std::size_t at = result.find(variable); at != std::string::npos;
       at = result.find(variable, at + 1)) {
    if (at > 0 && result[at - 1] == '"') continue;
    std::string null = "null";
    null.resize(variable.size(), ' ');
    result.replace(at, variable.size(), null);
  }
  return result;
}

MarkedText text_of(const Value* value, std::string_view host) {
  if (value == nullptr || !value->is_scalar()) return {};
  return {fill_in(value->text(), host), value->mark()};
}

Marked<bool> bool_of(const Value* value) {
  if (value == nullptr || !value->is_scalar()) return {};
  return {value->text() == "true", value->mark()};
}

// Tessera 0.9 and later: serverAddress holds scheme, host and port. SPEC goquorum 10.1
void read_address(const Value& server, std::string_view host, TesseraConfig& config) {
  config.server_address = text_of(server.find("serverAddress"), host);
  config.binding_address = text_of(server.find("bindingAddress"), host);
  const Value* socket = server.find("serverSocket");                            // Tessera 0.8
  if (socket == nullptr) socket = server.find("hostName") ? &server : nullptr;  // 0.7
  if (socket == nullptr) return;
  const MarkedText name = text_of(socket->find("hostName"), host);
  const MarkedText port = text_of(socket->find("port"), host);
  config.server_address = {name.value + ":" + port.value, name.mark};
  config.binding_address = text_of(socket->find("bindingAddress"), host);
}

const Value* find_p2p(const Value& json) {
  if (const Value* server = json.find("server")) return server;
  const Value* servers = json.find("serverConfigs");
  if (servers == nullptr) return nullptr;
  for (const Value& server : servers->items()) {
    const Value* app = server.find("app");
    if (app != nullptr && app->text() == "P2P") return &server;
  }
  return nullptr;
}

}  // namespace

std::string tessera_template(std::string_view version) {
  // SPEC kubernetes 1.4: first 0 and second 8: enhanced; first at least 1 or second at least 9: 9.0
  const std::size_t dot = version.find('.');
  const auto first = number_at(version);
  const auto second =
      dot == std::string_view::npos ? std::nullopt : number_at(version.substr(dot + 1));
  if ((first && *first >= 1) || (second && *second >= 9)) return "tessera-config-9.0.json.tmpl";
  if (first && second && *second == 8) return "tessera-config-enhanced.json.tmpl";
  return "tessera-config.json.tmpl";
}

Result<TesseraConfig> read_tessera(const Value& text, std::string_view service_host,
                                   const SourceFiles& files) {
  const auto json = parse_json(without_keys(text.text()), text.origin(), files);
  if (!json) return json.error();
  TesseraConfig config;
  config.mark = json->mark();
  const Value* p2p = find_p2p(*json);
  if (p2p == nullptr) {
    return Error{files.to_string(json->mark()), "the Tessera config has no P2P server",
                 "add a serverConfigs entry with app P2P"};
  }
  read_address(*p2p, service_host, config);
  if (const Value* peers = json->find("peer")) {
    for (const Value& peer : peers->items()) {
      config.peers.push_back(text_of(peer.find("url"), service_host));
    }
  }
  config.use_white_list = bool_of(json->find("useWhiteList"));
  config.disable_peer_discovery = bool_of(json->find("disablePeerDiscovery"));
  if (const Value* features = json->find("features")) {
    config.remote_key_validation = bool_of(features->find("enableRemoteKeyValidation"));
  }
  return config;
}

}  // namespace seatrial::config
