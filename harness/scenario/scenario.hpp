// SPDX-License-Identifier: Apache-2.0
// Scenario: a scenario file, version 1, as plain data. Every field knows where it stands. The order
// of the file is kept; names of clusters and inline peers are unique and every reference to them
// is good, but nothing is resolved to the model. No YAML leaks out of here. What copies one and
// destroys it is compiled once (special_members.cpp), and not by everyone who includes this.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/expectation.hpp"
#include "harness/scenario/step.hpp"
#include "harness/scenario/values.hpp"
#include "harness/scenario/world.hpp"
#include "sim/peer/fidelity.hpp"

namespace seatrial::scenario {

/// Values of variables by name.
using Variables = std::map<std::string, std::string>;

/// How far a run may go.
struct RunLimits {
  Marked<Duration> virtual_time{minutes(10), {}};
  Marked<std::uint64_t> events{50'000'000, {}};
  bool operator==(const RunLimits&) const = default;
};

using seatrial::Fidelity;

/// A variable of the file, with the value that holds.
struct Variable {
  Text name;
  std::string value;
  bool operator==(const Variable&) const = default;
};

/// A scenario, or one case of it.
struct Scenario {
  Mark mark;  ///< of the key 'seatrial'; of a case, of its name
  std::string path;
  std::optional<Text> title;
  std::optional<Text> about;
  std::optional<Text> case_name;  ///< only for a case
  Marked<std::uint64_t> seed{1, {}};
  Marked<Fidelity> fidelity;     ///< not known: a formula chooses
  Marked<bool> relay{true, {}};  ///< whether validators pass on the votes of others
  RunLimits limits;
  Defaults defaults;
  std::vector<Variable> variables;
  std::vector<Text> unset_variables;  ///< each once, where it is used first
  std::vector<PrivateNetwork> networks;
  std::vector<Connection> connections;
  std::vector<Cluster> clusters;  ///< then the sites outside of every cluster
  std::vector<External> externals;
  std::vector<Wan> wans;
  std::optional<Genesis> genesis;
  Lists lists;
  std::vector<Step> steps;
  std::vector<Expectation> expect;  ///< asked at the end
  std::optional<Text> refused;      ///< a part of the error with which its files are refused
  std::vector<Scenario> cases;      ///< each whole by itself, with all that it inherits

  Scenario();
  Scenario(const Scenario& other);
  Scenario(Scenario&& other) noexcept;
  Scenario& operator=(const Scenario& other);
  Scenario& operator=(Scenario&& other) noexcept;
  ~Scenario();

  const Cluster* find_cluster(std::string_view name) const;
  const External* find_external(std::string_view name) const;
  const PrivateNetwork* find_network(std::string_view name) const;
  /// What is to be run: the cases, or the scenario itself where there are none.
  std::vector<const Scenario*> runs() const;
  bool operator==(const Scenario&) const = default;
};

/// "title", or "title: case", or the path where there is no title.
std::string display_name(const Scenario& scenario);

}  // namespace seatrial::scenario
