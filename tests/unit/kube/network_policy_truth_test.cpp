// SPDX-License-Identifier: Apache-2.0
// NetworkPolicies as a truth table: generated clusters, policies and packets, and the compiled
// filters against an evaluator that is written from the text of SPEC kubernetes 7 alone. It works
// on selectors and on the pods themselves, never on rules that were compiled.
#include <fmt/format.h>

#include "sim/core/rng.hpp"
#include "tests/unit/kube/policy_testing.hpp"

namespace seatrial::kube {
namespace {

using Operator = LabelExpression::Operator;

// --- the evaluator ------------------------------------------------------------------------------

/// A packet at the pod: the far end as the filter sees it, and the port of the destination.
struct Packet {
  net::Ipv4 remote;
  net::Protocol protocol = net::Protocol::tcp;
  std::uint16_t port = 0;
};

struct Truth {
  const PolicyCluster& world;
  const Pod& pod;
  Packet packet;
  bool egress = false;

  static bool selected(const LabelSelector& selector, const Labels& labels) {
    for (const auto& [key, value] : selector.match_labels) {
      if (!labels.contains(key) || labels.at(key) != value) return false;
    }
    for (const LabelExpression& e : selector.match_expressions) {
      bool listed = false;
      for (const std::string& value : e.values) {
        listed = listed || (labels.contains(e.key) && labels.at(e.key) == value);
      }
      const bool good = e.op == Operator::in       ? listed
                        : e.op == Operator::not_in ? !listed
                        : e.op == Operator::exists ? labels.contains(e.key)
                                                   : !labels.contains(e.key);
      if (!good) return false;
    }
    return true;
  }

  /// The pod that has the far end's address; none if it is outside of the cluster.
  const Pod* remote_pod() const {
    for (const Pod& other : world.cluster.pods()) {
      if (world.cluster.address(other) == packet.remote) return &other;
    }
    return nullptr;
  }

  Labels labels_of_namespace(const std::string& ns) const {
    Labels labels;
    for (const Namespace& known : world.cluster.namespaces()) {
      if (known.name == ns) labels = known.labels;
    }
    labels["kubernetes.io/metadata.name"] = ns;
    return labels;
  }

  bool is_peer(const NetworkPolicy& policy, const PolicyPeer& peer) const {
    if (peer.ip_block) {
      if (!peer.ip_block->contains(packet.remote)) return false;
      for (const net::Cidr& part : peer.except) {
        if (part.contains(packet.remote)) return false;
      }
      return true;
    }
    const Pod* other = remote_pod();
    if (other == nullptr) return false;
    if (peer.namespaces) {
      if (!selected(*peer.namespaces, labels_of_namespace(other->ns))) return false;
    } else if (other->ns != policy.ns) {
      return false;
    }
    return !peer.pods || selected(*peer.pods, other->labels);
  }

  bool is_port(const PolicyPort& port) const {
    if (port.protocol != packet.protocol) return false;
    if (!port.name.empty()) {
      const Pod* destination = egress ? remote_pod() : &pod;
      if (destination == nullptr || !destination->ports.contains(port.name)) return false;
      return destination->ports.at(port.name) == packet.port;
    }
    if (!port.port) return true;
    if (port.end_port) return packet.port >= *port.port && packet.port <= *port.end_port;
    return packet.port == *port.port;
  }

  bool allows(const NetworkPolicy& policy, const PolicyRule& rule) const {
    bool peer_fits = rule.peers.empty();
    for (const PolicyPeer& peer : rule.peers) peer_fits = peer_fits || is_peer(policy, peer);
    bool port_fits = rule.ports.empty();
    for (const PolicyPort& port : rule.ports) port_fits = port_fits || is_port(port);
    return peer_fits && port_fits;
  }

  bool allowed() const {
    bool isolated = false;
    for (const NetworkPolicy& policy : world.cluster.policies()) {
      if (policy.ns != pod.ns || !selected(policy.pod_selector, pod.labels)) continue;
      if (!(egress ? policy.isolates_egress : policy.isolates_ingress)) continue;
      isolated = true;
      for (const PolicyRule& rule : egress ? policy.egress : policy.ingress) {
        if (allows(policy, rule)) return true;
      }
    }
    return !isolated;
  }
};

// --- the generator ------------------------------------------------------------------------------

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : rng_(seed) {}

  std::uint64_t below(std::uint64_t n) { return rng_.below(n); }
  bool one_in(std::uint64_t n) { return rng_.below(n) == 0; }
  template <class T>
  T pick(const std::vector<T>& from) {
    return from[rng_.below(from.size())];
  }

  void fill(PolicyCluster& world) {
    for (const char* ns : {"default", "b", "c"}) {
      if (!one_in(3)) world.cluster.add_namespace({ns, labels({"team", "env"})});
    }
    for (std::uint64_t i = 2 + below(5); i > 0; --i) {
      const PodId id = world.add(fmt::format("p{}", i), labels({"app", "tier"}), ns());
      if (!one_in(3)) change(world.cluster, id).ports["p2p"] = port();
      if (!one_in(3)) change(world.cluster, id).ports["rpc"] = port();
    }
    for (std::uint64_t i = below(5); i > 0; --i) {
      NetworkPolicy made = policy();
      made.name += std::to_string(i);
      world.cluster.add_policy(std::move(made));
    }
  }

  /// From a pod, a node after SNAT, the other cluster, or anywhere.
  Packet packet(const PolicyCluster& world) {
    Packet made;
    const std::vector<Pod>& pods = world.cluster.pods();
    if (one_in(2)) {
      made.remote = world.cluster.address(pods[below(pods.size())]);
    } else {
      made.remote = ip(pick<const char*>({"1.2.3.4", "1.2.3.5", "2.2.3.4", "10.1.0.200",
                                          "10.2.0.11", "10.2.128.11", "192.168.1.1"}));
    }
    made.protocol = one_in(3) ? net::Protocol::udp : net::Protocol::tcp;
    made.port = port();
    return made;
  }

 private:
  std::string ns() { return pick<std::string>({"default", "b", "c"}); }
  std::string value() { return pick<std::string>({"x", "y", "z"}); }
  std::uint16_t port() { return pick<std::uint16_t>({53, 8545, 8546, 9001, 30303, 30304, 65535}); }

  Labels labels(const std::vector<std::string>& keys) {
    Labels made;
    for (const std::string& key : keys) {
      if (!one_in(3)) made[key] = value();
    }
    return made;
  }

  LabelSelector selector(const std::vector<std::string>& keys) {
    LabelSelector made;
    if (one_in(2)) made.match_labels = {{pick(keys), value()}};
    if (!one_in(3)) return made;
    LabelExpression expression;
    expression.key = pick(keys);
    expression.op = pick<Operator>(
        {Operator::in, Operator::not_in, Operator::exists, Operator::does_not_exist});
    const bool of_values = expression.op == Operator::in || expression.op == Operator::not_in;
    if (of_values) expression.values = {value()};
    if (of_values && one_in(2)) expression.values.push_back(value());
    made.match_expressions.push_back(std::move(expression));
    return made;
  }

  PolicyPeer peer() {
    switch (below(4)) {
      case 0:
        return pick<PolicyPeer>({block("1.2.3.0/24", {"1.2.3.5/32"}), block("0.0.0.0/0"),
                                 block("10.2.0.0/16", {"10.2.128.0/17"}),
                                 block("10.1.0.0/16", {"10.1.0.12/32", "10.1.0.200/32"})});
      case 1:
        return pods(selector({"app", "tier"}));
      case 2:
        return spaces(one_in(3) ? label("kubernetes.io/metadata.name", ns())
                                : selector({"team", "env"}));
      default:
        PolicyPeer both = pods(selector({"app", "tier"}));
        both.namespaces = selector({"team", "env"});
        return both;
    }
  }

  PolicyPort policy_port() {
    PolicyPort made;
    made.protocol = one_in(3) ? net::Protocol::udp : net::Protocol::tcp;
    switch (below(4)) {
      case 0:
        break;
      case 1:
        made.name = pick<std::string>({"p2p", "rpc", "none"});
        break;
      case 2:
        made.port = port();
        made.end_port =
            static_cast<std::uint16_t>(std::min<std::uint64_t>(65535, *made.port + below(2000)));
        break;
      default:
        made.port = port();
    }
    return made;
  }

  std::vector<PolicyRule> rules() {
    std::vector<PolicyRule> made(below(3));
    for (PolicyRule& rule : made) {
      for (std::uint64_t i = below(3); i > 0; --i) rule.peers.push_back(peer());
      for (std::uint64_t i = below(3); i > 0; --i) rule.ports.push_back(policy_port());
    }
    return made;
  }

  NetworkPolicy policy() {
    NetworkPolicy made;
    made.ns = ns();
    made.name = "policy";
    if (!one_in(2)) made.pod_selector = selector({"app", "tier"});
    made.isolates_ingress = !one_in(4);
    made.isolates_egress = !one_in(3);
    made.ingress = rules();
    made.egress = rules();
    return made;
  }

  Rng rng_;
};

TEST(NetworkPolicyTruth, CompiledFiltersSayWhatTheTextSays) {
  int allowed = 0;
  int denied = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Generator generator(seed);
    PolicyCluster world;
    generator.fill(world);
    for (int i = 0; i < 20; ++i) {
      const Packet packet = generator.packet(world);
      const auto place = generator.below(world.cluster.pods().size());
      const bool egress = generator.one_in(2);
      const auto id = PodId(static_cast<std::uint32_t>(place));
      const Truth truth{world, world.cluster.pod(id), packet, egress};
      const bool filtered = world.judged(id, egress ? PolicyDirection::out : PolicyDirection::in,
                                         packet.remote, packet.protocol, packet.port);
      ASSERT_EQ(filtered, truth.allowed()) << fmt::format(
          "seed {} packet {}: pod {} {} {} {} {}", seed, i, truth.pod.name, egress ? "to" : "from",
          net::to_string(packet.remote), net::to_string(packet.protocol), packet.port);
      // Only what a policy decided counts, or most of the table would say nothing.
      const auto filter = compile_policies(world.cluster, world.network, truth.pod,
                                           egress ? PolicyDirection::out : PolicyDirection::in);
      if (filter) ++(filtered ? allowed : denied);
    }
  }
  EXPECT_GE(allowed, 200);
  EXPECT_GE(denied, 200);
}

}  // namespace
}  // namespace seatrial::kube
