// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <tuple>

#include "harness/diagnose/chain_members.hpp"
#include "harness/diagnose/dial_code.hpp"
#include "harness/diagnose/pair_findings.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

namespace {

std::string_view consensus_word(Consensus consensus) {
  switch (consensus) {
    case Consensus::istanbul:
      return "istanbul";
    case Consensus::raft:
      return "raft";
    case Consensus::clique:
      return "clique";
  }
  return "";
}

std::string hash_of(const PeerSpec& spec) {
  return spec.chain == nullptr ? "none" : wire::to_hex_prefixed(spec.chain->genesis_hash);
}

/// What a peer has of the thing that differs, as a text that two peers can be compared by.
std::string value_of(const PeerSpec& spec, LinkCause cause) {
  if (cause == LinkCause::network_id_mismatch) return std::to_string(spec.geth.network_id);
  if (cause == LinkCause::no_common_protocol) {
    return std::string(consensus_word(spec.geth.consensus));
  }
  return hash_of(spec);
}

Mark mark_of(const PeerSpec& spec, LinkCause cause) {
  if (cause == LinkCause::network_id_mismatch) {
    return first_known(spec.geth.network_id_mark, spec.mark);
  }
  if (cause == LinkCause::no_common_protocol) return first_known(spec.geth.command, spec.mark);
  return first_known(spec.chain == nullptr ? Mark{} : spec.chain->mark, spec.mark);
}

/// One side of a disagreement: the first peer of a cluster that has the same value stands for all.
struct Side {
  PeerId peer;
  std::string name;
  Mark mark;
};

Side side_of(const View& view, PeerId peer, LinkCause cause) {
  const std::string value = value_of(view.spec(peer), cause);
  PeerId first = PeerId::none;
  bool all = true;
  for (const PeerId other : view.peers()) {
    if (view.cluster_of(other) != view.cluster_of(peer)) continue;
    const bool same = value_of(view.spec(other), cause) == value;
    if (same && first == PeerId::none) first = other;
    all = all && same;
  }
  return {first, all ? view.name(view.cluster_of(peer)) : view.name(first),
          mark_of(view.spec(first), cause)};
}

Finding genesis_finding(const View& view, const Side& here, const Side& there) {
  const PeerSpec& a = view.spec(there.peer);
  const PeerSpec& b = view.spec(here.peer);
  for (const Side* side : {&here, &there}) {
    if (auto broken = broken_genesis(view, side->peer)) return std::move(*broken);
  }
  std::vector<std::string> differs;
  if (a.chain && b.chain) differs = genesis_difference(a.chain->genesis, b.chain->genesis);
  const Mark mark = differs.empty() ? here.mark : genesis_place(view, here.peer, differs.front());
  Finding made = finding::make(code_of_geneses(a, b), mark,
                               fmt::format("the genesis of {} is {}, that of {} is {}", here.name,
                                           hash_of(b), there.name, hash_of(a)),
                               {{"cluster", there.name}});
  if (!differs.empty()) made.what += "; they differ in " + enumerate(differs);
  return made;
}

Finding fork_finding(const Side& here, const Side& there) {
  return finding::make(
      "ST608", here.mark,
      fmt::format("the fork blocks of {} differ from those of {}", here.name, there.name));
}

Finding value_finding(const View& view, LinkCause cause, const Side& here, const Side& there) {
  const std::string ours = value_of(view.spec(here.peer), cause);
  const std::string theirs = value_of(view.spec(there.peer), cause);
  if (cause == LinkCause::network_id_mismatch) {
    return finding::make("ST606", here.mark,
                         fmt::format("the network id of {} is {}, that of {} is {}", here.name,
                                     ours, there.name, theirs));
  }
  for (const Side& side : {here, there}) {
    if (view.spec(side.peer).geth.no_consensus) return no_consensus_finding(view, side.peer);
  }
  return finding::make(
      "ST614", here.mark,
      fmt::format("{} speaks {}, {} speaks {}", here.name, ours, there.name, theirs));
}

std::string_view title_of(LinkCause cause) {
  if (cause == LinkCause::network_id_mismatch) return "the network id";
  if (cause == LinkCause::no_common_protocol) return "the consensus";
  return "the genesis";
}

}  // namespace

std::vector<std::string> genesis_difference(const wire::Genesis& a, const wire::Genesis& b) {
  std::vector<std::string> fields;
  const auto compare = [&](bool same, const char* field) {
    if (!same) fields.emplace_back(field);
  };
  compare(a.extra_data == b.extra_data, "extraData");
  compare(a.alloc == b.alloc, "alloc");
  compare(a.timestamp == b.timestamp, "timestamp");
  compare(a.gas_limit == b.gas_limit, "gasLimit");
  compare(a.difficulty == b.difficulty, "difficulty");
  compare(a.nonce == b.nonce, "nonce");
  compare(a.mix_hash == b.mix_hash, "mixhash");
  compare(a.coinbase == b.coinbase, "coinbase");
  compare(a.parent_hash == b.parent_hash, "parentHash");
  compare(a.gas_used == b.gas_used, "gasUsed");
  return fields;
}

namespace {

/// Disagreements; those of peers that have the same, in the same clusters, are told once.
class ChainCollector {
 public:
  explicit ChainCollector(const View& view) : view_(view) {}

  void add(const Disagreement& link) {
    // Of equals, the cluster that came second should have taken over the other's.
    const bool ordered = view_.cluster_of(link.a) <= view_.cluster_of(link.b);
    const PeerId first = ordered ? link.a : link.b;
    const PeerId second = ordered ? link.b : link.a;
    const auto [found, fresh] =
        told_.try_emplace({link.cause, view_.cluster_of(first), value(first, link.cause),
                           view_.cluster_of(second), value(second, link.cause)},
                          made_.size());
    if (fresh) made_.push_back(finding_of(link.cause, first, second));
    ++made_[found->second].links;
  }

  Findings findings() { return std::move(made_); }

 private:
  /// What a peer has of what differs; asked for each link, and written once for each peer.
  const std::string& value(PeerId peer, LinkCause cause) {
    const auto [found, fresh] = values_.try_emplace({peer, cause});
    if (fresh) found->second = value_of(view_.spec(peer), cause);
    return found->second;
  }

  Finding finding_of(LinkCause cause, PeerId first, PeerId second) {
    const PeerId usual = of_majority(view_, first, second, [&](PeerId peer, PeerId other) {
      return value(peer, cause) == value(other, cause);
    });
    const Side here = side_of(view_, usual == first ? second : first, cause);
    const Side there = side_of(view_, usual, cause);
    Finding found = cause == LinkCause::genesis_mismatch ? genesis_finding(view_, here, there)
                    : cause == LinkCause::fork_id_mismatch
                        ? fork_finding(here, there)
                        : value_finding(view_, cause, here, there);
    found.severity = Severity::error;
    found.links = 0;
    if (there.mark.known()) {
      found.related.push_back({there.mark, fmt::format("{} of {}", title_of(cause), there.name)});
    }
    return found;
  }

  const View& view_;
  Findings made_;
  std::map<std::pair<PeerId, LinkCause>, std::string> values_;
  std::map<std::tuple<LinkCause, ClusterId, std::string, ClusterId, std::string>, std::size_t>
      told_;  ///< places in made_
};

}  // namespace

Findings chain_findings(const View& view, const std::vector<Disagreement>& links) {
  ChainCollector collector(view);
  for (const Disagreement& link : links) {
    if (concerns_both(link.cause) && link.cause != LinkCause::permission_denied) {
      collector.add(link);
    }
  }
  return collector.findings();
}

}  // namespace seatrial::diagnosis
