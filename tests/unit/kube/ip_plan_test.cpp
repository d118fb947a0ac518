// SPDX-License-Identifier: Apache-2.0
// IpPlan: the formulas of AKS and EKS with the numbers of the fact sheet, and what fits a subnet.
#include "sim/kube/ip_plan.hpp"

#include <gtest/gtest.h>

namespace seatrial::kube {
namespace {

net::Cidr range(std::string_view text) {
  return net::parse_cidr(text).value();
}

CniSpec mode(CniMode of, std::uint32_t surge = 1) {
  CniSpec cni;
  cni.mode = of;
  cni.surge = surge;
  return cni;
}

struct TypeRow {
  std::string_view name;
  std::uint32_t interfaces;
  std::uint32_t addresses;
  std::uint32_t max_pods;
};

// SPEC kubernetes 5 "EKS max pods", with the sheet's own third column.
TEST(InstanceTypes, TakeThePodsOfTheSheet) {
  constexpr TypeRow table[] = {
      {"t3.micro", 2, 2, 4},        {"t2.small", 3, 4, 11},      {"t3.small", 3, 4, 11},
      {"t3a.small", 2, 4, 8},       {"m6g.medium", 2, 4, 8},     {"t2.medium", 3, 6, 17},
      {"t3.medium", 3, 6, 17},      {"t3.large", 3, 12, 35},     {"t3.xlarge", 4, 15, 58},
      {"t3.2xlarge", 4, 15, 58},    {"m4.large", 2, 10, 20},     {"m5.large", 3, 10, 29},
      {"m5.xlarge", 4, 15, 58},     {"m5.2xlarge", 4, 15, 58},   {"m5.4xlarge", 8, 30, 234},
      {"m5.8xlarge", 8, 30, 234},   {"m5.12xlarge", 8, 30, 234}, {"m5.16xlarge", 15, 50, 737},
      {"m5.24xlarge", 15, 50, 737}, {"c5.large", 3, 10, 29},     {"r5.large", 3, 10, 29},
      {"m6i.large", 3, 10, 29},     {"c5.xlarge", 4, 15, 58},    {"m6i.xlarge", 4, 15, 58},
      {"c5.4xlarge", 8, 30, 234},
  };
  for (const TypeRow& row : table) {
    const InstanceType* type = find_instance_type(row.name);
    ASSERT_NE(type, nullptr) << row.name;
    EXPECT_EQ(type->interfaces, row.interfaces) << row.name;
    EXPECT_EQ(type->addresses, row.addresses) << row.name;
    EXPECT_EQ(eks_max_pods(*type), row.max_pods) << row.name;
  }
  EXPECT_EQ(instance_type_names().size(), std::size(table));
  EXPECT_EQ(find_instance_type("m5.huge"), nullptr);
  EXPECT_EQ(find_instance_type(""), nullptr);
}

TEST(AksNodeSubnet, ExamplesOfTheSheet) {
  EXPECT_EQ(aks_node_subnet_addresses(50, 1, 30), 1581U);
  EXPECT_EQ(aks_node_subnet_addresses(6, 1, 100), 707U);
  EXPECT_EQ(aks_node_subnet_addresses(3, 0, 30), 93U);
  EXPECT_EQ(aks_nodes_that_fit(range("10.0.0.0/24"), 30), 8U);
  EXPECT_EQ(aks_nodes_that_fit(range("10.0.0.0/28"), 30), 0U);
}

struct UsableRow {
  std::string_view subnet;
  std::string_view provider;
  std::uint64_t usable;
  std::string_view first;
};

TEST(Subnets, GiveOutWhatTheProviderLeaves) {
  constexpr UsableRow table[] = {
      {"10.0.0.0/24", "azure", 251, "10.0.0.4"},      {"10.0.0.0/24", "aws", 251, "10.0.0.4"},
      {"10.0.0.0/28", "aws-nlb", 11, "10.0.0.4"},     {"10.0.0.0/24", "gcp", 252, "10.0.0.2"},
      {"10.0.0.0/24", "on-premise", 254, "10.0.0.1"}, {"10.0.0.0/24", "", 254, "10.0.0.1"},
      {"10.0.0.0/16", "azure", 65531, "10.0.0.4"},    {"10.0.0.0/29", "azure", 3, "10.0.0.4"},
      {"10.0.0.0/30", "azure", 0, "10.0.0.4"},        {"10.0.0.0/32", "metallb", 0, "10.0.0.1"},
      {"0.0.0.0/0", "aws", 4294967291, "0.0.0.4"},
  };
  for (const UsableRow& row : table) {
    EXPECT_EQ(usable_addresses(range(row.subnet), row.provider), row.usable)
        << row.subnet << ' ' << row.provider;
    EXPECT_EQ(net::to_string(first_usable(range(row.subnet), row.provider)), row.first);
  }
}

TEST(Subnets, ThePrefixThatWouldHaveFitted) {
  EXPECT_EQ(prefix_for(251, "azure"), 24);
  EXPECT_EQ(prefix_for(252, "azure"), 23);
  EXPECT_EQ(prefix_for(252, "gcp"), 24);
  EXPECT_EQ(prefix_for(1581, "azure"), 21);
  EXPECT_EQ(prefix_for(707, "azure"), 22);
  EXPECT_EQ(prefix_for(254, "metallb"), 24);
  EXPECT_EQ(prefix_for(1, "azure"), 29);
  EXPECT_FALSE(prefix_for(std::uint64_t{1} << 32, "aws"));
}

TEST(Subnets, NodesInARangeOfPods) {
  EXPECT_EQ(nodes_in_pod_range(range("10.244.0.0/16")), 256U);
  EXPECT_EQ(nodes_in_pod_range(range("10.244.0.0/24")), 1U);
  EXPECT_EQ(nodes_in_pod_range(range("10.244.0.0/25")), 0U);
}

struct PlanRow {
  CniMode mode;
  std::uint32_t nodes, surge, max_pods, pods;
  std::string_view subnet, provider;
  std::uint64_t needed, usable;
  std::string_view formula;
};

TEST(Plans, ByMode) {
  constexpr PlanRow table[] = {
      {CniMode::azure_node_subnet, 50, 1, 30, 0, "10.0.0.0/21", "azure", 1581, 2043,
       "(50+1) + (50+1) x 30"},
      {CniMode::azure_node_subnet, 6, 1, 100, 3, "10.0.0.0/24", "azure", 707, 251,
       "(6+1) + (6+1) x 100"},
      {CniMode::azure_node_subnet, 8, 0, 30, 3, "10.0.0.0/24", "azure", 248, 251, "8 + 8 x 30"},
      // batches of 16, so that 8 stay free: 8 pods on a node fit one batch, 9 need two
      {CniMode::azure_pod_subnet, 3, 0, 110, 0, "10.0.0.0/24", "azure", 48, 251, "3 x 1 x 16"},
      {CniMode::azure_pod_subnet, 3, 0, 110, 24, "10.0.0.0/24", "azure", 48, 251, "3 x 1 x 16"},
      {CniMode::azure_pod_subnet, 3, 0, 110, 25, "10.0.0.0/24", "azure", 96, 251, "3 x 2 x 16"},
      {CniMode::azure_pod_subnet, 3, 1, 110, 25, "10.0.0.0/24", "azure", 128, 251,
       "(3+1) x 2 x 16"},
      // m5.large: 3 interfaces of 10; one is spare while the type has one
      {CniMode::aws_vpc, 3, 1, 29, 0, "10.0.0.0/24", "aws", 30, 251, "3 x 1 interfaces x 10"},
      {CniMode::aws_vpc, 3, 1, 29, 27, "10.0.0.0/24", "aws", 60, 251, "3 x 2 interfaces x 10"},
      {CniMode::aws_vpc, 3, 1, 29, 28, "10.0.0.0/24", "aws", 90, 251, "3 x 3 interfaces x 10"},
      {CniMode::aws_vpc, 3, 1, 29, 87, "10.0.0.0/26", "aws", 90, 59, "3 x 3 interfaces x 10"},
      {CniMode::aws_vpc, 2, 1, 50, 30, "10.0.0.0/27", "aws", 32, 27,
       "2 + 30, and the spare interfaces"},
      {CniMode::overlay, 6, 1, 253, 600, "10.0.0.0/28", "", 7, 14, "(6+1)"},
      {CniMode::kubenet, 6, 0, 110, 600, "10.0.0.0/28", "azure", 6, 11, "6"},
      {CniMode::azure_overlay, 12, 1, 250, 600, "10.0.0.0/28", "azure", 13, 11, "(12+1)"},
      {CniMode::gke_vpc_native, 3, 1, 110, 9, "10.4.0.0/22", "gcp", 1024, 1024, "(3+1) x 256"},
      {CniMode::gke_routes, 4, 1, 110, 9, "10.4.0.0/22", "gcp", 1280, 1024, "(4+1) x 256"},
  };
  for (const PlanRow& row : table) {
    const IpPlan plan = plan_addresses(mode(row.mode, row.surge), row.nodes, row.max_pods, row.pods,
                                       range(row.subnet), row.provider);
    EXPECT_EQ(plan.needed, row.needed) << row.formula;
    EXPECT_EQ(plan.usable, row.usable) << row.formula;
    EXPECT_EQ(plan.formula, row.formula);
    EXPECT_EQ(plan.missing(), row.needed > row.usable ? row.needed - row.usable : 0);
  }
}

}  // namespace
}  // namespace seatrial::kube
