// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/devp2p/base_message.hpp"

#include <algorithm>

namespace seatrial::devp2p {

using wire::Bytes;
using wire::ByteSpan;
using wire::rlp::List;
using wire::rlp::View;

namespace {

std::string text_of(ByteSpan string) {
  return {string.begin(), string.end()};
}

Result<Offer> offer_of(const View& view) {
  const auto parts = view.items(2);
  if (!parts) return parts.error();
  const auto name = (*parts)[0].string();
  if (!name) return name.error();
  const auto version = (*parts)[1].number();
  if (!version) return version.error();
  return Offer{text_of(*name), *version};
}

Result<std::vector<Offer>> offers_of(const View& view) {
  const auto items = view.items();
  if (!items) return items.error();
  std::vector<Offer> offers;
  for (const View& item : *items) {
    auto offer = offer_of(item);
    if (!offer) return offer.error();
    offers.push_back(std::move(*offer));
  }
  return offers;
}

}  // namespace

Bytes encode_hello(const Hello& hello) {  // SPEC goquorum 4.6
  List offers;
  for (const Offer& offer : hello.offers)
    offers.add_list(List().add(wire::as_bytes(offer.name)).add_number(offer.version));
  List list;
  list.add_number(hello.version).add(wire::as_bytes(hello.client)).add_list(offers);
  return list.add_number(hello.listen_port).add(hello.id).encode();
}

Result<Hello> decode_hello(ByteSpan payload) {
  const auto list = View::parse(payload);
  if (!list) return list.error();
  const auto fields = list->items_at_least(5);  // more are ignored. // EIP-8
  if (!fields) return fields.error();
  const auto version = (*fields)[0].number();
  if (!version) return version.error();
  const auto client = (*fields)[1].string();
  if (!client) return client.error();
  auto offers = offers_of((*fields)[2]);
  if (!offers) return offers.error();
  const auto port = (*fields)[3].number();
  if (!port) return port.error();
  const auto id = (*fields)[4].string();
  if (!id) return id.error();
  return Hello{*version, text_of(*client), std::move(*offers), *port,
               Bytes(id->begin(), id->end())};
}

Bytes encode_disconnect(p2p::DisconnectReason reason) {
  return List().add_number(static_cast<std::uint64_t>(reason)).encode();
}

p2p::DisconnectReason decode_disconnect(ByteSpan payload) {
  const auto list = View::parse(payload);
  const auto items = list ? list->items(1) : list.error();
  const auto number = items ? items->front().number() : items.error();
  if (!number) return p2p::DisconnectReason::requested;
  return static_cast<p2p::DisconnectReason>(std::min<std::uint64_t>(*number, 0xff));
}

Bytes encode_empty() {
  return List().encode();
}

}  // namespace seatrial::devp2p
