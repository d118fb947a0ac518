// SPDX-License-Identifier: Apache-2.0
// Net: a few p2p servers with a virtual clock and a plain TCP between them: one delay for all, and
// for each direction whether connections are accepted, refused or dropped. It is what the laws of
// the p2p layer are tested on without Kubernetes or routes. Events of one instant keep the order in
// which they were scheduled, as the engine does.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <utility>
#include <vector>

#include "sim/core/ids.hpp"
#include "sim/proto/p2p/server.hpp"

namespace seatrial::p2p::testing {

/// What becomes of a SYN.
enum class Way { open, refused, dropped };

/// One observation with its time and place.
struct Noted {
  Instant at;
  NodeRef who{};
  Observed observed;
};

/// Servers whose NodeRef is their position.
class Net {
 public:
  explicit Net(Duration one_way) : one_way_(one_way) {}

  /// Adds a server; the source address is what the others see of its connections.
  NodeRef add(std::vector<NodeRef> static_nodes, std::uint32_t source_ip = 0x0a020001,
              const std::function<void(ServerConfig&)>& change = {}) {
    ServerConfig config;
    config.self = NodeRef{static_cast<std::uint32_t>(hosts_.size())};
    for (const NodeRef node : static_nodes)
      config.static_nodes.push_back({node, static_cast<std::uint32_t>(node)});
    if (change) change(config);
    hosts_.push_back(std::make_unique<Host>(Server(std::move(config)), source_ip));
    return hosts_.back()->server.config().self;
  }

  void start(NodeRef node, Instant at) {
    later(at, node, [this, node](Outbox& out) { server(node).start(now_, out); });
  }
  /// admin.addPeer at an instant.
  void add_static(NodeRef node, NodeRef peer, Instant at) {
    const StaticNode entry{peer, static_cast<std::uint32_t>(peer)};
    later(at, node, [=, this](Outbox& out) { server(node).add_static(now_, entry, out); });
  }
  void way(NodeRef from, NodeRef to, Way way) { ways_[{from, to}] = way; }
  /// From now on nothing arrives any more; connections stay as they are.
  void cut() { cut_ = true; }
  void heal() { cut_ = false; }

  /// Executes everything up to an instant.
  void run_to(Instant until) {
    while (!events_.empty() && events_.top().at <= until) step();
    now_ = until;
  }

  Server& server(NodeRef node) { return hosts_[index_of(node)]->server; }
  Instant now() const { return now_; }
  const std::vector<Noted>& log() const { return log_; }
  /// When the server saw something of a node; in order.
  std::vector<Instant> times(NodeRef who, Happening what, NodeRef node) const {
    std::vector<Instant> found;
    for (const Noted& noted : log_)
      if (noted.who == who && noted.observed.what == what && noted.observed.node == node)
        found.push_back(noted.at);
    return found;
  }
  /// Whether both ends hold the link for established.
  bool linked(NodeRef a, NodeRef b) { return server(a).established(b) && server(b).established(a); }

 private:
  struct Host {
    Host(Server s, std::uint32_t ip) : server(std::move(s)), source_ip(ip) {}
    Server server;
    std::uint32_t source_ip;
    Instant armed = Instant::never();
  };
  using Action = std::function<void(Outbox&)>;
  struct Event {
    Instant at;
    std::uint64_t order = 0;
    NodeRef who{};
    Action action;
    bool operator<(const Event& other) const {
      return std::pair(at, order) > std::pair(other.at, other.order);
    }
  };
  struct End {
    NodeRef owner{};
    ConnId other{};
  };

  void later(Instant at, NodeRef who, Action action) {
    events_.push({at, order_++, who, std::move(action)});
  }
  void step() {
    const Event event = events_.top();
    events_.pop();
    now_ = event.at;
    Outbox out;
    event.action(out);
    for (const Effect& effect : out.effects())
      std::visit([&](const auto& e) { carry_out(event.who, e); }, effect);
    rearm(event.who);
  }
  void rearm(NodeRef who) {
    Host& host = *hosts_[index_of(who)];
    const auto due = host.server.deadline();
    if (!due || *due >= host.armed) return;
    host.armed = *due;
    later(*due, who, [this, who](Outbox& out) {
      hosts_[index_of(who)]->armed = Instant::never();
      server(who).on_deadline(now_, out);
    });
  }

  void carry_out(NodeRef who, const Observed& observed) { log_.push_back({now_, who, observed}); }
  void carry_out(NodeRef, const Deliver&) {}
  void carry_out(NodeRef who, const Dial& dial) {
    const NodeRef to{dial.target};  // what listens there, whoever was meant
    const Way way = ways_.contains({who, to}) ? ways_[{who, to}] : Way::open;
    if (cut_ || way == Way::dropped)
      return fail(now_ + seconds(15), who, dial.dial, DialError::timeout);
    later(now_ + one_way_, to, [this, who, to, dial, way](Outbox&) {
      if (way == Way::refused || !server(to).running())
        return fail(now_ + one_way_, who, dial.dial, DialError::refused);
      connect(who, to, dial.dial);
    });
  }
  void fail(Instant at, NodeRef who, DialId dial, DialError error) {
    later(at, who, [=, this](Outbox& out) { server(who).dial_failed(now_, dial, error, out); });
  }
  void connect(NodeRef from, NodeRef to, DialId dial) {
    const ConnId here{next_conn_++};
    const ConnId there{next_conn_++};
    ends_[here] = {from, there};
    ends_[there] = {to, here};
    later(now_ + one_way_, from, [this, from, dial, here](Outbox& out) {
      server(from).dial_connected(now_, dial, here, out);
    });
    const std::uint32_t ip = hosts_[index_of(from)]->source_ip;
    later(now_ + 2 * one_way_, to,
          [this, to, there, ip](Outbox& out) { server(to).accepted(now_, there, ip, out); });
  }
  void carry_out(NodeRef, const Send& send) {
    if (cut_) return;
    const End end = ends_[send.conn];
    later(now_ + one_way_, ends_[end.other].owner,
          [this, to = end.other, message = send.message](Outbox& out) {
            server(ends_[to].owner).received(now_, to, message, out);
          });
  }
  void carry_out(NodeRef, const Close& close) {
    if (cut_) return;
    const ConnId to = ends_[close.conn].other;
    later(now_ + one_way_, ends_[to].owner, [this, to](Outbox& out) {
      server(ends_[to].owner).closed(now_, to, CloseReason::eof, out);
    });
  }

  Duration one_way_;
  Instant now_;
  bool cut_ = false;
  std::vector<std::unique_ptr<Host>> hosts_;
  std::map<std::pair<NodeRef, NodeRef>, Way> ways_;
  std::map<ConnId, End> ends_;
  std::priority_queue<Event> events_;
  std::uint64_t order_ = 0;
  std::uint32_t next_conn_ = 0;
  std::vector<Noted> log_;
};

/// Two servers, 0 and 1, that list each other, with the same start unless a test delays one.
struct Pair : Net {
  explicit Pair(Duration one_way) : Net(one_way), a(add({NodeRef{1}})), b(add({NodeRef{0}})) {}
  /// Starts a at 0 and b later by an offset.
  void start_both(Duration offset) {
    start(a, Instant());
    start(b, Instant() + offset);
  }

  NodeRef a;
  NodeRef b;
};

}  // namespace seatrial::p2p::testing
