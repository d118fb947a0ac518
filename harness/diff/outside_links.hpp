// SPDX-License-Identifier: Apache-2.0
// Links to hosts that no cluster of the world owns: what a peer's own files say of the other
// company when nothing of that company is at hand. The other end is known by its node id or URL.
// Whether somebody answers there is in no file, so that such a link is unknown, unless the peer's
// own files rule it out.
#pragma once

#include <string>
#include <vector>

#include "harness/diff/difference.hpp"
#include "harness/scenario/scene.hpp"

namespace seatrial::diff {

/// A link from a peer to somebody outside.
struct OutsideLink {
  report::LinkKind kind = report::LinkKind::p2p;
  std::string from;  ///< "a/quorum-node1"
  std::string id;    ///< 128 hex digits; of Tessera the URL
  LinkState state;   ///< its address is never empty
  Mark where;        ///< the entry or URL
};

/// Of each peer: static nodes, bootnodes (if it runs discovery), Tessera's URLs; in that order.
std::vector<OutsideLink> outside_links(scenario::Scene& scene);

/// "b607a828ae995f91…@2.2.3.4:31923", as the other end is called where nobody owns it.
std::string outside_name(const std::string& id, const std::string& address);

}  // namespace seatrial::diff
