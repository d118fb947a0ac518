// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/message_fault.hpp"

#include <algorithm>
#include <utility>

namespace seatrial {

namespace {

MessageKind kind_of(istanbul::Code code) {
  switch (code) {
    case istanbul::Code::pre_prepare:
      return MessageKind::pre_prepare;
    case istanbul::Code::prepare:
      return MessageKind::prepare;
    case istanbul::Code::commit:
      return MessageKind::commit;
    case istanbul::Code::round_change:
      break;
  }
  return MessageKind::round_change;
}

bool holds(const std::vector<PeerId>& peers, PeerId peer) {
  return std::ranges::find(peers, peer) != peers.end();
}

}  // namespace

MessageFacts facts_of(const eth::Message& message, const chain::BlockTree& tree) {
  MessageFacts facts;
  if (const auto* vote = std::get_if<istanbul::Message>(&message)) {
    facts = {kind_of(vote->code), vote->view, vote->from, hash_of(*vote)};
  } else if (const auto* block = std::get_if<eth::NewBlock>(&message)) {
    facts.kind = MessageKind::new_block;
    facts.view.sequence = tree[block->block].number;
    facts.identity = static_cast<std::uint64_t>(block->block);
  } else if (const auto* told = std::get_if<eth::NewBlockHash>(&message)) {
    facts.kind = MessageKind::new_block_hash;
    facts.view.sequence = tree[told->block].number;
    facts.identity = static_cast<std::uint64_t>(told->block);
  }
  return facts;
}

void MessageFaults::add(MessageFault fault, Rng chance) {
  all_.push_back({std::move(fault), chance, {}});
}

MessageFate MessageFaults::fate(Instant now, PeerId sender, PeerId author, PeerId receiver,
                                const MessageFacts& facts) {
  std::erase_if(all_, [&](const Active& active) { return active.fault.until <= now; });
  for (Active& active : all_) {
    if (!means(active.fault, sender, author, receiver, facts)) continue;
    if (!active.chance.chance(active.fault.share)) continue;
    if (!counts(active, receiver, facts.identity)) continue;
    return {active.fault.late == Duration(), active.fault.late};
  }
  return {};
}

bool MessageFaults::means(const MessageFault& fault, PeerId sender, PeerId author, PeerId receiver,
                          const MessageFacts& facts) {
  if (!fault.kinds.contains(facts.kind)) return false;
  if (!fault.relayed && sender != author) return false;
  if (fault.sequence && *fault.sequence != facts.view.sequence) return false;
  if (fault.round && *fault.round != facts.view.round) return false;
  return holds(fault.from, author) && holds(fault.to, receiver);
}

/// Whether a receiver has to go without this message, too. All copies of one count as one.
bool MessageFaults::counts(Active& active, PeerId receiver, std::uint64_t identity) {
  if (!active.fault.count) return true;
  std::uint64_t others = 0;
  for (const Hit& hit : active.hits) {
    if (hit.receiver != receiver) continue;
    if (hit.identity == identity) return true;
    ++others;
  }
  if (others >= *active.fault.count) return false;
  active.hits.push_back({receiver, identity});
  return true;
}

}  // namespace seatrial
