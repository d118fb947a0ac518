// SPDX-License-Identifier: Apache-2.0
// What a scenario must hold beyond the shape of its maps: names that refer to something, and steps
// that can follow one another. Each check notes the first fault in the Reader.
#pragma once

#include <string_view>
#include <vector>

#include "harness/scenario/reader.hpp"
#include "harness/scenario/scenario.hpp"

namespace seatrial::scenario {

/// The names of what a scenario lists.
template <class Named>
std::vector<std::string_view> names_of(const std::vector<Named>& all) {
  std::vector<std::string_view> names;
  for (const Named& one : all) names.push_back(one.name.value);
  return names;
}

/// Every cluster, peer, node and site that is named exists.
void check_names(Reader& reader, const Scenario& scenario);

/// No private network or connection that a cloud would refuse to create.
void check_networks(Reader& reader, const Scenario& scenario);

/// Every machine stands somewhere, with an address of its own, and no ranges of a cluster that its
/// API server would refuse.
void check_places(Reader& reader, const Scenario& scenario);

/// No step contradicts those before it.
void check_steps(Reader& reader, const Scenario& scenario);

/// Nothing is used before the step that generates it, and no cluster imports what is its own.
void check_generated(Reader& reader, const Scenario& scenario);

/// No time that is waited for is longer than the run may last.
void check_times(Reader& reader, const Scenario& scenario);

}  // namespace seatrial::scenario
