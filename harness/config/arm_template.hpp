// SPDX-License-Identifier: Apache-2.0
// Reads an Azure ARM template: VNets with their subnets, and the AKS cluster with its pools and its
// network profile. Expressions are followed as far as they are parameters with a default, variables
// and texts put together; what needs Azure to be known reads as a text that is not known.
#pragma once

#include "harness/config/platform.hpp"

namespace seatrial::config {

/// Whether a document is an ARM template.
bool is_arm_template(const Value& document);

/// Reads it.
Result<PlatformConfig> read_arm_template(const Value& document, const SourceFiles& files);

}  // namespace seatrial::config
