// SPDX-License-Identifier: Apache-2.0
// Load balancers as others write them down, and the annotations that p2p does not bear.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/core/whole_number.hpp"
#include "sim/kube/provider.hpp"

namespace seatrial::diagnosis {

namespace {

constexpr std::string_view aws = "service.beta.kubernetes.io/aws-load-balancer-";
constexpr int ping_seconds = 15;  // SPEC kubernetes 1.8

/// A Service with a load balancer, and where it is.
struct Balanced {
  ClusterId cluster = ClusterId::none;
  const kube::Service* service = nullptr;
};

std::vector<Balanced> balanced_services(const World& world) {
  std::vector<Balanced> all;
  for (std::uint32_t i = 0; i < world.cluster_count(); ++i) {
    for (const kube::Service& service : world.cluster(ClusterId(i)).services()) {
      if (service.load_balancer.id != net::LoadBalancerId::none) {
        all.push_back({ClusterId(i), &service});
      }
    }
  }
  return all;
}

const Balanced* balancer_of(const std::vector<Balanced>& all, const std::string& host) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Balanced& one) {
    const kube::LoadBalancerStatus& status = one.service->load_balancer;
    return net::to_string(status.address) == host ||
           (!status.hostname.empty() && status.hostname == host);
  });
  return found == all.end() ? nullptr : &*found;
}

bool is_pinned(const kube::Service& service) {
  for (const std::string_view key : {"eip-allocations", "private-ipv4-addresses"}) {
    if (!kube::annotation(service, fmt::format("{}{}", aws, key)).empty()) return true;
  }
  return false;
}

// SPEC kubernetes F-18: AWS gives a name; an address, or a name that is looked up once, gets old.
void old_addresses(const View& view, const std::vector<Balanced>& balancers, const WrittenList& all,
                   Findings& made) {
  for (const Written& written : all) {
    const Balanced* balancer = balancer_of(balancers, written.host);
    if (balancer == nullptr || view.cluster_of(written.by) == balancer->cluster) continue;
    const kube::LoadBalancerStatus& status = balancer->service->load_balancer;
    const bool by_name = written.host == status.hostname;
    // Tessera looks a name up whenever it connects; geth does with raftport.
    const bool fresh =
        by_name && (written.has_raftport || written.kind == WrittenKind::tessera_url);
    if (status.hostname.empty() || is_pinned(*balancer->service) || fresh) continue;
    made.push_back(finding::make(
        "ST123", written.mark,
        fmt::format("{} is an address of the load balancer {} at the moment, and nothing pins it",
                    written.host, status.hostname),
        {{"service", balancer->service->name}, {"name", status.hostname}}));
    if (balancer->service->mark.known()) {
      made.back().related.push_back(
          {balancer->service->mark, "Service " + balancer->service->name});
    }
  }
}

// SPEC kubernetes F-92, [U] for AWS: a target cannot come back to itself where the client's address
// is kept. Of other providers kube-proxy turns the packet round before it leaves the node.
void turning_round(const View& view, const std::vector<Balanced>& balancers, const WrittenList& all,
                   Findings& made) {
  for (const Written& written : all) {
    const Balanced* found = balancer_of(balancers, written.host);
    if (found == nullptr || view.cluster_of(written.by) != found->cluster) continue;
    const auto& balancer = view.world().network().load_balancer(found->service->load_balancer.id);
    if (balancer.hand_over == net::HandOver::virtual_ip || !balancer.keeps_client) continue;
    if (view.world().cluster(found->cluster).machines().size() == 1) continue;  // the dial tells
    made.push_back(finding::make(
        "ST318", written.mark,
        fmt::format("{} dials the load balancer of its own cluster, {}, which hands the packet to "
                    "any node, also the one that it came from (not verified)",
                    view.name(written.by), written.host),
        {{"service", found->service->name}}));
  }
}

/// A node's public address that a firewall on premise forwards: it need not turn packets round.
void public_way_home(const View& view, const WrittenList& all, Findings& made) {
  const net::Network& network = view.world().network();
  for (const Written& written : all) {
    const auto address = net::parse_ipv4(written.host);
    if (!address) continue;
    const kube::Cluster& home = view.world().cluster(view.cluster_of(written.by));
    for (const net::MachineId machine : home.machines()) {
      const net::Nic& nic = network.machine(machine).nic;
      if (nic.subnet == net::SubnetId::none || nic.public_address != *address) continue;
      const std::string service =
          written.to == PeerId::none ? "its Service" : service_name(view.world(), written.to);
      made.push_back(finding::make(
          "ST318", written.mark,
          fmt::format("{} dials its own cluster by the public address {} (not verified: whether "
                      "the gateway sends it back in)",
                      view.name(written.by), written.host),
          {{"service", service}}));
    }
  }
}

/// An annotation and where it stands.
struct Annotation {
  std::string key;
  std::string value;
  Mark mark;
};

std::vector<Annotation> annotations_of(const View& view, ClusterId id,
                                       const kube::Service& service) {
  std::vector<Annotation> all;
  if (const config::ServiceConfig* written = written_service(view, id, service)) {
    for (const auto& [key, value] : written->annotations)
      all.push_back({key, value.value, value.mark});
    return all;
  }
  for (const auto& [key, value] : service.annotations) all.push_back({key, value, service.mark});
  return all;
}

/// The number behind `key` in a text; nothing where there is none.
std::optional<int> number_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == text.npos) return std::nullopt;
  text.remove_prefix(at + key.size());
  return leading_number<int>(text);
}

std::optional<int> idle_seconds(const Annotation& one) {
  if (one.key == fmt::format("{}connection-idle-timeout", aws)) return number_after(one.value, "");
  if (!one.key.starts_with(aws)) return std::nullopt;
  for (const std::string_view key :
       {"tcp.idle_timeout.seconds=", "idle_timeout.timeout_seconds="}) {
    if (const auto found = number_after(one.value, key)) return found;
  }
  return std::nullopt;
}

// SPEC kubernetes F-30: each provider has an annotation of its own, and all have this in it.
bool asks_for_proxy(const Annotation& one) {
  const bool off = one.value.empty() || one.value == "false";
  if (one.value.find("proxy_protocol_v2.enabled=true") != std::string::npos) return true;
  const bool about = one.key.find("proxy-protocol") != std::string::npos ||
                     one.key.find("proxyprotocol") != std::string::npos;
  return about && !off;
}

Findings annotated(const View& view, ClusterId id, const kube::Service& service) {
  Findings made;
  for (const Annotation& one : annotations_of(view, id, service)) {
    const auto idle = idle_seconds(one);
    if (idle && *idle < ping_seconds) {
      made.push_back(
          finding::make("ST128", one.mark,
                        fmt::format("the load balancer of Service {} forgets a flow after {} s",
                                    service.name, *idle),
                        {{"service", service.name}}));
    }
    if (!asks_for_proxy(one)) continue;
    made.push_back(finding::make(
        "ST129", one.mark, fmt::format("Service {} has {}: {}", service.name, one.key, one.value),
        {{"service", service.name}}));
  }
  return made;
}

}  // namespace

Findings balancer_lints(const View& view, const WrittenList& written) {
  Findings made;
  const World& world = view.world();
  const std::vector<Balanced> balancers = balanced_services(world);
  if (!balancers.empty()) {
    old_addresses(view, balancers, written, made);
    turning_round(view, balancers, written, made);
  }
  if (world.network().vpc_count() > 0) public_way_home(view, written, made);
  for (std::uint32_t i = 0; i < world.cluster_count(); ++i) {
    for (const kube::Service& service : world.cluster(ClusterId(i)).services()) {
      if (!is_outside_type(service)) continue;
      Findings found = annotated(view, ClusterId(i), service);
      if (found.empty() || peers_behind(view, ClusterId(i), service).empty()) continue;
      std::move(found.begin(), found.end(), std::back_inserter(made));
    }
  }
  return made;
}

}  // namespace seatrial::diagnosis
