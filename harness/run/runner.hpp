// SPDX-License-Identifier: Apache-2.0
// Runner: carries out the steps of one scenario on its scene, lets virtual time pass where a step
// waits, and puts the expectations. Steps are done by the files steps_*.cpp, one for each kind of
// thing that they act on. It keeps between steps what a real operator has at hand: exports, imports
// and generated files that are not applied yet.
#pragma once

#include <map>

#include "harness/question/question.hpp"
#include "harness/report/report.hpp"
#include "harness/run/run.hpp"
#include "harness/scenario/scene.hpp"

namespace seatrial::run {

/// What a cluster's files hold and what of it is not applied yet.
struct Workspace {
  std::vector<config::ExternalNode> imported;  ///< external_nodes of its config
  std::shared_ptr<const ChainSpec> chain;      ///< a genesis that was imported
  struct Pending {
    std::optional<seatrial::PeerList> static_nodes;
    std::optional<seatrial::PeerList> permissioned;
    std::optional<TesseraSpec> tessera;
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
  void end_report();
  void ask(const std::vector<scenario::Expectation>& expectations);
  question::Answer wait_for(question::Asking& asking, Instant latest);
  bool advance(Instant to);
  Findings findings_now();
  Instant limit() const { return Instant() + scenario_.limits.virtual_time.value; }

  // steps_process.cpp
  Note act(const scenario::Deploy& step);
  Note act(const scenario::Start& step);
  Note act(const scenario::Kill& step);
  Note act(const scenario::Restart& step);
  Note act(const scenario::Call& step);
  /// Starts what does not run from `first` on, and moves it behind the last start.
  std::string apply(const std::string& cluster, Instant& first);
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
  bool limit_reached_ = false;
};

}  // namespace seatrial::run
