// SPDX-License-Identifier: Apache-2.0
// The small words of sentences about validators: numbers, nouns and lists as a person writes them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace seatrial::consensus {

/// "none", "one" … "ten", "11".
std::string number_word(std::size_t n);
/// The same at the beginning of a sentence: "No", "One".
std::string number_first(std::size_t n);
/// "5 validators", "1 validator".
std::string counted(std::size_t n, const std::string& noun);
/// "a/a1, a/a2 and b/b1"; more than six names are counted: "a/a1, … and 9 more".
std::string listed(const std::vector<std::string>& names);
/// "a", "a or b": one of several.
std::string one_of(const std::vector<std::string>& names);
/// "a/a1 was", "a/a1 and b/b1 were".
std::string were(const std::vector<std::string>& names);

}  // namespace seatrial::consensus
