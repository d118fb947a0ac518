// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/network_policy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/kube/cluster.hpp"

namespace seatrial::kube {

namespace {

/// A pod that others can name by its labels, with the address that it has now.
struct Placed {
  const Pod* pod = nullptr;
  net::Ipv4 address;
};

/// Compiles the rules of one direction for one pod.
class Compiler {
 public:
  Compiler(const Cluster& cluster, const net::Network& network, const Pod& pod,
           PolicyDirection direction, const std::vector<AssumedPod>& assumed)
      : cluster_(cluster), pod_(pod), out_(direction == PolicyDirection::out) {
    for (const Pod& other : cluster.pods()) {
      // A pod in its node's network cannot be told from the node [U], and one that is pending or
      // gone has no address.
      if (other.host_network || other.stack == net::StackId::none) continue;
      const net::Stack& stack = network.stack(other.stack);
      if (stack.present) pods_.push_back({&other, stack.address});
    }
    for (const AssumedPod& other : assumed) pods_.push_back({&other.pod, other.address});
  }

  std::optional<net::Filter> filter() {
    net::Filter filter;
    for (const NetworkPolicy& policy : cluster_.policies()) {
      if (!isolates(policy)) continue;
      if (!isolated_) filter.origin = policy.mark;
      isolated_ = true;
      add_rules(policy, filter);
    }
    if (!isolated_) return std::nullopt;
    filter.name = fmt::format("NetworkPolicies of {}/{} ({})", cluster_.spec().name, pod_.name,
                              out_ ? "out" : "in");
    return filter;
  }

 private:
  // SPEC kubernetes 7: a pod is isolated per direction, by policies of its own namespace.
  bool isolates(const NetworkPolicy& policy) const {
    const bool direction = out_ ? policy.isolates_egress : policy.isolates_ingress;
    return direction && policy.ns == pod_.ns && policy.pod_selector.matches(pod_.labels);
  }

  void add_rules(const NetworkPolicy& policy, net::Filter& filter) {
    const std::vector<PolicyRule>& rules = out_ ? policy.egress : policy.ingress;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      net::FilterRule base;
      base.name = fmt::format("NetworkPolicy {}/{} {} {}", policy.ns, policy.name,
                              out_ ? "egress" : "ingress", i + 1);
      base.origin = rules[i].mark;
      add_rule(policy, rules[i], base, filter);
    }
  }

  void add_rule(const NetworkPolicy& policy, const PolicyRule& rule, const net::FilterRule& base,
                net::Filter& filter) {
    if (rule.peers.empty()) add_ports(rule, base, filter);
    for (const PolicyPeer& peer : rule.peers) {
      net::FilterRule with_peer = base;
      with_peer.except = peer.except;
      if (peer.ip_block) {
        with_peer.remotes = {*peer.ip_block};
      } else {
        with_peer.remotes = addresses_of(policy, peer);
      }
      // An empty list would mean anybody, and a peer that selects no pod means nobody.
      if (!with_peer.remotes.empty()) add_ports(rule, with_peer, filter);
    }
  }

  void add_ports(const PolicyRule& rule, const net::FilterRule& base, net::Filter& filter) const {
    if (rule.ports.empty()) filter.rules.push_back(base);
    for (const PolicyPort& port : rule.ports) {
      net::FilterRule made = base;
      made.protocol = port.protocol;
      if (!port.name.empty()) {
        add_named(port.name, made, filter);
        continue;
      }
      if (port.port) {
        made.first_port = *port.port;
        made.last_port = port.end_port.value_or(*port.port);
      }
      filter.rules.push_back(std::move(made));
    }
  }

  // The name is that of a containerPort of the destination: the selected pod, or each of the peers.
  void add_named(const std::string& name, const net::FilterRule& base, net::Filter& filter) const {
    if (!out_) {
      add_port_of(pod_, name, base, filter);
      return;
    }
    for (const Placed& peer : pods_) {
      if (!reaches(base, peer.address)) continue;
      net::FilterRule made = base;
      made.remotes = {net::Cidr{peer.address, 32}};
      made.except.clear();
      add_port_of(*peer.pod, name, made, filter);
    }
  }

  static void add_port_of(const Pod& pod, const std::string& name, net::FilterRule made,
                          net::Filter& filter) {
    const auto port = pod.ports.find(name);
    if (port == pod.ports.end()) return;
    made.first_port = made.last_port = port->second;
    filter.rules.push_back(std::move(made));
  }

  static bool reaches(const net::FilterRule& rule, net::Ipv4 address) {
    const auto in = [&](const net::Cidr& range) { return range.contains(address); };
    const bool within =
        rule.remotes.empty() || std::any_of(rule.remotes.begin(), rule.remotes.end(), in);
    return within && std::none_of(rule.except.begin(), rule.except.end(), in);
  }

  std::vector<net::Cidr> addresses_of(const NetworkPolicy& policy, const PolicyPeer& peer) const {
    std::vector<net::Cidr> addresses;
    for (const Placed& placed : pods_) {
      if (selects(policy, peer, *placed.pod)) addresses.push_back({placed.address, 32});
    }
    return addresses;
  }

  // SPEC kubernetes 7: podSelector alone means the policy's namespace; both in one item are AND.
  bool selects(const NetworkPolicy& policy, const PolicyPeer& peer, const Pod& pod) const {
    if (!peer.pods && !peer.namespaces) return false;
    const bool in_namespace = peer.namespaces
                                  ? peer.namespaces->matches(namespace_labels(cluster_, pod.ns))
                                  : pod.ns == policy.ns;
    return in_namespace && (!peer.pods || peer.pods->matches(pod.labels));
  }

  const Cluster& cluster_;
  const Pod& pod_;
  bool out_;
  bool isolated_ = false;
  std::vector<Placed> pods_;
};

/// The filter goes on under the id that the stack has, so that no call leaves one behind.
net::FilterId take(net::Network& network, net::FilterId id, std::optional<net::Filter> filter) {
  if (!filter) return net::FilterId::none;
  if (id == net::FilterId::none) return network.add_filter(std::move(*filter));
  network.change_filter(id) = std::move(*filter);
  return id;
}

void program_pod(const Cluster& cluster, net::Network& network, const Pod& pod, bool enforced) {
  const net::FilterId old_in = network.stack(pod.stack).policy_in;
  const net::FilterId old_out = network.stack(pod.stack).policy_out;
  const auto compiled = [&](PolicyDirection direction) {
    return enforced ? compile_policies(cluster, network, pod, direction) : std::nullopt;
  };
  const net::FilterId in = take(network, old_in, compiled(PolicyDirection::in));
  const net::FilterId out = take(network, old_out, compiled(PolicyDirection::out));
  if (in != old_in || out != old_out) network.set_policies(pod.stack, in, out);
}

}  // namespace

Labels namespace_labels(const Cluster& cluster, const std::string& ns) {
  Labels labels;
  for (const Namespace& known : cluster.namespaces()) {
    if (known.name == ns) labels = known.labels;
  }
  // The API server labels every namespace with its own name since 1.21.
  constexpr Version labels_itself{21};
  if (cluster.spec().version >= labels_itself) labels["kubernetes.io/metadata.name"] = ns;
  return labels;
}

std::optional<net::Filter> compile_policies(const Cluster& cluster, const net::Network& network,
                                            const Pod& pod, PolicyDirection direction,
                                            const std::vector<AssumedPod>& assumed) {
  return Compiler(cluster, network, pod, direction, assumed).filter();
}

// SPEC kubernetes 7: without a CNI that enforces them, policies have no effect.
void program_policies(const Cluster& cluster, net::Network& network) {
  const bool enforced = !cluster.policies().empty() && enforces_policies(cluster.spec().cni);
  for (const Pod& pod : cluster.pods()) {
    if (pod.host_network || pod.stack == net::StackId::none) continue;
    program_pod(cluster, network, pod, enforced);
  }
}

}  // namespace seatrial::kube
