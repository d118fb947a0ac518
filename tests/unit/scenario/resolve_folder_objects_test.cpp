// SPDX-License-Identifier: Apache-2.0
// What a folder of manifests holds beside Services, workloads and ConfigMaps, and its load
// balancers, in a scenario that names the folder.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/scenario/scene.hpp"
#include "tests/unit/scenario/scenario_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing::Contains;
using testing::HasSubstr;

namespace fs = std::filesystem;

constexpr const char* policy = R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: inside}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}
)";

/// The generated folder of the library with one Service made a load balancer's, and a policy.
class GeneratedFolder : public ::testing::Test {
 protected:
  GeneratedFolder() {
    const fs::path source =
        fs::path(SEATRIAL_SOURCE_DIR) / "scenarios/two-cluster/configs/a-step10/out";
    fs::copy(source, folder_ / "net", fs::copy_options::recursive);
    const std::string services = folder_ / "net/03.0-quorum-services.yaml";
    std::ifstream in(services);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::size_t at = text.find("  type: NodePort\n");
    text.replace(at, 17,
                 "  type: LoadBalancer\n  loadBalancerIP: 20.1.0.1\n"
                 "  loadBalancerSourceRanges: [9.9.9.0/24]\n");
    folder_.write("net/03.0-quorum-services.yaml", text);
    folder_.write("net/09-policy.yaml", policy);
  }

  Scene resolved(const std::string& keys) {
    const std::string text = "seatrial: 1\nclusters: {a: {config: net" + keys +
                             ", nodes: {n1: 1.2.3.4}}}\nsteps: [{deploy: a}]\n";
    auto scenario = parse_scenario(text, folder_ / "s.yaml", files_, {});
    EXPECT_TRUE(scenario) << scenario.error().message();
    scenario_ = std::move(*scenario);
    auto scene = resolve(scenario_, files_);
    EXPECT_TRUE(scene) << scene.error().message();
    return std::move(*scene);
  }

  testing_support::ScratchFolder folder_;
  SourceFiles files_;
  Scenario scenario_;
};

TEST_F(GeneratedFolder, HasALoadBalancerWhereSomebodyMakesThem) {
  const Scene scene = resolved(", provider: azure");
  const kube::Cluster& a = scene.world->cluster(ClusterId(0));
  const kube::Service* service = a.find_service("default", "quorum-node1");
  ASSERT_NE(service, nullptr);
  EXPECT_EQ(service->type, kube::ServiceType::load_balancer);
  EXPECT_EQ(net::to_string(service->load_balancer.address), "20.1.0.1");
  ASSERT_EQ(service->source_ranges.size(), 1U);
  EXPECT_EQ(net::to_string(service->source_ranges[0]), "9.9.9.0/24");
}

TEST_F(GeneratedFolder, SaysThatItsLoadBalancerIsNotUsedWhereNobodyIsNamed) {
  const Scene scene = resolved("");
  const kube::Cluster& a = scene.world->cluster(ClusterId(0));
  EXPECT_EQ(a.find_service("default", "quorum-node1")->type, kube::ServiceType::node_port);
  EXPECT_THAT(scene.assumptions,
              Contains(HasSubstr("the load balancer of a/quorum-node1 is not used, only its")));
}

TEST_F(GeneratedFolder, HasItsPoliciesEnforced) {
  const Scene scene = resolved(", cni: calico");
  const kube::Cluster& a = scene.world->cluster(ClusterId(0));
  ASSERT_EQ(a.policies().size(), 1U);
  EXPECT_EQ(a.policies()[0].name, "inside");
  const net::StackId stack = a.pods().front().stack;
  EXPECT_NE(scene.world->network().stack(stack).policy_in, net::FilterId::none);
}

// Two points of the curve: the keys of two nodes.
constexpr const char* keys[] = {
    "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
    "c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"
    "1ae168fea63dc339a3c58419466ceaeef7f632653266d0e1236431a950cfe52a"};

std::string manifests_of(const std::string& node, const std::string& key) {
  return fmt::format(R"(---
apiVersion: v1
kind: ConfigMap
metadata: {{name: {0}-enode-config}}
data: {{enode: {1}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: {0}}}
spec:
  template:
    metadata: {{labels: {{app: {0}}}}}
    spec: {{containers: [{{name: quorum, image: q:2.7.0, command: [geth]}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: {0}}}
spec: {{type: NodePort, selector: {{app: {0}}}, ports: [{{port: 30303}}]}}
)",
                     node, key);
}

// Of n1, which comes first, no file has the number; that of n2 was exported.
TEST(ExportedNodePorts, AreNotDrawnForServicesThatComeBefore) {
  const testing_support::ScratchFolder folder;
  folder.write("net/all.yaml", manifests_of("n1", keys[0]) + manifests_of("n2", keys[1]));
  for (const auto& [exported, left] : {std::pair(30000, 30001), std::pair(30001, 30000)}) {
    folder.write("a.yaml", fmt::format("external_nodes:\n- Node_UserIdent: n2\n  Enode_Url: "
                                       "\"enode://{}@1.2.3.4:{}\"\n",
                                       keys[1], exported));
    SourceFiles files;
    const auto scenario = parse_scenario(
        "seatrial: 1\nclusters: {a: {config: net, exported: a.yaml, nodes: {n: 1.2.3.4}, "
        "node_port_range: 30000-30001}}\nsteps: [{deploy: a}]\n",
        folder / "s.yaml", files, {});
    ASSERT_TRUE(scenario) << scenario.error().message();
    const auto scene = resolve(*scenario, files);
    ASSERT_TRUE(scene) << scene.error().message();
    for (const Error& error : scene->errors) ADD_FAILURE() << error.message();
    const kube::Cluster& a = scene->world->cluster(ClusterId(0));
    ASSERT_EQ(a.services().size(), 2U);
    EXPECT_EQ(a.services()[0].ports[0].node_port, left);
    EXPECT_EQ(a.services()[1].ports[0].node_port, exported);
  }
}

TEST(TcpServices, AreKeyedByPorts) {
  const testing_help::Read read(
      "seatrial: 1\n"
      "clusters:\n"
      "  a:\n"
      "    nodes: {n1: 1.2.3.4}\n"
      "    peers: {a1: {}}\n"
      "    manifests:\n"
      "    - {apiVersion: v1, kind: ConfigMap, metadata: {name: tcp-services}, data: {p2p: a1}}\n");
  SourceFiles files = read.files;
  const auto scene = resolve(read.scenario, files);
  ASSERT_FALSE(scene);
  EXPECT_THAT(scene.error().message(),
              HasSubstr("s.yaml:7:80: 'p2p' of tcp-services is no port; write a port and "
                        "'namespace/service:port'"));
}

}  // namespace
}  // namespace seatrial::scenario
