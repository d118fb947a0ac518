// SPDX-License-Identifier: Apache-2.0
// ChainMembers: the validators of one genesis block and the peers that run it, as the files have
// them; votes of a run are not counted. It says where the genesis stands and judges nothing.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/diagnose/view.hpp"
#include "sim/wire/validators.hpp"

namespace seatrial::diagnosis {

/// One validator of a genesis.
struct Member {
  wire::Address20 address;
  PeerId peer = PeerId::none;  ///< whose node key it is, if any peer's
  bool elsewhere = false;      ///< no peer's, but a list names a node that has it
};

/// One chain: peers with the same genesis hash.
struct ChainMembers {
  PeerId first = PeerId::none;  ///< the first peer that runs it; its files speak for all
  std::vector<PeerId> peers;    ///< all that run it
  std::vector<Member> validators;
  std::size_t quorum = 0;

  std::size_t size() const { return validators.size(); }
  /// N - Q; none with a quorum of 1. // SPEC law 1b H
  std::size_t spare() const { return quorum <= 1 ? 0 : size() - quorum; }
  bool is_validator(PeerId peer) const;
};

/// The chains of a scene that have validators, in the order of their first peers.
std::vector<ChainMembers> chains_of(const View& view);

/// --istanbul.blockperiod of a peer in seconds, or what its version has instead.
std::uint64_t block_period(const View& view, PeerId peer);

/// Where a field of a peer's genesis stands ("config.istanbul"): in its file, or the place of the
/// genesis in the scenario.
Mark genesis_place(const View& view, PeerId peer, std::string_view path);

}  // namespace seatrial::diagnosis
