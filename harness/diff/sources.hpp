// SPDX-License-Identifier: Apache-2.0
// What `seatrial diff OLD NEW` is told to compare: two scenario files, or two states of one
// cluster's files (a folder of manifests, a file of them, a qubernetes.yaml) beside which the other
// clusters stay as they are. It makes two scenarios of them, case by case.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/from_options.hpp"
#include "harness/scenario/scenario.hpp"

namespace seatrial::diff {

/// What to compare.
struct Request {
  std::string old_path;
  std::string new_path;
  std::string name = "a";         ///< of the cluster whose files OLD and NEW are
  scenario::WorldOptions others;  ///< what stays; its settings and exports may be of `name`, too
  scenario::Variables variables;  ///< of scenario files
  std::string case_name;          ///< "" for every case
};

/// Two scenarios to hold against each other.
struct Pairing {
  std::string case_name;  ///< "" where there are no cases
  scenario::Scenario before;
  scenario::Scenario after;
};

/// Reads what the request names. Cases are held against each other by name; a case that only one
/// file has is left out and stands in `left_out`.
struct Pairings {
  std::vector<Pairing> all;
  std::vector<std::string> left_out;  ///< one line each
};
Result<Pairings> pairings_of(const Request& request, SourceFiles& files);

}  // namespace seatrial::diff
