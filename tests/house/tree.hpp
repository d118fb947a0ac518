// SPDX-License-Identifier: Apache-2.0
// Walks a checkout and puts its files to the rules. It sees what would be committed: build folders
// and hidden folders other than .ci stay out, and no git is needed. Rules that concern more than
// one file (the folders of the root, the report beside each scenario) are here.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/house/rules.hpp"

namespace seatrial::house {

/// The text files of a checkout, by path, sorted.
std::vector<SourceFile> read_tree(const std::filesystem::path& root);

/// Files in no folder of the house, and scenarios without a blessed report beside them.
Complaints check_tree(const std::vector<SourceFile>& files);

}  // namespace seatrial::house
