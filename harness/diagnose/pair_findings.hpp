// SPDX-License-Identifier: Apache-2.0
// Findings of what two peers disagree on whoever dials: permissioned lists, genesis, network id,
// protocols. Each collects over all links first, so that a list that lacks five keys is one finding
// whose fix is the five entries to paste.
#pragma once

#include <optional>

#include "harness/diagnose/view.hpp"

namespace seatrial::diagnosis {

/// Links whose handshake one of the permissioned lists refuses.
Findings permission_findings(const View& view, const std::vector<const LinkReading*>& links);
/// Links of two peers whose Status or capabilities do not fit.
Findings chain_findings(const View& view, const std::vector<const LinkReading*>& links);
/// A peer whose genesis and flags name no consensus. SPEC kubernetes F-76
Finding no_consensus_finding(const View& view, PeerId peer);
/// What is wrong with the text of a generated peer's genesis; nothing where it is JSON.
/// SPEC kubernetes F-69
std::optional<Finding> broken_genesis(const View& view, PeerId peer);
/// What differs between two genesis blocks, in the words of genesis.json.
std::string genesis_difference(const wire::Genesis& a, const wire::Genesis& b);

}  // namespace seatrial::diagnosis
