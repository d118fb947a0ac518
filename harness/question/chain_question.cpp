// SPDX-License-Identifier: Apache-2.0
#include "harness/question/chain_question.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/consensus.hpp"

namespace seatrial::question {

namespace {

scenario::Selector or_everybody(scenario::Selector of) {
  if (of.cluster.empty()) of.cluster = "*";
  if (of.peer.empty()) of.peer = "*";
  return of;
}

}  // namespace

ChainQuestion::ChainQuestion(const Context& context, const scenario::Selector& of)
    : context_(context),
      of_(or_everybody(of)),
      peers_(peers_of(context.world(), of_)),
      watch_(context.chains()) {
  watch_.read();
}

std::string ChainQuestion::all() const {
  return of_.any_cluster() && of_.any_peer() ? "every peer" : of_.text();
}

Instant ChainQuestion::head_since(PeerId peer, Instant at) const {
  if (const consensus::Head* head = watch_.head_at(peer, at)) return head->at;
  const std::vector<Instant>& starts = watch_.starts(peer);
  return starts.empty() ? Instant() : starts.front();
}

std::string ChainQuestion::stood(PeerId peer, Instant to) const {
  if (watch_.starts(peer).empty()) return name(peer) + " was not started";
  return fmt::format("{} stood at block {} from {} to {}", name(peer), watch_.height_at(peer, to),
                     to_string(head_since(peer, to)), to_string(to));
}

std::string ChainQuestion::why_stood(PeerId peer, Instant to) const {
  if (watch_.starts(peer).empty()) return "";
  const consensus::ChainView view = chains();
  const consensus::Chain chain = consensus::chain_with(view, peer);
  if (chain.peers.empty()) return "because it runs no IBFT";
  const auto height = [&](PeerId other) { return watch_.height_at(other, to); };
  const PeerId best = *std::ranges::max_element(chain.peers, {}, height);
  if (height(best) > height(peer))
    return fmt::format("while {} got to block {}", name(best), height(best));
  return consensus::because(context_.scene, view, watch_, peer, head_since(peer, to), to);
}

}  // namespace seatrial::question
