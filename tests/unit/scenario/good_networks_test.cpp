// SPDX-License-Identifier: Apache-2.0
// Private networks, connections, Services, pods and hosts outside, read back with their values.
#include "tests/unit/scenario/scenario_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing::SizeIs;
using testing_help::Read;
using testing_help::two_clusters;

const std::string networks =
    "seatrial: 1\n"
    "networks:\n"
    "  va:\n"
    "    cloud: aws\n"
    "    ranges: [10.1.0.0/16, 100.64.0.0/16]\n"
    "    subnets: {nodes: {range: 10.1.0.0/20, routes: private, acl: open}, pods: 100.64.0.0/17}\n"
    "    internet: true\n"
    "    nat: 52.1.2.3\n"
    "    routes:\n"
    "      private: [{to: 10.2.0.0/16, via: a-b}, {to: 10.244.1.0/24, via: {node: a/n1}}]\n"
    "    security_groups:\n"
    "      g: {in: [{protocol: tcp, ports: [30303, 30000-32767], from: [10.2.0.0/16]}]}\n"
    "    acls: {open: {in: [{action: deny, ports: 22}, {}], out: []}}\n"
    "  vb: {range: 10.2.0.0/16, routes: []}\n"
    "  vc: {cloud: azure, range: 10.3.0.0/16}\n"
    "connections:\n"
    "  a-b: {peering: [va, vb], accepted: false}\n"
    "  lan: {vpn: [va, vc], mtu: 1400}\n"
    "  hub: {transit: [va, vb, vc], routes: [{to: 10.3.0.0/16, network: vc}]}\n"
    "clusters:\n"
    "  a:\n"
    "    network: va\n"
    "    subnet: nodes\n"
    "    security_group: g\n"
    "    nodes: {n1: {address: 10.1.0.4, public: 5.5.5.5, instance_type: m5.large, max_pods: 9}}\n"
    "    peers: {a1: {service: LoadBalancer}}\n";

TEST(ScenarioNetworks, ANetwork) {
  const Read read(networks);
  const PrivateNetwork& va = *read.scenario.find_network("va");
  EXPECT_EQ(va.cloud.value, kube::Cloud::aws);
  ASSERT_THAT(va.ranges, SizeIs(2));
  EXPECT_EQ(va.find_subnet("nodes")->routes->value, "private");
  EXPECT_EQ(va.find_subnet("nodes")->acl->value, "open");
  EXPECT_EQ(va.find_subnet("pods")->range.value, "100.64.0.0/17");
  EXPECT_TRUE(va.has_internet());
  EXPECT_EQ(va.nat->value, "52.1.2.3");
  const auto& routes = va.find_table("private")->routes;
  EXPECT_EQ(routes.at(0).via.value, "a-b");
  EXPECT_EQ(routes.at(1).node->text(), "a/n1");
  EXPECT_EQ(read.where(routes.at(0).mark), "10:17");
  const TrafficRule& rule = va.find_group("g")->in->at(0);
  EXPECT_EQ(rule.protocol.value, RuleProtocol::tcp);
  EXPECT_EQ(rule.ports.at(0).value, (PortRange{30303, 30303}));
  EXPECT_EQ(rule.ports.at(1).value, (PortRange{30000, 32767}));
  EXPECT_EQ(rule.remotes.at(0).value, "10.2.0.0/16");
  EXPECT_EQ(va.find_group("g")->out, std::nullopt);
  EXPECT_EQ(va.find_acl("open")->in->at(0).action.value, RuleAction::deny);
  EXPECT_EQ(va.find_acl("open")->in->at(1).action.value, RuleAction::allow);
  EXPECT_THAT(*va.find_acl("open")->out, SizeIs(0));
}

TEST(ScenarioNetworks, RoutesThatAreWrittenOrNot) {
  const Read read(networks);
  const PrivateNetwork& vb = *read.scenario.find_network("vb");
  EXPECT_EQ(vb.cloud.value, kube::Cloud::on_premise);
  ASSERT_TRUE(vb.routes);
  EXPECT_NE(vb.find_table(""), nullptr);
  EXPECT_EQ(read.scenario.find_network("vc")->routes, std::nullopt);
  EXPECT_FALSE(read.scenario.find_network("vc")->has_internet());
}

TEST(ScenarioNetworks, Connections) {
  const Read read(networks);
  ASSERT_THAT(read.scenario.connections, SizeIs(3));
  EXPECT_EQ(read.scenario.connections[0].kind.value, ConnectionKind::peering);
  EXPECT_FALSE(read.scenario.connections[0].accepted->value);
  EXPECT_EQ(read.scenario.connections[1].mtu->value, 1400U);
  EXPECT_EQ(read.scenario.connections[1].accepted, std::nullopt);
  ASSERT_THAT(read.scenario.connections[2].networks, SizeIs(3));
  EXPECT_EQ(read.scenario.connections[2].routes.at(0).network.value, "vc");
}

TEST(ScenarioNetworks, ANodeAndItsPlace) {
  const Read read(networks);
  const Cluster& a = *read.scenario.find_cluster("a");
  EXPECT_EQ(a.network->value, "va");
  EXPECT_EQ(a.subnet->value, "nodes");
  EXPECT_EQ(a.security_groups.at(0).value, "g");
  const Node& n1 = *a.find_node("n1");
  EXPECT_EQ(n1.public_address->value, "5.5.5.5");
  EXPECT_EQ(n1.instance_type->value, "m5.large");
  EXPECT_EQ(n1.max_pods->value, 9U);
  EXPECT_EQ(n1.security_groups, std::nullopt);
  EXPECT_EQ(a.find_peer("a1")->service->type.value, ServiceKind::load_balancer);
}

TEST(ScenarioNetworks, AClusterWithAllItsKeys) {
  const Read read(
      "seatrial: 1\nclusters:\n  a:\n    provider: aws-nlb\n"
      "    cni: {mode: aws-vpc, external_snat: true, exclude_snat: 10.2.0.0/16, max_pods: 30,\n"
      "          enforces_policies: false}\n"
      "    pod_range: 10.244.0.0/16\n    service_range: 10.97.0.0/16\n"
      "    domain: a.local\n    dns: {rpc.example.com: 1.2.3.4}\n"
      "    manifests: [services.txt, {kind: Namespace}]\n"
      "    pods: {app: {namespace: apps, labels: {role: app}, listens: [8080, udp/53]}}\n"
      "    peers:\n"
      "      a1: {service: {type: LoadBalancer, udp: true, ports: 8545, address: 5.6.7.8,\n"
      "                     annotations: {k: \"true\"}, source_ranges: [10.2.0.0/16],\n"
      "                     external_traffic_policy: Local, allocate_node_ports: false}}\n");
  const Cluster& a = *read.scenario.find_cluster("a");
  EXPECT_EQ(a.provider->value, kube::Provider::aws_nlb);
  EXPECT_EQ(a.cni->mode.value, "aws-vpc");
  EXPECT_TRUE(a.cni->external_snat->value);
  EXPECT_EQ(a.cni->exclude_snat.at(0).value, "10.2.0.0/16");
  EXPECT_EQ(a.cni->max_pods->value, 30U);
  EXPECT_FALSE(a.cni->enforces_policies->value);
  EXPECT_EQ(a.pod_range->value, "10.244.0.0/16");
  EXPECT_EQ(a.service_range->value, "10.97.0.0/16");
  EXPECT_EQ(a.domain->value, "a.local");
  EXPECT_EQ(a.dns.at(0).name.value, "rpc.example.com");
  ASSERT_THAT(a.manifests, SizeIs(2));
  EXPECT_EQ(std::get<FilePath>(a.manifests[0].source).path, read.folder.at("services.txt"));
  EXPECT_TRUE(std::get<config::Value>(a.manifests[1].source).is_map());
  const PlainPod& app = *a.find_pod("app");
  EXPECT_EQ(app.name_space->value, "apps");
  EXPECT_EQ(app.labels.at(0).value.value, "app");
  EXPECT_EQ(app.listens.at(0).port.value, 8080);
  EXPECT_TRUE(app.listens.at(1).udp);
  const PeerService& service = *a.find_peer("a1")->service;
  EXPECT_TRUE(service.udp->value);
  EXPECT_EQ(service.ports.at(0).value, 8545);
  EXPECT_EQ(service.address->value, "5.6.7.8");
  EXPECT_EQ(service.annotations.at(0).name.value, "k");
  EXPECT_EQ(service.source_ranges.at(0).value, "10.2.0.0/16");
  EXPECT_EQ(service.external_traffic_policy->value, TrafficPolicy::local);
  EXPECT_FALSE(service.allocate_node_ports->value);
}

TEST(ScenarioNetworks, HostsOutsideAreNodesWithAPeerOrAProgram) {
  const Read read(two_clusters +
                  "outside:\n  office:\n    dns: {rpc.example.com: 1.2.3.4}\n    hosts:\n"
                  "      vm1: {address: 9.9.9.9, peer: {flags: [--mine]}}\n"
                  "      app: {address: 9.9.9.8, listens: 8080}\n"
                  "wan: [{between: [a, office], latency: 5ms, duplicate: 1%, mtu: 1400,\n"
                  "       reorder: {share: 2%, by: 3ms}}]\n"
                  "steps: [{start: office/vm1}]\n");
  const Cluster& office = *read.scenario.find_cluster("office");
  EXPECT_TRUE(office.outside);
  ASSERT_THAT(office.nodes, SizeIs(2));
  EXPECT_EQ(office.find_peer("vm1")->node->value, "vm1");
  EXPECT_EQ(office.find_pod("app")->node->value, "app");
  EXPECT_EQ(office.find_pod("app")->listens.at(0).port.value, 8080);
  EXPECT_EQ(office.dns.at(0).value.value, "1.2.3.4");
  const Wan& wan = read.scenario.wans.at(0);
  EXPECT_EQ(wan.duplicate->value, (Ratio{1, 100}));
  EXPECT_EQ(wan.reorder->value, (Ratio{1, 50}));
  EXPECT_EQ(wan.reorder_by->value, milliseconds(3));
  EXPECT_EQ(wan.mtu->value, 1400U);
}

TEST(ScenarioNetworks, AnAddressMayStandInTwoNetworks) {
  const Read read(
      "seatrial: 1\nnetworks: {va: {range: 10.0.0.0/16}, vb: {range: 10.0.0.0/16}}\n"
      "connections: {a-b: {peering: [va, vb]}}\n"
      "clusters:\n"
      "  a: {network: va, nodes: {n1: 10.0.0.4}, peers: {a1: }}\n"
      "  b: {network: vb, nodes: {n1: 10.0.0.4}, peers: {b1: }}\n");
  EXPECT_THAT(read.scenario.clusters, SizeIs(2));
}

TEST(ScenarioNetworks, ApplyAndReschedule) {
  const Read read(two_clusters +
                  "steps:\n- start: [\"*\"]\n"
                  "- apply: {cluster: a, manifests: {kind: Service}}\n"
                  "- reschedule: {pods: [a/a1, a/a2], to: n1}\n");
  EXPECT_EQ(read.step<Apply>(1).cluster.value, "a");
  ASSERT_THAT(read.step<Apply>(1).manifests, SizeIs(1));
  EXPECT_EQ(read.step<Reschedule>(2).to.value, "n1");
  ASSERT_THAT(read.step<Reschedule>(2).pods, SizeIs(2));
}

TEST(ScenarioNetworks, WhatReaches) {
  const Read read(two_clusters +
                  "outside: {office: {hosts: {app: {address: 9.9.9.9}}}}\n"
                  "expect:\n"
                  "- reaches: {from: office/app, to: \"1.2.3.4:32041\"}\n"
                  "- reaches: {from: a/*, to: b/b1, port: 8545, protocol: udp, not: no_route}\n"
                  "- reaches: {from: a/a1, to: \"http://rpc.example.com/rpc\", unknown: }\n"
                  "- reaches: {from: a/a1, to: \"https://rpc:8443\"}\n"
                  "- links: [a/*, b/*]\n  kind: discovery\n  up:\n");
  const auto& first = read.asked<ExpectReaches>(0);
  EXPECT_EQ(first.from.text(), "office/app");
  EXPECT_EQ(std::get<ReachAddress>(first.to).host, "1.2.3.4");
  EXPECT_EQ(std::get<ReachAddress>(first.to).port, 32041);
  EXPECT_FALSE(std::get<ReachAddress>(first.to).http);
  const auto& second = read.asked<ExpectReaches>(1);
  EXPECT_EQ(std::get<Selector>(second.to).text(), "b/b1");
  EXPECT_EQ(second.port->value, 8545);
  EXPECT_EQ(second.protocol.value, ReachProtocol::udp);
  EXPECT_EQ(second.blocked->value, "no_route");
  const auto& third = std::get<ReachAddress>(read.asked<ExpectReaches>(2).to);
  EXPECT_EQ(third.host, "rpc.example.com");
  EXPECT_EQ(third.port, 80);
  EXPECT_EQ(third.path, "/rpc");
  EXPECT_TRUE(third.http);
  EXPECT_TRUE(read.asked<ExpectReaches>(2).unknown);
  EXPECT_EQ(std::get<ReachAddress>(read.asked<ExpectReaches>(3).to).port, 8443);
  EXPECT_EQ(read.asked<ExpectLinks>(4).kind.value, LinkKind::discovery);
}

}  // namespace
}  // namespace seatrial::scenario
