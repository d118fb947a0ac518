// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/consensus_settings.hpp"

#include <algorithm>
#include <set>

#include "sim/peer/releases.hpp"
#include "sim/wire/validators.hpp"

namespace seatrial {

namespace {

const wire::ChainConfig& config_of(const PeerSpec& spec) {
  return spec.chain->genesis.config;
}

/// The ibft or qbft section that the peer's release reads, or null. An istanbul section comes
/// first. // SPEC goquorum 8.4
const wire::BftConfig* section_of(const PeerSpec& spec) {
  const wire::ChainConfig& config = config_of(spec);
  if (spec.geth.version < releases::sections || config.istanbul) return nullptr;
  if (config.has_ibft) return &config.ibft;
  return config.has_qbft ? &config.qbft : nullptr;
}

/// Transitions are read together with the sections.
std::vector<wire::Transition> transitions_of(const PeerSpec& spec) {
  if (spec.geth.version < releases::sections) return {};
  return config_of(spec).transitions;
}

Duration in_seconds(std::uint64_t count) {
  return seconds(static_cast<std::int64_t>(std::min<std::uint64_t>(count, UINT32_MAX)));
}

/// The first block of QBFT, if there is one. // SPEC goquorum 8.4
std::optional<std::uint64_t> qbft_from(const PeerSpec& spec) {
  const wire::ChainConfig& config = config_of(spec);
  if (spec.geth.version < releases::qbft) return std::nullopt;
  const wire::BftConfig* section = section_of(spec);
  if (section != nullptr && section == &config.qbft) return 0;
  std::optional<std::uint64_t> from;
  if (config.istanbul) from = config.istanbul->test_qbft_block;
  for (const wire::Transition& transition : transitions_of(spec)) {
    if (transition.algorithm != wire::Algorithm::qbft) continue;
    from = std::min(from.value_or(transition.block), transition.block);
  }
  return from;
}

/// Absent and 0 are one to a section: the flag counts, or the code's default. // SPEC goquorum 8.3
std::uint64_t written_or(const std::optional<std::uint64_t>& written, std::uint64_t otherwise) {
  return written.value_or(0) == 0 ? otherwise : *written;
}

qbft::Settings settings_at_genesis(const PeerSpec& spec) {
  qbft::Settings settings;
  settings.request_timeout = spec.geth.request_timeout;
  settings.block_period = spec.geth.block_period;
  const wire::BftConfig* section = section_of(spec);
  if (section == nullptr) return settings;
  if (section->request_timeout.value_or(0) != 0) {
    settings.request_timeout = in_seconds(*section->request_timeout);
  }
  settings.block_period = written_or(section->block_period, settings.block_period);
  if (spec.geth.version >= releases::empty_block_period) {
    settings.empty_block_period = section->empty_block_period.value_or(0);
  }
  if (spec.geth.version >= releases::request_timeout_cap) {
    settings.max_request_timeout = in_seconds(section->max_request_timeout.value_or(0));
  }
  return settings;
}

/// Absent keeps what was, and so does a 0 where 0 could not be meant. // SPEC goquorum 8.4
void apply(const wire::Transition& change, const GoQuorumVersion& version,
           qbft::Settings& settings) {
  settings.block_period = written_or(change.block_period, settings.block_period);
  if (change.request_timeout.value_or(0) != 0) {
    settings.request_timeout = in_seconds(*change.request_timeout);
  }
  if (change.empty_block_period && version >= releases::empty_block_period) {
    settings.empty_block_period = *change.empty_block_period;
  }
  if (change.max_request_timeout && version >= releases::request_timeout_cap) {
    settings.max_request_timeout = in_seconds(*change.max_request_timeout);
  }
  if (change.two_f_plus_1) settings.two_f_plus_1 = *change.two_f_plus_1;
}

/// The block from which the quorum is ceil(2N/3). Other than in istanbul{}, absent is the code's
/// default of 0 in a section. // SPEC goquorum 7.15, qbft-law 8
std::optional<std::uint64_t> ceil_block_of(const PeerSpec& spec) {
  if (const wire::BftConfig* section = section_of(spec)) {
    return section->ceil_2n_by_3_block.value_or(0);
  }
  const auto& istanbul = config_of(spec).istanbul;
  return istanbul ? istanbul->ceil_2n_by_3_block : std::nullopt;
}

/// The settings of a peer by block; for IBFT as well, which uses some of them.
qbft::Config schedule_of(const PeerSpec& spec) {
  const std::optional<std::uint64_t> ceil = ceil_block_of(spec);
  const std::vector<wire::Transition> transitions = transitions_of(spec);
  std::set<std::uint64_t> blocks;
  if (ceil) blocks.insert(*ceil);
  for (const wire::Transition& transition : transitions) blocks.insert(transition.block);
  const auto at = [&](std::uint64_t block) {
    qbft::Settings settings = settings_at_genesis(spec);
    for (const wire::Transition& transition : transitions) {
      if (transition.block > block) break;  // as GoQuorum reads them: up to the first later one
      apply(transition, spec.geth.version, settings);
    }
    settings.two_f_plus_1 = settings.two_f_plus_1 || !chain::counts_by_ceil(ceil, block);
    return settings;
  };
  qbft::Config config;
  config.from = qbft_from(spec).value_or(UINT64_MAX);
  config.genesis = at(0);
  for (const std::uint64_t block : blocks) config.changes.push_back({block, at(block)});
  return config;
}

std::uint64_t policy_of(const PeerSpec& spec) {
  if (const wire::BftConfig* section = section_of(spec)) return section->policy;
  return config_of(spec).istanbul ? config_of(spec).istanbul->policy : 0;
}

std::uint64_t longest(const qbft::Settings& settings) {
  return std::max(settings.block_period, settings.empty_block_period);
}

}  // namespace

bool runs_bft(const PeerSpec& spec) {
  if (spec.chain == nullptr || spec.geth.consensus != Consensus::istanbul) return false;
  return config_of(spec).istanbul || section_of(spec) != nullptr;
}

istanbul::EngineConfig engine_config(const PeerSpec& spec) {
  istanbul::EngineConfig config;
  config.request_timeout = settings_at_genesis(spec).request_timeout;
  config.policy = policy_of(spec);
  config.ceil_2n_by_3_block = ceil_block_of(spec);
  for (const wire::Transition& transition : transitions_of(spec)) {
    // SPEC goquorum 7.15: from v22.4 on IBFT's quorum honours it, too.
    if (transition.two_f_plus_1)
      config.two_f_plus_1.push_back({transition.block, *transition.two_f_plus_1});
  }
  if (qbft_from(spec)) {
    config.qbft = schedule_of(spec);
    config.qbft->faults = spec.geth.qbft_faults;
  }
  return config;
}

chain::ChainRules chain_rules(const PeerSpec& spec) {
  const qbft::Config schedule = schedule_of(spec);
  std::set<std::uint64_t> blocks{0};
  if (schedule.from != UINT64_MAX) blocks.insert(schedule.from);
  for (const qbft::SettingsChange& change : schedule.changes) blocks.insert(change.block);
  chain::ChainRules rules{schedule.genesis.block_period, spec.geth.allowed_future_time, {}};
  rules.qbft_from = schedule.from;
  for (const std::uint64_t block : blocks) {
    const qbft::Settings& settings = schedule.at(block);
    // SPEC goquorum 8.5: only QBFT lets empty blocks wait.
    const std::uint64_t empty = block >= schedule.from ? settings.empty_block_period : 0;
    rules.changes.push_back({block, settings.block_period, empty});
  }
  return rules;
}

// SPEC goquorum 7.1, 8.4: 0 is not taken over.
std::uint64_t epoch_of(const PeerSpec& spec) {
  constexpr std::uint64_t usual = wire::IstanbulConfig{}.epoch;
  const wire::BftConfig* section = section_of(spec);
  if (section != nullptr) return written_or(section->epoch_length, usual);
  return config_of(spec).istanbul ? written_or(config_of(spec).istanbul->epoch, usual) : usual;
}

std::optional<std::vector<wire::Address20>> first_validators(const PeerSpec& spec) {
  const wire::Bytes& extra = spec.chain->genesis.extra_data;
  auto ibft = wire::decode_istanbul_extra(extra);
  if (qbft_makes(spec, 0)) {
    return ibft ? std::nullopt : wire::genesis_validators(spec.chain->genesis);
  }
  return ibft ? std::optional(std::move(ibft->validators)) : std::nullopt;
}

std::uint64_t first_qbft_block(const PeerSpec& spec) {
  return runs_bft(spec) ? qbft_from(spec).value_or(UINT64_MAX) : UINT64_MAX;
}

bool qbft_makes(const PeerSpec& spec, std::uint64_t block) {
  const std::uint64_t from = first_qbft_block(spec);
  return from != UINT64_MAX && block >= from;
}

bool counts_by_ceil(const PeerSpec& spec, std::uint64_t block) {
  return runs_bft(spec) && !schedule_of(spec).at(block).two_f_plus_1;
}

bool votes_wait_for_sync(const GoQuorumVersion& version) {
  return version >= releases::no_stopped_engine;
}

bool sync_waits_for_peers(const GoQuorumVersion& version) {
  return version >= releases::syncer_of_geth_1_9_20;
}

Duration RoundTimers::length(std::uint64_t round) const {
  return qbft ? qbft::round_length(settings, round)
              : istanbul::round_length(settings.request_timeout, round);
}

Duration RoundTimers::lead() const {
  return qbft ? seconds(static_cast<std::int64_t>(longest(settings))) : Duration();
}

RoundTimers round_timers(const PeerSpec& spec, std::uint64_t block) {
  RoundTimers timers;
  timers.settings.request_timeout = spec.geth.request_timeout;
  if (!runs_bft(spec)) return timers;
  timers.qbft = qbft_makes(spec, block);
  timers.settings = timers.qbft ? schedule_of(spec).at(block) : settings_at_genesis(spec);
  return timers;
}

Duration request_timeout_of(const PeerSpec& spec) {
  return round_timers(spec, 1).settings.request_timeout;
}

std::uint64_t longest_period_of(const PeerSpec& spec) {
  if (!runs_bft(spec)) return spec.geth.block_period;
  const qbft::Config schedule = schedule_of(spec);
  std::uint64_t period = longest(schedule.genesis);
  for (const qbft::SettingsChange& change : schedule.changes)
    period = std::max(period, longest(change.settings));
  return period;
}

}  // namespace seatrial
