// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/eth_message.hpp"

namespace seatrial::wire {
namespace {

Bytes payload_of(const NewBlockHashes& message) {
  rlp::List list;
  for (const BlockAnnouncement& block : message.blocks)
    list.add_list(rlp::List().add(block.hash.span()).add_number(block.number));
  return list.encode();
}

Bytes payload_of(const NewBlock& message) {
  rlp::List list;
  list.add_encoded(encode_block(message.block)).add_scalar(message.total_difficulty.span());
  return list.encode();
}

Bytes payload_of(const GetBlockHeaders& message) {
  rlp::List list;
  if (const auto* hash = std::get_if<Hash32>(&message.origin))
    list.add(hash->span());
  else
    list.add_number(std::get<std::uint64_t>(message.origin));
  list.add_number(message.amount).add_number(message.skip);
  return list.add_number(message.reverse ? 1 : 0).encode();
}

Bytes payload_of(const BlockHeaders& message) {
  rlp::List list;
  for (const Header& header : message.headers) list.add_encoded(encode_header(header));
  return list.encode();
}

Bytes payload_of(const GetBlockBodies& message) {
  rlp::List list;
  for (const Hash32& hash : message.hashes) list.add(hash.span());
  return list.encode();
}

Bytes payload_of(const BlockBodies& message) {
  rlp::List list;
  for (const BlockBody& body : message.bodies) list.add_encoded(encode_body(body));
  return list.encode();
}

/// The items of a list, each read by a function.
template <class T, class Read>
Result<std::vector<T>> read_all(const rlp::View& view, Read&& read) {
  const auto items = view.items();
  if (!items) return items.error();
  std::vector<T> all;
  for (const rlp::View& item : *items) {
    auto one = read(item);
    if (!one) return one.error();
    all.push_back(std::move(*one));
  }
  return all;
}

Result<Hash32> read_hash(const rlp::View& view) {
  return view.fixed<Hash32>();
}

Result<BlockAnnouncement> read_announcement(const rlp::View& view) {
  const auto parts = view.items(2);
  if (!parts) return parts.error();
  const auto hash = read_hash((*parts)[0]);
  if (!hash) return hash.error();
  const auto number = (*parts)[1].number();
  if (!number) return number.error();
  return BlockAnnouncement{*hash, *number};
}

Result<EthMessage> read_new_block(const rlp::View& view) {
  const auto parts = view.items(2);
  if (!parts) return parts.error();
  auto block = decode_block((*parts)[0]);
  if (!block) return block.error();
  const auto difficulty = (*parts)[1].string();
  if (!difficulty) return difficulty.error();
  if (difficulty->size() > Uint256::size()) return Error{"", "rlp: integer too large", ""};
  if (!difficulty->empty() && difficulty->front() == 0)
    return Error{"", "non-canonical integer (leading zero bytes)", ""};
  Uint256 total;
  std::copy(difficulty->begin(), difficulty->end(), total.data.end() - std::ssize(*difficulty));
  return EthMessage(NewBlock{std::move(*block), total});
}

/// A hash has 32 bytes, a number at most 8.
Result<std::variant<Hash32, std::uint64_t>> read_origin(const rlp::View& view) {
  using Origin = std::variant<Hash32, std::uint64_t>;
  const auto string = view.string();
  if (!string) return string.error();
  if (string->size() == Hash32::size()) return Origin(copy_fixed<Hash32>(*string));
  if (string->size() > 8)
    return Error{"", "invalid input size " + std::to_string(string->size()) + " for origin", ""};
  const auto number = view.number();
  if (!number) return number.error();
  return Origin(*number);
}

Result<EthMessage> read_get_headers(const rlp::View& view) {
  const auto parts = view.items(4);
  if (!parts) return parts.error();
  const auto origin = read_origin((*parts)[0]);
  if (!origin) return origin.error();
  const auto amount = (*parts)[1].number();
  if (!amount) return amount.error();
  const auto skip = (*parts)[2].number();
  if (!skip) return skip.error();
  const auto reverse = (*parts)[3].number();
  if (!reverse) return reverse.error();
  if (*reverse > 1) return Error{"", "rlp: invalid boolean value", ""};
  return EthMessage(GetBlockHeaders{*origin, *amount, *skip, *reverse == 1});
}

/// A message that is one list.
template <class Message, class T>
Result<EthMessage> listed(Result<std::vector<T>> items) {
  if (!items) return items.error();
  return EthMessage(Message{std::move(*items)});
}

}  // namespace

EthCode code_of(const EthMessage& message) {
  constexpr EthCode codes[] = {EthCode::new_block_hashes,  EthCode::new_block,
                               EthCode::get_block_headers, EthCode::block_headers,
                               EthCode::get_block_bodies,  EthCode::block_bodies};
  return codes[message.index()];
}

Bytes encode_eth(const EthMessage& message) {
  return std::visit([](const auto& one) { return payload_of(one); }, message);
}

Result<EthMessage> decode_eth(std::uint64_t code, ByteSpan payload) {
  const auto view = rlp::View::parse(payload);
  if (!view) return view.error();
  switch (code > 0xff ? EthCode::status : static_cast<EthCode>(code)) {
    case EthCode::new_block_hashes:
      return listed<NewBlockHashes>(read_all<BlockAnnouncement>(*view, read_announcement));
    case EthCode::new_block:
      return read_new_block(*view);
    case EthCode::get_block_headers:
      return read_get_headers(*view);
    case EthCode::block_headers:
      return listed<BlockHeaders>(read_all<Header>(*view, decode_header));
    case EthCode::get_block_bodies:
      return listed<GetBlockBodies>(read_all<Hash32>(*view, read_hash));
    case EthCode::block_bodies:
      return listed<BlockBodies>(read_all<BlockBody>(*view, decode_body));
    default:
      return Error{"", "no message about blocks has code " + std::to_string(code), ""};
  }
}

}  // namespace seatrial::wire
