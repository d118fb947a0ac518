// SPDX-License-Identifier: Apache-2.0
// Findings of what two peers disagree on whoever dials: permissioned lists, genesis, network id,
// protocols. Each collects over all links first, so that a list that lacks five keys is one finding
// whose fix is the five entries to paste.
#pragma once

#include <optional>

#include "harness/diagnose/view.hpp"

namespace seatrial::diagnosis {

/// Two peers that do not link for a reason that holds whoever of them dials.
struct Disagreement {
  PeerId a = PeerId::none;
  PeerId b = PeerId::none;
  LinkCause cause = LinkCause::other;  ///< of the direction that decides
  bool a_lists = false;                ///< a's static list has b
  bool b_lists = false;
};

/// Links whose handshake one of the permissioned lists refuses.
Findings permission_findings(const View& view, const std::vector<Disagreement>& links);
/// Links of two peers whose Status or capabilities do not fit.
Findings chain_findings(const View& view, const std::vector<Disagreement>& links);
/// A peer whose genesis and flags name no consensus. SPEC kubernetes F-76
Finding no_consensus_finding(const View& view, PeerId peer);
/// What is wrong with the text of a generated peer's genesis; nothing where it is JSON.
/// SPEC kubernetes F-69
std::optional<Finding> broken_genesis(const View& view, PeerId peer);
/// The fields in which two genesis blocks differ, by their keys in genesis.json.
std::vector<std::string> genesis_difference(const wire::Genesis& a, const wire::Genesis& b);
/// Of peers that disagree, the one that most of all peers agree with by `same`; the first of
/// equals. An operator wants to hear of the odd one out.
template <class Same>
PeerId of_majority(const View& view, PeerId a, PeerId b, Same&& same) {
  std::size_t with_a = 0;
  std::size_t with_b = 0;
  for (const PeerId peer : view.peers()) {
    if (view.spec(peer).opaque) continue;
    with_a += same(peer, a) ? 1 : 0;
    with_b += same(peer, b) ? 1 : 0;
  }
  return with_b > with_a ? b : a;
}

}  // namespace seatrial::diagnosis
