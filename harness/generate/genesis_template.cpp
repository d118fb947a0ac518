// SPDX-License-Identifier: Apache-2.0
#include "harness/generate/genesis_template.hpp"

#include <fmt/format.h>

#include "harness/config/genesis_reader.hpp"
#include "harness/config/json.hpp"
#include "harness/generate/template_value.hpp"
#include "sim/wire/header.hpp"
#include "sim/wire/hex.hpp"
#include "sim/wire/rlp.hpp"
#include "sim/wire/validators.hpp"

namespace seatrial::generate {

namespace {

using config::ConsensusWord;

constexpr std::string_view zero_hash =
    "0x0000000000000000000000000000000000000000000000000000000000000000";

// `istanbul extra encode` with vanity 0x00. SPEC kubernetes 1.4
wire::Bytes istanbul_extra(const std::vector<wire::Address20>& validators) {
  wire::IstanbulExtra extra;
  extra.validators = validators;
  extra.seal = wire::Bytes(65);
  return wire::encode_istanbul_extra(extra);
}

// The accounts, not the node keys. SPEC kubernetes 1.4
wire::Bytes clique_extra(const std::vector<NodeKeys>& keys) {
  wire::Bytes extra(32);
  for (const NodeKeys& node : keys) {
    extra.insert(extra.end(), node.account.data.begin(), node.account.data.end());
  }
  extra.resize(extra.size() + 65);
  return extra;
}

wire::Bytes extra_data(const config::QubernetesYaml& yaml, const std::vector<NodeKeys>& keys) {
  switch (yaml.genesis.consensus.value) {
    case ConsensusWord::istanbul:
      return istanbul_extra(listed_validators(yaml, keys));
    case ConsensusWord::qbft:
      return wire::qbft_genesis_extra(listed_validators(yaml, keys));
    case ConsensusWord::clique:
      return clique_extra(keys);
    case ConsensusWord::raft:
      break;
  }
  return wire::Bytes(32);
}

std::string alloc_text(const std::vector<NodeKeys>& keys) {
  std::string text = "\"alloc\": {\n";
  for (std::size_t i = 0; i < keys.size(); ++i) {
    text +=
        fmt::format("    \"{}\": {{\n      \"balance\": \"1000000000000000000000000000\"\n    }}",
                    wire::checksum_address(keys[i].account));
    text += i + 1 < keys.size() ? ", \n" : "\n";
  }
  return text + "\n  },\n";
}

// Compared as texts, so that 2.10.0 comes before 2.6.0. SPEC kubernetes 1.1
std::string code_size_text(const config::QubernetesGenesis& genesis) {
  if (genesis.quorum_version.value < "2.6.0") return "    \"maxCodeSize\": 35,\n";
  return "    \"maxCodeSizeConfig\": [\n      {\n        \"block\": 0,\n        \"size\": 32\n"
         "      }\n    ],\n";
}

std::string istanbul_text(const config::QubernetesGenesis& genesis) {
  std::string text =
      "    \"istanbul\": {\n      \"epoch\": 30000,\n      \"policy\": 0,\n"
      "      \"ceil2Nby3Block\": 0";
  if (genesis.consensus.value == ConsensusWord::qbft) {
    const auto& block = genesis.test_qbft_block;
    text += fmt::format(",\n      \"testQBFTBlock\": {}", block ? block->value : 0);
  }
  return text + "\n    }\n";
}

std::string consensus_text(const config::QubernetesGenesis& genesis) {
  if (has_validators(genesis.consensus.value)) return ",\n" + istanbul_text(genesis);
  if (genesis.consensus.value == ConsensusWord::raft) return "\n";
  // The template's period was not compared; no link and no hash depends on it.
  return ",\n    \"clique\": {\n      \"period\": 5,\n      \"epoch\": 30000\n    }\n";
}

std::string config_text(const config::QubernetesGenesis& genesis) {
  std::string text = "  \"config\": {\n";
  for (std::string_view fork :
       {"homestead", "byzantium", "constantinople", "petersburg", "istanbul", "eip150"}) {
    text += fmt::format("    \"{}Block\": 0,\n", fork);
  }
  text += fmt::format("    \"eip150Hash\": \"{}\",\n", zero_hash);
  text += "    \"eip155Block\": 0,\n    \"eip158Block\": 0,\n";
  if (genesis.tm_version.value >= "1.0.0") text += "    \"privacyEnhancementsBlock\": 0,\n";
  text += code_size_text(genesis);
  text += fmt::format("    \"chainId\": {},\n    \"isQuorum\": true", genesis.chain_id.value);
  return text + consensus_text(genesis) + "  },\n";
}

std::string_view mix_hash(ConsensusWord consensus) {
  if (has_validators(consensus)) {
    return "0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365";
  }
  if (consensus == ConsensusWord::clique) return zero_hash;
  return "0x00000000000000000000000000000000000000647572616c65787365646c6578";
}

// Every value of a tree at one mark.
config::Value remarked(const config::Value& value, const Mark& mark) {
  if (value.is_scalar()) {
    return config::Value::scalar(mark, std::string(value.text()), value.style());
  }
  if (value.is_list()) {
    std::vector<config::Value> items;
    for (const config::Value& item : value.items()) items.push_back(remarked(item, mark));
    return config::Value::list(mark, std::move(items));
  }
  std::vector<config::Entry> entries;
  for (const config::Entry& entry : value.entries()) {
    entries.push_back({entry.key, mark, remarked(entry.value, mark)});
  }
  return config::Value::map(mark, std::move(entries));
}

Mark mark_of(std::string_view key, const config::QubernetesYaml& yaml) {
  const config::QubernetesGenesis& genesis = yaml.genesis;
  if (key == "alloc" || key == "extraData") return yaml.nodes_mark;
  if (key == "chainId") return first_known(genesis.chain_id.mark, genesis.mark);
  if (key == "istanbul" || key == "clique" || key == "difficulty" || key == "mixHash") {
    return genesis.consensus.mark;
  }
  if (key == "maxCodeSizeConfig" || key == "maxCodeSize") return genesis.quorum_version.mark;
  if (key == "privacyEnhancementsBlock") return genesis.tm_version.mark;
  return genesis.mark;
}

config::Value at_the_yaml(const config::Value& json, const config::QubernetesYaml& yaml) {
  std::vector<config::Entry> entries;
  for (const config::Entry& entry : json.entries()) {
    const Mark mark = mark_of(entry.key, yaml);
    entries.push_back(
        {entry.key, mark,
         entry.key == "config" ? at_the_yaml(entry.value, yaml) : remarked(entry.value, mark)});
  }
  return config::Value::map(yaml.genesis.mark, std::move(entries));
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

}  // namespace

std::vector<wire::Address20> listed_validators(const config::QubernetesYaml& yaml,
                                               const std::vector<NodeKeys>& keys) {
  std::vector<wire::Address20> validators;
  for (const NodeKeys& node : keys) validators.push_back(node.node_address());
  for (const config::ExternalNode& node : yaml.external_nodes) {
    const auto address = wire::fixed_from_hex<wire::Address20>(node.node_address.value);
    if (address) validators.push_back(*address);
  }
  return validators;
}

std::string genesis_text(const config::QubernetesYaml& yaml, const std::vector<NodeKeys>& keys) {
  const ConsensusWord consensus = yaml.genesis.consensus.value;
  std::string text = "\n{\n" + alloc_text(keys);
  text += "  \"coinbase\": \"0x0000000000000000000000000000000000000000\",\n";
  text += config_text(yaml.genesis) + "\n\n";
  text +=
      fmt::format("  \"difficulty\": \"{}\",\n", consensus == ConsensusWord::raft ? "0x0" : "0x1");
  text += fmt::format("  \"extraData\": \"{}\",\n", wire::to_hex_prefixed(extra_data(yaml, keys)));
  text += "  \"gasLimit\": \"0xE0000000\",\n";
  text += fmt::format("  \"mixHash\": \"{}\",\n", mix_hash(consensus));
  text += fmt::format("  \"nonce\": \"0x0\",\n  \"parentHash\": \"{}\",\n", zero_hash);
  return text + "  \"timestamp\": \"0x00\"\n}\n\n";
}

Result<config::GenesisConfig> genesis_of(const config::QubernetesYaml& yaml,
                                         const std::vector<NodeKeys>& keys,
                                         const SourceFiles& files) {
  const std::string text = genesis_text(yaml, keys);
  const auto json = config::parse_json(text, {yaml.genesis.mark, 0, false}, files);
  if (!json) return json.error();
  config::GenesisConfig genesis;
  genesis.json = at_the_yaml(*json, yaml);
  auto read = config::to_genesis(genesis.json, files);
  if (!read) return read.error();
  genesis.genesis = std::move(*read);
  return genesis;
}

std::string json_text(const config::Value& json) {
  if (json.is_null()) return "null";
  if (json.is_scalar()) return json.is_plain() ? std::string(json.text()) : quoted(json.text());
  std::string text;
  for (const config::Value& item : json.items()) {
    text += (text.empty() ? "" : ", ") + json_text(item);
  }
  for (const config::Entry& entry : json.entries()) {
    text += (text.empty() ? "" : ", ") + quoted(entry.key) + ": " + json_text(entry.value);
  }
  return json.is_list() ? "[" + text + "]" : "{" + text + "}";
}

}  // namespace seatrial::generate
