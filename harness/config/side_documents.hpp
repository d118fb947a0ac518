// SPDX-License-Identifier: Apache-2.0
// What lies in a cluster's folder beside its Kubernetes objects and yet says something of its
// network: a chart's values and the template of the cloud. Anything else is not taken.
#pragma once

#include "harness/config/cluster_config.hpp"
#include "harness/config/value.hpp"

namespace seatrial::config {

/// Takes a document that is values or a template; what is wrong with it goes to
/// ClusterConfig::errors. False where it is neither.
bool take_side_document(const Value& document, ClusterConfig& cluster, const SourceFiles& files);

}  // namespace seatrial::config
