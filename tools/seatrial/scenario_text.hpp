// SPDX-License-Identifier: Apache-2.0
// The scenario file that `seatrial init` writes: facts in, commented YAML out. It reads nothing and
// asks nothing. What is not known becomes a variable without a value, with a comment that says how
// to find it out, so that the file is valid from the beginning.
#pragma once

#include <string>
#include <vector>

namespace seatrial::cli {

/// What is known of a cluster whose folder is at hand.
struct ClusterFacts {
  std::string name;
  std::string config;
  std::vector<std::string> peers;
  std::string provider;
  std::string cni;
  std::string kubernetes;                   ///< "" where it is not known
  std::string traffic_policy;               ///< likewise
  std::vector<std::string> node_addresses;  ///< empty where they are not known
  std::string exported;                     ///< "" where there is none
  std::string services;                     ///< likewise
  std::string platform;                     ///< likewise
};

/// What is known of another company's cluster.
struct ExternalFacts {
  std::string name;
  std::string nodes;
  std::string genesis;  ///< "" where it is not known
};

/// Everything that the file is made of; paths as they shall stand in it.
struct ScenarioFacts {
  std::vector<ClusterFacts> clusters;
  std::vector<ExternalFacts> externals;
};

/// The text of the file.
std::string scenario_text(const ScenarioFacts& facts);

}  // namespace seatrial::cli
