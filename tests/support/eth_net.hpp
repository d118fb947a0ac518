// SPDX-License-Identifier: Apache-2.0
// EthNet: a few block services with their chains, a virtual clock, and plain links with one delay
// between them: no p2p servers, no routes. A link is there or not, and may be cut without anybody
// noticing. Messages go through pack and unpack. Events of one instant keep the order in which they
// were scheduled, as the engine does.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/ids.hpp"
#include "sim/proto/eth/service.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::eth::testing {

inline constexpr p2p::NodeRef alice{1};
inline constexpr p2p::NodeRef bob{2};

/// So many milliseconds after the start.
constexpr Instant at(std::int64_t ms) {
  return Instant() + milliseconds(ms);
}

/// Accounts 0, 1, … in the order of their checksummed text, and a genesis with the first as
/// validators.
struct Chains {
  explicit Chains(std::size_t accounts, std::size_t validators, std::uint64_t genesis_time = 0) {
    std::vector<wire::Address20> addresses(accounts);
    for (std::size_t i = 0; i < accounts; ++i) {
      addresses[i].data.fill(static_cast<std::uint8_t>(i));
    }
    std::ranges::sort(addresses, {}, [](const auto& a) { return wire::checksum_address(a); });
    for (const auto& address : addresses) account.push_back(book.intern(address));
    wire::Hash32 hash;
    hash.data.fill(0xab);
    const auto first = account.begin();
    genesis = tree.genesis(hash, genesis_time, 1, {first, first + static_cast<long>(validators)});
  }
  /// A child of a block, a second later.
  chain::BlockId child(chain::BlockId parent, std::size_t author = 0, std::uint64_t later = 1) {
    const std::uint64_t time = std::max(tree[parent].time, chain::run_begins) + later;
    return tree.add(parent, time, account[author]);
  }
  /// A chain of blocks above a block, lowest first.
  std::vector<chain::BlockId> grow(chain::BlockId parent, std::size_t count,
                                   std::size_t author = 0) {
    std::vector<chain::BlockId> blocks;
    for (std::size_t i = 0; i < count; ++i) {
      parent = child(parent, author);
      blocks.push_back(parent);
    }
    return blocks;
  }

  chain::AddressBook book;
  chain::BlockTree tree{book};
  chain::Snapshots snapshots{tree, 30000};
  std::vector<chain::AddressRef> account;
  chain::BlockId genesis{};
};

/// One observation with its time and place.
struct Noted {
  Instant at;
  std::size_t who = 0;
  std::variant<Observed, istanbul::Observed> what;
};

/// How one node runs.
struct NodeSetup {
  bool mine = true;
  chain::ChainRules rules;
  istanbul::EngineConfig engine;  ///< `self` is filled in
};

/// Nodes 0, 1, …, of which the first are the genesis' validators.
class EthNet {
 public:
  EthNet(std::size_t nodes, std::size_t validators, Duration one_way = milliseconds(1))
      : chains_(nodes, validators), one_way_(one_way) {
    for (std::size_t i = 0; i < nodes; ++i) hosts_.push_back(std::make_unique<Host>());
    for (auto& host : hosts_) host->setup.engine.ceil_2n_by_3_block = 0;
  }

  NodeSetup& setup(std::size_t node) { return hosts_[node]->setup; }
  Chains& chains() { return chains_; }
  Instant now() const { return now_; }

  /// The process starts now; its disk survives from run to run.
  void start(std::size_t node) {
    Host& host = *hosts_[node];
    if (host.disk == nullptr) {
      host.disk =
          std::make_unique<chain::Blockchain>(chains_.snapshots, chains_.genesis, host.setup.rules);
    }
    host.setup.engine.self = chains_.account[node];
    host.service =
        std::make_unique<Service>(ServiceConfig{host.setup.engine, host.setup.mine}, chains_.tree,
                                  *host.disk, Rng::stream(8, "eth.test", node + 100 * runs_++));
    host.armed = Instant::never();
    host.service->start(now_, out_);
    carry_out(node);
  }
  void start_all() {
    for (std::size_t i = 0; i < hosts_.size(); ++i) start(i);
  }
  /// The process dies; its peers notice at once.
  void kill(std::size_t node) {
    for (std::size_t i = 0; i < hosts_.size(); ++i) unlink(node, i);
    hosts_[node]->service.reset();
  }

  /// A link comes up at both ends, each telling its head of now.
  void link(std::size_t a, std::size_t b) {
    links_[key(a, b)] = ++epoch_;
    const chain::BlockId head_of_a = chain(a).head();
    const chain::BlockId head_of_b = chain(b).head();
    join(a, b, head_of_b);
    join(b, a, head_of_a);
  }
  /// Links every pair of running nodes that has none.
  void link_all() {
    for (std::size_t a = 0; a < hosts_.size(); ++a) {
      for (std::size_t b = a + 1; b < hosts_.size(); ++b) {
        if (hosts_[a]->service && hosts_[b]->service && !linked(a, b)) link(a, b);
      }
    }
  }
  bool linked(std::size_t a, std::size_t b) const { return links_.contains(key(a, b)); }
  void unlink(std::size_t a, std::size_t b) {
    if (links_.erase(key(a, b)) == 0) return;
    leave(a, b);
    leave(b, a);
  }
  /// From now on messages between the two are lost, and nobody notices.
  void cut(std::size_t a, std::size_t b) { cuts_.insert(key(a, b)); }
  void heal(std::size_t a, std::size_t b) { cuts_.erase(key(a, b)); }

  void run_to(Instant until) {
    while (!events_.empty() && events_.top().at <= until) step();
    now_ = until;
  }
  void run_for(Duration length) { run_to(now_ + length); }
  /// Any input to a running service.
  template <class F>
  void with(std::size_t node, F&& input) {
    input(*hosts_[node]->service, out_);
    carry_out(node);
  }

  Service& service(std::size_t node) { return *hosts_[node]->service; }
  chain::Blockchain& chain(std::size_t node) { return *hosts_[node]->disk; }
  std::uint64_t height(std::size_t node) { return chain(node).height(); }
  const std::vector<Noted>& log() const { return log_; }
  /// When a node saw something of its chain; in order.
  std::vector<Instant> times(std::size_t who, Happening what) const {
    std::vector<Instant> found;
    for (const Noted& noted : log_) {
      const auto* seen = std::get_if<Observed>(&noted.what);
      if (seen != nullptr && noted.who == who && seen->what == what) found.push_back(noted.at);
    }
    return found;
  }
  /// When a node's head was first so high.
  Instant reached(std::size_t who, std::uint64_t number) const {
    for (const Noted& noted : log_) {
      const auto* seen = std::get_if<Observed>(&noted.what);
      const bool head = seen != nullptr &&
                        (seen->what == Happening::new_head || seen->what == Happening::reorganised);
      if (head && noted.who == who && chains_.tree[seen->block].number >= number) return noted.at;
    }
    return Instant::never();
  }
  /// How often a node logged a line.
  std::size_t logged(std::size_t who, std::string_view text) const {
    std::size_t count = 0;
    for (const Noted& noted : log_) {
      const auto* seen = std::get_if<Observed>(&noted.what);
      if (seen != nullptr && noted.who == who && seen->text == text &&
          seen->what == Happening::logged) {
        ++count;
      }
    }
    return count;
  }
  /// How many messages were sent so far, and their bytes.
  std::uint64_t sent() const { return sent_; }
  std::uint64_t sent_bytes() const { return sent_bytes_; }

 private:
  using Key = std::pair<std::size_t, std::size_t>;
  struct Host {
    NodeSetup setup;
    std::unique_ptr<chain::Blockchain> disk;
    std::unique_ptr<Service> service;
    Instant armed = Instant::never();
  };
  enum class Kind : std::uint8_t { message, deadline, leave };
  struct Event {
    Instant at;
    std::uint64_t order = 0;
    Kind kind = Kind::message;
    std::size_t to = 0;
    std::size_t from = 0;
    std::uint64_t epoch = 0;
    p2p::Payload payload{};
    bool operator<(const Event& other) const {
      return std::pair(at, order) > std::pair(other.at, other.order);
    }
  };

  static Key key(std::size_t a, std::size_t b) { return {std::min(a, b), std::max(a, b)}; }
  static p2p::NodeRef ref(std::size_t node) {
    return p2p::NodeRef{static_cast<std::uint32_t>(node)};
  }

  void join(std::size_t node, std::size_t peer, chain::BlockId head) {
    hosts_[node]->service->peer_joined(now_, ref(peer), chains_.account[peer], head, out_);
    carry_out(node);
  }
  void leave(std::size_t node, std::size_t peer) {
    if (hosts_[node]->service == nullptr) return;
    hosts_[node]->service->peer_left(now_, ref(peer), out_);
    carry_out(node);
  }
  void step() {
    const Event event = events_.top();
    events_.pop();
    now_ = event.at;
    Host& host = *hosts_[event.to];
    if (event.kind == Kind::leave) {
      // the end that closed the link forgot it before; it may be back meanwhile
      if (!linked(event.to, event.from)) leave(event.to, event.from);
      return;
    }
    if (host.service == nullptr) return;
    if (event.kind == Kind::deadline) {
      if (host.armed != event.at) return;
      host.armed = Instant::never();
      host.service->on_deadline(now_, out_);
    } else {
      const auto link = links_.find(key(event.to, event.from));
      if (link == links_.end() || link->second != event.epoch) return;
      host.service->received(now_, ref(event.from), unpack(event.payload), out_);
    }
    carry_out(event.to);
  }
  void carry_out(std::size_t node) {
    Outbox done;
    std::swap(done, out_);
    for (const Effect& effect : done.effects()) {
      if (const auto* send = std::get_if<Send>(&effect)) {
        post(node, *send);
      } else if (const auto* drop = std::get_if<Drop>(&effect)) {
        disconnect(node, index_of(drop->node));
      } else if (const auto* of_chain = std::get_if<Observed>(&effect)) {
        log_.push_back({now_, node, *of_chain});
      } else {
        log_.push_back({now_, node, std::get<istanbul::Observed>(effect)});
      }
    }
    done.clear();
    if (out_.empty()) std::swap(done, out_);  // keeps the memory
    arm(node);
  }
  void post(std::size_t node, const Send& send) {
    const std::size_t to = index_of(send.to);
    const auto link = links_.find(key(node, to));
    if (link == links_.end()) return;
    const p2p::Payload payload = pack(send.message, p2p::Protocol::istanbul);
    ++sent_;
    sent_bytes_ += payload.size;
    if (cuts_.contains(key(node, to))) return;
    events_.push({now_ + one_way_, order_++, Kind::message, to, node, link->second, payload});
  }
  void disconnect(std::size_t node, std::size_t peer) {
    if (links_.erase(key(node, peer)) == 0) return;
    hosts_[node]->service->peer_left(now_, ref(peer), out_);
    events_.push({now_ + one_way_, order_++, Kind::leave, peer, node, 0, {}});
  }
  void arm(std::size_t node) {
    Host& host = *hosts_[node];
    if (host.service == nullptr) return;
    const auto due = host.service->deadline();
    if (!due || *due >= host.armed) return;
    host.armed = std::max(*due, now_);
    events_.push({host.armed, order_++, Kind::deadline, node, node, 0, {}});
  }

  Chains chains_;
  Duration one_way_;
  Instant now_;
  std::vector<std::unique_ptr<Host>> hosts_;
  std::map<Key, std::uint64_t> links_;
  std::set<Key> cuts_;
  std::priority_queue<Event> events_;
  std::uint64_t order_ = 0;
  std::uint64_t epoch_ = 0;
  std::uint64_t runs_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t sent_bytes_ = 0;
  Outbox out_;
  std::vector<Noted> log_;
};

}  // namespace seatrial::eth::testing
