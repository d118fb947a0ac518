// SPDX-License-Identifier: Apache-2.0
// What a release refuses in a genesis, and what it does not read of it.
#include <fmt/format.h>

#include "sim/peer/consensus_settings.hpp"
#include "sim/peer/releases.hpp"

namespace seatrial {

namespace {

using wire::Algorithm;

/// SPEC goquorum 8.4: two sections of which only one can be meant; the texts are geth's.
std::optional<GenesisFault> section_fault(const wire::ChainConfig& config) {
  if (!config.is_quorum) return std::nullopt;
  if (config.istanbul && (config.has_ibft || config.has_qbft)) {
    return GenesisFault{config.has_qbft ? "config.qbft" : "config.ibft",
                        "the attributes config.Istanbul and config.[IBFT|QBFT] are mutually "
                        "exclusive on the genesis file"};
  }
  if (config.has_ibft && config.has_qbft) {
    return GenesisFault{"config.qbft",
                        "the attributes config.IBFT and config.QBFT are mutually exclusive on the "
                        "genesis file"};
  }
  return std::nullopt;
}

/// Checks transitions one after the other, as geth does.
class TransitionCheck {
 public:
  explicit TransitionCheck(const wire::ChainConfig& config)
      : config_(config), qbft_(config.has_qbft) {}

  std::optional<GenesisFault> run() {
    for (std::size_t i = 0; i < config_.transitions.size(); ++i) {
      const char* text = fault_of(config_.transitions[i]);
      if (text == nullptr) continue;
      const char* key = at_block_ ? "block" : "algorithm";
      return GenesisFault{fmt::format("config.transitions.{}.{}", i, key), text};
    }
    return std::nullopt;
  }

 private:
  const char* fault_of(const wire::Transition& change) {
    at_block_ = false;
    if (change.algorithm == Algorithm::unknown)
      return "transition algorithm is invalid, should be either `ibft` or `qbft`";
    const bool test = config_.istanbul && config_.istanbul->test_qbft_block;
    if (test && change.algorithm != Algorithm::unchanged)
      return "can't use transition algorithm and testQBFTBlock at the same time";
    qbft_ = qbft_ || change.algorithm == Algorithm::qbft;
    at_block_ = true;
    if (!change.block_given) return "block number not given in transitions data";
    if (change.block < before_) return "block order should be ascending";
    before_ = change.block;
    at_block_ = false;
    if (qbft_ && change.algorithm == Algorithm::ibft) return "can't transition from qbft to ibft";
    return nullptr;
  }

  const wire::ChainConfig& config_;
  bool qbft_;
  bool at_block_ = false;
  std::uint64_t before_ = 0;
};

bool takes_part(const PeerSpec& spec) {
  return spec.chain != nullptr && spec.geth.consensus == Consensus::istanbul;
}

/// Keys of one section or transition.
void add_unread(const std::string& path, bool empty_period, bool cap,
                const GoQuorumVersion& version, std::vector<UnreadKey>& keys) {
  if (empty_period && version < releases::empty_block_period)
    keys.push_back({path + ".emptyblockperiodseconds", releases::empty_block_period, false});
  if (cap && version < releases::request_timeout_cap)
    keys.push_back({path + ".maxRequestTimeoutSeconds", releases::request_timeout_cap, false});
}

}  // namespace

std::optional<GenesisFault> genesis_fault(const PeerSpec& spec) {
  if (!takes_part(spec) || spec.geth.version < releases::sections) return std::nullopt;
  const wire::ChainConfig& config = spec.chain->genesis.config;
  if (const auto fault = section_fault(config)) return fault;
  return TransitionCheck(config).run();
}

std::vector<UnreadKey> unread_keys(const PeerSpec& spec) {
  std::vector<UnreadKey> keys;
  if (!takes_part(spec)) return keys;
  const wire::ChainConfig& config = spec.chain->genesis.config;
  const GoQuorumVersion& version = spec.geth.version;
  if (config.istanbul && config.istanbul->test_qbft_block && version < releases::qbft)
    keys.push_back({"config.istanbul.testQBFTBlock", releases::qbft, false});
  if (version < releases::sections) {
    const bool alone = !config.istanbul;
    if (config.has_ibft) keys.push_back({"config.ibft", releases::sections, alone});
    if (config.has_qbft) keys.push_back({"config.qbft", releases::sections, alone});
    if (!config.transitions.empty())
      keys.push_back({"config.transitions", releases::sections, false});
    return keys;
  }
  const auto add_section = [&](const char* path, const wire::BftConfig& section) {
    add_unread(path, section.empty_block_period.has_value(),
               section.max_request_timeout.has_value(), version, keys);
  };
  if (config.has_ibft) add_section("config.ibft", config.ibft);
  if (config.has_qbft) add_section("config.qbft", config.qbft);
  for (std::size_t i = 0; i < config.transitions.size(); ++i) {
    const wire::Transition& change = config.transitions[i];
    add_unread(fmt::format("config.transitions.{}", i), change.empty_block_period.has_value(),
               change.max_request_timeout.has_value(), version, keys);
  }
  return keys;
}

}  // namespace seatrial
