// SPDX-License-Identifier: Apache-2.0
// The static dialer: which static node is dialled when. It owns the static list, the running tasks,
// the queue and the 35 s history, and knows nothing of connections beyond "a peer is there" and
// "the task ended". It decides only when the owner calls schedule(), as GoQuorum's loop does after
// each of its events. Its cost per call follows what changed, not the length of the list.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <optional>
#include <vector>

#include "sim/core/rng.hpp"
#include "sim/proto/p2p/outbox.hpp"
#include "sim/proto/p2p/rules.hpp"

namespace seatrial::p2p {

/// The dial scheduler of one process.
class DialSchedule {
 public:
  /// `order` decides among candidates that are due together (a map's order, in GoQuorum); without
  /// it they go in the order of the list.
  DialSchedule(Rules rules, std::optional<Rng> order) : rules_(rules), order_(order) {}

  /// Adds a static node; for one that is listed, replaces the target or changes nothing (rules).
  void add(NodeRef node, std::uint32_t target);
  /// Takes a static node off the list, and forgets when it was dialled.
  void remove(NodeRef node);
  /// How many tasks the free dial slots allow (v21.4 on: two for each peer still allowed).
  void limit_tasks(std::size_t slots) { free_slots_ = slots; }

  /// A peer with this identity is there, whoever dialled.
  void peer_added(NodeRef node);
  /// The peer is gone.
  void peer_removed(NodeRef node);
  /// A dial task ended, whatever its outcome: the 35 s begin.
  void task_ended(Instant now, DialId dial);
  /// The node of a running task; no_node if there is no such task.
  NodeRef node_of(DialId dial) const;
  /// The target of a running task.
  std::uint32_t target_of(DialId dial) const;

  /// One turn of the loop: starts what is due.
  void schedule(Instant now, Outbox& out);
  /// When schedule() must be called at the latest.
  std::optional<Instant> deadline() const;
  /// As schedule(), and a no-op before deadline().
  void on_deadline(Instant now, Outbox& out);

 private:
  struct Entry {
    NodeRef node{};
    std::uint32_t target = 0;
    std::optional<Instant> history_until{};
    bool listed = false;
    bool busy = false;  ///< its task runs or is queued
    bool connected = false;
    bool waiting = false;  ///< stands in eligible_
  };
  struct Task {
    DialId dial{};
    std::uint32_t entry = 0;
    std::uint32_t target = 0;
  };
  struct Expiry {
    Instant at;
    std::uint32_t entry = 0;
  };

  std::uint32_t entry_of(NodeRef node);
  const Task* find(DialId dial) const;
  void consider(std::uint32_t entry);
  void expire(Instant now);
  void remember(Instant now, std::uint32_t entry);
  void start_queued(Instant now, Outbox& out);
  void start_eligible(Instant now, Outbox& out);
  void start_or_queue(Instant now, std::uint32_t entry, std::vector<std::uint32_t>& later,
                      Outbox& out);
  void shuffle_eligible();
  void start(Instant now, const Task& task, Outbox& out);
  void plan_wait();
  std::size_t room() const;

  Rules rules_;
  std::optional<Rng> order_;
  std::size_t free_slots_ = SIZE_MAX;
  std::vector<Entry> entries_;
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> index_;  ///< NodeRef to entry
  std::vector<std::uint32_t> eligible_;  ///< entries that may be dialled, in order
  std::vector<Task> running_;
  std::deque<Task> queue_;
  std::deque<Expiry> history_;  ///< ascending; an entry whose history_until differs is void
  std::optional<Instant> wait_until_;
  std::uint32_t next_dial_ = 0;
};

}  // namespace seatrial::p2p
