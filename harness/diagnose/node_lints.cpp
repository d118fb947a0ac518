// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/config/json.hpp"
#include "harness/diagnose/dial_finding.hpp"
#include "harness/diagnose/lints.hpp"
#include "harness/diagnose/pair_findings.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/core/whole_number.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

namespace {

/// An account that is written beside a public key must be the key's. SPEC kubernetes F-72
void account(const std::string& who, const config::MarkedText& written, const wire::PublicKey& key,
             Findings& made) {
  if (written.value.empty()) return;
  const wire::Address20 expected = wire::address(key);
  const auto address = wire::fixed_from_hex<wire::Address20>(written.value);
  if (address && *address == expected) return;
  made.push_back(finding::make(
      "ST404", written.mark,
      fmt::format("the address {} of {} is not that of its node key", written.value, who),
      {{"address", written.value}, {"expected", wire::checksum_address(expected)}}));
}

void placeholder(const config::MarkedText& url, Findings& made) {
  const auto found = config::find_placeholder(url.value);
  if (!found) return;
  const std::string what = fmt::format("'{}' stands in the place of a host", *found);
  made.push_back(found->starts_with('$')
                     ? finding::make("ST202", url.mark, what, {{"variable", *found}})
                     : finding::make("ST201", url.mark, what, {{"node_ip", "IP"}}));
}

void exported(const scenario::SceneCluster& cluster, Findings& made) {
  for (const config::ExternalNode& node : cluster.nodes->nodes) {
    placeholder(node.enode_url, made);
    placeholder(node.tm_url, made);
    const auto enode = wire::parse_enode(node.enode_url.value);
    if (enode.has_error()) {
      const auto entry = PeerListEntry::parse(node.enode_url.value, node.enode_url.mark);
      if (!config::find_placeholder(node.enode_url.value)) {
        made.push_back(entry_finding(entry, *code_of_entry(entry)));
      }
      continue;
    }
    const std::string who = cluster.name + '/' + node.ident.value;
    account(who, node.node_address, enode->key, made);
  }
}

void generated(const View& view, const scenario::SceneCluster& cluster, Findings& made) {
  for (const PeerId peer : view.peers()) {
    if (view.cluster_of(peer) != cluster.id) continue;
    const config::PeerConfig* config = view.config(peer);
    if (config == nullptr) continue;
    account(view.name(peer), config->node_address, view.spec(peer).key, made);
    if (auto broken = broken_genesis(view, peer)) made.push_back(std::move(*broken));
  }
}

/// SPEC kubernetes F-63: qctl greps for the start of a name.
void prefixes(const scenario::SceneCluster& cluster, Findings& made) {
  for (const config::PeerConfig& peer : cluster.config->peers) {
    for (const config::PeerConfig& other : cluster.config->peers) {
      const std::string& name = peer.name.value;
      if (name.empty() || name == other.name.value || !other.name.value.starts_with(name)) continue;
      Finding finding = finding::make("ST401", first_known(peer.name.mark, peer.mark),
                                      fmt::format("{} is the start of {}", name, other.name.value),
                                      {{"name", name}});
      const Mark mark = first_known(other.name.mark, other.mark);
      if (mark.known()) finding.related.push_back({mark, other.name.value});
      made.push_back(std::move(finding));
    }
  }
}

/// The place that an error's text names, in a file that is read: "a.yaml:4:7".
Mark place_of(const Error& error, const Mark& file) {
  const std::size_t column = error.where.rfind(':');
  const std::size_t line = column == error.where.npos ? column : error.where.rfind(':', column - 1);
  Mark mark = file;
  if (line == error.where.npos) return mark;
  const auto number = [&](std::size_t from, std::uint32_t& to) {
    const auto read = leading_number<std::uint32_t>(std::string_view(error.where).substr(from + 1));
    if (read && *read != 0) to = *read;
  };
  number(line, mark.line);
  number(column, mark.column);
  return mark;
}

}  // namespace

std::optional<Finding> broken_genesis(const View& view, PeerId peer) {
  const config::PeerConfig* config = view.config(peer);
  if (config == nullptr || config->genesis == nullptr || !config->genesis->json.is_null()) {
    return std::nullopt;
  }
  const std::string& source = config->genesis->source;
  const std::size_t slash = source.find('/');
  const scenario::SceneCluster& cluster = *view.cluster(view.cluster_of(peer));
  const auto* map = cluster.config->find_config_map(source.substr(0, slash));
  const auto* entry = map == nullptr ? nullptr : map->find(source.substr(slash + 1));
  if (entry == nullptr) return std::nullopt;
  const auto json = config::parse_json(entry->text, *view.scene().files);
  if (json) return std::nullopt;
  return finding::make("ST405", place_of(json.error(), entry->text.mark()),
                       fmt::format("the genesis of {}: {}", view.name(peer), json.error().what));
}

Findings node_lints(const View& view) {
  Findings made;
  for (const scenario::SceneCluster& cluster : view.scene().clusters) {
    if (cluster.nodes) exported(cluster, made);
    if (!cluster.config) continue;
    generated(view, cluster, made);
    prefixes(cluster, made);
  }
  return made;
}

}  // namespace seatrial::diagnosis
