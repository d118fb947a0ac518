// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/genesis_lints.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/chain_members.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

namespace {

constexpr std::uint64_t known_policies = 2;  // round robin, sticky. // SPEC goquorum 7.1

/// The first address that stands in the list again.
const wire::Address20* first_twice(const std::vector<wire::Address20>& all) {
  for (auto at = all.begin(); at != all.end(); ++at) {
    if (std::find(all.begin(), at, *at) != at) return &*at;
  }
  return nullptr;
}

std::string who(const View& view, const wire::Address20& address) {
  const std::string text = wire::checksum_address(address);
  for (const PeerId peer : view.peers()) {
    if (wire::address(view.spec(peer).key) == address) {
      return fmt::format("{} ({})", view.name(peer), text);
    }
  }
  return text;
}

/// Made of what a scenario says, which need not be about blocks, and of no file.
bool made_up(const View& view, const ChainSpec& chain) {
  const scenario::Scenario* scenario = view.scene().scenario;
  return !chain.mark.known() || (scenario != nullptr && chain.mark.file == scenario->mark.file);
}

// SPEC goquorum 7.10, 7.11
void validators(const View& view, PeerId peer, Findings& made) {
  if (view.spec(peer).chain->genesis.extra_data.empty()) return;  // a file that is only begun
  const Mark place = genesis_place(view, peer, "extraData");
  const auto listed = wire::genesis_validators(view.spec(peer).chain->genesis);
  if (!listed) {
    const auto read = wire::decode_istanbul_extra(view.spec(peer).chain->genesis.extra_data);
    made.push_back(finding::make("ST716", place, "extraData cannot be read: " + read.error().what));
  } else if (listed->empty() && !made_up(view, *view.spec(peer).chain)) {
    made.push_back(finding::make("ST717", place, "extraData lists no validator"));
  } else if (const wire::Address20* twice = first_twice(*listed)) {
    made.push_back(
        finding::make("ST718", place,
                      fmt::format("extraData lists {} twice: {} entries, and fewer that can vote",
                                  who(view, *twice), listed->size()),
                      {{"address", wire::checksum_address(*twice)}}));
  }
}

// SPEC goquorum 7.1
void settings(const View& view, PeerId peer, Findings& made) {
  const auto& istanbul = view.spec(peer).chain->genesis.config.istanbul;
  if (!istanbul) return;
  if (istanbul->policy >= known_policies) {
    made.push_back(finding::make("ST719", genesis_place(view, peer, "config.istanbul.policy"),
                                 fmt::format("proposer policy {} is not known", istanbul->policy)));
  }
  if (istanbul->epoch == 0) {
    made.push_back(
        finding::make("ST720", genesis_place(view, peer, "config.istanbul.epoch"), "epoch is 0"));
  }
}

}  // namespace

Findings genesis_lints(const View& view, PeerId peer) {
  Findings made;
  const PeerSpec& spec = view.spec(peer);
  if (spec.opaque || spec.chain == nullptr || spec.geth.consensus != Consensus::istanbul) {
    return made;
  }
  const wire::ChainConfig& config = spec.chain->genesis.config;
  if (!config.istanbul && !config.has_ibft && !config.has_qbft) return made;
  validators(view, peer, made);
  settings(view, peer, made);
  return made;
}

}  // namespace seatrial::diagnosis
