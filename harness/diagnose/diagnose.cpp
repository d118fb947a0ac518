// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/diagnose.hpp"

#include <algorithm>
#include <iterator>

#include "harness/diagnose/dial_code.hpp"
#include "harness/diagnose/link_findings.hpp"
#include "harness/diagnose/lints.hpp"

namespace seatrial {

namespace {

void append(Findings& to, Findings from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

/// What resolving the scene has told already.
void remove_told(const Findings& told, Findings& findings) {
  std::erase_if(findings, [&](const Finding& finding) {
    return std::any_of(told.begin(), told.end(), [&](const Finding& other) {
      return other.code == finding.code && other.where.known() && other.where == finding.where;
    });
  });
}

bool waits_for_node_port(const World& world, const DialReading& dial) {
  return dial.up() && !dial.out.conditions.empty() && dial.to != PeerId::none &&
         !world.peer(dial.to).spec.opaque;
}

/// The code under which permission_findings tells of a refusal.
std::string_view code_of_refusal(const World& world, const LinkReading& link) {
  const PeerId denier = link.decisive().denied_by;
  if (denier == PeerId::none) return "ST601";
  const PeerSpec& spec = world.peer(denier).spec;
  if (spec.permissioned_nodes.state != PeerListState::ok) return "ST603";
  const PeerId denied = denier == link.a ? link.b : link.a;
  for (const PeerListEntry& entry : spec.permissioned_nodes.entries) {
    if (entry.enode && entry.enode->key == world.peer(denied).spec.key) return "ST211";
  }
  const DialReading& own = denier == link.a ? link.forward : link.backward;
  return own.entry != nullptr ? "ST602" : "ST601";
}

}  // namespace

Findings diagnose(scenario::Scene& scene, const LinkSurvey& links, const UnreadDials& unread) {
  const diagnosis::View view(scene);
  Findings found = diagnosis::link_findings(view, links, unread);
  append(found, diagnosis::list_lints(view));
  append(found, diagnosis::name_lints(view));
  append(found, diagnosis::node_lints(view));
  const diagnosis::WrittenList written = diagnosis::all_written(view);
  append(found, diagnosis::service_lints(view, links, written));
  append(found, diagnosis::pin_lints(view));
  append(found, diagnosis::balancer_lints(view, written));
  append(found, diagnosis::discovery_lints(view, written));
  append(found, diagnosis::object_lints(view, written));
  append(found, diagnosis::range_lints(view));
  append(found, diagnosis::dial_lints(view, links));
  append(found, diagnosis::chain_lints(view));
  append(found, diagnosis::section_lints(view));
  const std::vector<diagnosis::ChainMembers> chains = diagnosis::chains_of(view);
  append(found, diagnosis::validator_lints(view, chains));
  append(found, diagnosis::mesh_lints(view, links, chains));
  append(found, diagnosis::helm_lints(view));
  append(found, diagnosis::workload_lints(view, links));
  append(found, diagnosis::tessera_lints(view, links.in_brief()));
  remove_told(scene.findings, found);
  return group(std::move(found));
}

std::string_view code_of(const World& world, const LinkReading& link) {
  if (link.status == LinkStatus::up) return "";
  if (link.status == LinkStatus::unknown) {
    const bool waits =
        waits_for_node_port(world, link.forward) || waits_for_node_port(world, link.backward);
    return waits ? "ST114" : "";
  }
  if (link.decisive().cause == LinkCause::permission_denied) return code_of_refusal(world, link);
  const auto code = diagnosis::code_of_dial(world, link.decisive());
  return code ? code->text() : std::string_view();
}

}  // namespace seatrial
