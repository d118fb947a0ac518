// SPDX-License-Identifier: Apache-2.0
// Reads a NetworkPolicy with the defaults of the API server: policyTypes from what is written, TCP
// where no protocol is. A shape that the API server refuses is an Error at its place. What the
// policy comes to for a pod is sim/kube/network_policy's.
#pragma once

#include "harness/config/value.hpp"
#include "sim/core/error.hpp"
#include "sim/kube/network_policy.hpp"

namespace seatrial::config {

Result<kube::NetworkPolicy> read_network_policy(const Value& object, const SourceFiles& files);

}  // namespace seatrial::config
