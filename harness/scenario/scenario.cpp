// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/scenario.hpp"

#include <algorithm>
#include <array>

namespace seatrial::scenario {

namespace {

template <class Named>
const Named* find_named(const std::vector<Named>& all, std::string_view name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Named& n) { return n.name.value == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

bool Selector::matches(std::string_view cluster_name, std::string_view peer_name) const {
  return (any_cluster() || cluster == cluster_name) && (any_peer() || peer == peer_name);
}

std::string Selector::text() const {
  return any_cluster() && any_peer() ? "*" : cluster + "/" + peer;
}

bool SitePair::same_two(const SitePair& other) const {
  return (first.value == other.first.value && second.value == other.second.value) ||
         (first.value == other.second.value && second.value == other.first.value);
}

bool ExpectOneOf::operator==(const ExpectOneOf& other) const {
  return any == other.any;
}

const Peer* Cluster::find_peer(std::string_view peer_name) const {
  return find_named(peers, peer_name);
}

const PlainPod* Cluster::find_pod(std::string_view pod_name) const {
  return find_named(pods, pod_name);
}

const Node* Cluster::find_node(std::string_view node_name) const {
  return find_named(nodes, node_name);
}

Mark Manifest::mark() const {
  const auto* file = std::get_if<FilePath>(&source);
  return file ? file->mark : std::get<config::Value>(source).mark();
}

const Subnet* PrivateNetwork::find_subnet(std::string_view subnet_name) const {
  return find_named(subnets, subnet_name);
}

const RouteTable* PrivateNetwork::find_table(std::string_view table_name) const {
  return routes ? find_named(*routes, table_name) : nullptr;
}

const TrafficFilter* PrivateNetwork::find_group(std::string_view group_name) const {
  return find_named(security_groups, group_name);
}

const TrafficFilter* PrivateNetwork::find_acl(std::string_view acl_name) const {
  return find_named(acls, acl_name);
}

std::string_view to_string(ConnectionKind kind) {
  if (kind == ConnectionKind::peering) return "peering";
  return kind == ConnectionKind::vpn ? "vpn" : "transit";
}

const PrivateNetwork* Scenario::find_network(std::string_view name) const {
  return find_named(networks, name);
}

const Cluster* Scenario::find_cluster(std::string_view name) const {
  return find_named(clusters, name);
}

const External* Scenario::find_external(std::string_view name) const {
  return find_named(externals, name);
}

std::vector<const Scenario*> Scenario::runs() const {
  std::vector<const Scenario*> all;
  for (const Scenario& one : cases) all.push_back(&one);
  if (all.empty()) all.push_back(this);
  return all;
}

std::string display_name(const Scenario& scenario) {
  const std::string title = scenario.title ? scenario.title->value : scenario.path;
  return scenario.case_name ? title + ": " + scenario.case_name->value : title;
}

std::string_view action_word(const Action& action) {
  static constexpr std::array<std::string_view, std::variant_size_v<Action>> words = {
      "deploy",    "start",  "kill",     "restart", "recreate_service",
      "export",    "import", "generate", "use",     "edit",
      "cut",       "heal",   "one_way",  "reject",  "wan",
      "wait",      "call",   "expect",   "apply",   "reschedule",
      "pause",     "resume", "clock",    "lose",    "delay",
      "byzantine", "honest"};
  return words.at(action.index());
}

}  // namespace seatrial::scenario
