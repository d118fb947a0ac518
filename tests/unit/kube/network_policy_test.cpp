// SPDX-License-Identifier: Apache-2.0
// NetworkPolicies: each sentence of SPEC kubernetes 7, and the policies that qubernetes writes.
#include "tests/unit/kube/policy_testing.hpp"

namespace seatrial::kube {
namespace {

constexpr auto udp_protocol = net::Protocol::udp;

struct NetworkPolicyTest : ::testing::Test {
  PolicyCluster a;
  PodId one = a.add("one", {{"app", "qubernetes"}});
  PodId two = a.add("two", {{"app", "qubernetes"}});
  PodId other = a.add("other", {{"app", "web"}});
  PodId elsewhere = a.add("elsewhere", {{"app", "qubernetes"}}, "b");
  net::Ipv4 outside = ip("2.2.3.4");
};

TEST_F(NetworkPolicyTest, WithoutAPolicyNothingIsIsolated) {
  EXPECT_FALSE(
      compile_policies(a.cluster, a.network, a.cluster.pod(one), PolicyDirection::in).has_value());
  EXPECT_TRUE(a.lets_in(one, outside, 30303));
}

TEST_F(NetworkPolicyTest, APolicyIsolatesThePodsOfItsNamespaceThatItSelects) {
  NetworkPolicy policy = policy_in({});
  policy.pod_selector = label("app", "qubernetes");
  a.cluster.add_policy(policy);
  EXPECT_FALSE(a.lets_in(one, outside, 30303));
  EXPECT_TRUE(a.lets_in(other, outside, 30303));
  EXPECT_TRUE(a.lets_in(elsewhere, outside, 30303));
}

TEST_F(NetworkPolicyTest, DirectionsAreIsolatedOneByOne) {
  a.cluster.add_policy(policy_in({}));
  EXPECT_FALSE(a.lets_in(one, outside, 30303));
  EXPECT_TRUE(a.lets_out(one, outside, 30303));
  PolicyCluster b;
  const PodId pod = b.add("pod");
  b.cluster.add_policy(policy_out({}));
  EXPECT_TRUE(b.lets_in(pod, outside, 30303));
  EXPECT_FALSE(b.lets_out(pod, outside, 30303));
}

TEST_F(NetworkPolicyTest, PoliciesAddUp) {
  NetworkPolicy first = policy_in({{{pods(label("app", "web"))}, {port_of(8545)}, {}}});
  NetworkPolicy second = policy_in({{{block("2.2.3.0/24")}, {port_of(30303)}, {}}});
  second.name = "second";
  a.cluster.add_policy(first);
  a.cluster.add_policy(second);
  EXPECT_TRUE(a.lets_in(one, a.address(other), 8545));
  EXPECT_TRUE(a.lets_in(one, outside, 30303));
  EXPECT_FALSE(a.lets_in(one, outside, 8545));
  EXPECT_FALSE(a.lets_in(one, a.address(other), 30303));
}

TEST_F(NetworkPolicyTest, AnAppliedPolicyReplacesItsNamesake) {
  a.cluster.add_policy(policy_in({}));
  a.cluster.add_policy(policy_in({{}}));
  EXPECT_TRUE(a.lets_in(one, outside, 30303));
  EXPECT_EQ(a.cluster.policies().size(), 1U);
}

TEST_F(NetworkPolicyTest, PodSelectorMeansTheNamespaceOfThePolicy) {
  a.cluster.add_policy(policy_in({{{pods(label("app", "qubernetes"))}, {}, {}}}));
  EXPECT_TRUE(a.lets_in(one, a.address(two), 30303));
  EXPECT_FALSE(a.lets_in(one, a.address(other), 30303));
  EXPECT_FALSE(a.lets_in(one, a.address(elsewhere), 30303));
}

TEST_F(NetworkPolicyTest, NamespaceSelectorMeansAllPodsThere) {
  a.cluster.add_namespace({"b", {{"team", "x"}}});
  const PodId web = a.add("web", {{"app", "web"}}, "b");
  a.cluster.add_policy(policy_in({{{spaces(label("team", "x"))}, {}, {}}}));
  EXPECT_TRUE(a.lets_in(one, a.address(elsewhere), 30303));
  EXPECT_TRUE(a.lets_in(one, a.address(web), 30303));
  EXPECT_FALSE(a.lets_in(one, a.address(two), 30303));
}

TEST_F(NetworkPolicyTest, BothSelectorsInOneItemAreAndAndTwoItemsAreOr) {
  const PodId web = a.add("web", {{"app", "web"}}, "b");
  const LabelSelector in_b = label("kubernetes.io/metadata.name", "b");
  PolicyPeer both = pods(label("app", "qubernetes"));
  both.namespaces = in_b;
  a.cluster.add_policy(policy_in({{{both}, {}, {}}}));
  EXPECT_TRUE(a.lets_in(one, a.address(elsewhere), 30303));
  EXPECT_FALSE(a.lets_in(one, a.address(web), 30303));
  EXPECT_FALSE(a.lets_in(one, a.address(two), 30303));
  a.cluster.add_policy(policy_in({{{pods(label("app", "qubernetes")), spaces(in_b)}, {}, {}}}));
  EXPECT_TRUE(a.lets_in(one, a.address(elsewhere), 30303));
  EXPECT_TRUE(a.lets_in(one, a.address(web), 30303));
  EXPECT_TRUE(a.lets_in(one, a.address(two), 30303));
  EXPECT_FALSE(a.lets_in(one, a.address(other), 30303));
}

TEST_F(NetworkPolicyTest, NamespacesAreLabelledWithTheirNameSince121) {
  const NetworkPolicy policy =
      policy_in({{{spaces(label("kubernetes.io/metadata.name", "b"))}, {}, {}}});
  a.cluster.add_policy(policy);
  EXPECT_TRUE(a.lets_in(one, a.address(elsewhere), 30303));
  ClusterSpec spec = enforcing();
  spec.version = Version{20};
  PolicyCluster old(spec);
  const PodId pod = old.add("pod");
  const PodId there = old.add("there", {}, "b");
  old.cluster.add_policy(policy);
  EXPECT_FALSE(old.lets_in(pod, old.address(there), 30303));
}

TEST_F(NetworkPolicyTest, AnEmptyListOfPeersMeansAnybodyAndASelectorOfNobodyNobody) {
  a.cluster.add_policy(policy_in({{{}, {port_of(30303)}, {}}}));
  EXPECT_TRUE(a.lets_in(one, outside, 30303));
  EXPECT_FALSE(a.lets_in(one, outside, 8545));
  a.cluster.add_policy(policy_in({{{pods(label("app", "nobody"))}, {port_of(30303)}, {}}}));
  EXPECT_FALSE(a.lets_in(one, outside, 30303));
  EXPECT_FALSE(a.lets_in(one, a.address(two), 30303));
}

TEST_F(NetworkPolicyTest, IpBlockWithoutItsExceptions) {
  a.cluster.add_policy(
      policy_in({{{block("2.2.0.0/16", {"2.2.3.0/24"}), block("2.2.3.9/32")}, {}, {}}}));
  EXPECT_TRUE(a.lets_in(one, ip("2.2.4.4"), 30303));
  EXPECT_FALSE(a.lets_in(one, outside, 30303));
  EXPECT_TRUE(a.lets_in(one, ip("2.2.3.9"), 30303));  // another item admits it
  EXPECT_FALSE(a.lets_in(one, ip("2.3.0.1"), 30303));
}

TEST_F(NetworkPolicyTest, ProtocolIsTcpUnlessItIsWritten) {  // F-99
  a.cluster.add_policy(policy_in({{{}, {port_of(30303)}, {}}}));
  EXPECT_TRUE(a.lets_in(one, outside, 30303));
  EXPECT_FALSE(a.lets_in(one, outside, 30303, udp_protocol));
  a.cluster.add_policy(policy_in({{{}, {port_of(30303), port_of(30303, udp_protocol)}, {}}}));
  EXPECT_TRUE(a.lets_in(one, outside, 30303, udp_protocol));
}

TEST_F(NetworkPolicyTest, AMissingPortMeansAllPortsOfItsProtocol) {
  a.cluster.add_policy(policy_in({{{}, {PolicyPort{}}, {}}}));
  EXPECT_TRUE(a.lets_in(one, outside, 1));
  EXPECT_TRUE(a.lets_in(one, outside, 65535));
  EXPECT_FALSE(a.lets_in(one, outside, 1, udp_protocol));
  a.cluster.add_policy(policy_in({{}}));
  EXPECT_TRUE(a.lets_in(one, outside, 1, udp_protocol));
}

TEST_F(NetworkPolicyTest, EndPortIncludesBothEnds) {
  PolicyPort range = port_of(30000);
  range.end_port = 32767;
  a.cluster.add_policy(policy_in({{{}, {range}, {}}}));
  for (const std::uint16_t port : std::vector<std::uint16_t>{30000, 31000, 32767})
    EXPECT_TRUE(a.lets_in(one, outside, port));
  for (const std::uint16_t port : std::vector<std::uint16_t>{29999, 32768})
    EXPECT_FALSE(a.lets_in(one, outside, port));
}

TEST_F(NetworkPolicyTest, ANamedPortIsTheDestinations) {
  change(a.cluster, one).ports["p2p"] = 30303;
  change(a.cluster, two).ports["p2p"] = 21000;
  a.cluster.add_policy(policy_in({{{}, {named("p2p")}, {}}}));
  EXPECT_TRUE(a.lets_in(one, outside, 30303));
  EXPECT_FALSE(a.lets_in(one, outside, 21000));
  EXPECT_TRUE(a.lets_in(two, outside, 21000));
  EXPECT_FALSE(a.lets_in(other, outside, 30303));  // it has no such port
  a.cluster.add_policy(policy_out({{{}, {named("p2p")}, {}}}));
  EXPECT_TRUE(a.lets_out(other, a.address(one), 30303));
  EXPECT_TRUE(a.lets_out(other, a.address(two), 21000));
  EXPECT_FALSE(a.lets_out(other, a.address(two), 30303));
  EXPECT_FALSE(a.lets_out(other, outside, 30303));  // no pod: it has no names
}

TEST_F(NetworkPolicyTest, AnotherClustersPodsAreMatchedByNoSelector) {  // F-101
  PolicyCluster b([] {
    ClusterSpec spec = enforcing();
    spec.name = "b";
    spec.pods = net::parse_cidr("10.2.0.0/16").value();
    return spec;
  }());
  const PodId there = b.add("one", {{"app", "qubernetes"}});
  PolicyPeer everybody = pods({});
  everybody.namespaces = LabelSelector{};
  a.cluster.add_policy(policy_in({{{everybody, pods(label("app", "qubernetes"))}, {}, {}}}));
  EXPECT_TRUE(a.lets_in(one, a.address(elsewhere), 30303));
  EXPECT_FALSE(a.lets_in(one, b.address(there), 30303));
}

TEST_F(NetworkPolicyTest, MasqueradedTrafficHasANodesAddress) {  // F-95
  a.cluster.add_policy(policy_in({{{block("2.2.3.0/24")}, {}, {}}}));
  EXPECT_TRUE(a.lets_in(one, ip("2.2.3.4"), 30303));
  EXPECT_FALSE(a.lets_in(one, ip("1.2.3.5"), 30303));  // policy Cluster, by the other node
}

TEST_F(NetworkPolicyTest, FollowsPodsThatAreReplaced) {
  a.cluster.add_policy(policy_in({{{pods(label("app", "qubernetes"))}, {}, {}}}));
  const net::Ipv4 before = a.address(two);
  a.cluster.replace_pod(two, a.n2);
  ASSERT_NE(a.address(two), before);
  const net::Filter& filter = a.network.filter(a.network.stack(a.cluster.pod(one).stack).policy_in);
  EXPECT_TRUE(net::judge(filter, net::Protocol::tcp, a.address(two), 30303).allowed);
  EXPECT_FALSE(net::judge(filter, net::Protocol::tcp, before, 30303).allowed);
}

TEST_F(NetworkPolicyTest, PodsInTheirNodesNetworkAreNoPods) {
  change(a.cluster, two).host_network = true;
  a.cluster.add_policy(policy_in({{{pods({})}, {}, {}}}));
  EXPECT_FALSE(a.lets_in(one, a.address(two), 30303));
  EXPECT_TRUE(a.lets_in(one, a.address(other), 30303));
}

TEST_F(NetworkPolicyTest, ProgramsEachPodAndLeavesNoFilterBehind) {
  a.cluster.add_policy(policy_in({}));
  const auto in = [&](PodId id) { return a.network.stack(a.cluster.pod(id).stack).policy_in; };
  const net::FilterId first = in(one);
  ASSERT_NE(first, net::FilterId::none);
  EXPECT_EQ(in(elsewhere), net::FilterId::none);
  EXPECT_EQ(a.network.stack(a.cluster.pod(one).stack).policy_out, net::FilterId::none);
  for (int i = 0; i < 3; ++i) a.cluster.program();
  EXPECT_EQ(in(one), first);
  const auto count = static_cast<std::uint32_t>(a.network.add_filter({}));
  EXPECT_EQ(count, 3U);  // one for each pod of the namespace, and none more
}

TEST_F(NetworkPolicyTest, ACniThatDoesNotEnforceThemHasNoFilters) {  // F-100
  ClusterSpec spec = spec_of();
  spec.cni.enforces_policies = false;
  PolicyCluster flannel(spec);
  const PodId pod = flannel.add("pod");
  flannel.cluster.add_policy(policy_in({}));
  EXPECT_EQ(flannel.network.stack(flannel.cluster.pod(pod).stack).policy_in, net::FilterId::none);
}

TEST_F(NetworkPolicyTest, FiltersAndRulesSayWhereTheyComeFrom) {
  NetworkPolicy policy = policy_in({{}, {{}, {port_of(30303)}, {FileId{1}, 9, 5}}});
  policy.name = "quorum-network-policy";
  policy.mark = {FileId{1}, 2, 1};
  policy.ingress.erase(policy.ingress.begin());
  policy.ingress.insert(policy.ingress.begin(), {{block("9.9.9.9/32")}, {}, {}});
  a.cluster.add_policy(policy);
  const auto filter =
      compile_policies(a.cluster, a.network, a.cluster.pod(one), PolicyDirection::in);
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->name, "NetworkPolicies of a/one (in)");
  EXPECT_EQ(filter->origin, policy.mark);
  EXPECT_TRUE(filter->stateful);
  EXPECT_FALSE(filter->allows_rest);
  const auto verdict = net::judge(*filter, net::Protocol::tcp, outside, 30303);
  ASSERT_NE(verdict.rule, nullptr);
  EXPECT_EQ(verdict.rule->name, "NetworkPolicy default/quorum-network-policy ingress 2");
  EXPECT_EQ(verdict.rule->origin, (Mark{FileId{1}, 9, 5}));
}

// SPEC kubernetes 1.6: the two policies that qubernetes writes for networkPolicy: true.
TEST_F(NetworkPolicyTest, QubernetesPolicyBlocksDnsAndTheOtherCluster) {
  const PolicyPeer own = pods(label("app", "qubernetes"));
  NetworkPolicy internal;
  internal.name = "quorum-internal-network-policy";
  internal.pod_selector = label("app", "qubernetes");
  internal.isolates_egress = true;
  PolicyRule rule{{own}, {}, {}};
  for (const std::uint16_t port :
       std::vector<std::uint16_t>{9001, 9080, 50401, 8545, 8546, 30303}) {
    rule.ports.push_back(port_of(port));
  }
  internal.ingress = internal.egress = {rule};
  NetworkPolicy external = internal;
  external.name = "quorum-external-network-policy";
  external.egress.clear();
  external.ingress = {{{own}, {PolicyPort{}, port_of(8546)}, {}}};
  a.cluster.add_policy(internal);
  a.cluster.add_policy(external);
  EXPECT_TRUE(a.lets_out(one, a.address(two), 30303));
  EXPECT_TRUE(a.lets_in(two, a.address(one), 30303));
  EXPECT_TRUE(a.lets_in(two, a.address(one), 6060));    // the port that renders as null
  EXPECT_FALSE(a.lets_out(one, a.address(two), 6060));  // so that nobody may send there
  EXPECT_FALSE(a.lets_in(two, a.address(one), 30303, udp_protocol));
  EXPECT_FALSE(a.lets_in(one, outside, 30303));
  EXPECT_FALSE(a.lets_out(one, outside, 32041));
  EXPECT_FALSE(a.lets_in(one, a.address(other), 8545));  // cakeshop has another label
  const PodId dns = a.add("coredns", {{"k8s-app", "kube-dns"}}, "kube-system");
  EXPECT_FALSE(a.lets_out(one, a.address(dns), 53, udp_protocol));
}

TEST(LabelSelector, Operators) {
  using Operator = LabelExpression::Operator;
  const auto matches = [](Operator op, std::vector<std::string> values, const Labels& labels) {
    LabelSelector selector;
    selector.match_expressions = {{"app", op, std::move(values)}};
    return selector.matches(labels);
  };
  EXPECT_TRUE(matches(Operator::in, {"x", "y"}, {{"app", "y"}}));
  EXPECT_FALSE(matches(Operator::in, {"x", "y"}, {{"app", "z"}}));
  EXPECT_FALSE(matches(Operator::in, {"x", "y"}, {}));
  EXPECT_FALSE(matches(Operator::not_in, {"x"}, {{"app", "x"}}));
  EXPECT_TRUE(matches(Operator::not_in, {"x"}, {{"app", "z"}}));
  EXPECT_TRUE(matches(Operator::not_in, {"x"}, {}));  // what is absent is in no set
  EXPECT_TRUE(matches(Operator::exists, {}, {{"app", ""}}));
  EXPECT_FALSE(matches(Operator::exists, {}, {{"tier", "x"}}));
  EXPECT_TRUE(matches(Operator::does_not_exist, {}, {{"tier", "x"}}));
  EXPECT_FALSE(matches(Operator::does_not_exist, {}, {{"app", "x"}}));
  EXPECT_TRUE(LabelSelector{}.matches({}));
  EXPECT_FALSE(label("app", "x").matches({{"app", "y"}}));
}

}  // namespace
}  // namespace seatrial::kube
