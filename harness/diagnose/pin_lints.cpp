// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/config/pinned_ports.hpp"
#include "harness/diagnose/exposure_fault.hpp"
#include "harness/diagnose/lints.hpp"
#include "sim/kube/node_port_allocator.hpp"

namespace seatrial::diagnosis {

namespace {

// SPEC kubernetes F-07, F-08
void refused(const config::ClusterConfig& config, kube::NodePortRange range, Findings& made) {
  for (const config::PinTrouble& trouble : config::refused_pins(config, range)) {
    if (!trouble.refused) continue;
    const std::string& name = config.services[trouble.service].name.value;
    made.push_back(refused_pin(trouble.refusal, range, name).finding);
  }
}

/// The place of a pinned number, which is more exact than its port's.
Mark mark_of(const config::ServiceConfig* written, const kube::ServicePort& port) {
  if (written == nullptr) return port.mark;
  for (const config::ServicePortConfig& one : written->ports) {
    if (one.mark == port.mark && one.node_port) return one.node_port->mark;
  }
  return port.mark;
}

// SPEC kubernetes F-09: what the dynamic band has may be taken when the manifest is applied. A
// version without bands has no safe number at all.
void in_dynamic_band(const View& view, ClusterId id, const kube::Service& service, Findings& made) {
  const kube::ClusterSpec& spec = view.world().cluster(id).spec();
  const std::uint32_t band = kube::static_band(spec.node_ports, spec.version);
  const std::uint32_t end = spec.node_ports.first + band;
  std::vector<std::string> numbers;
  Mark mark;
  for (const kube::ServicePort& port : service.ports) {
    const bool safe = !port.node_port || !port.pinned || *port.node_port < end;
    if (safe || (port.refused && port.node_port != port.refused->number)) continue;
    if (numbers.empty()) mark = mark_of(written_service(view, id, service), port);
    numbers.push_back(fmt::format("{} (port {})", *port.node_port, port.port));
  }
  if (numbers.empty()) return;
  const std::string range = band == 0
                                ? "of a cluster of Kubernetes 1.28 or newer; this one has none"
                                : fmt::format("{}-{}", spec.node_ports.first, end - 1);
  made.push_back(finding::make(
      "ST108", mark,
      fmt::format("Service {} of {} pins {}, which Kubernetes 1.{} may have given to another",
                  service.name, spec.name, enumerate(numbers), spec.version.minor),
      {{"range", range}}));
}

}  // namespace

Findings pin_lints(const View& view) {
  Findings made;
  for (const scenario::SceneCluster& cluster : view.scene().clusters) {
    if (!cluster.config) continue;  // only a manifest can pin
    const kube::Cluster& where = view.world().cluster(cluster.id);
    refused(*cluster.config, where.spec().node_ports, made);
    for (const kube::Service& service : where.services()) {
      in_dynamic_band(view, cluster.id, service, made);
    }
  }
  return made;
}

}  // namespace seatrial::diagnosis
