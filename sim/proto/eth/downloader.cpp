// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/eth/downloader.hpp"

#include <utility>

#include "sim/core/assert.hpp"
#include "sim/proto/eth/answers.hpp"

namespace seatrial::eth {

namespace {

constexpr Duration time_to_live = seconds(60);  // SPEC law 1b A
// geth 1.9's downloader: the newest two headers of a far head are left for a later request
constexpr std::uint64_t reorg_threshold = 48;
constexpr std::size_t reorg_header_delay = 2;
constexpr Duration retry_delayed = seconds(3);
constexpr std::uint32_t max_skeleton = 128;

}  // namespace

void Downloader::start(Instant now, const SyncTarget& target, Outbox& out) {
  SEATRIAL_ASSERT(!busy(), "one sync at a time");
  target_ = target;
  got_headers_ = false;
  state_ = AwaitHead{};
  ask(now, GetBlockHeaders{.by_hash = target.head}, out);
}

void Downloader::ask(Instant now, const GetBlockHeaders& request, Outbox& out) {
  deadline_ = now + time_to_live;
  out.send(target_.node, request);
}

SyncStep Downloader::end(SyncError error) {
  state_ = Idle{};
  return {{}, error};
}

SyncStep Downloader::on_headers(Instant now, p2p::NodeRef from, const BlockHeaders& headers,
                                Outbox& out) {
  if (!busy() || from != target_.node) return {};
  if (std::holds_alternative<AwaitHead>(state_)) return on_head(now, headers, out);
  if (std::holds_alternative<AwaitAncestor>(state_)) return on_ancestor(now, headers, out);
  return on_run(now, headers, out);
}

SyncStep Downloader::on_head(Instant now, const BlockHeaders& headers, Outbox& out) {
  if (headers.count != 1) return end(SyncError::bad_peer);
  const AncestorSearch search(*chain_, chain_->tree()[headers.last].number);
  state_ = AwaitAncestor{search};
  ask(now, search.request(), out);
  return {};
}

SyncStep Downloader::on_ancestor(Instant now, const BlockHeaders& headers, Outbox& out) {
  AncestorSearch& search = std::get<AwaitAncestor>(state_).search;
  const auto outcome = search.on_headers(headers);
  if (!outcome) {
    ask(now, search.request(), out);
    return {};
  }
  if (const auto* error = std::get_if<SyncError>(&*outcome)) return end(*error);
  AwaitHeaders next;
  next.from = std::get<std::uint64_t>(*outcome) + 1;
  state_ = next;
  ask_headers(now, out);
  return {};
}

void Downloader::ask_headers(Instant now, Outbox& out) {
  AwaitHeaders& state = std::get<AwaitHeaders>(state_);
  state.paused = false;
  GetBlockHeaders request{.number = state.from, .amount = max_headers};
  if (state.phase == AwaitHeaders::Phase::skeleton) {
    request = {
        .number = state.from + max_headers - 1, .amount = max_skeleton, .skip = max_headers - 1};
  }
  ask(now, request, out);
}

SyncStep Downloader::on_no_headers(Instant now, Outbox& out) {
  AwaitHeaders& state = std::get<AwaitHeaders>(state_);
  if (state.phase == AwaitHeaders::Phase::filling) return end(SyncError::invalid_chain);
  if (state.phase == AwaitHeaders::Phase::skeleton) {
    state.phase = AwaitHeaders::Phase::rest;
    ask_headers(now, out);
    return {};
  }
  // a peer that promised more than it has, unless the fetcher brought its blocks meanwhile
  const bool behind = target_.total_difficulty > chain_->head_block().total_difficulty;
  return end(!got_headers_ && behind ? SyncError::stalling_peer : SyncError::none);
}

SyncStep Downloader::on_run(Instant now, const BlockHeaders& headers, Outbox& out) {
  AwaitHeaders& state = std::get<AwaitHeaders>(state_);
  if (state.paused) return {};
  if (headers.count == 0) return on_no_headers(now, out);
  const std::uint64_t top = chain_->tree()[headers.last].number;
  if (state.phase == AwaitHeaders::Phase::skeleton) {
    // real nodes fill in from all their idle peers at once; here the one peer does, in turn
    state.phase = AwaitHeaders::Phase::filling;
    state.skeleton_end = top;
    ask_headers(now, out);
    return {};
  }
  SyncStep step{blocks_of(chain_->tree(), headers), std::nullopt};
  const bool far = chain_->height() + reorg_threshold < top;
  if (state.phase == AwaitHeaders::Phase::rest && far) {
    step.blocks.resize(step.blocks.size() - std::min(reorg_header_delay, step.blocks.size()));
  }
  advance(now, step.blocks.size(), out);
  return step;
}

void Downloader::advance(Instant now, std::size_t count, Outbox& out) {
  AwaitHeaders& state = std::get<AwaitHeaders>(state_);
  if (count == 0) {
    state.paused = true;
    deadline_ = now + retry_delayed;
    return;
  }
  got_headers_ = true;
  state.from += count;
  const bool filled = state.from > state.skeleton_end;
  if (state.phase == AwaitHeaders::Phase::filling && filled) {
    state.phase = AwaitHeaders::Phase::skeleton;
  }
  ask_headers(now, out);
}

std::optional<Instant> Downloader::deadline() const {
  if (!busy()) return std::nullopt;
  return deadline_;
}

SyncStep Downloader::on_deadline(Instant now, Outbox& out) {
  if (!busy() || deadline_ > now) return {};
  const AwaitHeaders* state = std::get_if<AwaitHeaders>(&state_);
  if (state == nullptr) return end(SyncError::timeout);
  if (!state->paused) return end(SyncError::bad_peer);  // geth's word for late headers
  ask_headers(now, out);
  return {};
}

}  // namespace seatrial::eth
