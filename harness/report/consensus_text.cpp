// SPDX-License-Identifier: Apache-2.0
#include "harness/report/consensus_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/report/link_causes.hpp"
#include "harness/report/utf8.hpp"

namespace seatrial::report {

namespace {

constexpr std::size_t page_width = 100;
constexpr std::size_t few_peers = 4;
constexpr std::string_view indent = "  ";

/// The peers of one cluster that stand together in a list of heights.
struct Group {
  std::string_view cluster;
  std::vector<const Height*> peers;
};

std::vector<Group> groups_of(const std::vector<Height>& heights) {
  std::vector<Group> groups;
  for (const Height& height : heights) {
    const std::string_view cluster = cluster_of(height.peer);
    auto known = std::ranges::find(groups, cluster, &Group::cluster);
    if (known == groups.end()) known = groups.insert(groups.end(), Group{cluster, {}});
    known->peers.push_back(&height);
  }
  return groups;
}

std::string one_by_one(const Group& group) {
  std::string text;
  for (const Height* height : group.peers)
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", height->peer, height->height);
  return text;
}

std::string heights_of(const Group& group) {
  const auto height = [](const Height* one) { return one->height; };
  const auto [low, high] = std::ranges::minmax(group.peers, {}, height);
  const bool alike = low->height == high->height;
  if (group.peers.size() == 1 || (!alike && group.peers.size() <= few_peers))
    return one_by_one(group);
  if (alike) return fmt::format("{}/*: {}", group.cluster, low->height);
  return fmt::format("{}/*: {} to {}", group.cluster, low->height, high->height);
}

std::string stall_line(const Stall& stall) {
  const std::string to = stall.to ? to_string(*stall.to) : "the end of the run";
  const std::string length = stall.to ? to_string(*stall.to - stall.from) + ", " : "";
  return fmt::format("stall {} to {} ({}round {}) at block {}: {}", to_string(stall.from), to,
                     length, stall.round, stall.height, stall.cause);
}

void append(std::vector<std::string>& lines, const std::string& text) {
  for (const std::string& line : wrapped(text, page_width - indent.size()))
    lines.push_back(std::string(indent) + line);
}

}  // namespace

std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    const bool fits = !lines.empty() && columns(lines.back()) + 1 + columns(word) <= width;
    if (fits) {
      lines.back() += ' ' + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::string heights_line(const std::vector<Height>& heights) {
  std::string text;
  for (const Group& group : groups_of(heights))
    text += (text.empty() ? "" : ", ") + heights_of(group);
  return text;
}

std::vector<std::string> consensus_lines(const Consensus& chain) {
  std::vector<std::string> lines;
  if (chain.validators.empty()) return lines;
  append(lines, chain.verdict);
  if (!chain.heights.empty())
    lines.push_back(std::string(indent) + "heights " + heights_line(chain.heights));
  for (const Stall& stall : chain.stalls) lines.push_back(std::string(indent) + stall_line(stall));
  return lines;
}

}  // namespace seatrial::report
