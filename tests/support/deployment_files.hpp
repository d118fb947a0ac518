// SPDX-License-Identifier: Apache-2.0
// Deployments of any size as files on disk, in the shape of what qubernetes generates: a Deployment
// with its long start scripts, a Service and the key ConfigMaps for each node, one permissioned
// list, one Tessera config and one genesis for a cluster, and what each cluster exported. They are
// correct: every node lists every other, the genesis names all of them. It reads nothing back.
#pragma once

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sim/wire/genesis.hpp"
#include "sim/wire/header.hpp"
#include "sim/wire/hex.hpp"
#include "sim/wire/keys.hpp"

namespace seatrial::testing_support {

/// A node of a deployment: its name, which is its Service's, and its keys.
struct DeployedNode {
  std::string name;
  wire::PublicKey key;
  std::uint16_t p2p_node_port = 0;      ///< as its cluster exports it
  std::uint16_t tessera_node_port = 0;  ///< the same
  std::uint16_t p2p_target = 30303;     ///< where its Service leads; geth listens on 30303
  std::uint16_t tessera_target = 9001;  ///< the same; Tessera listens on 9001
  std::uint16_t listed_port = 0;        ///< in the others' lists, in place of its NodePort
  bool listed_with_other_key = false;   ///< in all lists
};

/// A cluster of a deployment.
struct DeployedCluster {
  std::string name;
  std::string node_ip;  ///< of a Kubernetes node, by which others reach it
  std::vector<DeployedNode> nodes;
  std::uint64_t network_id = 1000;
};

/// Clusters "a", "b", … with so many nodes each, all in one network. One cluster alone has
/// ClusterIPs: no cluster has node ports for a thousand nodes. Faults are put in by change().
class DeploymentFiles {
 public:
  DeploymentFiles(std::size_t clusters, std::size_t nodes_each) {
    for (std::size_t c = 0; c < clusters; ++c) add_cluster(c, nodes_each);
  }

  const std::vector<DeployedCluster>& clusters() const { return clusters_; }
  DeployedCluster& change(std::size_t cluster) { return clusters_[cluster]; }
  /// The nodes of a cluster whose permissioned list leaves out all other clusters' nodes.
  void forget_others(std::size_t cluster) { closed_ = cluster; }

  /// Writes FOLDER/NAME/… and FOLDER/NAME-external.yaml for each cluster; says how many bytes the
  /// manifests are.
  std::uintmax_t write(const std::filesystem::path& folder) const {
    std::uintmax_t bytes = 0;
    for (std::size_t i = 0; i < clusters_.size(); ++i) {
      write_cluster(folder / clusters_[i].name, i);
      write_exported(folder / (clusters_[i].name + "-external.yaml"), clusters_[i]);
      for (const auto& file :
           std::filesystem::recursive_directory_iterator(folder / clusters_[i].name)) {
        if (file.is_regular_file()) bytes += file.file_size();
      }
    }
    return bytes;
  }

 private:
  static constexpr std::uint16_t first_node_port = 30000;

  void add_cluster(std::size_t number, std::size_t nodes) {
    DeployedCluster cluster;
    cluster.name = std::string(1, static_cast<char>('a' + number));
    cluster.node_ip = fmt::format("{}.2.3.4", number + 1);
    for (std::size_t i = 1; i <= nodes; ++i) {
      const auto port = static_cast<std::uint16_t>(first_node_port + 2 * (i - 1));
      cluster.nodes.push_back({fmt::format("{}-node{:04}", cluster.name, i),
                               key_of(number * 5000 + i), port,
                               static_cast<std::uint16_t>(port + 1)});
    }
    clusters_.push_back(std::move(cluster));
  }

  static wire::PublicKey key_of(std::size_t number) {
    std::array<std::uint8_t, 32> secret{};
    secret[30] = static_cast<std::uint8_t>(number >> 8);
    secret[31] = static_cast<std::uint8_t>(number);
    return *wire::public_key(wire::PrivateKey(secret));
  }

  bool with_node_ports() const { return clusters_.size() > 1; }

  void write_cluster(const std::filesystem::path& folder, std::size_t number) const {
    std::filesystem::create_directories(folder / "deployments");
    const DeployedCluster& cluster = clusters_[number];
    std::ofstream keys(folder / "04-quorum-keyconfigs.yaml");
    std::ofstream services(folder / "03.0-quorum-services.yaml");
    for (const DeployedNode& node : cluster.nodes) {
      write_keys(keys, node);
      services << service(node);
      std::ofstream(folder / "deployments" / (node.name + "-deployment.yaml"))
          << deployment(node, cluster.network_id);
    }
    std::ofstream(folder / "01-quorum-genesis.yaml")
        << config_map("genesis-config", "genesis-geth.json", genesis());
    std::ofstream(folder / "02-quorum-shared-config.yaml")
        << config_map("quorum-permissioned-config", "permissioned-nodes.json", list_of(number))
        << config_map("tessera-config", "tessera-config-9.0.json.tmpl", tessera_of(number));
  }

  static void write_keys(std::ostream& out, const DeployedNode& node) {
    const std::string key = wire::to_hex(node.key);
    out << config_map(node.name + "-tm-key-config", "tm.key", R"({"data":{"bytes":"none"}})")
        << config_map(node.name + "-nodekey-config", "nodekey", std::string(64, '1'))
        << config_map(node.name + "-nodekey-address-config", "nodekey", address_of(node))
        << config_map(node.name + "-enode-config", "enode", key)
        << config_map(node.name + "-account-key-config", "key", R"({"address":"none"})");
  }

  static std::string address_of(const DeployedNode& node) {
    return wire::checksum_address(wire::address(node.key));
  }

  /// As `qctl ls nodes --asexternal --bare` prints it.
  static void write_exported(const std::filesystem::path& file, const DeployedCluster& cluster) {
    std::ofstream out(file);
    out << "external_nodes:\n";
    for (const DeployedNode& node : cluster.nodes) {
      out << fmt::format(
          "- Node_UserIdent:  {}\n  Enode_Url: \"{}\"\n  Tm_Url:  {}:{}\n  Node_Acct_Addr: {}\n",
          node.name, enode(node, cluster.node_ip, node.p2p_node_port), cluster.node_ip,
          node.tessera_node_port, address_of(node));
    }
  }

  static std::string enode(const DeployedNode& node, const std::string& host, std::uint16_t port) {
    return fmt::format("enode://{}@{}:{}?discport=0&raftport=50401", wire::to_hex(node.key), host,
                       port);
  }

  /// Calls `one(node, cluster, home)` for each node that a cluster's lists have.
  template <class One>
  void each_listed(std::size_t number, One&& one) const {
    for (std::size_t c = 0; c < clusters_.size(); ++c) {
      if (c != number && closed_ == number) continue;
      for (const DeployedNode& node : clusters_[c].nodes) one(node, clusters_[c], c == number);
    }
  }

  std::string list_of(std::size_t number) const {
    std::string text;
    each_listed(number, [&](const DeployedNode& node, const DeployedCluster& of, bool home) {
      DeployedNode listed = node;
      if (node.listed_with_other_key) listed.key = key_of(9999);
      const std::uint16_t port = node.listed_port == 0 ? node.p2p_node_port : node.listed_port;
      text += fmt::format("{}\n      \"{}\"", text.empty() ? "[" : ",",
                          home ? enode(listed, node.name, 30303) : enode(listed, of.node_ip, port));
    });
    return text + "\n    ]";
  }

  std::string tessera_of(std::size_t number) const {
    std::string urls;
    each_listed(number, [&](const DeployedNode& node, const DeployedCluster& of, bool home) {
      const std::string host = home ? node.name : of.node_ip;
      urls += fmt::format("{}\n      {{\"url\": \"http://{}:{}\"}}", urls.empty() ? "" : ",", host,
                          home ? 9001 : node.tessera_node_port);
    });
    return "{\"serverConfigs\": [{\"app\": \"P2P\", \"serverAddress\": "
           "\"http://%THIS_SERVICE_HOST%:9001\", \"bindingAddress\": \"http://0.0.0.0:9001\"}],\n"
           "     \"peer\": [" +
           urls + "\n    ]}";
  }

  std::string genesis() const {
    wire::IstanbulExtra extra;
    for (const DeployedCluster& cluster : clusters_) {
      for (const DeployedNode& node : cluster.nodes) {
        extra.validators.push_back(wire::address(node.key));
      }
    }
    return fmt::format(
        "{{\"config\": {{\"chainId\": 1000, \"isQuorum\": true, \"istanbul\": {{\"epoch\": 30000, "
        "\"policy\": 0, \"ceil2Nby3Block\": 0}}}},\n     \"alloc\": {{}}, \"difficulty\": \"0x1\", "
        "\"gasLimit\": \"0xE0000000\",\n     \"mixHash\": "
        "\"0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365\",\n"
        "     \"extraData\": \"0x{}\"}}",
        wire::to_hex(wire::encode_istanbul_extra(extra)));
  }

  static std::string config_map(const std::string& name, const std::string& key,
                                const std::string& text) {
    return fmt::format(
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {0}\n  labels:\n    app: "
        "qubernetes\n    name: {0}\ndata:\n  {1}: |-\n    {2}\n",
        name, key, text);
  }

  std::string service(const DeployedNode& node) const {
    const std::string& name = node.name;
    std::string text = fmt::format(
        "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {0}\n  labels:\n    app: "
        "qubernetes\n    tier: backend\n    name: {0}\nspec:\n  selector:\n    app: qubernetes\n"
        "    tier: backend\n    name: {0}-deployment\n  type: {1}\n  ports:\n",
        name, with_node_ports() ? "NodePort" : "ClusterIP");
    const auto add = [&](std::uint16_t port, std::uint16_t target, const char* noun) {
      text +=
          fmt::format("    - name: {}\n      protocol: TCP\n      port: {}\n      targetPort: {}\n",
                      noun, port, target);
    };
    add(9001, node.tessera_target, "tm-manager");
    add(9080, 9080, "tm-tessera-third-part");
    add(8545, 8545, "rpc-listener");
    add(8546, 8546, "wsport");
    add(30303, node.p2p_target, "quorum-listener");
    return text;
  }

  /// As many lines of shell as the generator's scripts have.
  static std::string script() {
    std::string text;
    for (int i = 0; i < 75; ++i) {
      text += fmt::format(
          "           VERSION_{0}=$(echo ${{TESSERA_VERSION}} | awk -F. '{{print ${0}}}');"
          " echo \\\"version: [$VERSION_{0}] of {0}\\\";\n",
          i);
    }
    return text;
  }

  // {0}: the name, {1}: a script, {2}: the key, {3}: the folder of the lists, {4}: the network id.
  static constexpr std::string_view deployment_form =
      R"(---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {0}-deployment
spec:
  replicas: 1
  selector:
    matchLabels:
      name: {0}-deployment
  template:
    metadata:
      labels:
        app: qubernetes
        tier: backend
        name: {0}-deployment
    spec:
      initContainers:
      - name: quorum-genesis-init-container
        image: quorumengineering/quorum:2.7.0
        command: [ "sh" ]
        args: [ "-cx", "geth --datadir /dd init /etc/quorum/genesis/genesis-geth.json" ]
        volumeMounts:
        - name: genesis
          mountPath: /etc/quorum/genesis/genesis-geth.json
          subPath: genesis-geth.json
      containers:
      - name: tessera
        image: quorumengineering/tessera:0.10.6
        command: [ "sh" ]
        args:
        - "-cx"
        - "
{1}
          CONFIG_WITH_THIS_HOST=$(echo $CONFIG_TMPL | sed \"s/%THIS_SERVICE_HOST%/{0}/g\");
          "
        ports:
        - containerPort: 9001
        volumeMounts:
        - name: tessera-config
          mountPath: /etc/quorum/qdata/tm/tessera-config-9.0.json.tmpl
          subPath: tessera-config-9.0.json.tmpl
      - name: quorum
        image: quorumengineering/quorum:2.7.0
        command: [ "sh" ]
        args:
        - "-cx"
        - "
{1}
           ln -s {3}/permissioned-nodes.json $D/permissioned-nodes.json;
           ln -s {3}/permissioned-nodes.json $D/static-nodes.json;
           args=\" --istanbul.blockperiod 3 --syncmode full --mine --minerthreads 1 \";
           /usr/local/bin/geth --datadir $D $args --permissioned --nodiscover --nat=none \
           --maxpeers 2000 --networkid {4} --rpc --rpcaddr 0.0.0.0 --rpcport 8545 --port 30303"
        ports:
        - containerPort: 8545
        - containerPort: 30303
        env:
        - name: D
          value: /etc/quorum/qdata/dd
        - name: THIS_NODE_ID
          value: {0}
        - name: THIS_ENODE
          value: {2}
        volumeMounts:
        - name: lists
          mountPath: {3}
      volumes:
      - name: lists
        configMap:
          name: quorum-permissioned-config
      - name: tessera-config
        configMap:
          name: tessera-config
      - name: genesis
        configMap:
          name: genesis-config
)";

  static std::string deployment(const DeployedNode& node, std::uint64_t network_id) {
    return fmt::format(deployment_form, node.name, script(), wire::to_hex(node.key),
                       "/etc/quorum/qdata/permission-nodes", network_id);
  }

  std::vector<DeployedCluster> clusters_;
  std::size_t closed_ = SIZE_MAX;
};

}  // namespace seatrial::testing_support
