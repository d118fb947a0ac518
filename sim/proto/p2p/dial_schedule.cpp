// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/dial_schedule.hpp"

#include <algorithm>
#include <utility>

#include "sim/core/ids.hpp"

namespace seatrial::p2p {

std::uint32_t DialSchedule::entry_of(NodeRef node) {
  const auto next = static_cast<std::uint32_t>(entries_.size());
  const auto [place, added] = index_.try_emplace(static_cast<std::uint32_t>(node), next);
  if (added) entries_.push_back({.node = node});
  return place->second;
}

void DialSchedule::add(NodeRef node, std::uint32_t target) {
  const std::uint32_t entry = entry_of(node);
  Entry& candidate = entries_[entry];
  if (candidate.listed && !rules_.add_static_replaces) return;  // SPEC goquorum 2.1
  candidate.listed = true;
  candidate.target = target;
  consider(entry);
}

void DialSchedule::remove(NodeRef node) {
  Entry& entry = entries_[entry_of(node)];
  entry.listed = false;
  // so that an operator can force a new dial at once by adding the node again
  if (!rules_.history_from_start) entry.history_until.reset();
}

void DialSchedule::peer_added(NodeRef node) {
  entries_[entry_of(node)].connected = true;
}

void DialSchedule::peer_removed(NodeRef node) {
  const std::uint32_t entry = entry_of(node);
  entries_[entry].connected = false;
  consider(entry);
}

const DialSchedule::Task* DialSchedule::find(DialId dial) const {
  const auto place = std::ranges::find(running_, dial, &Task::dial);
  return place == running_.end() ? nullptr : &*place;
}

NodeRef DialSchedule::node_of(DialId dial) const {
  const Task* task = find(dial);
  return task == nullptr ? no_node : entries_[task->entry].node;
}

std::uint32_t DialSchedule::target_of(DialId dial) const {
  const Task* task = find(dial);
  return task == nullptr ? 0 : task->target;
}

void DialSchedule::task_ended(Instant now, DialId dial) {
  const auto place = std::ranges::find(running_, dial, &Task::dial);
  if (place == running_.end()) return;
  const std::uint32_t entry = place->entry;
  running_.erase(place);
  entries_[entry].busy = false;
  if (rules_.history_from_start)
    consider(entry);
  else
    remember(now, entry);  // SPEC law 1: 35 s after the task ended
}

void DialSchedule::remember(Instant now, std::uint32_t entry) {
  entries_[entry].history_until = now + history_expiry;
  history_.push_back({now + history_expiry, entry});
}

void DialSchedule::consider(std::uint32_t entry) {
  Entry& candidate = entries_[entry];
  // SPEC goquorum 3.3: skipped while already dialing, connected, or in history
  if (!candidate.listed || candidate.busy || candidate.connected || candidate.history_until) return;
  if (std::exchange(candidate.waiting, true)) return;
  eligible_.push_back(entry);
}

void DialSchedule::expire(Instant now) {
  while (!history_.empty()) {
    const Expiry first = history_.front();
    Entry& entry = entries_[first.entry];
    const bool valid = entry.history_until == first.at;
    if (valid && first.at > now) return;
    history_.pop_front();
    if (!valid) continue;
    entry.history_until.reset();
    consider(first.entry);
  }
}

void DialSchedule::schedule(Instant now, Outbox& out) {
  expire(now);
  start_queued(now, out);
  start_eligible(now, out);
  plan_wait();
}

std::size_t DialSchedule::room() const {
  if (!rules_.history_from_start) {
    // SPEC goquorum 3.3: 16 tasks at once, and waiting for the history is one of them
    const std::size_t running = running_.size() + (wait_until_ ? 1U : 0U);
    return running < rules_.max_active_dials ? rules_.max_active_dials - running : 0;
  }
  const std::size_t slots = std::min<std::size_t>(free_slots_, rules_.max_active_dials);
  return slots > running_.size() ? slots - running_.size() : 0;
}

void DialSchedule::start_queued(Instant now, Outbox& out) {
  while (!queue_.empty() && room() > 0) {
    start(now, queue_.front(), out);
    queue_.pop_front();
  }
}

void DialSchedule::start_eligible(Instant now, Outbox& out) {
  if (room() == 0 || eligible_.empty()) return;
  shuffle_eligible();
  std::vector<std::uint32_t> later;
  for (const std::uint32_t entry : std::exchange(eligible_, {})) {
    entries_[entry].waiting = false;
    start_or_queue(now, entry, later, out);
  }
  for (const std::uint32_t entry : later) consider(entry);
}

void DialSchedule::start_or_queue(Instant now, std::uint32_t entry,
                                  std::vector<std::uint32_t>& later, Outbox& out) {
  Entry& candidate = entries_[entry];
  // what was eligible may have been connected, dialled or delisted since
  if (!candidate.listed || candidate.busy || candidate.connected || candidate.history_until) return;
  const bool now_possible = room() > 0;
  if (!now_possible && rules_.history_from_start) {
    later.push_back(entry);
    return;
  }
  candidate.busy = true;
  const Task task{.dial = DialId{next_dial_++}, .entry = entry, .target = candidate.target};
  if (now_possible)
    start(now, task, out);
  else
    queue_.push_back(task);  // SPEC goquorum 3.3: the surplus is queued FIFO
}

void DialSchedule::shuffle_eligible() {
  if (!order_) return;
  for (std::size_t left = eligible_.size(); left > 1; --left)
    std::swap(eligible_[left - 1], eligible_[order_->below(left)]);
}

void DialSchedule::start(Instant now, const Task& task, Outbox& out) {
  running_.push_back(task);
  if (rules_.history_from_start) remember(now, task.entry);
  const NodeRef node = entries_[task.entry].node;
  out.observe(
      {.what = Happening::dial_started, .node = node, .dial = task.dial, .value = task.target});
  out.dial({task.dial, node, task.target});
}

void DialSchedule::plan_wait() {
  if (rules_.history_from_start) {
    wait_until_.reset();  // from v21.4 on the history has a timer of its own
  } else if (wait_until_ || !running_.empty() || !queue_.empty()) {
    return;  // SPEC goquorum 3.3: the loop sleeps on the history only when nothing else runs
  }
  if (!history_.empty()) wait_until_ = history_.front().at + rules_.wake_slack;
}

std::optional<Instant> DialSchedule::deadline() const {
  return wait_until_;
}

void DialSchedule::on_deadline(Instant now, Outbox& out) {
  if (!wait_until_ || *wait_until_ > now) return;
  wait_until_.reset();
  schedule(now, out);
}

}  // namespace seatrial::p2p
