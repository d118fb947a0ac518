// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/seal.hpp"

#include <algorithm>
#include <set>

#include "sim/wire/keccak.hpp"

namespace seatrial::wire {
namespace {

constexpr std::uint8_t kCommitCode = 0x02;  // SPEC goquorum 7.3: istanbul's code of a COMMIT

Bytes to_bytes(const Signature& seal) {
  return {seal.data.begin(), seal.data.end()};
}

Result<Address20> signer(ByteSpan signature, const Hash32& digest) {
  const Result<PublicKey> key = recover(signature, digest);
  if (!key) return key.error();
  return address(*key);
}

/// Of distinct validators; nothing if one sealed twice, is none of them, or the seal is broken.
std::optional<std::size_t> count_seals(const IstanbulExtra& extra, const Hash32& digest,
                                       std::span<const Address20> validators) {
  std::set<Address20> left(validators.begin(), validators.end());
  for (const Bytes& seal : extra.committed_seals) {
    const Result<Address20> by = signer(seal, digest);
    if (!by || left.erase(*by) == 0) return std::nullopt;
  }
  return extra.committed_seals.size();
}

std::optional<Error> refused(std::string what) {
  return Error{"", std::move(what), ""};
}

}  // namespace

Result<Hash32> proposer_digest(const Header& header) {
  Result<IstanbulExtra> extra = decode_istanbul_extra(header.extra_data);
  if (!extra) return extra.error();
  extra->seal.clear();
  extra->committed_seals.clear();
  Header bare = header;
  bare.extra_data = encode_istanbul_extra(*extra);
  const Hash32 inner = keccak256(encode_header(bare));
  return keccak256(inner.span());
}

Hash32 commit_digest(const Hash32& block_hash) {
  Bytes signed_bytes(block_hash.data.begin(), block_hash.data.end());
  signed_bytes.push_back(kCommitCode);
  return keccak256(signed_bytes);
}

Bytes unsealed_extra(ByteSpan vanity, std::vector<Address20> validators) {
  IstanbulExtra extra;
  std::copy_n(vanity.begin(), std::min(vanity.size(), extra.vanity.size()), extra.vanity.begin());
  std::sort(validators.begin(), validators.end());
  extra.validators = std::move(validators);
  return encode_istanbul_extra(extra);
}

Result<Header> with_proposer_seal(Header header, const PrivateKey& proposer) {
  Result<IstanbulExtra> extra = decode_istanbul_extra(header.extra_data);
  if (!extra) return extra.error();
  const Result<Hash32> digest = proposer_digest(header);
  if (!digest) return digest.error();
  const Result<Signature> seal = sign(proposer, *digest);
  if (!seal) return seal.error();
  extra->seal = to_bytes(*seal);
  extra->committed_seals.clear();
  header.extra_data = encode_istanbul_extra(*extra);
  return header;
}

Result<Signature> committed_seal(const Hash32& block_hash, const PrivateKey& validator) {
  return sign(validator, commit_digest(block_hash));
}

Result<Header> with_committed_seals(Header header, std::span<const Signature> seals) {
  Result<IstanbulExtra> extra = decode_istanbul_extra(header.extra_data);
  if (!extra) return extra.error();
  extra->committed_seals.clear();
  for (const Signature& seal : seals) extra->committed_seals.push_back(to_bytes(seal));
  header.extra_data = encode_istanbul_extra(*extra);
  return header;
}

Result<Header> seal_header(Header header, const PrivateKey& proposer,
                           std::span<const PrivateKey> committers) {
  Result<Header> proposed = with_proposer_seal(std::move(header), proposer);
  if (!proposed) return proposed;
  const Hash32 hash = block_hash(*proposed);
  std::vector<Signature> seals;
  for (const PrivateKey& committer : committers) {
    const Result<Signature> seal = committed_seal(hash, committer);
    if (!seal) return seal.error();
    seals.push_back(*seal);
  }
  return with_committed_seals(std::move(*proposed), seals);
}

Result<Address20> author(const Header& header) {
  const Result<IstanbulExtra> extra = decode_istanbul_extra(header.extra_data);
  if (!extra) return extra.error();
  const Result<Hash32> digest = proposer_digest(header);
  if (!digest) return digest.error();
  return signer(extra->seal, *digest);
}

Result<std::vector<Address20>> committers(const Header& header) {
  const Result<IstanbulExtra> extra = decode_istanbul_extra(header.extra_data);
  if (!extra) return extra.error();
  const Hash32 digest = commit_digest(block_hash(header));
  std::vector<Address20> all;
  for (const Bytes& seal : extra->committed_seals) {
    const Result<Address20> by = signer(seal, digest);
    if (!by) return by.error();
    all.push_back(*by);
  }
  return all;
}

std::optional<Error> verify_seals(const Header& header, std::span<const Address20> validators) {
  const Result<IstanbulExtra> extra = decode_istanbul_extra(header.extra_data);
  if (!extra) return extra.error();
  const Result<Address20> proposer = author(header);
  if (!proposer) return proposer.error();
  if (std::ranges::find(validators, *proposer) == validators.end()) return refused("unauthorized");
  if (extra->committed_seals.empty()) return refused("zero committed seals");
  const std::size_t max_faulty = validators.empty() ? 0 : (validators.size() + 2) / 3 - 1;
  const auto sealed = count_seals(*extra, commit_digest(block_hash(header)), validators);
  if (!sealed || *sealed <= max_faulty) return refused("invalid committed seals");
  return std::nullopt;
}

}  // namespace seatrial::wire
