// SPDX-License-Identifier: Apache-2.0
#include "harness/config/geth_file.hpp"

#include <algorithm>

#include "harness/config/field_reader.hpp"
#include "harness/config/text_lines.hpp"
#include "sim/net/address.hpp"

namespace seatrial::config {

namespace {

using Number = std::optional<Marked<std::uint64_t>>;

void number(const FieldReader& reader, std::string_view key, std::int64_t max, Number& setting) {
  const Value* value = reader.find(key);
  if (value == nullptr || setting) return;
  const std::int64_t read = reader.integer(key, 0, {0, max});
  setting = Marked<std::uint64_t>{static_cast<std::uint64_t>(read), value->mark()};
}

void text(const FieldReader& reader, std::string_view key, std::optional<MarkedText>& setting) {
  const MarkedText read = reader.marked_text(key);
  if (read.known() && !setting) setting = read;
}

void flag(const FieldReader& reader, std::string_view key, Marked<bool>& setting) {
  const Marked<bool> read = reader.boolean(key, false);
  if (read.known() && !setting.known()) setting = read;
}

// Lists of texts that a flag writes with commas between them.
void joined(const FieldReader& reader, std::string_view key, std::optional<MarkedText>& setting) {
  const Value* list = reader.find(key);
  if (list == nullptr || setting || list->items().empty()) return;
  MarkedText text{"", list->items().front().mark()};
  for (const Value& item : list->items()) {
    if (!text.value.empty()) text.value += ',';
    text.value += item.text();
  }
  setting = std::move(text);
}

// ":30303" and "0.0.0.0:30303"
void listen_address(const FieldReader& reader, GethSettings& settings) {
  const MarkedText address = reader.marked_text("ListenAddr");
  if (!address.known() || settings.port) return;
  const auto port = net::parse_port(
      std::string_view(address.value).substr(address.value.rfind(':') + 1));  // npos + 1 is 0
  if (port) settings.port = Marked<std::uint64_t>{*port, address.mark};
}

std::shared_ptr<const PeerList> list(const FieldReader& reader, std::string_view key) {
  const Value* written = reader.find(key);
  if (written == nullptr || !written->is_list()) return nullptr;
  PeerList made{PeerListState::ok, {}, written->mark(), std::nullopt};
  for (const Value& item : written->items()) {
    made.entries.push_back({std::string(item.text()), item.mark()});
  }
  return std::make_shared<const PeerList>(std::move(made));
}

}  // namespace

Result<GethFileLists> apply_geth_file(const Value& file, GethSettings& settings,
                                      const SourceFiles& files) {
  std::optional<Error> error;
  const FieldReader reader(file, "geth's configuration", files, error);
  const FieldReader eth = reader.map("Eth");
  number(eth, "NetworkId", INT64_MAX, settings.network_id);
  text(eth, "SyncMode", settings.sync_mode);
  const FieldReader istanbul = eth.map("Istanbul");
  number(istanbul, "BlockPeriod", UINT32_MAX, settings.block_period);
  number(istanbul, "RequestTimeout", UINT32_MAX, settings.request_timeout);
  number(istanbul, "AllowedFutureBlockTime", UINT32_MAX, settings.allowed_future_block_time);
  const FieldReader node = reader.map("Node");
  text(node, "DataDir", settings.data_dir);
  flag(node, "EnableNodePermission", settings.permissioned);
  const FieldReader p2p = node.map("P2P");
  number(p2p, "MaxPeers", INT32_MAX, settings.max_peers);
  flag(p2p, "NoDiscovery", settings.no_discover);
  flag(p2p, "EnableNodePermission", settings.permissioned);
  joined(p2p, "BootstrapNodes", settings.bootnodes);
  joined(p2p, "NetRestrict", settings.netrestrict);
  listen_address(p2p, settings);
  if (error) return *error;
  return GethFileLists{list(p2p, "StaticNodes"), list(p2p, "TrustedNodes")};
}

}  // namespace seatrial::config
