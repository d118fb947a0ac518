// SPDX-License-Identifier: Apache-2.0
// Where machines stand and which ranges a cluster has: what the API server, kubeadm or a cloud
// would refuse.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "harness/scenario/check.hpp"
#include "harness/scenario/nearest.hpp"
#include "sim/kube/cni.hpp"
#include "sim/kube/ip_plan.hpp"
#include "sim/net/address.hpp"

namespace seatrial::scenario {

namespace {

constexpr std::string_view default_services = "10.96.0.0/12";
constexpr std::uint8_t widest_service_range = 12;  // kube-apiserver: at most 20 bits of hosts

class PlaceCheck {
 public:
  PlaceCheck(Reader& reader, const Scenario& scenario) : reader_(reader), scenario_(scenario) {}

  void cluster(const Cluster& cluster);

 private:
  void name(const Cluster& cluster);
  void ranges(const Cluster& cluster);
  void node_ranges(const Cluster& cluster);
  void pods(const Cluster& cluster);
  void services(const Cluster& cluster);
  void kinds(const Cluster& cluster);
  void node(const Cluster& cluster, const Node& node);
  void address(const Node& node, const PrivateNetwork* network);
  void subnet_of(const Node& node, const PrivateNetwork& network, const Text* subnet);
  const PrivateNetwork* network(const std::optional<Text>& name);
  void subnet(const PrivateNetwork* network, const std::optional<Text>& name);
  void groups(const PrivateNetwork* network, const std::vector<Text>& names);
  void nowhere(const Text& name, std::string_view noun, std::vector<std::string_view> known);

  Reader& reader_;
  const Scenario& scenario_;
  std::map<std::string, Text> addresses_;  ///< by network and address: who has it
};

void PlaceCheck::nowhere(const Text& name, std::string_view noun,
                         std::vector<std::string_view> known) {
  reader_.fail(
      name.mark, fmt::format("there is no {} '{}'", noun, name.value),
      known.empty() ? fmt::format("no {} is written at all", noun) : suggestion(name.value, known));
}

void PlaceCheck::name(const Cluster& cluster) {
  const Cluster* first = scenario_.find_cluster(cluster.name.value);
  if (first == &cluster) return;
  reader_.fail(cluster.name.mark,
               fmt::format("'{}' is both a cluster and outside", cluster.name.value),
               fmt::format("rename one; the cluster is at {}", reader_.line_of(first->name.mark)));
}

void PlaceCheck::ranges(const Cluster& cluster) {
  const Text services = cluster.service_range.value_or(Text{std::string(default_services), {}});
  const auto range = net::parse_cidr(services.value);
  if (range && range->length < widest_service_range) {
    reader_.fail(services.mark, fmt::format("service_range {} is too wide", services.value),
                 fmt::format("the API server takes a /{} at most", widest_service_range));
  }
  const auto pods = cluster.pod_range ? net::parse_cidr(cluster.pod_range->value) : std::nullopt;
  if (!pods || !range || !pods->overlaps(*range)) return;
  reader_.fail(cluster.pod_range->mark,
               fmt::format("pod_range {} overlaps the service_range {} of one cluster",
                           cluster.pod_range->value, services.value),
               cluster.service_range ? "give one of them other addresses"
                                     : "write a service_range, or other addresses");
}

void PlaceCheck::node_ranges(const Cluster& cluster) {
  const auto all = cluster.pod_range ? net::parse_cidr(cluster.pod_range->value) : std::nullopt;
  for (auto one = cluster.nodes.begin(); one != cluster.nodes.end(); ++one) {
    const auto pods = one->pods ? net::parse_cidr(one->pods->value) : std::nullopt;
    if (!pods) continue;
    if (all && (pods->length < all->length || !all->contains(pods->base))) {
      reader_.fail(one->pods->mark,
                   fmt::format("pods {} of node '{}' are outside of the pod_range {}",
                               one->pods->value, one->name.value, cluster.pod_range->value),
                   "write a part of it");
    }
    const auto other = std::find_if(cluster.nodes.begin(), one, [&](const Node& earlier) {
      const auto taken = earlier.pods ? net::parse_cidr(earlier.pods->value) : std::nullopt;
      return taken && taken->overlaps(*pods);
    });
    if (other == one) continue;
    reader_.fail(one->pods->mark,
                 fmt::format("pods {} of node '{}' overlap those of node '{}'", one->pods->value,
                             one->name.value, other->name.value),
                 "give each node its own");
  }
}

void PlaceCheck::pods(const Cluster& cluster) {
  for (const PlainPod& pod : cluster.pods) {
    if (pod.node && cluster.find_node(pod.node->value) == nullptr) {
      nowhere(*pod.node, "node", names_of(cluster.nodes));
    }
    if (const Peer* peer = cluster.find_peer(pod.name.value)) {
      reader_.fail(pod.name.mark, fmt::format("pod '{}' has the name of a peer", pod.name.value),
                   fmt::format("rename one; the peer is at {}", reader_.line_of(peer->name.mark)));
    }
  }
}

// Each port stands once in a Service; 30303 is always there.
void PlaceCheck::services(const Cluster& cluster) {
  for (const Peer& peer : cluster.peers) {
    if (!peer.service) continue;
    std::vector<std::uint16_t> taken = {30303};
    if (peer.tessera) taken.push_back(9001);
    for (const auto& port : peer.service->ports) {
      if (std::find(taken.begin(), taken.end(), port.value) != taken.end()) {
        reader_.fail(
            port.mark,
            fmt::format("port {} stands twice in the Service of '{}'", port.value, peer.name.value),
            "30303 is there always, and 9001 with a tessera");
      }
      taken.push_back(port.value);
    }
  }
}

void PlaceCheck::kinds(const Cluster& cluster) {
  if (cluster.cni && !kube::parse_cni(cluster.cni->mode.value)) {
    const Text& mode = cluster.cni->mode;
    reader_.fail(mode.mark, fmt::format("cni '{}' is not known", mode.value),
                 suggestion(mode.value, kube::cni_words()));
  }
  for (const Node& node : cluster.nodes) {
    if (!node.instance_type || kube::find_instance_type(node.instance_type->value)) continue;
    const Text& type = *node.instance_type;
    reader_.fail(type.mark, fmt::format("instance type '{}' is not known", type.value),
                 suggestion(type.value, kube::instance_type_names()));
  }
}

const PrivateNetwork* PlaceCheck::network(const std::optional<Text>& name) {
  if (!name) return nullptr;
  const PrivateNetwork* found = scenario_.find_network(name->value);
  if (found == nullptr) nowhere(*name, "network", names_of(scenario_.networks));
  return found;
}

void PlaceCheck::subnet(const PrivateNetwork* network, const std::optional<Text>& name) {
  if (!name || !reader_.ok()) return;
  if (network == nullptr) {
    reader_.fail(name->mark, fmt::format("subnet '{}' of no network", name->value),
                 "add 'network'");
  } else if (network->find_subnet(name->value) == nullptr) {
    nowhere(*name, "subnet", names_of(network->subnets));
  }
}

void PlaceCheck::groups(const PrivateNetwork* network, const std::vector<Text>& names) {
  for (const Text& name : names) {
    if (!reader_.ok()) return;
    if (network == nullptr) {
      reader_.fail(name.mark, fmt::format("security group '{}' of no network", name.value),
                   "add 'network'");
    } else if (network->find_group(name.value) == nullptr) {
      nowhere(name, "security group", names_of(network->security_groups));
    }
  }
}

void PlaceCheck::subnet_of(const Node& node, const PrivateNetwork& network, const Text* subnet) {
  const auto address = net::parse_ipv4(node.address.value);
  if (!address) return;
  const auto holds = [&](const Text& range) {
    const auto cidr = net::parse_cidr(range.value);
    return cidr && cidr->contains(*address);
  };
  if (subnet != nullptr) {
    const Subnet* named = network.find_subnet(subnet->value);
    if (named == nullptr || holds(named->range)) return;
    return reader_.fail(
        node.address.mark,
        fmt::format("'{}' {} is outside of its subnet '{}'", node.name.value, node.address.value,
                    named->name.value),
        fmt::format("the addresses of '{}' are {}", named->name.value, named->range.value));
  }
  const bool somewhere = network.subnets.empty()
                             ? std::any_of(network.ranges.begin(), network.ranges.end(), holds)
                             : std::any_of(network.subnets.begin(), network.subnets.end(),
                                           [&](const Subnet& one) { return holds(one.range); });
  if (somewhere) return;
  std::string ranges;
  const auto add = [&](const Text& range) { ranges += (ranges.empty() ? "" : ", ") + range.value; };
  for (const Subnet& one : network.subnets) add(one.range);
  for (const Text& range : network.ranges) {
    if (network.subnets.empty()) add(range);
  }
  reader_.fail(node.address.mark,
               fmt::format("'{}' {} is in no subnet of network '{}'", node.name.value,
                           node.address.value, network.name.value),
               fmt::format("its subnets are {}", ranges));
}

void PlaceCheck::address(const Node& node, const PrivateNetwork* network) {
  if (node.public_address && network == nullptr) {
    reader_.fail(
        node.public_address->mark,
        fmt::format("'{}' has a public address and is in no private network", node.name.value),
        "its address is public; leave it out, or add 'network'");
  }
  const std::string place = network ? network->name.value : "";
  const auto take = [&](const std::string& where, const Text& address) {
    if (!net::parse_ipv4(address.value)) return;
    const auto [other, fresh] = addresses_.insert({where + ' ' + address.value, address});
    if (fresh) return;
    reader_.fail(
        address.mark,
        fmt::format("two machines{} have the address {}",
                    where.empty() ? "" : fmt::format(" of network '{}'", where), address.value),
        fmt::format("give each its own; the other is at {}", reader_.line_of(other->second.mark)));
  };
  take(place, node.address);
  if (node.public_address) take("", *node.public_address);
}

void PlaceCheck::node(const Cluster& cluster, const Node& node) {
  const PrivateNetwork* where = network(node.network ? node.network : cluster.network);
  if (!reader_.ok()) return;
  // What the cluster says of its own network says nothing of another one.
  const bool elsewhere =
      node.network && (!cluster.network || node.network->value != cluster.network->value);
  subnet(where, node.subnet);
  if (node.security_groups) groups(where, *node.security_groups);
  const Text* in = node.subnet ? &*node.subnet : nullptr;
  if (in == nullptr && cluster.subnet && !elsewhere) in = &*cluster.subnet;
  if (where != nullptr && reader_.ok()) subnet_of(node, *where, in);
  address(node, where);
}

void PlaceCheck::cluster(const Cluster& cluster) {
  name(cluster);
  const PrivateNetwork* where = network(cluster.network);
  subnet(where, cluster.subnet);
  groups(where, cluster.security_groups);
  ranges(cluster);
  node_ranges(cluster);
  pods(cluster);
  services(cluster);
  kinds(cluster);
  for (const Node& one : cluster.nodes) node(cluster, one);
}

}  // namespace

void check_places(Reader& reader, const Scenario& scenario) {
  PlaceCheck check(reader, scenario);
  for (const Cluster& cluster : scenario.clusters) {
    if (reader.ok()) check.cluster(cluster);
  }
}

}  // namespace seatrial::scenario
