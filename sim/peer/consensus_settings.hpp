// SPDX-License-Identifier: Apache-2.0
// Consensus settings: what a peer's version makes of its genesis and its flags: whether IBFT or
// QBFT makes its blocks and from which block on, by which quorum and with which times. The same key
// means different things in different sections and releases, so that only this file reads them.
// // SPEC goquorum 7.1, 7.15, 8.4, 14
#pragma once

#include "sim/peer/peer_spec.hpp"
#include "sim/proto/chain/blockchain.hpp"
#include "sim/proto/istanbul/rules.hpp"

namespace seatrial {

/// What a genesis has that a release refuses to start with.
struct GenesisFault {
  std::string path;  ///< "config.transitions.1.block"
  std::string text;  ///< GoQuorum's
  bool operator==(const GenesisFault&) const = default;
};
/// The first fault of a peer's genesis, if its geth stops over one. // SPEC goquorum 8.4
std::optional<GenesisFault> genesis_fault(const PeerSpec& spec);

/// A key that a release does not know, and says nothing about.
struct UnreadKey {
  std::string path;       ///< "config.qbft.maxRequestTimeoutSeconds"
  GoQuorumVersion first;  ///< the first release that reads it
  bool section = false;   ///< without it there is no consensus
  bool operator==(const UnreadKey&) const = default;
};
/// The keys of a peer's genesis that its release does not read. // SPEC goquorum 14
std::vector<UnreadKey> unread_keys(const PeerSpec& spec);

/// Whether the peer's release and genesis start an IBFT or QBFT engine. // SPEC goquorum 14
bool runs_bft(const PeerSpec& spec);
/// What the engine runs with, but for `self`. The peer must run one.
istanbul::EngineConfig engine_config(const PeerSpec& spec);
/// The block periods that it makes and checks blocks by.
chain::ChainRules chain_rules(const PeerSpec& spec);
/// Blocks from one clearing of all votes to the next.
std::uint64_t epoch_of(const PeerSpec& spec);
/// The validators of its block 0 as its engine reads them; none where extraData is in the form of
/// the other engine, or of none. // SPEC goquorum 7.10, 8.2
std::optional<std::vector<wire::Address20>> first_validators(const PeerSpec& spec);
/// The first block whose validators are sorted by their bytes, as QBFT does; UINT64_MAX if none.
std::uint64_t first_qbft_block(const PeerSpec& spec);

/// Whether QBFT makes a block for this peer.
bool qbft_makes(const PeerSpec& spec, std::uint64_t block);
/// Whether its quorum for a block is ceil(2N/3); else it is 2F+1. // SPEC goquorum 7.2, qbft-law 8
bool counts_by_ceil(const PeerSpec& spec, std::uint64_t block);

/// Whether a validator that votes is left alone by one that syncs, instead of being dropped for
/// "stopped engine". // SPEC goquorum 6.6, 14; qbft-law 13
bool votes_wait_for_sync(const GoQuorumVersion& version);
/// Whether a process with few peers waits for its 10 s before it syncs. // SPEC qbft-law 12
bool sync_waits_for_peers(const GoQuorumVersion& version);

/// How long the rounds of one block last.
struct RoundTimers {
  bool qbft = false;
  /// Its request timeout is IBFT's, too; for QBFT all of it counts.
  qbft::Settings settings;

  /// How long a round lasts. // SPEC goquorum 7.8, qbft-law 1
  Duration length(std::uint64_t round) const;
  /// From a block to the start of round 0: IBFT's timer holds the block period, while QBFT's starts
  /// when the next block is due. // SPEC qbft-law 1
  Duration lead() const;
  bool operator==(const RoundTimers&) const = default;
};
/// The timers of a peer for a block; GoQuorum's defaults where it runs no engine.
RoundTimers round_timers(const PeerSpec& spec, std::uint64_t block);

/// How long its round 0 lasts at block 1. // SPEC goquorum 7.1, 8.4
Duration request_timeout_of(const PeerSpec& spec);
/// The longest of its block periods, in seconds.
std::uint64_t longest_period_of(const PeerSpec& spec);

}  // namespace seatrial
