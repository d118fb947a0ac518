// SPDX-License-Identifier: Apache-2.0
// Reads eksctl's cluster.yml: the VPC's range and subnets, node groups, versions. What it leaves
// out is EKS' to choose and stays unknown, but for the CNI, which is Amazon's on every EKS cluster.
#pragma once

#include "harness/config/platform.hpp"

namespace seatrial::config {

/// Whether a document is eksctl's ClusterConfig.
bool is_eks_cluster(const Value& document);

/// Reads it.
Result<PlatformConfig> read_eks_cluster(const Value& document, const SourceFiles& files);

}  // namespace seatrial::config
