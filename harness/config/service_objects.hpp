// SPDX-License-Identifier: Apache-2.0
// Reads a Service and what stands around it (Endpoints, EndpointSlice, Ingress, Namespace) with
// every field that decides where a packet goes. A value that the API server refuses whatever the
// cluster holds is an Error at its place; what depends on the cluster is kube::Cluster's to refuse.
#pragma once

#include "harness/config/kube_objects.hpp"

namespace seatrial::config {

/// Reads a Service. A target port that is a name has target_port 0 until pods tell its number.
Result<kube::Service> read_kube_service(const Value& object, const SourceFiles& files);
/// Reads an Endpoints or an EndpointSlice; addresses that are not ready are left out.
Result<ServiceEndpoints> read_endpoints(const Value& object, const SourceFiles& files);
/// Reads an Ingress of networking.k8s.io/v1 or of the v1beta1 shapes.
Result<kube::Ingress> read_ingress(const Value& object, const SourceFiles& files);
Result<kube::Namespace> read_namespace(const Value& object, const SourceFiles& files);

}  // namespace seatrial::config
