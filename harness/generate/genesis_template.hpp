// SPDX-License-Identifier: Apache-2.0
// The genesis.json that `qctl generate network --create` writes: alloc from the nodes' accounts,
// extraData from their node keys and the external nodes' addresses, the rest from the template. The
// text is the file byte for byte where it was compared (istanbul); what geth makes of it is read by
// the same reader as any other genesis.
#pragma once

#include <string>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "harness/config/qubernetes_yaml.hpp"
#include "harness/generate/node_keys.hpp"
#include "sim/core/error.hpp"

namespace seatrial::generate {

/// The addresses that go into extraData: the nodes' own in their order, then the external ones.
std::vector<wire::Address20> listed_validators(const config::QubernetesYaml& yaml,
                                               const std::vector<NodeKeys>& keys);

/// The text of genesis.json.
std::string genesis_text(const config::QubernetesYaml& yaml, const std::vector<NodeKeys>& keys);

/// That genesis, read, with marks that lead to the lines of qubernetes.yaml it follows from.
Result<config::GenesisConfig> genesis_of(const config::QubernetesYaml& yaml,
                                         const std::vector<NodeKeys>& keys,
                                         const SourceFiles& files);

/// A genesis as the text of a ConfigMap: one line, the keys in their order.
std::string json_text(const config::Value& json);

}  // namespace seatrial::generate
