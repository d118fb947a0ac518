// SPDX-License-Identifier: Apache-2.0
// IbftNet: a few IBFT or QBFT engines with a virtual clock, a latency and a link for each pair, and
// the least of a node around each: a disk, a miner that seals a candidate when its time has come,
// an importer that takes a block with all its ancestors and announces it on. It is what the laws of
// consensus are tested on without p2p. Events of one instant keep the order in which they were
// scheduled, and what was sent on a link arrives in order or, if the link ends, never.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/proto/istanbul/engine.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::istanbul::testing {

/// The validators of oracle/cases.md, whose addresses decide the order of proposers.
inline wire::Address20 address_of(std::string_view name) {
  static const std::map<std::string_view, std::string_view> known = {
      {"A1", "53b8f56773b09ccbf2f21fdd397a15d7b1e953d1"},
      {"A2", "c159a08230bec71a1b2d9d856ff2d8daf3e241d7"},
      {"A3", "796162c7f5b20d0f7f2766bb2771aedf3e824df5"},
      {"A4", "75fb0a13c59815541d75d804739d0654c4fcc1cc"},
      {"A5", "bcf502282b87b16db6d7076afdd33c09409bc378"},
      {"B1", "e387dfaa0865806a283de494bbd66d544a161c51"},
      {"B2", "c13d3a2abb23409bfc513698343d334eb24c174a"}};
  wire::Address20 address;
  const std::string_view hex = known.at(name);
  for (std::size_t i = 0; i < address.data.size(); ++i) {
    address.data[i] =
        static_cast<std::uint8_t>(std::stoul(std::string(hex.substr(2 * i, 2)), nullptr, 16));
  }
  return address;
}

/// One observation with its time and place.
struct Noted {
  Instant at;
  std::size_t who = 0;
  Observed observed;
};
/// One block that became part of a node's chain, or was handed over for that.
struct Placed {
  Instant at;
  std::size_t who = 0;
  chain::BlockId block{};
  bool operator==(const Placed&) const = default;
};

/// One message that goes out after a while, in the place of one that an engine sent.
struct Sent {
  Duration after;
  Message message;
};
/// What becomes of a message on its way out of a node: lost, late, altered, more than one.
using Outgoing = std::function<std::vector<Sent>(std::size_t to, const Message&)>;

/// What a net is made with.
struct NetSpec {
  std::vector<std::string> names;         ///< of the nodes, in `address_of`
  std::size_t validators = SIZE_MAX;      ///< the first so many are in the genesis
  std::optional<std::uint64_t> ceil = 0;  ///< ceil2Nby3Block
  Duration latency = milliseconds(1);
  Duration request_timeout = seconds(10);
  std::uint64_t block_period = 1;
  /// How long an import may take, at random: it sets the round timers of the nodes apart.
  Duration import_jitter{};
  std::uint64_t seed = 1;
  std::optional<qbft::Config> qbft{};  ///< in place of `ceil`, `request_timeout`, `block_period`
};

/// Engines by position; a NodeRef is the position.
class IbftNet {
 public:
  explicit IbftNet(NetSpec spec) : spec_(std::move(spec)) {
    std::vector<chain::AddressRef> validators;
    for (const std::string& name : spec_.names) {
      const chain::AddressRef address = book_.intern(address_of(name));
      if (validators.size() < spec_.validators) validators.push_back(address);
      addresses_.push_back(address);
    }
    wire::Hash32 hash;
    hash.data[0] = 0x9d;
    genesis_ = tree_.genesis(hash, 0, 1, std::move(validators));
    for (std::size_t i = 0; i < addresses_.size(); ++i) add_node();
    links_.assign(size() * size(), Link{spec_.latency, {}, 0, false, false});
  }

  /// Starts all at one instant and links all pairs then or later: "a full mesh at 0.5 s".
  void start_all(Duration links_after = milliseconds(500)) {
    for (std::size_t i = 0; i < size(); ++i) start(i);
    later(now_ + links_after, [this] { link_all(); });
  }
  void start(std::size_t who) {
    Node& node = *nodes_[who];
    node.up = true;
    act(who, [&](Outbox& out) { node.engine.start(now_, out); });
    build_candidate(who);
  }
  /// The process dies: its links go, its disk stays.
  void kill(std::size_t who) {
    for (std::size_t other = 0; other < size(); ++other) unlink(who, other);
    Node& node = *nodes_[who];
    node.up = false;
    ++node.candidate_generation;
    node.engine = Engine(config_of(who), node.chain, Rng(who), &proofs_);
    node.armed = Instant::never();
    ++node.life;
  }

  void link(std::size_t a, std::size_t b) {
    if (a == b || linked(a, b) || !nodes_[a]->up || !nodes_[b]->up) return;
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      at(from, to).up = true;
      ++at(from, to).generation;
      nodes_[from]->engine.peer_joined(node_ref(to), addresses_[to]);
      announce(from, to, nodes_[from]->chain.head());
    }
  }
  void unlink(std::size_t a, std::size_t b) {
    if (a == b || !linked(a, b)) return;
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      at(from, to).up = false;
      nodes_[from]->engine.peer_left(node_ref(to));
    }
  }
  void link_all() {
    for (std::size_t a = 0; a < size(); ++a)
      for (std::size_t b = a + 1; b < size(); ++b) link(a, b);
  }
  bool linked(std::size_t a, std::size_t b) { return at(a, b).up; }
  /// Both ends hold the link for up, and nothing arrives.
  void black_hole(std::size_t a, std::size_t b, bool on) {
    at(a, b).black_hole = on;
    at(b, a).black_hole = on;
  }
  void set_latency(std::size_t a, std::size_t b, Duration latency) {
    at(a, b).latency = latency;
    at(b, a).latency = latency;
  }

  /// What a node's messages go through from now on; empty: they go out as they are. One that lies
  /// tells nobody of its blocks: it has no seals for those that nobody else committed.
  void set_outgoing(std::size_t who, Outgoing outgoing, bool lies) {
    nodes_[who]->outgoing = std::move(outgoing);
    nodes_[who]->lies = lies;
  }

  /// Executes everything up to an instant.
  void run_to(Instant until) {
    while (!events_.empty() && events_.top().at <= until) {
      const Event event = events_.top();
      events_.pop();
      now_ = event.at;
      event.action();
    }
    now_ = until;
  }
  void run_for(Duration length) { run_to(now_ + length); }
  /// Runs until a node's chain is so high, for a while at most; whether it is.
  bool run_until_height(std::size_t who, std::uint64_t height, Duration limit = seconds(600)) {
    const Instant until = now_ + limit;
    while (chain(who).height() < height && !events_.empty() && events_.top().at <= until) {
      run_to(events_.top().at);
    }
    return chain(who).height() >= height;
  }
  void later(Instant when, std::function<void()> action) {
    events_.push({when, order_++, std::move(action)});
  }

  std::size_t size() const { return addresses_.size(); }
  Instant now() const { return now_; }
  Engine& engine(std::size_t who) { return nodes_[who]->engine; }
  chain::Blockchain& chain(std::size_t who) { return nodes_[who]->chain; }
  chain::BlockTree& tree() { return tree_; }
  qbft::Proofs& proofs() { return proofs_; }
  chain::AddressRef address(std::size_t who) const { return addresses_[who]; }
  std::size_t messages() const { return messages_; }
  std::size_t refused() const { return refused_; }

  const std::vector<Noted>& log() const { return log_; }
  const std::vector<Placed>& imports() const { return imports_; }
  const std::vector<Placed>& commits() const { return commits_; }
  /// When something happened at a node, since an instant.
  std::vector<Instant> times(std::size_t who, Happening what, Instant since = Instant()) const {
    std::vector<Instant> found;
    for (const Noted& noted : log_)
      if (noted.who == who && noted.observed.what == what && noted.at >= since)
        found.push_back(noted.at);
    return found;
  }
  /// When the node imported its block of this number, or never.
  Instant imported_at(std::size_t who, std::uint64_t number) {
    for (const Placed& placed : imports_)
      if (placed.who == who && tree_[placed.block].number == number) return placed.at;
    return Instant::never();
  }

 private:
  struct Node {
    Node(const EngineConfig& config, chain::Blockchain disk, Rng chance, qbft::Proofs& proofs)
        : chain(std::move(disk)), engine(config, chain, chance, &proofs) {}
    chain::Blockchain chain;
    Engine engine;
    Outgoing outgoing;
    bool lies = false;
    bool up = false;
    std::uint64_t life = 0;
    std::uint64_t candidate_generation = 0;
    Instant armed = Instant::never();
  };
  struct Link {
    Duration latency;
    Instant last_arrival;
    std::uint64_t generation = 0;
    bool up = false;
    bool black_hole = false;
  };
  struct Event {
    Instant at;
    std::uint64_t order = 0;
    std::function<void()> action;
    bool operator<(const Event& other) const {
      return std::pair(at, order) > std::pair(other.at, other.order);
    }
  };

  static p2p::NodeRef node_ref(std::size_t who) {
    return p2p::NodeRef{static_cast<std::uint32_t>(who)};
  }
  Link& at(std::size_t from, std::size_t to) { return links_[from * size() + to]; }
  EngineConfig config_of(std::size_t who) const {
    EngineConfig config;
    config.self = addresses_[who];
    config.request_timeout = spec_.request_timeout;
    config.ceil_2n_by_3_block = spec_.ceil;
    config.qbft = spec_.qbft;
    return config;
  }
  chain::ChainRules rules() const {
    chain::ChainRules rules{spec_.block_period, 0, {}};
    if (!spec_.qbft) return rules;
    rules.block_period = spec_.qbft->genesis.block_period;
    rules.qbft_from = spec_.qbft->from;
    for (const qbft::SettingsChange& change : spec_.qbft->changes)
      rules.changes.push_back(
          {change.block, change.settings.block_period, change.settings.empty_block_period});
    return rules;
  }
  void add_node() {
    const std::size_t who = nodes_.size();
    chain::Blockchain disk(snapshots_, genesis_, rules());
    nodes_.push_back(std::make_unique<Node>(config_of(who), std::move(disk), Rng(who), proofs_));
  }

  template <class F>
  void act(std::size_t who, F&& input) {
    Outbox out;
    input(out);
    for (const Effect& effect : out.effects())
      std::visit([&](const auto& e) { carry_out(who, e); }, effect);
    rearm(who);
  }
  void rearm(std::size_t who) {
    Node& node = *nodes_[who];
    const auto due = node.engine.deadline();
    if (!due || *due >= node.armed) return;
    node.armed = *due;
    later(*due, [this, who, when = *due, life = node.life] {
      Node& mine = *nodes_[who];
      if (mine.life != life || mine.armed != when) return;
      mine.armed = Instant::never();
      act(who, [&](Outbox& out) { mine.engine.on_deadline(now_, out); });
    });
  }

  void carry_out(std::size_t who, const Observed& observed) {
    log_.push_back({now_, who, observed});
  }
  void carry_out(std::size_t who, const Commit& commit) {
    commits_.push_back({now_, who, commit.block});
    import(who, commit.block);
  }
  void carry_out(std::size_t who, const Send& send) {
    ++messages_;
    const auto to = static_cast<std::size_t>(send.to);
    if (!nodes_[who]->outgoing) return deliver_message(who, to, send.message);
    for (const Sent& sent : nodes_[who]->outgoing(to, send.message)) {
      if (sent.after == Duration()) {
        deliver_message(who, to, sent.message);
      } else {
        later(now_ + sent.after,
              [this, who, to, message = sent.message] { deliver_message(who, to, message); });
      }
    }
  }
  void deliver_message(std::size_t who, std::size_t to, const Message& message) {
    deliver(who, to, [this, who, to, message] {
      act(to, [&](Outbox& out) {
        const bool taken = nodes_[to]->engine.received(now_, node_ref(who), message, out);
        refused_ += taken ? 0 : 1;
      });
    });
  }
  void deliver(std::size_t from, std::size_t to, std::function<void()> action) {
    Link& link = at(from, to);
    if (!link.up || link.black_hole) return;
    link.last_arrival = std::max(link.last_arrival, now_ + link.latency);
    later(link.last_arrival,
          [this, from, to, generation = link.generation, action = std::move(action)] {
            const Link& mine = at(from, to);
            if (mine.up && mine.generation == generation) action();
          });
  }
  void announce(std::size_t from, std::size_t to, chain::BlockId block) {
    if (nodes_[from]->lies) return;
    deliver(from, to, [this, to, block] { import(to, block); });
  }

  void import(std::size_t who, chain::BlockId block) {
    chain::Blockchain& chain = nodes_[who]->chain;
    std::vector<chain::BlockId> missing;
    for (chain::BlockId id = block; !chain.has(id); id = tree_[id].parent) missing.push_back(id);
    if (missing.empty()) return;
    const chain::BlockId before = chain.head();
    for (auto next = missing.rbegin(); next != missing.rend(); ++next) {
      chain.import(*next);
      imports_.push_back({now_, who, *next});
    }
    if (chain.head() != before) new_head(who);
  }
  void new_head(std::size_t who) {
    for (std::size_t to = 0; to < size(); ++to) announce(who, to, chain(who).head());
    if (!nodes_[who]->up) return;
    // As a chain event would, after the call that caused it.
    const Duration taken = rng_.between(Duration(), spec_.import_jitter);
    later(now_ + taken, [this, who, life = nodes_[who]->life] {
      if (nodes_[who]->life != life || !nodes_[who]->up) return;
      act(who, [&](Outbox& out) { engine(who).new_head(now_, out); });
      build_candidate(who);
    });
  }

  // SPEC goquorum 7.11
  void build_candidate(std::size_t who) {
    Node& node = *nodes_[who];
    const std::uint64_t generation = ++node.candidate_generation;
    if (!node.chain.snapshot().contains(addresses_[who])) return;
    const chain::ChainRules& rules = node.chain.rules();
    const std::uint64_t number = node.chain.height() + 1;
    const std::uint64_t earliest = node.chain.head_block().time + rules.period_at(number);
    const std::uint64_t time =
        std::max(earliest, node.chain.clock(now_)) + rules.empty_wait_at(number);
    const chain::BlockId block =
        tree_.add(node.chain.head(), time, addresses_[who], node.engine.next_vote(),
                  chain::Twist::none, rules.form_at(number));
    later(std::max(now_, chain::instant_of(time)), [this, who, block, generation] {
      if (nodes_[who]->candidate_generation != generation) return;
      act(who, [&](Outbox& out) { engine(who).request(now_, block, out); });
    });
  }

  NetSpec spec_;
  Rng rng_{spec_.seed};
  chain::AddressBook book_;
  chain::BlockTree tree_{book_};
  chain::Snapshots snapshots_{tree_, 30'000, spec_.qbft ? spec_.qbft->from : UINT64_MAX};
  qbft::Proofs proofs_;
  chain::BlockId genesis_{};
  std::vector<chain::AddressRef> addresses_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<Link> links_;
  Instant now_;
  std::priority_queue<Event> events_;
  std::uint64_t order_ = 0;
  std::size_t messages_ = 0;
  std::size_t refused_ = 0;
  std::vector<Noted> log_;
  std::vector<Placed> imports_;
  std::vector<Placed> commits_;
};

}  // namespace seatrial::istanbul::testing
