// SPDX-License-Identifier: Apache-2.0
// What is wrong with ranges, Services, pods, hosts outside of clusters, and the steps and questions
// about them, in the exact words that its author reads.
#include "tests/unit/scenario/bad_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing_help::after;
using testing_help::Bad;
using testing_help::message_of;
using testing_help::name_of;

class ScenarioBadServices : public testing::TestWithParam<Bad> {};

TEST_P(ScenarioBadServices, IsOneClearError) {
  EXPECT_EQ(message_of(GetParam().text), GetParam().message);
}

// The keys of cluster a stand in line 3.
Bad cluster_with(const std::string& name, const std::string& text, const std::string& message) {
  return {name,
          "seatrial: 1\nclusters:\n  a: {nodes: {n1: 1.2.3.4}, peers: {a1: }, " + text + "}\n",
          "s.yaml:" + message};
}

// The service of peer a1 stands in line 3.
Bad service(const std::string& name, const std::string& text, const std::string& message) {
  return {name, "seatrial: 1\nclusters:\n  a: {peers: {a1: {service: " + text + "}}}\n",
          "s.yaml:" + message};
}

// The hosts of the site stand in line 5.
Bad outside(const std::string& name, const std::string& text, const std::string& message) {
  return after(name, "outside: {office: " + text + "}", message);
}

Bad outside_step(const std::string& name, const std::string& text, const std::string& message) {
  return after(name,
               "outside: {office: {hosts: {vm1: {address: 9.9.9.9, peer: }, app: {address: "
               "9.9.9.8}}}}\nsteps:\n- start: [\"*\"]\n- " +
                   text,
               message);
}

Bad outside_asking(const std::string& name, const std::string& text, const std::string& message) {
  return after(name, "outside: {office: {hosts: {app: {address: 9.9.9.8}}}}\nexpect:\n- " + text,
               message);
}

INSTANTIATE_TEST_SUITE_P(
    Cluster, ScenarioBadServices,
    testing::Values(
        cluster_with("UnknownProvider", "provider: aws-elb",
                     "3:54: provider 'aws-elb' is not known; did you mean 'aws-clb'?"),
        cluster_with("ProviderOfNobody", "provider: digitalocean",
                     "3:54: provider 'digitalocean' is not known; known are 'none', 'aws-clb', "
                     "'aws-nlb', 'azure', 'gcp', 'metallb'"),
        cluster_with("PodsOverServices", "pod_range: 10.0.0.0/9, service_range: 10.96.0.0/16",
                     "3:55: pod_range 10.0.0.0/9 overlaps the service_range 10.96.0.0/16 of one "
                     "cluster; give one of them other addresses"),
        cluster_with("PodsOverTheDefault", "pod_range: 10.96.0.0/16",
                     "3:55: pod_range 10.96.0.0/16 overlaps the service_range 10.96.0.0/12 of one "
                     "cluster; write a service_range, or other addresses"),
        cluster_with(
            "ServicesTooWide", "service_range: 10.0.0.0/8",
            "3:59: service_range 10.0.0.0/8 is too wide; the API server takes a /12 at most"),
        cluster_with("PodRangeHostBits", "pod_range: 10.244.1.0/16",
                     "3:55: pod_range '10.244.1.0/16' has host bits; write 10.244.0.0/16"),
        cluster_with("UnknownCni", "cni: kubnet",
                     "3:49: cni 'kubnet' is not known; did you mean 'kubenet'?"),
        cluster_with("CniOfNobody", "cni: {mode: weave}",
                     "3:56: cni 'weave' is not known; known are 'overlay', 'kubenet', "
                     "'azure-node-subnet', 'azure-pod-subnet', 'azure-overlay', 'aws-vpc', "
                     "'gke-vpc-native', 'gke-routes', 'flannel', 'calico', 'cilium', 'kind', "
                     "'minikube', 'k3s', 'azure', 'azure-cni', 'vpc-cni', 'eks', 'gke'"),
        cluster_with("CniKey", "cni: {mode: kubenet, max_pod: 30}",
                     "3:65: unknown key 'max_pod' in cni; did you mean 'max_pods'?"),
        cluster_with("CniWithoutMode", "cni: {max_pods: 30}",
                     "3:49: cni has no 'mode'; add 'mode'"),
        cluster_with("CniNoPods", "cni: {mode: kubenet, max_pods: 0}",
                     "3:75: max_pods 0 is out of range; write a whole number of at least 1"),
        cluster_with("ExcludeHostBits", "cni: {mode: aws-vpc, exclude_snat: 10.2.0.9/16}",
                     "3:79: exclude_snat '10.2.0.9/16' has host bits; write 10.2.0.0/16"),
        cluster_with(
            "DnsIsNoAddress", "dns: {rpc.example.com: rpc}",
            "3:67: dns 'rpc' is not an IPv4 address; write four numbers from 0 to 255, for "
            "example 1.2.3.4"),
        cluster_with("ManifestOfNowhere", "manifests: [policies.yaml]",
                     "3:56: manifests: there is no file 'policies.yaml'; the path is seen from the "
                     "folder of the scenario"),
        cluster_with("ManifestIsAFolder", "manifests: out",
                     "3:55: manifests: 'out' is a folder; name a file"),
        cluster_with("PodOnNoNode", "pods: {app: {node: n2}}",
                     "3:63: there is no node 'n2'; did you mean 'n1'?"),
        cluster_with("PodNamedLikeAPeer", "pods: {a1: }",
                     "3:51: pod 'a1' has the name of a peer; rename one; the peer is at s.yaml:3"),
        cluster_with(
            "PodListensOnZero", "pods: {app: {listens: [0]}}",
            "3:67: listens '0' is no port; write a number from 1 to 65535, as in 8080, or udp/53"),
        cluster_with(
            "PodListensOnIcmp", "pods: {app: {listens: [icmp/8]}}",
            "3:67: listens 'icmp/8' is no port; write a number from 1 to 65535, as in 8080, or "
            "udp/53"),
        cluster_with(
            "PodKey", "pods: {app: {ports: [80]}}",
            "3:57: unknown key 'ports' in pod; known are 'node', 'namespace', 'labels', 'listens'"),
        cluster_with("Domain", "domain: a b",
                     "3:52: domain 'a b' is not a name; use letters, digits, '-', '_' and '.'"),
        Bad{"NodePodsOutside",
            "seatrial: 1\nclusters:\n  a: {pod_range: 10.5.0.0/16, nodes: {n1: {address: 1.2.3.4, "
            "pods: 10.6.0.0/24}}, peers: {a1: }}\n",
            "s.yaml:3:68: pods 10.6.0.0/24 of node 'n1' are outside of the pod_range 10.5.0.0/16; "
            "write a part of it"},
        Bad{"NodePodsOverlap",
            "seatrial: 1\nclusters:\n  a: {nodes: {n1: {address: 1.2.3.4, pods: 10.6.0.0/24}, n2: "
            "{address: 1.2.3.5, pods: 10.6.0.0/25}}, peers: {a1: }}\n",
            "s.yaml:3:87: pods 10.6.0.0/25 of node 'n2' overlap those of node 'n1'; give each node "
            "its own"},
        Bad{"InstanceType",
            "seatrial: 1\nclusters:\n  a: {nodes: {n1: {address: 1.2.3.4, instance_type: "
            "m5.larg}}, peers: {a1: }}\n",
            "s.yaml:3:53: instance type 'm5.larg' is not known; did you mean 'm5.large'?"},
        Bad{"NoPodsOnANode",
            "seatrial: 1\nclusters:\n  a: {nodes: {n1: {address: 1.2.3.4, max_pods: 0}}, peers: "
            "{a1: }}\n",
            "s.yaml:3:48: max_pods 0 is out of range; write a whole number of at least 1"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Service, ScenarioBadServices,
    testing::Values(
        service("Type", "Loadbalancer",
                "3:29: service 'Loadbalancer' is not known; did you mean 'LoadBalancer'?"),
        service("TypeInAMap", "{type: node_port}",
                "3:36: type 'node_port' is not known; did you mean 'NodePort'?"),
        service("Key", "{type: NodePort, tpye: x}",
                "3:46: unknown key 'tpye' in service; did you mean 'type'?"),
        service("List", "[NodePort]", "3:29: service is a list; write a map"),
        service("Udp", "{udp: sometimes}",
                "3:35: udp 'sometimes' is neither true nor false; write true or false"),
        service("Policy", "{external_traffic_policy: local}",
                "3:55: external_traffic_policy 'local' is not known; did you mean 'Local'?"),
        service("SourceRangesOfANodePort", "{type: NodePort, source_ranges: 10.2.0.0/16}",
                "3:46: 'source_ranges' is of a load balancer; write type: LoadBalancer"),
        service("AddressOfAClusterIp", "{type: ClusterIP, address: 5.5.5.5}",
                "3:47: 'address' is of a load balancer; write type: LoadBalancer"),
        service("AllocateOfANodePort", "{allocate_node_ports: false}",
                "3:30: 'allocate_node_ports' is of a load balancer; write type: LoadBalancer"),
        service("SourceHostBits", "{type: LoadBalancer, source_ranges: 10.2.0.1/16}",
                "3:65: source_ranges '10.2.0.1/16' has host bits; write 10.2.0.0/16"),
        service("Address", "{type: LoadBalancer, address: lb.example.com}",
                "3:59: address 'lb.example.com' is not an IPv4 address; write four numbers from 0 "
                "to 255, for example 1.2.3.4"),
        service("PortZero", "{ports: [0]}",
                "3:38: ports 0 is out of range; write a whole number from 1 to 65535"),
        service("PortTooLarge", "{ports: 70000}",
                "3:37: ports 70000 is out of range; write a whole number from 1 to 65535"),
        service("PortOfP2p", "{ports: [8545, 30303]}",
                "3:44: port 30303 stands twice in the Service of 'a1'; 30303 is there always, and "
                "9001 with a tessera"),
        service("PortListedTwice", "{ports: [8545, 8545]}",
                "3:44: port 8545 stands twice in the Service of 'a1'; 30303 is there always, and "
                "9001 with a tessera"),
        service(
            "NoneWithMore", "{type: none, udp: true}",
            "3:29: there is no Service, and yet it says more than its type; write service: none"),
        service("NodePortOfAClusterIp", "ClusterIP, node_port: 32041",
                "3:40: 'node_port' of a peer whose Service has none; write service: NodePort or "
                "LoadBalancer, or leave it out"),
        service("AnnotationIsAMap", "{annotations: {a: {b: c}}}",
                "3:47: annotations is a map; write a text")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Outside, ScenarioBadServices,
    testing::Values(
        outside("NoHosts", "{network: x}", "5:19: outside has no 'hosts'; add 'hosts'"),
        outside("EmptyHosts", "{hosts: {}}", "5:27: hosts is empty; name at least one host"),
        outside("HostWithoutAddress", "{hosts: {vm1: {peer: }}}",
                "5:33: host has no 'address'; add 'address'"),
        outside("HostIsAnAddress", "{hosts: {vm1: 1.2.3.4}}", "5:33: host is a text; write a map"),
        outside("HostName", "{hosts: {vm/1: {address: 1.2.3.4}}}",
                "5:28: host name 'vm/1' cannot be used; use letters, digits, '-', '_' and '.'"),
        outside("AddressOfANode", "{hosts: {vm1: {address: 1.2.3.4}}}",
                "5:43: two machines have the address 1.2.3.4; give each its own; the other is at "
                "s.yaml:3"),
        outside("ServiceOfAHost", "{hosts: {vm1: {address: 9.9.9.9, peer: {service: none}}}}",
                "5:59: 'service' of vm1, which is in no cluster; leave it out: a host is reached "
                "by its own address"),
        outside("NodePortOfAHost", "{hosts: {vm1: {address: 9.9.9.9, peer: {node_port: 32041}}}}",
                "5:59: 'node_port' of vm1, which is in no cluster; leave it out: a host is reached "
                "by its own address"),
        outside("PeerAndListens", "{hosts: {vm1: {address: 9.9.9.9, listens: 80, peer: }}}",
                "5:52: host has both 'peer' and 'listens'; write one of the two"),
        outside("NetworkOfNowhere", "{network: lan, hosts: {vm1: {address: 9.9.9.9}}}",
                "5:29: there is no network 'lan'; no network is written at all"),
        after("ClusterAndOutside", "outside: {a: {hosts: {vm1: {address: 9.9.9.9}}}}",
              "5:11: 'a' is both a cluster and outside; rename one; the cluster is at s.yaml:3"),
        after("ExternalAndOutside",
              "external: {x: {nodes: b-external.yaml}}\noutside: {x: {hosts: {vm1: {address: "
              "9.9.9.9}}}}",
              "5:12: 'x' is both a cluster and external; rename one; the cluster is at s.yaml:6")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Step, ScenarioBadServices,
    testing::Values(
        outside_step("ApplyNothing", "apply: {cluster: a, manifests: []}",
                     "8:34: manifests is empty; name at least one file or object"),
        outside_step("ApplyWithoutManifests", "apply: {cluster: a}",
                     "8:10: apply has no 'manifests'; add 'manifests'"),
        outside_step("ApplyToNowhere", "apply: {cluster: c, manifests: [genesis.json]}",
                     "8:20: there is no cluster 'c'; known are 'a', 'b', 'office'"),
        outside_step("ApplyOutside", "apply: {cluster: office, manifests: [genesis.json]}",
                     "8:20: 'office' is outside of every cluster; name a cluster under 'clusters'"),
        outside_step("RescheduleToNowhere", "reschedule: {pods: a/a1, to: n2}",
                     "8:32: there is no node 'n2'; did you mean 'n1'?"),
        outside_step("RescheduleOfNobody", "reschedule: {pods: a/a9, to: n1}",
                     "8:22: there is no peer or pod in 'a' named 'a9'; did you mean 'a1'?"),
        outside_step("RescheduleOfMany", "reschedule: {pods: \"*\", to: n1}",
                     "8:22: pods '*' are of many clusters; name the cluster, as in a/a1 or a/*"),
        outside_step("RescheduleOfAHost", "reschedule: {pods: office/vm1, to: vm1}",
                     "8:22: 'office' is outside of every cluster; name a cluster under 'clusters'"),
        outside_step("RescheduleWhere", "reschedule: {pods: a/a1}",
                     "8:15: reschedule has no 'to'; add 'to'"),
        outside_step("ExportOfAHost", "export: {cluster: office}",
                     "8:21: 'office' is outside of every cluster; name a cluster under 'clusters'"),
        outside_step("StartOfAnApplication", "kill: [office/app]",
                     "8:10: there is no peer in cluster 'office' named 'app'; known are 'vm1'"),
        outside_step(
            "WanChangesNothing", "wan: {between: [a, office]}",
            "8:8: wan changes nothing; write 'latency', 'jitter', 'loss', 'rate', 'queue', "
            "'duplicate', 'reorder' or 'mtu'"),
        outside_step("ReorderWithoutTime", "wan: {between: [a, b], reorder: {share: 1%}}",
                     "8:35: reorder has no 'by'; add 'by'"),
        outside_step("ReorderIsAShare", "wan: {between: [a, b], reorder: 1%}",
                     "8:35: reorder is a text; write a map with 'share', 'by'"),
        outside_step(
            "Duplicate", "wan: {between: [a, b], duplicate: 2}",
            "8:37: duplicate '2' is not a share from 0% to 100%; write for example 1%, 0.1% or "
            "1/1000"),
        outside_step("MtuTooSmall", "wan: {between: [a, b], mtu: 20}",
                     "8:31: mtu 20 is out of range; write a whole number from 68 to 65535")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Reaches, ScenarioBadServices,
    testing::Values(
        outside_asking("FromNowhere", "reaches: {from: office/ap, to: a/a1}",
                       "7:19: there is no peer or pod in 'office' named 'ap'; did you mean 'app'?"),
        outside_asking(
            "FromASite", "reaches: {from: office, to: a/a1}",
            "7:19: from 'office' names no peer; write office/* for every peer of a cluster "
            "office, office/NAME for one"),
        outside_asking("ToNothing", "reaches: {from: office/app}",
                       "7:12: reaches has no 'to'; add 'to'"),
        outside_asking(
            "ToAnAddressWithoutAPort", "reaches: {from: office/app, to: 1.2.3.4}",
            "7:35: to '1.2.3.4' is no address and port; write peers, as in b/b1, or for example "
            "1.2.3.4:32041 or http://rpc.example.com/"),
        outside_asking(
            "ToPortZero", "reaches: {from: office/app, to: \"1.2.3.4:0\"}",
            "7:35: to '1.2.3.4:0' is no address and port; write peers, as in b/b1, or for "
            "example 1.2.3.4:32041 or http://rpc.example.com/"),
        outside_asking(
            "ToPortTooLarge", "reaches: {from: office/app, to: \"1.2.3.4:70000\"}",
            "7:35: to '1.2.3.4:70000' is no address and port; write peers, as in b/b1, or for "
            "example 1.2.3.4:32041 or http://rpc.example.com/"),
        outside_asking(
            "ToAnotherScheme", "reaches: {from: office/app, to: \"ftp://x/\"}",
            "7:35: to 'ftp://x/' is no address and port; write peers, as in b/b1, or for "
            "example 1.2.3.4:32041 or http://rpc.example.com/"),
        outside_asking(
            "PortTwice", "reaches: {from: office/app, to: \"1.2.3.4:80\", port: 80}",
            "7:49: 'port' beside an address that has one; leave it out; it is for peers and hosts"),
        outside_asking("Protocol", "reaches: {from: office/app, to: a/a1, protocol: icmp}",
                       "7:51: protocol 'icmp' is not known; known are 'tcp', 'udp'"),
        outside_asking("NotAndUnknown",
                       "reaches: {from: office/app, to: a/a1, not: no_route, unknown: }",
                       "7:56: reaches has both 'not' and 'unknown'; write one of the two"),
        outside_asking(
            "UnknownKey", "reaches: {from: office/app, to: a/a1, within: 5s}",
            "7:41: unknown key 'within' in reaches; known are 'from', 'to', 'port', 'protocol', "
            "'not', 'unknown'"),
        outside_asking("NoKindOfLink", "links: [a/*, b/*]\n  kind: udp\n  up:",
                       "8:9: kind 'udp' is not known; known are 'p2p', 'tessera', 'discovery'")),
    name_of);

}  // namespace
}  // namespace seatrial::scenario
