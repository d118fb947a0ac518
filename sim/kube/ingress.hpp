// SPDX-License-Identifier: Apache-2.0
// Ingress: which route takes an HTTP request, which API versions a cluster still has, and which
// ports an Ingress controller passes on at layer 4. The controller is an ordinary Service and pod;
// nothing but HTTP goes through an Ingress. // SPEC kubernetes 2.3, F-27, F-28
#pragma once

#include <optional>
#include <string_view>

#include "sim/kube/cluster.hpp"

namespace seatrial::kube {

/// The error of kubectl where the cluster's version does not have this API any more, or not yet.
Result<void> check_ingress(const Ingress& ingress, Version version);

/// Whether a route of an Ingress takes the request; a path is matched element by element.
bool takes(const IngressRoute& route, std::string_view host, std::string_view path);

/// Where the Ingress controller passes a port of its own Service on to.
struct PassedOn {
  std::string to;  ///< "default/quorum-node1:30303"
  std::vector<net::Backend> backends;
};

/// Nothing if the Service is not the Ingress controller's or the port is not a tcp-service. The
/// controller is a proxy: pods really see its own address, here that of the node that masks.
std::optional<PassedOn> passed_on(const Cluster& cluster, const Service& service,
                                  const ServicePort& port);

}  // namespace seatrial::kube
