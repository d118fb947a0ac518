// SPDX-License-Identifier: Apache-2.0
// Machine: what goes on by itself. Refreshes, checks of the table, lookups, candidates, searches.
#include "sim/proto/discv4/machine.hpp"

#include <algorithm>

#include "sim/wire/node_record.hpp"

namespace seatrial::discv4 {

Machine::Machine(MachineConfig config, Rng rng)
    : config_(std::move(config)),
      rng_(rng),
      self_(wire::node_id(config_.key.open)),
      table_(self_),
      record_(wire::encode_record(wire::make_record(
          config_.key, 1, {config_.endpoint.ip, config_.endpoint.port, config_.tcp}))) {}

void Machine::start(Instant now, Outbox& out) {
  refresh_at_ = now + refresh_interval;
  plan_check(now);
  begin_refresh(now, out);
}

std::optional<Instant> Machine::deadline() const {
  std::optional<Instant> first;
  const auto consider = [&](const std::optional<Instant>& at) {
    if (at && (!first || *at < *first)) first = at;
  };
  for (const auto& at : {refresh_at_, check_at_, retry_at_}) consider(at);
  for (const Question& question : questions_) consider(question.until);
  return first;
}

void Machine::on_deadline(Instant now, Outbox& out) {
  const auto due = [&] {
    return std::ranges::find_if(questions_, [&](const Question& q) { return q.until <= now; });
  };
  for (auto late = due(); late != questions_.end(); late = due())
    time_out(now, static_cast<std::size_t>(late - questions_.begin()), out);
  if (refresh_at_ && *refresh_at_ <= now) {
    refresh_at_ = now + refresh_interval;
    if (!refresh_) begin_refresh(now, out);
  }
  if (check_at_ && *check_at_ <= now) check_one(now, out);
  if (retry_at_ && *retry_at_ <= now) {
    retry_at_.reset();
    next_candidates(now, out);
  }
  wake(now, out);
}

// --- refreshes and checks -------------------------------------------------------------------

// SPEC goquorum 5.6: bootnodes, a lookup of oneself, three random ones
void Machine::begin_refresh(Instant now, Outbox& out) {
  for (const Node& node : config_.bootnodes) table_.add_seen(node, now);
  refresh_lookups_ = 3;
  refresh_ = begin_lookup(config_.key.open);
  advance(now, Purpose::refresh, 0, out);
}

void Machine::next_refresh_lookup(Instant now, Outbox& out) {
  if (refresh_lookups_-- == 0) {
    refresh_.reset();
    refreshed_ = true;
    return;
  }
  refresh_ = begin_lookup(random_target());
  advance(now, Purpose::refresh, 0, out);
}

void Machine::plan_check(Instant now) {
  check_at_ = now + rng_.between({}, most_between_checks);
}

void Machine::check_one(Instant now, Outbox& out) {
  check_at_.reset();
  const auto node = table_.next_to_check(rng_);
  if (!node) return plan_check(now);
  Question question;
  question.purpose = Purpose::check;
  question.node = *node;
  ask(now, std::move(question), out);
}

// --- lookups --------------------------------------------------------------------------------

wire::PublicKey Machine::random_target() {
  return wire::random_bytes<wire::PublicKey>(rng_);
}

Lookup Machine::begin_lookup(const wire::PublicKey& target) {
  Lookup lookup(target, self_);
  lookup.learn(table_.closest(wire::node_id(target), bucket_size, false));
  return lookup;
}

Lookup* Machine::lookup_of(Purpose purpose, Job job) {
  if (purpose == Purpose::refresh) return refresh_ ? &*refresh_ : nullptr;
  if (purpose == Purpose::candidates) return candidates_ ? &*candidates_ : nullptr;
  const auto search = searches_.find(job);
  return search == searches_.end() || !search->second.lookup ? nullptr : &*search->second.lookup;
}

void Machine::advance(Instant now, Purpose purpose, Job job, Outbox& out) {
  Lookup* lookup = lookup_of(purpose, job);
  if (lookup == nullptr) return;
  while (const auto node = lookup->next()) {
    Question question;
    question.purpose = purpose;
    question.job = job;
    question.goal = Goal::neighbors;
    question.node = *node;
    question.target = lookup->target();
    ask(now, std::move(question), out);
  }
  if (lookup->is_over()) over(now, purpose, job, out);
}

void Machine::over(Instant now, Purpose purpose, Job job, Outbox& out) {
  if (purpose == Purpose::refresh) return next_refresh_lookup(now, out);
  if (purpose == Purpose::candidates) return candidates_.reset();
  const Search search = searches_.at(job);
  searches_.at(job).lookup.reset();
  searches_.at(job).stage = Search::Stage::found;
  for (const Node& node : search.lookup->closest()) {
    if (node.id != search.asked.id) continue;
    Question question;
    question.purpose = Purpose::resolve;
    question.job = job;
    question.goal = Goal::record;
    question.node = node;
    return ask(now, std::move(question), out);
  }
  end_search(job, search.asked, out);
}

// --- candidates -----------------------------------------------------------------------------

void Machine::want(Instant now, std::size_t count, Outbox& out) {
  wanted_ = count;
  found_.clear();
  next_candidates(now, out);
}

void Machine::next_candidates(Instant now, Outbox& out) {
  standing_ = false;
  while (wanted_ > 0 && fill_buffer(now, out)) {
    Node node = std::move(buffer_.front());
    buffer_.erase(buffer_.begin());
    take_candidate(std::move(node), out);
  }
}

/// Whether there is a node to take; else an answer is awaited, or nobody is left to ask.
bool Machine::fill_buffer(Instant now, Outbox& out) {
  while (buffer_.empty()) {
    if (candidates_) {
      advance(now, Purpose::candidates, 0, out);
      if (candidates_) return false;
    }
    if (table_.empty()) {
      stand_still(now, out);
      return false;
    }
    const wire::PublicKey target = random_target();
    candidates_ = begin_lookup(target);
    buffer_ = candidates_->closest();
  }
  return true;
}

void Machine::take_candidate(Node node, Outbox& out) {
  const auto known = std::ranges::find(found_, node.id, &Node::id);
  if (known == found_.end())
    found_.push_back(std::move(node));
  else if (known->seq < node.seq)
    *known = std::move(node);
  if (--wanted_ == 0) out.add(Found{std::exchange(found_, {})});
}

// SPEC law, surprise 8: with an empty table the search spins until the next refresh. Here it stands
// until somebody is known again, which is the same to everybody but the processor.
void Machine::stand_still(Instant now, Outbox& out) {
  if (!std::exchange(standing_, true)) out.add(Noted{Happening::table_empty, {}, 0});
  if (config_.slows_down) retry_at_ = now + seconds(1);  // SPEC law 18
}

void Machine::wake(Instant now, Outbox& out) {
  if (standing_ && !config_.slows_down && !table_.empty()) next_candidates(now, out);
}

// --- searches -------------------------------------------------------------------------------

// SPEC goquorum 3.3: ask itself, then as the table knows it, then the network.
void Machine::resolve(Instant now, const Node& node, Outbox& out) {
  const Job job = next_job_++;
  searches_[job].asked = node;
  Question question;
  question.purpose = Purpose::resolve;
  question.job = job;
  question.goal = Goal::record;
  question.node = node;
  ask(now, std::move(question), out);
}

void Machine::search_table(Instant now, Job job, Outbox& out) {
  Search& search = searches_.at(job);
  const Node* listed = table_.find(search.asked.id);
  if (listed == nullptr || listed->seq <= search.asked.seq) return search_network(now, job, out);
  search.stage = Search::Stage::table;
  Question question;
  question.purpose = Purpose::resolve;
  question.job = job;
  question.goal = Goal::record;
  question.node = *listed;
  ask(now, std::move(question), out);
}

void Machine::search_network(Instant now, Job job, Outbox& out) {
  searches_.at(job).lookup = begin_lookup(searches_.at(job).asked.key);
  advance(now, Purpose::resolve, job, out);
}

void Machine::end_search(Job job, const Node& node, Outbox& out) {
  out.add(Resolved{node});
  searches_.erase(job);
}

}  // namespace seatrial::discv4
