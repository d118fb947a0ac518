// SPDX-License-Identifier: Apache-2.0
// Readings of links that end at no peer, of discovery and of packets between any two pods.
#include "sim/peer/link_check.hpp"

#include <gtest/gtest.h>

#include "sim/peer/deployment.hpp"
#include "sim/peer/discovery_check.hpp"
#include "sim/peer/reach_check.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial {
namespace {

constexpr net::Protocol udp = net::Protocol::udp;

/// Two clusters of one node and one peer each; a has an application besides.
struct Pair {
  Pair() {
    for (const char* name : {"a", "b"}) {
      kube::ClusterSpec spec;
      spec.name = name;
      spec.pods = *net::parse_cidr("10.1.0.0/16");
      spec.services = *net::parse_cidr("10.96.0.0/16");
      const ClusterId id = world.add_cluster(spec);
      world.cluster(id).add_machine("n1", *net::parse_ipv4(name[0] == 'a' ? "1.2.3.4" : "2.2.3.4"));
    }
    world.join(ClusterId(0), ClusterId(1), {});
    a = add(0, "a1");
    b = add(1, "b1");
    app = world.cluster(ClusterId(1))
              .add_pod("default", "app", {{"app", "x"}},
                       world.cluster(ClusterId(1)).machines().front());
    const net::StackId stack = world.cluster(ClusterId(1)).pod(app).stack;
    world.network().listen(stack, 9000);
    kube::Service service;
    service.name = "app";
    service.type = kube::ServiceType::node_port;
    service.selector = {{"app", "x"}};
    kube::ServicePort port;
    port.port = port.target_port = 9000;
    port.node_port = 32090;
    service.ports.push_back(port);
    EXPECT_TRUE(world.cluster(ClusterId(1)).create_service(service).has_value());
  }

  PeerId add(std::uint32_t cluster, const char* name) {
    PeerDeployment deployment;
    deployment.name = name;
    deployment.p2p_node_port = 32041;
    deployment.geth.discovery = true;
    return deploy(world, ClusterId(cluster), deployment).value();
  }

  std::string url(PeerId of, const std::string& host, int port, const std::string& query) const {
    return "enode://" + wire::to_hex(world.peer(of).spec.key) + '@' + host + ':' +
           std::to_string(port) + query;
  }

  void list(PeerId of, const std::string& url) {
    PeerList made;
    made.entries.push_back(PeerListEntry::parse(url, {}));
    world.set_static(of, made);
  }

  World world{1};
  PeerId a{};
  PeerId b{};
  kube::PodId app{};
};

TEST(LinkCheck, APodThatIsNoPeerIsAWrongPort) {
  Pair t;
  t.list(t.a, t.url(t.b, "2.2.3.4", 32090, ""));
  assume_all_running(t.world);
  const DialReading dial = read_dial(t.world, t.a, t.b);
  EXPECT_EQ(dial.cause, LinkCause::wrong_port);
  EXPECT_EQ(dial.reached, PeerId::none);
  EXPECT_NE(dial.detail.find("app"), std::string::npos) << dial.detail;
}

TEST(LinkCheck, ARunSeesThatPodCloseTheConnection) {
  Pair t;
  t.list(t.a, t.url(t.b, "2.2.3.4", 32090, ""));
  t.world.start(t.a, Instant());
  t.world.run_until(Instant() + seconds(60));
  bool failed = false;
  for (const Observation& seen : t.world.log()) {
    const auto* observed = seen.observed();
    failed = failed || (observed != nullptr && observed->what != p2p::Happening::dial_started);
  }
  EXPECT_TRUE(failed);
  EXPECT_EQ(t.world.tcp().open_connections(), 0U);
}

TEST(Discovery, NeedsAnEndpointAListenerAndAService) {
  Pair t;
  t.list(t.a, t.url(t.b, "2.2.3.4", 32041, "?discport=0"));
  assume_all_running(t.world);
  EXPECT_EQ(read_ping(t.world, t.a, t.b).cause, LinkCause::not_listed);
  EXPECT_EQ(read_ping(t.world, t.b, t.a).cause, LinkCause::not_listed);
  t.list(t.a, t.url(t.b, "2.2.3.4", 32041, ""));
  // The Service has the port for TCP only.
  EXPECT_EQ(read_ping(t.world, t.a, t.b).cause, LinkCause::port_closed);
  kube::Service both = *t.world.cluster(ClusterId(1)).find_service("default", "b1");
  kube::ServicePort port = both.ports.front();
  port.name = "discovery";
  port.protocol = udp;
  both.ports.push_back(port);
  ASSERT_TRUE(t.world.cluster(ClusterId(1)).update_service(both).has_value());
  const DiscoveryReading link = read_discovery(t.world, t.a, t.b);
  EXPECT_EQ(to_string(link.forward.cause), "up") << link.forward.detail;
  EXPECT_EQ(link.status, LinkStatus::up);
  t.world.network().close_listener(t.world.stack(t.b), 30303, udp);
  EXPECT_EQ(read_ping(t.world, t.a, t.b).cause, LinkCause::port_closed);
}

TEST(Reach, FromAnyPodToAServiceOfTheOtherCluster) {
  Pair t;
  assume_all_running(t.world);
  const auto app = find_pod(t.world, "b/app");
  ASSERT_TRUE(app.has_value());
  const PodRef a = pod_of(t.world, t.a);
  const Reach reach = reach_of(t.world, a, *app, 9000, net::Protocol::tcp);
  EXPECT_EQ(reach.host, "2.2.3.4");
  EXPECT_EQ(reach.port, 32090);
  EXPECT_TRUE(read_reach(t.world, a, reach).up());
  EXPECT_TRUE(read_reach(t.world, *app, {.host = "b1", .port = 30303, .path = ""}).up());
  const ReachReading lost = read_reach(t.world, *app, {.host = "a1", .port = 30303, .path = ""});
  EXPECT_EQ(lost.cause, LinkCause::name_not_resolved);
  EXPECT_EQ(find_pod(t.world, "b/nobody"), std::nullopt);
}

}  // namespace
}  // namespace seatrial
