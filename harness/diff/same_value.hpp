// SPDX-License-Identifier: Apache-2.0
// Equality of what files say, wherever in a file it stands: marks and styles do not count, but a
// quoted number is not a number.
#pragma once

#include "harness/config/cluster_config.hpp"
#include "harness/config/value.hpp"

namespace seatrial::diff {

/// Whether two values mean the same; the order of the keys of a map does not matter.
bool same_value(const config::Value& a, const config::Value& b);
/// Whether two entries of a ConfigMap hold the same text. Those of private keys, whose texts are
/// not kept, count as the same. A null pointer is an entry that is not there.
bool same_entry(const config::ConfigEntry* a, const config::ConfigEntry* b);
/// Whether two lists of keys and values are the same, in any order.
bool same_pairs(const config::MarkedPairs& a, const config::MarkedPairs& b);

}  // namespace seatrial::diff
