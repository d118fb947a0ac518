// SPDX-License-Identifier: Apache-2.0
#include "sim/net/trace.hpp"

#include <fmt/format.h>

namespace seatrial::net {

std::string to_string(const Trace& trace, const SourceFiles& files) {
  std::string text;
  for (const Hop& hop : trace.hops) {
    text += fmt::format("  {:<28} {}", hop.where, hop.what);
    if (hop.after != hop.before) text += fmt::format(": now {}", to_string(hop.after));
    if (hop.rule.known()) text += fmt::format("  [{}]", files.to_string(hop.rule));
    text += '\n';
  }
  text += fmt::format("  => {} ({})\n", to_string(trace.disposition), describe(trace.disposition));
  for (const std::string& condition : trace.conditions) {
    text += fmt::format("     if {}\n", condition);
  }
  return text;
}

}  // namespace seatrial::net
