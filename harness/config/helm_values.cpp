// SPDX-License-Identifier: Apache-2.0
#include "harness/config/helm_values.hpp"

#include <algorithm>

#include "harness/config/field_reader.hpp"

namespace seatrial::config {

namespace {

constexpr IntRange ports{1, 65535};
constexpr IntRange any_number{0, INT64_MAX};

std::optional<Marked<std::uint64_t>> number(const FieldReader& reader, std::string_view key,
                                            IntRange range) {
  const Value* value = reader.find(key);
  if (value == nullptr) return std::nullopt;
  return Marked<std::uint64_t>{static_cast<std::uint64_t>(reader.integer(key, 0, range)),
                               value->mark()};
}

// Charts' `eq` compares words, and `if` takes any text for true: only what is written as a truth
// value is one here.
Marked<bool> flag(const FieldReader& reader, std::string_view key) {
  return reader.boolean(key, false);
}

void read_node_section(const FieldReader& node, HelmValues& values) {
  const FieldReader geth = node.map("goquorum");
  values.network_id = number(geth, "networkId", any_number);
  values.p2p_port = number(geth.map("p2p"), "port", ports);
  values.privacy_url = geth.map("privacy").marked_text("url");
  const FieldReader tessera = node.map("tessera");
  values.tessera_port = number(tessera, "port", ports);
  values.third_party_port = number(tessera, "tpport", ports);
  values.q2t_port = number(tessera, "q2tport", ports);
}

void read_genesis(const FieldReader& raw, HelmValues& values) {
  const FieldReader config = raw.map("genesis").map("config");
  values.chain_id = number(config, "chainId", any_number);
  values.consensus = config.map("algorithm").marked_text("consensus");
  values.validators = number(raw.map("blockchain").map("nodes"), "count", any_number);
}

}  // namespace

bool is_helm_values(const Value& document) {
  if (document.find("kind") != nullptr) return false;
  const Value* node = document.find("node");
  return document.find("quorumFlags") != nullptr || document.find("rawGenesisConfig") != nullptr ||
         (node != nullptr && node->find("goquorum") != nullptr);
}

Result<HelmValues> read_helm_values(const Value& document, const SourceFiles& files) {
  std::optional<Error> error;
  const FieldReader reader(document, "values", files, error);
  HelmValues values;
  values.mark = document.mark();
  const FieldReader cluster = reader.map("cluster");
  values.provider = cluster.marked_text("provider");
  values.cloud_native = flag(cluster, "cloudNativeServices");
  values.privacy = flag(reader.map("quorumFlags"), "privacy");
  read_node_section(reader.map("node"), values);
  read_genesis(reader.map("rawGenesisConfig"), values);
  if (error) return *error;
  return values;
}

}  // namespace seatrial::config
