// SPDX-License-Identifier: Apache-2.0
// The order in which people count: quorum-node2 before quorum-node10. A total order over texts, the
// same on every machine, since it compares bytes and knows no locale.
#pragma once

#include <string_view>

namespace seatrial::report {

/// Whether a stands before b, comparing runs of digits as numbers of any length.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace seatrial::report
