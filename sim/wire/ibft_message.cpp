// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/ibft_message.hpp"

#include <algorithm>

#include "sim/wire/keccak.hpp"
#include "sim/wire/seal.hpp"

namespace seatrial::wire {
namespace {

rlp::List view_list(const IbftView& view) {  // SPEC goquorum 7.3: round first
  rlp::List list;
  list.add_number(view.round).add_number(view.sequence);
  return list;
}

Result<IbftView> read_view(const rlp::View& view) {
  const auto parts = view.items(2);
  if (!parts) return parts.error();
  const auto round = (*parts)[0].number();
  if (!round) return round.error();
  const auto sequence = (*parts)[1].number();
  if (!sequence) return sequence.error();
  return IbftView{*round, *sequence};
}

/// The two items of a payload.
Result<std::vector<rlp::View>> pair_of(ByteSpan payload) {
  const auto list = rlp::View::parse(payload);
  if (!list) return list.error();
  return list->items(2);
}

Bytes encode_with(const IbftMessage& message, ByteSpan signature) {
  rlp::List list;
  list.add_number(message.code).add(message.payload).add(message.address.span());
  return list.add(signature).add(message.committed_seal).encode();
}

Result<Bytes> bytes_of(const rlp::View& view) {
  const Result<ByteSpan> string = view.string();
  if (!string) return string.error();
  return Bytes(string->begin(), string->end());
}

Result<IbftMessage> read_message(const std::vector<rlp::View>& fields) {
  const auto code = fields[0].number();
  if (!code) return code.error();
  auto payload = bytes_of(fields[1]);
  if (!payload) return payload.error();
  const auto from = fields[2].fixed<Address20>();
  if (!from) return from.error();
  auto signature = bytes_of(fields[3]);
  if (!signature) return signature.error();
  auto seal = bytes_of(fields[4]);
  if (!seal) return seal.error();
  return IbftMessage{*code, std::move(*payload), *from, std::move(*signature), std::move(*seal)};
}

Result<IbftMessage> signed_by(IbftMessage message, const PrivateKey& key) {
  const auto sender = public_key(key);
  if (!sender) return sender.error();
  message.address = address(*sender);
  const auto signature = sign(key, ibft_digest(message));
  if (!signature) return signature.error();
  message.signature.assign(signature->data.begin(), signature->data.end());
  return message;
}

}  // namespace

Bytes encode_subject(const IbftSubject& subject) {
  return rlp::List().add_list(view_list(subject.view)).add(subject.digest.span()).encode();
}

Result<IbftSubject> decode_subject(ByteSpan payload) {
  const auto parts = pair_of(payload);
  if (!parts) return parts.error();
  const auto view = read_view((*parts)[0]);
  if (!view) return view.error();
  const auto digest = (*parts)[1].fixed<Hash32>();
  if (!digest) return digest.error();
  return IbftSubject{*view, *digest};
}

Bytes encode_proposal(const IbftProposal& proposal) {
  rlp::List list;
  list.add_list(view_list(proposal.view));
  return list.add_encoded(encode_block(proposal.block)).encode();
}

Result<IbftProposal> decode_proposal(ByteSpan payload) {
  const auto parts = pair_of(payload);
  if (!parts) return parts.error();
  const auto view = read_view((*parts)[0]);
  if (!view) return view.error();
  auto block = decode_block((*parts)[1]);
  if (!block) return block.error();
  return IbftProposal{*view, std::move(*block)};
}

Bytes encode_ibft(const IbftMessage& message) {
  return encode_with(message, message.signature);
}

Result<IbftMessage> decode_ibft(ByteSpan bytes) {
  const auto list = rlp::View::parse(bytes);
  if (!list) return list.error();
  const auto fields = list->items(5);
  if (!fields) return fields.error();
  return read_message(*fields);
}

Hash32 ibft_digest(const IbftMessage& message) {
  return keccak256(encode_with(message, {}));
}

Result<IbftMessage> sign_vote(IbftCode code, const IbftSubject& subject, const PrivateKey& key) {
  IbftMessage message;
  message.code = static_cast<std::uint64_t>(code);
  message.payload = encode_subject(subject);
  if (code == IbftCode::commit) {
    const auto seal = committed_seal(subject.digest, key);
    if (!seal) return seal.error();
    message.committed_seal.assign(seal->data.begin(), seal->data.end());
  }
  return signed_by(std::move(message), key);
}

Result<IbftMessage> sign_proposal(const IbftProposal& proposal, const PrivateKey& key) {
  IbftMessage message;
  message.code = static_cast<std::uint64_t>(IbftCode::pre_prepare);
  message.payload = encode_proposal(proposal);
  return signed_by(std::move(message), key);
}

Result<Address20> verify_ibft(const IbftMessage& message, std::span<const Address20> validators,
                              Signers& signers) {
  const auto signer = signers.signer(message.signature, ibft_digest(message));
  if (!signer) return signer.error();
  if (std::ranges::find(validators, *signer) == validators.end())
    return Error{"", "unauthorized address", "the signer is none of the validators"};
  if (*signer != message.address)
    return Error{"", "message not signed by the sender", "its address is another one"};
  return *signer;
}

Result<Address20> verify_ibft(const IbftMessage& message, std::span<const Address20> validators) {
  Signers signers(1);
  return verify_ibft(message, validators, signers);
}

Bytes wrap_ibft(ByteSpan message) {
  return rlp::encode(message);
}

Result<Bytes> unwrap_ibft(ByteSpan body) {
  const auto item = rlp::View::parse(body);
  if (!item) return item.error();
  return bytes_of(*item);
}

Hash32 ibft_cache_hash(ByteSpan message) {
  return keccak256(wrap_ibft(message));
}

}  // namespace seatrial::wire
