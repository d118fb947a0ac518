// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/eth/block_fetcher.hpp"

#include <algorithm>

namespace seatrial::eth {

namespace {

// SPEC goquorum 6.5
constexpr Duration arrive_timeout = milliseconds(500);
constexpr Duration gather_slack = milliseconds(100);
constexpr Duration fetch_timeout = seconds(5);
constexpr std::uint64_t max_uncle_dist = 7;
constexpr std::uint64_t max_queue_dist = 32;
constexpr std::ptrdiff_t hash_limit = 256;
constexpr std::ptrdiff_t block_limit = 64;

}  // namespace

bool BlockFetcher::near(std::uint64_t number) const {
  const std::uint64_t height = chain_->height();
  return number + max_uncle_dist >= height && number <= height + max_queue_dist;
}

void BlockFetcher::notify(Instant now, p2p::NodeRef origin, chain::BlockId block) {
  const auto of_origin = std::ranges::count(announced_, origin, &Announce::origin);
  if (of_origin >= hash_limit || !near(chain_->tree()[block].number)) return;
  if (fetching(now, block)) return;
  announced_.push_back({block, origin, now});
  // the timer runs on for a block that has come meanwhile, so that the next may be asked for early
  if (announced_.size() == 1) reschedule();
}

bool BlockFetcher::fetching(Instant now, chain::BlockId block) {
  std::erase_if(fetching_, [&](const Announce& a) { return now - a.at > fetch_timeout; });
  return std::ranges::find(fetching_, block, &Announce::block) != fetching_.end();
}

void BlockFetcher::enqueue(p2p::NodeRef origin, chain::BlockId block) {
  const auto of_origin = std::ranges::count(queue_, origin, &Injected::origin);
  const std::uint64_t number = chain_->tree()[block].number;
  if (of_origin >= block_limit || !near(number)) return forget_hash(block);
  if (std::ranges::find(queue_, block, &Injected::block) != queue_.end()) return;
  const auto after = std::ranges::upper_bound(queue_, number, {}, [&](const Injected& injected) {
    return chain_->tree()[injected.block].number;
  });
  queue_.insert(after, {origin, block});
}

bool BlockFetcher::filter_header(Instant now, p2p::NodeRef from, chain::BlockId header) {
  if (!fetching(now, header)) return false;
  const auto asked = std::ranges::find(fetching_, header, &Announce::block);
  const bool queued = std::ranges::find(queue_, header, &Injected::block) != queue_.end();
  if (asked->origin != from || queued) return false;
  if (chain_->has(header)) {
    forget_hash(header);
  } else {
    enqueue(from, header);
  }
  return true;
}

std::optional<Injected> BlockFetcher::next() {
  const std::uint64_t height = chain_->height();
  while (!queue_.empty()) {
    const Injected first = queue_.front();
    const std::uint64_t number = chain_->tree()[first.block].number;
    if (number > height + 1) return std::nullopt;
    queue_.erase(queue_.begin());
    forget_hash(first.block);
    if (number + max_uncle_dist >= height && !chain_->has(first.block)) return first;
  }
  return std::nullopt;
}

std::optional<Instant> BlockFetcher::deadline() const {
  if (announced_.empty()) return std::nullopt;
  return fetch_at_;
}

void BlockFetcher::on_deadline(Instant now, Outbox& out) {
  if (announced_.empty() || fetch_at_ > now) return;
  std::vector<chain::BlockId> late;
  for (const Announce& announce : announced_) {
    // a block's age is that of its first announcement
    if (now - announce.at <= arrive_timeout - gather_slack) break;
    if (std::ranges::find(late, announce.block) == late.end()) late.push_back(announce.block);
  }
  for (const chain::BlockId block : late) ask(now, block, out);
  reschedule();
}

void BlockFetcher::ask(Instant now, chain::BlockId block, Outbox& out) {
  std::vector<p2p::NodeRef> origins;
  for (const Announce& announce : announced_) {
    if (announce.block == block) origins.push_back(announce.origin);
  }
  const p2p::NodeRef origin =
      origins.size() == 1 ? origins.front() : origins[chance_->below(origins.size())];
  forget_hash(block);
  if (chain_->has(block)) return;
  fetching_.push_back({block, origin, now});
  out.send(origin, GetBlockHeaders{.by_hash = block});
}

void BlockFetcher::reschedule() {
  if (!announced_.empty()) fetch_at_ = announced_.front().at + arrive_timeout;
}

void BlockFetcher::forget_hash(chain::BlockId block) {
  const auto same = [&](const Announce& announce) { return announce.block == block; };
  std::erase_if(announced_, same);
  std::erase_if(fetching_, same);
}

}  // namespace seatrial::eth
