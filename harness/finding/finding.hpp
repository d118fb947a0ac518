// SPDX-License-Identifier: Apache-2.0
// Finding: one fault that was found, with the line to blame and what to change. A finding is a
// plain value; its code comes from the catalogue, its place from the mark of the value at fault.
// It does not know the run that found it. group() makes one finding of many that blame the same
// place for the same reason, so that one wrong Service is one finding and not forty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/mark.hpp"

namespace seatrial {

/// How bad a finding is; the worst comes first.
enum class Severity : std::uint8_t {
  error,    ///< a link or the chain is broken for certain
  warning,  ///< it breaks under some event, or silently
  info,     ///< worth knowing
};

/// "error", "warning" or "info".
std::string_view to_string(Severity severity);

/// Another place that belongs to a finding, and what it has to do with it.
struct Related {
  Mark where;
  std::string text;  ///< one line, lower case
  bool operator==(const Related&) const = default;
};

/// A fault with its place, reason and remedy; every text is one line, lower case, no full stop.
struct Finding {
  std::string code;  ///< a code of the catalogue, "ST103"
  Severity severity = Severity::error;
  Mark where;                    ///< the line to blame
  std::string what;              ///< what is wrong, with names and numbers
  std::string why;               ///< what follows from it; may be empty
  std::string fix;               ///< what to change; may be empty
  std::vector<Related> related;  ///< the other ends of a contradiction
  std::size_t links = 0;         ///< how many links it explains; 0 for a lint
  bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

/// Whether a stands before b in a report: by severity, code, place, then text.
bool before(const Finding& a, const Finding& b);

/// Sorts and collapses findings of equal code and place: links are added up, the worst severity and
/// the related lines of all are kept. Where no place is known, the text has to be equal, too.
Findings group(Findings findings);

/// How many findings have this severity.
std::size_t count(std::span<const Finding> findings, Severity severity);

}  // namespace seatrial
