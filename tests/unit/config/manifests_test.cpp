// SPDX-License-Identifier: Apache-2.0
// Manifests of any kind and layout: folders, files, JSON, lists, and what is no manifest.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/config/generated_folder.hpp"
#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Folder;

/// A workload that runs geth.
std::string peer(const std::string& name, const std::string& kind = "Deployment") {
  return "apiVersion: apps/v1\nkind: " + kind + "\nmetadata: {name: " + name +
         "}\nspec:\n  template:\n    metadata: {labels: {app: " + name +
         "}}\n    spec: {containers: [{name: quorum, image: q:2.7.0, command: [geth]}]}\n";
}

std::string service(const std::string& name) {
  return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name +
         "}\nspec: {selector: {app: " + name + "}, ports: [{port: 30303}]}\n";
}

struct Manifests {
  explicit Manifests(const std::string& path) {
    auto result = read_generated_folder(path, files);
    if (result) cluster = std::move(*result);
    if (!result) errors.push_back(result.error().message());
    for (const Error& error : cluster.errors) errors.push_back(error.message());
    for (const PeerConfig& peer : cluster.peers) peers.push_back(peer.name.value);
  }

  SourceFiles files;
  ClusterConfig cluster;
  std::vector<std::string> errors;
  std::vector<std::string> peers;
};

using Names = std::vector<std::string>;

TEST(Manifests, are_read_from_every_folder_below_in_the_order_of_kubectl) {
  const Folder folder;
  folder.write("c/deep/er/n3.yaml", peer("n3", "StatefulSet"));
  folder.write("b.yml", peer("n2"));
  folder.write("a.json", R"({"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata":
    {"name": "n1"}, "spec": {"template": {"spec": {"containers": [{"command": ["geth"]}]}}}})");
  folder.write(".git/n4.yaml", peer("n4"));
  folder.write("c/.n5.yaml", peer("n5"));
  folder.write("n6.txt", peer("n6"));
  const Manifests read(folder.path());
  EXPECT_EQ(read.errors, Names());
  EXPECT_EQ(read.peers, (Names{"n1", "n2", "n3"}));
}

TEST(Manifests, leave_out_what_the_generator_keeps_beside_them) {
  const Folder folder;
  folder.write("out/n1.yaml", peer("n1"));
  folder.write("out/config/genesis.json", "{}");
  folder.write("qubernetes.yaml", "nodes: []\n");
  for (const char* path : {"", "/out", "/out/"}) {
    const Manifests read(folder.path() + path);
    EXPECT_EQ(read.errors, Names()) << path;
    EXPECT_EQ(read.peers, Names{"n1"}) << path;
    EXPECT_EQ(read.cluster.not_read, Names()) << path;
  }
}

TEST(Manifests, files_without_objects_are_named_and_passed_over) {
  const Folder folder;
  folder.write("n1.yaml", peer("n1"));
  folder.write("genesis.json", "{\"config\": {}}");
  folder.write("keys/static-nodes.json", "[]");
  folder.write("kustomization.yaml",
               "apiVersion: kustomize.config.k8s.io/v1beta1\n"
               "kind: Kustomization\nresources: [n1.yaml]\n");
  folder.write("values.yaml", "# only\nreplicas: 1\n");
  const Manifests read(folder.path());
  EXPECT_EQ(read.errors, Names());
  EXPECT_EQ(read.cluster.not_read,
            (Names{"genesis.json", "keys/static-nodes.json", "kustomization.yaml", "values.yaml"}));
}

TEST(Manifests, one_bad_file_or_document_does_not_hide_the_others) {
  const Folder folder;
  folder.write("a.yaml", service("s1") + "---\nkind: Service\n\tmetadata: {}\n---\n" + peer("n1"));
  folder.write("b.yaml", "kind: [\n");
  folder.write("c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n---\n" + peer("n2"));
  folder.write("d.json",
               "{\"kind\": \"List\", \"items\": [{\"kind\": \"Service\"}, "
               "{\"kind\": \"Service\", \"metadata\": {\"name\": \"s2\"}}, 7]}");
  folder.write("e.yaml", "\xFF\xFF");
  const Manifests read(folder.path());
  EXPECT_EQ(read.peers, (Names{"n1", "n2"}));
  EXPECT_NE(read.cluster.find_service("s1"), nullptr);
  EXPECT_NE(read.cluster.find_service("s2"), nullptr);
  const std::string at = folder.path();
  EXPECT_EQ(read.errors,
            (Names{at + "/a.yaml:7:1: a tab indents this line; indent with spaces",
                   at + "/b.yaml:2:1: a '[' is not closed; add the ']'",
                   at + "/c.yaml:3:11: metadata has no name; add name",
                   at + "/d.json:1:28: metadata has no name; add name",
                   at + "/d.json:1:98: a document without a kind; give Kubernetes manifests, each "
                        "with apiVersion and kind",
                   at + "/e.yaml:1:1: not valid UTF-8; save the file as UTF-8"}));
}

TEST(Manifests, a_broken_list_of_one_peer_leaves_the_others) {
  const Folder folder;
  const std::string genesis =
      "\n    spec: {containers: [{name: q, command: [geth], volumeMounts: [{name: g, mountPath: "
      "/etc/quorum/genesis}]}], volumes: [{name: g, configMap: {name: none}}]}\n";
  folder.write("a.yaml", "kind: Deployment\nmetadata: {name: n1}\nspec:\n  template:" + genesis);
  folder.write("b.yaml", "kind: Deployment\nmetadata: {name: n2}\nspec:\n  template:" + genesis);
  folder.write("c.yaml", peer("n3"));
  const Manifests read(folder.path());
  EXPECT_EQ(read.peers, (Names{"n1", "n2", "n3"}));
  ASSERT_EQ(read.errors.size(), 2u) << "of each mount";
  EXPECT_EQ(read.cluster.peers[0].genesis, nullptr);
}

TEST(Manifests, may_be_one_file) {
  const Folder folder;
  const std::string path = folder.write("all.yaml", service("s") + "---\n" + peer("n1"));
  const Manifests read(path);
  EXPECT_EQ(read.errors, Names());
  EXPECT_EQ(read.peers, Names{"n1"});
  EXPECT_EQ(Manifests(folder.write("x.json", "{}")).errors,
            (Names{folder.path() + "/x.json:1:1: a document without a kind; give Kubernetes "
                                   "manifests, each with apiVersion and kind"}));
}

TEST(Manifests, are_told_from_a_qubernetes_yaml) {
  const Folder folder;
  EXPECT_TRUE(is_manifest_file(folder.write("a.yaml", "# x\n---\napiVersion: v1\nkind: List\n")));
  EXPECT_TRUE(is_manifest_file(folder.write("b.yaml", "\xEF\xBB\xBFkind: Pod\n")));
  EXPECT_TRUE(is_manifest_file(folder.write("c.json", " {\"kind\": \"List\"}")));
  EXPECT_FALSE(is_manifest_file(folder.write("d.yaml", "genesis:\n  kind: x\nnodes: []\n")));
  EXPECT_FALSE(is_manifest_file(folder.write("e.yaml", "")));
  EXPECT_FALSE(is_manifest_file(folder.path() + "/nowhere.yaml"));
}

TEST(Manifests, templates_of_a_chart_are_to_be_rendered_first) {
  const Folder folder;
  folder.write("n1.yaml", peer("n1"));
  folder.write("chart/Chart.yaml", "name: chart\n");
  folder.write("chart/templates/n2.yaml", "kind: {{ .Values.kind }}\n");
  const Manifests read(folder.path());
  EXPECT_EQ(read.errors,
            Names{folder.path() + "/chart: this is a Helm chart, whose templates are no manifests; "
                                  "render it: helm template RELEASE CHART > rendered.yaml"});
  EXPECT_EQ(read.peers, Names{"n1"});
}

TEST(Manifests, of_two_objects_of_one_name_the_later_stands) {
  const Folder folder;
  folder.write("a.yaml", peer("n1") + "---\n" + service("n1"));
  folder.write("b.yaml",
               "kind: Service\nmetadata: {name: n1}\nspec: {type: NodePort}\n---\n"
               "kind: Service\nmetadata: {name: n1, namespace: other}\n");
  const Manifests read(folder.path());
  ASSERT_EQ(read.cluster.services.size(), 2u);
  EXPECT_EQ(read.cluster.services[0].type.value, "NodePort");
  EXPECT_EQ(read.cluster.find_service("other", "n1"), &read.cluster.services[1]);
  EXPECT_EQ(read.cluster.find_service("none", "n1"), nullptr);
  EXPECT_EQ(read.cluster.assumptions,
            Names{"assumed: Service n1 at " + folder.path() +
                  "/b.yaml:1:1 takes the place of the one at " + folder.path() + "/a.yaml:9:1"});
}

TEST(Manifests, of_other_projects_are_kept_as_what_they_are) {
  const Folder folder;
  folder.write("a.yaml", peer("n1") +
                             "---\napiVersion: serving.knative.dev/v1\nkind: Service\n"
                             "metadata: {name: s}\nspec: {ports: none}\n---\n"
                             "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\n"
                             "data: {nodekey: YzBmZmVl}\nstringData: {password: c0ffee}\n");
  const Manifests read(folder.path());
  EXPECT_EQ(read.errors, Names());
  EXPECT_TRUE(read.cluster.services.empty());
  ASSERT_EQ(read.cluster.others.size(), 2u);
  EXPECT_FALSE(read.cluster.others[0].object.is_null());
  EXPECT_TRUE(read.cluster.others[1].object.is_null()) << "a Secret's values are not kept";
  EXPECT_EQ(read.cluster.others[1].keys, (Names{"nodekey", "password"}));
}

}  // namespace
}  // namespace seatrial::config
