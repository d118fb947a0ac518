// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <tuple>

#include "harness/diagnose/chain_members.hpp"
#include "harness/diagnose/genesis_lints.hpp"
#include "harness/diagnose/lints.hpp"
#include "harness/diagnose/pair_findings.hpp"
#include "harness/finding/catalogue.hpp"

namespace seatrial::diagnosis {

namespace {

std::string text_of(const std::optional<std::uint64_t>& value) {
  return value ? std::to_string(*value) : "absent";
}

/// Two peers of one genesis hash whose genesis files differ in what the hash leaves out.
class ConfigComparer {
 public:
  ConfigComparer(const View& view, PeerId first, PeerId second, Findings& made)
      : view_(view), first_(first), second_(second), made_(made) {}

  void run() {
    const wire::ChainConfig& a = view_.spec(first_).chain->genesis.config;
    const wire::ChainConfig& b = view_.spec(second_).chain->genesis.config;
    if (a.chain_id != b.chain_id) {
      add("config.chainId",
          finding::make("ST607", mark("config.chainId"),
                        differs("chainId", text_of(a.chain_id), text_of(b.chain_id))));
    }
    // SPEC kubernetes F-76: that is one fault, and told as such.
    if (view_.spec(first_).geth.no_consensus || view_.spec(second_).geth.no_consensus) return;
    compare_istanbul(a.istanbul.value_or(wire::IstanbulConfig{}),
                     b.istanbul.value_or(wire::IstanbulConfig{}));
    if (a.has_ibft && b.has_ibft) compare_sections("ibft", a.ibft, b.ibft);
    if (a.has_qbft && b.has_qbft) compare_sections("qbft", a.qbft, b.qbft);
    compare_transitions(a, b);
    compare_forks(a, b);
  }

 private:
  Mark mark(std::string_view path) const { return genesis_place(view_, second_, path); }

  std::string differs(const char* field, const std::string& a, const std::string& b) const {
    return fmt::format("{} is {} at {} and {} at {}", field, a, view_.name(first_), b,
                       view_.name(second_));
  }

  void add(std::string_view path, Finding finding) {
    const Mark other = genesis_place(view_, first_, path);
    if (other.known()) {
      finding.related.push_back({other, "the genesis of " + view_.name(first_)});
    }
    made_.push_back(std::move(finding));
  }

  using Setting =
      std::tuple<const char*, std::optional<std::uint64_t>, std::optional<std::uint64_t>>;

  void compare_settings(const char* section, std::span<const Setting> settings) {
    for (const auto& [key, ours, theirs] : settings) {
      if (ours == theirs) continue;
      tell(fmt::format("config.{}.{}", section, key), differs(key, text_of(ours), text_of(theirs)));
    }
  }

  void tell(const std::string& path, const std::string& what) {
    add(path, finding::make("ST702", mark(path), what, {{"setting", what}}));
  }

  void compare_istanbul(const wire::IstanbulConfig& a, const wire::IstanbulConfig& b) {
    const std::array settings{Setting{"ceil2Nby3Block", a.ceil_2n_by_3_block, b.ceil_2n_by_3_block},
                              Setting{"epoch", a.epoch, b.epoch},
                              Setting{"policy", a.policy, b.policy},
                              Setting{"testQBFTBlock", a.test_qbft_block, b.test_qbft_block}};
    compare_settings("istanbul", settings);
  }

  // SPEC goquorum 8.4: none of these is in the genesis hash.
  void compare_sections(const char* section, const wire::BftConfig& a, const wire::BftConfig& b) {
    const std::array settings{
        Setting{"ceil2Nby3Block", a.ceil_2n_by_3_block, b.ceil_2n_by_3_block},
        Setting{"epochlength", a.epoch_length, b.epoch_length},
        Setting{"policy", a.policy, b.policy},
        Setting{"blockperiodseconds", a.block_period, b.block_period},
        Setting{"emptyblockperiodseconds", a.empty_block_period, b.empty_block_period},
        Setting{"requesttimeoutseconds", a.request_timeout, b.request_timeout},
        Setting{"maxRequestTimeoutSeconds", a.max_request_timeout, b.max_request_timeout}};
    compare_settings(section, settings);
  }

  /// SPEC goquorum 8.4: who misses one diverges at its block without a word.
  void compare_transitions(const wire::ChainConfig& a, const wire::ChainConfig& b) {
    if (a.transitions == b.transitions) return;
    const auto [ours, theirs] = std::ranges::mismatch(a.transitions, b.transitions);
    const bool ended = ours == a.transitions.end();
    const std::uint64_t block = ended ? theirs->block : ours->block;
    const bool missing = ended || theirs == b.transitions.end();
    const auto index = static_cast<std::size_t>(ours - a.transitions.begin());
    tell(fmt::format("config.transitions.{}", index),
         missing ? fmt::format("{} lacks the transition of block {}, which {} has",
                               view_.name(ended ? first_ : second_), block,
                               view_.name(ended ? second_ : first_))
                 : fmt::format("the transitions of {} and {} differ from block {} on",
                               view_.name(first_), view_.name(second_), block));
  }

  void compare_forks(const wire::ChainConfig& a, const wire::ChainConfig& b) {
    std::set<std::string> names;
    for (const auto& [name, block] : a.fork_blocks) names.insert(name);
    for (const auto& [name, block] : b.fork_blocks) names.insert(name);
    std::vector<std::string> forks;
    std::string first;
    for (const std::string& name : names) {
      const auto x = block_of(a, name);
      const auto y = block_of(b, name);
      if (x == y) continue;
      if (forks.empty()) first = "config." + name;
      forks.push_back(differs(name.c_str(), text_of(x), text_of(y)));
    }
    if (!forks.empty()) add(first, finding::make("ST608", mark(first), enumerate(forks)));
  }

  static std::optional<std::uint64_t> block_of(const wire::ChainConfig& config,
                                               const std::string& name) {
    const auto found = config.fork_blocks.find(name);
    return found == config.fork_blocks.end() ? std::nullopt : found->second;
  }

  const View& view_;
  PeerId first_;
  PeerId second_;
  Findings& made_;
};

/// One peer for each genesis file of the scene, in the order of peers.
std::vector<PeerId> one_per_chain(const View& view) {
  std::vector<PeerId> found;
  for (const PeerId peer : view.peers()) {
    const PeerSpec& spec = view.spec(peer);
    if (spec.chain == nullptr) continue;
    const bool seen = std::any_of(found.begin(), found.end(), [&](PeerId other) {
      return view.spec(other).chain == spec.chain;
    });
    if (!seen) found.push_back(peer);
  }
  return found;
}

void unseen_differences(const View& view, Findings& made) {
  const std::vector<PeerId> peers = one_per_chain(view);
  for (std::size_t i = 0; i < peers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (view.spec(peers[j]).chain->genesis_hash != view.spec(peers[i]).chain->genesis_hash) {
        continue;
      }
      const PeerId usual = of_majority(view, peers[j], peers[i], [&](PeerId peer, PeerId other) {
        const auto& ours = view.spec(peer).chain;
        const auto& theirs = view.spec(other).chain;
        return ours == theirs || (ours && ours->genesis_hash == theirs->genesis_hash &&
                                  ours->genesis.config == theirs->genesis.config);
      });
      ConfigComparer(view, usual, usual == peers[j] ? peers[i] : peers[j], made).run();
      break;
    }
  }
}

// SPEC kubernetes F-23: one raft port for inside and outside cannot be right.
void raft(const View& view, Findings& made) {
  PeerId first = PeerId::none;
  for (const PeerId peer : view.peers()) {
    const PeerSpec& spec = view.spec(peer);
    if (spec.opaque || spec.geth.consensus != Consensus::raft) continue;
    if (first == PeerId::none) first = peer;
    if (view.cluster_of(first) == spec.cluster) continue;
    made.push_back(
        finding::make("ST701", first_known(spec.geth.command, spec.mark),
                      fmt::format("{} and {} both run raft", view.name(view.cluster_of(first)),
                                  view.name(spec.cluster))));
    return;
  }
}

/// Where the block period of a peer stands: its flag, or the command that lacks it.
Mark period_mark(const View& view, PeerId peer) {
  const config::PeerConfig* config = view.config(peer);
  const Mark flag = config != nullptr && config->settings.block_period
                        ? config->settings.block_period->mark
                        : Mark{};
  return first_known(flag, first_known(view.spec(peer).geth.command, view.spec(peer).mark));
}

/// SPEC goquorum 13.2 row 24: who makes no blocks minds only those that come too early for him.
void block_periods(const View& view, Findings& made) {
  const auto counts = [&](PeerId peer) {
    return !view.spec(peer).opaque && view.spec(peer).runs_ibft();
  };
  const auto same = [&](PeerId a, PeerId b) {
    return counts(a) && view.spec(a).geth.mine && block_period(view, a) == block_period(view, b);
  };
  PeerId usual = PeerId::none;
  for (const PeerId peer : view.peers()) {
    if (!counts(peer) || !view.spec(peer).geth.mine) continue;
    usual = usual == PeerId::none ? peer : of_majority(view, usual, peer, same);
  }
  if (usual == PeerId::none) return;
  const std::uint64_t there = block_period(view, usual);
  for (const PeerId peer : view.peers()) {
    if (!counts(peer)) continue;
    const std::uint64_t here = block_period(view, peer);
    if (view.spec(peer).geth.mine ? here == there : here <= there) continue;
    Finding finding = finding::make("ST703", period_mark(view, peer),
                                    fmt::format("the block period of {} is {} s, elsewhere {} s",
                                                view.name(peer), here, there));
    finding.related.push_back({period_mark(view, usual), "the other block period"});
    made.push_back(std::move(finding));
  }
}

}  // namespace

Findings chain_lints(const View& view) {
  Findings made;
  for (const PeerId peer : one_per_chain(view)) {
    for (Finding& finding : genesis_lints(view, peer)) made.push_back(std::move(finding));
  }
  unseen_differences(view, made);
  raft(view, made);
  block_periods(view, made);
  return made;
}

}  // namespace seatrial::diagnosis
