// SPDX-License-Identifier: Apache-2.0
// Machine: a question to one node, from its endpoint proof to its answer or the lack of one.
#include <algorithm>

#include "sim/proto/discv4/machine.hpp"

namespace seatrial::discv4 {

namespace {

bool recent(const std::optional<Instant>& at, Instant now) {
  return at && now < *at + bond_lifetime;
}

Address address_of(const Node& node) {
  return {node.ip, node.udp};
}

}  // namespace

bool Machine::bonded(Instant now, const wire::NodeId& id, const wire::Bytes& ip) const {
  const auto found = known_.find({id, ip});
  return found != known_.end() && recent(found->second.pong, now);
}

// SPEC goquorum 5.2
bool Machine::needs_proof(Instant now, const Node& node) const {
  const auto found = known_.find({node.id, node.ip});
  return found == known_.end() || !recent(found->second.ping, now) ||
         found->second.failures > most_failures;
}

void Machine::ask(Instant now, Question question, Outbox& out) {
  if (question.goal == Goal::neighbors)
    question.failures_before = known(question.node.id, question.node.ip).failures;
  if (question.goal == Goal::pong || needs_proof(now, question.node)) {
    question.stage = Stage::proving;
    question.token = send_ping(now, address_of(question.node), out);
    question.until = now + reply_timeout;
  } else {
    ask_now(now, question, out);
  }
  questions_.push_back(std::move(question));
}

void Machine::ask_now(Instant now, Question& question, Outbox& out) {
  question.stage = Stage::asking;
  question.until = now + reply_timeout;
  const Packet packet = question.goal == Goal::neighbors
                            ? Packet(FindNode{question.target, expiration(now)})
                            : Packet(EnrRequest{expiration(now)});
  question.token = packet_hash(send(address_of(question.node), packet, out));
}

void Machine::time_out(Instant now, std::size_t index, Outbox& out) {
  Question& question = questions_[index];
  if (question.stage == Stage::pausing) return ask_now(now, question, out);
  if (question.stage == Stage::proving && question.goal != Goal::pong) {
    question.stage = Stage::pausing;  // whether or not it answered. SPEC goquorum 5.2
    question.until = now + reply_timeout;
    return;
  }
  end(now, index, false, out);
}

void Machine::end(Instant now, std::size_t index, bool answered, Outbox& out) {
  const Question question = std::move(questions_[index]);
  questions_.erase(questions_.begin() + static_cast<std::ptrdiff_t>(index));
  if (question.goal == Goal::neighbors) return end_neighbors(now, question, out);
  if (question.goal == Goal::record) return end_record(now, question, answered, out);
  if (question.purpose == Purpose::check) return end_check(now, question, answered, out);
  if (answered && refreshed_) table_.add_verified(question.node, now);  // SPEC goquorum 5.2
}

void Machine::end_neighbors(Instant now, const Question& question, Outbox& out) {
  count_answer(question, out);
  for (const Node& node : question.nodes) table_.add_seen(node, now);
  Lookup* lookup = lookup_of(question.purpose, question.job);
  if (lookup == nullptr) return;
  lookup->answered();
  const std::vector<Node> fresh = lookup->learn(question.nodes);
  if (question.purpose != Purpose::candidates)
    return advance(now, question.purpose, question.job, out);
  buffer_.insert(buffer_.end(), fresh.begin(), fresh.end());
  next_candidates(now, out);  // the row of lookups goes on only as far as it is wanted
}

// Measured: an answer without nodes is a failure as silence is. Of questions that were open at the
// same time only one counts, since each goes on from what was counted when it began.
// SPEC law, surprise 8
void Machine::count_answer(const Question& question, Outbox& out) {
  const Node& node = question.node;
  std::uint32_t& failures = known(node.id, node.ip).failures;
  failures = question.nodes.empty() ? question.failures_before + 1 : 0;
  if (failures < most_failures) return;
  if (table_.find(node.id) != nullptr) out.add(Noted{Happening::dropped, node.key, failures});
  table_.remove(node.id);
}

void Machine::end_check(Instant now, const Question& question, bool answered, Outbox& out) {
  if (!answered) {
    table_.checked_dead(question.node.id, rng_);
    return plan_check(now);
  }
  if (question.node.seq >= question.seq) {
    table_.checked_alive(question.node);
    return plan_check(now);
  }
  Question record;
  record.purpose = Purpose::check;
  record.goal = Goal::record;
  record.node = question.node;
  ask(now, std::move(record), out);
}

void Machine::end_record(Instant now, const Question& question, bool answered, Outbox& out) {
  if (question.purpose == Purpose::check) {
    table_.checked_alive(question.node);  // it has answered the PING
    return plan_check(now);
  }
  if (answered) return end_search(question.job, question.node, out);
  const Search& search = searches_.at(question.job);
  if (search.stage == Search::Stage::direct) return search_table(now, question.job, out);
  if (search.stage == Search::Stage::table) return search_network(now, question.job, out);
  end_search(question.job, search.asked, out);
}

}  // namespace seatrial::discv4
