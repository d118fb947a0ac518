// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/dns.hpp"

#include <vector>

namespace seatrial::kube {

namespace {

std::vector<std::string> labels_of(std::string_view name) {
  std::vector<std::string> labels;
  while (!name.empty()) {
    const std::size_t dot = name.find('.');
    labels.emplace_back(name.substr(0, dot));
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  return labels;
}

/// Whether the labels from `from` on are "svc" or "svc.<domain>", or end there.
bool is_service_suffix(const std::vector<std::string>& labels, std::size_t from,
                       const std::string& domain) {
  if (labels.size() == from) return true;
  std::string rest;
  for (std::size_t i = from; i < labels.size(); ++i) rest += (i == from ? "" : ".") + labels[i];
  return rest == "svc" || rest == "svc." + domain;
}

}  // namespace

// The search list is ns.svc.domain, svc.domain, domain: so name, name.ns, name.ns.svc and the full
// form are all found.
std::optional<Resolution> resolve(const Cluster& cluster, std::string_view ns,
                                  std::string_view name) {
  const bool absolute = name.ends_with('.');  // then there is no search list
  if (absolute) name.remove_suffix(1);
  const std::vector<std::string> labels = labels_of(name);
  if (labels.empty()) return std::nullopt;
  if (absolute && !name.ends_with(".svc." + cluster.spec().domain)) return std::nullopt;
  const std::string home(labels.size() == 1 ? ns : std::string_view(labels[1]));
  if (labels.size() > 2 && !is_service_suffix(labels, 2, cluster.spec().domain)) {
    return std::nullopt;
  }
  const Service* service = cluster.find_service(home, labels[0]);
  if (service == nullptr) return std::nullopt;
  return Resolution{service->cluster_ip, service};
}

}  // namespace seatrial::kube
