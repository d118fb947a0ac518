// SPDX-License-Identifier: Apache-2.0
// What is wrong with how the other end is exposed, where a more exact word than "closed port" or
// "no route" is known: a NodePort that the API server refuses, an address at which kube-proxy
// serves no NodePorts, the address of one exposure with the port of another, the address of a pod
// that only its own cluster knows. Links of geth and of Tessera ask it alike, so that one fault is
// one finding, at one place.
#pragma once

#include <optional>

#include "harness/diagnose/view.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial::diagnosis {

/// Where somebody wanted to go, and how it ended.
struct Aim {
  PeerId from = PeerId::none;
  PeerId to = PeerId::none;  ///< who is meant; none where nobody can tell
  std::string host;          ///< as it is written
  std::uint16_t port = 0;
  std::uint16_t served = 0;  ///< the port of the pod that is wanted
  LinkCause cause = LinkCause::other;
  Mark where;  ///< the entry or URL
};

Aim aim_of(const World& world, const DialReading& dial);
Aim aim_of(const World& world, const TesseraReading& url);
Aim aim_of(const World& world, const AdvertisedReading& url);

struct ExposureFault {
  finding::Code code;
  Finding finding;  ///< explains no link yet
};

/// Nothing where the general codes say all there is to say.
std::optional<ExposureFault> exposure_fault(const World& world, const Aim& aim);

/// Whether a Service that asks for a load balancer has none.
bool lacks_balancer(const kube::Service& service);
/// The finding of such a Service; it explains no link.
Finding pending_balancer(const kube::Cluster& cluster, const kube::Service& service);

/// The finding of a pin that is refused, at the number that is.
ExposureFault refused_pin(const kube::RefusedPin& refused, kube::NodePortRange range,
                          const std::string& service);

}  // namespace seatrial::diagnosis
