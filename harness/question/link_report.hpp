// SPDX-License-Identifier: Apache-2.0
// The link rows of a report: what became of every direction between two peers, by the run if there
// was one and by the static reading otherwise. It judges nothing; conditions and hops always come
// from the static reading, also in a run.
#pragma once

#include <vector>

#include "harness/question/pairs.hpp"
#include "harness/report/report.hpp"
#include "harness/scenario/scene.hpp"
#include "sim/peer/link_survey.hpp"

namespace seatrial::question {

/// The pairs of a report: all of a small world; beyond 20 peers those inside one cluster are left
/// out.
std::vector<Pair> reported_pairs(const World& world);
/// A hop as one line of a report; with its place where the files are known.
std::string hop_line(const net::Hop& hop, const SourceFiles* files);

/// A row of a direction, by its static reading; `dial` is one of the link's.
report::Link link_row(const scenario::Scene& scene, const LinkReading& link,
                      const DialReading& dial);

/// A static reading's status in the words of a report.
report::LinkStatus report_status(LinkStatus status);
/// "a/*": how a row of many links names all peers of a cluster.
std::string peers_of(const World& world, ClusterId cluster);

/// A row for each direction of each pair of peers. Beyond 20 peers, pairs inside one cluster are
/// left out. Without a run, all processes must count as running (assume_all_running).
std::vector<report::Link> links_now(scenario::Scene& scene);
/// The same of a large world that was surveyed in brief and did not run: rows of many links, also
/// of those inside one cluster; the first pairs that are not up have rows of their own.
std::vector<report::Link> links_in_brief(scenario::Scene& scene, const LinkSurvey& links);
/// The rows of the other kinds, by the static reading alone: of discovery for pairs of which one
/// runs it, and of Tessera for pairs of which one lists the other's. Directions that nobody asks of
/// a Tessera have no row. All processes must count as running. Grouped, as by links_in_brief, what
/// came to the same is one row.
std::vector<report::Link> other_links_now(scenario::Scene& scene, bool grouped = false);

}  // namespace seatrial::question
