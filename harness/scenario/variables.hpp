// SPDX-License-Identifier: Apache-2.0
// Puts the values of variables into the texts of a marked value tree: ${NAME} or $NAME, and $$ for
// a dollar sign. A variable without a value is left as it stands and written down; whether it can
// be left is decided by who reads the field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/config/value.hpp"
#include "harness/scenario/scenario.hpp"

namespace seatrial::scenario {

/// A text with its variables put in.
struct Substituted {
  std::string text;
  std::vector<std::pair<std::string, std::size_t>> unset;  ///< name, offset in the source text
};

/// Letters, digits and '_', not beginning with a digit.
bool is_variable_name(std::string_view text);

/// Puts the values of variables into one text.
Substituted substitute(std::string_view text, const Variables& variables);

/// Puts the values of variables into every text of a tree; a name that is not set is added to
/// `unset` unless it is there already.
config::Value substitute(const config::Value& value, const Variables& variables,
                         std::vector<Text>& unset);

}  // namespace seatrial::scenario
