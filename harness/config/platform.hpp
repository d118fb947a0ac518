// SPDX-License-Identifier: Apache-2.0
// PlatformConfig: what the template that a cloud makes a cluster from (eksctl's cluster.yml, an
// Azure ARM template) says of its network: ranges, nodes, the way pods get addresses, versions.
// Each value has its mark; what the template leaves to the cloud's defaults is not known here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/config/marked.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// A group of equal nodes.
struct NodeGroup {
  MarkedText name;
  MarkedText instance_type;
  std::optional<Marked<std::uint64_t>> count;
  std::optional<Marked<std::uint64_t>> min;  ///< where the group scales by itself
  std::optional<Marked<std::uint64_t>> max;
  std::optional<Marked<std::uint64_t>> max_pods;
  Marked<bool> spot;          ///< the cloud may take a node away
  Marked<bool> private_only;  ///< its nodes have no public address
  Mark mark;
};

/// A part of the private network.
struct PlatformSubnet {
  MarkedText name;
  MarkedText range;
};

/// One template.
struct PlatformConfig {
  MarkedText cloud;  ///< "aws" or "azure"; the mark is the template's
  MarkedText name;   ///< of the cluster
  MarkedText kubernetes;
  MarkedText cni;  ///< as the scenario key `cni` names it: aws-vpc, azure-node-subnet, kubenet, …
  std::vector<MarkedText> ranges;  ///< of the VPC or VNet
  std::vector<PlatformSubnet> subnets;
  MarkedText pod_range;
  MarkedText service_range;
  MarkedText bridge_range;  ///< docker's own bridge on each node
  std::vector<NodeGroup> groups;

  /// The nodes of all groups; 0 where no group tells.
  std::uint64_t nodes() const;
};

/// Whether a document is such a template.
bool is_platform(const Value& document);

/// Reads a template.
Result<PlatformConfig> read_platform(const Value& document, const SourceFiles& files);

/// Reads the file of a template, YAML or JSON.
Result<PlatformConfig> read_platform_file(const std::string& path, SourceFiles& files);

}  // namespace seatrial::config
