// SPDX-License-Identifier: Apache-2.0
#include "harness/report/link_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>

#include "harness/report/natural_order.hpp"
#include "harness/report/utf8.hpp"

namespace seatrial::report {
namespace {

using Names = std::vector<std::string>;

void sort_uniquely(Names& names) {
  std::sort(names.begin(), names.end(), natural_less);
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

Names in_order(const std::set<std::string_view>& distinct) {
  Names names(distinct.begin(), distinct.end());
  std::sort(names.begin(), names.end(), natural_less);
  return names;
}

std::size_t index_in(const Names& names, std::string_view name) {
  const auto at = std::lower_bound(names.begin(), names.end(), name, natural_less);
  return static_cast<std::size_t>(at - names.begin());
}

Colour colour_of(LinkStatus status) {
  if (status == LinkStatus::up) return Colour::green;
  return status == LinkStatus::down ? Colour::red : Colour::yellow;
}

Grid empty_grid(Names names) {
  const std::vector<Piece> row(names.size(), Piece{"."});
  return {.names = std::move(names), .heads = {}, .cells = std::vector(row.size(), row)};
}

/// What the links from one cluster to another come to.
struct Tally {
  std::size_t links = 0;
  std::size_t up = 0;
  LinkStatus worst = LinkStatus::up;
  Names labels;

  void add(const Link& link, const LinkCauses& causes) {
    links += link.links;
    if (link.status == LinkStatus::up) {
      up += link.links;
      return;
    }
    if (worst != LinkStatus::down) worst = link.status;
    labels.push_back(causes.label(link));
    sort_uniquely(labels);
  }

  Piece cell() const {
    if (links == 0) return {"."};
    const std::string text = fmt::format("{}/{} {}", up, links, fmt::join(labels, ","));
    return {up == links ? text.substr(0, text.size() - 1) : text, colour_of(worst)};
  }
};

std::size_t widest(const Names& texts) {
  return std::accumulate(
      texts.begin(), texts.end(), std::size_t{0},
      [](std::size_t most, const std::string& text) { return std::max(most, columns(text)); });
}

std::size_t column_width(const Grid& grid) {
  std::size_t width = widest(grid.heads);
  for (const auto& row : grid.cells)
    for (const Piece& cell : row) width = std::max(width, columns(cell.text));
  return width;
}

std::string blanks(std::size_t width, const std::string& text) {
  return std::string(width - std::min(width, columns(text)), ' ');
}

}  // namespace

Names peers_of(const std::vector<const Link*>& links) {
  std::set<std::string_view> peers;
  for (const Link* link : links) peers.insert({link->from, link->to});
  return in_order(peers);
}

Names clusters_of(const std::vector<const Link*>& links) {
  std::set<std::string_view> clusters;
  for (const Link* link : links) clusters.insert({cluster_of(link->from), cluster_of(link->to)});
  return in_order(clusters);
}

Grid grid_of_peers(const std::vector<const Link*>& links, const LinkCauses& causes) {
  Grid grid = empty_grid(peers_of(links));
  const std::size_t digits = std::to_string(grid.names.size()).size();
  for (std::size_t i = 0; i < grid.names.size(); ++i) {
    grid.heads.push_back(std::to_string(i + 1));
    grid.cells[i][i] = {"-"};
  }
  for (const Link* link : links)
    grid.cells[index_in(grid.names, link->from)][index_in(grid.names, link->to)] = {
        causes.label(*link), colour_of(link->status)};
  for (std::size_t i = 0; i < grid.names.size(); ++i)
    grid.names[i] = fmt::format("{:>{}} {}", i + 1, digits, grid.names[i]);
  return grid;
}

Grid grid_of_clusters(const std::vector<const Link*>& links, const LinkCauses& causes) {
  Grid grid = empty_grid(clusters_of(links));
  grid.heads = grid.names;
  const std::size_t n = grid.names.size();
  std::vector<Tally> tallies(n * n);
  for (const Link* link : links)
    tallies[index_in(grid.names, cluster_of(link->from)) * n +
            index_in(grid.names, cluster_of(link->to))]
        .add(*link, causes);
  for (std::size_t i = 0; i < tallies.size(); ++i) grid.cells[i / n][i % n] = tallies[i].cell();
  return grid;
}

std::vector<Line> to_lines(const Grid& grid) {
  const std::size_t name_width = widest(grid.names);
  const std::size_t width = column_width(grid);
  Line head{{"  " + std::string(name_width, ' ')}};
  for (const std::string& text : grid.heads) head.push_back({"  " + blanks(width, text) + text});
  std::vector<Line> lines{head};
  for (std::size_t i = 0; i < grid.names.size(); ++i) {
    Line line{{"  " + grid.names[i] + blanks(name_width, grid.names[i])}};
    for (const Piece& cell : grid.cells[i]) {
      line.push_back({"  " + blanks(width, cell.text)});
      line.push_back(cell);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace seatrial::report
