// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/diff.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/diff/finding_changes.hpp"
#include "harness/diff/link_changes.hpp"
#include "harness/diff/margin_changes.hpp"
#include "harness/diff/pod_changes.hpp"
#include "harness/diff/service_changes.hpp"
#include "harness/question/link_report.hpp"

namespace seatrial::diff {
namespace {

Difference broken(const Error& error) {
  Difference made;
  made.input_error = error;
  return made;
}

std::vector<std::string> missing(const std::vector<std::string>& from,
                                 const std::vector<std::string>& in) {
  std::vector<std::string> names;
  for (const std::string& name : from) {
    if (std::ranges::find(in, name) == in.end()) names.push_back(name);
  }
  return names;
}

void add_errors(const Side& side, std::vector<Error>& errors) {
  for (const Error& error : side.report.errors) {
    if (std::ranges::find(errors, error) == errors.end()) errors.push_back(error);
  }
}

/// Finding ST414 is of the change itself: neither state of the files shows it.
void add_findings(Findings found, std::vector<FindingChange>& changes) {
  for (Finding& finding : found) {
    FindingChange change;
    change.worse = finding.severity == Severity::error;
    change.finding = std::move(finding);
    changes.insert(changes.begin(), std::move(change));
  }
}

/// Pods of several Deployments roll at the same time: nothing keeps a quorum meanwhile.
void note_rolled_validators(const report::Consensus& chain, Difference& difference) {
  std::size_t rolled = 0;
  for (const Roll& roll : difference.rolls) {
    rolled += static_cast<std::size_t>(std::ranges::count_if(roll.peers, [&](const auto& peer) {
      return roll.by_itself && std::ranges::find(chain.validators, peer) != chain.validators.end();
    }));
  }
  const std::size_t count = chain.validators.size();
  const std::size_t spare = count > chain.quorum ? count - chain.quorum : 0;
  if (rolled <= spare) return;
  difference.notes.push_back(fmt::format(
      "the pods of {} of {} validators are replaced, and quorum is {}: the chain stands until "
      "enough of them are back; apply one workload after the other",
      rolled, count, chain.quorum));
}

void note_what_was_left_out(const Side& after, Difference& difference) {
  const World& world = *after.scene.world;
  const std::size_t count = world.peer_count();
  if (question::reported_pairs(world).size() == count * (count - 1) / 2) return;
  difference.notes.push_back(fmt::format(
      "of {} peers, p2p links inside one cluster are not compared; findings are", count));
}

}  // namespace

Difference compare(const scenario::Scenario& before, const scenario::Scenario& after,
                   SourceFiles& files) {
  const auto was = read_side(before, files);
  if (!was) return broken(was.error());
  const auto is = read_side(after, files);
  if (!is) return broken(is.error());
  Difference difference;
  add_errors(**was, difference.errors);
  add_errors(**is, difference.errors);
  difference.peers_added = missing((*is)->peers(), (*was)->peers());
  difference.peers_removed = missing((*was)->peers(), (*is)->peers());
  difference.links = link_changes(**was, **is);
  difference.findings = finding_changes(**was, **is, files);
  difference.margins = margin_changes(**was, **is);
  PodChanges pods = pod_changes(**was, **is);
  difference.rolls = std::move(pods.rolls);
  difference.kept = std::move(pods.kept);
  add_findings(std::move(pods.findings), difference.findings);
  difference.services = service_changes(**was, **is);
  for (const report::Consensus& chain : (*is)->report.consensus)
    note_rolled_validators(chain, difference);
  note_what_was_left_out(**is, difference);
  return difference;
}

std::vector<Difference> compare(const Request& request, SourceFiles& files) {
  const auto name = [&](Difference difference) {
    difference.old_name = request.old_path;
    difference.new_name = request.new_path;
    return difference;
  };
  const auto pairings = pairings_of(request, files);
  if (!pairings) return {name(broken(pairings.error()))};
  std::vector<Difference> all;
  for (const Pairing& pairing : pairings->all) {
    all.push_back(name(compare(pairing.before, pairing.after, files)));
    all.back().case_name = pairing.case_name;
  }
  for (const std::string& line : pairings->left_out) all.front().notes.push_back(line);
  return all;
}

}  // namespace seatrial::diff
