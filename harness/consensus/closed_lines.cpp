// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/closed_lines.hpp"

#include <fmt/format.h>

#include <array>
#include <map>

namespace seatrial::consensus {

namespace {

/// The present and the past of one line.
struct Line {
  std::array<net::WanGate, 2> gates{net::WanGate::open, net::WanGate::open};
  std::optional<Instant> closed_since;
  std::string text;

  bool open() const { return gates[0] == net::WanGate::open && gates[1] == net::WanGate::open; }
  bool both_ways() const { return gates[0] == gates[1]; }
};

std::string_view word(net::WanGate gate) {
  switch (gate) {
    case net::WanGate::drop_new:
      return "closed to new connections";
    case net::WanGate::reject:
      return "answering with errors";
    default:
      return "cut";
  }
}

/// What was done to it, while it is closed.
std::string state_of(const Line& line) {
  const bool first = line.gates[0] != net::WanGate::open;
  return fmt::format("{}{}", word(line.gates[first ? 0 : 1]), line.both_ways() ? "" : " one way");
}

}  // namespace

std::string closed_lines(const ChainView& view, Instant from, Instant to) {
  std::map<net::WanId, Line> lines;
  std::map<net::WanId, std::string> states;
  const auto end = [&](net::WanId wan, Line& line, Instant at, bool goes_on) {
    if (!line.closed_since || *line.closed_since >= to || at <= from) return;
    line.text += fmt::format(
        "; the line {} was {} from {}{}", view.world->network().wan(wan).name(), states[wan],
        to_string(*line.closed_since), goes_on ? " on" : " to " + to_string(at));
  };
  for (const LineChange& change : view.world->line_changes()) {
    Line& line = lines[change.wan];
    line.gates[static_cast<std::size_t>(change.direction)] = change.gate;
    if (line.open()) {
      end(change.wan, line, change.at, false);
      line.closed_since.reset();
      continue;
    }
    if (!line.closed_since) line.closed_since = change.at;
    // A line that is opened again, one direction after the other, was closed as it was before.
    if (change.gate != net::WanGate::open) states[change.wan] = state_of(line);
  }
  std::string text;
  for (auto& [wan, line] : lines) {
    end(wan, line, view.now, true);
    text += line.text;
  }
  return text;
}

}  // namespace seatrial::consensus
