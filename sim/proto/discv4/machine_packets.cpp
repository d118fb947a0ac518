// SPDX-License-Identifier: Apache-2.0
// Machine: what comes in, what is answered, and what is dropped without a word.
#include <algorithm>

#include "sim/proto/discv4/machine.hpp"
#include "sim/proto/discv4/relay_check.hpp"
#include "sim/wire/node_record.hpp"

namespace seatrial::discv4 {

namespace {

/// More than this a remote cannot make us remember without proving an address.
constexpr std::size_t kMostKnown = 16 * 1024;

Endpoint endpoint_of(const Address& address, std::uint16_t tcp = 0) {
  return {address.ip, address.port, tcp};
}

Neighbor neighbor_of(const Node& node) {
  return {{node.ip, node.udp, node.tcp}, node.key};
}

/// A node that a sender tells of, unless it cannot be believed. // SPEC goquorum 5.3, 5.5
std::optional<Node> node_of(const Address& sender, const Neighbor& told) {
  if (check_relayed_node(sender.ip, told.endpoint.ip, told.endpoint.udp)) return std::nullopt;
  if (!wire::is_on_curve(told.key)) return std::nullopt;
  Node node;
  node.id = wire::node_id(told.key);
  node.key = told.key;
  node.ip = told.endpoint.ip;
  node.udp = told.endpoint.udp;
  node.tcp = told.endpoint.tcp;
  return node;
}

}  // namespace

std::uint64_t Machine::expiration(Instant now) const {
  return config_.clock + static_cast<std::uint64_t>(now.since_start().ns() / 1'000'000'000) +
         packet_lifetime;
}

bool Machine::expired(Instant now, const Packet& packet) const {
  if (std::holds_alternative<EnrResponse>(packet)) return false;
  return expiration_of(packet) + packet_lifetime < expiration(now);
}

Bytes Machine::send(const Address& to, const Packet& packet, Outbox& out) const {
  Bytes datagram = encode_packet(packet, config_.key.secret);
  out.add(SendTo{to, datagram});
  return datagram;
}

Hash32 Machine::send_ping(Instant now, const Address& to, Outbox& out) const {
  const Ping ping{4, endpoint_of(config_.endpoint, config_.tcp), endpoint_of(to), expiration(now),
                  1};
  return packet_hash(send(to, ping, out));
}

Machine::Acquaintance& Machine::known(const wire::NodeId& id, const wire::Bytes& ip) {
  if (known_.size() >= kMostKnown)
    std::erase_if(known_, [](const auto& one) { return !one.second.pong; });
  return known_[{id, ip}];
}

void Machine::on_datagram(Instant now, const Address& from, wire::ByteSpan bytes, Outbox& out) {
  const auto got = decode_packet(bytes);
  if (!got || expired(now, got->packet) || got->from == config_.key.open) return;
  if (const auto* ping = std::get_if<Ping>(&got->packet)) on_ping(now, from, *got, *ping, out);
  if (const auto* pong = std::get_if<Pong>(&got->packet)) on_pong(now, from, *got, *pong, out);
  if (const auto* asked = std::get_if<FindNode>(&got->packet))
    on_find_node(now, from, *got, *asked, out);
  if (const auto* told = std::get_if<Neighbors>(&got->packet))
    on_neighbors(now, from, *got, *told, out);
  if (std::holds_alternative<EnrRequest>(got->packet)) on_record_request(now, from, *got, out);
  if (const auto* told = std::get_if<EnrResponse>(&got->packet))
    on_record(now, from, *got, *told, out);
  wake(now, out);
}

// SPEC goquorum 5.2, 5.3: the address is where it came from; of what it claims only the TCP port
// is used.
void Machine::on_ping(Instant now, const Address& from, const Received& got, const Ping& ping,
                      Outbox& out) {
  send(from, Pong{endpoint_of(from), got.hash, expiration(now), 1}, out);
  Node node;
  node.id = wire::node_id(got.from);
  node.key = got.from;
  node.ip = from.ip;
  node.udp = from.port;
  node.tcp = ping.from.tcp;
  const bool proved = bonded(now, node.id, from.ip);
  known(node.id, from.ip).ping = now;
  if (proved) {
    if (refreshed_) table_.add_verified(std::move(node), now);
    return;
  }
  Question question;
  question.purpose = Purpose::ping_back;
  question.node = std::move(node);
  ask(now, std::move(question), out);
}

void Machine::on_pong(Instant now, const Address& from, const Received& got, const Pong& pong,
                      Outbox& out) {
  const wire::NodeId id = wire::node_id(got.from);
  const auto place = std::ranges::find_if(questions_, [&](const Question& question) {
    return question.stage == Stage::proving && question.token == pong.ping_hash &&
           question.node.id == id && question.node.ip == from.ip;
  });
  if (place == questions_.end()) return;  // "unsolicited reply"
  known(id, from.ip).pong = now;
  place->seq = pong.enr_seq;
  const auto index = static_cast<std::size_t>(place - questions_.begin());
  if (place->goal == Goal::pong) return end(now, index, true, out);
  place->stage = Stage::pausing;
  place->until = now + reply_timeout;
}

void Machine::on_find_node(Instant now, const Address& from, const Received& got,
                           const FindNode& asked, Outbox& out) {
  if (!bonded(now, wire::node_id(got.from), from.ip)) return;  // "unknown node"
  std::vector<Neighbor> told;
  for (const Node& node : table_.closest(wire::node_id(asked.target), bucket_size, true))
    if (!check_relay_ip(from.ip, node.ip)) told.push_back(neighbor_of(node));
  std::size_t done = 0;
  do {  // SPEC goquorum 5.6: an empty one if there is nobody to tell of
    const std::size_t size = std::min(max_neighbors, told.size() - done);
    const auto begin = told.begin() + static_cast<std::ptrdiff_t>(done);
    send(from, Neighbors{{begin, begin + static_cast<std::ptrdiff_t>(size)}, expiration(now)}, out);
    done += size;
  } while (done < told.size());
}

void Machine::on_neighbors(Instant now, const Address& from, const Received& got,
                           const Neighbors& told, Outbox& out) {
  const wire::NodeId id = wire::node_id(got.from);
  for (std::size_t i = questions_.size(); i-- > 0;) {
    if (i >= questions_.size()) continue;
    Question& question = questions_[i];
    if (question.stage != Stage::asking || question.goal != Goal::neighbors ||
        question.node.id != id || question.node.ip != from.ip)
      continue;
    question.received += told.nodes.size();
    for (const Neighbor& neighbor : told.nodes)
      if (auto node = node_of(from, neighbor)) question.nodes.push_back(*std::move(node));
    // Fewer than 16 are waited for until the time is over. // SPEC goquorum 5.6
    if (question.received >= bucket_size) end(now, i, true, out);
  }
}

void Machine::on_record_request(Instant now, const Address& from, const Received& got,
                                Outbox& out) {
  if (bonded(now, wire::node_id(got.from), from.ip))
    send(from, EnrResponse{got.hash, record_}, out);
}

// SPEC goquorum 5.3, 5.4
void Machine::on_record(Instant now, const Address& from, const Received& got,
                        const EnrResponse& told, Outbox& out) {
  const wire::NodeId id = wire::node_id(got.from);
  const auto place = std::ranges::find_if(questions_, [&](const Question& question) {
    return question.stage == Stage::asking && question.goal == Goal::record &&
           question.token == told.request_hash && question.node.id == id &&
           question.node.ip == from.ip;
  });
  if (place == questions_.end()) return;
  const auto index = static_cast<std::size_t>(place - questions_.begin());
  const auto record = wire::decode_record(told.record);
  const auto key = record ? record->key() : Result<wire::PublicKey>(record.error());
  if (!key || *key != got.from) return end(now, index, false, out);
  if (record->seq < place->node.seq) return end(now, index, true, out);
  if (check_relay_ip(from.ip, record->ip())) return end(now, index, false, out);
  place->node.ip = record->ip();
  place->node.udp = record->udp();
  place->node.tcp = record->tcp();
  place->node.seq = record->seq;
  end(now, index, true, out);
}

}  // namespace seatrial::discv4
