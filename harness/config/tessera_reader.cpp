// SPDX-License-Identifier: Apache-2.0
#include "harness/config/tessera_reader.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "harness/config/json.hpp"
#include "sim/core/whole_number.hpp"

namespace seatrial::config {

namespace {

std::string fill_in(std::string_view text, std::string_view host) {
  constexpr std::string_view variable = "%THIS_SERVICE_HOST%";
  std::string result(text);
  for (std::size_t at = result.find(variable); at != std::string::npos;
       at = result.find(variable, at + host.size())) {
    result.replace(at, variable.size(), host);
  }
  return result;
}

// "peer" before "peer" : |
std::string key_before(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
  while (!text.empty() && (blank(text.back()) || text.back() == ':')) text.remove_suffix(1);
  if (text.empty() || text.back() != '"') return "";
  text.remove_suffix(1);
  return std::string(text.substr(text.rfind('"') + 1));  // npos + 1 is 0
}

// A script puts whole JSON values in place of an unquoted %THIS_PRIV_KEY% or $(cat FILE); a null of
// the same length keeps the columns.
std::string without_insertions(std::string_view text, std::vector<Inserted>& inserted) {
  constexpr std::string_view variable = "%THIS_PRIV_KEY%";
  constexpr std::string_view cat = "$(cat ";
  std::string result(text);
  for (std::size_t at = 0; at < result.size(); ++at) {
    const std::string_view rest = std::string_view(result).substr(at);
    const bool command = rest.starts_with("$(");
    if (!command && !rest.starts_with(variable)) continue;
    if (at > 0 && result[at - 1] == '"') continue;
    const std::size_t close = rest.find(')');
    if (command && (close == std::string_view::npos || close < 3)) continue;
    const std::size_t length = command ? close + 1 : variable.size();
    Inserted value{key_before(std::string_view(result).substr(0, at)), ""};
    if (rest.starts_with(cat)) value.path = rest.substr(cat.size(), close - cat.size());
    inserted.push_back(std::move(value));
    std::string null = "null";
    null.resize(length, ' ');
    result.replace(at, length, null);
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
  const auto number = whole_number<std::uint64_t>(written->text());
  if (number) config.party_info_interval = {*number, written->mark()};
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
  // SPEC kubernetes 1.4: first 0 and second 8: enhanced; first at least 1 or second at least
  // 9: 9.0. The script asks the jar: a tag without a number ("latest") is one of today's versions.
  const std::size_t dot = version.find('.');
  const auto first = leading_number<int>(version);
  const auto second =
      dot == std::string_view::npos ? std::nullopt : leading_number<int>(version.substr(dot + 1));
  if (!first && !version.empty()) return "tessera-config-9.0.json.tmpl";
  if ((first && *first >= 1) || (second && *second >= 9)) return "tessera-config-9.0.json.tmpl";
  if (first && second && *second == 8) return "tessera-config-enhanced.json.tmpl";
  return "tessera-config.json.tmpl";
}

namespace {

void add_peers(const Value& list, std::string_view host, TesseraConfig& config) {
  for (const Value& peer : list.items()) {
    config.peers.push_back(text_of(peer.find("url"), host));
  }
}

std::optional<Error> add_inserted_peers(const std::vector<Inserted>& inserted,
                                        std::string_view host, const FileLookup& lookup,
                                        const SourceFiles& files, TesseraConfig& config) {
  for (const Inserted& value : inserted) {
    if (value.key != "peer" || value.path.empty()) continue;
    const auto file = lookup(value.path);
    if (!file) continue;
    const auto list = parse_json(file->text, file->origin, files);
    if (!list) return list.error();
    add_peers(*list, host, config);
  }
  return std::nullopt;
}

}  // namespace

namespace {

Result<void> parse_template(const PlacedText& text, const SourceFiles& files,
                            TesseraTemplate& last) {
  if (last.json && last.origin == text.origin && last.text == text.text) return {};
  last = {};
  auto json = parse_json(without_insertions(text.text, last.inserted), text.origin, files);
  if (!json) return json.error();
  last.text = text.text;
  last.origin = text.origin;
  last.json = std::move(*json);
  return {};
}

}  // namespace

Result<TesseraConfig> read_tessera(const PlacedText& text, std::string_view service_host,
                                   const FileLookup& lookup, const SourceFiles& files,
                                   TesseraTemplate& last) {
  if (auto done = parse_template(text, files, last); !done) return done.error();
  const Value* json = &*last.json;
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
  if (const Value* peers = json->find("peer")) add_peers(*peers, service_host, config);
  auto error = add_inserted_peers(last.inserted, service_host, lookup, files, config);
  if (error) return *error;
  config.use_white_list = bool_of(json->find("useWhiteList"));
  config.disable_peer_discovery = bool_of(json->find("disablePeerDiscovery"));
  if (const Value* features = json->find("features")) {
    config.remote_key_validation = bool_of(features->find("enableRemoteKeyValidation"));
  }
  return config;
}

Result<TesseraConfig> read_tessera(const PlacedText& text, std::string_view service_host,
                                   const FileLookup& lookup, const SourceFiles& files) {
  TesseraTemplate alone;
  return read_tessera(text, service_host, lookup, files, alone);
}

}  // namespace seatrial::config
