// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/config/genesis_reader.hpp"
#include "harness/config/json.hpp"
#include "harness/config/yaml.hpp"
#include "harness/scenario/resolver.hpp"
#include "sim/wire/header.hpp"

namespace seatrial::scenario {

namespace {

/// The genesis that qubernetes writes, but for validators and accounts. SPEC goquorum 12
wire::Genesis qubernetes_genesis() {
  wire::Genesis genesis;
  genesis.difficulty = wire::uint256(1);
  genesis.gas_limit = 0xE0000000;
  genesis.mix_hash = wire::istanbul_digest();
  genesis.config.chain_id = 1000;
  genesis.config.is_quorum = true;
  genesis.config.istanbul = wire::IstanbulConfig{};
  for (const char* fork :
       {"homesteadBlock", "byzantiumBlock", "constantinopleBlock", "petersburgBlock",
        "istanbulBlock", "eip150Block", "eip155Block", "eip158Block"}) {
    genesis.config.fork_blocks[fork] = 0;
  }
  return genesis;
}

std::optional<std::uint64_t> number(const Maybe<std::uint64_t>& written) {
  return written ? std::optional(written->value) : std::nullopt;
}

/// An ibft or qbft section; what it leaves out is the peers' own, as in a genesis.json.
wire::BftConfig bft_section(const Genesis& written) {
  wire::BftConfig bft;
  if (written.epoch) bft.epoch_length = written.epoch->value;
  if (written.policy) bft.policy = written.policy->value;
  if (written.ceil_block) bft.ceil_2n_by_3_block = written.ceil_block->value;
  bft.block_period = number(written.block_period);
  bft.request_timeout = number(written.request_timeout);
  bft.empty_block_period = number(written.empty_block_period);
  bft.max_request_timeout = number(written.max_request_timeout);
  return bft;
}

wire::Transition transition(const GenesisTransition& written) {
  wire::Transition change;
  change.block = written.block.value;
  if (written.algorithm) change.algorithm = written.algorithm->value;
  change.block_period = number(written.block_period);
  change.empty_block_period = number(written.empty_block_period);
  change.request_timeout = number(written.request_timeout);
  change.max_request_timeout = number(written.max_request_timeout);
  if (written.two_f_plus_1) change.two_f_plus_1 = written.two_f_plus_1->value;
  return change;
}

void apply_consensus(const Genesis& written, wire::ChainConfig& config) {
  for (const GenesisTransition& change : written.transitions)
    config.transitions.push_back(transition(change));
  const auto consensus = written.consensus ? written.consensus->value : GenesisConsensus::istanbul;
  if (consensus == GenesisConsensus::istanbul) {
    config.istanbul->test_qbft_block = number(written.test_qbft_block);
    return;
  }
  const bool qbft = consensus == GenesisConsensus::qbft;
  config.istanbul.reset();
  (qbft ? config.has_qbft : config.has_ibft) = true;
  (qbft ? config.qbft : config.ibft) = bft_section(written);
}

}  // namespace

Result<std::shared_ptr<const ChainSpec>> Resolver::chain_of_file(const FilePath& file) {
  if (const auto known = chain_cache_.find(file.path); known != chain_cache_.end()) {
    return known->second;
  }
  const Result<std::string> text = config::read_file(file.path);
  if (!text) return text.error();
  const Mark start{files_.add(file.written), 1, 1};
  Result<config::Value> json =
      config::parse_json(*text, config::TextOrigin{start, 0, true}, files_);
  if (!json) return json.error();
  Result<wire::Genesis> genesis = config::to_genesis(*json, files_);
  if (!genesis) return genesis.error();
  auto chain = std::make_shared<ChainSpec>();
  chain->genesis = std::move(*genesis);
  chain->genesis_hash = wire::genesis_hash(chain->genesis);
  chain->mark = start;
  chain_cache_[file.path] = chain;
  scene_.genesis_files.push_back({chain, std::move(*json)});
  return std::shared_ptr<const ChainSpec>(chain);
}

Result<std::shared_ptr<const ChainSpec>> Resolver::chain_of(const Genesis& written) {
  if (written.file) return chain_of_file(*written.file);
  wire::Genesis genesis = qubernetes_genesis();
  wire::IstanbulConfig& istanbul = *genesis.config.istanbul;
  if (written.ceil_block) istanbul.ceil_2n_by_3_block = written.ceil_block->value;
  if (written.chain_id) genesis.config.chain_id = written.chain_id->value;
  if (written.epoch) istanbul.epoch = written.epoch->value;
  if (written.policy) istanbul.policy = written.policy->value;
  if (written.timestamp) genesis.timestamp = written.timestamp->value;
  apply_consensus(written, genesis.config);
  std::vector<wire::Address20> validators;
  for (const PeerId id : scene_.peers(written.validators)) {
    validators.push_back(wire::address(scene_.world->peer(id).spec.key));
  }
  auto chain = std::make_shared<ChainSpec>(*make_chain(validators, genesis));
  chain->mark = written.mark;
  return std::shared_ptr<const ChainSpec>(chain);
}

Result<std::shared_ptr<const ChainSpec>> Resolver::inline_chain(const SceneCluster& cluster,
                                                                const Peer& peer) {
  const Genesis* written = nullptr;
  if (scenario_.genesis) written = &*scenario_.genesis;
  if (cluster.written->genesis) written = &*cluster.written->genesis;
  if (peer.genesis) written = &*peer.genesis;
  const Genesis nothing;
  if (written == nullptr) written = &nothing;
  // SPEC goquorum 14: 2.7.0, the default, knows none of these
  const bool newer =
      written->test_qbft_block || !written->transitions.empty() ||
      (written->consensus && written->consensus->value != GenesisConsensus::istanbul);
  if (newer && !peer.version && !scenario_.defaults.peer.version) {
    return Error{files_.to_string(written->mark),
                 "a genesis with QBFT or transitions, and no version of the peers that reads it",
                 "write defaults: {peer: {version: 22.7.0}}; ibft and qbft sections are read from "
                 "22.4.0 on"};
  }
  if (!peer.chain_id) return chain_of(*written);
  Genesis changed = *written;
  changed.chain_id = peer.chain_id;
  return chain_of(changed);
}

}  // namespace seatrial::scenario
