// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/service_changes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace seatrial::diff {
namespace {

using config::ClusterConfig;
using config::PeerConfig;
using config::ServiceConfig;
using config::ServicePortConfig;

bool selects(const ServiceConfig& service, const config::WorkloadConfig& workload) {
  return !service.selector.empty() && service.ns == workload.ns &&
         std::ranges::all_of(service.selector, [&](const auto& label) {
           return std::ranges::find(workload.labels, label) != workload.labels.end();
         });
}

/// The names of the peers behind a Service.
std::vector<std::string> peers_behind(const ClusterConfig& cluster, const ServiceConfig& service) {
  std::vector<std::string> names;
  for (const PeerConfig& peer : cluster.peers) {
    if (peer.workload < cluster.workloads.size() &&
        selects(service, cluster.workloads[peer.workload])) {
      names.push_back(peer.name.value);
    }
  }
  return names;
}

const ServiceConfig* find(const ClusterConfig& cluster, const ServiceConfig& wanted) {
  const auto found = std::ranges::find_if(cluster.services, [&](const ServiceConfig& one) {
    return one.ns == wanted.ns && one.name.value == wanted.name.value;
  });
  return found == cluster.services.end() ? nullptr : &*found;
}

std::string port_text(const ServicePortConfig* port) {
  if (port == nullptr) return "none";
  return port->node_port ? std::to_string(port->node_port->value) : "not pinned";
}

std::string addresses_of(const ServiceConfig& service) {
  std::vector<std::string> addresses;
  for (const config::MarkedText& one : service.balancer_addresses) addresses.push_back(one.value);
  return addresses.empty() ? "none" : fmt::format("{}", fmt::join(addresses, ", "));
}

class ServiceReader {
 public:
  ServiceReader(const std::string& cluster, const ClusterConfig& before, const ClusterConfig& after,
                bool others_are_read)
      : cluster_(cluster), before_(before), after_(after), others_are_read_(others_are_read) {}

  std::vector<ServiceChange> read() {
    for (const ServiceConfig& now : after_.services) {
      if (peers_behind(after_, now).empty()) continue;
      const ServiceConfig* was = find(before_, now);
      if (was == nullptr) {
        add(Change::added, now, fmt::format("type {}", now.type.value), false);
      } else {
        compare(*was, now);
      }
    }
    for (const ServiceConfig& was : before_.services) {
      const std::vector<std::string> peers = peers_behind(before_, was);
      if (!peers.empty() && find(after_, was) == nullptr)
        add(Change::removed, was, "", is_exposed(was) && any_stays(peers));
    }
    return std::move(changes_);
  }

 private:
  void compare(const ServiceConfig& was, const ServiceConfig& now) {
    if (was.type.value != now.type.value) {
      add(Change::altered, now, fmt::format("type {} -> {}", was.type.value, now.type.value),
          is_exposed(was));
    }
    for (const ServicePortConfig& port : was.ports) {
      compare(port, now.find_port(port.port, port.protocol), now);
    }
    const std::string old_addresses = addresses_of(was);
    const std::string new_addresses = addresses_of(now);
    if (old_addresses != new_addresses && !was.balancer_addresses.empty()) {
      add(Change::altered, now, fmt::format("addresses {} -> {}", old_addresses, new_addresses),
          true);
    }
    if (was.external_policy.value != now.external_policy.value) {
      add(Change::altered, now,
          fmt::format("externalTrafficPolicy {} -> {}", was.external_policy.value,
                      now.external_policy.value),
          false);
    }
  }

  void compare(const ServicePortConfig& was, const ServicePortConfig* now,
               const ServiceConfig& service) {
    const std::string old_text = port_text(&was);
    const std::string new_text = port_text(now);
    if (old_text == new_text) return;
    // A pin that is only added leaves the port that others wrote down, if it is the same.
    add(Change::altered, service,
        fmt::format("NodePort of {}/{}: {} -> {}", was.port, was.protocol, old_text, new_text),
        was.node_port.has_value() || now == nullptr || now->node_port.has_value());
  }

  static bool is_exposed(const ServiceConfig& service) {
    return service.type.value == "NodePort" || service.type.value == "LoadBalancer";
  }

  bool any_stays(const std::vector<std::string>& peers) const {
    return std::ranges::any_of(
        peers, [&](const std::string& peer) { return after_.find_peer(peer) != nullptr; });
  }

  void add(Change change, const ServiceConfig& service, std::string what, bool moves) {
    changes_.push_back({change, fmt::format("{}: Service {}", cluster_, service.name.value),
                        std::move(what), moves && !others_are_read_, service.mark});
  }

  const std::string& cluster_;
  const ClusterConfig& before_;
  const ClusterConfig& after_;
  bool others_are_read_;
  std::vector<ServiceChange> changes_;
};

}  // namespace

std::vector<ServiceChange> service_changes(const Side& before, const Side& after) {
  std::vector<ServiceChange> changes;
  const auto& clusters = after.scene.clusters;
  const bool any_external = std::ranges::any_of(clusters, &scenario::SceneCluster::external);
  // Where the others' lists are at hand, the links tell whether an address was in use.
  const bool others_are_read = clusters.size() > 1 && !any_external;
  for (const scenario::SceneCluster& now : clusters) {
    const auto was =
        std::ranges::find(before.scene.clusters, now.name, &scenario::SceneCluster::name);
    if (was == before.scene.clusters.end() || !was->config || !now.config) continue;
    auto found = ServiceReader(now.name, *was->config, *now.config, others_are_read).read();
    changes.insert(changes.end(), found.begin(), found.end());
  }
  return changes;
}

}  // namespace seatrial::diff
