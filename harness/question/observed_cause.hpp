// SPDX-License-Identifier: Apache-2.0
// What became of the dials of one peer to another, and so why their link is down, as the log tells
// it. The dialler often sees less than the listener (an EOF where a permission was denied), so the
// telling observation of one dial is taken from either end. It goes by what was observed: an entry
// whose key is nobody's leads to no known peer and counts as not listed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/question/pairs.hpp"

namespace seatrial::question {

/// What became of the dials of one direction so far.
struct DialStory {
  std::vector<Instant> starts;
  bool fresh = true;                   ///< the latest dial has not come to anything yet
  LinkCause cause = LinkCause::other;  ///< of the latest dial that came to something
  bool ended = false;                  ///< whether there is such a dial
  net::Disposition disposition = net::Disposition::delivered;  ///< of its last packet
  std::vector<std::string> seen_as;  ///< the dialler's error texts for it: "EOF"
};

/// The stories of all directions of a world, read onwards from the log.
class DialStories {
 public:
  explicit DialStories(const World& world) : world_(world) {}

  /// Takes in what was logged since.
  void read();
  /// The story of the dials of `from` to `to`, or null if there were none.
  const DialStory* find(Pair direction) const;
  /// Why a dial of `from` does not make a link to `to`; not_listed if it never dialled.
  LinkCause cause(Pair direction) const;
  /// Why there is no link, by whichever direction tells more.
  LinkCause link_cause(PeerId a, PeerId b) const;

 private:
  void take(const Observation& seen);

  const World& world_;
  std::size_t next_ = 0;
  std::map<Pair, DialStory> stories_;
};

/// Why there is no link between two peers now; up if there is one.
LinkCause observed_cause(const World& world, PeerId a, PeerId b);

/// Whether an error text is the one that a scenario names. An EOF and a reset are the same event
/// in a race, and both were measured for one cause. // SPEC law 4
bool is_seen_as(const std::string& error, const std::string& wanted);

/// "permission_denied, seen as 'EOF'": why the dials of a direction do not connect.
std::string explain_down(const World& world, const DialStories& stories, Pair direction);

}  // namespace seatrial::question
