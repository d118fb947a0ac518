// SPDX-License-Identifier: Apache-2.0
// The finding of one failed dial: the line to blame, what is wrong there with names and numbers,
// and the exact remedy. The place is the list entry for a fault of the entry, the Service or wan
// for a fault of theirs, so that grouping makes one finding of one fault. Denied permissions and
// differing chains concern two files and are pair_findings'.
#pragma once

#include "harness/diagnose/dial_code.hpp"
#include "harness/diagnose/view.hpp"

namespace seatrial::diagnosis {

/// The finding of a dial with this code, which explains one link.
Finding dial_finding(const View& view, const DialReading& dial, finding::Code code);
/// The finding of an entry that no dial comes from (code_of_entry); it explains no link by itself.
Finding entry_finding(const PeerListEntry& entry, finding::Code code);

}  // namespace seatrial::diagnosis
