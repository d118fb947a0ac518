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
std::string words(const scenario::ExpectSurvives& asked);  ///< "survives the loss of cluster b"
std::string words(const scenario::ExpectRoundAtMost& asked);
std::string words(const scenario::ExpectProposerRotates& asked);
std::string words(const scenario::ExpectSealsFrom& asked);

}  // namespace seatrial::question
