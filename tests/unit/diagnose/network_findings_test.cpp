// SPDX-License-Identifier: Apache-2.0
// Each finding of load balancers, private networks and policies in one small scenario: its
// code, the line that it blames and a remedy with names in it.
#include "harness/diagnose/way_finding.hpp"
#include "tests/unit/diagnose/scenario_scene_testing.hpp"
#include "tests/unit/diagnose/scene_testing.hpp"

namespace seatrial::testing {
namespace {

using ::testing::HasSubstr;

/// A world whose finding is told.
struct Known {
  const char* code;
  const char* where;  ///< "s.yaml:LINE"
  const char* what;   ///< a part of it
  const char* fix;    ///< a part of it
  const char* text;
  const char* name = "";
};

class NetworkFinding : public ::testing::TestWithParam<Known> {};

TEST_P(NetworkFinding, HasItsCodePlaceAndRemedy) {
  const Known& known = GetParam();
  ScenarioScene scene(known.text);
  const Finding found = scene.first(known.code);
  EXPECT_THAT(scene.files.to_string(found.where) + ":", HasSubstr(std::string(known.where) + ":"));
  EXPECT_THAT(found.what, HasSubstr(known.what));
  EXPECT_THAT(found.fix, HasSubstr(known.fix));
}

constexpr Known known_balancers[] = {
    {"ST116", "s.yaml:4", "has no listener for tcp port 9", "a listener for tcp 9:", R"(seatrial: 1
clusters:
  a: {provider: azure, nodes: {n1: 10.1.0.4},
      peers: {a1: {service: {type: LoadBalancer, address: 20.1.0.1}}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [{peer: a/a1, host: 20.1.0.1, port: 9}]}, permissioned: {"*": ["*"]}}
)"},
    {"ST117", "s.yaml", "2.2.3.4", "add the address under which b leaves", R"(seatrial: 1
clusters:
  a: {provider: azure, nodes: {n1: 10.1.0.4},
      peers: {a1: {service: {type: LoadBalancer, address: 20.1.0.1, source_ranges: [7.0.0.0/8]}}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST118", "s.yaml:9", "20.1.0.9", "let a ready pod stand behind", R"(seatrial: 1
clusters:
  a:
    provider: azure
    nodes: {n1: 10.1.0.4}
    manifests:
    - {apiVersion: v1, kind: Service, metadata: {name: empty}, spec: {type: LoadBalancer,
       loadBalancerIP: 20.1.0.9, externalTrafficPolicy: Local, selector: {app: nobody},
       ports: [{name: p2p, port: 30303}]}}
    peers: {a1: {node_port: 32041}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [{peer: a/a1, host: 20.1.0.9, port: 30303}]}, permissioned: {"*": ["*"]}}
)"},
    {"ST120", "s.yaml", "HTTP", "tcp-services", R"(seatrial: 1
clusters:
  a:
    provider: azure
    nodes: {n1: 10.1.0.4}
    pods: {ingress: {labels: {app: ingress-nginx}, listens: [80]}}
    manifests:
    - {apiVersion: v1, kind: Service, metadata: {name: ingress-nginx}, spec: {type: LoadBalancer,
       loadBalancerIP: 20.1.0.9, selector: {app: ingress-nginx}, ports: [{name: http, port: 80}]}}
    - apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: rpc}
      spec: {rules: [{host: rpc.example.com, http: {paths: [{path: /, pathType: Prefix,
        backend: {service: {name: a1, port: {number: 8545}}}}]}}]}
    peers: {a1: {node_port: 32041}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [{peer: a/a1, host: 20.1.0.9, port: 80}]}, permissioned: {"*": ["*"]}}
)"},
    {"ST119", "s.yaml", "a1", "events of", R"(seatrial: 1
clusters:
  a: {provider: none, nodes: {n1: 1.2.3.4},
      peers: {a1: {service: {type: LoadBalancer}, node_port: 32041}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [{peer: a/a1, host: 1.2.3.4, port: 32041}]}, permissioned: {"*": ["*"]}}
)"},
};

constexpr Known networks[] = {
    {"ST308", "s.yaml", "no route to 10.2.0.4",
     "add {to: 10.2.0.0/16, via: a-b} to the routes of vpc-a (subnet nodes)", R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, subnets: {nodes: 10.1.0.0/20}, routes: []}
  vpc-b: {cloud: aws, range: 10.2.0.0/16, routes: [{to: 10.1.0.0/16, via: a-b}]}
connections: {a-b: {peering: [vpc-a, vpc-b]}}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.0.4}, peers: {a1: {node_port: 32041}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)",
     "answer"},
    {"ST308", "s.yaml:3", "no route to 10.2.0.4",
     "add {to: 10.2.0.0/16, via: a-b} to the routes of vpc-a", R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, routes: []}
  vpc-b: {cloud: aws, range: 10.2.0.0/16, routes: [{to: 10.1.0.0/16, via: a-b}]}
connections: {a-b: {peering: [vpc-a, vpc-b]}}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.0.4}, peers: {a1: {node_port: 32041}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {a/*: [b/*]}, permissioned: {"*": ["*"]}}
)",
     "dial"},
    {"ST308", "s.yaml:3", "no route to 10.2.0.4",
     "join vpc-a and vpc-b by a peering, {peering: [vpc-a, vpc-b]}", R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, routes: []}
  vpc-b: {cloud: aws, range: 10.2.0.0/16, routes: []}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.0.4}, peers: {a1: {node_port: 32041}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {a/*: [b/*]}, permissioned: {"*": ["*"]}}
)",
     "unconnected"},
    {"ST308", "s.yaml:3", "no route to 2.2.3.4",
     "add {to: 0.0.0.0/0, via: internet} to the routes of vpc-a", R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, internet: true, routes: []}
clusters:
  a: {network: vpc-a, nodes: {n1: {address: 10.1.0.4, public: 1.2.3.4}}, peers: {a1: {}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {a/*: [b/*]}, permissioned: {"*": ["*"]}}
)",
     "internet"},
    {"ST308", "s.yaml:6", "no route to 10.2.0.4",
     "add {to: 10.2.0.0/16, network: vpc-b} to the routes of hub", R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, routes: [{to: 10.0.0.0/8, via: hub}]}
  vpc-b: {cloud: aws, range: 10.2.0.0/16, routes: [{to: 10.0.0.0/8, via: hub}]}
connections:
  hub: {transit: [vpc-a, vpc-b], routes: [{to: 10.1.0.0/16, network: vpc-a}]}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.0.4}, peers: {a1: {node_port: 32041}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {a/*: [b/*]}, permissioned: {"*": ["*"]}}
)",
     "transit"},
    {"ST309", "s.yaml:5", "not active", "accept the other half", R"(seatrial: 1
networks:
  vpc-a: {cloud: azure, range: 10.1.0.0/16, routes: []}
  vpc-b: {cloud: azure, range: 10.2.0.0/16, routes: []}
connections: {a-b: {peering: [vpc-a, vpc-b], accepted: false}}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.0.4}, peers: {a1: {node_port: 32041}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST310", "s.yaml:7", "in neither of the two networks", "peer the networks of b and",
     R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, routes: [{to: 10.0.0.0/8, via: a-hub}]}
  hub: {cloud: aws, range: 10.9.0.0/16, routes: []}
  vpc-b: {cloud: aws, range: 10.2.0.0/16, routes: [{to: 10.0.0.0/8, via: b-hub}]}
connections: {a-hub: {peering: [vpc-a, hub]},
  b-hub: {peering: [vpc-b, hub]}}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.0.4}, peers: {a1: {node_port: 32041}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST311", "s.yaml", "", "public address or a NAT gateway", R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, internet: true, routes: [{to: 0.0.0.0/0, via: internet}]}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.0.4}, peers: {a1: {}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {a/*: [b/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST312", "s.yaml", "10.1.9.4", "another range", R"(seatrial: 1
networks:
  vpc-a: {cloud: azure, range: 10.1.0.0/16, routes: []}
  vpc-b: {cloud: azure, range: 10.2.0.0/16, routes: []}
connections: {a-b: {peering: [vpc-a, vpc-b]}}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.9.4}, peers: {a1: {node_port: 32041}}}
  b: {network: vpc-b, cni: azure-overlay, pod_range: 10.1.0.0/16, nodes: {n1: 10.2.0.4},
      peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST313", "s.yaml:4", "security group nodes", "allow what the last hop shows", R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, routes: [{to: 10.2.0.0/16, via: a-b}],
    security_groups: {nodes: {in: [{protocol: tcp, ports: 30303-30303, from: 10.2.0.0/16}]}}}
  vpc-b: {cloud: aws, range: 10.2.0.0/16, routes: [{to: 10.1.0.0/16, via: a-b}]}
connections: {a-b: {peering: [vpc-a, vpc-b]}}
clusters:
  a: {network: vpc-a, security_group: nodes, nodes: {n1: 10.1.0.4},
      peers: {a1: {node_port: 32041}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST314", "s.yaml:5", "the answer: ", "1024-65535 the other way", R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, subnets: {nodes: {range: 10.1.0.0/20, acl: tight}},
    routes: [{to: 10.2.0.0/16, via: a-b}],
    acls: {tight: {in: [{protocol: tcp, ports: 30000-32767, from: 10.2.0.0/16}], out: []}}}
  vpc-b: {cloud: aws, range: 10.2.0.0/16, routes: [{to: 10.1.0.0/16, via: a-b}]}
connections: {a-b: {peering: [vpc-a, vpc-b]}}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.0.4}, peers: {a1: {node_port: 32041}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST315", "s.yaml:6", "the way carries 500", "lower the MTU of the pods", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
wan: [{between: [a, b], mtu: 500}]
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST316", "s.yaml", "addresses are missing", "larger subnet", R"(seatrial: 1
networks:
  vnet: {cloud: azure, range: 10.1.0.0/16, subnets: {nodes: 10.1.0.0/29}, routes: []}
clusters:
  a: {network: vnet, subnet: nodes, cni: azure-cni, nodes: {n1: 10.1.0.4},
      peers: {a1: {}, a2: {}, a3: {}}}
lists: {static: {"*": ["*"]}, permissioned: {"*": ["*"]}}
)"},
};

constexpr Known policies[] = {
    {"ST503", "s.yaml", "b1", "1.2.3.4", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}}
  b:
    cni: calico
    nodes: {n1: 2.2.3.4}
    manifests:
    - apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: out}
      spec: {podSelector: {}, policyTypes: [Egress], egress: []}
    peers: {b1: {node_port: 32051}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST504", "s.yaml", "a1", "add an ingress rule", R"(seatrial: 1
clusters:
  a:
    cni: calico
    nodes: {n1: 1.2.3.4, n2: 1.2.3.5}
    manifests:
    - apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: in}
      spec: {podSelector: {}, policyTypes: [Ingress], ingress: []}
    peers: {a1: {node_port: 32041, node: n2}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [{peer: a/a1, host: 1.2.3.4, port: 32041}]}, permissioned: {"*": ["*"]}}
)"},
    {"ST505", "s.yaml:7", "NetworkPolicies let", "port 53", R"(seatrial: 1
clusters:
  a:
    cni: calico
    nodes: {n1: 1.2.3.4}
    manifests:
    - apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: out}
      spec:
        podSelector: {}
        policyTypes: [Egress]
        egress: [{ports: [{protocol: TCP, port: 30303}]}]
    peers: {a1: {node_port: 32041}, a2: {node_port: 32042}}
lists: {static: {a/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST506", "s.yaml:6", "", "a CNI that enforces policies", R"(seatrial: 1
clusters:
  a:
    cni: flannel
    nodes: {n1: 1.2.3.4}
    manifests: [{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: in},
      spec: {podSelector: {}, policyTypes: [Ingress], ingress: []}}]
    peers: {a1: {node_port: 32041}}
lists: {permissioned: {"*": ["*"]}}
)"},
};

std::string name_of_known(const ::testing::TestParamInfo<Known>& test) {
  return std::string(test.param.code) + test.param.name;
}

INSTANTIATE_TEST_SUITE_P(Balancers, NetworkFinding, ::testing::ValuesIn(known_balancers),
                         name_of_known);
INSTANTIATE_TEST_SUITE_P(Networks, NetworkFinding, ::testing::ValuesIn(networks), name_of_known);
INSTANTIATE_TEST_SUITE_P(Policies, NetworkFinding, ::testing::ValuesIn(policies), name_of_known);

struct SharedService : TwoClusterScene {
  PeerId add_labelled(const std::string& name) {
    kube::Cluster& cluster = world().cluster(scene.clusters[0].id);
    PeerSpec spec;
    spec.name = name;
    spec.cluster = scene.clusters[0].id;
    spec.pod = cluster.add_pod("default", name, {{"app", "quorum"}}, cluster.machines().front());
    spec.key = key_from_name(name);
    spec.chain = chain;
    return world().add_peer(std::move(spec));
  }
};

TEST_F(SharedService, BeforeTwoPeersIsAWarning) {
  add_labelled("a1");
  add_labelled("a2");
  kube::Service service;
  service.name = "both";
  service.ns = "default";
  service.selector = {{"app", "quorum"}};
  service.ports.emplace_back();
  service.ports.back().name = "p2p";
  service.ports.back().port = 30303;
  service.ports.back().target_port = 30303;
  service.mark = line(0, 7);
  ASSERT_TRUE(world().cluster(scene.clusters[0].id).create_service(service));
  const Finding found = only("ST121");
  EXPECT_EQ(files.to_string(found.where), "a.yaml:7:1");
  EXPECT_EQ(found.what, "a/a1 and a/a2 stand behind the one Service both");
  EXPECT_EQ(found.fix, "give each peer a Service of its own");
}

TEST(WayFinding, SaysWhatIsWrongWhereThePacketArrived) {
  ScenarioScene scene(R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
)");
  net::Trace arrived;
  arrived.hops.emplace_back();
  arrived.hops.back().what = "receives it";
  arrived.disposition = net::Disposition::delivered;
  diagnosis::Way way;
  way.from = pod_of(scene.world(), scene.peer("b/b1"));
  way.to = pod_of(scene.world(), scene.peer("a/a1"));
  way.cause = LinkCause::mtu_exceeded;
  way.detail = "1200 bytes, and 500 fit";
  way.out = &arrived;
  way.back = &arrived;
  const auto found = diagnosis::finding_of(scene.world(), way);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->code, "ST315");
  EXPECT_EQ(found->what, "1200 bytes, and 500 fit");
  EXPECT_THAT(found->fix, HasSubstr("between b and a/a1"));
  way.cause = LinkCause::up;
  EXPECT_FALSE(diagnosis::finding_of(scene.world(), way));
}

}  // namespace
}  // namespace seatrial::testing
