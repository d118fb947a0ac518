// SPDX-License-Identifier: Apache-2.0
// Lab: four IBFT engines, a full mesh between them, and every message that is on its way as an item
// that the test delivers when it likes. Nothing happens by itself: timers, candidates and blocks of
// others are items, too. An engine and its chain can be saved and put back, which is what makes it
// cheap to try one order after the other. The order within a connection is not kept: that allows
// more than TCP does.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "sim/proto/istanbul/engine.hpp"

namespace seatrial::istanbul::testing {

/// Something that can happen next to one machine.
struct Item {
  enum class Kind : std::uint8_t {
    message,  ///< of `from`
    timeout,  ///< what of its timers is due
    request,  ///< its own candidate for the next block is sealed
    block,    ///< a block that another has imported
  };
  Kind kind = Kind::message;
  std::size_t to = 0;
  std::size_t from = 0;
  Message message{};
  chain::BlockId block = chain::BlockId::none;
};

/// One validator: its disk and its engine.
struct Machine {
  chain::Blockchain chain;
  Engine engine;
};

/// Four validators; validator r proposes in round r of height 1.
class Lab {
 public:
  static constexpr std::size_t size = 4;
  static constexpr std::size_t most_heights = 4;

  Lab() : genesis_(make_genesis()) {
    for (std::size_t i = 0; i < size; ++i) {
      const chain::Blockchain disk{snapshots_, genesis_, {}};
      machines_[i].emplace(Machine{disk, engine_on(i, disk)});
      // Its own chain, where it stays.
      machines_[i]->engine = engine_on(i, machines_[i]->chain);
      for (std::size_t k = 0; k < size; ++k)
        if (k != i) machines_[i]->engine.peer_joined(node(k), v(k));
      act(i, [&](Engine& engine, Outbox& out) { engine.start(now_, out); });
    }
  }
  Lab(const Lab&) = delete;

  chain::AddressRef v(std::size_t k) { return snapshots_.after(genesis_).validators[k]; }
  Machine& machine(std::size_t i) { return *machines_[i]; }
  std::uint64_t height(std::size_t i) const { return machines_[i]->chain.height(); }
  std::uint64_t least_height() const {
    std::uint64_t least = UINT64_MAX;
    for (std::size_t i = 0; i < size; ++i) least = std::min(least, height(i));
    return least;
  }
  Instant now() const { return now_; }
  /// Two machines committed different blocks at one height.
  bool forked() const { return forked_; }

  std::vector<Item> pool;  ///< messages on their way, oldest first
  /// Blocks to be told of: the slowest of all ways, so that votes alone must do where they can.
  std::vector<Item> blocks;
  /// Machines seal candidates by themselves up to this height.
  std::uint64_t candidates_up_to = 1;

  Item request(std::size_t who) const { return {Item::Kind::request, who, who}; }
  Item timeout(std::size_t who) const { return {Item::Kind::timeout, who, who}; }

  /// Makes it happen; what follows from it stands at the end of the pool.
  void apply(const Item& item) {
    const std::size_t who = item.to;
    switch (item.kind) {
      case Item::Kind::message:
        return act(who, [&](Engine& engine, Outbox& out) {
          static_cast<void>(engine.received(now_, node(item.from), item.message, out));
        });
      case Item::Kind::timeout:
        return act(who, [&](Engine& engine, Outbox& out) { engine.on_deadline(now_, out); });
      case Item::Kind::request:
        return seal_candidate(who);
      case Item::Kind::block:
        return import(who, item.block);
    }
  }
  /// Takes an item out of the pool and lets it happen.
  void deliver(std::size_t index) {
    const Item item = pool[index];
    pool.erase(pool.begin() + static_cast<std::ptrdiff_t>(index));
    apply(item);
  }
  /// Delivers everything, oldest first, and blocks when nothing else is left.
  void drain() {
    while (!pool.empty() || !blocks.empty()) {
      std::vector<Item>& from = pool.empty() ? blocks : pool;
      const std::vector<Item> items = std::exchange(from, {});
      for (const Item& item : items) apply(item);
    }
  }
  /// Delivers messages, and no blocks, until none is left.
  void drain_messages() {
    while (!pool.empty()) {
      const std::vector<Item> items = std::exchange(pool, {});
      for (const Item& item : items) apply(item);
    }
  }
  /// Lets time pass up to the next timer of anybody, and fires all that are due.
  void next_timeout() {
    Instant due = Instant::never();
    for (const auto& machine : machines_) due = std::min(due, *machine->engine.deadline());
    wait_until(due);
    for (std::size_t i = 0; i < size; ++i) apply(timeout(i));
  }
  void wait_until(Instant due) { now_ = std::max(now_, due); }
  /// When the last of the running timers ends.
  Instant last_deadline() const {
    Instant last;
    for (const auto& machine : machines_) last = std::max(last, *machine->engine.deadline());
    return last;
  }

  /// All that can change but for the machines.
  struct Rest {
    std::vector<Item> pool;
    std::vector<Item> blocks;
    std::array<chain::BlockId, most_heights> agreed;
    Instant now;
    bool forked = false;
  };
  Rest rest() const { return {pool, blocks, agreed_, now_, forked_}; }
  void put_back(const Rest& rest) {
    pool = rest.pool;
    blocks = rest.blocks;
    agreed_ = rest.agreed;
    now_ = rest.now;
    forked_ = rest.forked;
  }

 private:
  static std::array<chain::BlockId, most_heights> nothing_agreed() {
    std::array<chain::BlockId, most_heights> none{};
    none.fill(chain::BlockId::none);
    return none;
  }
  static p2p::NodeRef node(std::size_t k) { return p2p::NodeRef{static_cast<std::uint32_t>(k)}; }
  chain::BlockId make_genesis() {
    std::vector<chain::AddressRef> validators;
    for (std::size_t i = 0; i < size; ++i) {
      wire::Address20 address;
      address.data[0] = static_cast<std::uint8_t>(i + 1);
      validators.push_back(book_.intern(address));
    }
    wire::Hash32 hash;
    hash.data[0] = 1;
    return tree_.genesis(hash, 0, 1, std::move(validators));
  }
  Engine engine_on(std::size_t i, const chain::Blockchain& chain) {
    return {{v(i), seconds(10), 0, 0}, chain, Rng(1)};
  }

  template <class F>
  void act(std::size_t who, F&& input) {
    Outbox out;
    input(machine(who).engine, out);
    for (const Effect& effect : out.effects())
      std::visit([&](const auto& e) { carry_out(who, e); }, effect);
  }
  void carry_out(std::size_t who, const Send& send) {
    pool.push_back({Item::Kind::message, static_cast<std::size_t>(send.to), who, send.message});
  }
  void carry_out(std::size_t, const Observed&) {}
  void carry_out(std::size_t who, const Commit& commit) {
    const std::uint64_t number = tree_[commit.block].number;
    chain::BlockId& agreed = agreed_.at(number);
    forked_ = forked_ || (agreed != chain::BlockId::none && agreed != commit.block);
    agreed = commit.block;
    import(who, commit.block);
  }
  void import(std::size_t who, chain::BlockId block) {
    chain::Blockchain& chain = machine(who).chain;
    if (chain.has(block) || !chain.has(tree_[block].parent)) return;
    chain.import(block);
    for (std::size_t to = 0; to < size; ++to)
      if (to != who) blocks.push_back({Item::Kind::block, to, who, {}, block});
    act(who, [&](Engine& engine, Outbox& out) { engine.new_head(now_, out); });
    if (chain.height() < candidates_up_to) pool.push_back(request(who));
  }
  void seal_candidate(std::size_t who) {
    const chain::Blockchain& chain = machine(who).chain;
    const chain::BlockId own = tree_.add(chain.head(), chain.head_block().time + 1, v(who));
    act(who, [&](Engine& engine, Outbox& out) { engine.request(now_, own, out); });
  }

  chain::AddressBook book_;
  chain::BlockTree tree_{book_};
  chain::Snapshots snapshots_{tree_, 30'000};
  chain::BlockId genesis_;
  std::array<std::optional<Machine>, size> machines_;
  Instant now_;
  std::array<chain::BlockId, most_heights> agreed_ = nothing_agreed();  ///< by number
  bool forked_ = false;
};

}  // namespace seatrial::istanbul::testing
