// SPDX-License-Identifier: Apache-2.0
// The static reading of links: what a single dial would meet, hop by hop and check by check,
// without time. It walks the same network and asks the same permission and status checks as a run
// does. A reading may depend on conditions (a NodePort that no file confirms, another company's
// lists): it is then unknown, and says what must hold.
#pragma once

#include "sim/net/trace.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {

/// The fate of one dial by one entry of a static list.
struct DialReading {
  PeerId from = PeerId::none;
  PeerId to = PeerId::none;              ///< whom the entry's key or else its address means
  PeerId reached = PeerId::none;         ///< who answers at the address
  const PeerListEntry* entry = nullptr;  ///< null: `from` does not list `to`
  LinkCause cause = LinkCause::not_listed;
  std::string detail;                   ///< "the genesis hash there is …"
  PeerId denied_by = PeerId::none;      ///< of permission_denied: whose list lacks the other
  net::Trace out;                       ///< the SYN's walk
  net::Trace back;                      ///< the SYN-ACK's
  std::vector<std::string> conditions;  ///< what must hold for `cause` to be true

  bool up() const { return cause == LinkCause::up; }
};

enum class LinkStatus : std::uint8_t { up, down, unknown };

/// The link between two peers: one working direction is enough. SPEC law 3
struct LinkReading {
  PeerId a = PeerId::none;
  PeerId b = PeerId::none;
  LinkStatus status = LinkStatus::down;
  DialReading forward;   ///< a dials b
  DialReading backward;  ///< b dials a

  /// The direction that decides: one that is up, else the one that came further.
  const DialReading& decisive() const;
};

/// What the last hop of a walk said; "" where there is none.
std::string last_word(const net::Trace& trace);

/// Reads one entry as if `from` dialled it now. All processes count as running.
DialReading read_dial(World& world, PeerId from, const PeerListEntry& entry);
/// The same, but only as far as the network and the other's key decide: `up` says that the right
/// peer answers. Permissions and chains are not asked.
DialReading read_way(World& world, PeerId from, const PeerListEntry& entry);
/// Reads `from`'s static list for whatever leads to `to`; the last entry of an id counts.
DialReading read_dial(World& world, PeerId from, PeerId to);
/// Reads both directions.
LinkReading read_link(World& world, PeerId a, PeerId b);
/// The same, for those who know the entry of each side's list that counts; null where there is
/// none.
LinkReading read_link(World& world, PeerId a, PeerId b, const PeerListEntry* forward,
                      const PeerListEntry* backward);

/// Who answers at an address, against whom the dialler wants: up if it is the one.
LinkCause read_answer(const World& world, PeerId from, net::StackId reached, std::uint16_t port,
                      p2p::NodeRef wanted);

/// Whether a verdict lets a peer in, or would if its key, which is in no file, were a listed one.
bool allows_some_key(p2p::Permission verdict, const PeerSpec& asked);

/// Whether the Hello and Status of two peers fit; `detail` is what geth would print of it.
struct ChainReading {
  LinkCause cause = LinkCause::up;
  std::string detail;
};
ChainReading read_chains(const World& world, PeerId from, PeerId to);

/// Adds the conditions that are not there yet.
void add_conditions(std::vector<std::string>& to, const std::vector<std::string>& more);

/// Makes every peer's ports count as listening, as the static reading needs it. Not for a run.
void assume_all_running(World& world);

}  // namespace seatrial
