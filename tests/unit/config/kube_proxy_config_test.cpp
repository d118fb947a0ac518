// SPDX-License-Identifier: Apache-2.0
// --nodeport-addresses, wherever a cluster's manifests have it.
#include "harness/config/kube_proxy_config.hpp"

#include <gtest/gtest.h>

#include "harness/config/manifest.hpp"
#include "harness/config/yaml.hpp"

namespace seatrial::config {
namespace {

/// The ranges of a cluster of these objects, and the line where they stand: "10.0.0.0/8 @7".
std::string limits(const std::string& objects) {
  SourceFiles files;
  ClusterConfig cluster;
  const auto documents = parse_yaml(objects, files.add("k.yaml"), files);
  EXPECT_TRUE(documents) << documents.error().message();
  for (const Value& document : *documents) add_manifest(document, cluster, files);
  EXPECT_TRUE(cluster.errors.empty());
  const NodePortAddresses found = node_port_addresses(cluster);
  std::string text;
  for (const net::Cidr& range : found.ranges) text += net::to_string(range) + ' ';
  return text + '@' + std::to_string(found.mark.line);
}

std::string config_map(const std::string& setting) {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kube-proxy}\ndata:\n  config.conf: "
         "|\n" +
         setting;
}

TEST(NodePortAddresses, OfAConfigMap) {
  EXPECT_EQ(limits(config_map("    mode: iptables\n    nodePortAddresses: [10.0.0.0/8]\n")),
            "10.0.0.0/8 @7");
  EXPECT_EQ(limits(config_map("    nodePortAddresses:\n    - 10.0.0.0/8\n    - 127.0.0.0/8\n"
                              "    oomScoreAdj: 192.168.0.0/16\n")),
            "10.0.0.0/8 127.0.0.0/8 @6");
  EXPECT_EQ(limits(config_map("    nodePortAddresses: null\n    clusterCIDR: 10.244.0.0/16\n")),
            "@6");
}

TEST(NodePortAddresses, OfACommandLine) {
  const std::string pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: kube-proxy}\nspec:\n  containers:\n"
      "  - name: kube-proxy\n    command:\n    - kube-proxy\n    - ";
  EXPECT_EQ(limits(pod + "--nodeport-addresses=10.0.0.0/8,127.0.0.0/8\n    - --v=2\n"),
            "10.0.0.0/8 127.0.0.0/8 @9");
  EXPECT_EQ(limits(pod + "--nodeport-addresses\n    - 10.0.0.0/8\n"), "10.0.0.0/8 @9");
  EXPECT_EQ(limits(pod + "--nodeport-addresses=primary\n"), "@9");
  EXPECT_EQ(limits(pod + "--v=2\n"), "@0");
}

}  // namespace
}  // namespace seatrial::config
