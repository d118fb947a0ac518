// SPDX-License-Identifier: Apache-2.0
#include "tools/seatrial/scenario_text.hpp"

#include <fmt/format.h>

namespace seatrial::cli {
namespace {

/// Single quotes keep everything but themselves; a dollar sign would begin a variable.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "''" : c == '$' ? "$$" : std::string(1, c);
  return out + "'";
}

std::string variable_of(const std::string& cluster) {
  std::string name;
  for (const char c : cluster) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += lower ? static_cast<char>(c - 'a' + 'A') : plain ? c : '_';
  }
  return (name[0] >= '0' && name[0] <= '9' ? "C" : "") + name + "_NODE_IP";
}

std::string how_to_find_address(const std::string& provider) {
  return provider == "minikube" ? "minikube ip" : "kubectl get nodes -o wide";
}

std::string nodes_text(const ClusterFacts& cluster) {
  std::string text = "    nodes:\n";
  if (cluster.node_addresses.empty())
    return fmt::format("{}      n1: ${{{}}}  # fill in: {}; or --var {}=ADDRESS\n", text,
                       variable_of(cluster.name), how_to_find_address(cluster.provider),
                       variable_of(cluster.name));
  for (std::size_t i = 0; i < cluster.node_addresses.size(); ++i)
    text += fmt::format("      n{}: {}\n", i + 1, cluster.node_addresses[i]);
  return text;
}

std::string node_ports_text(const ClusterFacts& cluster) {
  std::string text;
  if (!cluster.exported.empty())
    text += fmt::format("    exported: {}\n", quoted(cluster.exported));
  if (!cluster.services.empty())
    text += fmt::format("    services: {}\n", quoted(cluster.services));
  if (!text.empty()) return text;
  return "    # NodePorts stand in no generated file. Without one of these, verdicts have "
         "conditions:\n"
         "    # exported: a file with what `qctl ls nodes --asexternal --bare` prints here\n"
         "    # services: a file with what `kubectl get services` prints here\n";
}

std::string cluster_text(const ClusterFacts& cluster) {
  std::string text = fmt::format(
      "  {}:  # {}, CNI {}; {} peers: {}\n    config: {}\n", quoted(cluster.name), cluster.provider,
      cluster.cni, cluster.peers.size(), fmt::join(cluster.peers, ", "), quoted(cluster.config));
  text += cluster.kubernetes.empty()
              ? "    # kubernetes: '1.27'  # fill in: kubectl version\n"
              : fmt::format("    kubernetes: {}\n", quoted(cluster.kubernetes));
  if (!cluster.traffic_policy.empty())
    text += fmt::format("    traffic_policy: {}\n", cluster.traffic_policy);
  if (!cluster.platform.empty())
    text += fmt::format("    platform: {}\n", quoted(cluster.platform));
  return text + nodes_text(cluster) + node_ports_text(cluster);
}

std::string external_text(const ExternalFacts& external) {
  const std::string genesis =
      external.genesis.empty()
          ? "    # genesis: the genesis.json that they run; without it, it counts as equal\n"
          : fmt::format("    genesis: {}\n", quoted(external.genesis));
  return fmt::format("  {}:\n    nodes: {}\n{}", quoted(external.name), quoted(external.nodes),
                     genesis);
}

std::vector<std::string> sites_of(const ScenarioFacts& facts) {
  std::vector<std::string> sites;
  for (const ClusterFacts& one : facts.clusters) sites.push_back(one.name);
  for (const ExternalFacts& one : facts.externals) sites.push_back(one.name);
  return sites;
}

/// Calls `each` for every two sites.
template <class Each>
void for_pairs(const std::vector<std::string>& sites, Each each) {
  for (std::size_t i = 0; i < sites.size(); ++i)
    for (std::size_t j = i + 1; j < sites.size(); ++j) each(sites[i], sites[j]);
}

std::string wan_text(const std::vector<std::string>& sites) {
  std::string text;
  for_pairs(sites, [&](const std::string& a, const std::string& b) {
    text += fmt::format("  - {{between: [{}, {}], latency: 10ms}}\n", quoted(a), quoted(b));
  });
  if (text.empty()) return text;
  return "\nwan:  # latency is one way: half of what ping shows\n" + text;
}

std::string steps_text(const ScenarioFacts& facts, const std::vector<std::string>& sites) {
  std::string text = "\nsteps:\n";
  for (const ClusterFacts& one : facts.clusters)
    text += fmt::format(
        "  - deploy: {}\n"
        "  - wait: 10s  # dials at the same instant may collide for ever (seatrial findings "
        "ST610)\n",
        quoted(one.name));
  const auto expect = [&](const std::string& a, const std::string& b) {
    text += fmt::format("  - expect: {{links: [{}, {}], up: {{within: 120s}}}}\n", quoted(a + "/*"),
                        quoted(b + "/*"));
  };
  for_pairs(sites, expect);
  if (sites.size() == 1) expect(sites[0], sites[0]);
  return text;
}

}  // namespace

std::string scenario_text(const ScenarioFacts& facts) {
  const auto sites = sites_of(facts);
  std::string text =
      "# yaml-language-server: $schema=scenario.schema.json\n"
      "# Written by seatrial init. `seatrial check FILE` reads the links from the files,\n"
      "# `seatrial run FILE` carries out the steps.\n"
      "seatrial: 1\n";
  text += fmt::format("title: {}\n\nclusters:\n",
                      quoted(fmt::format("links of {}", fmt::join(sites, " and "))));
  for (const ClusterFacts& one : facts.clusters) text += cluster_text(one);
  if (!facts.externals.empty()) text += "\nexternal:  # another company: only their exports\n";
  for (const ExternalFacts& one : facts.externals) text += external_text(one);
  return text + wan_text(sites) + steps_text(facts, sites);
}

}  // namespace seatrial::cli
