// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/ingress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/kube/kube_proxy.hpp"
#include "sim/net/address.hpp"

namespace seatrial::kube {

namespace {

struct ApiVersion {
  std::string_view name;
  int first;  ///< minor version, included
  int end;    ///< first one that does not have it
};

// SPEC kubernetes F-28
constexpr std::array<ApiVersion, 3> api_versions = {{
    {"networking.k8s.io/v1", 19, 1000},
    {"networking.k8s.io/v1beta1", 14, 22},
    {"extensions/v1beta1", 0, 22},
}};

/// "a" of "*.a.b" is any one label.
bool host_matches(std::string_view pattern, std::string_view host) {
  if (pattern.empty() || pattern == host) return true;
  if (!pattern.starts_with("*.")) return false;
  const std::size_t dot = host.find('.');
  return dot != std::string_view::npos && dot > 0 && host.substr(dot) == pattern.substr(1);
}

/// "namespace/service:port" in its parts.
struct Target {
  std::string ns;
  std::string service;
  std::uint16_t port = 0;
};

std::optional<Target> parse_target(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::size_t colon = text.find(':', slash == std::string_view::npos ? 0 : slash);
  if (slash == std::string_view::npos || colon == std::string_view::npos) return std::nullopt;
  Target target{std::string(text.substr(0, slash)),
                std::string(text.substr(slash + 1, colon - slash - 1)), 0};
  const auto port = net::parse_port(text.substr(colon + 1));
  if (!port || target.ns.empty() || target.service.empty()) return std::nullopt;
  target.port = *port;
  return target;
}

std::size_t rank(const IngressRoute& route) {
  // A host of its own beats any host, and then the longer path wins.
  return (route.host.empty() ? 0 : std::size_t{1} << 20) + route.path.size() + 1;
}

}  // namespace

Result<void> check_ingress(const Ingress& ingress, Version version) {
  for (const ApiVersion& api : api_versions) {
    if (api.name != ingress.api_version) continue;
    if (version.minor >= api.first && version.minor < api.end) return {};
  }
  return Error{
      "", fmt::format("no matches for kind \"Ingress\" in version \"{}\"", ingress.api_version),
      version.minor >= 19 ? "write apiVersion: networking.k8s.io/v1"
                          : "write apiVersion: networking.k8s.io/v1beta1"};
}

bool takes(const IngressRoute& route, std::string_view host, std::string_view path) {
  if (!host_matches(route.host, host)) return false;
  std::string_view prefix = route.path;
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  if (!path.starts_with(prefix)) return false;
  return path.size() == prefix.size() || path[prefix.size()] == '/';
}

std::optional<PassedOn> passed_on(const Cluster& cluster, const Service& service,
                                  const ServicePort& port) {
  const std::optional<IngressController>& controller = cluster.ingress_controller();
  if (!controller || port.protocol != net::Protocol::tcp) return std::nullopt;
  if (controller->ns != service.ns || controller->service != service.name) return std::nullopt;
  const auto entry = controller->tcp_services.find(port.port);
  if (entry == controller->tcp_services.end()) return std::nullopt;
  PassedOn passed{entry->second, {}};
  const std::optional<Target> target = parse_target(entry->second);
  const Service* to = target ? cluster.find_service(target->ns, target->service) : nullptr;
  if (to == nullptr) return passed;
  for (const ServicePort& candidate : to->ports) {
    const bool same = candidate.port == target->port && candidate.protocol == net::Protocol::tcp;
    if (same) passed.backends = backends_of(cluster, *to, candidate);
  }
  return passed;
}

Result<void> Cluster::add_ingress(Ingress ingress) {
  if (auto valid = check_ingress(ingress, spec_.version); valid.has_error()) return valid;
  ingresses_.push_back(std::move(ingress));
  return {};
}

const IngressRoute* Cluster::route(std::string_view host, std::string_view path) const {
  const IngressRoute* best = nullptr;
  for (const Ingress& ingress : ingresses_) {
    for (const IngressRoute& route : ingress.routes) {
      if (!takes(route, host, path)) continue;
      if (best == nullptr || rank(route) > rank(*best)) best = &route;
    }
  }
  return best;
}

Result<void> Cluster::set_ingress_controller(const std::string& ns, const std::string& service,
                                             std::map<std::uint16_t, std::string> tcp_services) {
  if (find(ns, service) == nullptr) {
    return Error{"", fmt::format("services \"{}\" not found", service),
                 "create the Service of the Ingress controller first"};
  }
  for (const auto& [port, to] : tcp_services) {
    if (parse_target(to)) continue;
    return Error{"", fmt::format("tcp-services {}: \"{}\" is no namespace/service:port", port, to),
                 "write it like default/quorum-node1:30303"};
  }
  controller_ = IngressController{ns, service, std::move(tcp_services)};
  program();
  return {};
}

bool Cluster::speaks_http(PodId id) const {
  if (!controller_) return false;
  const Service* service = find_service(controller_->ns, controller_->service);
  if (service == nullptr) return false;
  const std::vector<PodId> pods = endpoints(*service);
  return std::find(pods.begin(), pods.end(), id) != pods.end();
}

bool Cluster::speaks_http(net::StackId stack) const {
  for (std::size_t i = 0; controller_ && i < pods_.size(); ++i) {
    if (pods_[i].stack == stack) return speaks_http(PodId(static_cast<std::uint32_t>(i)));
  }
  return false;
}

}  // namespace seatrial::kube
