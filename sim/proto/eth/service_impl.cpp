// SPDX-License-Identifier: Apache-2.0
// The inputs of the block service: its start, its peers, their messages, time.
#include "sim/proto/eth/service_impl.hpp"

#include <algorithm>
#include <utility>

#include "sim/proto/eth/answers.hpp"

namespace seatrial::eth {

namespace {

constexpr std::size_t min_desired_peers = 5;  // SPEC goquorum 6.5

}  // namespace

Service::Impl::Impl(const ServiceConfig& config, chain::BlockTree& tree, chain::Blockchain& chain,
                    Rng chance, qbft::Proofs* proofs, std::shared_ptr<istanbul::MessageIndex> index)
    : mine_(config.mine),
      votes_wait_for_sync_(config.votes_wait_for_sync),
      sync_waits_for_peers_(config.sync_waits_for_peers),
      least_import_(config.least_import),
      most_import_(config.most_import),
      chain_(&chain),
      chance_(chance),
      engine_(config.engine, chain, Rng(chance_.next()), proofs, std::move(index)),
      propagation_(peers_, chain, chance_),
      importer_(chain),
      fetcher_(chain, chance_),
      downloader_(chain),
      miner_(tree, chain, config.engine.self) {}

void Service::Impl::start(Instant now, Outbox& out) {
  importer_.start(now);
  next_force_sync_ = now + force_sync_every;
  forced_from_ = next_force_sync_;
  apply(now, mining_.want(mine_), out);
  settle(now, out);
}

void Service::Impl::peer_joined(Instant now, p2p::NodeRef node, chain::AddressRef address,
                                chain::BlockId head, Outbox& out) {
  // geth's syncer hears of a peer before its Status, when it is not yet among those counted
  if (!sync_waits_for_peers_ && peers_.size() >= min_desired_peers)
    synchronise(now, peers_.best(chance_), out);
  const bool told = head != chain::BlockId::none;
  peers_.add(node, head, told ? chain_->tree()[head].total_difficulty : 0);
  engine_.peer_joined(node, address);
  if (sync_waits_for_peers_) synchronise(now, peers_.best(chance_), out);
  settle(now, out);
}

bool Service::Impl::may_sync(Instant now) const {
  return !sync_waits_for_peers_ || peers_.size() >= min_desired_peers || now >= forced_from_;
}

void Service::Impl::peer_left(p2p::NodeRef node) {
  peers_.remove(node);
  engine_.peer_left(node);
}

void Service::Impl::received(Instant now, p2p::NodeRef from, const Message& message, Outbox& out) {
  if (const auto* vote = std::get_if<istanbul::Message>(&message))
    return vote_came(now, from, *vote, out);
  std::visit([&](const auto& m) { on(now, from, m, out); }, message);
  settle(now, out);
}

// Most of what comes is a relay of what is known here, and leads to nothing.
void Service::Impl::vote_came(Instant now, p2p::NodeRef from, const istanbul::Message& message,
                              Outbox& out) {
  on(now, from, message, out);
  const bool nothing_to_do = engine_out_.empty() && now < due_;
  if (!nothing_to_do) return settle(now, out);
  due_ = std::min(due_, engine_.deadline().value_or(due_));
}

void Service::Impl::on(Instant now, p2p::NodeRef from, const istanbul::Message& message,
                       Outbox& out) {
  if (engine_.received(now, from, message, engine_out_)) return;
  if (votes_wait_for_sync_ && (syncing() || !synced_.empty())) {
    return log("DEBUG", "Ignoring stopped engine consensus error due to active sync", out);
  }
  drop(from, "stopped engine", "stopped engine", out);  // SPEC goquorum 6.6
}

void Service::Impl::on(Instant now, p2p::NodeRef from, const NewBlockHash& message, Outbox&) {
  if (Peer* peer = peers_.find(from)) peer->known.add(message.block);
  if (chain_->has(message.block)) return;
  fetcher_.notify(now, from, message.block);
  fetcher_awake_ = true;
}

void Service::Impl::on(Instant now, p2p::NodeRef from, const NewBlock& message, Outbox& out) {
  Peer* peer = peers_.find(from);
  if (peer == nullptr) return;
  peer->known.add(message.block);
  fetcher_.enqueue(from, message.block);
  fetcher_awake_ = true;
  // SPEC goquorum 6.5: what the peer has for certain is the block's parent
  const chain::BlockId head = chain_->tree()[message.block].parent;
  if (head == chain::BlockId::none) return;
  const std::uint64_t total = chain_->tree()[head].total_difficulty;
  if (total <= peer->total_difficulty) return;
  peer->head = head;
  peer->total_difficulty = total;
  synchronise(now, peer, out);
}

void Service::Impl::on(Instant, p2p::NodeRef from, const GetBlockHeaders& message, Outbox& out) {
  out.send(from, answer(*chain_, message));
}

void Service::Impl::on(Instant now, p2p::NodeRef from, const BlockHeaders& message, Outbox& out) {
  if (message.count == 1 && fetcher_.filter_header(now, from, message.last)) {
    fetcher_awake_ = true;
    return;
  }
  carry_on_sync(now, downloader_.on_headers(now, from, message, out), out);
}

void Service::Impl::on(Instant, p2p::NodeRef from, const GetBlockBodies& message, Outbox& out) {
  out.send(from, answer(*chain_, message));
}

// nobody asks for bodies: blocks have no transactions here
void Service::Impl::on(Instant, p2p::NodeRef, const BlockBodies&, Outbox&) {}

void Service::Impl::drop(p2p::NodeRef node, std::string why, std::string_view because,
                         Outbox& out) {
  Observed dropped{.what = Happening::peer_dropped, .node = node};
  dropped.text = because;
  out.drop({node, p2p::DisconnectReason::useless_peer, std::move(why)});
  out.observe(std::move(dropped));
}

void Service::Impl::log(std::string_view level, std::string text, Outbox& out) {
  Observed logged{.what = Happening::logged};
  logged.level = level;
  logged.text = std::move(text);
  out.observe(std::move(logged));
}

Instant Service::Impl::earliest() const {
  Instant at = next_force_sync_;
  const auto earlier = [&](const std::optional<Instant>& due) {
    at = std::min(at, due.value_or(at));
  };
  earlier(engine_.deadline());
  earlier(fetcher_.deadline());
  earlier(importer_.deadline());
  earlier(downloader_.deadline());
  earlier(miner_.deadline());
  if (in_hand_) at = std::min(at, in_hand_->done);
  if (!synced_.empty()) at = std::min(at, synced_.front().done);
  return at;
}

void Service::Impl::on_deadline(Instant now, Outbox& out) {
  engine_.on_deadline(now, engine_out_);
  settle(now, out);
  if (fetcher_.deadline() && *fetcher_.deadline() <= now) {
    fetcher_.on_deadline(now, out);
    fetcher_awake_ = true;
  }
  import_future(now, out);
  carry_on_sync(now, downloader_.on_deadline(now, out), out);
  import_synced(now, out);
  settle(now, out);
  if (next_force_sync_ <= now) {
    next_force_sync_ = next_force_sync_ + force_sync_every;
    synchronise(now, peers_.best(chance_), out);
  }
  settle(now, out);
}

void Service::Impl::set_mining(Instant now, bool mine, Outbox& out) {
  apply(now, mining_.want(mine), out);
  if (mine && mining_.waits_for_sync()) {
    log("INFO", "Network syncing, will start miner afterwards", out);
  }
  settle(now, out);
}

}  // namespace seatrial::eth
