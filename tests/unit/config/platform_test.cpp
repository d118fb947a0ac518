// SPDX-License-Identifier: Apache-2.0
#include "harness/config/platform.hpp"

#include <gtest/gtest.h>

#include "harness/config/generated_folder.hpp"
#include "harness/config/helm_values.hpp"
#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Folder;
using testing_help::Yaml;

PlatformConfig platform_of(const Yaml& yaml) {
  EXPECT_TRUE(is_platform(yaml.only()));
  auto read = read_platform(yaml.only(), yaml.files);
  EXPECT_TRUE(read) << read.error().message();
  return read ? std::move(*read) : PlatformConfig();
}

TEST(Platform, reads_eksctls_cluster) {
  const Yaml yaml(R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: q, version: "1.31"}
vpc:
  cidr: 10.0.0.0/16
  subnets:
    private: {a: {id: subnet-1, cidr: 10.0.1.0/24}, b: {id: subnet-2}}
kubernetesNetworkConfig: {serviceIPv4CIDR: 172.20.0.0/16}
managedNodeGroups:
- {name: one, instanceType: m5.xlarge, desiredCapacity: 6, privateNetworking: true}
- {name: two, minSize: 1, maxSize: 4, desiredCapacity: 2, spot: true, maxPodsPerNode: 30}
addons:
- {name: vpc-cni, version: latest}
)");
  const PlatformConfig platform = platform_of(yaml);
  EXPECT_EQ(platform.cloud.value, "aws");
  EXPECT_EQ(platform.kubernetes.value, "1.31");
  EXPECT_EQ(platform.cni.value, "aws-vpc");
  EXPECT_EQ(yaml.files.to_string(platform.cni.mark), "in.yaml:13:3");
  ASSERT_EQ(platform.ranges.size(), 1u);
  EXPECT_EQ(platform.ranges[0].value, "10.0.0.0/16");
  EXPECT_EQ(yaml.files.to_string(platform.ranges[0].mark), "in.yaml:5:9");
  ASSERT_EQ(platform.subnets.size(), 2u);
  EXPECT_EQ(platform.subnets[0].range.value, "10.0.1.0/24");
  EXPECT_FALSE(platform.subnets[1].range.known());
  EXPECT_EQ(platform.service_range.value, "172.20.0.0/16");
  EXPECT_EQ(platform.nodes(), 8u);
  EXPECT_TRUE(platform.groups.at(0).private_only.value);
  EXPECT_TRUE(platform.groups.at(1).spot.value);
  EXPECT_EQ(platform.groups.at(1).max->value, 4u);
  EXPECT_EQ(platform.groups.at(1).max_pods->value, 30u);
}

const std::string arm = R"({
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "parameters": {"range": {"defaultValue": "10.0.0.0/16", "type": "string"}},
  "variables": {
    "prefix": "[concat(parameters('client'), '-x')]",
    "version": "1.30.6",
    "name": "[concat('goq', '-', variables('version'))]",
    "nodes": 6
  },
  "resources": [
    {"type": "Microsoft.Network/virtualNetworks",
     "properties": {"addressSpace": {"addressPrefixes": ["[parameters('range')]"]}},
     "resources": [{"type": "subnets", "name": "[variables('prefix')]",
                    "properties": {"addressPrefix": "10.0.0.0/17"}}]},
    {"type": "Microsoft.ContainerService/managedClusters", "name": "[variables('name')]",
     "properties": {
       "kubernetesVersion": "[variables('version')]",
       "agentPoolProfiles": [{"name": "pool", "count": "[variables('nodes')]", "maxPods": 100,
                              "vmSize": "Standard_D4as_v5", "enableNodePublicIP": false}],
       "networkProfile": {"networkPlugin": "azure", "serviceCidr": "10.2.0.0/24",
                          "dockerBridgeCidr": "172.17.0.1/16"}}}
  ]
}
)";

TEST(Platform, reads_an_arm_template) {
  const Yaml yaml(arm);
  const PlatformConfig platform = platform_of(yaml);
  EXPECT_EQ(platform.cloud.value, "azure");
  EXPECT_EQ(platform.name.value, "goq-1.30.6");
  EXPECT_EQ(platform.kubernetes.value, "1.30.6");
  ASSERT_EQ(platform.ranges.size(), 1u);
  EXPECT_EQ(platform.ranges[0].value, "10.0.0.0/16");
  EXPECT_EQ(yaml.files.to_string(platform.ranges[0].mark), "in.yaml:3:44");
  ASSERT_EQ(platform.subnets.size(), 1u);
  EXPECT_FALSE(platform.subnets[0].name.known()) << "no default tells the client";
  EXPECT_EQ(platform.cni.value, "azure-node-subnet");
  EXPECT_EQ(platform.service_range.value, "10.2.0.0/24");
  EXPECT_EQ(platform.bridge_range.value, "172.17.0.1/16");
  EXPECT_EQ(platform.nodes(), 6u);
  EXPECT_EQ(platform.groups.at(0).max_pods->value, 100u);
  EXPECT_TRUE(platform.groups.at(0).private_only.value);
}

TEST(Platform, knows_the_ways_of_azures_cni) {
  const auto cni = [](const std::string& profile, const std::string& pool) {
    const Yaml yaml(R"({"$schema": "x/deploymentTemplate.json#", "resources": [
      {"type": "Microsoft.ContainerService/managedClusters", "properties": {
       "agentPoolProfiles": [{"name": "p")" +
                    pool + R"(}], "networkProfile": {)" + profile + "}}}]}");
    return platform_of(yaml).cni.value;
  };
  EXPECT_EQ(cni(R"("networkPlugin": "kubenet")", ""), "kubenet");
  EXPECT_EQ(cni(R"("networkPlugin": "azure", "networkPluginMode": "overlay")", ""),
            "azure-overlay");
  EXPECT_EQ(cni(R"("networkPlugin": "azure")", R"(, "podSubnetID": "x")"), "azure-pod-subnet");
}

TEST(Platform, says_where_it_is_wrong) {
  const Yaml yaml(
      "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
      "managedNodeGroups: [{desiredCapacity: many}]\n");
  const auto read = read_platform(yaml.only(), yaml.files);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message().find("in.yaml:3:39"), std::string::npos)
      << read.error().message();
  const Yaml other("kind: ClusterConfig\napiVersion: kubeadm.k8s.io/v1beta3\n");
  EXPECT_FALSE(is_platform(other.only())) << "kubeadm has a kind of this name, too";
}

TEST(Platform, lies_in_the_folder_of_a_cluster) {
  const Folder folder;
  folder.write("azuredeploy.json", arm);
  folder.write("values.yaml", "quorumFlags: {privacy: true}\n");
  folder.write("a.yaml",
               "kind: Deployment\nmetadata: {name: n}\nspec: {template: {spec: {containers: "
               "[{name: q, image: q, args: [--nodiscover]}]}}}\n");
  SourceFiles files;
  const auto cluster = read_generated_folder(folder.path(), files);
  ASSERT_TRUE(cluster);
  ASSERT_TRUE(cluster->platform);
  EXPECT_EQ(cluster->platform->ranges.at(0).value, "10.0.0.0/16");
  ASSERT_EQ(cluster->helm_values.size(), 1u);
  EXPECT_TRUE(cluster->helm_values[0].privacy.value);
  EXPECT_TRUE(cluster->not_read.empty());
  EXPECT_TRUE(cluster->errors.empty());
}

TEST(HelmValues, holds_what_the_network_depends_on) {
  const Yaml yaml(R"(quorumFlags: {privacy: true}
cluster: {provider: azure, cloudNativeServices: true}
node:
  goquorum:
    networkId: 12
    p2p: {port: 30304}
    privacy: {url: "http://localhost:9101"}
  tessera: {port: "9001", tpport: 9081, q2tport: 9102}
rawGenesisConfig:
  genesis: {config: {chainId: 1337, algorithm: {consensus: raft}}}
  blockchain: {nodes: {generate: true, count: 4}}
)");
  EXPECT_TRUE(is_helm_values(yaml.only()));
  const auto values = read_helm_values(yaml.only(), yaml.files);
  ASSERT_TRUE(values) << values.error().message();
  EXPECT_EQ(values->provider.value, "azure");
  EXPECT_TRUE(values->cloud_native.value);
  EXPECT_TRUE(values->privacy.value);
  EXPECT_EQ(values->network_id->value, 12u);
  EXPECT_EQ(values->p2p_port->value, 30304u);
  EXPECT_EQ(yaml.files.to_string(values->p2p_port->mark), "in.yaml:6:17");
  EXPECT_EQ(values->tessera_port->value, 9001u);
  EXPECT_EQ(values->third_party_port->value, 9081u);
  EXPECT_EQ(values->q2t_port->value, 9102u);
  EXPECT_EQ(values->consensus.value, "raft");
  EXPECT_EQ(values->chain_id->value, 1337u);
  EXPECT_EQ(values->validators->value, 4u);
  EXPECT_EQ(values->privacy_url.value, "http://localhost:9101");
}

TEST(HelmValues, are_not_any_values) {
  const Yaml yaml("replicaCount: 1\nimage: {tag: x}\n");
  EXPECT_FALSE(is_helm_values(yaml.only()));
  const Yaml bad("node: {goquorum: {p2p: {port: 70000}}}\n");
  const auto read = read_helm_values(bad.only(), bad.files);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message().find("in.yaml:1:31"), std::string::npos);
}

}  // namespace
}  // namespace seatrial::config
