// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/header.hpp"

#include "sim/wire/keccak.hpp"
#include "sim/wire/rlp.hpp"

namespace seatrial::wire {
namespace {

constexpr std::size_t kVanity = 32;

Error bad_extra(std::string remedy) {  // SPEC goquorum 7.10
  return {"", "invalid istanbul header extra-data", std::move(remedy)};
}

Result<std::vector<Address20>> read_validators(const rlp::View& view) {
  const auto items = view.items();
  if (!items) return items.error();
  std::vector<Address20> validators;
  for (const rlp::View& item : *items) {
    const Result<Address20> validator = item.fixed<Address20>();
    if (!validator) return validator.error();
    validators.push_back(*validator);
  }
  return validators;
}

Result<std::vector<Bytes>> read_strings(const rlp::View& view) {
  const auto items = view.items();
  if (!items) return items.error();
  std::vector<Bytes> strings;
  for (const rlp::View& item : *items) {
    const Result<ByteSpan> string = item.string();
    if (!string) return string.error();
    strings.emplace_back(string->begin(), string->end());
  }
  return strings;
}

Result<IstanbulExtra> read_extra(const rlp::View& list) {
  const auto parts = list.items(3);
  if (!parts) return parts.error();
  auto validators = read_validators((*parts)[0]);
  if (!validators) return validators.error();
  const Result<ByteSpan> seal = (*parts)[1].string();
  if (!seal) return seal.error();
  auto committed = read_strings((*parts)[2]);
  if (!committed) return committed.error();
  return IstanbulExtra{
      {}, std::move(*validators), {seal->begin(), seal->end()}, std::move(*committed)};
}

/// The extraData as it counts for the hash, or unchanged if it is not IBFT's.
Bytes hashed_extra(const Bytes& extra_data) {
  Result<IstanbulExtra> extra = decode_istanbul_extra(extra_data);
  if (!extra) return extra_data;
  extra->committed_seals.clear();
  return encode_istanbul_extra(*extra);
}

std::array<std::uint8_t, 8> nonce_bytes(std::uint64_t nonce) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 8; i-- > 0; nonce >>= 8) bytes[i] = static_cast<std::uint8_t>(nonce & 0xff);
  return bytes;
}

}  // namespace

Hash32 istanbul_digest() {  // SPEC goquorum 7.10
  return copy_fixed<Hash32>(as_bytes("ctical byzantine fault tolerance"));
}

Hash32 empty_uncle_hash() {
  return keccak256(rlp::List().encode());
}

Result<IstanbulExtra> decode_istanbul_extra(ByteSpan extra_data) {
  if (extra_data.size() < kVanity) {
    return bad_extra("found " + std::to_string(extra_data.size()) +
                     " bytes; 32 bytes of vanity come first");
  }
  const Result<rlp::View> list = rlp::View::parse(extra_data.subspan(kVanity));
  if (!list) return bad_extra("after the vanity: " + list.error().message());
  Result<IstanbulExtra> extra = read_extra(*list);
  if (!extra) return bad_extra("after the vanity: " + extra.error().message());
  std::copy_n(extra_data.begin(), kVanity, extra->vanity.begin());
  return extra;
}

Bytes encode_istanbul_extra(const IstanbulExtra& extra) {
  rlp::List validators;
  for (const Address20& validator : extra.validators) validators.add(validator.span());
  rlp::List committed;
  for (const Bytes& seal : extra.committed_seals) committed.add(seal);
  Bytes out(extra.vanity.begin(), extra.vanity.end());
  append(out, rlp::List().add_list(validators).add(extra.seal).add_list(committed).encode());
  return out;
}

Bytes encode_header(const Header& header) {  // SPEC goquorum 7.10
  rlp::List list;
  list.add(header.parent_hash.span()).add(header.uncle_hash.span()).add(header.coinbase.span());
  list.add(header.state_root.span()).add(header.transactions_root.span());
  list.add(header.receipts_root.span()).add(header.bloom).add_scalar(header.difficulty.span());
  list.add_number(header.number).add_number(header.gas_limit).add_number(header.gas_used);
  list.add_number(header.timestamp).add(header.extra_data).add(header.mix_hash.span());
  return list.add(nonce_bytes(header.nonce)).encode();
}

Hash32 block_hash(const Header& header) {
  if (header.mix_hash != istanbul_digest()) return keccak256(encode_header(header));
  Header hashed = header;
  hashed.extra_data = hashed_extra(header.extra_data);
  return keccak256(encode_header(hashed));
}

}  // namespace seatrial::wire
