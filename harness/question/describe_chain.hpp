// SPDX-License-Identifier: Apache-2.0
// The names of expectations about chains in reports, in the words of the scenario format.
#pragma once

#include <string>

#include "harness/scenario/expectation.hpp"

namespace seatrial::question {

std::string words(const scenario::ExpectBlocksAdvance& asked);  ///< "blocks_advance within 30.0 s"
std::string words(const scenario::ExpectStalls& asked);         ///< "stalls of a/* for 1 min"
std::string words(const scenario::ExpectRecoversWithin& asked);
std::string words(const scenario::ExpectValidatorsAre& asked);
std::string words(const scenario::ExpectChainSingle& asked);
std::string words(const scenario::ExpectHeight& asked);
std::string words(const scenario::ExpectSometimes& asked);

}  // namespace seatrial::question
