// SPDX-License-Identifier: Apache-2.0
// The seals of an IBFT header: the proposer's, which is part of the block hash, and the committed
// ones, which are not. It makes them, puts them into the extraData, and says who made those that
// are there. Whether enough validators sealed is verify_seals' to say; no other header rule is
// checked here.
#pragma once

#include <optional>
#include <span>

#include "sim/wire/curve.hpp"
#include "sim/wire/header.hpp"

namespace seatrial::wire {

/// What a proposer signs: keccak256 of the hash of the header without any seal, a double hash.
/// // SPEC goquorum 7.10
Result<Hash32> proposer_digest(const Header& header);
/// What a validator signs to commit: keccak256(block hash, 0x02). // SPEC goquorum 7.3, 7.10
Hash32 commit_digest(const Hash32& block_hash);

/// The extraData of a header to be proposed: no seals yet. Vanity over 32 bytes is cut, and
/// validators are listed by their bytes, as GoQuorum does. // SPEC goquorum 7.6
Bytes unsealed_extra(ByteSpan vanity, std::vector<Address20> validators);
/// The header with the proposer's seal, and without committed ones.
Result<Header> with_proposer_seal(Header header, const PrivateKey& proposer);
/// The seal that a COMMIT carries for a block.
Result<Signature> committed_seal(const Hash32& block_hash, const PrivateKey& validator);
/// The header with these committed seals instead of its own; the hash stays what it is.
Result<Header> with_committed_seals(Header header, std::span<const Signature> seals);
/// Both at once: a header as it is imported, byte for byte. Its extraData is unsealed_extra's.
Result<Header> seal_header(Header header, const PrivateKey& proposer,
                           std::span<const PrivateKey> committers);

/// Whose proposer seal a header carries.
Result<Address20> author(const Header& header);
/// Whose committed seals a header carries, in their order.
Result<std::vector<Address20>> committers(const Header& header);
/// What of a header's seals is against the rules under the parent's validators: in GoQuorum's order
/// "unauthorized", "zero committed seals", "invalid committed seals". // SPEC goquorum 7.10
std::optional<Error> verify_seals(const Header& header, std::span<const Address20> validators);

}  // namespace seatrial::wire
