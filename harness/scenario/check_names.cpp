// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "harness/scenario/check.hpp"
#include "harness/scenario/nearest.hpp"

namespace seatrial::scenario {

namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

class NameCheck {
 public:
  NameCheck(Reader& reader, const Scenario& scenario) : reader_(reader), scenario_(scenario) {}

  void world();
  void steps();
  void expectations(const std::vector<Expectation>& all);

 private:
  void clusters();
  void peer_of(const Cluster& cluster, const Peer& peer);
  void genesis(const Genesis& genesis) { selectors(genesis.validators); }
  void lists(const std::vector<PeerList>& all);
  void wans();
  void expectation(const Expectation& expectation);
  void reaches(const ExpectReaches& asked);
  void validators(const ExpectValidatorsAre& asked);
  void survives(const ExpectSurvives& asked);
  std::optional<std::size_t> inline_peers(const Selectors& all) const;
  void when(const When& when);
  void action(const Action& action);

  void site(const Text& name);
  void sites(const SitePair& pair);
  void cluster(const Text& name);
  void selector(const Selector& selector);
  void selectors(const Selectors& all);
  void kubernetes(const Text& name);
  void any_pod(const Selector& selector);
  void reschedule(const Reschedule& step);
  void messages(const WhichMessages& which) {
    selectors(which.from);
    selectors(which.to);
  }
  void entry(const ListEntry& entry);
  void entries(const std::vector<ListEntry>& all);
  void step_names();

  std::vector<std::string_view> site_names() const;
  void nowhere(const Mark& mark, std::string_view noun, std::string_view name,
               const std::vector<std::string_view>& known);

  Reader& reader_;
  const Scenario& scenario_;
};

void NameCheck::nowhere(const Mark& mark, std::string_view noun, std::string_view name,
                        const std::vector<std::string_view>& known) {
  reader_.fail(mark, fmt::format("there is no {} '{}'", noun, name), suggestion(name, known));
}

std::vector<std::string_view> NameCheck::site_names() const {
  auto names = names_of(scenario_.clusters);
  for (std::string_view name : names_of(scenario_.externals)) names.push_back(name);
  return names;
}

void NameCheck::site(const Text& name) {
  const auto known = site_names();
  if (std::find(known.begin(), known.end(), name.value) != known.end()) return;
  nowhere(name.mark, "cluster", name.value, known);
}

void NameCheck::sites(const SitePair& pair) {
  site(pair.first);
  site(pair.second);
}

void NameCheck::cluster(const Text& name) {
  site(name);
  if (scenario_.find_external(name.value) == nullptr) return;
  reader_.fail(name.mark,
               fmt::format("'{}' is external: only what it exported is known", name.value),
               "name a cluster under 'clusters'");
}

void NameCheck::selector(const Selector& selector) {
  if (selector.any_cluster()) return;
  site({selector.cluster, selector.mark});
  const Cluster* cluster = scenario_.find_cluster(selector.cluster);
  // The peers of a folder are known only when it is read.
  if (cluster == nullptr || cluster->config || selector.any_peer()) return;
  if (cluster->find_peer(selector.peer) != nullptr) return;
  nowhere(selector.mark, fmt::format("peer in cluster '{}' named", selector.cluster), selector.peer,
          names_of(cluster->peers));
}

// Peers, and what runs beside them.
void NameCheck::any_pod(const Selector& one) {
  const Cluster* cluster = scenario_.find_cluster(one.cluster);
  if (cluster == nullptr || cluster->config || one.any_peer()) return selector(one);
  if (cluster->find_pod(one.peer) != nullptr || cluster->find_peer(one.peer) != nullptr) return;
  auto known = names_of(cluster->peers);
  for (const std::string_view name : names_of(cluster->pods)) known.push_back(name);
  nowhere(one.mark, fmt::format("peer or pod in '{}' named", one.cluster), one.peer, known);
}

void NameCheck::kubernetes(const Text& name) {
  cluster(name);
  const Cluster* found = scenario_.find_cluster(name.value);
  if (found == nullptr || !found->outside) return;
  reader_.fail(name.mark, fmt::format("'{}' is outside of every cluster", name.value),
               "name a cluster under 'clusters'");
}

void NameCheck::reschedule(const Reschedule& step) {
  for (const Selector& pods : step.pods) {
    if (pods.any_cluster()) {
      reader_.fail(pods.mark, fmt::format("pods '{}' are of many clusters", pods.text()),
                   "name the cluster, as in a/a1 or a/*");
      return;
    }
    kubernetes({pods.cluster, pods.mark});
    any_pod(pods);
    const Cluster* cluster = scenario_.find_cluster(pods.cluster);
    if (!reader_.ok() || cluster->nodes.empty()) continue;
    if (cluster->find_node(step.to.value) == nullptr) {
      nowhere(step.to.mark, "node", step.to.value, names_of(cluster->nodes));
    }
  }
}

void NameCheck::selectors(const Selectors& all) {
  for (const Selector& one : all) selector(one);
}

void NameCheck::entry(const ListEntry& entry) {
  if (const auto* peers = std::get_if<Selector>(&entry.form)) selector(*peers);
  const auto* altered = std::get_if<AlteredPeer>(&entry.form);
  if (altered == nullptr) return;
  selector(altered->peer);
  if (altered->key_of) selector(*altered->key_of);
}

void NameCheck::entries(const std::vector<ListEntry>& all) {
  for (const ListEntry& one : all) entry(one);
}

void NameCheck::peer_of(const Cluster& cluster, const Peer& peer) {
  const auto nodes = names_of(cluster.nodes);
  if (peer.node && std::find(nodes.begin(), nodes.end(), peer.node->value) == nodes.end()) {
    nowhere(peer.node->mark, "node", peer.node->value, nodes);
  }
  if (peer.genesis) genesis(*peer.genesis);
  if (peer.static_nodes) entries(peer.static_nodes->entries);
  if (peer.permissioned) entries(peer.permissioned->entries);
  if (!peer.tessera) return;
  for (const TesseraPeer& other : peer.tessera->peers) {
    if (const auto* peers = std::get_if<Selector>(&other)) selector(*peers);
  }
}

void NameCheck::clusters() {
  for (const Cluster& cluster : scenario_.clusters) {
    for (const Peer& peer : cluster.peers) peer_of(cluster, peer);
    if (cluster.genesis) genesis(*cluster.genesis);
  }
  for (const External& external : scenario_.externals) {
    const Cluster* same = scenario_.find_cluster(external.name.value);
    if (same == nullptr) continue;
    reader_.fail(external.name.mark,
                 fmt::format("'{}' is both a cluster and external", external.name.value),
                 fmt::format("rename one; the cluster is at {}", reader_.line_of(same->name.mark)));
  }
}

void NameCheck::wans() {
  for (std::size_t i = 0; i < scenario_.wans.size(); ++i) {
    const Wan& wan = scenario_.wans[i];
    sites(wan.between);
    for (std::size_t j = 0; j < i; ++j) {
      if (!wan.between.same_two(scenario_.wans[j].between)) continue;
      reader_.fail(wan.mark, "there is a wan between these sites already",
                   fmt::format("see {}", reader_.line_of(scenario_.wans[j].mark)));
    }
  }
}

void NameCheck::lists(const std::vector<PeerList>& all) {
  for (const PeerList& list : all) {
    selector(list.of);
    entries(list.list.entries);
  }
}

void NameCheck::world() {
  clusters();
  wans();
  if (scenario_.genesis) genesis(*scenario_.genesis);
  lists(scenario_.lists.static_nodes);
  lists(scenario_.lists.permissioned);
}

// How many peers are meant, where no folder or export has to be read to know it.
std::optional<std::size_t> NameCheck::inline_peers(const Selectors& all) const {
  const auto meant = [&](const std::string& cluster_name, const std::string& peer_name) {
    return std::any_of(all.begin(), all.end(),
                       [&](const Selector& one) { return one.matches(cluster_name, peer_name); });
  };
  std::size_t count = 0;
  for (const Selector& one : all) {
    if (one.any_cluster() && !scenario_.externals.empty()) return std::nullopt;
    if (!one.any_cluster() && scenario_.find_external(one.cluster) != nullptr) return std::nullopt;
  }
  for (const Cluster& cluster : scenario_.clusters) {
    const bool named = std::any_of(all.begin(), all.end(), [&](const Selector& one) {
      return one.any_cluster() || one.cluster == cluster.name.value;
    });
    if (named && cluster.config) return std::nullopt;
    for (const Peer& peer : cluster.peers) count += meant(cluster.name.value, peer.name.value);
  }
  return count;
}

void NameCheck::validators(const ExpectValidatorsAre& asked) {
  selector(asked.of);
  selectors(asked.peers);
  const auto count = inline_peers(asked.peers);
  if (!count) return;
  if (asked.quorum && asked.quorum->value > *count) {
    reader_.fail(asked.quorum->mark,
                 fmt::format("quorum {} is more than the {} validators that are named",
                             asked.quorum->value, *count),
                 "write a smaller quorum, or name more peers");
    return;
  }
  const std::uint64_t quorum = asked.quorum ? asked.quorum->value : 1;
  if (asked.may_fail && asked.may_fail->value > *count - quorum) {
    reader_.fail(asked.may_fail->mark,
                 fmt::format("of {} validators {} may not fail: {} must be left", *count,
                             asked.may_fail->value, quorum),
                 fmt::format("write {} or less", *count - quorum));
  }
}

void NameCheck::survives(const ExpectSurvives& asked) {
  if (asked.cluster) cluster(*asked.cluster);
  if (asked.line) sites(*asked.line);
  if (asked.link) selectors(*asked.link);
  if (asked.peers) selectors(*asked.peers);
}

void NameCheck::reaches(const ExpectReaches& asked) {
  any_pod(asked.from);
  if (const auto* peers = std::get_if<Selector>(&asked.to)) any_pod(*peers);
}

void NameCheck::when(const When& when) {
  if (const auto* at = std::get_if<AtHeight>(&when)) selector(at->of);
}

void NameCheck::expectation(const Expectation& expectation) {
  std::visit(Overloaded{[&](const ExpectLinks& links) {
                          selector(links.from);
                          selector(links.to);
                          if (links.dialled_by) selector(*links.dialled_by);
                        },
                        [&](const ExpectLog& log) { selector(log.of); },
                        [&](const ExpectDials& dials) {
                          selector(dials.from);
                          selector(dials.to);
                        },
                        [&](const ExpectBlocksAdvance& asked) { selector(asked.of); },
                        [&](const ExpectStalls& asked) { selector(asked.of); },
                        [&](const ExpectRecoversWithin& asked) { selector(asked.of); },
                        [&](const ExpectValidatorsAre& asked) { validators(asked); },
                        [&](const ExpectChainSingle& asked) { selector(asked.of); },
                        [&](const ExpectHeight& asked) { selector(asked.of); },
                        [&](const ExpectSometimes& asked) { selector(asked.of); },
                        [&](const ExpectReaches& asked) { reaches(asked); },
                        [&](const ExpectSurvives& asked) { survives(asked); },
                        [&](const ExpectRoundAtMost& asked) { selector(asked.of); },
                        [&](const ExpectProposerRotates& asked) { selector(asked.of); },
                        [&](const ExpectSealsFrom& asked) { selectors(asked.peers); },
                        [&](const ExpectOneOf& one_of) { expectations(one_of.any); },
                        [](const ExpectFinding&) {}, [](const ExpectNoFindings&) {}},
             expectation.question);
}

void NameCheck::expectations(const std::vector<Expectation>& all) {
  for (const Expectation& one : all) expectation(one);
}

void NameCheck::action(const Action& action) {
  std::visit(Overloaded{[&](const Deploy& deploy) {
                          for (const Text& name : deploy.clusters) cluster(name);
                        },
                        [&](const Start& start) { selectors(start.peers); },
                        [&](const Kill& kill) { selectors(kill.peers); },
                        [&](const Restart& restart) { selectors(restart.peers); },
                        // A Service need not be named like a peer.
                        [&](const RecreateService& recreate) {
                          for (const Selector& one : recreate.services) {
                            if (!one.any_cluster()) kubernetes({one.cluster, one.mark});
                          }
                        },
                        [&](const ExportNodes& exported) { kubernetes(exported.cluster); },
                        [&](const ImportNodes& import) { kubernetes(import.into); },
                        [&](const Generate& generate) { kubernetes(generate.cluster); },
                        [&](const UseConfig& use) { kubernetes(use.cluster); },
                        [&](const Edit& edit) {
                          selectors(edit.of);
                          entries(edit.add);
                          entries(edit.remove);
                        },
                        [&](const Cut& cut) { sites(cut.between); },
                        [&](const Heal& heal) { sites(heal.between); },
                        [&](const OneWay& one_way) { sites(one_way.way); },
                        [&](const Reject& reject) { sites(reject.way); },
                        [&](const ChangeWan& change) { sites(change.wan.between); },
                        [&](const Wait& wait) {
                          if (wait.until) expectation(*wait.until);
                        },
                        [&](const Call& call) {
                          selector(call.peer);
                          if (call.argument) entry(*call.argument);
                          const auto* named =
                              call.candidate ? std::get_if<Selector>(&*call.candidate) : nullptr;
                          if (named != nullptr) selector(*named);
                        },
                        [&](const Expect& expect) { expectations(expect.all); },
                        [&](const Apply& apply) { kubernetes(apply.cluster); },
                        [&](const Reschedule& step) { reschedule(step); },
                        [&](const Pause& pause) { selectors(pause.peers); },
                        [&](const Resume& resume) { selectors(resume.peers); },
                        [&](const SetClock& clock) { selectors(clock.of); },
                        [&](const Lose& lose) { messages(lose.which); },
                        [&](const Delay& delay) { messages(delay.which); },
                        [&](const Byzantine& how) {
                          selectors(how.peers);
                          selectors(how.equivocate_to);
                          if (how.only_to) selectors(*how.only_to);
                        },
                        [&](const Honest& honest) { selectors(honest.peers); }},
             action);
}

void NameCheck::step_names() {
  for (auto step = scenario_.steps.begin(); step != scenario_.steps.end(); ++step) {
    if (!step->name) continue;
    const auto same = std::find_if(scenario_.steps.begin(), step, [&](const Step& other) {
      return other.name && other.name->value == step->name->value;
    });
    if (same == step) continue;
    reader_.fail(step->name->mark, fmt::format("two steps are named '{}'", step->name->value),
                 fmt::format("rename one; the other is at {}", reader_.line_of(same->mark)));
  }
}

void NameCheck::steps() {
  for (const Step& step : scenario_.steps) {
    if (step.when) when(*step.when);
    action(step.action);
  }
  step_names();
}

}  // namespace

void check_names(Reader& reader, const Scenario& scenario) {
  if (scenario.clusters.empty()) {
    reader.fail(scenario.mark, "the scenario has no clusters", "add 'clusters' with at least one");
  }
  NameCheck check(reader, scenario);
  check.world();
  check.steps();
  check.expectations(scenario.expect);
}

}  // namespace seatrial::scenario
