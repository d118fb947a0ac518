// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/ladder.hpp"

#include <algorithm>

namespace seatrial::consensus {

namespace {

constexpr std::uint64_t most_rounds = 30;  // the timer of round 30 lasts 34 years

}  // namespace

Ladder::Ladder(VoteGraph graph, std::size_t faulty, const std::vector<Clock>& clocks)
    : graph_(std::move(graph)), faulty_(faulty) {
  for (const Clock& clock : clocks) all_.push_back({clock, false, {}});
  if (graph_.relays()) parts_ = graph_.part_numbers();
}

std::set<std::size_t>& Ladder::heard(std::size_t validator, std::uint64_t round) {
  auto& sets = all_[validator].heard;
  for (auto& [asked, senders] : sets)
    if (asked == round) return senders;
  return sets.emplace_back(round, std::set<std::size_t>()).second;
}

void Ladder::hear(std::size_t validator, std::size_t from, std::uint64_t round) {
  if (round >= all_[validator].clock.round) heard(validator, round).insert(from);
}

void Ladder::wind(Clock& clock, std::uint64_t round) const {
  clock.round = round;
  clock.ends = now_ + clock.timers.length(round);
}

std::size_t Ladder::first_to_end() const {
  std::size_t first = all_.size();
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (!graph_.there(i)) continue;
    if (first == all_.size() || all_[i].clock.ends < all_[first].clock.ends) first = i;
  }
  return first;
}

void Ladder::time_out(std::size_t validator) {
  Validator& it = all_[validator];
  std::uint64_t next = it.clock.round + 1;
  if (graph_.relays()) return enter(validator, next);
  if (!it.clock.waiting) {
    for (const auto& [round, senders] : it.heard)
      if (senders.size() > faulty_) next = std::max(next, round);
  }
  ask(validator, next);
}

void Ladder::ask(std::size_t validator, std::uint64_t round) {
  Validator& it = all_[validator];
  if (round <= it.clock.round) return;
  wind(it.clock, round);
  it.clock.waiting = true;
  it.began = false;
  std::erase_if(it.heard, [&](const auto& set) { return set.first < round; });
  receive(validator, validator, round);
  for (std::size_t other = 0; other < all_.size(); ++other)
    if (graph_.there(other) && graph_.linked(validator, other)) receive(other, validator, round);
}

/// QBFT: the round begins for this one, whoever else is in it. // SPEC goquorum 8.3 "timer"
void Ladder::enter(std::size_t validator, std::uint64_t round) {
  Validator& it = all_[validator];
  if (round <= it.clock.round) return;
  wind(it.clock, round);
  std::erase_if(it.heard, [&](const auto& set) { return set.first < round; });
  for (std::size_t other = 0; other < all_.size(); ++other)
    if (graph_.there(other) && parts_[other] == parts_[validator])
      receive_relayed(other, validator, round);
}

/// F+1 in higher rounds, and no more of them, pull it into the lowest of these. // SPEC qbft-law 5
void Ladder::receive_relayed(std::size_t validator, std::size_t from, std::uint64_t round) {
  const std::uint64_t own = all_[validator].clock.round;
  if (round < own) return;
  heard(validator, round).insert(from);
  std::set<std::size_t> ahead;
  std::uint64_t lowest = UINT64_MAX;
  for (const auto& [asked, senders] : all_[validator].heard) {
    if (asked <= own || senders.empty()) continue;
    ahead.insert(senders.begin(), senders.end());
    lowest = std::min(lowest, asked);
  }
  if (ahead.size() == faulty_ + 1) enter(validator, lowest);
}

void Ladder::receive(std::size_t validator, std::size_t from, std::uint64_t round) {
  const Clock& clock = all_[validator].clock;
  if (round < clock.round) return;
  std::set<std::size_t>& senders = heard(validator, round);
  senders.insert(from);
  const std::size_t count = senders.size();
  const bool ahead = clock.round < round;
  if (clock.waiting && count == faulty_ + 1) return ask(validator, round);
  if (count == graph_.quorum() && (clock.waiting || ahead)) begin(validator, round);
}

void Ladder::begin(std::size_t validator, std::uint64_t round) {
  Validator& it = all_[validator];
  it.heard.clear();
  wind(it.clock, round);
  it.clock.waiting = false;
  it.began = true;
}

void Ladder::settle(Instant now) {
  now_ = now;
  if (graph_.relays()) return;  // QBFT's rounds begin with their timers
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (!graph_.there(i)) continue;
    const Clock& clock = all_[i].clock;
    // Who waits and sees F + 1 looks no further, and where that is the quorum never begins.
    const bool passes_branch_one = graph_.quorum() > faulty_ + 1;  // SPEC law 1b H
    std::uint64_t begun = 0;
    for (const auto& [round, senders] : all_[i].heard) {
      const bool wanted = clock.waiting ? passes_branch_one : clock.round < round;
      if (wanted && senders.size() >= graph_.quorum()) begun = std::max(begun, round);
    }
    if (begun > 0) begin(i, begun);
  }
}

/// Whether those who began a round are enough, have its proposer, and pass on one another's votes.
/// In QBFT its proposer needs a quorum of requests for it. // SPEC goquorum 8.3 "ROUND-CHANGE"
bool Ladder::together(std::uint64_t round, std::size_t proposer) {
  if (proposer >= all_.size()) return false;
  if (graph_.relays() && heard(proposer, round).size() < graph_.quorum()) return false;
  VoteGraph begun = graph_;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const bool began = all_[i].began || graph_.relays();
    if (!began || all_[i].clock.round != round) begun.remove(i);
  }
  return begun.there(proposer) && begun.reach() >= graph_.quorum();
}

std::set<std::uint64_t> Ladder::begun() const {
  std::set<std::uint64_t> rounds;
  for (const Validator& one : all_)
    if (one.began || (graph_.relays() && one.clock.round > 0)) rounds.insert(one.clock.round);
  return rounds;
}

std::optional<Rung> Ladder::next(const std::function<std::size_t(std::uint64_t)>& proposer) {
  if (const auto now = rung(proposer)) return now;
  for (std::size_t first = first_to_end(); first < all_.size(); first = first_to_end()) {
    if (all_[first].clock.round >= most_rounds) return std::nullopt;
    now_ = std::max(now_, all_[first].clock.ends);
    time_out(first);
    if (const auto now = rung(proposer)) return now;
  }
  return std::nullopt;
}

/// The first round that those who began it can finish, as things stand.
std::optional<Rung> Ladder::rung(const std::function<std::size_t(std::uint64_t)>& proposer) {
  for (const std::uint64_t round : begun())
    if (together(round, proposer(round))) return Rung{now_, round};
  return std::nullopt;
}

}  // namespace seatrial::consensus
