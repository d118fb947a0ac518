// SPDX-License-Identifier: Apache-2.0
// Address ranges of a scenario as the network model has them. The checks of the file came before,
// so that what is no range here was told of there.
#pragma once

#include <vector>

#include "harness/scenario/values.hpp"
#include "sim/net/address.hpp"

namespace seatrial::scenario {

/// The ranges that are ones.
inline std::vector<net::Cidr> ranges_of(const std::vector<Text>& texts) {
  std::vector<net::Cidr> ranges;
  for (const Text& text : texts) {
    if (const auto range = net::parse_cidr(text.value)) ranges.push_back(*range);
  }
  return ranges;
}

}  // namespace seatrial::scenario
