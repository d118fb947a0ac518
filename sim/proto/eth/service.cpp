// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/eth/service.hpp"

#include <utility>

#include "sim/proto/eth/service_impl.hpp"

namespace seatrial::eth {

Service::Service(ServiceConfig config, chain::BlockTree& tree, chain::Blockchain& chain, Rng chance,
                 qbft::Proofs* proofs, std::shared_ptr<istanbul::MessageIndex> index)
    : impl_(std::make_unique<Impl>(config, tree, chain, chance, proofs, std::move(index))) {}

Service::~Service() = default;

void Service::start(Instant now, Outbox& out) {
  impl_->start(now, out);
}

void Service::peer_joined(Instant now, p2p::NodeRef node, chain::AddressRef address,
                          chain::BlockId head, Outbox& out) {
  impl_->peer_joined(now, node, address, head, out);
}

void Service::peer_left(Instant, p2p::NodeRef node, Outbox&) {
  impl_->peer_left(node);
}

void Service::received(Instant now, p2p::NodeRef from, const Message& message, Outbox& out) {
  impl_->received(now, from, message, out);
}

std::optional<Instant> Service::deadline() const {
  return impl_->deadline();
}

void Service::on_deadline(Instant now, Outbox& out) {
  impl_->on_deadline(now, out);
}

void Service::set_mining(Instant now, bool mine, Outbox& out) {
  impl_->set_mining(now, mine, out);
}

void Service::propose(chain::AddressRef candidate, bool authorize) {
  impl_->engine().propose(candidate, authorize);
}

void Service::discard(chain::AddressRef candidate) {
  impl_->engine().discard(candidate);
}

void Service::set_twist(chain::Twist twist) {
  impl_->set_twist(twist);
}

const istanbul::Engine& Service::engine() const {
  return impl_->engine();
}

bool Service::mining() const {
  return impl_->mining();
}

bool Service::syncing() const {
  return impl_->syncing();
}

}  // namespace seatrial::eth
