// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/forks.hpp"

namespace seatrial::consensus {

void ForkWatch::read(const ChainView& view) {
  for (; next_ < view.log->size(); ++next_) take(view, (*view.log)[next_]);
}

void ForkWatch::take(const ChainView& view, const Observation& seen) {
  if (const MessageEvent* message = seen.of_message()) {
    if (message->how == MessageEvent::How::altered) liars_.insert(seen.peer);
    return;
  }
  if (const auto* process = std::get_if<ProcessEvent>(&seen.what)) {
    if (*process == ProcessEvent::stopped) first_stops_.try_emplace(seen.peer, seen.at);
    return;
  }
  const eth::Observed* chain = seen.of_chain();
  if (chain == nullptr) return;
  if (eth::moved_head(chain->what)) take_head(view, seen, chain->block);
}

/// A head brings all blocks below it that nobody had yet.
void ForkWatch::take_head(const ChainView& view, const Observation& seen, chain::BlockId head) {
  const chain::BlockTree& tree = *view.blocks;
  std::vector<chain::BlockId> fresh;
  for (chain::BlockId at = head; tree[at].parent != chain::BlockId::none; at = tree[at].parent) {
    if (seen_.contains(static_cast<std::uint32_t>(at))) break;
    fresh.push_back(at);
  }
  std::vector<First>& firsts = firsts_[tree.root(head)];
  for (auto next = fresh.rbegin(); next != fresh.rend(); ++next) {
    const chain::Block& block = tree[*next];
    // Who makes a block that cannot be executed is the only one who has it.
    if (chain::is_bad(block.twist)) liars_.insert(seen.peer);
    if (dishonest(seen.peer)) return;
    seen_.insert(static_cast<std::uint32_t>(*next));
    if (firsts.size() <= block.number) firsts.resize(block.number + 1);
    First& first = firsts[block.number];
    if (first.block == chain::BlockId::none) {
      first = {*next, seen.peer};
    } else if (block.number == 1 || firsts[block.number - 1].block == block.parent) {
      forks_.push_back({first.block, *next, first.peer, seen.peer, seen.at});
    }
  }
}

bool ForkWatch::stopped_by(PeerId peer, Instant at) const {
  const auto found = first_stops_.find(peer);
  return found != first_stops_.end() && found->second <= at;
}

}  // namespace seatrial::consensus
