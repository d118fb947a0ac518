// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "harness/config/genesis_reader.hpp"
#include "harness/finding/catalogue.hpp"
#include "harness/generate/traps.hpp"
#include "sim/wire/hex.hpp"
#include "sim/wire/validators.hpp"

namespace seatrial::generate {

namespace {

using Addresses = std::vector<wire::Address20>;

// A node of ours or of another company, as the yaml knows it.
struct KnownNode {
  std::string name;
  wire::Address20 address;
  Mark mark;
};

std::vector<KnownNode> known_nodes(const config::QubernetesYaml& yaml,
                                   const std::vector<NodeKeys>& keys) {
  std::vector<KnownNode> nodes;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    nodes.push_back({yaml.nodes[i].ident.value, keys[i].node_address(), yaml.nodes[i].ident.mark});
  }
  for (const config::ExternalNode& node : yaml.external_nodes) {
    const auto address = wire::fixed_from_hex<wire::Address20>(node.node_address.value);
    if (!address) continue;
    nodes.push_back({"external " + node.ident.value, *address, node.node_address.mark});
  }
  return nodes;
}

bool holds(const Addresses& addresses, const wire::Address20& address) {
  return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

std::string names_of(const std::vector<KnownNode>& nodes) {
  std::string names;
  for (const KnownNode& node : nodes) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", node.name);
  }
  return names.empty() ? "none of the nodes" : names;
}

// The documented case: B follows A's chain until it is voted in. SPEC kubernetes F-73
Finding not_validators(const std::vector<KnownNode>& in, const std::vector<KnownNode>& out,
                       const Mark& extra) {
  std::string addresses;
  for (const KnownNode& node : out) {
    addresses += fmt::format("{}{}", addresses.empty() ? "" : ", then ",
                             wire::checksum_address(node.address));
  }
  Finding finding = finding::make(
      "ST403", out.front().mark,
      fmt::format("not validators of the genesis: {}; validators: {}", names_of(out), names_of(in)),
      {{"address", addresses}});
  if (extra.known()) finding.related.push_back({extra, "the validators of the genesis"});
  return finding;
}

// Whoever they are, they count for the quorum. SPEC kubernetes F-74
Finding nobodies(const Addresses& addresses, const Mark& extra, const Mark& nodes) {
  std::string all;
  for (const wire::Address20& address : addresses) {
    all += fmt::format("{}{}", all.empty() ? "" : ", ", wire::checksum_address(address));
  }
  Finding finding = finding::make(
      "ST410", extra.known() ? extra : nodes,
      fmt::format("validators of the genesis that are no nodes of the yaml, own or external: {}",
                  all),
      {{"address", wire::checksum_address(addresses.front())}});
  finding.related.push_back({nodes, "the nodes"});
  return finding;
}

}  // namespace

Findings genesis_traps(const config::QubernetesYaml& yaml, const std::vector<NodeKeys>& keys,
                       const config::GenesisConfig& genesis) {
  Findings traps;
  if (!has_validators(yaml.genesis.consensus.value)) return traps;
  const auto validators = wire::genesis_validators(genesis.genesis);
  if (!validators) return traps;  // geth says so itself when it starts
  const Mark extra = config::genesis_mark(genesis.json, "extraData");
  Addresses known;
  std::vector<KnownNode> in;
  std::vector<KnownNode> out;
  for (KnownNode& node : known_nodes(yaml, keys)) {
    known.push_back(node.address);
    (holds(*validators, node.address) ? in : out).push_back(std::move(node));
  }
  if (!out.empty()) traps.push_back(not_validators(in, out, extra));
  Addresses unknown;
  for (const wire::Address20& address : *validators) {
    if (!holds(known, address)) unknown.push_back(address);
  }
  if (!unknown.empty()) traps.push_back(nobodies(unknown, extra, yaml.nodes_mark));
  return traps;
}

}  // namespace seatrial::generate
