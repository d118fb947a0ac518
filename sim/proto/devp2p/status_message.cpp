// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/devp2p/status_message.hpp"

#include <fmt/format.h>

namespace seatrial::devp2p {

using wire::ByteSpan;
using wire::Hash32;
using wire::rlp::List;
using wire::rlp::View;

namespace {

bool has_fork(p2p::Capability protocol) {  // SPEC goquorum 6.3
  return protocol.protocol == p2p::Protocol::istanbul ? protocol.version > 64
                                                      : protocol.version > 63;
}

p2p::Cause refused(std::string what) {
  return {.kind = p2p::CauseKind::handler, .reason = {}, .detail = std::move(what)};
}

/// A total difficulty of any width; what 64 bits do not hold is more than any chain here has.
Result<std::uint64_t> difficulty_of(const View& view) {
  const auto string = view.string();
  if (string && string->size() > 8) return UINT64_MAX;
  return view.number();
}

using ForkHash = wire::FixedBytes<4, struct ForkHashTag>;

Result<wire::ForkId> fork_of(const View& view) {
  const auto parts = view.items(2);
  if (!parts) return parts.error();
  const auto hash = (*parts)[0].fixed<ForkHash>();
  if (!hash) return hash.error();
  const auto next = (*parts)[1].number();
  if (!next) return next.error();
  return wire::ForkId{hash->data, *next};
}

/// The five fields that both forms have.
Result<p2p::Status> common_fields(const std::vector<View>& fields, p2p::Capability protocol) {
  const auto version = fields[0].number();
  if (!version) return version.error();
  const auto network = fields[1].number();
  if (!network) return network.error();
  const auto difficulty = difficulty_of(fields[2]);
  if (!difficulty) return difficulty.error();
  const auto head = fields[3].fixed<Hash32>();
  if (!head) return head.error();
  const auto genesis = fields[4].fixed<Hash32>();
  if (!genesis) return genesis.error();
  p2p::Status status;
  status.protocol = {protocol.protocol,
                     static_cast<std::uint8_t>(std::min<std::uint64_t>(*version, 0xff))};
  status.network_id = *network;
  status.total_difficulty = *difficulty;
  status.head = *head;
  status.genesis = *genesis;
  return status;
}

}  // namespace

wire::Bytes encode_status(const p2p::Status& status) {
  List list;
  list.add_number(status.protocol.version).add_number(status.network_id);
  list.add_number(status.total_difficulty).add(status.head.span()).add(status.genesis.span());
  if (has_fork(status.protocol))
    list.add_list(List().add(status.fork.hash).add_number(status.fork.next));
  return list.encode();
}

Result<p2p::Status> decode_status(ByteSpan payload, p2p::Capability protocol) {
  const auto list = View::parse(payload);
  if (!list) return list.error();
  const auto fields = list->items(has_fork(protocol) ? 6 : 5);
  if (!fields) return fields.error();
  auto status = common_fields(*fields, protocol);
  if (!status || !has_fork(protocol)) return status;
  const auto fork = fork_of(fields->back());
  if (!fork) return fork.error();
  status->fork = *fork;
  return status;
}

std::optional<p2p::Cause> accept_status(const p2p::LocalChain& local, p2p::Capability protocol,
                                        std::uint64_t code, ByteSpan payload, p2p::Status& remote) {
  if (code != 0) {
    return p2p::Cause{.kind = p2p::CauseKind::no_status,
                      .reason = {},
                      .detail = fmt::format("first msg has code {:x} (!= 0)", code)};
  }
  if (payload.size() > max_protocol_message) {
    return refused(fmt::format("Message too long - {} > {}", payload.size(), max_protocol_message));
  }
  const auto status = decode_status(payload, protocol);
  if (!status) return refused("Invalid message - " + status.error().what);
  remote = *status;
  return p2p::check_status(local, protocol, remote);
}

}  // namespace seatrial::devp2p
