// SPDX-License-Identifier: Apache-2.0
// The providers' table row by row: every provider, TCP beside UDP on different ports and on one
// port, at the versions where something changes. SPEC kubernetes 3.3
#include "sim/kube/provider.hpp"

#include "tests/unit/kube/kube_testing.hpp"

namespace seatrial::kube {
namespace {

const char* const too_old = "cannot create an external load balancer with mix protocols";
const char* const gate_off = "may not contain more than 1 protocol when type is 'LoadBalancer'";
const char* const refused = "mixed protocol is not supported for LoadBalancer";
const char* const tcp_udp = "service.beta.kubernetes.io/aws-load-balancer-enable-tcp-udp-listener";
const char* const target_type = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type";
const char* const shared_key = "metallb.universe.tf/allow-shared-ip";
const char* const new_shared_key = "metallb.io/allow-shared-ip";

enum class Fate : std::uint8_t { rejected, pending, tcp_only, both };

struct Row {
  Provider provider;
  bool same_port;
  int minor;
  Fate fate;
  const char* event;  ///< "" for none
};

Fate fate_of(const Provisioning& made) {
  if (made.rejected) return Fate::rejected;
  if (made.pending) return Fate::pending;
  return made.listeners.size() == 2 ? Fate::both : Fate::tcp_only;
}

Service mixed(bool same_port) {
  return balanced("s", {tcp(30303), udp(same_port ? 30303 : 30301)});
}

std::string first_event(const Provisioning& made) {
  return made.events.empty() ? "" : made.events.front();
}

void expect_row(const Row& row) {
  const Service service = mixed(row.same_port);
  const Provisioning made = provision(service, row.provider, Version{row.minor}, {});
  const std::string where = std::string(to_string(row.provider)) +
                            (row.same_port ? " same port 1." : " different ports 1.") +
                            std::to_string(row.minor);
  EXPECT_EQ(fate_of(made), row.fate) << where;
  EXPECT_EQ(made.events.empty(), *row.event == '\0') << where << first_event(made);
  EXPECT_NE(first_event(made).find(row.event), std::string::npos) << where << first_event(made);
}

constexpr Provider all[] = {Provider::none,  Provider::aws_clb, Provider::aws_nlb,
                            Provider::azure, Provider::gcp,     Provider::metallb};

TEST(ProviderTable, TheApiServerRefusesBefore124WhoeverProvides) {
  for (const Provider provider : all) {
    for (const bool same : {false, true}) {
      expect_row({provider, same, 19, Fate::rejected, too_old});
      expect_row({provider, same, 20, Fate::rejected, gate_off});
      expect_row({provider, same, 22, Fate::rejected, gate_off});
      expect_row({provider, same, 23, Fate::rejected, gate_off});
    }
  }
}

TEST(ProviderTable, From124TheProviderDecides) {
  for (const int minor : {24, 29}) {
    for (const bool same : {false, true}) {
      expect_row({Provider::none, same, minor, Fate::pending, ""});
      expect_row({Provider::aws_clb, same, minor, Fate::pending, refused});
      expect_row({Provider::azure, same, minor, Fate::both, ""});
      expect_row({Provider::gcp, same, minor, Fate::pending, refused});
      expect_row({Provider::metallb, same, minor, Fate::both, ""});
    }
    expect_row({Provider::aws_nlb, false, minor, Fate::both, ""});
    expect_row({Provider::aws_nlb, true, minor, Fate::tcp_only, ""});  // silently
  }
}

TEST(ProviderTable, OneProtocolIsNobodysTrouble) {
  for (const Provider provider : all) {
    for (const int minor : {19, 22, 24, 29}) {
      const Service service = balanced("s", {tcp(30303), tcp(9001)});
      const Provisioning made = provision(service, provider, Version{minor}, {});
      EXPECT_EQ(fate_of(made), provider == Provider::none ? Fate::pending : Fate::both);
      EXPECT_TRUE(made.events.empty());
    }
  }
}

TEST(ProviderTable, WhatTheSheetIsNotSureOfIsSaid) {
  const auto unsure = [](Provider provider, int minor) {
    const Service service = mixed(true);
    return provision(service, provider, Version{minor}, {}).uncertain;
  };
  EXPECT_NE(unsure(Provider::gcp, 29).find("depends on the version"), std::string::npos);
  EXPECT_NE(unsure(Provider::metallb, 25).find("from Kubernetes 1.26 on"), std::string::npos);
  EXPECT_EQ(unsure(Provider::metallb, 26), "");
  EXPECT_NE(unsure(Provider::aws_clb, 29).find("Only TCP LoadBalancer"), std::string::npos);
  EXPECT_NE(unsure(Provider::aws_nlb, 29).find("names first"), std::string::npos);
  EXPECT_EQ(unsure(Provider::azure, 29), "");
}

TEST(Provider, WordsAreReadBack) {
  EXPECT_EQ(provider_words().size(), 6U);
  for (const Provider provider : all) EXPECT_EQ(parse_provider(to_string(provider)), provider);
  EXPECT_FALSE(parse_provider("aws"));
}

TEST(Provider, SchemesAndHandOver) {
  const auto made = [](Provider provider, const char* key = "", const char* value = "") {
    Service service = balanced("s", {tcp(1)});
    service.annotations[key] = value;
    return provision(service, provider, Version{29}, {});
  };
  EXPECT_TRUE(made(Provider::aws_nlb).internal);
  EXPECT_FALSE(made(Provider::aws_nlb, "service.beta.kubernetes.io/aws-load-balancer-scheme",
                    "internet-facing")
                   .internal);
  for (const Provider p : {Provider::aws_clb, Provider::azure, Provider::gcp, Provider::metallb}) {
    EXPECT_FALSE(made(p).internal);
  }
  EXPECT_TRUE(
      made(Provider::azure, "service.beta.kubernetes.io/azure-load-balancer-internal", "true")
          .internal);
  EXPECT_TRUE(made(Provider::gcp, "networking.gke.io/load-balancer-type", "Internal").internal);
  EXPECT_EQ(made(Provider::aws_nlb).hand_over, net::HandOver::node_port);
  EXPECT_EQ(made(Provider::azure).hand_over, net::HandOver::virtual_ip);
  EXPECT_EQ(made(Provider::gcp).hand_over, net::HandOver::virtual_ip);
  EXPECT_EQ(made(Provider::metallb).hand_over, net::HandOver::virtual_ip);
  EXPECT_TRUE(made(Provider::aws_nlb).by_hostname);
  EXPECT_TRUE(made(Provider::aws_nlb).keeps_client);
  EXPECT_FALSE(made(Provider::aws_clb).keeps_client);
}

TEST(Provider, IdleTimeouts) {
  Service service = balanced("s", {tcp(1)});
  const auto idle = [&](Provider provider) {
    return provision(service, provider, Version{29}, {}).tcp_idle;
  };
  EXPECT_EQ(idle(Provider::aws_nlb), seconds(350));
  EXPECT_EQ(provision(service, Provider::aws_nlb, Version{29}, {}).udp_idle, seconds(120));
  EXPECT_EQ(idle(Provider::azure), minutes(4));
  EXPECT_EQ(idle(Provider::gcp), seconds(60));
  service.annotations["service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout"] = "30";
  EXPECT_EQ(idle(Provider::azure), minutes(30));
  service.annotations["service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout"] = "31";
  EXPECT_EQ(idle(Provider::azure), minutes(4));
  service.annotations["networking.gke.io/load-balancer-type"] = "Internal";
  EXPECT_EQ(idle(Provider::gcp), seconds(600));
}

TEST(ProviderAwsNlb, TcpUdpListenerTakesBoth) {
  Service service = mixed(true);
  EXPECT_FALSE(provision(service, Provider::aws_nlb, Version{29}, {}).notes.empty());
  service.annotations[tcp_udp] = "true";
  const Provisioning made = provision(service, Provider::aws_nlb, Version{29}, {});
  EXPECT_EQ(fate_of(made), Fate::both);
  EXPECT_TRUE(made.merges_protocols);
  EXPECT_EQ(made.uncertain, "");
  EXPECT_TRUE(made.notes.empty());
}

TEST(ProviderAwsNlb, TheProtocolThatIsNamedFirstIsKept) {
  const Service service = balanced("s", {udp(30303), tcp(30303)});
  const Provisioning made = provision(service, Provider::aws_nlb, Version{29}, {});
  ASSERT_EQ(made.listeners.size(), 1U);
  EXPECT_EQ(made.listeners[0]->protocol, net::Protocol::udp);
}

TEST(ProviderAwsNlb, TargetTypeIpNeedsPodsInTheVpc) {
  Service service = balanced("s", {tcp(1)});
  service.annotations[target_type] = "ip";
  const Provisioning made = provision(service, Provider::aws_nlb, Version{29}, {}, true);
  EXPECT_EQ(made.hand_over, net::HandOver::pod);
  EXPECT_FALSE(made.pending);
  const Provisioning overlay = provision(service, Provider::aws_nlb, Version{29}, {}, false);
  EXPECT_TRUE(overlay.pending);
  EXPECT_NE(first_event(overlay).find("FailedDeployModel"), std::string::npos);
}

TEST(ProviderAwsNlb, TargetTypeInstanceNeedsNodePorts) {
  Service service = balanced("s", {tcp(1)});
  service.allocate_node_ports = false;
  EXPECT_TRUE(provision(service, Provider::aws_nlb, Version{29}, {}).pending);
  EXPECT_FALSE(provision(service, Provider::aws_nlb, Version{23}, {}).pending);  // not known yet
  EXPECT_FALSE(provision(service, Provider::azure, Version{29}, {}).pending);
}

TEST(ProviderAwsClb, UdpAloneIsRefused) {
  const Service service = balanced("s", {udp(1)});
  const Provisioning made = provision(service, Provider::aws_clb, Version{29}, {});
  EXPECT_TRUE(made.pending);
  EXPECT_NE(first_event(made).find("Only TCP LoadBalancer"), std::string::npos);
  EXPECT_NE(made.uncertain, "");
}

TEST(ProviderAzure, AnnotationBefore124OpensTheOtherProtocol) {
  Service service = balanced("s", {tcp(1)});
  service.annotations["service.beta.kubernetes.io/azure-load-balancer-mixed-protocols"] = "true";
  EXPECT_TRUE(provision(service, Provider::azure, Version{23}, {}).both_protocols);
  EXPECT_FALSE(provision(service, Provider::azure, Version{24}, {}).both_protocols);
}

TEST(Provider, ClassOfAnotherControllerIsPending) {
  Service service = balanced("s", {tcp(1)});
  service.load_balancer_class = "service.k8s.aws/nlb";
  EXPECT_FALSE(provision(service, Provider::aws_nlb, Version{29}, {}).pending);
  EXPECT_TRUE(provision(service, Provider::azure, Version{29}, {}).pending);
}

/// A Service that owns 192.168.7.50 already, and one that wants it, too.
struct Sharing : ::testing::Test {
  Sharing() {
    owner.load_balancer.id = net::LoadBalancerId(0);
    owner.load_balancer.address = ip("192.168.7.50");
    second.load_balancer_ip = ip("192.168.7.50");
    owner.annotations[shared_key] = "quorum";
    second.annotations[shared_key] = "quorum";
    second.selector = owner.selector;
  }
  Provisioning made(Provider provider = Provider::metallb) const {
    return provision(second, provider, Version{29}, {owner});
  }
  Service owner = balanced("tcp", {tcp(30303)});
  Service second = balanced("udp", {udp(30303)});
};

TEST_F(Sharing, SameKeyAndAddressAndOtherPorts) {
  EXPECT_FALSE(made().pending);
  EXPECT_TRUE(made().shares_address);
  second.annotations = {{new_shared_key, "quorum"}};  // the newer spelling is the same key
  EXPECT_TRUE(made().shares_address);
}

TEST_F(Sharing, AnotherKeyOrNoneIsPending) {
  second.annotations[shared_key] = "other";
  EXPECT_TRUE(made().pending);
  EXPECT_NE(first_event(made()).find("can't change sharing key for \"default/udp\", address also "
                                     "in use by default/tcp"),
            std::string::npos);
  second.annotations.clear();
  owner.annotations.clear();
  EXPECT_TRUE(made().pending);
}

TEST_F(Sharing, OverlappingPortsArePending) {
  second.ports = {tcp(30303)};
  EXPECT_TRUE(made().pending);
}

TEST_F(Sharing, PolicyLocalNeedsTheSamePods) {
  second.external_policy = TrafficPolicy::local;
  EXPECT_TRUE(made().shares_address);
  EXPECT_NE(made().uncertain, "");
  second.selector = {{"app", "another"}};
  EXPECT_TRUE(made().pending);
}

TEST_F(Sharing, WithoutTheAddressThereIsNothingToShare) {
  second.load_balancer_ip.reset();
  EXPECT_FALSE(made().shares_address);
  second.annotations["metallb.io/loadBalancerIPs"] = "192.168.7.50";
  EXPECT_TRUE(made().shares_address);
}

TEST_F(Sharing, GcpSharesAReservedAddressAndAzureDoesNot) {
  EXPECT_TRUE(made(Provider::gcp).shares_address);
  EXPECT_TRUE(made(Provider::azure).pending);
  second.ports = {tcp(30303)};
  EXPECT_TRUE(made(Provider::gcp).pending);
}

}  // namespace
}  // namespace seatrial::kube
