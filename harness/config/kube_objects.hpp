// SPDX-License-Identifier: Apache-2.0
// Reads Kubernetes manifests into the objects that a simulated cluster takes: Services, Endpoints,
// NetworkPolicies, Ingresses, Namespaces. It is strict about values that the API server refuses and
// silent about fields that it does not know, as the API server is. What a cluster makes of an
// object (addresses, node ports) is kube::Cluster's; ClusterConfig has readers of its own.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "harness/config/value.hpp"
#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"
#include "sim/kube/cluster.hpp"

namespace seatrial::config {

/// The addresses behind a Service without a selector: an Endpoints or an EndpointSlice object.
struct ServiceEndpoints {
  std::string ns = "default";
  std::string
      service;  ///< the name of the Service; of a slice its label kubernetes.io/service-name
  std::vector<kube::ManualEndpoint> endpoints;
  Mark mark;
};

/// An object of a kind that has no part in the simulation.
struct IgnoredObject {
  std::string kind;
  std::string ns = "default";
  std::string name;
  Mark mark;
};

/// What one manifest says.
using KubeObject = std::variant<kube::Service, ServiceEndpoints, kube::NetworkPolicy, kube::Ingress,
                                kube::Namespace, IgnoredObject>;

/// Reads one document: an object, or a List of objects. An empty document has none.
Result<std::vector<KubeObject>> read_objects(const Value& document, const SourceFiles& files);

}  // namespace seatrial::config
