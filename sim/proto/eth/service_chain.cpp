// SPDX-License-Identifier: Apache-2.0
// The block service: what becomes of blocks, and the miner that makes them. // SPEC goquorum 7.16
#include <array>
#include <string>

#include "sim/proto/eth/service_impl.hpp"

namespace seatrial::eth {

void Service::Impl::settle(Instant now, Outbox& out) {
  while (carry_out_next(out) || finish_write(now, out) || begin_write(now) || request_due(now)) {
  }
  engine_out_.clear();
  carried_out_ = 0;
  due_ = earliest();
}

// A block is handed over through channels and written to disk before anybody is told of it: the
// engine's own messages of that moment, relays too, are sent before.
bool Service::Impl::carry_out_next(Outbox& out) {
  if (carried_out_ == engine_out_.effects().size()) return false;
  const istanbul::Effect& effect = engine_out_.effects()[carried_out_++];
  if (const auto* send = std::get_if<istanbul::Send>(&effect)) {
    out.send(send->to, send->message);
  } else if (const auto* observed = std::get_if<istanbul::Observed>(&effect)) {
    out.observe(*observed);
  } else {
    handed_over_.push_back(std::get<istanbul::Commit>(effect));
  }
  return true;
}

/// Takes up the next block, if none is being written: the engine's before the peers'.
bool Service::Impl::begin_write(Instant now) {
  if (in_hand_) return false;
  if (!handed_over_.empty()) {
    const istanbul::Commit next = handed_over_.front();
    handed_over_.erase(handed_over_.begin());
    in_hand_ = Write{next, next.own ? now + import_time() : now};
    return true;
  }
  if (!fetcher_awake_) return false;
  const auto injected = fetcher_.next();
  if (!injected) {
    fetcher_awake_ = false;
    return false;
  }
  in_hand_ = Write{*injected, now + import_time() / 10};
  return true;
}

bool Service::Impl::finish_write(Instant now, Outbox& out) {
  if (!in_hand_ || in_hand_->done > now) return false;
  const Write write = *in_hand_;
  in_hand_.reset();
  if (const auto* own = std::get_if<istanbul::Commit>(&write.what)) {
    commit(now, *own, out);
    return true;
  }
  const Injected& injected = std::get<Injected>(write.what);
  if (write.verified) {
    finish_import(now, injected.block, out);
  } else if (verify(now, injected, out)) {
    in_hand_ = Write{injected, now + import_time(), true};
  }
  return true;
}

Duration Service::Impl::import_time() {
  if (most_import_ == Duration()) return {};
  return chance_.between(least_import_, most_import_);
}

bool Service::Impl::request_due(Instant now) {
  const auto candidate = miner_.take_due(now);
  if (!candidate) return false;
  engine_.request(now, *candidate, engine_out_);
  return true;
}

// SPEC goquorum 7.7 "Hand-over": the own block is written and announced, the others' are imported.
void Service::Impl::commit(Instant now, const istanbul::Commit& commit, Outbox& out) {
  if (!commit.own) {
    fetcher_.enqueue(p2p::no_node, commit.block);
    fetcher_awake_ = true;
    return;
  }
  if (chain_->has(commit.block)) return;
  const Inserted written = importer_.write(commit.block);
  propagation_.propagate(commit.block, out);
  propagation_.announce(commit.block, out);
  insert_done(now, written, out);
}

// SPEC goquorum 6.5: relayed whole after its header was verified, announced after its import.
bool Service::Impl::verify(Instant now, const Injected& injected, Outbox& out) {
  const chain::BlockId block = injected.block;
  if (!chain_->has(chain_->tree()[block].parent)) return false;
  const chain::HeaderError error = chain_->verify(now, block);
  if (error == chain::HeaderError::none) {
    propagation_.propagate(block, out);
    return true;
  }
  if (error == chain::HeaderError::future_block) return true;
  log("DEBUG", "Propagated block verification failed err=\"" + std::string(text(error)) + "\"",
      out);
  // "istanbul" is nobody's name
  if (injected.origin != p2p::no_node) drop(injected.origin, "", text(error), out);
  return false;
}

void Service::Impl::finish_import(Instant now, chain::BlockId block, Outbox& out) {
  const std::array one{block};
  const Inserted inserted = importer_.insert(now, one);
  if (inserted.error == chain::HeaderError::none) propagation_.announce(block, out);
  tell_bad_block(inserted, out);
  insert_done(now, inserted, out);
}

/// The peer that sent it is not dropped, unlike for a bad header. // SPEC goquorum 6.5
void Service::Impl::tell_bad_block(const Inserted& inserted, Outbox& out) {
  if (inserted.error != chain::HeaderError::invalid_state) return;
  log("ERROR", "########## BAD BLOCK ######### Error: " + std::string(text(inserted.error)), out);
}

// geth tells no peer of a block whose time had to come first: it only imports it
void Service::Impl::import_future(Instant now, Outbox& out) {
  if (!importer_.due(now)) return;
  for (const chain::BlockId block : importer_.take_future()) {
    const std::array one{block};
    insert_done(now, importer_.insert(now, one), out);
  }
}

void Service::Impl::insert_done(Instant now, const Inserted& inserted, Outbox& out) {
  if (!inserted.head_moved) return;
  const Happening what = inserted.reorganised ? Happening::reorganised : Happening::new_head;
  out.observe(Observed{.what = what, .block = chain_->head()});
  if (!mining_.running()) return;
  engine_.new_head(now, engine_out_);
  new_work(now, out);
}

void Service::Impl::new_work(Instant now, Outbox& out) {
  if (miner_.new_work(now, engine_.next_vote())) return;
  log("WARN", "Block sealing failed err=unauthorized", out);  // SPEC goquorum 7.11
}

void Service::Impl::apply(Instant now, MiningChange change, Outbox& out) {
  if (change == MiningChange::start) {
    engine_.start(now, engine_out_);
    out.observe(Observed{.what = Happening::engine_started});
    new_work(now, out);
  } else if (change == MiningChange::stop) {
    engine_.stop();
    miner_.clear();
    out.observe(Observed{.what = Happening::engine_stopped});
  }
}

}  // namespace seatrial::eth
