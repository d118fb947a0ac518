// SPDX-License-Identifier: Apache-2.0
// A square grid of short cells under numbered or named columns: the matrix of the text report,
// apart from what its cells mean. Cells are right-aligned; the width follows the widest of them.
#pragma once

#include <string>
#include <vector>

#include "harness/report/link_causes.hpp"
#include "harness/report/page.hpp"

namespace seatrial::report {

/// Rows and columns have the same names; cells[row][column].
struct Grid {
  std::vector<std::string> names;
  std::vector<std::string> heads;  ///< of the columns
  std::vector<std::vector<Piece>> cells;
};

/// One row and column a peer; "-" is the peer itself and "." a link that nobody asked for.
Grid grid_of_peers(const std::vector<const Link*>& links, const LinkCauses& causes);
/// One row and column a cluster; "6/9 x1" says that 6 of 9 are up and what holds the others back.
Grid grid_of_clusters(const std::vector<const Link*>& links, const LinkCauses& causes);

/// The grid as lines, indented by two.
std::vector<Line> to_lines(const Grid& grid);

/// All peers of the links in natural order.
std::vector<std::string> peers_of(const std::vector<const Link*>& links);
/// All clusters of the links in natural order.
std::vector<std::string> clusters_of(const std::vector<const Link*>& links);

}  // namespace seatrial::report
