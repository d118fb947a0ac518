// SPDX-License-Identifier: Apache-2.0
// Ranges of two clusters that must be disjoint and are not, by the pair rules, where something
// joins their private networks. Where nothing does, networks that overlap are a warning: they can
// never be joined. And the limits of kubenet, which needs a route for each node.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/kube/cloud.hpp"

namespace seatrial::diagnosis {

namespace {

using kube::ClusterRange;
using kube::RangeUse;

net::VpcId vpc_of(const World& world, const kube::Cluster& cluster) {
  if (cluster.machines().empty()) return net::VpcId::none;
  return world.network().vpc_of(cluster.machines().front());
}

bool joined(const net::Network& network, net::VpcId a, net::VpcId b) {
  for (std::uint32_t i = 0; i < network.gateway_count(); ++i) {
    const auto& vpcs = network.gateway(net::GatewayId(i)).vpcs;
    const auto has = [&](net::VpcId id) {
      return std::find(vpcs.begin(), vpcs.end(), id) != vpcs.end();
    };
    if (has(a) && has(b)) return true;
  }
  return false;
}

/// What a cluster uses: its private network, its nodes, its pods and its Services.
std::vector<ClusterRange> ranges_of(const World& world, const kube::Cluster& cluster) {
  std::vector<ClusterRange> ranges;
  const net::Vpc& vpc = world.network().vpc(vpc_of(world, cluster));
  for (const net::Cidr& range : vpc.ranges) {
    ranges.push_back({range, RangeUse::network, true, vpc.origin});
  }
  const kube::ClusterSpec& spec = cluster.spec();
  if (spec.outside) return ranges;
  const kube::CniTraits& cni = kube::traits(spec.cni.mode);
  if (!cni.in_node_subnet) {
    ranges.push_back({spec.pods, RangeUse::pods, cni.routable, spec.pods_mark});
  }
  ranges.push_back({spec.services, RangeUse::services, false, spec.services_mark});
  if (spec.docker_bridge) {
    ranges.push_back({*spec.docker_bridge, RangeUse::bridge, false, spec.docker_bridge_mark});
  }
  return ranges;
}

std::string_view word(RangeUse use) {
  switch (use) {
    case RangeUse::network:
      return "the network";
    case RangeUse::nodes:
      return "the nodes";
    case RangeUse::pods:
      return "the pods";
    case RangeUse::services:
      return "the Services";
    case RangeUse::bridge:
      return "the docker bridge";
  }
  return "?";
}

Finding conflict(const kube::RangeConflict& found, const std::string& mine,
                 const std::string& theirs) {
  const bool refused = found.kind == kube::ConflictKind::peering_refused;
  Finding made = finding::make(
      refused ? finding::Code("ST309") : finding::Code("ST312"),
      first_known(found.mine.mark, found.theirs.mark),
      fmt::format("{} of {}, {}, and {} of {}, {}, overlap: {}", word(found.mine.use), mine,
                  net::to_string(found.mine.range), word(found.theirs.use), theirs,
                  net::to_string(found.theirs.range),
                  refused ? "the peering is refused" : "what is sent there stays in " + mine),
      {});
  if (found.theirs.mark.known()) {
    made.related.push_back(
        {found.theirs.mark, std::string(word(found.theirs.use)) + " of " + theirs});
  }
  return made;
}

/// The conflicts of two clusters whose private networks are joined.
void pair_conflicts(const View& view, ClusterId a, ClusterId b, Findings& made) {
  const World& world = view.world();
  const auto of_a = ranges_of(world, world.cluster(a));
  const auto of_b = ranges_of(world, world.cluster(b));
  for (const kube::RangeConflict& found : kube::range_conflicts(of_a, of_b, true)) {
    const bool is_a = std::any_of(of_a.begin(), of_a.end(), [&](const ClusterRange& range) {
      return range.use == found.mine.use && range.range == found.mine.range &&
             range.mark == found.mine.mark;
    });
    made.push_back(conflict(found, view.name(is_a ? a : b), view.name(is_a ? b : a)));
  }
}

bool are_joined(const World& world, ClusterId a, ClusterId b) {
  const net::VpcId vpc_a = vpc_of(world, world.cluster(a));
  const net::VpcId vpc_b = vpc_of(world, world.cluster(b));
  if (vpc_a == net::VpcId::none || vpc_b == net::VpcId::none || vpc_a == vpc_b) return false;
  return joined(world.network(), vpc_a, vpc_b);
}

/// The private network that a cluster stands in: of the world, or as its cloud's template has it.
struct HomeNetwork {
  net::Vpc vpc;
  net::VpcId id = net::VpcId::none;
};

std::optional<HomeNetwork> home_of(const View& view, ClusterId id) {
  const World& world = view.world();
  const net::VpcId vpc = vpc_of(world, world.cluster(id));
  if (vpc != net::VpcId::none) return HomeNetwork{world.network().vpc(vpc), vpc};
  const scenario::SceneCluster* cluster = view.cluster(id);
  if (cluster == nullptr || !cluster->platform) return std::nullopt;
  HomeNetwork home;
  home.vpc.name = "the network of " + view.name(id);
  for (const config::MarkedText& text : cluster->platform->ranges) {
    const auto range = net::parse_cidr(text.value);
    if (!range) continue;
    if (home.vpc.ranges.empty()) home.vpc.origin = text.mark;
    home.vpc.ranges.push_back(*range);
  }
  if (home.vpc.ranges.empty()) return std::nullopt;
  return home;
}

// SPEC kubernetes F-56: two stock templates have one range, 10.0.0.0/16.
void never_joined(const View& view, ClusterId a, ClusterId b, Findings& made) {
  const auto mine = home_of(view, a);
  const auto theirs = home_of(view, b);
  if (!mine || !theirs) return;
  if (mine->id == theirs->id && mine->id != net::VpcId::none) return;
  const std::string what = kube::overlap(mine->vpc, theirs->vpc);
  if (what.empty()) return;
  made.push_back(finding::make("ST320", theirs->vpc.origin,
                               fmt::format("the networks of {} and {} could not be joined: {}",
                                           view.name(a), view.name(b), what)));
  if (!mine->vpc.origin.known()) return;
  made.back().related.push_back({mine->vpc.origin, "the network of " + view.name(a)});
}

bool is_kubenet(const kube::Cluster& cluster) {
  return cluster.spec().cni.mode == kube::CniMode::kubenet && !cluster.spec().outside;
}

std::set<net::SubnetId> subnets_of(const World& world, const kube::Cluster& cluster) {
  std::set<net::SubnetId> subnets;
  for (const net::MachineId machine : cluster.machines()) {
    const net::SubnetId subnet = world.network().machine(machine).nic.subnet;
    if (subnet != net::SubnetId::none) subnets.insert(subnet);
  }
  return subnets;
}

// SPEC kubernetes 5 row kubenet, F-89
void kubenet_limits(const View& view, ClusterId id, Findings& made) {
  constexpr std::size_t most_nodes = 400;
  const World& world = view.world();
  const kube::Cluster& cluster = world.cluster(id);
  if (!is_kubenet(cluster)) return;
  const Mark mark = cluster.spec().cni.mark;
  if (cluster.machines().size() > most_nodes) {
    made.push_back(finding::make("ST319", mark,
                                 fmt::format("{} has {} nodes, and kubenet takes {}", view.name(id),
                                             cluster.machines().size(), most_nodes)));
  }
  const auto mine = subnets_of(world, cluster);
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(id); ++i) {
    const kube::Cluster& other = world.cluster(ClusterId(i));
    if (!is_kubenet(other)) continue;
    for (const net::SubnetId subnet : subnets_of(world, other)) {
      if (!mine.contains(subnet)) continue;
      made.push_back(
          finding::make("ST319", mark,
                        fmt::format("{} and {} stand in the one subnet {}", view.name(ClusterId(i)),
                                    view.name(id), world.network().subnet(subnet).name)));
      if (!other.spec().cni.mark.known()) continue;
      made.back().related.push_back({other.spec().cni.mark, "kubenet of " + other.spec().name});
    }
  }
}

}  // namespace

// SPEC kubernetes 6 "CIDR conflict rules", F-56 to F-59
Findings range_lints(const View& view) {
  Findings made;
  const auto count = static_cast<std::uint32_t>(view.world().cluster_count());
  for (std::uint32_t a = 0; a < count; ++a) {
    kubenet_limits(view, ClusterId(a), made);
    for (std::uint32_t b = a + 1; b < count; ++b) {
      if (!are_joined(view.world(), ClusterId(a), ClusterId(b))) {
        never_joined(view, ClusterId(a), ClusterId(b), made);
        continue;
      }
      pair_conflicts(view, ClusterId(a), ClusterId(b), made);
    }
  }
  return made;
}

}  // namespace seatrial::diagnosis
