// SPDX-License-Identifier: Apache-2.0
// ConsensusBytes: IBFT's votes and proposals as what travels on a wire. A message is encoded and
// signed with its author's node key when it is first sent, and decoded once, with its signature and
// the seal of its block recovered, for whoever gets these bytes. Blocks get real headers: their
// hashes, the proposer's seal in extraData, and the committed seals of the COMMITs that a validator
// has read. Which message is due when stays the machines' own business, as at message fidelity.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sim/peer/identities.hpp"
#include "sim/proto/istanbul/message.hpp"
#include "sim/wire/ibft_message.hpp"
#include "sim/wire/seal.hpp"

namespace seatrial {

/// The bytes of one run's consensus.
class ConsensusBytes {
 public:
  /// What of a header the blocks of a tree do not hold.
  struct Source {
    /// The header of a block 0.
    std::function<wire::Header(chain::BlockId genesis)> genesis;
    /// Who may make the child of a block, as the author of that child has it.
    std::function<std::vector<wire::Address20>(chain::BlockId parent, chain::AddressRef author)>
        validators;
    /// Whoever signs with this account; none for a stranger.
    std::function<std::optional<wire::PrivateKey>(chain::AddressRef account)> key;
  };
  ConsensusBytes(const chain::BlockTree& tree, Source source);

  /// The header of a block with its proposer's seal and no committed ones.
  const wire::Header& header(chain::BlockId block);
  /// keccak256 of it, which committed seals do not change. // SPEC goquorum 7.10
  wire::Hash32 hash(chain::BlockId block) { return wire::block_hash(header(block)); }

  /// The number of a message's bytes; the same content has the same bytes.
  std::uint64_t write(const istanbul::Message& message);
  /// The message that was written.
  const istanbul::Message& sent(std::uint64_t number) const { return written_[number].message; }
  /// The body of an istanbulMsg.
  const wire::Bytes& body(std::uint64_t number) const { return written_[number].body; }
  /// What a reader makes of them, or why GoQuorum cannot decode them. It keeps a COMMIT's seal.
  Result<istanbul::Message> read(PeerId reader, std::uint64_t number);

  /// The header as a validator hands it over for import: with the seals of the COMMITs that it read
  /// and of its own.
  Result<wire::Header> sealed(PeerId validator, chain::AddressRef account, chain::BlockId block);

  /// How many messages were signed, and how many were decoded.
  std::size_t signatures() const { return written_.size(); }
  std::size_t recoveries() const { return recovered_; }

 private:
  struct Read {
    istanbul::Message message;
    std::optional<wire::Signature> seal;  ///< of a COMMIT
  };
  struct Written {
    istanbul::Message message;
    wire::Bytes body;
    std::optional<Result<Read>> read;
  };

  wire::Header unsealed(chain::BlockId block);
  Result<wire::IbftMessage> signed_message(const istanbul::Message& message);
  Result<Read> decode(const wire::Bytes& body) const;
  Result<Read> decode_payload(const wire::IbftMessage& message) const;
  Result<chain::BlockId> proposed(const wire::Block& block) const;
  Result<chain::BlockId> named(const wire::Hash32& digest) const;

  const chain::BlockTree* tree_;
  Source source_;
  std::vector<Written> written_;
  std::map<std::uint64_t, std::vector<std::uint64_t>> numbers_;  ///< by hash_of the message
  std::map<chain::BlockId, wire::Header> headers_;
  std::map<wire::Hash32, chain::BlockId> blocks_;  ///< by their hashes
  /// By who read them and for which block: the committed seals, one of each validator.
  std::map<std::pair<PeerId, chain::BlockId>, std::map<chain::AddressRef, wire::Signature>> seals_;
  std::size_t recovered_ = 0;
};

}  // namespace seatrial
