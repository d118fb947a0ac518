// SPDX-License-Identifier: Apache-2.0
// Cluster: the state that an API server would hold for one cluster, and what follows from it:
// addresses of pods and Services, allocated node ports, endpoints. Every change is programmed into
// the site's NAT rules at once (kube-proxy's own delay is not modelled). It knows no peers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/kube/cni.hpp"
#include "sim/kube/network_policy.hpp"
#include "sim/kube/node_port_allocator.hpp"
#include "sim/kube/object.hpp"
#include "sim/kube/pod_addresses.hpp"
#include "sim/kube/provider.hpp"
#include "sim/kube/selector_index.hpp"
#include "sim/kube/stale_flows.hpp"
#include "sim/net/network.hpp"

namespace seatrial::kube {

/// Dense index of a pod in its cluster; it stays the pod's when the pod is replaced.
enum class PodId : std::uint32_t { none = UINT32_MAX };

/// What a cluster is made with.
struct ClusterSpec {
  std::string name;
  Version version;
  NodePortRange node_ports;
  std::string domain = "cluster.local";
  net::Cidr pods;      ///< pod addresses; each node takes a /24 of it, where the CNI has its own
  net::Cidr services;  ///< ClusterIPs
  CniSpec cni;
  Provider provider = Provider::none;  ///< of load balancers
  /// Hosts outside of every cluster: no kube-proxy, and each "pod" has its machine's address.
  bool outside = false;
  Mark pods_mark;
  Mark services_mark;
  /// Of the nodes' Docker, where a file tells it. // SPEC kubernetes 6
  std::optional<net::Cidr> docker_bridge;
  Mark docker_bridge_mark;
  /// --nodeport-addresses of kube-proxy; empty: every address of a node. // SPEC kubernetes 3.1
  std::vector<net::Cidr> node_port_addresses;
  Mark node_port_addresses_mark;
};

/// A name outside of the cluster that its DNS knows: a private zone, a stub domain, a public
/// record.
struct DnsRecord {
  std::string name;
  net::Ipv4 address;
  Mark mark;
};

/// The pods that serve Ingresses, behind a Service of their own.
struct IngressController {
  std::string ns;
  std::string service;
  /// Ports of its Service that are passed on at layer 4, each to "namespace/service:port"
  /// (ingress-nginx tcp-services). All others speak HTTP only. // SPEC kubernetes F-27
  std::map<std::uint16_t, std::string> tcp_services;
};

/// Labels of a namespace, for namespaceSelector.
struct Namespace {
  std::string name;
  Labels labels;
};

/// Whether a Service selects a pod: all its labels, in its namespace; one without a selector
/// selects nothing. // SPEC kubernetes 1.1
bool selects(const Service& service, const Pod& pod);

/// One cluster.
class Cluster {
 public:
  Cluster(ClusterSpec spec, net::Network& network);

  const ClusterSpec& spec() const { return spec_; }
  net::SiteId site() const { return site_; }
  const std::vector<net::MachineId>& machines() const { return machines_; }
  const std::vector<Service>& services() const { return services_; }
  const Pod& pod(PodId id) const { return pods_[static_cast<std::size_t>(id)]; }

  /// Adds a Kubernetes node that others reach by this address. Its pods' addresses come from
  /// `pods`, or from the next /24 of the cluster's range.
  net::MachineId add_machine(const std::string& name, net::Ipv4 address,
                             std::optional<net::Cidr> pods = std::nullopt);
  /// How many pods a node takes, whatever its cluster and its type say.
  void set_max_pods(net::MachineId machine, std::uint32_t most);
  /// The EC2 type of a node, which limits its pods with the VPC CNI; an unknown one is an error.
  Result<void> set_instance_type(net::MachineId machine, const std::string& type);
  std::uint32_t max_pods(net::MachineId machine) const { return addresses_.max_pods(machine); }
  /// Machines of the cluster were attached to private networks: says anew towards which addresses
  /// pods keep their own.
  void network_changed();

  /// A number that a Service is known to have, though it is not created yet: no other draws it.
  void keep_node_port(std::uint16_t port) { allocator_.keep(port); }
  /// Creates a Service: a ClusterIP, and node ports as the API server gives them.
  /// Errors are the API server's, at the port's place.
  Result<void> create_service(Service service);
  /// `kubectl apply` of a changed Service: ports that are new get numbers of their own, also where
  /// create would have shared one. // SPEC kubernetes 3.2 "At update"
  Result<void> update_service(Service service);
  /// `kubectl delete` and `apply` again: unpinned node ports are drawn anew.
  Result<void> recreate_service(const std::string& ns, const std::string& name);
  /// Changes a traffic policy in place.
  Result<void> set_external_policy(const std::string& ns, const std::string& name,
                                   TrafficPolicy policy);
  /// `kubectl apply` of a NetworkPolicy: one of the same name is replaced.
  void add_policy(NetworkPolicy policy);
  /// An Ingress; an API version that the cluster does not have any more is an error.
  Result<void> add_ingress(Ingress ingress);
  /// The route that takes a request: by host, then by the longest path prefix; or null.
  const IngressRoute* route(std::string_view host, std::string_view path) const;
  /// Names the Service of the Ingress controller, which the user creates like any other.
  Result<void> set_ingress_controller(const std::string& ns, const std::string& service,
                                      std::map<std::uint16_t, std::string> tcp_services);
  const std::optional<IngressController>& ingress_controller() const { return controller_; }
  /// Whether this pod is the Ingress controller's, so that it understands HTTP and nothing else.
  bool speaks_http(PodId id) const;
  bool speaks_http(net::StackId stack) const;
  /// Labels of a namespace; those told before are replaced.
  void add_namespace(Namespace ns);
  void add_dns_record(DnsRecord record);
  const std::vector<NetworkPolicy>& policies() const { return policies_; }
  const std::vector<Ingress>& ingresses() const { return ingresses_; }
  const std::vector<Namespace>& namespaces() const { return namespaces_; }
  const std::vector<DnsRecord>& dns_records() const { return dns_records_; }
  const std::vector<Pod>& pods() const { return pods_; }
  /// The address that a pod has now; it must be placed.
  net::Ipv4 address(const Pod& pod) const { return network_.stack(pod.stack).address; }
  const Service* find_service(const std::string& ns, const std::string& name) const;
  const net::Network& network() const { return network_; }

  /// Schedules a pod: it has an address at once, a free one or this one, or is Pending. Outside of
  /// clusters it is the machine's host stack.
  PodId add_pod(const std::string& ns, const std::string& name, Labels labels,
                net::MachineId machine, std::optional<net::Ipv4> address = std::nullopt);
  /// A StatefulSet's pod has a DNS name below the Service that governs it.
  void name_pod(PodId id, std::string hostname, std::string subdomain);
  /// The pod is replaced: another address, on the same or another node. One that was Pending is
  /// tried again.
  void replace_pod(PodId id, net::MachineId machine);

  /// The pods that a Service selects, in order of creation; those without an address are none.
  std::vector<PodId> endpoints(const Service& service) const;
  /// The Services of which a pod is an endpoint, in order of creation.
  std::vector<const Service*> services_of(PodId id) const;

  /// Takes the NAT rules of every Service to the site again.
  void program();
  /// How often that was done.
  std::size_t times_programmed() const { return times_programmed_; }

  /// While one lives, what changes is programmed only once, at its end, as when a whole folder is
  /// applied. Until then no packet may be sent.
  class Batch {
   public:
    explicit Batch(Cluster& cluster) : cluster_(cluster) { ++cluster_.batches_; }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;
    ~Batch() {
      if (--cluster_.batches_ == 0 && cluster_.waiting_) cluster_.program();
    }

   private:
    Cluster& cluster_;
  };

 private:
  Result<void> allocate(Service& service);
  Result<void> allocate_health_check(Service& service);
  Result<std::uint16_t> node_port_for(const Service& service,
                                      const std::vector<std::uint16_t>& drawn,
                                      std::vector<std::uint16_t>& taken);
  Result<void> allocate_new(Service& service, const Service& before);
  Result<net::Ipv4> allocate_address(const Service& service);
  void give_back_unused(const std::vector<std::uint16_t>& numbers, const Service& service);
  Service* find(const std::string& ns, const std::string& name);
  bool selects(const Service& service, const Pod& pod) const;
  void index_selectors();
  void set_up_site();
  void place(Pod& pod, std::optional<net::Ipv4> address);
  bool pods_in_vpc() const { return spec_.cni.mode == CniMode::aws_vpc; }
  void sync_load_balancers();
  void sync_load_balancer(Service& service);
  void make_load_balancer(Service& service, const Provisioning& made);
  void retire_load_balancer(Service& service);
  std::optional<net::Ipv4> choose_address(const Service& service, const Provisioning& made,
                                          net::VpcId vpc, LoadBalancerStatus& status) const;
  std::optional<net::Ipv4> free_private_address() const;
  net::Ipv4 free_public_address() const;
  net::VpcId vpc() const;
  std::vector<net::Listener> listeners_of(const Service& service, const Provisioning& made) const;
  std::vector<net::Backend> targets(const Service& service, const ServicePort& port,
                                    const Provisioning& made) const;

  ClusterSpec spec_;
  net::Network& network_;
  net::SiteId site_;
  std::vector<net::MachineId> machines_;
  PodAddresses addresses_;
  std::vector<Service> services_;
  std::vector<Pod> pods_;
  std::vector<NetworkPolicy> policies_;
  std::vector<Ingress> ingresses_;
  std::vector<Namespace> namespaces_;
  std::vector<DnsRecord> dns_records_;
  std::uint32_t service_addresses_ = 0;
  NodePortAllocator allocator_;
  std::optional<IngressController> controller_;
  UdpEndpoints udp_endpoints_;  ///< as they were last programmed
  SelectorIndex index_;
  std::map<std::pair<std::string, std::string>, std::size_t> service_places_;  ///< by ns and name
  std::uint32_t batches_ = 0;
  bool waiting_ = false;  ///< for the end of the batch
  std::size_t times_programmed_ = 0;
};

}  // namespace seatrial::kube
