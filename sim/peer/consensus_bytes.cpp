// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/consensus_bytes.hpp"

#include <algorithm>

#include "sim/core/assert.hpp"
#include "sim/wire/keccak.hpp"
#include "sim/wire/trie_root.hpp"

namespace seatrial {

namespace {

using chain::AddressRef;
using chain::BlockId;
using istanbul::Code;

// SPEC goquorum 7.12: a vote to add has a nonce of ones, one to drop (and no vote) of zeros.
constexpr std::uint64_t add_nonce = UINT64_MAX;

bool is_twin(chain::Twist twist) {
  return twist == chain::Twist::twin || twist == chain::Twist::bad_twin;
}

wire::IbftView wire_view(const istanbul::View& view) {
  return {view.round, view.sequence};
}

istanbul::View view_of(const wire::IbftView& view) {
  return {view.sequence, view.round};
}

Error undecodable(std::string_view what, std::string_view remedy) {
  return Error{"", std::string(what), std::string(remedy)};
}

/// Whom the signature of a message is by. // SPEC goquorum 7.3
Result<wire::Address20> signer_of(const wire::IbftMessage& message) {
  const auto key = wire::recover(message.signature, wire::ibft_digest(message));
  if (!key) return key.error();
  return wire::address(*key);
}

}  // namespace

ConsensusBytes::ConsensusBytes(const chain::BlockTree& tree, Source source)
    : tree_(&tree), source_(std::move(source)) {}

// --- blocks -------------------------------------------------------------------------------------

const wire::Header& ConsensusBytes::header(BlockId block) {
  const auto known = headers_.find(block);
  if (known != headers_.end()) return known->second;
  const chain::Block& content = (*tree_)[block];
  wire::Header made;
  if (content.parent == BlockId::none) {
    made = source_.genesis(block);
  } else {
    const auto key = source_.key(content.author);
    SEATRIAL_ASSERT(key.has_value(), "a block's author can sign");
    made = wire::with_proposer_seal(unsealed(block), *key).value();
  }
  blocks_.emplace(wire::block_hash(made), block);
  return headers_.emplace(block, std::move(made)).first->second;
}

/// Blocks are empty, so that the state is that of block 0. // SPEC goquorum 7.10, 7.12
wire::Header ConsensusBytes::unsealed(BlockId block) {
  const chain::Block& content = (*tree_)[block];
  const wire::Header& genesis = header(tree_->root(block));
  wire::Header made;
  made.parent_hash = tree_->hash(content.parent);
  if (content.vote.candidate != AddressRef::none)
    made.coinbase = tree_->book().address(content.vote.candidate);
  made.state_root = genesis.state_root;
  if (chain::is_bad(content.twist)) made.state_root.data[0] ^= 0xffU;
  made.transactions_root = wire::empty_trie_root();
  made.receipts_root = wire::empty_trie_root();
  made.difficulty = wire::uint256(1);
  made.number = content.number;
  made.gas_limit = genesis.gas_limit;
  made.timestamp = content.time;
  made.mix_hash = wire::istanbul_digest();
  made.nonce = content.vote.authorize ? add_nonce : 0;
  const std::string_view vanity = is_twin(content.twist) ? "twin" : "";
  made.extra_data = wire::unsealed_extra(wire::as_bytes(vanity),
                                         source_.validators(content.parent, content.author));
  return made;
}

// --- writing ------------------------------------------------------------------------------------

std::uint64_t ConsensusBytes::write(const istanbul::Message& message) {
  std::vector<std::uint64_t>& same = numbers_[istanbul::hash_of(message)];
  for (const std::uint64_t number : same)
    if (written_[number].message == message) return number;
  const auto bytes = signed_message(message);
  SEATRIAL_ASSERT(bytes.has_value(), "an own message can be signed");
  same.push_back(written_.size());
  written_.push_back({message, wire::wrap_ibft(wire::encode_ibft(*bytes)), std::nullopt});
  return same.back();
}

Result<wire::IbftMessage> ConsensusBytes::signed_message(const istanbul::Message& message) {
  const auto key = source_.key(message.from);
  SEATRIAL_ASSERT(key.has_value(), "a validator that runs can sign");
  if (message.code == Code::pre_prepare)
    return wire::sign_proposal({wire_view(message.view), {header(message.digest), {}}}, *key);
  wire::IbftSubject subject{wire_view(message.view), {}};
  if (message.digest != BlockId::none) {
    header(message.digest);  // whose hash the reader has to know
    subject.digest = tree_->hash(message.digest);
  }
  return wire::sign_vote(static_cast<wire::IbftCode>(message.code), subject, *key);
}

// --- reading ------------------------------------------------------------------------------------

Result<istanbul::Message> ConsensusBytes::read(PeerId reader, std::uint64_t number) {
  Written& written = written_[number];
  if (!written.read) {
    ++recovered_;
    written.read = decode(written.body);
  }
  if (!*written.read) return written.read->error();
  const Read& read = **written.read;
  if (read.seal) seals_[{reader, read.message.digest}].emplace(read.message.from, *read.seal);
  return read.message;
}

Result<ConsensusBytes::Read> ConsensusBytes::decode(const wire::Bytes& body) const {
  const auto bytes = wire::unwrap_ibft(body);
  if (!bytes) return bytes.error();
  const auto message = wire::decode_ibft(*bytes);
  if (!message) return message.error();
  const auto signer = signer_of(*message);
  if (!signer) return signer.error();
  if (*signer != message->address)
    return undecodable("message not signed by the sender", "its address is another one");
  auto read = decode_payload(*message);
  if (!read) return read.error();
  read->message.from = tree_->book().find(*signer);
  return *read;
}

Result<ConsensusBytes::Read> ConsensusBytes::decode_payload(
    const wire::IbftMessage& message) const {
  Read read;
  read.message.code = static_cast<Code>(message.code);
  if (read.message.code == Code::pre_prepare) {
    const auto proposal = wire::decode_proposal(message.payload);
    if (!proposal) return proposal.error();
    const auto block = proposed(proposal->block);
    if (!block) return block.error();
    read.message.view = view_of(proposal->view);
    read.message.digest = *block;
    return read;
  }
  const auto subject = wire::decode_subject(message.payload);
  if (!subject) return subject.error();
  read.message.view = view_of(subject->view);
  if (read.message.code == Code::round_change) return read;
  const auto block = named(subject->digest);
  if (!block) return block.error();
  read.message.digest = *block;
  // SPEC goquorum 7.7: a COMMIT's seal is not verified on receipt.
  if (read.message.code == Code::commit && message.committed_seal.size() == wire::Signature::size())
    read.seal = wire::copy_fixed<wire::Signature>(message.committed_seal);
  return read;
}

/// Which block it is; its proposer's seal must be its author's.
Result<BlockId> ConsensusBytes::proposed(const wire::Block& block) const {
  const auto found = named(wire::block_hash(block.header));
  if (!found) return found.error();
  const auto author = wire::author(block.header);
  if (!author) return author.error();
  if (*author != tree_->book().address((*tree_)[*found].author))
    return undecodable("unauthorized", "the proposer's seal is by another one");
  return *found;
}

Result<BlockId> ConsensusBytes::named(const wire::Hash32& digest) const {
  const auto found = blocks_.find(digest);
  if (found == blocks_.end()) return undecodable("unknown block", "nobody has made it");
  return found->second;
}

// --- sealing ------------------------------------------------------------------------------------

Result<wire::Header> ConsensusBytes::sealed(PeerId validator, AddressRef account, BlockId block) {
  std::map<AddressRef, wire::Signature> seals;
  const auto read = seals_.find({validator, block});
  if (read != seals_.end()) seals = read->second;
  if (const auto key = source_.key(account)) {
    const auto own = wire::committed_seal(hash(block), *key);
    if (!own) return own.error();
    seals.emplace(account, *own);
  }
  std::vector<wire::Signature> all;
  for (const auto& [who, seal] : seals) all.push_back(seal);
  return wire::with_committed_seals(header(block), all);
}

}  // namespace seatrial
