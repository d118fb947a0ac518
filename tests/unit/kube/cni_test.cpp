// SPDX-License-Identifier: Apache-2.0
// Cni: the table of networking modes, the words for them, and towards which addresses pods keep
// their own.
#include "sim/kube/cni.hpp"

#include <gtest/gtest.h>

namespace seatrial::kube {
namespace {

std::vector<net::Cidr> ranges(std::initializer_list<std::string_view> texts) {
  std::vector<net::Cidr> list;
  for (const std::string_view text : texts) list.push_back(net::parse_cidr(text).value());
  return list;
}

struct Row {
  std::string_view word;
  CniMode mode;
  bool routable;
  bool in_node_subnet;
  std::uint32_t max_pods;
  std::uint32_t nodes;
};

// SPEC kubernetes 5
constexpr Row rows[] = {
    {"overlay", CniMode::overlay, false, false, 253, 5000},
    {"kubenet", CniMode::kubenet, false, false, 110, 400},
    {"azure-node-subnet", CniMode::azure_node_subnet, true, true, 30, 5000},
    {"azure-pod-subnet", CniMode::azure_pod_subnet, true, false, 110, 5000},
    {"azure-overlay", CniMode::azure_overlay, false, false, 250, 5000},
    {"aws-vpc", CniMode::aws_vpc, true, true, 110, 5000},
    {"gke-vpc-native", CniMode::gke_vpc_native, true, false, 110, 5000},
    {"gke-routes", CniMode::gke_routes, false, false, 110, 5000},
};

TEST(CniTable, SaysWhatTheFactsSay) {
  for (const Row& row : rows) {
    const CniTraits& of = traits(row.mode);
    EXPECT_EQ(of.mode, row.mode) << row.word;
    EXPECT_EQ(of.word, row.word);
    EXPECT_EQ(of.routable, row.routable) << row.word;
    EXPECT_EQ(of.in_node_subnet, row.in_node_subnet) << row.word;
    EXPECT_EQ(of.default_max_pods, row.max_pods) << row.word;
    EXPECT_EQ(of.most_nodes, row.nodes) << row.word;
    EXPECT_LE(of.default_max_pods, of.most_max_pods) << row.word;
    EXPECT_EQ(parse_cni(row.word), row.mode);
    EXPECT_FALSE(of.title.empty());
  }
  EXPECT_EQ(traits(CniMode::kubenet).most_max_pods, 250U);
  EXPECT_EQ(traits(CniMode::aws_vpc).most_max_pods, 737U);
}

TEST(CniWords, ProductsAreModes) {
  for (const std::string_view word : {"flannel", "calico", "cilium", "kind", "minikube", "k3s"}) {
    EXPECT_EQ(parse_cni(word), CniMode::overlay) << word;
  }
  EXPECT_EQ(parse_cni("eks"), CniMode::aws_vpc);
  EXPECT_EQ(parse_cni("gke"), CniMode::gke_vpc_native);
  EXPECT_FALSE(parse_cni("weave"));
  EXPECT_FALSE(parse_cni(""));
  for (const std::string_view word : cni_words()) EXPECT_TRUE(parse_cni(word)) << word;
  EXPECT_EQ(cni_words().size(), 19U);
}

// SPEC kubernetes 7: without an enforcing CNI policies have no effect.
TEST(CniPolicies, AreEnforcedByWhomTheFactsName) {
  const auto enforced = [](std::string_view word) {
    return enforces_policies(parse_cni_spec(word).value());
  };
  EXPECT_TRUE(enforced("calico"));
  EXPECT_TRUE(enforced("cilium"));
  for (const std::string_view word : {"overlay", "flannel", "kubenet", "aws-vpc", "azure-overlay",
                                      "azure-node-subnet", "azure-pod-subnet"}) {
    EXPECT_FALSE(enforced(word)) << word;
  }
}

TEST(CniPolicies, WhatIsWrittenWins) {
  CniSpec cni = parse_cni_spec("kubenet").value();
  cni.enforces_policies = true;  // with Calico
  EXPECT_TRUE(enforces_policies(cni));
  cni = parse_cni_spec("calico").value();
  cni.enforces_policies = false;
  EXPECT_FALSE(enforces_policies(cni));
}

struct Leaving {
  CniMode mode;
  bool external_snat;
  std::initializer_list<std::string_view> exclude;
  std::initializer_list<std::string_view> expected;
};

// SPEC kubernetes 5 "source of pod egress outside VNet/VPC"
TEST(CniUnmasqueraded, ByMode) {
  const std::vector<net::Cidr> vpc = ranges({"10.1.0.0/16", "100.64.0.0/16"});
  const Leaving table[] = {
      {CniMode::overlay, false, {}, {}},
      {CniMode::kubenet, false, {}, {}},
      {CniMode::azure_overlay, false, {}, {}},
      {CniMode::azure_node_subnet, false, {}, {"10.1.0.0/16", "100.64.0.0/16"}},
      {CniMode::azure_pod_subnet, false, {}, {"0.0.0.0/0"}},
      {CniMode::aws_vpc, false, {}, {"10.1.0.0/16", "100.64.0.0/16"}},
      {CniMode::aws_vpc, false, {"10.2.0.0/16"}, {"10.1.0.0/16", "100.64.0.0/16", "10.2.0.0/16"}},
      {CniMode::aws_vpc, true, {}, {"0.0.0.0/0"}},
      {CniMode::aws_vpc, true, {"10.2.0.0/16"}, {"0.0.0.0/0"}},
      {CniMode::gke_vpc_native, false, {"10.0.0.0/8"}, {"10.0.0.0/8"}},
      {CniMode::gke_routes, false, {"10.0.0.0/8"}, {"10.0.0.0/8"}},
  };
  for (const Leaving& row : table) {
    CniSpec cni;
    cni.mode = row.mode;
    cni.external_snat = row.external_snat;
    cni.exclude_snat = ranges(row.exclude);
    EXPECT_EQ(unmasqueraded(cni, vpc), ranges(row.expected)) << traits(row.mode).word;
  }
}

TEST(CniUnmasqueraded, GkeKeepsThePodsAddressTowardsReservedBlocks) {
  CniSpec cni;
  cni.mode = CniMode::gke_vpc_native;
  const std::vector<net::Cidr> list = unmasqueraded(cni, {});
  const auto keeps = [&](std::string_view address) {
    return std::any_of(list.begin(), list.end(), [&](const net::Cidr& range) {
      return range.contains(net::parse_ipv4(address).value());
    });
  };
  for (const std::string_view kept : {"10.9.8.7", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                                      "100.64.0.1", "192.0.2.1", "198.19.0.1", "240.0.0.1"}) {
    EXPECT_TRUE(keeps(kept)) << kept;
  }
  for (const std::string_view left : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "192.169.0.1"}) {
    EXPECT_FALSE(keeps(left)) << left;
  }
}

}  // namespace
}  // namespace seatrial::kube
