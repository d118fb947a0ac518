// SPDX-License-Identifier: Apache-2.0
#include "harness/report/link_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "harness/report/finding_lines.hpp"
#include "harness/report/link_grid.hpp"
#include "harness/report/natural_order.hpp"

namespace seatrial::report {
namespace {

constexpr std::size_t most_conditions = 5;
using Pairs = std::set<std::pair<std::string_view, std::string_view>>;

std::vector<const Link*> links_of(const Report& report, LinkKind kind) {
  std::vector<const Link*> links;
  for (const Link& link : report.links)
    if (link.kind == kind) links.push_back(&link);
  return links;
}

/// Both directions are one pair, except where each direction counts for itself.
std::pair<std::string_view, std::string_view> pair_of(const Link& link) {
  if (link.kind != LinkKind::p2p) return {link.from, link.to};
  return std::minmax<std::string_view>(link.from, link.to);
}

/// What a row does to a column.
std::string_view lead_of(LinkKind kind) {
  if (kind == LinkKind::discovery) return "discovery, row pings column: ";
  return kind == LinkKind::tessera ? "tessera, row posts to column: " : "links, row dials column: ";
}

std::string title_of(const LinkCount& count, LinkKind kind) {
  std::string text = summary(count, kind);
  if (count.links != count.pairs)
    text += fmt::format("; by direction {} up, {} down, {} unknown", count.up, count.down,
                        count.unknown);
  return std::string(lead_of(kind)) + text;
}

std::vector<Line> matrix(const std::vector<const Link*>& links, const LinkCauses& causes) {
  const bool grouped =
      std::any_of(links.begin(), links.end(), [](const Link* link) { return link->links != 1; });
  if (!grouped && peers_of(links).size() <= most_columns)
    return to_lines(grid_of_peers(links, causes));
  const std::size_t clusters = clusters_of(links).size();
  if (clusters <= most_columns) return to_lines(grid_of_clusters(links, causes));
  return {Line{{fmt::format("  {} clusters are too many for a matrix", clusters)}}};
}

/// The cluster whose peers dialled, and how many links they made.
std::string diallers(const std::vector<const Link*>& links) {
  std::vector<std::pair<std::string_view, std::size_t>> counts;
  for (const Link* link : links) {
    // Both rows of a pair name the dialler; one of them is the dialler's own.
    if (link->status != LinkStatus::up || link->dialled_by != link->from) continue;
    if (link->dialled_by.empty()) continue;
    const std::string_view cluster = cluster_of(link->dialled_by);
    auto found = std::find_if(counts.begin(), counts.end(),
                              [&](const auto& entry) { return entry.first == cluster; });
    if (found == counts.end()) found = counts.insert(counts.end(), {cluster, 0});
    ++found->second;
  }
  std::sort(counts.begin(), counts.end(),
            [](const auto& a, const auto& b) { return natural_less(a.first, b.first); });
  std::string text;
  for (const auto& [cluster, n] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "dialled by " : ", ", cluster, n);
  return text;
}

/// "slowest up 35.2 s after both ends ran; dialled by a 6, b 4": only a run knows.
std::string history(const std::vector<const Link*>& links) {
  std::optional<Duration> last;
  for (const Link* link : links)
    if (link->connected_after) last = std::max(last, link->connected_after);
  std::string text = last ? "slowest up " + to_string(*last) + " after both ends ran" : "";
  const std::string dialled = diallers(links);
  if (!text.empty() && !dialled.empty()) text += "; ";
  return text + dialled;
}

void add_cause(std::vector<Line>& lines, const Cause& cause) {
  const bool down = cause.first().status == LinkStatus::down;
  lines.push_back({{"  "},
                   {cause.label, down ? Colour::red : Colour::yellow},
                   {fmt::format("  {}: {}", describe(cause), where_of(cause))}});
  const std::vector<std::string> conditions = conditions_of(cause);
  for (std::size_t i = 0; i < std::min(conditions.size(), most_conditions); ++i)
    lines.push_back({{"      " + conditions[i]}});
  if (conditions.size() > most_conditions)
    lines.push_back(
        {{fmt::format("      and {} more conditions", conditions.size() - most_conditions)}});
}

}  // namespace

LinkCount count_links(const Report& report, LinkKind kind) {
  LinkCount count;
  Pairs pairs;
  Pairs up;
  std::size_t many = 0;
  std::size_t many_up = 0;
  for (const Link* link : links_of(report, kind)) {
    count.links += link->links;
    const bool is_up = link->status == LinkStatus::up;
    if (is_up) count.up += link->links;
    if (link->status == LinkStatus::down) count.down += link->links;
    if (link->status == LinkStatus::unknown) count.unknown += link->links;
    if (link->links != 1) {
      many += link->links;
      if (is_up) many_up += link->links;
      continue;
    }
    pairs.insert(pair_of(*link));
    if (is_up) up.insert(pair_of(*link));
  }
  // The rows of many links have both directions of each pair.
  const std::size_t directions = kind == LinkKind::p2p ? 2 : 1;
  count.pairs = pairs.size() + many / directions;
  count.pairs_up = up.size() + many_up / directions;
  return count;
}

std::string summary(const LinkCount& count, LinkKind kind) {
  if (count.links == 0) return "";
  return fmt::format("{} of {} {} {} up", count.pairs_up, count.pairs, to_string(kind),
                     kind == LinkKind::p2p ? "pairs" : "links");
}

std::vector<Line> link_section(const Report& report, LinkKind kind) {
  const std::vector<const Link*> links = links_of(report, kind);
  if (links.empty()) return {};
  const LinkCauses causes(links);
  std::vector<Line> lines{{{title_of(count_links(report, kind), kind), Colour::bold}}};
  for (Line& line : matrix(links, causes)) lines.push_back(std::move(line));
  for (const Cause& cause : causes.all()) add_cause(lines, cause);
  const std::string past = history(links);
  if (!past.empty()) lines.push_back({{"  " + past}});
  return lines;
}

}  // namespace seatrial::report
