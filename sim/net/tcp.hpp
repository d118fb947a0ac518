// SPDX-License-Identifier: Apache-2.0
// Tcp: all connections of a world, as the kernels at both ends would run them: SYN with its
// retransmissions, refusal, silence, an in-order stream of segments that waits out a cut with
// doubling timeouts, FIN and RST. It moves opaque payload handles and knows no protocol above it.
// A segment that gets through costs one event; acknowledgements are implied. Windows and congestion
// control are not modelled: peers exchange a few small messages a second. What a stream without
// trouble needs for one more segment is a Lane; where anything is unusual the lane is shut, and the
// long way finds out what becomes of the segment.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/core/engine.hpp"
#include "sim/net/path.hpp"
#include "sim/net/tap.hpp"
#include "sim/net/walk.hpp"

namespace seatrial::net {

/// Handle of a connection: dense while it lives, used again afterwards.
enum class TcpId : std::uint32_t { none = UINT32_MAX };

/// An end of a connection: 0 opened it, 1 accepted it.
enum class End : std::uint8_t { opener = 0, acceptor = 1 };

constexpr End other(End end) {
  return end == End::opener ? End::acceptor : End::opener;
}

/// When a kernel sends again. SPEC law 10 (measured on Linux >= 6.5).
struct TcpSettings {
  /// Times after the first SYN; older kernels: 1, 3, 7 s.
  std::vector<Duration> syn_retries = {seconds(1), seconds(2), seconds(3), seconds(4),
                                       seconds(5), seconds(7), seconds(11)};
  Duration rto_least = milliseconds(200);
  Duration rto_most = seconds(120);
  /// How often a closed socket sends the same again before its kernel forgets it
  /// (Linux: tcp_orphan_retries, 0 there means 8).
  int orphan_retries = 8;
};

/// How a dial failed.
enum class DialFailure : std::uint8_t { refused, unreachable, timed_out };

/// How a connection ended for the other end.
enum class CloseKind : std::uint8_t { eof, reset };

/// What Tcp tells its user, in the order in which it happened.
struct TcpUpcall {
  enum class Kind : std::uint8_t { connected, dial_failed, accepted, received, closed };
  Kind kind = Kind::connected;
  TcpId connection = TcpId::none;
  End end = End::opener;      ///< whom it concerns
  DialFailure failure{};      ///< of dial_failed
  Disposition disposition{};  ///< of dial_failed: the fate of the last SYN, or of its answer
  CloseKind close{};          ///< of closed
  std::uint32_t payload = 0;  ///< of received
};

/// All connections of a world.
class Tcp {
 public:
  /// Events are scheduled with make_target(event_kind, …) and must be handed back to on_event.
  Tcp(Network& network, Engine& engine, std::uint8_t event_kind);

  /// Starts to connect. Ends in one upcall: connected, or dial_failed after `timeout` at most; in
  /// none if it is closed before. Handles are used again: one is dead after dial_failed, and after
  /// both ends were closed; who gets the upcall `closed` closes that end before it opens another.
  TcpId open(StackId from, Endpoint to, Duration timeout);
  /// Hands over one message of `bytes`; it arrives whole and in order, or the connection closes and
  /// the payload is dropped. What became of the last packet that was tried, if the message did not
  /// get through at once and waits for a retransmission.
  std::optional<Disposition> send(TcpId connection, End end, std::uint32_t payload,
                                  std::uint32_t bytes);
  /// This end is done: what was sent still arrives, then the other end sees the close.
  void close(TcpId connection, End end);
  /// send() for one message to many connections: `payload` travels as the cargo of its event, so
  /// that those that arrive together take 8 bytes each.
  std::optional<Disposition> send_copy(TcpId connection, End end, std::uint32_t payload,
                                       std::uint32_t bytes);
  /// The process on this stack died: its kernel closes every connection.
  void close_all(StackId stack);

  /// Whoever is told of each packet from now on; null: nobody.
  void set_tap(Tap* tap) { tap_ = tap; }

  /// Runs one of Tcp's own events.
  void on_event(const Event& event);
  /// The same for an event with cargo: the end that has received it, if nothing else happened.
  /// Otherwise what happened is among the upcalls and the dropped payloads.
  struct Arrival {
    TcpId connection = TcpId::none;
    End end = End::opener;
  };
  std::optional<Arrival> copy_arrives(const Event& event, std::uint32_t payload);
  /// Whom an event with cargo is for. Call it well before: it gets the memory ready, too.
  Arrival expect_copy(std::uint32_t target, std::uint32_t data) const;
  /// What has happened since the last call; the caller empties it.
  std::vector<TcpUpcall>& upcalls() { return upcalls_; }

  /// Payloads that will never arrive; the caller frees and empties them.
  std::vector<std::uint32_t>& dropped_payloads() { return dropped_payloads_; }

  /// The address of the far end as this end sees it (after every translation).
  Endpoint remote(TcpId connection, End end) const;
  /// The address of an end as that end sees it.
  Endpoint local(TcpId connection, End end) const;
  /// The stack of an end; none for an acceptor that was not reached.
  StackId stack(TcpId connection, End end) const;
  std::size_t open_connections() const { return live_; }

  TcpSettings settings;

 private:
  enum class Step : std::uint8_t {
    dial_timer,
    syn_arrives,
    syn_ack_arrives,
    segment_arrives,
    resend,
    reset_arrives
  };
  enum class SegmentKind : std::uint8_t { ack, data, fin };
  static PacketKind packet_kind(SegmentKind kind);
  struct Segment {
    std::uint32_t payload = 0;
    std::uint32_t bytes = 0;
    SegmentKind kind = SegmentKind::data;
  };
  /// First in, first out in one allocation of at most about twice what waits at once.
  struct Fifo {
    std::vector<Segment> items;
    std::size_t head = 0;
    bool empty() const { return head == items.size(); }
    void push(Segment segment) { items.push_back(segment); }
    Segment pop();
    const Segment& front() const { return items[head]; }
  };
  struct Half {
    StackId stack = StackId::none;
    FiveTuple tuple;  ///< as this end sends it
    Path path;
    Fifo in_flight;  ///< on the way to the other end, but for the copies
    Fifo waiting;    ///< lost or behind a lost one; resent by the timer
    Duration rto;
    Disposition fate = Disposition::delivered;  ///< of the last packet that was tried
    int resends = 0;  ///< in vain, since the last segment that got through
    bool timer_set = false;
    bool up = false;      ///< the socket exists
    bool closed = false;  ///< its process closed it
  };
  struct Connection {
    std::array<Half, 2> halves;
    std::uint64_t serial = 0;  ///< of all connections ever opened
    std::uint16_t generation = 0;
    std::uint8_t syn_attempt = 0;
    bool live = false;
    bool opening = false;
    Instant opened;
    Instant give_up;                            ///< when an unanswered dial fails
    Disposition fate = Disposition::delivered;  ///< of the last SYN, or of its answer
  };

  /// One direction of a connection: what its segments need while nothing is unusual.
  struct Lane {
    Instant last_arrival;
    Instant active;            ///< when the last packet got through
    Duration delay;            ///< while it is open
    std::uint32_t epoch = 0;   ///< of the network for which it is open; 0: shut
    std::uint32_t copies = 0;  ///< on their way
    std::uint16_t generation = 0;
    bool taken = false;  ///< the far end reads what arrives
  };
  using Lanes = std::array<Lane, 2>;  ///< by the sending end

  Connection& at(TcpId id) { return connections_[static_cast<std::size_t>(id)]; }
  const Connection& at(TcpId id) const { return connections_[static_cast<std::size_t>(id)]; }
  static Half& half(Connection& c, End end) { return c.halves[static_cast<std::size_t>(end)]; }
  Lane& lane(TcpId id, End from) {
    return lanes_[static_cast<std::size_t>(id)][static_cast<std::size_t>(from)];
  }
  void schedule(Instant when, TcpId id, Step step, End end);
  void tap_sent(const Connection& c, End sender, PacketKind kind, const Path& path,
                Disposition fate, std::uint32_t payload = 0);
  void tap_arrived(const Connection& c, End sender, PacketKind kind, std::uint32_t payload = 0);
  void open_lane(TcpId id, End from);
  void stop_reading(TcpId id, End end);
  Instant active(TcpId id) const;
  void release(TcpId id);
  void release_if_done(TcpId id);
  void drop(const Segment& segment);
  void drop_all(Fifo& fifo);
  std::uint16_t next_port(StackId stack);

  void dial_timer(TcpId id);
  void send_syn(TcpId id);
  bool schedule_answer(TcpId id, const Path& path, End to);
  Transit answer_transit(const Path& path);
  void syn_arrives(TcpId id);
  void send_syn_ack(TcpId id);
  void syn_ack_arrives(TcpId id);
  void fail_dial(TcpId id, DialFailure failure);
  const Path& fresh_path(TcpId id, End from);
  std::optional<Disposition> transmit(TcpId id, End from, Segment segment);
  bool try_transmit(TcpId id, End from, const Segment& segment);
  void set_timer(TcpId id, End end);
  void resend(TcpId id, End end);
  void segment_arrives(TcpId id, End from);
  void send_reset(TcpId id, End to);
  void reset_arrives(TcpId id, End end);

  Network& network_;
  Engine& engine_;
  std::uint8_t event_kind_;
  std::vector<Connection> connections_;
  std::vector<Lanes> lanes_;  ///< by TcpId
  std::vector<TcpId> free_;
  std::vector<std::uint16_t> next_ports_;  ///< by StackId
  std::vector<TcpUpcall> upcalls_;
  std::vector<std::uint32_t> dropped_payloads_;
  Rng endpoint_choice_;
  std::size_t live_ = 0;
  std::uint64_t opened_ = 0;
  Tap* tap_ = nullptr;
};

}  // namespace seatrial::net
