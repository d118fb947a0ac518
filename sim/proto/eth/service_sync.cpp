// SPDX-License-Identifier: Apache-2.0
// The block service: when it syncs, and what the beginning and the end of a sync lead to.
#include <algorithm>
#include <string>

#include "sim/proto/eth/service_impl.hpp"

namespace seatrial::eth {

namespace {

/// As GoQuorum's log prints a value: in quotes if it has a space.
std::string logged_value(std::string_view value) {
  if (value.find(' ') == std::string_view::npos) return std::string(value);
  return '"' + std::string(value) + '"';
}

}  // namespace

void Service::Impl::synchronise(Instant now, const Peer* peer, Outbox& out) {
  if (peer == nullptr || downloader_.busy() || !synced_.empty() || !may_sync(now)) return;
  if (peer->total_difficulty <= chain_->head_block().total_difficulty) return;
  if (!sync_announced_) log("INFO", "Block synchronisation started", out);
  sync_announced_ = true;
  out.observe(Observed{.what = Happening::sync_started, .node = peer->node});
  const MiningChange change = mining_.sync_started();
  apply(now, change, out);
  if (change == MiningChange::stop) log("INFO", "Mining aborted due to sync", out);
  downloader_.start(now, {peer->node, peer->head, peer->total_difficulty}, out);
}

// Blocks are written one after the other, and what comes behind them waits.
void Service::Impl::carry_on_sync(Instant now, SyncStep step, Outbox& out) {
  if (step.blocks.empty() && !step.ended) return;
  Instant done = synced_.empty() ? now : std::max(now, synced_.back().done);
  for (std::size_t i = 0; i < step.blocks.size(); ++i) done = done + import_time() / 10;
  synced_.push_back({std::move(step), done});
  import_synced(now, out);
}

void Service::Impl::import_synced(Instant now, Outbox& out) {
  while (!synced_.empty() && synced_.front().done <= now) {
    const SyncStep step = std::move(synced_.front().step);
    synced_.pop_front();
    finish_sync_step(now, step, out);
  }
}

void Service::Impl::finish_sync_step(Instant now, const SyncStep& step, Outbox& out) {
  if (!step.blocks.empty()) {
    const Inserted inserted = importer_.insert(now, step.blocks);
    insert_done(now, inserted, out);
    if (inserted.error != chain::HeaderError::none) {
      downloader_.abort();
      synced_.clear();
      return end_sync(now, SyncError::invalid_chain, out);
    }
  }
  if (step.ended) end_sync(now, *step.ended, out);
}

void Service::Impl::end_sync(Instant now, SyncError error, Outbox& out) {
  const p2p::NodeRef node = downloader_.target().node;
  if (error == SyncError::none) {
    out.observe(Observed{.what = Happening::sync_done, .block = chain_->head(), .node = node});
    if (chain_->height() > 0) propagation_.announce(chain_->head(), out);
  } else {
    Observed failed{.what = Happening::sync_failed, .node = node};
    failed.text = text(error);
    out.observe(std::move(failed));
    log("WARN", "Synchronisation failed, dropping peer err=" + logged_value(text(error)), out);
    if (peers_.find(node) != nullptr) drop(node, "", text(error), out);
  }
  forced_from_ = now + force_sync_every;
  apply(now, mining_.sync_ended(), out);
}

}  // namespace seatrial::eth
