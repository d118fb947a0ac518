// SPDX-License-Identifier: Apache-2.0
// The catalogue: every finding that Seatrial can make, one row each, with the stable code under
// which manuals and scripts know it. A code once published never changes its meaning and is never
// given to another fault. The digit after "ST" is the family, by where the fault lies. The wording
// of a single finding comes from make(), its names and numbers from whoever found it.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/finding/catalogue_rows.hpp"
#include "harness/finding/finding.hpp"

namespace seatrial::finding {

/// A code that stands in the catalogue; a wrong one does not compile.
class Code {
 public:
  consteval Code(const char* text) : row_(&require(text)) {}  // NOLINT: reads as a literal
  /// Its row in the catalogue.
  constexpr const Row& row() const { return *row_; }
  /// The code itself, "ST103".
  constexpr std::string_view text() const { return row_->code; }

 private:
  static consteval const Row& require(std::string_view text) {
    for (const Row& row : rows)
      if (row.code == text) return row;
    throw "no such code in the catalogue";  // not a constant expression: a compile error
  }

  const Row* row_;
};

/// All rows, ordered by code.
std::span<const Row> catalogue();
/// The row of a code, or nullptr.
const Row* find(std::string_view code);
/// The codes that cover a row of the failure catalogue ("F-05") or of the fact sheets ("law 8").
std::vector<std::string_view> codes_of(std::string_view fact);
/// What the family of a code is called, "exposure and ports"; "" for an unknown one.
std::string_view family(std::string_view code);

/// Values for the {placeholders} of a template.
using Words = std::initializer_list<std::pair<std::string_view, std::string>>;
/// The template with its {placeholders} filled; one without a value is shown as <placeholder>.
std::string fill(std::string_view text, Words words);

/// A finding of this code with the catalogue's severity, reason and remedy.
Finding make(Code code, const Mark& where, std::string what, Words words = {});

}  // namespace seatrial::finding
