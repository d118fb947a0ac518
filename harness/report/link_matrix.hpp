// SPDX-License-Identifier: Apache-2.0
// The links of one kind as a section of the text report: a summary line, a matrix by source and
// target, and below it the cause of each label. Up to 20 peers have a row and column each; beyond
// that the rows are clusters and a cell counts; beyond 20 clusters only summary and causes are
// left.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/report/page.hpp"
#include "harness/report/report.hpp"

namespace seatrial::report {

inline constexpr std::size_t most_columns = 20;

/// How many links of a kind there are, as pairs and by direction.
struct LinkCount {
  std::size_t links = 0;
  std::size_t up = 0;
  std::size_t down = 0;
  std::size_t unknown = 0;
  std::size_t pairs = 0;     ///< peers that have a link in either direction
  std::size_t pairs_up = 0;  ///< p2p: in either direction; other kinds count directions
};

LinkCount count_links(const Report& report, LinkKind kind);
/// "5 of 10 p2p pairs up" or "14 of 20 tessera links up"; "" without links.
std::string summary(const LinkCount& count, LinkKind kind);

/// The whole section; empty without links of this kind.
std::vector<Line> link_section(const Report& report, LinkKind kind);

}  // namespace seatrial::report
