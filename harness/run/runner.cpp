// SPDX-License-Identifier: Apache-2.0
#include "harness/run/runner.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/consensus.hpp"
#include "harness/diagnose/diagnose.hpp"
#include "harness/question/describe.hpp"
#include "harness/question/link_report.hpp"

namespace seatrial::run {

namespace {

// How finely a wait looks at the world. Answers take their times from the log, so this bounds only
// how much further than needed a wait may run.
constexpr Duration look_every = milliseconds(50);

/// Whether an expectation, or one within it, asks for the finding of a fork, and not for its
/// absence.
bool expects_fork(const scenario::Expectation& expectation) {
  if (const auto* one_of = std::get_if<scenario::ExpectOneOf>(&expectation.question)) {
    return std::ranges::any_of(one_of->any, expects_fork);
  }
  const auto* asked = std::get_if<scenario::ExpectFinding>(&expectation.question);
  if (asked == nullptr || !asked->code || asked->code->value != "ST715") return false;
  return !asked->count || asked->count->value > 0;
}

}  // namespace

Runner::Runner(const scenario::Scenario& scenario, scenario::Scene& scene, Report& report,
               const RunOptions& options)
    : scenario_(scenario),
      scene_(scene),
      world_(*scene.world),
      report_(report),
      options_(options) {}

void Runner::run() {
  // The other company's peers run whenever we begin: they are not ours to start.
  for (std::uint32_t i = 0; i < world_.peer_count(); ++i) {
    if (world_.peer(PeerId(i)).spec.opaque) world_.start(PeerId(i), world_.now());
  }
  for (const scenario::Step& step : scenario_.steps) {
    if (limit_reached_ || !do_step(step)) break;
  }
  if (!report_.input_error && !limit_reached_) ask(scenario_.expect);
  end_report();
}

bool Runner::do_step(const scenario::Step& step) {
  const Result<void> due = step.when ? wait_for(*step.when) : Result<void>();
  if (limit_reached_) return false;
  const Note note = due ? std::visit([&](const auto& action) { return act(action); }, step.action)
                        : Note(due.error());
  if (!note) {
    report_.input_error = note.error();
    if (report_.input_error->where.empty()) {
      report_.input_error->where = scene_.files->to_string(step.mark);
    }
    return false;
  }
  const std::string name =
      step.name ? step.name->value : std::string(scenario::action_word(step.action));
  report_.steps.push_back({name, world_.now(), *note});
  if (options_.on_step) options_.on_step(report_.steps.back());
  return true;
}

bool Runner::advance(Instant to) {
  const Instant until = std::min(to, limit());
  const RunEnd end = world_.run_until(until, scenario_.limits.events.value);
  if (end == RunEnd::event_limit || to > limit()) limit_reached_ = true;
  return !limit_reached_;
}

question::Answer Runner::wait_for(question::Asking& asking, Instant latest) {
  question::Answer answer = asking.look();
  while (answer.state == question::State::not_yet && world_.now() < latest) {
    if (!advance(std::min(world_.now() + look_every, latest))) break;
    answer = asking.look();
  }
  return answer;
}

Verdict Runner::verdict_of(question::State state) const {
  switch (state) {
    case question::State::holds:
      return Verdict::pass;
    case question::State::inconclusive:
      return Verdict::inconclusive;
    case question::State::not_yet:
      return limit_reached_ ? Verdict::limit : Verdict::fail;
    case question::State::broken:
      break;
  }
  return Verdict::fail;
}

void Runner::ask(const std::vector<scenario::Expectation>& expectations) {
  const Instant asked_at = world_.now();
  findings_ = findings_now();
  for (const scenario::Expectation& expectation : expectations) {
    question::Asking asking(scene_, expectation, asked_at, findings_);
    const question::Answer answer = wait_for(asking, asking.latest());
    report::Expectation row;
    row.name = question::describe(expectation);
    row.where = expectation.mark;
    row.verdict = verdict_of(answer.state);
    row.evidence = answer.evidence;
    report_.expectations.push_back(std::move(row));
  }
}

Findings Runner::findings_now() {
  // What a run has not read yet makes a link good or not, pair by pair.
  const LinkSurvey links = survey_links(world_, every_pair);
  Findings found = diagnose(scene_, links, unread_dials(world_, links.readings()));
  found.insert(found.end(), scene_.findings.begin(), scene_.findings.end());
  for (Finding& finding : unread_files(world_, edits_)) found.push_back(std::move(finding));
  const consensus::ChainView view = consensus::view_of(world_);
  forks_.read(view);
  for (Finding& finding : consensus::fork_findings(scene_, view, forks_)) {
    found.push_back(std::move(finding));
  }
  return group(std::move(found));
}

/// Nobody has to ask: two blocks of one number fail every run that does not say that it knows.
void Runner::assert_single_chain() {
  bool known = std::ranges::any_of(scenario_.expect, expects_fork);
  for (const scenario::Step& step : scenario_.steps) {
    const auto* expect = std::get_if<scenario::Expect>(&step.action);
    known = known || (expect != nullptr && std::ranges::any_of(expect->all, expects_fork));
  }
  if (known) return;
  for (const Finding& finding : report_.findings) {
    if (finding.code != "ST715") continue;
    report_.expectations.push_back({"chain_single at all times, as in every run",
                                    finding.where,
                                    Verdict::fail,
                                    {finding.what}});
  }
}

void Runner::end_report() {
  report_.virtual_time = world_.now().since_start();
  report_.digest = world_.digest();
  report_.assumptions = scene_.assumptions;
  report_.ask = scene_.ask;
  if (report_.input_error) return;
  report_.links = question::links_now(scene_);
  report_.consensus = consensus::consensus_of(scene_);
  report_.findings = findings_now();
  assert_single_chain();
  if (limit_reached_) report_.verdict = Verdict::limit;
  report_.verdict = report::conclude(report_);
}

}  // namespace seatrial::run
