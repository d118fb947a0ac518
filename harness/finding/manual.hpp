// SPDX-License-Identifier: Apache-2.0
// The manual: a page for each code of the catalogue, made of its row and of the smallest scenario
// that triggers it. Examples are the files below scenarios/findings, which are tests there, and are
// compiled in: nothing is read at run time.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/finding/catalogue.hpp"

namespace seatrial::finding {

/// A file of an example.
struct ExampleFile {
  std::string_view path;  ///< below scenarios/findings: "ST103.yaml", "ST103/a.yaml"
  std::string_view text;
};

/// All files, ordered by path.
std::span<const ExampleFile> example_files();
/// The files of a code's example, the scenario first; empty where there is none.
std::vector<ExampleFile> example_of(std::string_view code);

/// The page of a code as plain text.
std::string page(const Row& row);
/// All pages as one Markdown document, scenarios/findings/README.md.
std::string manual();

}  // namespace seatrial::finding
