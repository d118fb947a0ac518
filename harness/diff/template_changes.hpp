// SPDX-License-Identifier: Apache-2.0
// What differs between two pod templates, in words. A workload's controller replaces its pods when
// their template changes, and for nothing else: the contents of ConfigMaps are no part of it. Only
// what Seatrial reads of a template is compared (images, commands, environment, ports, mounts,
// volumes, labels, annotations, placement), so that a change of resources goes unseen.
#pragma once

#include <string>
#include <vector>

#include "harness/config/cluster_config.hpp"

namespace seatrial::diff {

/// One line for each difference; empty where a controller would leave the pods alone.
std::vector<std::string> template_changes(const config::WorkloadConfig& before,
                                          const config::WorkloadConfig& after);

}  // namespace seatrial::diff
