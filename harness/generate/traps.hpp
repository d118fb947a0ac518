// SPDX-License-Identifier: Apache-2.0
// The traps of the generator: what it accepts in a qubernetes.yaml without a word and then does
// wrongly, each as a finding at the line to blame. What it stops at is no trap but an error of the
// reader, except where it leaves half of its files behind and reports success.
#pragma once

#include <vector>

#include "harness/config/cluster_config.hpp"
#include "harness/config/qubernetes_yaml.hpp"
#include "harness/finding/finding.hpp"
#include "harness/generate/node_keys.hpp"

namespace seatrial::generate {

/// The traps that the yaml alone shows, sorted.
Findings traps_of(const config::QubernetesYaml& yaml);

/// Where the validators of a genesis.json are not the nodes of the yaml: nodes that are no
/// validators (the documented case of B), and validators that are nobody.
Findings genesis_traps(const config::QubernetesYaml& yaml, const std::vector<NodeKeys>& keys,
                       const config::GenesisConfig& genesis);

}  // namespace seatrial::generate
