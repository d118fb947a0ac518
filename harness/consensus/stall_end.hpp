// SPDX-License-Identifier: Apache-2.0
// How a stall ends, in words: the forecast beside what was observed, and what the quick fix (a
// restart of every validator) would have saved. // SPEC laws 12, 13, 15; goquorum 7.13
#pragma once

#include "harness/consensus/chain_watch.hpp"
#include "harness/consensus/outlook.hpp"

namespace seatrial::consensus {

/// Fills in a stall's forecast, outlook, quick fix and what it saves.
void tell_end(const ChainView& view, const Chain& chain, const Validators& validators,
              Outlook& outlook, const RoundTimers& timers, report::Stall& stall);

}  // namespace seatrial::consensus
