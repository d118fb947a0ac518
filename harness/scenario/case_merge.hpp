// SPDX-License-Identifier: Apache-2.0
// Lays a case over the file that it stands in, as value trees: maps are merged, an empty value
// removes a key, steps and expectations are added behind, a wan replaces the one between the same
// sites. It checks nothing; the result is read like a file without cases.
#pragma once

#include "harness/config/value.hpp"

namespace seatrial::scenario {

/// The file as the case sees it, without 'cases'; 'set' is left to the caller.
config::Value merge_case(const config::Value& file, const config::Value& one_case);

}  // namespace seatrial::scenario
