// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/provider.hpp"
#include "sim/core/whole_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace seatrial::kube {

namespace {

using std::string_view;

constexpr int newest = 1000;

/// What is always so with a provider. SPEC kubernetes 3.3
struct Traits {
  Provider provider;
  string_view word;
  net::HandOver hand_over;
  bool keeps_client;
  bool internal_by_default;
  bool by_hostname;
  bool checks_sources;
  std::int64_t tcp_idle;  ///< seconds; 0: the sheet does not tell
  std::int64_t udp_idle;
};

// An AWS classic load balancer is a proxy; all others hand packets on as they come.
constexpr std::array<Traits, 6> providers = {{
    {Provider::none, "none", net::HandOver::virtual_ip, true, false, false, false, 0, 0},
    {Provider::aws_clb, "aws-clb", net::HandOver::node_port, false, false, true, true, 0, 0},
    {Provider::aws_nlb, "aws-nlb", net::HandOver::node_port, true, true, true, true, 350, 120},
    {Provider::azure, "azure", net::HandOver::virtual_ip, true, false, false, true, 240, 0},
    {Provider::gcp, "gcp", net::HandOver::virtual_ip, true, false, false, false, 60, 60},
    {Provider::metallb, "metallb", net::HandOver::virtual_ip, true, false, false, false, 0, 0},
}};

const Traits& traits(Provider provider) {
  return providers.at(static_cast<std::size_t>(provider));
}

/// The API server's answer to TCP beside UDP in one Service of type LoadBalancer, by version.
struct ApiRow {
  int last;  ///< minor version, included
  string_view text;
};

constexpr std::array<ApiRow, 2> api_rows = {{
    {19, "cannot create an external load balancer with mix protocols"},
    {23, "may not contain more than 1 protocol when type is 'LoadBalancer'"},
}};

enum class Mixed : std::uint8_t { accepted, pending, one_missing };
enum class Ports : std::uint8_t { different, same };

/// What a provider makes of TCP beside UDP in one Service that the API server accepted.
struct MixedRow {
  Provider provider;
  Ports ports;
  int first;  ///< minor versions, both included
  int last;
  Mixed outcome;
  string_view event;
  string_view uncertain;
};

constexpr string_view not_supported =
    "Warning SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer: "
    "mixed protocol is not supported for LoadBalancer";
constexpr string_view aws_unsure =
    "the in-tree provider of AWS may say \"Only TCP LoadBalancer is supported\" instead";
constexpr string_view gcp_unsure =
    "GKE 1.29 was reported to refuse TCP beside UDP in one Service, another report has it work: it "
    "depends on the version of GKE";
constexpr string_view metallb_unsure =
    "MetalLB is only known to take TCP and UDP in one Service from Kubernetes 1.26 on";
constexpr string_view nlb_unsure =
    "which of the two protocols gets the listener; the one that the Service names first is taken";

constexpr std::array<MixedRow, 12> mixed_rows = {{
    {Provider::aws_clb, Ports::different, 24, newest, Mixed::pending, not_supported, aws_unsure},
    {Provider::aws_clb, Ports::same, 24, newest, Mixed::pending, not_supported, aws_unsure},
    {Provider::aws_nlb, Ports::different, 24, newest, Mixed::accepted, "", ""},
    {Provider::aws_nlb, Ports::same, 24, newest, Mixed::one_missing, "", nlb_unsure},
    {Provider::azure, Ports::different, 24, newest, Mixed::accepted, "", ""},
    {Provider::azure, Ports::same, 24, newest, Mixed::accepted, "", ""},
    {Provider::gcp, Ports::different, 24, newest, Mixed::pending, not_supported, gcp_unsure},
    {Provider::gcp, Ports::same, 24, newest, Mixed::pending, not_supported, gcp_unsure},
    {Provider::metallb, Ports::different, 24, 25, Mixed::accepted, "", metallb_unsure},
    {Provider::metallb, Ports::same, 24, 25, Mixed::accepted, "", metallb_unsure},
    {Provider::metallb, Ports::different, 26, newest, Mixed::accepted, "", ""},
    {Provider::metallb, Ports::same, 26, newest, Mixed::accepted, "", ""},
}};

bool has(const Service& service, net::Protocol protocol) {
  return std::any_of(service.ports.begin(), service.ports.end(),
                     [&](const ServicePort& port) { return port.protocol == protocol; });
}

bool mixes(const Service& service) {
  return has(service, net::Protocol::tcp) && has(service, net::Protocol::udp);
}

/// The port before this one that has the same number; null if there is none.
const ServicePort* earlier_of_number(const Service& service, const ServicePort& port) {
  for (const ServicePort& other : service.ports) {
    if (&other == &port) return nullptr;
    if (other.port == port.port) return &other;
  }
  return nullptr;
}

Ports kind_of(const Service& service) {
  const bool same = std::any_of(
      service.ports.begin(), service.ports.end(),
      [&](const ServicePort& port) { return earlier_of_number(service, port) != nullptr; });
  return same ? Ports::same : Ports::different;
}

constexpr string_view aws = "service.beta.kubernetes.io/aws-load-balancer-";
constexpr string_view azure = "service.beta.kubernetes.io/azure-load-balancer-";

string_view of(const Service& service, string_view prefix, string_view key) {
  return annotation(service, fmt::format("{}{}", prefix, key));
}

bool is_internal(const Service& service, Provider provider) {
  switch (provider) {
    case Provider::aws_clb:
      return !of(service, aws, "internal").empty() && of(service, aws, "internal") != "false";
    case Provider::aws_nlb:
      return of(service, aws, "scheme") != "internet-facing";
    case Provider::azure:
      return of(service, azure, "internal") == "true";
    case Provider::gcp:
      return annotation(service, "networking.gke.io/load-balancer-type") == "Internal" ||
             annotation(service, "cloud.google.com/load-balancer-type") == "Internal";
    default:
      return false;
  }
}

/// Adds what is not certain.
void unsure(Provisioning& made, string_view what) {
  if (what.empty()) return;
  if (!made.uncertain.empty()) made.uncertain += "; ";
  made.uncertain += what;
}

void refuse(Provisioning& made, std::string event) {
  made.pending = true;
  made.listeners.clear();
  if (!event.empty()) made.events.push_back(std::move(event));
}

void set_idle(Provisioning& made, const Service& service, Provider provider) {
  made.tcp_idle = seconds(traits(provider).tcp_idle);
  made.udp_idle = seconds(traits(provider).udp_idle);
  if (provider == Provider::gcp && made.internal) made.tcp_idle = made.udp_idle = seconds(600);
  if (provider != Provider::azure) return;
  const auto wanted =
      whole_number<int>(of(service, azure, "tcp-idle-timeout"));  // SPEC kubernetes 3.3: 4..30
  if (wanted && *wanted >= 4 && *wanted <= 30) made.tcp_idle = minutes(*wanted);
}

// SPEC kubernetes 3.3 row AWS NLB: one port of a number is dropped without a word, unless one
// listener may answer both.
void drop_or_merge(Provisioning& made, const Service& service, string_view uncertain) {
  if (of(service, aws, "enable-tcp-udp-listener") == "true") {
    made.merges_protocols = true;
    return;
  }
  unsure(made, uncertain);
  std::erase_if(made.listeners, [&](const ServicePort* port) {
    const ServicePort* kept = earlier_of_number(service, *port);
    if (kept == nullptr) return false;
    made.notes.push_back(fmt::format(
        "the controller makes one listener of port {}, for {}: none for {}, and no event; the "
        "annotation {}enable-tcp-udp-listener: \"true\" would make one for both",
        port->port, net::to_string(kept->protocol), net::to_string(port->protocol), aws));
    return true;
  });
}

void mix(Provisioning& made, const Service& service, Provider provider, Version version) {
  for (const MixedRow& row : mixed_rows) {
    if (row.provider != provider || row.ports != kind_of(service)) continue;
    if (version.minor < row.first || version.minor > row.last) continue;
    if (row.outcome == Mixed::one_missing) return drop_or_merge(made, service, row.uncertain);
    unsure(made, row.uncertain);
    if (row.outcome == Mixed::pending) refuse(made, std::string(row.event));
    return;
  }
}

void target_pods(Provisioning& made, const Service& service, bool pods_in_vpc) {
  string_view type = of(service, aws, "nlb-target-type");
  if (type.empty() && of(service, aws, "type") == "nlb-ip") type = "ip";
  if (type != "ip") return;
  made.hand_over = net::HandOver::pod;
  if (pods_in_vpc) return;
  refuse(
      made,
      "Warning FailedDeployModel: target type ip needs pods with addresses of the VPC (VPC CNI)");
  unsure(made, "the words of the controller's event");
}

bool wrong_class(const Service& service, Provider provider) {
  if (service.load_balancer_class.empty()) return false;
  return provider != Provider::aws_nlb || service.load_balancer_class != "service.k8s.aws/nlb";
}

string_view sharing_key(const Service& service) {
  const string_view old = annotation(service, "metallb.universe.tf/allow-shared-ip");
  return old.empty() ? annotation(service, "metallb.io/allow-shared-ip") : old;
}

/// Why MetalLB does not give the address of `owner` to `service`, or "". SPEC kubernetes 3.3
std::string metallb_refusal(const Service& service, const Service& owner) {
  const std::string used = fmt::format("address also in use by {}/{}", owner.ns, owner.name);
  const std::string start = fmt::format(
      "Warning AllocationFailed: Failed to allocate IP for \"{}/{}\": ", service.ns, service.name);
  if (sharing_key(service).empty() || sharing_key(service) != sharing_key(owner)) {
    return start + fmt::format("can't change sharing key for \"{}/{}\", {}", service.ns,
                               service.name, used);
  }
  if (ports_overlap(service, owner)) {
    return start + fmt::format("can't share: a port is in use by {}/{}", owner.ns, owner.name);
  }
  const bool cluster = service.external_policy == TrafficPolicy::cluster &&
                       owner.external_policy == TrafficPolicy::cluster;
  if (!cluster && service.selector != owner.selector) {
    return start + fmt::format(
                       "can't change sharing key for \"{}/{}\": policy Local and other "
                       "pods than those of {}/{}",
                       service.ns, service.name, owner.ns, owner.name);
  }
  return "";
}

void share(Provisioning& made, const Service& service, const Service& owner, Provider provider) {
  std::string refusal;
  if (provider == Provider::metallb) {
    refusal = metallb_refusal(service, owner);
    const bool local = service.external_policy == TrafficPolicy::local;
    if (local) unsure(made, "that MetalLB shares an address under policy Local for the same pods");
  } else if (provider != Provider::gcp || ports_overlap(service, owner)) {
    refusal = fmt::format(
        "Warning SyncLoadBalancerFailed: Error syncing load balancer: the address {} is in use by "
        "{}/{}",
        net::to_string(*wanted_address(service)), owner.ns, owner.name);
    unsure(made, "the words of the provider's event");
  }
  if (!refusal.empty()) return refuse(made, refusal);
  made.shares_address = true;
}

void look_for_owner(Provisioning& made, const Service& service, Provider provider,
                    const std::vector<Service>& others) {
  const std::optional<net::Ipv4> wanted = wanted_address(service);
  if (!wanted) return;
  for (const Service& other : others) {
    const bool itself = other.ns == service.ns && other.name == service.name;
    if (itself || other.load_balancer.id == net::LoadBalancerId::none) continue;
    if (other.load_balancer.address == *wanted) share(made, service, other, provider);
    if (made.pending) return;
  }
}

Provisioning defaults(const Service& service, Provider provider) {
  Provisioning made;
  const Traits& of_provider = traits(provider);
  for (const ServicePort& port : service.ports) made.listeners.push_back(&port);
  made.internal = is_internal(service, provider);
  made.by_hostname = of_provider.by_hostname;
  made.hand_over = of_provider.hand_over;
  made.keeps_client = of_provider.keeps_client;
  made.checks_sources = of_provider.checks_sources && !service.source_ranges.empty();
  if (made.checks_sources && provider != Provider::azure) {
    unsure(made, "that a security group of the load balancer enforces loadBalancerSourceRanges");
  }
  set_idle(made, service, provider);
  return made;
}

// What does not depend on mixing protocols.
void provider_rules(Provisioning& made, const Service& service, Provider provider, Version version,
                    bool pods_in_vpc) {
  if (provider == Provider::aws_nlb) target_pods(made, service, pods_in_vpc);
  const bool no_node_ports = !service.allocate_node_ports && version >= Version{24};
  if (!made.pending && made.hand_over == net::HandOver::node_port && no_node_ports) {
    refuse(made,
           "Warning FailedBuildModel: the targets are nodes, and the Service has no node ports "
           "(allocateLoadBalancerNodePorts: false)");
    unsure(made, "the words of the controller's event");
  }
  if (provider == Provider::aws_clb && !has(service, net::Protocol::tcp)) {
    refuse(made,
           "Warning SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load "
           "balancer: Only TCP LoadBalancer is supported for AWS ELB");
    unsure(made, "the words of the event for a Service with UDP only");
  }
  const bool old_azure = provider == Provider::azure && version < Version{24};
  if (old_azure && of(service, azure, "mixed-protocols") == "true") {
    made.both_protocols = true;
    unsure(made,
           "that the annotation mixed-protocols opens the other protocol at the load balancer "
           "only: kube-proxy still knows only what the Service names");
  }
}

}  // namespace

std::optional<Provider> parse_provider(std::string_view word) {
  for (const Traits& row : providers) {
    if (row.word == word) return row.provider;
  }
  return std::nullopt;
}

std::string_view to_string(Provider provider) {
  return traits(provider).word;
}

std::vector<std::string_view> provider_words() {
  std::vector<std::string_view> words;
  for (const Traits& row : providers) words.push_back(row.word);
  return words;
}

std::string_view annotation(const Service& service, std::string_view key) {
  const auto found = service.annotations.find(std::string(key));
  return found == service.annotations.end() ? std::string_view() : found->second;
}

std::optional<net::Ipv4> wanted_address(const Service& service) {
  if (service.load_balancer_ip) return service.load_balancer_ip;
  for (const char* key : {"metallb.universe.tf/loadBalancerIPs", "metallb.io/loadBalancerIPs"}) {
    if (const auto address = net::parse_ipv4(annotation(service, key))) return address;
  }
  return std::nullopt;
}

bool ports_overlap(const Service& a, const Service& b) {
  return std::any_of(a.ports.begin(), a.ports.end(), [&](const ServicePort& mine) {
    return std::any_of(b.ports.begin(), b.ports.end(), [&](const ServicePort& other) {
      return mine.port == other.port && mine.protocol == other.protocol;
    });
  });
}

std::string_view mixed_protocol_error(const Service& service, Version version) {
  if (service.type != ServiceType::load_balancer || !mixes(service)) return "";
  for (const ApiRow& row : api_rows) {
    if (version.minor <= row.last) return row.text;
  }
  return "";
}

Provisioning provision(const Service& service, Provider provider, Version version,
                       const std::vector<Service>& others, bool pods_in_vpc) {
  Provisioning made = defaults(service, provider);
  const std::string_view refused = mixed_protocol_error(service, version);
  made.rejected = !refused.empty();
  if (made.rejected) {
    made.listeners.clear();
    made.events.emplace_back(refused);
    return made;
  }
  if (provider == Provider::none || wrong_class(service, provider)) {
    refuse(made, "");
    made.notes.push_back(provider == Provider::none
                             ? "nothing in the cluster provides load balancers: EXTERNAL-IP stays "
                               "<pending>, and no event says so"
                             : fmt::format("no controller of the cluster serves loadBalancerClass "
                                           "{}: EXTERNAL-IP stays <pending>",
                                           service.load_balancer_class));
    return made;
  }
  provider_rules(made, service, provider, version, pods_in_vpc);
  if (!made.pending && mixes(service)) mix(made, service, provider, version);
  if (!made.pending) look_for_owner(made, service, provider, others);
  return made;
}

}  // namespace seatrial::kube
