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
Bad cluster(const std::string& name, const std::string& text, const std::string& message) {
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

Bad step(const std::string& name, const std::string& text, const std::string& message) {
  return after(name,
               "outside: {office: {hosts: {vm1: {address: 9.9.9.9, peer: }, app: {address: "
               "9.9.9.8}}}}\nsteps:\n- start: [\"*\"]\n- " +
                   text,
               message);
}

Bad asking(const std::string& name, const std::string& text, const std::string& message) {
  return after(name, "outside: {office: {hosts: {app: {address: 9.9.9.8}}}}\nexpect:\n- " + text,
               message);
}

INSTANTIATE_TEST_SUITE_P(
    Cluster, ScenarioBadServices,
    testing::Values(
        cluster("UnknownProvider", "provider: aws-elb", "?"),
        cluster("ProviderOfNobody", "provider: digitalocean", "?"),
        cluster("PodsOverServices", "pod_range: 10.0.0.0/9, service_range: 10.96.0.0/16", "?"),
        cluster("PodsOverTheDefault", "pod_range: 10.96.0.0/16", "?"),
        cluster("ServicesTooWide", "service_range: 10.0.0.0/8", "?"),
        cluster("PodRangeHostBits", "pod_range: 10.244.1.0/16", "?"),
        cluster("UnknownCni", "cni: kubnet", "?"),
        cluster("CniOfNobody", "cni: {mode: weave}", "?"),
        cluster("CniKey", "cni: {mode: kubenet, max_pod: 30}", "?"),
        cluster("CniWithoutMode", "cni: {max_pods: 30}", "?"),
        cluster("CniNoPods", "cni: {mode: kubenet, max_pods: 0}", "?"),
        cluster("ExcludeHostBits", "cni: {mode: aws-vpc, exclude_snat: 10.2.0.9/16}", "?"),
        cluster("DnsIsNoAddress", "dns: {rpc.example.com: rpc}", "?"),
        cluster("ManifestOfNowhere", "manifests: [policies.yaml]", "?"),
        cluster("ManifestIsAFolder", "manifests: out", "?"),
        cluster("PodOnNoNode", "pods: {app: {node: n2}}", "?"),
        cluster("PodNamedLikeAPeer", "pods: {a1: }", "?"),
        cluster("PodListensOnZero", "pods: {app: {listens: [0]}}", "?"),
        cluster("PodListensOnIcmp", "pods: {app: {listens: [icmp/8]}}", "?"),
        cluster("PodKey", "pods: {app: {ports: [80]}}", "?"), cluster("Domain", "domain: a b", "?"),
        Bad{"NodePodsOutside",
            "seatrial: 1\nclusters:\n  a: {pod_range: 10.5.0.0/16, nodes: {n1: {address: 1.2.3.4, "
            "pods: 10.6.0.0/24}}, peers: {a1: }}\n",
            "?"},
        Bad{"NodePodsOverlap",
            "seatrial: 1\nclusters:\n  a: {nodes: {n1: {address: 1.2.3.4, pods: 10.6.0.0/24}, n2: "
            "{address: 1.2.3.5, pods: 10.6.0.0/25}}, peers: {a1: }}\n",
            "?"},
        Bad{"InstanceType",
            "seatrial: 1\nclusters:\n  a: {nodes: {n1: {address: 1.2.3.4, instance_type: "
            "m5.larg}}, peers: {a1: }}\n",
            "?"},
        Bad{"NoPodsOnANode",
            "seatrial: 1\nclusters:\n  a: {nodes: {n1: {address: 1.2.3.4, max_pods: 0}}, peers: "
            "{a1: }}\n",
            "?"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Service, ScenarioBadServices,
    testing::Values(
        service("Type", "Loadbalancer", "?"), service("TypeInAMap", "{type: node_port}", "?"),
        service("Key", "{type: NodePort, tpye: x}", "?"), service("List", "[NodePort]", "?"),
        service("Udp", "{udp: sometimes}", "?"),
        service("Policy", "{external_traffic_policy: local}", "?"),
        service("SourceRangesOfANodePort", "{type: NodePort, source_ranges: 10.2.0.0/16}", "?"),
        service("AddressOfAClusterIp", "{type: ClusterIP, address: 5.5.5.5}", "?"),
        service("AllocateOfANodePort", "{allocate_node_ports: false}", "?"),
        service("SourceHostBits", "{type: LoadBalancer, source_ranges: 10.2.0.1/16}", "?"),
        service("Address", "{type: LoadBalancer, address: lb.example.com}", "?"),
        service("PortZero", "{ports: [0]}", "?"), service("PortTooLarge", "{ports: 70000}", "?"),
        service("PortOfP2p", "{ports: [8545, 30303]}", "?"),
        service("PortListedTwice", "{ports: [8545, 8545]}", "?"),
        service("NoneWithMore", "{type: none, udp: true}", "?"),
        service("NodePortOfAClusterIp", "ClusterIP, node_port: 32041", "?"),
        service("AnnotationIsAMap", "{annotations: {a: {b: c}}}", "?")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Outside, ScenarioBadServices,
    testing::Values(
        outside("NoHosts", "{network: x}", "?"), outside("EmptyHosts", "{hosts: {}}", "?"),
        outside("HostWithoutAddress", "{hosts: {vm1: {peer: }}}", "?"),
        outside("HostIsAnAddress", "{hosts: {vm1: 1.2.3.4}}", "?"),
        outside("HostName", "{hosts: {vm/1: {address: 1.2.3.4}}}", "?"),
        outside("AddressOfANode", "{hosts: {vm1: {address: 1.2.3.4}}}", "?"),
        outside("ServiceOfAHost", "{hosts: {vm1: {address: 9.9.9.9, peer: {service: none}}}}", "?"),
        outside("NodePortOfAHost", "{hosts: {vm1: {address: 9.9.9.9, peer: {node_port: 32041}}}}",
                "?"),
        outside("PeerAndListens", "{hosts: {vm1: {address: 9.9.9.9, listens: 80, peer: }}}", "?"),
        outside("NetworkOfNowhere", "{network: lan, hosts: {vm1: {address: 9.9.9.9}}}", "?"),
        after("ClusterAndOutside", "outside: {a: {hosts: {vm1: {address: 9.9.9.9}}}}", "?"),
        after("ExternalAndOutside",
              "external: {x: {nodes: b-external.yaml}}\noutside: {x: {hosts: {vm1: {address: "
              "9.9.9.9}}}}",
              "?")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Step, ScenarioBadServices,
    testing::Values(step("ApplyNothing", "apply: {cluster: a, manifests: []}", "?"),
                    step("ApplyWithoutManifests", "apply: {cluster: a}", "?"),
                    step("ApplyToNowhere", "apply: {cluster: c, manifests: [genesis.json]}", "?"),
                    step("ApplyOutside", "apply: {cluster: office, manifests: [genesis.json]}",
                         "?"),
                    step("RescheduleToNowhere", "reschedule: {pods: a/a1, to: n2}", "?"),
                    step("RescheduleOfNobody", "reschedule: {pods: a/a9, to: n1}", "?"),
                    step("RescheduleOfMany", "reschedule: {pods: \"*\", to: n1}", "?"),
                    step("RescheduleOfAHost", "reschedule: {pods: office/vm1, to: vm1}", "?"),
                    step("RescheduleWhere", "reschedule: {pods: a/a1}", "?"),
                    step("ExportOfAHost", "export: {cluster: office}", "?"),
                    step("StartOfAnApplication", "kill: [office/app]", "?"),
                    step("WanChangesNothing", "wan: {between: [a, office]}", "?"),
                    step("ReorderWithoutTime", "wan: {between: [a, b], reorder: {share: 1%}}", "?"),
                    step("ReorderIsAShare", "wan: {between: [a, b], reorder: 1%}", "?"),
                    step("Duplicate", "wan: {between: [a, b], duplicate: 2}", "?"),
                    step("MtuTooSmall", "wan: {between: [a, b], mtu: 20}", "?")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Reaches, ScenarioBadServices,
    testing::Values(
        asking("FromNowhere", "reaches: {from: office/ap, to: a/a1}", "?"),
        asking("FromASite", "reaches: {from: office, to: a/a1}", "?"),
        asking("ToNothing", "reaches: {from: office/app}", "?"),
        asking("ToAnAddressWithoutAPort", "reaches: {from: office/app, to: 1.2.3.4}", "?"),
        asking("ToPortZero", "reaches: {from: office/app, to: \"1.2.3.4:0\"}", "?"),
        asking("ToPortTooLarge", "reaches: {from: office/app, to: \"1.2.3.4:70000\"}", "?"),
        asking("ToAnotherScheme", "reaches: {from: office/app, to: \"ftp://x/\"}", "?"),
        asking("PortTwice", "reaches: {from: office/app, to: \"1.2.3.4:80\", port: 80}", "?"),
        asking("Protocol", "reaches: {from: office/app, to: a/a1, protocol: icmp}", "?"),
        asking("NotAndUnknown", "reaches: {from: office/app, to: a/a1, not: no_route, unknown: }",
               "?"),
        asking("UnknownKey", "reaches: {from: office/app, to: a/a1, within: 5s}", "?"),
        asking("NoKindOfLink", "links: [a/*, b/*]\n  kind: udp\n  up:", "?")),
    name_of);

}  // namespace
}  // namespace seatrial::scenario
