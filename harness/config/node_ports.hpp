// SPDX-License-Identifier: Apache-2.0
// NodePorts: the numbers that a cluster gave to its Services, which no generated file holds. They
// are read from what an operator can get: an external_nodes export of the own cluster, the table of
// `kubectl get services`, `qctl ls url --type=nodeport`, or a dump of the Services. Lines that say
// something else are returned, not guessed at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "harness/config/external_nodes.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// One NodePort of a Service.
struct NodePort {
  std::string service;
  std::uint16_t port = 0;  ///< of the Service
  std::string protocol = "TCP";
  std::uint16_t node_port = 0;
  Mark mark;
  std::string ns;  ///< of the Service; "" where the file does not tell
  bool operator==(const NodePort&) const = default;
};

/// What a file tells about NodePorts.
struct NodePorts {
  std::vector<NodePort> ports;        ///< in the order of the file
  std::vector<Error> not_understood;  ///< lines that were passed over, and why

  /// The number of a Service's port; null pointer where the file does not tell. Of Services of one
  /// name in several namespaces the one in `ns` is meant, if it is given.
  const NodePort* find(std::string_view service, std::uint16_t port,
                       std::string_view protocol = "TCP", std::string_view ns = "") const;
};

/// From the own cluster's export: nodes are matched by the key of their Enode_Url.
NodePorts node_ports_of_export(const ExternalNodes& exported, const ClusterConfig& cluster,
                               const SourceFiles& files);

/// From the table that `kubectl get services` prints.
NodePorts node_ports_of_table(std::string_view text, FileId file, const SourceFiles& files);

/// From the lines that `qctl ls url --type=nodeport` prints for the nodes of a cluster.
NodePorts node_ports_of_urls(std::string_view text, FileId file, const ClusterConfig& cluster,
                             const SourceFiles& files);

/// From `kubectl get svc -o yaml` or `-o json`: a List, or Services one by one.
Result<NodePorts> node_ports_of_dump(const std::vector<Value>& documents, const SourceFiles& files);

/// Reads a file of any of these forms; an error where it holds no NodePort at all.
Result<NodePorts> read_node_ports(const std::string& path, const ClusterConfig& cluster,
                                  SourceFiles& files);

}  // namespace seatrial::config
