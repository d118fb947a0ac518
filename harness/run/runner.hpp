// SPDX-License-Identifier: Apache-2.0
// Runner: carries out the steps of one scenario on its scene, lets virtual time pass where a step
// waits, and puts the expectations. Steps are done by the files steps_*.cpp, one for each kind of
// thing that they act on. It keeps between steps what a real operator has at hand: exports, imports
// and generated files that are not applied yet.
#pragma once

#include <map>

#include "harness/consensus/forks.hpp"
#include "harness/question/question.hpp"
#include "harness/report/report.hpp"
#include "harness/run/run.hpp"
#include "harness/run/running_files.hpp"
#include "harness/scenario/scene.hpp"

namespace seatrial::run {

/// What a cluster's files hold and what of it is not applied yet.
struct Workspace {
  std::vector<config::ExternalNode> imported;            ///< external_nodes of its config
  std::shared_ptr<const ChainSpec> chain;                ///< a genesis that was imported
  std::shared_ptr<const config::GenesisConfig> genesis;  ///< the same as a file, if it is one
  std::optional<scenario::Qubernetes> qubernetes;        ///< another yaml to generate from
  std::optional<config::ClusterConfig> generated;        ///< manifests, until the next deploy
  struct Pending {
    std::optional<seatrial::PeerList> static_nodes;
    std::optional<seatrial::PeerList> permissioned;
    std::optional<TesseraSpec> tessera;
    std::optional<seatrial::GethSettings> geth;
    bool new_template = false;  ///< the pod's command or images differ, so that it is replaced
  };
  std::map<PeerId, Pending> pending;  ///< by peer, until the next deploy
};

/// Runs one scenario or case.
class Runner {
 public:
  Runner(const scenario::Scenario& scenario, scenario::Scene& scene, Report& report,
         const RunOptions& options);

  void run();

 private:
  using Note = Result<std::string>;  ///< what a step did, in a few words

  bool do_step(const scenario::Step& step);
  // steps_wait.cpp: what a step waits for
  Result<void> wait_for(const scenario::When& when);
  /// Runs until a condition on the heads holds, looking whenever one moves.
  template <class Condition>
  bool advance_to_head(Condition&& holds);
  std::uint64_t highest(const std::vector<PeerId>& peers) const;
  void end_report();
  void ask(const std::vector<scenario::Expectation>& expectations);
  question::Answer wait_for(question::Asking& asking, Instant latest);
  bool advance(Instant to);
  Verdict verdict_of(question::State state) const;
  Findings findings_now();
  void assert_single_chain();
  Instant limit() const { return Instant() + scenario_.limits.virtual_time.value; }

  // steps_process.cpp
  Note act(const scenario::Deploy& step);
  Note act(const scenario::Start& step);
  Note act(const scenario::Kill& step);
  Note act(const scenario::Restart& step);
  Note act(const scenario::Call& step);
  Note call_admin(const scenario::Call& step, const std::vector<PeerId>& peers);
  Note call_istanbul(const scenario::Call& step, const std::vector<PeerId>& peers);
  Result<std::vector<wire::Address20>> candidates(const scenario::Candidate& named) const;
  /// Starts what does not run from `first` on, and moves it behind the last start.
  std::string apply(const std::string& cluster, Instant& first);
  /// A finding about volumes that were initialised with another genesis than this.
  void tell_kept_genesis(const ChainSpec& chain, const std::vector<PeerId>& peers);
  /// What one peer gets of the files, and whether its pod rolls.
  bool apply_files(PeerId id, const Workspace& workspace, Instant seen);
  /// One process after the other; returns when the next one would start.
  Instant start_peers(const std::vector<PeerId>& peers, Duration every, Instant first);
  const scenario::Peer* written_peer(PeerId id) const;
  Duration start_spread() const;

  // steps_config.cpp
  Note act(const scenario::RecreateService& step);
  Note act(const scenario::ExportNodes& step);
  Note act(const scenario::ImportNodes& step);
  Note act(const scenario::Generate& step);
  Note act(const scenario::UseConfig& step);
  Note act(const scenario::Edit& step);
  Note generate_from_yaml(const scenario::Generate& step, scenario::SceneCluster& cluster);
  Note import_genesis(const scenario::NameOrFile& from, Workspace& workspace);
  Result<void> take_generated(const scenario::SceneCluster& cluster,
                              config::ClusterConfig generated);
  seatrial::PeerList edited(const scenario::Edit& step, PeerId id) const;
  Result<std::vector<config::ExternalNode>> imported_nodes(const scenario::NameOrFile& from);
  seatrial::PeerList generated_list(PeerId id, const Workspace& workspace) const;

  // steps_line.cpp
  Note act(const scenario::Cut& step);
  Note act(const scenario::Heal& step);
  Note act(const scenario::OneWay& step);
  Note act(const scenario::Reject& step);
  Note act(const scenario::ChangeWan& step);
  net::WanId wan(const scenario::SitePair& pair) const;
  net::SiteId site(const std::string& cluster) const;
  void gate(const scenario::SitePair& way, bool both_ways, net::WanGate gate,
            const scenario::Maybe<Duration>& lasts);

  // steps_kube.cpp
  Note act(const scenario::Apply& step);
  Note act(const scenario::Reschedule& step);

  // steps_fault.cpp
  Note act(const scenario::Pause& step);
  Note act(const scenario::Resume& step);
  Note act(const scenario::SetClock& step);
  Note act(const scenario::Lose& step);
  Note act(const scenario::Delay& step);
  Note act(const scenario::Byzantine& step);
  Note act(const scenario::Honest& step);
  MessageFault fault_of(const scenario::WhichMessages& which) const;

  // steps_wait.cpp
  Note act(const scenario::Wait& step);
  Note act(const scenario::Expect& step);

  const scenario::Scenario& scenario_;
  scenario::Scene& scene_;
  World& world_;
  Report& report_;
  const RunOptions& options_;
  std::map<std::string, Workspace> workspaces_;  ///< by cluster
  std::map<std::string, std::vector<config::ExternalNode>> exports_;
  Findings findings_;
  std::vector<PendingEdit> edits_;  ///< of permissioned lists, in the order of being made
  consensus::ForkWatch forks_;
  bool limit_reached_ = false;
};

}  // namespace seatrial::run
