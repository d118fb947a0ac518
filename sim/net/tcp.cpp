// SPDX-License-Identifier: Apache-2.0
#include "sim/net/tcp.hpp"

#include <algorithm>

#include "sim/core/fetch_ahead.hpp"

namespace seatrial::net {

namespace {

constexpr std::uint32_t control_bytes = 60;  // an IPv4 and a TCP header with options

// An event's data: step, end and the generation of the connection that it was meant for.
constexpr std::uint32_t encode(std::uint32_t step, std::uint32_t end, std::uint16_t generation) {
  return step << 20 | end << 16 | generation;
}

}  // namespace

PacketKind Tcp::packet_kind(SegmentKind kind) {
  if (kind == SegmentKind::data) return PacketKind::data;
  return kind == SegmentKind::fin ? PacketKind::fin : PacketKind::ack;
}

Tcp::Segment Tcp::Fifo::pop() {
  const Segment segment = items[head++];
  // What was taken goes when it is half of the whole, so that a line that never runs dry stays
  // small.
  if (head * 2 >= items.size()) {
    items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(head));
    head = 0;
  }
  return segment;
}

Tcp::Tcp(Network& network, Engine& engine, std::uint8_t event_kind)
    : network_(network),
      engine_(engine),
      event_kind_(event_kind),
      endpoint_choice_(Rng::stream(network.seed(), "kube-proxy.endpoint", 0)) {}

void Tcp::schedule(Instant when, TcpId id, Step step, End end) {
  engine_.schedule(
      when, make_target(event_kind_, static_cast<std::uint32_t>(id)),
      encode(static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(end), at(id).generation));
}

void Tcp::on_event(const Event& event) {
  const auto id = TcpId(target_index(event.target));
  const Connection& c = at(id);
  if (!c.live || c.generation != static_cast<std::uint16_t>(event.data)) return;
  const auto end = End((event.data >> 16) & 1);
  switch (Step(event.data >> 20)) {
    case Step::dial_timer:
      return dial_timer(id);
    case Step::syn_arrives:
      return syn_arrives(id);
    case Step::syn_ack_arrives:
      return syn_ack_arrives(id);
    case Step::segment_arrives:
      return segment_arrives(id, end);
    case Step::resend:
      return resend(id, end);
    case Step::reset_arrives:
      return reset_arrives(id, end);
  }
}

// --- the tap ----------------------------------------------------------------------------------

void Tcp::tap_sent(const Connection& c, End sender, PacketKind kind, const Path& path,
                   Disposition fate, std::uint32_t payload) {
  if (tap_ == nullptr) return;
  const Half& half = c.halves[static_cast<std::size_t>(sender)];
  tap_->on_packet({engine_.now(), half.stack, true, kind, half.tuple, half.stack, half.tuple,
                   c.serial, static_cast<std::uint8_t>(sender), payload, fate, path.at});
}

void Tcp::tap_arrived(const Connection& c, End sender, PacketKind kind, std::uint32_t payload) {
  if (tap_ == nullptr) return;
  const Half& from = c.halves[static_cast<std::size_t>(sender)];
  const Half& to = c.halves[static_cast<std::size_t>(other(sender))];
  const FiveTuple seen =
      kind == PacketKind::unreachable ? to.tuple : to.tuple.reversed();  // that of the SYN
  tap_->on_packet({engine_.now(), to.stack, false, kind, seen, from.stack, from.tuple, c.serial,
                   static_cast<std::uint8_t>(sender), payload, Disposition::delivered, to.stack});
}

std::uint16_t Tcp::next_port(StackId stack) {
  const auto index = static_cast<std::size_t>(stack);
  if (next_ports_.size() <= index) next_ports_.resize(index + 1, 32768);
  std::uint16_t& port = next_ports_[index];
  port = port >= 60999 ? std::uint16_t{32768} : static_cast<std::uint16_t>(port + 1);
  return port;
}

TcpId Tcp::open(StackId from, Endpoint to, Duration timeout) {
  TcpId id;
  if (free_.empty()) {
    id = TcpId(static_cast<std::uint32_t>(connections_.size()));
    connections_.emplace_back();
    lanes_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  Connection& c = at(id);
  const auto generation = static_cast<std::uint16_t>(c.generation + 1);
  c = Connection{};
  c.generation = generation;
  c.live = c.opening = true;
  c.serial = opened_++;
  ++live_;
  Half& opener = half(c, End::opener);
  opener.stack = from;
  opener.up = true;
  lanes_[static_cast<std::size_t>(id)] = Lanes{};
  for (Lane& way : lanes_[static_cast<std::size_t>(id)]) way.generation = generation;
  lane(id, End::acceptor).taken = true;
  opener.tuple = {Protocol::tcp, {network_.stack(from).address, next_port(from)}, to};
  c.opened = engine_.now();
  c.give_up = c.opened + timeout;
  schedule(engine_.now(), id, Step::dial_timer, End::opener);
  return id;
}

void Tcp::release(TcpId id) {
  Connection& c = at(id);
  for (Half& end : c.halves) {
    drop_all(end.in_flight);
    drop_all(end.waiting);
  }
  c.live = false;
  // Copies that are still under way find that they are not meant for what comes next.
  for (Lane& way : lanes_[static_cast<std::size_t>(id)]) {
    way = Lane{};
    way.generation = static_cast<std::uint16_t>(c.generation + 1);
  }
  free_.push_back(id);
  --live_;
}

void Tcp::drop(const Segment& segment) {
  if (segment.kind == SegmentKind::data) dropped_payloads_.push_back(segment.payload);
}

void Tcp::drop_all(Fifo& fifo) {
  while (!fifo.empty()) drop(fifo.pop());
}

// --- connecting -------------------------------------------------------------------------------

// One timer a dial: it sends the next SYN, or gives up. An open connection leaves one such event
// behind, which does nothing.
void Tcp::dial_timer(TcpId id) {
  const Connection& c = at(id);
  if (!c.opening) return;
  if (engine_.now() >= c.give_up) return fail_dial(id, DialFailure::timed_out);
  send_syn(id);
}

void Tcp::send_syn(TcpId id) {
  Connection& c = at(id);
  Half& opener = half(c, End::opener);
  const WalkContext context{engine_.now(), &endpoint_choice_, nullptr, false};
  opener.path = walk(network_, {opener.stack, opener.tuple, true}, context);
  const Transit transit = traverse(network_, opener.path, control_bytes, engine_.now());
  c.fate = transit.disposition;
  tap_sent(c, End::opener, PacketKind::syn, opener.path, c.fate);
  if (transit.disposition == Disposition::delivered) {
    lane(id, End::opener).active = engine_.now();
    half(c, End::acceptor).stack = opener.path.at;
    half(c, End::acceptor).tuple = opener.path.seen.reversed();
    schedule(engine_.now() + transit.delay, id, Step::syn_arrives, End::acceptor);
  }
  Instant next = c.give_up;
  const bool answered = schedule_answer(id, opener.path, End::opener);
  if (!answered && c.syn_attempt < settings.syn_retries.size()) {
    next = std::min(next, c.opened + settings.syn_retries[c.syn_attempt++]);
  }
  schedule(next, id, Step::dial_timer, End::opener);
}

/// Whether somebody on the way answers a packet with an error, and that answer arrives.
bool Tcp::schedule_answer(TcpId id, const Path& path, End to) {
  if (answer_to(path.disposition) == Answer::none) return false;
  const Transit answer = answer_transit(path);
  if (answer.disposition != Disposition::delivered) {
    at(id).fate = answer.disposition;
    return false;
  }
  schedule(engine_.now() + answer.delay, id, Step::reset_arrives, to);
  return true;
}

/// There and back over the wans that the packet crossed, where either may be lost.
Transit Tcp::answer_transit(const Path& path) {
  Transit transit{Disposition::delivered, path.fixed * 2, false};
  for (const WanLeg& leg : path.wans) {
    Wan& wan = network_.use_wan(leg.wan);
    if (path.disposition == Disposition::link_rejected && &leg == &path.wans.back()) {
      transit.delay += wan.spec().latency * 2;  // this wan itself answers
      return transit;
    }
    const int back = 1 - leg.direction;
    for (const int direction : {leg.direction, back}) {
      Wan::Outcome outcome{wan.pass(direction, false), {}, false};
      if (outcome.disposition == Disposition::delivered) {
        outcome = wan.transmit(direction, control_bytes, engine_.now());
      }
      if (outcome.disposition != Disposition::delivered) return {outcome.disposition, {}, false};
      transit.delay += outcome.delay;
    }
  }
  return transit;
}

void Tcp::syn_arrives(TcpId id) {
  Connection& c = at(id);
  if (!c.opening) return;  // a SYN that was sent again while the answer was under way
  const Half& acceptor = half(c, End::acceptor);
  tap_arrived(c, End::opener, PacketKind::syn);
  if (!network_.stack(acceptor.stack).present ||
      !network_.listens(acceptor.stack, acceptor.tuple.src.port)) {
    c.fate = Disposition::port_closed;
    return send_reset(id, End::opener);
  }
  send_syn_ack(id);
}

void Tcp::send_syn_ack(TcpId id) {
  Connection& c = at(id);
  const Transit transit =
      traverse(network_, fresh_path(id, End::acceptor), control_bytes, engine_.now());
  c.fate = transit.disposition;
  tap_sent(c, End::acceptor, PacketKind::syn_ack, half(c, End::acceptor).path, c.fate);
  // A lost SYN-ACK is mended by the opener's next SYN.
  if (transit.disposition != Disposition::delivered) return;
  lane(id, End::acceptor).active = engine_.now();
  schedule(engine_.now() + transit.delay, id, Step::syn_ack_arrives, End::opener);
}

void Tcp::syn_ack_arrives(TcpId id) {
  Connection& c = at(id);
  if (!c.opening) return;
  c.opening = false;
  tap_arrived(c, End::acceptor, PacketKind::syn_ack);
  upcalls_.push_back({TcpUpcall::Kind::connected, id, End::opener, {}, {}, {}, 0});
  transmit(id, End::opener, {0, control_bytes, SegmentKind::ack});
}

void Tcp::fail_dial(TcpId id, DialFailure failure) {
  upcalls_.push_back({TcpUpcall::Kind::dial_failed, id, End::opener, failure, at(id).fate, {}, 0});
  release(id);
}

// --- the stream -------------------------------------------------------------------------------

/// When the last packet of either end got through.
Instant Tcp::active(TcpId id) const {
  const Lanes& lanes = lanes_[static_cast<std::size_t>(id)];
  return std::max(lanes[0].active, lanes[1].active);
}

const Path& Tcp::fresh_path(TcpId id, End from) {
  Half& sender = half(at(id), from);
  // Packets on a compiled path are not seen by a load balancer's timer: after a silence ask it.
  const bool perhaps_forgotten =
      sender.path.idle != Duration() && engine_.now() - active(id) >= sender.path.idle;
  if (sender.path.epoch != network_.epoch() || perhaps_forgotten) {
    sender.path = walk(network_, {sender.stack, sender.tuple, false, active(id)},
                       {engine_.now(), &endpoint_choice_, nullptr, false});
  }
  return sender.path;
}

std::optional<Disposition> Tcp::send(TcpId id, End end, std::uint32_t payload,
                                     std::uint32_t bytes) {
  Connection& c = at(id);
  const Segment segment{payload, bytes, SegmentKind::data};
  if (!c.live || !half(c, end).up || c.opening || half(c, end).closed) {
    drop(segment);
    return std::nullopt;
  }
  return transmit(id, end, segment);
}

std::optional<Disposition> Tcp::send_copy(TcpId id, End end, std::uint32_t payload,
                                          std::uint32_t bytes) {
  Lane& way = lane(id, end);
  if (way.epoch != network_.epoch() || tap_ != nullptr) return send(id, end, payload, bytes);
  way.active = engine_.now();
  way.last_arrival = std::max(way.active + way.delay, way.last_arrival);
  ++way.copies;
  engine_.schedule_with(payload, way.last_arrival,
                        make_target(event_kind_, static_cast<std::uint32_t>(id)),
                        encode(static_cast<std::uint32_t>(Step::segment_arrives),
                               static_cast<std::uint32_t>(end), way.generation));
  return std::nullopt;
}

/// After a segment got through: whether the next one may take the lane.
void Tcp::open_lane(TcpId id, End from) {
  const Half& sender = half(at(id), from);
  if (sender.closed || !sender.up || at(id).opening) return;
  const auto delay = steady_delay(network_, sender.path);
  if (!delay) return;
  lane(id, from).delay = *delay;
  lane(id, from).epoch = network_.epoch();
}

std::optional<Disposition> Tcp::transmit(TcpId id, End from, Segment segment) {
  Half& sender = half(at(id), from);
  if (sender.waiting.empty() && try_transmit(id, from, segment)) return std::nullopt;
  const Disposition fate = sender.fate;
  sender.waiting.push(segment);
  set_timer(id, from);
  return fate;
}

bool Tcp::try_transmit(TcpId id, End from, const Segment& segment) {
  Half& sender = half(at(id), from);
  Lane& way = lane(id, from);
  way.epoch = 0;
  if (!network_.stack(sender.stack).present) {  // its pod is gone, and says no more
    sender.fate = Disposition::no_route;
    return false;
  }
  const Path& path = fresh_path(id, from);
  const Transit transit = traverse(network_, path, segment.bytes + control_bytes, engine_.now());
  sender.fate = transit.disposition;
  tap_sent(at(id), from, packet_kind(segment.kind), path, sender.fate, segment.payload);
  // A host that knows no such flow resets it. A host or line out of reach is no reason to give up.
  if (transit.disposition == Disposition::nat_missing) schedule_answer(id, path, from);
  if (transit.disposition != Disposition::delivered) return false;
  way.last_arrival = std::max(engine_.now() + transit.delay, way.last_arrival);
  way.active = engine_.now();
  sender.rto = Duration();
  sender.resends = 0;
  sender.in_flight.push(segment);
  schedule(way.last_arrival, id, Step::segment_arrives, from);
  open_lane(id, from);
  return true;
}

void Tcp::set_timer(TcpId id, End end) {
  Half& sender = half(at(id), end);
  if (sender.timer_set) return;
  // RFC 6298 with Linux's least variance: round trip + 200 ms, doubling. SPEC law 10.
  if (sender.rto == Duration()) {
    Duration round_trip = sender.path.fixed * 2;
    for (const WanLeg& leg : sender.path.wans) {
      round_trip += network_.wan(leg.wan).spec().latency * 2;
    }
    sender.rto = round_trip + settings.rto_least;
  }
  sender.timer_set = true;
  schedule(engine_.now() + sender.rto, id, Step::resend, end);
}

void Tcp::resend(TcpId id, End end) {
  Half& sender = half(at(id), end);
  sender.timer_set = false;
  const Duration rto = sender.rto;
  // Once one segment is through, its acknowledgement releases the rest.
  while (!sender.waiting.empty() && try_transmit(id, end, sender.waiting.front())) {
    sender.waiting.pop();
  }
  if (sender.closed && ++sender.resends > settings.orphan_retries) drop_all(sender.waiting);
  if (sender.waiting.empty()) return release_if_done(id);
  if (sender.rto == rto) sender.rto = std::min(rto * 2, settings.rto_most);
  set_timer(id, end);
}

void Tcp::segment_arrives(TcpId id, End from) {
  Connection& c = at(id);
  const End to = other(from);
  Half& receiver = half(c, to);
  const Segment segment = half(c, from).in_flight.pop();
  tap_arrived(c, from, packet_kind(segment.kind), segment.payload);
  if (segment.kind == SegmentKind::ack) {
    if (!network_.stack(receiver.stack).present ||
        !network_.listens(receiver.stack, receiver.tuple.src.port)) {
      return send_reset(id, from);
    }
    receiver.up = true;
    lane(id, from).taken = true;
    upcalls_.push_back({TcpUpcall::Kind::accepted, id, to, {}, {}, {}, 0});
    return;
  }
  if (receiver.closed || !receiver.up) {
    drop(segment);
    if (segment.kind == SegmentKind::data) send_reset(id, from);
    return release_if_done(id);
  }
  if (segment.kind == SegmentKind::data) {
    upcalls_.push_back({TcpUpcall::Kind::received, id, to, {}, {}, {}, segment.payload});
    return;
  }
  upcalls_.push_back({TcpUpcall::Kind::closed, id, to, {}, {}, CloseKind::eof, 0});
}

std::optional<Tcp::Arrival> Tcp::copy_arrives(const Event& event, std::uint32_t payload) {
  const auto id = TcpId(target_index(event.target));
  const auto from = End((event.data >> 16) & 1);
  Lane& way = lane(id, from);
  if (way.generation == static_cast<std::uint16_t>(event.data)) {
    --way.copies;
    if (way.taken) return Arrival{id, other(from)};
    send_reset(id, from);
    release_if_done(id);
  }
  dropped_payloads_.push_back(payload);
  return std::nullopt;
}

Tcp::Arrival Tcp::expect_copy(std::uint32_t target, std::uint32_t data) const {
  const auto id = TcpId(target_index(target));
  const auto from = End((data >> 16) & 1);
  fetch_ahead(&lanes_[static_cast<std::size_t>(id)][static_cast<std::size_t>(from)]);
  return {id, other(from)};
}

/// The process of this end has closed it, or was told that it is gone.
void Tcp::stop_reading(TcpId id, End end) {
  half(at(id), end).closed = true;
  lane(id, end).epoch = 0;
  lane(id, other(end)).taken = false;
}

void Tcp::close(TcpId id, End end) {
  Connection& c = at(id);
  if (!c.live || half(c, end).closed) return;
  if (c.opening) return release(id);
  stop_reading(id, end);
  transmit(id, end, {0, 0, SegmentKind::fin});
  release_if_done(id);
}

void Tcp::release_if_done(TcpId id) {
  Connection& c = at(id);
  const auto done = [&](End end) {
    const Half& h = half(c, end);
    return h.closed && h.in_flight.empty() && h.waiting.empty() && lane(id, end).copies == 0;
  };
  const bool never_accepted = !half(c, End::acceptor).up;
  if (done(End::opener) && (never_accepted || done(End::acceptor))) release(id);
}

void Tcp::close_all(StackId stack) {
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    if (!connections_[i].live) continue;
    for (const End end : {End::opener, End::acceptor}) {
      const auto id = TcpId(static_cast<std::uint32_t>(i));
      if (connections_[i].live && half(at(id), end).up && half(at(id), end).stack == stack) {
        close(id, end);
      }
    }
  }
}

// --- resets -----------------------------------------------------------------------------------

void Tcp::send_reset(TcpId id, End to) {
  Connection& c = at(id);
  const End from = other(to);
  const Path& path = fresh_path(id, from);
  const Transit transit = traverse(network_, path, control_bytes, engine_.now());
  tap_sent(c, from, PacketKind::rst, path, transit.disposition);
  if (transit.disposition != Disposition::delivered) {
    if (c.opening) c.fate = transit.disposition;
    return;
  }
  schedule(engine_.now() + transit.delay, id, Step::reset_arrives, to);
}

void Tcp::reset_arrives(TcpId id, End end) {
  Connection& c = at(id);
  if (end == End::opener && c.opening) {
    const bool unreachable = answer_to(c.fate) == Answer::unreachable;
    tap_arrived(c, End::acceptor, unreachable ? PacketKind::unreachable : PacketKind::rst);
    return fail_dial(id, unreachable ? DialFailure::unreachable : DialFailure::refused);
  }
  Half& hit = half(c, end);
  if (!hit.up) return;
  tap_arrived(c, other(end), PacketKind::rst);
  if (!hit.closed) {
    upcalls_.push_back({TcpUpcall::Kind::closed, id, end, {}, {}, CloseKind::reset, 0});
  }
  stop_reading(id, end);
  drop_all(hit.waiting);
  // A reset ends both ends: nothing that is still on the way matters.
  if (half(c, other(end)).closed || !half(c, other(end)).up) release(id);
}

Endpoint Tcp::remote(TcpId id, End end) const {
  return at(id).halves[static_cast<std::size_t>(end)].tuple.dst;
}

Endpoint Tcp::local(TcpId id, End end) const {
  return at(id).halves[static_cast<std::size_t>(end)].tuple.src;
}

StackId Tcp::stack(TcpId id, End end) const {
  return at(id).halves[static_cast<std::size_t>(end)].stack;
}

}  // namespace seatrial::net
