// SPDX-License-Identifier: Apache-2.0
#include "harness/report/link_causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "harness/finding/catalogue.hpp"
#include "harness/report/finding_lines.hpp"

namespace seatrial::report {
namespace {

constexpr std::size_t few_links = 3;
constexpr std::size_t most_bundles = 6;

/// A condition names its own link, so it does not tell causes apart.
bool fail_alike(const Link& a, const Link& b) {
  return a.status == b.status && a.code == b.code && a.disposition == b.disposition &&
         a.seen_as == b.seen_as;
}

struct Bundle {
  std::string_view from;
  std::string_view to;
  std::size_t links = 0;
};

std::vector<Bundle> bundles_of(const Cause& cause) {
  std::vector<Bundle> bundles;
  for (const Link* link : cause.links) {
    const std::string_view from = cluster_of(link->from);
    const std::string_view to = cluster_of(link->to);
    const auto found = std::find_if(bundles.begin(), bundles.end(), [&](const Bundle& bundle) {
      return bundle.from == from && bundle.to == to;
    });
    if (found == bundles.end()) {
      bundles.push_back({from, to, link->links});
    } else {
      found->links += link->links;
    }
  }
  return bundles;
}

std::string names_of(const std::vector<const Link*>& links) {
  std::vector<std::string> names;
  for (const Link* link : links) names.push_back(link->from + " -> " + link->to);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

LinkCauses::LinkCauses(const std::vector<const Link*>& links) {
  for (const Link* link : links)
    if (link->status != LinkStatus::up) cause_of(*link).links.push_back(link);
}

Cause& LinkCauses::cause_of(const Link& link) {
  const auto found = std::find_if(causes_.begin(), causes_.end(), [&link](const Cause& cause) {
    return fail_alike(cause.first(), link);
  });
  if (found != causes_.end()) return *found;
  const bool down = link.status == LinkStatus::down;
  causes_.push_back({(down ? "x" : "?") + std::to_string(down ? ++down_ : ++unknown_), {}});
  return causes_.back();
}

const std::string& LinkCauses::label(const Link& link) const {
  if (link.status == LinkStatus::up) return ok_;
  return std::find_if(causes_.begin(), causes_.end(),
                      [&link](const Cause& cause) { return fail_alike(cause.first(), link); })
      ->label;
}

std::string describe(const Cause& cause) {
  const Link& link = cause.first();
  std::vector<std::string> parts;
  const finding::Row* row = finding::find(link.code);
  if (row != nullptr) parts.push_back(link.code + " " + std::string(row->title));
  if (row == nullptr && !link.code.empty()) parts.push_back(link.code);
  if (!link.disposition.empty()) parts.push_back(link.disposition);
  if (!link.seen_as.empty()) parts.push_back("seen as " + link.seen_as);
  if (parts.empty()) parts.emplace_back(to_string(link.status));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string where_of(const Cause& cause) {
  std::size_t all = 0;
  for (const Link* link : cause.links) all += link->links;
  if (all <= few_links) return names_of(cause.links);
  const std::vector<Bundle> bundles = bundles_of(cause);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(bundles.size(), most_bundles); ++i)
    texts.push_back(fmt::format("{} {} -> {}", counted(bundles[i].links, "link"), bundles[i].from,
                                bundles[i].to));
  if (bundles.size() > most_bundles) texts.push_back(fmt::format("{} links in all", all));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<std::string> conditions_of(const Cause& cause) {
  std::vector<std::string> conditions;
  std::set<std::string_view> seen{""};
  for (const Link* link : cause.links)
    if (seen.insert(link->condition).second) conditions.push_back(link->condition);
  return conditions;
}

std::string_view cluster_of(std::string_view peer) {
  return peer.substr(0, peer.find('/'));
}

}  // namespace seatrial::report
