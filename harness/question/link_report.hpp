// SPDX-License-Identifier: Apache-2.0
// The link rows of a report: what became of every direction between two peers, by the run if there
// was one and by the static reading otherwise. It judges nothing; conditions and hops always come
// from the static reading, also in a run.
#pragma once

#include <vector>

#include "harness/report/report.hpp"
#include "harness/scenario/scene.hpp"

namespace seatrial::question {

/// A row for each direction of each pair of peers. Beyond 20 peers, pairs inside one cluster are
/// left out. Without a run, all processes must count as running (assume_all_running).
std::vector<report::Link> links_now(scenario::Scene& scene);

}  // namespace seatrial::question
