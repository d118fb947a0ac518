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

/// What is tried, as a person says it.
struct LossWord {
  std::string_view kind;
  std::string_view words;
};
constexpr LossWord loss_words[] = {
    {"validator", "one validator"},
    {"pair", "two validators"},
    {"link", "a link between two validators"},
    {"cluster", "a cluster"},
    {"line", "a line between two clusters"},
    {"partition", "clusters cut apart in two groups"},
};

std::string_view words_of(const Losses& losses) {
  for (const LossWord& word : loss_words)
    if (word.kind == losses.kind) return word.words;
  return losses.kind;
}

/// "a/a1, b/b1 and 7 more", or "each of them".
std::string some(const std::vector<std::string>& names, std::size_t count, std::size_t tried) {
  constexpr std::size_t most_names = 4;
  if (count == tried && tried > 1) return "each of them";
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most_names); ++i)
    text += (i == 0 ? "" : "; ") + names[i];
  return count <= most_names ? text : text + fmt::format(" and {} more", count - most_names);
}

std::string outcome_of(const Losses& losses) {
  std::string text;
  if (losses.stopping > 0) text = some(losses.stops, losses.stopping, losses.tried);
  if (losses.freezing > 0) {
    text += (text.empty() ? "" : "; ") + some(losses.freezes, losses.freezing, losses.tried) +
            " (once a round must change)";
  }
  return text.empty() ? "none" : text;
}

std::vector<std::string> loss_lines(const std::vector<Losses>& all) {
  std::size_t width = std::string_view("what is lost").size();
  for (const Losses& losses : all) width = std::max(width, words_of(losses).size());
  std::vector<std::string> lines;
  if (all.empty()) return lines;
  const auto line = [&](std::string_view what, std::string_view tried, std::string_view stops) {
    lines.push_back(fmt::format("{}{:<{}}  {:>5}  {}", indent, what, width, tried, stops));
  };
  line("what is lost", "tried", "stops the chain");
  for (const Losses& losses : all)
    line(words_of(losses), std::to_string(losses.tried), outcome_of(losses));
  return lines;
}

/// "block 1 at 10.0 s, 11 at 20.0 s, none for 196.1 s (up to round 7), block 12 at 216.1 s".
std::string course_of(const std::vector<Phase>& phases) {
  std::string text;
  for (const Phase& phase : phases) {
    const std::string round = phase.round == 0 ? "" : fmt::format(" (up to round {})", phase.round);
    if (!text.empty()) text += ", ";
    if (phase.first == phase.last) {
      text += fmt::format("no block for {}{}", to_string(phase.to - phase.from), round);
    } else {
      text += fmt::format("block {} at {}{}", phase.last, to_string(phase.to), round);
    }
  }
  return text;
}

std::string stall_line(const Stall& stall) {
  const std::string to = stall.to ? to_string(*stall.to) : "the end of the run";
  const std::string length = stall.to ? to_string(*stall.to - stall.from) + ", " : "";
  return fmt::format("stall {} to {} ({}round {}) at block {}: {}", to_string(stall.from), to,
                     length, stall.round, stall.height, stall.cause);
}

void append(std::vector<std::string>& lines, const std::string& text,
            std::string_view margin = indent) {
  for (const std::string& line : wrapped(text, page_width - margin.size()))
    lines.push_back(std::string(margin) + line);
}

/// A label and what it says, if it says anything, below a stall.
void detail(std::vector<std::string>& lines, std::string_view label, const std::string& text) {
  if (!text.empty()) append(lines, fmt::format("{}: {}", label, text), "    ");
}

std::string names_of(const std::vector<std::string>& names) {
  constexpr std::size_t most_names = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most_names); ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  return names.size() <= most_names ? text
                                    : text + fmt::format(" and {} more", names.size() - most_names);
}

void add_stalls(std::vector<std::string>& lines, const std::vector<Stall>& stalls) {
  constexpr std::size_t most_stalls = 5;
  for (std::size_t i = 0; i < std::min(stalls.size(), most_stalls); ++i) {
    const Stall& stall = stalls[i];
    append(lines, stall_line(stall));
    detail(lines, "who was missing", names_of(stall.missing));
    detail(lines, "first not delivered", stall.first_lost);
    detail(lines, "forecast", stall.outlook);
    detail(lines, "quick fix", stall.quick_fix);
  }
  if (stalls.size() > most_stalls)
    append(lines,
           fmt::format("and {} more stalls (--json has them all)", stalls.size() - most_stalls));
}

void add_mesh(std::vector<std::string>& lines, const Consensus& chain) {
  if (chain.mesh.empty()) return;
  append(lines, "mesh: " + chain.mesh);
  if (!chain.advice.empty()) detail(lines, "to be linked", names_of(chain.advice));
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
  for (std::string& line : loss_lines(chain.losses)) lines.push_back(std::move(line));
  add_mesh(lines, chain);
  if (!chain.heights.empty())
    lines.push_back(std::string(indent) + "heights " + heights_line(chain.heights));
  if (!chain.phases.empty()) append(lines, "over time: " + course_of(chain.phases));
  add_stalls(lines, chain.stalls);
  return lines;
}

}  // namespace seatrial::report
