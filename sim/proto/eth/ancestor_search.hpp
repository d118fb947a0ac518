// SPDX-License-Identifier: Apache-2.0
// AncestorSearch: the highest block that a node has in common with the peer that it syncs with, as
// geth 1.9 finds it: one request of spread headers below the peer's head, and if the node knows
// none of them, a binary search over the peer's whole chain, one request a step. It sends nothing
// itself.
#pragma once

#include <optional>
#include <variant>

#include "sim/proto/chain/blockchain.hpp"
#include "sim/proto/eth/message.hpp"

namespace seatrial::eth {

/// Why a sync failed. // SPEC goquorum 6.5
enum class SyncError : std::uint8_t {
  none,
  timeout,
  bad_peer,
  stalling_peer,
  empty_header_set,
  invalid_chain,
};
/// GoQuorum's words for it, as its log prints them.
std::string_view text(SyncError error);

/// The search for one common ancestor.
class AncestorSearch {
 public:
  /// `chain` must outlive it; the heights are those of the peer and of the node.
  AncestorSearch(const chain::Blockchain& chain, std::uint64_t remote_height);

  /// What to ask for next.
  GetBlockHeaders request() const;
  /// Takes the answer: the ancestor's number, or why there is none, or nothing: ask on.
  std::optional<std::variant<std::uint64_t, SyncError>> on_headers(const BlockHeaders& headers);

 private:
  std::optional<std::variant<std::uint64_t, SyncError>> on_span(const BlockHeaders& headers);
  std::optional<std::variant<std::uint64_t, SyncError>> on_step(const BlockHeaders& headers);
  std::optional<std::variant<std::uint64_t, SyncError>> halved() const;

  const chain::Blockchain* chain_;
  GetBlockHeaders span_;
  bool searching_ = false;     ///< the span had no known header
  std::uint64_t known_ = 0;    ///< the block 0 is known: geneses agree
  std::uint64_t unknown_ = 0;  ///< at least the peer's head is not
};

}  // namespace seatrial::eth
