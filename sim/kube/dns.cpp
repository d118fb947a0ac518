// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/dns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/kube/network_policy.hpp"

namespace seatrial::kube {

namespace {

// Names are ASCII and mean the same in either case.
std::string lower(std::string_view text) {
  std::string made(text);
  for (char& c : made) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return made;
}

std::string without_last_dot(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return name;
}

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

bool is_well_formed(std::string_view name) {
  return !name.empty() && !name.starts_with('.') && !name.ends_with('.') &&
         name.find("..") == std::string_view::npos;
}

/// The server that a cluster's pods ask: whole names in lower case, without the last dot.
class Server {
 public:
  explicit Server(const Cluster& cluster) : cluster_(cluster) {}

  std::optional<Resolution> answer(const std::string& name) {
    if (!is_well_formed(name)) return std::nullopt;
    if (!cluster_.spec().outside) {
      if (auto found = service_record(name)) return found;
    }
    return other_record(name);
  }

 private:
  // <service>.<namespace>.svc.<domain>, and <pod> before it.
  std::optional<Resolution> service_record(const std::string& name) {
    const std::string zone = ".svc." + without_last_dot(lower(cluster_.spec().domain));
    if (!name.ends_with(zone)) return std::nullopt;
    const auto labels = labels_of(std::string_view(name).substr(0, name.size() - zone.size()));
    if (labels.size() != 2 && labels.size() != 3) return std::nullopt;
    const Service* service = find(labels[labels.size() - 2], labels.back());
    if (service == nullptr) return std::nullopt;
    return labels.size() == 2 ? answer_of(*service) : answer_of_pod(*service, labels[0]);
  }

  const Service* find(const std::string& name, const std::string& ns) const {
    for (const Service& service : cluster_.services()) {
      if (lower(service.name) == name && lower(service.ns) == ns) return &service;
    }
    return nullptr;
  }

  std::optional<Resolution> answer_of(const Service& service) {
    if (service.type == ServiceType::external_name) return follow(service.external_name);
    if (service.headless) return of_addresses(service, endpoints_of(service));
    if (service.cluster_ip == net::Ipv4{}) return std::nullopt;
    return of_addresses(service, {service.cluster_ip});
  }

  // SPEC kubernetes 3.1: a CNAME only. A value that looks like an address is a name as well, and
  // aliases that lead to one another have no end.
  std::optional<Resolution> follow(const std::string& target) {
    constexpr int most_aliases = 8;
    if (++aliases_ > most_aliases) return std::nullopt;
    return answer(without_last_dot(lower(target)));
  }

  std::vector<net::Ipv4> endpoints_of(const Service& service) const {
    std::vector<net::Ipv4> addresses;
    for (const PodId id : cluster_.endpoints(service)) {
      addresses.push_back(cluster_.address(cluster_.pod(id)));
    }
    if (!service.selector.empty()) return addresses;
    for (const ManualEndpoint& endpoint : service.endpoints) {
      const bool known = std::find(addresses.begin(), addresses.end(), endpoint.address) !=
                         addresses.end();  // it stands there once for each port
      if (!known) addresses.push_back(endpoint.address);
    }
    return addresses;
  }

  // The pods of a StatefulSet. The DNS specification promises their names for headless Services
  // only; CoreDNS answers them below any (its plugin/kubernetes, findServices). SPEC kubernetes
  // 2.1, F-108
  std::optional<Resolution> answer_of_pod(const Service& service, const std::string& hostname) {
    for (const PodId id : cluster_.endpoints(service)) {
      const Pod& pod = cluster_.pod(id);
      if (lower(pod.subdomain) != lower(service.name) || lower(pod.hostname) != hostname) continue;
      return of_addresses(service, {cluster_.address(pod)});
    }
    return std::nullopt;
  }

  static std::optional<Resolution> of_addresses(const Service& service,
                                                std::vector<net::Ipv4> addresses) {
    if (addresses.empty()) return std::nullopt;
    const net::Ipv4 first = addresses.front();
    return Resolution{first, &service, std::move(addresses), {}};
  }

  // The record itself, else the longest wildcard above it.
  std::optional<Resolution> other_record(const std::string& name) const {
    const DnsRecord* best = nullptr;
    std::size_t best_length = 0;
    std::vector<net::Ipv4> addresses;
    for (const DnsRecord& record : cluster_.dns_records()) {
      const std::string known = without_last_dot(lower(record.name));
      if (known == name) addresses.push_back(record.address);
      const bool wildcard = known.starts_with("*.") && name.ends_with(known.substr(1));
      if (wildcard && known.size() > best_length) {
        best = &record;
        best_length = known.size();
      }
    }
    if (addresses.empty() && best != nullptr) addresses.push_back(best->address);
    if (addresses.empty()) return std::nullopt;
    const net::Ipv4 first = addresses.front();
    return Resolution{first, nullptr, std::move(addresses), {}};
  }

  const Cluster& cluster_;
  int aliases_ = 0;
};

/// The names that a resolver asks for, in its order. A name with ndots dots or more is asked as it
/// is before the search list, and every other one after it.
std::vector<std::string> candidates(const Cluster& cluster, std::string_view ns,
                                    const std::string& name) {
  constexpr std::ptrdiff_t ndots = 5;  // SPEC kubernetes 8
  const std::string domain = without_last_dot(lower(cluster.spec().domain));
  std::vector<std::string> names;
  const std::string services = "svc." + domain;
  for (const std::string& suffix : {lower(ns) + '.' + services, services, domain}) {
    names.push_back(fmt::format("{}.{}", name, suffix));
  }
  const bool as_it_is_first = std::count(name.begin(), name.end(), '.') >= ndots;
  names.insert(as_it_is_first ? names.begin() : names.end(), name);
  return names;
}

constexpr std::uint16_t dns_port = 53;

/// A pod of the DNS by the labels that every distribution gives it.
bool serves_dns(const Pod& pod) {
  const auto app = pod.labels.find("k8s-app");
  return pod.ns == "kube-system" && app != pod.labels.end() && app->second == "kube-dns";
}

// Its address is one of the cluster's pod range that no pod gets.
AssumedPod assumed_dns(const Cluster& cluster) {
  AssumedPod made;
  made.pod.ns = "kube-system";
  made.pod.name = "coredns";
  made.pod.labels = {{"k8s-app", "kube-dns"}};
  made.pod.ports = {{"dns", dns_port}, {"dns-tcp", dns_port}};
  made.address = net::Ipv4{cluster.spec().pods.base.bits + 2};
  return made;
}

// A resolver asks by UDP first: with TCP alone it waits in vain.
bool passes(const std::optional<net::Filter>& filter, net::Ipv4 remote) {
  return !filter || net::judge(*filter, net::Protocol::udp, remote, dns_port).allowed;
}

/// The pods that answer; the assumed one where none is known.
std::vector<AssumedPod> dns_servers(const Cluster& cluster) {
  std::vector<AssumedPod> servers;
  for (const Pod& pod : cluster.pods()) {
    if (serves_dns(pod) && pod.stack != net::StackId::none) {
      servers.push_back({pod, cluster.address(pod)});
    }
  }
  if (servers.empty()) servers.push_back(assumed_dns(cluster));
  return servers;
}

}  // namespace

std::optional<Resolution> resolve(const Cluster& cluster, std::string_view ns,
                                  std::string_view name) {
  const std::string wanted = lower(name);
  Server server(cluster);
  if (wanted.ends_with('.')) return server.answer(without_last_dot(wanted));
  if (!is_well_formed(wanted)) return std::nullopt;
  if (cluster.spec().outside) return server.answer(wanted);
  for (const std::string& candidate : candidates(cluster, ns, wanted)) {
    if (auto found = Server(cluster).answer(candidate)) return found;
  }
  return std::nullopt;
}

// SPEC kubernetes 7: an egress-isolated pod needs port 53 of kube-dns, or names fail.
bool may_ask_dns(const Cluster& cluster, const net::Network& network, const Pod& pod) {
  if (cluster.policies().empty() || !enforces_policies(cluster.spec().cni)) return true;
  if (pod.host_network || pod.stack == net::StackId::none) return true;
  const std::vector<AssumedPod> servers = dns_servers(cluster);
  const bool told = servers.front().pod.stack != net::StackId::none;
  const auto out = compile_policies(cluster, network, pod, PolicyDirection::out,
                                    told ? std::vector<AssumedPod>{} : servers);
  return std::any_of(servers.begin(), servers.end(), [&](const AssumedPod& server) {
    if (!passes(out, server.address)) return false;
    const auto in = compile_policies(cluster, network, server.pod, PolicyDirection::in);
    return passes(in, cluster.address(pod));
  });
}

}  // namespace seatrial::kube
