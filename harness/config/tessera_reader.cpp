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

// Tessera 0.9 and later: serverAddress holds scheme, host and port; 0.8 has a serverSocket, 0.7
// the fields themselves. SPEC goquorum 10.1
MarkedText address_of(const Value& server, std::string_view host) {
  if (const Value* address = server.find("serverAddress")) return text_of(address, host);
  const Value* socket = server.find("serverSocket");
  if (socket == nullptr) socket = &server;
  if (const Value* path = socket->find("path")) {
    return {"unix:" + std::string(path->text()), path->mark()};
  }
  const MarkedText name = text_of(socket->find("hostName"), host);
  if (!name.known()) return {};
  return {name.value + ":" + text_of(socket->find("port"), host).value, name.mark};
}

MarkedText binding_of(const Value& server, std::string_view host) {
  if (const Value* binding = server.find("bindingAddress")) return text_of(binding, host);
  const Value* socket = server.find("serverSocket");
  return socket ? text_of(socket->find("bindingAddress"), host) : MarkedText();
}

const Value* find_server(const Value& json, std::string_view app) {
  const Value* servers = json.find("serverConfigs");
  if (servers == nullptr) return nullptr;
  for (const Value& server : servers->items()) {
    const Value* name = server.find("app");
    if (name != nullptr && name->text() == app) return &server;
  }
  return nullptr;
}

const Value* find_p2p(const Value& json) {
  const Value* server = json.find("server");
  return server ? server : find_server(json, "P2P");
}

void read_tls(const Value& server, TesseraTls& tls) {
  const Value* ssl = server.find("sslConfig");
  if (ssl == nullptr) return;
  tls.mode = text_of(ssl->find("tls"), "");
  tls.server_trust = text_of(ssl->find("serverTrustMode"), "");
  tls.client_trust = text_of(ssl->find("clientTrustMode"), "");
}

// A text of milliseconds; what is no number is left to Tessera, which takes its default then.
void read_interval(const Value& server, TesseraConfig& config) {
  const Value* properties = server.find("properties");
  const Value* written = properties ? properties->find("partyInfoInterval") : nullptr;
  if (written == nullptr || !written->is_scalar()) return;
  const std::string_view text = written->text();
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size()) return;
  config.party_info_interval = {number, written->mark()};
}

void read_p2p(const Value& server, std::string_view host, TesseraConfig& config) {
  config.server_address = address_of(server, host);
  config.binding_address = binding_of(server, host);
  read_tls(server, config.tls);
  read_interval(server, config);
}

void read_other_servers(const Value& json, std::string_view host, TesseraConfig& config) {
  if (const Value* q2t = find_server(json, "Q2T")) config.q2t_address = address_of(*q2t, host);
  if (const Value* socket = json.find("unixSocketFile")) {
    config.q2t_address = {"unix:" + std::string(socket->text()), socket->mark()};
  }
  const Value* third = find_server(json, "ThirdParty");
  if (third != nullptr) config.third_party_address = address_of(*third, host);
}

// A Tessera key is 32 bytes in base64; templates have variables and paths in its place.
bool is_public_key(const Value& value) {
  const std::string_view text = value.text();
  return value.is_scalar() && text.size() == 44 && text.ends_with('=');
}

void read_keys(const Value& json, TesseraConfig& config) {
  if (const Value* keys = json.find("keys")) {
    const Value* data = keys->find("keyData");
    for (const Value& key : data ? data->items() : std::span<const Value>()) {
      const Value* open = key.find("publicKey");
      if (open != nullptr && is_public_key(*open)) config.public_keys.push_back(text_of(open, ""));
    }
  }
  if (const Value* always = json.find("alwaysSendTo")) {
    for (const Value& key : always->items()) config.always_send_to.push_back(text_of(&key, ""));
  }
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
  read_p2p(*p2p, service_host, config);
  read_other_servers(*json, service_host, config);
  read_keys(*json, config);
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
