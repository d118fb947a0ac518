// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/discv4/packet.hpp"

#include <algorithm>

#include "sim/wire/keccak.hpp"
#include "sim/wire/rlp.hpp"

namespace seatrial::discv4 {

using wire::rlp::List;
using wire::rlp::View;

namespace {

constexpr std::size_t kHash = 32;
constexpr std::size_t kSignature = 65;
constexpr std::size_t kHead = kHash + kSignature;  // SPEC goquorum 5.1

/// Reads fields in their order; after an error the rest reads as empty.
class Fields {
 public:
  explicit Fields(std::vector<View> fields) : fields_(std::move(fields)) {}

  std::uint64_t number() { return take(next().number()); }
  template <class Fixed>
  Fixed fixed() {
    return take(next().template fixed<Fixed>());
  }
  Bytes string() {
    const ByteSpan bytes = take(next().string());
    return {bytes.begin(), bytes.end()};
  }
  Bytes encoded() {
    const ByteSpan bytes = next().encoded();
    return {bytes.begin(), bytes.end()};
  }
  std::uint16_t port() {
    const std::uint64_t value = number();
    if (value > 0xffff) note(Error{"", "input string too long for uint16", "a port"});
    return static_cast<std::uint16_t>(value & 0xffff);
  }
  Endpoint endpoint() {
    Endpoint out;
    const std::vector<View> items = take(next().items_at_least(3));
    if (items.empty()) return out;
    Fields inner(items);
    out.ip = inner.string();
    out.udp = inner.port();
    out.tcp = inner.port();
    if (inner.error_) note(*inner.error_);
    return out;
  }
  std::vector<View> list() { return take(next().items()); }
  /// A number that older peers leave out, and that may be anything in EIP-8's tail.
  std::uint64_t optional_number() {
    if (at_ == fields_.size()) return 0;
    const auto read = next().number();
    return read ? *read : 0;
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  const View& next() { return fields_[at_++]; }
  void note(Error error) {
    if (!error_) error_ = std::move(error);
  }
  template <class T>
  T take(const Result<T>& read) {
    if (read) return *read;
    note(read.error());
    return T{};
  }

  std::vector<View> fields_;
  std::size_t at_ = 0;
  std::optional<Error> error_;
};

List list_of(const Endpoint& endpoint) {
  return List().add(endpoint.ip).add_number(endpoint.udp).add_number(endpoint.tcp);
}

Bytes data_of(const Ping& ping) {
  List list;
  list.add_number(ping.version).add_list(list_of(ping.from)).add_list(list_of(ping.to));
  return list.add_number(ping.expiration).add_number(ping.enr_seq).encode();
}
Bytes data_of(const Pong& pong) {
  List list;
  list.add_list(list_of(pong.to)).add(pong.ping_hash.span());
  return list.add_number(pong.expiration).add_number(pong.enr_seq).encode();
}
Bytes data_of(const FindNode& find) {
  return List().add(find.target.span()).add_number(find.expiration).encode();
}
Bytes data_of(const Neighbors& neighbors) {
  List nodes;
  for (const Neighbor& node : neighbors.nodes)
    nodes.add_list(list_of(node.endpoint).add(node.key.span()));
  return List().add_list(nodes).add_number(neighbors.expiration).encode();
}
Bytes data_of(const EnrRequest& request) {
  return List().add_number(request.expiration).encode();
}
Bytes data_of(const EnrResponse& response) {
  return List().add(response.request_hash.span()).add_encoded(response.record).encode();
}

Ping read_ping(Fields& in) {
  Ping ping;
  ping.version = in.number();
  ping.from = in.endpoint();
  ping.to = in.endpoint();
  ping.expiration = in.number();
  ping.enr_seq = in.optional_number();
  return ping;
}
Pong read_pong(Fields& in) {
  Pong pong;
  pong.to = in.endpoint();
  pong.ping_hash = in.fixed<Hash32>();
  pong.expiration = in.number();
  pong.enr_seq = in.optional_number();
  return pong;
}
FindNode read_find(Fields& in) {
  FindNode find;
  find.target = in.fixed<PublicKey>();
  find.expiration = in.number();
  return find;
}

Result<Neighbor> read_neighbor(const View& view) {
  const auto items = view.items_at_least(4);
  if (!items) return items.error();
  Fields in(*items);
  Neighbor node;
  node.endpoint.ip = in.string();
  node.endpoint.udp = in.port();
  node.endpoint.tcp = in.port();
  node.key = in.fixed<PublicKey>();
  if (in.error()) return *in.error();
  return node;
}

Result<Packet> read_neighbors(Fields& in) {
  Neighbors neighbors;
  for (const View& view : in.list()) {
    auto node = read_neighbor(view);
    if (!node) return node.error();
    neighbors.nodes.push_back(std::move(*node));
  }
  neighbors.expiration = in.number();
  return Packet(std::move(neighbors));
}

constexpr std::size_t kLeastFields[] = {0, 4, 3, 2, 2, 1, 2};

Result<Packet> read_type(std::uint8_t type, Fields& in) {
  switch (type) {
    case 1:
      return Packet(read_ping(in));
    case 2:
      return Packet(read_pong(in));
    case 3:
      return Packet(read_find(in));
    case 4:
      return read_neighbors(in);
    case 5:
      return Packet(EnrRequest{in.number()});
    default: {
      const Hash32 hash = in.fixed<Hash32>();
      return Packet(EnrResponse{hash, in.encoded()});
    }
  }
}

Result<Packet> read_data(std::uint8_t type, ByteSpan data) {
  if (type == 0 || type >= std::size(kLeastFields))
    return Error{"", "unknown type: " + std::to_string(type), ""};
  const auto list = View::take(data);  // what follows is ignored. // EIP-8
  if (!list) return list.error();
  const auto items = list->items_at_least(kLeastFields[type]);
  if (!items) return items.error();
  Fields in(*items);
  auto packet = read_type(type, in);
  if (packet && in.error()) return *in.error();
  return packet;
}

}  // namespace

Bytes encode_packet(const Packet& packet, const wire::PrivateKey& key) {
  Bytes body = {static_cast<std::uint8_t>(packet.index() + 1)};
  wire::append(body, std::visit([](const auto& one) { return data_of(one); }, packet));
  const auto signature = wire::sign(key, wire::keccak256(body));
  Bytes signed_body = signature ? Bytes(signature->data.begin(), signature->data.end()) : Bytes();
  wire::append(signed_body, body);
  const Hash32 hash = wire::keccak256(signed_body);
  Bytes out(hash.data.begin(), hash.data.end());
  wire::append(out, signed_body);
  return out;
}

Result<Received> decode_packet(ByteSpan datagram) {
  if (datagram.size() < kHead + 1) return Error{"", "too small", "not a discovery packet"};
  // A longer one is cut by the reader's buffer, and then its hash is wrong. // SPEC goquorum 5.1
  datagram = datagram.first(std::min(datagram.size(), max_packet_size));
  const Hash32 hash = wire::keccak256(datagram.subspan(kHash));
  if (!std::equal(hash.data.begin(), hash.data.end(), datagram.begin()))
    return Error{"", "bad hash", "not a discovery packet, or changed on its way"};
  const ByteSpan body = datagram.subspan(kHead);
  const auto from = wire::recover(datagram.subspan(kHash, kSignature), wire::keccak256(body));
  if (!from) return from.error();
  auto packet = read_data(body[0], body.subspan(1));
  if (!packet) return packet.error();
  return Received{std::move(*packet), *from, hash};
}

Hash32 packet_hash(ByteSpan datagram) {
  return wire::copy_fixed<Hash32>(datagram.first(std::min(datagram.size(), kHash)));
}

std::uint64_t expiration_of(const Packet& packet) {
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { one.expiration; })
          return one.expiration;
        else
          return UINT64_MAX;
      },
      packet);
}

std::string_view name_of(const Packet& packet) {
  constexpr std::string_view names[] = {"PING/v4",      "PONG/v4",       "FINDNODE/v4",
                                        "NEIGHBORS/v4", "ENRREQUEST/v4", "ENRRESPONSE/v4"};
  return names[packet.index()];
}

}  // namespace seatrial::discv4
