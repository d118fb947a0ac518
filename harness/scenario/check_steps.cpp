// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "harness/scenario/check.hpp"
#include "harness/scenario/nearest.hpp"

namespace seatrial::scenario {

namespace {

bool overlap(const Selector& a, const Selector& b) {
  const bool clusters = a.any_cluster() || b.any_cluster() || a.cluster == b.cluster;
  return clusters && (a.any_peer() || b.any_peer() || a.peer == b.peer);
}

bool covers(const Selector& a, const Selector& b) {
  return (a.any_cluster() || a.cluster == b.cluster) && (a.any_peer() || a.peer == b.peer);
}

// Follows the steps with what can be known without the model: peers by selector, not by name.
class StepCheck {
 public:
  StepCheck(Reader& reader, const Scenario& scenario) : reader_(reader), scenario_(scenario) {}

  void operator()(const Deploy& deploy);
  void operator()(const Start& start);
  void operator()(const Kill& kill);
  void operator()(const Restart& restart) { needs_running(restart.peers, "restarted"); }
  void operator()(const Call& call) { needs_running({call.peer}, "called"); }
  void operator()(const RecreateService& recreate);
  void operator()(const ExportNodes& exported);
  void operator()(const ImportNodes& import);
  void operator()(const UseConfig& use);
  void operator()(const Cut& cut);
  void operator()(const Heal& heal);
  void operator()(const OneWay& one_way) { faults_.push_back({one_way.way, {}, false}); }
  void operator()(const Reject& reject) { faults_.push_back({reject.way, {}, false}); }
  void operator()(const Pause& pause);
  void operator()(const Resume& resume) {
    needs_earlier(resume.peers, paused_, "paused", "put a pause before this step");
  }
  void operator()(const Byzantine& how) { append(how.peers, byzantine_); }
  void operator()(const Honest& honest) {
    needs_earlier(honest.peers, byzantine_, "Byzantine", "put a byzantine before this step");
  }
  template <class Other>
  void operator()(const Other&) {}

  void when(const When& when);

 private:
  struct Change {
    Selector of;
    bool runs;
    bool by_deploy;
  };
  struct Fault {
    SitePair between;
    Mark cut;  // known where this is a cut that lasts until it is healed
    bool healed;
  };

  bool touched(const Selector& peers) const;
  const Change* running(const Selector& peers) const;
  void needs_running(const Selectors& all, std::string_view what);
  void needs_blocks(const Mark& mark, const Selector& of, std::string_view what);
  void check_import_genesis(const Text& name);
  static void append(const Selectors& more, Selectors& all) {
    all.insert(all.end(), more.begin(), more.end());
  }
  void needs_earlier(const Selectors& all, const Selectors& earlier, std::string_view state,
                     std::string remedy);

  Reader& reader_;
  const Scenario& scenario_;
  std::vector<Change> changes_;
  std::vector<Fault> faults_;
  std::vector<Text> exports_;
  Selectors paused_;
  Selectors byzantine_;
};

// The change that started all of these peers, unless one of them was killed since.
const StepCheck::Change* StepCheck::running(const Selector& peers) const {
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    if (change->runs && covers(change->of, peers)) return &*change;
    if (!change->runs && overlap(change->of, peers)) return nullptr;
  }
  return nullptr;
}

bool StepCheck::touched(const Selector& peers) const {
  return std::any_of(changes_.begin(), changes_.end(),
                     [&](const Change& c) { return c.runs && overlap(c.of, peers); });
}

void StepCheck::operator()(const Deploy& deploy) {
  for (std::size_t i = 0; i < deploy.clusters.size(); ++i) {
    const Text& name = deploy.clusters[i];
    const auto here = deploy.clusters.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(deploy.clusters.begin(), here,
                    [&](const Text& other) { return other.value == name.value; })) {
      reader_.fail(name.mark, fmt::format("deploy names '{}' twice", name.value),
                   "leave one of them out");
    }
    const Selector all{name.value, "*", name.mark};
    const Change* earlier = running(all);
    if (earlier != nullptr && !earlier->by_deploy) {
      reader_.fail(name.mark,
                   fmt::format("cluster '{}' is started already, at {}", name.value,
                               reader_.line_of(earlier->of.mark)),
                   "deploy starts its peers: use either deploy or start");
    }
    changes_.push_back({all, true, true});
  }
}

void StepCheck::operator()(const Start& start) {
  for (const Selector& peers : start.peers) {
    if (const Change* earlier = running(peers)) {
      reader_.fail(
          peers.mark,
          fmt::format("'{}' is started already, by the {} at {}", peers.text(),
                      earlier->by_deploy ? "deploy" : "start", reader_.line_of(earlier->of.mark)),
          "use restart, or kill it first");
    }
    changes_.push_back({peers, true, false});
  }
}

void StepCheck::needs_running(const Selectors& all, std::string_view what) {
  for (const Selector& peers : all) {
    // An external runs from the beginning.
    if (touched(peers) || scenario_.find_external(peers.cluster) != nullptr) continue;
    reader_.fail(peers.mark, fmt::format("'{}' is {} before it is started", peers.text(), what),
                 "put a start or deploy before this step");
  }
}

void StepCheck::needs_blocks(const Mark& mark, const Selector& of, std::string_view what) {
  const bool external = of.any_cluster() ? !scenario_.externals.empty()
                                         : scenario_.find_external(of.cluster) != nullptr;
  if (external || touched(of)) return;
  reader_.fail(mark, fmt::format("the step waits for {}, and nothing is started yet", what),
               "put a start or deploy before this step");
}

void StepCheck::when(const When& when) {
  if (const auto* at = std::get_if<AtHeight>(&when)) {
    needs_blocks(at->height.mark, at->of, fmt::format("height {}", at->height.value));
  } else if (const auto* after = std::get_if<AfterBlock>(&when)) {
    needs_blocks(after->mark, every_peer(), "a block");
  }
}

void StepCheck::operator()(const Kill& kill) {
  needs_running(kill.peers, "killed");
  for (const Selector& peers : kill.peers) {
    const auto last = std::find_if(changes_.rbegin(), changes_.rend(),
                                   [&](const Change& c) { return overlap(c.of, peers); });
    if (last != changes_.rend() && !last->runs && covers(last->of, peers)) {
      reader_.fail(peers.mark,
                   fmt::format("'{}' is killed already, at {}", peers.text(),
                               reader_.line_of(last->of.mark)),
                   "start it in between, or leave this step out");
    }
    changes_.push_back({peers, false, false});
  }
}

void StepCheck::operator()(const Pause& pause) {
  needs_running(pause.peers, "paused");
  append(pause.peers, paused_);
}

void StepCheck::needs_earlier(const Selectors& all, const Selectors& earlier,
                              std::string_view state, std::string remedy) {
  for (const Selector& peers : all) {
    const bool any = std::any_of(earlier.begin(), earlier.end(),
                                 [&](const Selector& one) { return overlap(one, peers); });
    if (any) continue;
    reader_.fail(peers.mark, fmt::format("'{}' is not {} here", peers.text(), state), remedy);
  }
}

void StepCheck::operator()(const RecreateService& recreate) {
  for (const Selector& service : recreate.services) {
    if (touched({service.cluster, "*", service.mark})) continue;
    reader_.fail(
        service.mark,
        fmt::format("Service '{}' is recreated before its cluster is deployed", service.text()),
        "put a deploy or start before this step");
  }
}

void StepCheck::operator()(const ExportNodes& exported) {
  if (!touched({exported.cluster.value, "*", {}})) {
    reader_.fail(exported.cluster.mark,
                 fmt::format("cluster '{}' is exported before it is deployed, when it has no "
                             "NodePorts yet",
                             exported.cluster.value),
                 fmt::format("put deploy: {} before this step", exported.cluster.value));
  }
  const bool taken = std::any_of(exports_.begin(), exports_.end(), [&](const Text& other) {
    return other.value == exported.as.value && other.mark != exported.cluster.mark;
  });
  // Exporting a cluster again under its own name replaces what was exported before.
  if (taken && exported.as.mark != exported.cluster.mark) {
    reader_.fail(exported.as.mark, fmt::format("two exports are named '{}'", exported.as.value),
                 "give one of them another name");
  }
  exports_.push_back(exported.as);
}

void StepCheck::check_import_genesis(const Text& name) {
  if (scenario_.find_cluster(name.value) != nullptr) return;
  const External* external = scenario_.find_external(name.value);
  if (external != nullptr && external->genesis) return;
  reader_.fail(name.mark, fmt::format("there is no genesis of '{}'", name.value),
               "name a cluster, an external with a genesis, or a file such as ./genesis.json");
}

void StepCheck::operator()(const ImportNodes& import) {
  if (import.genesis) {
    if (const Text* name = std::get_if<Text>(&*import.genesis)) check_import_genesis(*name);
  }
  const Text* name = import.external ? std::get_if<Text>(&*import.external) : nullptr;
  if (name == nullptr || scenario_.find_external(name->value) != nullptr) return;
  std::vector<std::string_view> known;
  for (const Text& one : exports_) known.push_back(one.value);
  if (std::find(known.begin(), known.end(), name->value) != known.end()) return;
  reader_.fail(name->mark, fmt::format("no earlier step exports '{}'", name->value),
               known.empty() ? "put an export before this step, or name a file such as ./a.yaml"
                             : suggestion(name->value, known));
}

void StepCheck::operator()(const UseConfig& use) {
  const Cluster* cluster = scenario_.find_cluster(use.cluster.value);
  if (cluster == nullptr || cluster->config) return;
  reader_.fail(use.cluster.mark,
               fmt::format("cluster '{}' has its peers in the scenario", use.cluster.value),
               "only a cluster with 'config' can use another folder");
}

void StepCheck::operator()(const Cut& cut) {
  for (const Fault& fault : faults_) {
    if (fault.healed || !fault.cut.known() || !fault.between.same_two(cut.between)) continue;
    reader_.fail(cut.between.first.mark,
                 fmt::format("'{}' and '{}' are cut already, at {}", cut.between.first.value,
                             cut.between.second.value, reader_.line_of(fault.cut)),
                 "heal them first, or give the earlier cut a 'for'");
  }
  faults_.push_back({cut.between, cut.lasts ? Mark() : cut.between.first.mark, false});
}

void StepCheck::operator()(const Heal& heal) {
  bool any = false;
  for (Fault& fault : faults_) {
    if (fault.healed || !fault.between.same_two(heal.between)) continue;
    fault.healed = true;
    any = true;
  }
  if (any) return;
  reader_.fail(heal.between.first.mark,
               fmt::format("nothing is cut between '{}' and '{}' here", heal.between.first.value,
                           heal.between.second.value),
               "put a cut, one_way or reject before this step, or leave it out");
}

}  // namespace

void check_steps(Reader& reader, const Scenario& scenario) {
  StepCheck check(reader, scenario);
  for (const Step& step : scenario.steps) {
    if (step.when) check.when(*step.when);
    std::visit(check, step.action);
  }
}

}  // namespace seatrial::scenario
