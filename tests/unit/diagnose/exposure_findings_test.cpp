// SPDX-License-Identifier: Apache-2.0
// Findings of Services, load balancers, discovery and ranges: each in one small world, with the
// line that it blames and nothing else of error severity, and gone once the world is mended.
#include <string>

#include "tests/support/scratch_folder.hpp"
#include "tests/unit/diagnose/scenario_scene_testing.hpp"

namespace seatrial::testing {
namespace {

using ::testing::HasSubstr;

/// A scenario whose cluster a may be a folder of objects.
struct Trial {
  const char* code;
  const char* where;  ///< the end of "FILE:LINE"
  Severity severity;
  const char* what;     ///< a part of it
  std::string objects;  ///< of cluster a; "" where there are none
  std::string text;     ///< the scenario, s.yaml
  const char* broken;   ///< what stands in one of the two
  const char* mended;   ///< and what makes the finding go
  const char* name = "";
};

std::ostream& operator<<(std::ostream& to, const Trial& trial) {
  return to << trial.code << trial.name;
}

/// What the check of a trial finds.
struct Checked {
  Checked(const std::string& objects, const std::string& text) {
    if (!objects.empty()) folder.write("a/objects.yaml", objects);
    auto parsed = scenario::parse_scenario(text, folder / "s.yaml", files, {});
    EXPECT_TRUE(parsed) << parsed.error().message();
    if (!parsed) return;
    scenario = std::move(*parsed);
    auto resolved = scenario::resolve(scenario, files);
    EXPECT_TRUE(resolved) << resolved.error().message();
    if (!resolved) return;
    assume_all_running(*resolved->world);
    std::vector<LinkReading> links;
    const auto count = static_cast<std::uint32_t>(resolved->world->peer_count());
    for (std::uint32_t a = 0; a < count; ++a) {
      for (std::uint32_t b = a + 1; b < count; ++b) {
        links.push_back(read_link(*resolved->world, PeerId(a), PeerId(b)));
      }
    }
    found = diagnose(*resolved, links);
  }

  std::size_t count(std::string_view code) const {
    return static_cast<std::size_t>(std::count_if(
        found.begin(), found.end(), [&](const Finding& one) { return one.code == code; }));
  }
  std::string all() const {
    std::string text;
    for (const Finding& one : found) {
      text += one.code + ' ' + files.to_string(one.where) + ": " + one.what + '\n';
    }
    return text;
  }

  testing_support::ScratchFolder folder;
  SourceFiles files;
  scenario::Scenario scenario;
  Findings found;
};

class ExposureFinding : public ::testing::TestWithParam<Trial> {};

TEST_P(ExposureFinding, BlamesItsLineAloneAndGoesWhenItIsMended) {
  const Trial& trial = GetParam();
  const Checked broken(trial.objects, trial.text);
  ASSERT_EQ(broken.count(trial.code), 1U) << broken.all();
  for (const Finding& one : broken.found) {
    if (one.code != trial.code) {
      EXPECT_NE(one.severity, Severity::error) << broken.all();
      continue;
    }
    EXPECT_THAT(broken.files.to_string(one.where) + ":", HasSubstr(std::string(trial.where) + ":"));
    EXPECT_EQ(one.severity, trial.severity);
    EXPECT_THAT(one.what, HasSubstr(trial.what));
    EXPECT_THAT(one.fix, ::testing::Not(HasSubstr("<")));
  }
  std::string objects = trial.objects;
  std::string text = trial.text;
  std::string& changed = objects.find(trial.broken) == objects.npos ? text : objects;
  const std::size_t at = changed.find(trial.broken);
  ASSERT_NE(at, changed.npos);
  changed.replace(at, std::string(trial.broken).size(), trial.mended);
  const Checked mended(objects, text);
  EXPECT_EQ(mended.count(trial.code), 0U) << mended.all();
}

// Line 9 has the port of the Service.
const std::string p2p_service = R"(apiVersion: v1
kind: Service
metadata:
  name: a1
spec:
  type: NodePort
  selector: {name: a1}
  ports:
  - {name: p2p, port: 30303, nodePort: 30041}
---
)";

// Line 18 has the metadata of its pods, line 23 the command.
const std::string geth = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: a1-deployment}
spec:
  replicas: 1
  selector: {matchLabels: {name: a1}}
  template:
    metadata: {labels: {name: a1}, annotations: {note: none}}
    spec:
      containers:
      - name: quorum
        image: quorumengineering/quorum:2.7.0
        args: [geth, --datadir, /dd, --nodiscover]
        env:
        - name: THIS_ENODE
          value: "1a00cd131f08e872c5979f848da5e42047fd48e4b3c7ae7c5c2cc79ef4a46a14)"
                         R"(2068c3daca4f744dadfe603a8457df98b2ddfe4d7248e3a0d01dd55c3059b83a"
---
)";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  return at == text.npos ? "no '" + from + "'" : text.replace(at, from.size(), to);
}

// Line 4 has cluster b, line 5 the lists.
const std::string beside_b = R"(seatrial: 1
clusters:
  a: {config: a, nodes: {n1: 1.2.3.4}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 30051}}}
lists: {static: {b/*: [{peer: a/a1, host: 1.2.3.4, port: 30041}]}, permissioned: {"*": ["*"]}}
)";

const std::string monitoring = R"(apiVersion: v1
kind: Service
metadata: {name: prometheus}
spec:
  type: NodePort
  selector: {app: prometheus}
  ports: [{name: web, port: 9090, nodePort: 30041}]
---
)";

const std::string health_check = R"(apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 30041
  selector: {app: web}
  ports: [{name: web, port: 80}]
---
)";

const Trial pins[] = {
    {"ST106", "objects.yaml:9", Severity::error, "20041, of port 30303 of Service a1",
     with(p2p_service, "30041", "20041") + geth, beside_b, "20041", "30041"},
    {"ST107", "objects.yaml:17", Severity::error, "30041 is pinned for port 30303 of Service a1",
     p2p_service + monitoring + geth, beside_b, "port: 9090, nodePort: 30041",
     "port: 9090, nodePort: 30090", "SecondInOrder"},
    {"ST107", "objects.yaml:17", Severity::error, "and for port 30303 of Service a1",
     monitoring + p2p_service + geth, beside_b, "port: 9090, nodePort: 30041",
     "port: 9090, nodePort: 30090", "FirstInOrder"},
    {"ST107", "objects.yaml:17", Severity::error, "healthCheckNodePort of Service web",
     p2p_service + health_check + geth, beside_b, "healthCheckNodePort: 30041",
     "healthCheckNodePort: 30080", "HealthCheck"},
    {"ST101", "objects.yaml:1", Severity::error, "Service a1 is of type ClusterIP",
     with(p2p_service, "type: NodePort", "type: ClusterIP") + geth, beside_b, "type: ClusterIP",
     "type: NodePort", "PinLeftBehind"},
    {"ST108", "objects.yaml:9", Severity::warning, "32041 (port 30303)",
     with(p2p_service, "30041", "32041") + geth, with(beside_b, "30041", "32041"), "32041",
     "30041"},
    {"ST108", "objects.yaml:9", Severity::warning, "Kubernetes 1.26", p2p_service + geth,
     with(beside_b, "nodes: {n1: 1.2.3.4}", "kubernetes: \"1.26\", nodes: {n1: 1.2.3.4}"), "1.26",
     "1.28", "NoBands"},
};

const std::string kube_proxy = R"(apiVersion: v1
kind: ConfigMap
metadata: {name: kube-proxy, namespace: kube-system}
data:
  config.conf: |
    kind: KubeProxyConfiguration
    nodePortAddresses:
    - 10.0.0.0/8
    ipvs: {strictARP: false}
---
)";

const std::string proxy_pod = R"(apiVersion: apps/v1
kind: DaemonSet
metadata: {name: kube-proxy, namespace: kube-system}
spec:
  template:
    metadata: {labels: {app: kube-proxy}}
    spec:
      containers:
      - name: kube-proxy
        image: kube-proxy:v1.29.0
        command:
        - /usr/local/bin/kube-proxy
        - --nodeport-addresses=10.0.0.0/8,127.0.0.0/8
---
)";

const std::string balancer = R"(seatrial: 1
clusters:
  a: {provider: azure, nodes: {n1: 1.2.3.4},
      peers: {a1: {service: {type: LoadBalancer, address: 20.1.0.1}, node_port: 30041}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 30051}}}
lists: {static: {b/*: [{peer: a/a1, host: 20.1.0.1, port: 30041}]}, permissioned: {"*": ["*"]}}
)";

const std::string aws = R"(seatrial: 1
clusters:
  a: {provider: aws-nlb, nodes: {n1: 1.2.3.4}, peers: {a1: {service: {type: LoadBalancer,
      address: 20.1.0.1, annotations: {KEY-scheme: internet-facing, KEY-none: eipalloc-1}}}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 30051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)";

std::string of_aws(std::string text) {
  for (std::size_t at; (at = text.find("KEY")) != text.npos;) {
    text.replace(at, 3, "service.beta.kubernetes.io/aws-load-balancer");
  }
  return text;
}

std::string annotated(const std::string& key, const std::string& value) {
  return with(with(p2p_service, "NodePort\n", "LoadBalancer\n"), "  name: a1\n",
              "  name: a1\n  annotations:\n    service.beta.kubernetes.io/aws-load-balancer-" +
                  key + ": \"" + value + "\"\n") +
         geth;
}

const Trial balancers[] = {
    {"ST122", "s.yaml:6", Severity::error, "20.1.0.1:30041, written for a/a1", "", balancer,
     "port: 30041}]", "port: 30303}]", "NodePortAtBalancer"},
    {"ST122", "s.yaml:6", Severity::error, "1.2.3.4:30303, written for a/a1", "",
     with(balancer, "host: 20.1.0.1, port: 30041", "host: 1.2.3.4, port: 30303"), "port: 30303}]",
     "port: 30041}]", "PortAtNode"},
    {"ST123", "s.yaml:6", Severity::warning, "20.1.0.1 is an address of the load balancer k8s-a-",
     "", of_aws(aws), "balancer-none", "balancer-eip-allocations"},
    {"ST125", "objects.yaml:17", Severity::error, "serves NodePorts in 10.0.0.0/8 only",
     p2p_service + kube_proxy + geth, beside_b, "10.0.0.0/8", "1.2.0.0/16", "ConfigMap"},
    {"ST125", "objects.yaml:18", Severity::error, "serves NodePorts in 10.0.0.0/8 only",
     with(p2p_service, "---\n", "  - {name: tm, port: 9001, nodePort: 30042}\n---\n") + kube_proxy +
         geth,
     with(beside_b, "{b1: {", "{b1: {tessera: {peers: [\"http://1.2.3.4:30042\"]}, "), "10.0.0.0/8",
     "1.2.0.0/16", "Tessera"},
    {"ST125", "objects.yaml:23", Severity::error, "10.0.0.0/8 and 127.0.0.0/8 only",
     p2p_service + proxy_pod + geth, beside_b, "10.0.0.0/8", "1.2.0.0/16", "Flag"},
    {"ST128", "objects.yaml:6", Severity::warning, "after 10 s",
     annotated("connection-idle-timeout", "10"), beside_b, "\"10\"", "\"60\""},
    {"ST129", "objects.yaml:6", Severity::warning, "proxy-protocol: *",
     annotated("proxy-protocol", "*"), beside_b, "-proxy-protocol", "-proxy"},
    {"ST129", "objects.yaml:6", Severity::warning, "proxy_protocol_v2.enabled=true",
     annotated("target-group-attributes", "proxy_protocol_v2.enabled=true"), beside_b,
     "enabled=true", "enabled=false", "TargetGroup"},
};

const std::string discovering = R"(seatrial: 1
defaults: {peer: {flags: [--permissioned, --nat=extip:1.2.3.4]}}
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {service: {udp: true}, node_port: 30041}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 30051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)";

const std::string both_ports =
    with(p2p_service, "nodePort: 30041}\n",
         "nodePort: 30041}\n"
         "  - {name: discovery, protocol: UDP, port: 30303, nodePort: 30042}\n");

const std::string bootstraps = with(
    with(discovering, "{udp: true}, node_port: 30041", "{udp: false}, node_port: 30041, key: KEY"),
    "{node_port: 30051}",
    R"({service: {udp: true}, node_port: 30051,
     flags: ["--bootnodes=enode://79be667ef9dcbbac55a06295ce870b07029bfcdb2d)"
    R"(ce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8)"
    R"(@1.2.3.4:30041"]})");

const Trial discovery[] = {
    {"ST130", "s.yaml:4", Severity::warning, "tells port 30303 to others", "", discovering,
     "--permissioned,", "--permissioned, --nodiscover,"},
    {"ST131", "s.yaml:6", Severity::warning, "is found by UDP 30042 and not 30041",
     with(both_ports + geth, "--nodiscover", "\"--nat=extip:1.2.3.4\""),
     with(with(beside_b, "clusters:", "defaults: {peer: {flags: [--permissioned]}}\nclusters:"),
          "{peer: a/a1, host: 1.2.3.4, port: 30041}",
          "\"enode://1a00cd131f08e872c5979f848da5e42047fd48e4b3c7ae7c5c2cc79ef4a46a142068c3daca4f"
          "744dadfe603a8457df98b2ddfe4d7248e3a0d01dd55c3059b83a@1.2.3.4:30041\""),
     "nodePort: 30042", "nodePort: 30041"},
    {"ST132", "s.yaml:2", Severity::warning, "tells others the address 10.1.0.1", "",
     with(discovering, "--nat=extip:1.2.3.4", "--nat=none"), "--nat=none", "--nat=extip:1.2.3.4"},
    {"ST133", "s.yaml:4", Severity::warning, "has that port for TCP only", "",
     with(discovering, "udp: true", "udp: false"), "udp: false", "udp: true", "StaticOnly"},
    {"ST133", "s.yaml:4", Severity::error, "has that port for TCP only", "",
     with(with(bootstraps, "KEY", "\"" + std::string(63, '0') + "1\""), "b/*: [a/*]", "a/*: [b/*]"),
     "udp: false", "udp: true", "Bootnode"},
};

const std::string joined = R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16, routes: [{to: 10.2.0.0/16, via: a-b}]}
  vpc-b: {cloud: aws, range: 10.2.0.0/16, routes: [{to: 10.1.0.0/16, via: a-b}]}
connections: {a-b: {peering: [vpc-a, vpc-b]}}
clusters:
  a: {network: vpc-a, cni: calico, pod_range: 10.244.0.0/16, nodes: {n1: 10.1.0.4},
      peers: {a1: {node_port: 30041}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 30051}}}
lists: {static: {b/*: [{peer: a/a1, host: 10.244.0.11, port: 30303}]}, permissioned: {"*": ["*"]}}
)";

const std::string turning = R"(seatrial: 1
clusters:
  a:
    provider: aws-nlb
    nodes: {n1: 1.2.3.4}
    peers:
      a1: {service: {type: LoadBalancer, address: 20.1.0.1}}
      a2: {static: [{peer: a/a1, host: 20.1.0.1, port: 30303}]}
lists: {permissioned: {"*": ["*"]}}
)";

const std::string kubenets = R"(seatrial: 1
networks: {vnet: {cloud: azure, range: 10.1.0.0/16, routes: []}}
clusters:
  a: {network: vnet, cni: kubenet, pod_range: 10.244.0.0/16, nodes: {n1: 10.1.0.4},
      peers: {a1: {node_port: 30041}}}
  b: {network: vnet, cni: kubenet, pod_range: 10.245.0.0/16, nodes: {n1: 10.1.0.5},
      peers: {b1: {node_port: 30051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)";

const std::string stock = R"(seatrial: 1
networks:
  vnet-a: {cloud: azure, range: 10.0.0.0/16, internet: true}
  vnet-b: {cloud: azure, range: 10.0.0.0/16, internet: true}
clusters:
  a: {network: vnet-a, nodes: {n1: {address: 10.0.0.4, public: 1.2.3.4}}, peers: {a1: {}}}
  b: {network: vnet-b, nodes: {n1: {address: 10.0.0.4, public: 2.2.3.4}}, peers: {b1: {}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)";

const Trial ranges[] = {
    {"ST305", "s.yaml:5", Severity::warning, "loses 1 of 5", "", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 30041}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 30051}}}
wan: [{between: [a, b], loss: 20%}]
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)",
     "20%", "5%"},
    {"ST317", "s.yaml:10", Severity::error, "10.244.0.11:30303, written for a/a1, is a pod's", "",
     joined, "{peer: a/a1, host: 10.244.0.11, port: 30303}", "a/*"},
    {"ST318", "s.yaml:8", Severity::error, "the node that it came from", "", turning,
     "host: 20.1.0.1", "host: a1", "OneNode"},
    {"ST318", "s.yaml:8", Severity::warning, "any node, also the one that it came from", "",
     with(with(turning, "n1: 1.2.3.4", "n1: 1.2.3.4, n2: 1.2.3.5"), "a2: {", "a2: {node: n2, "),
     "aws-nlb", "azure", "TwoNodes"},
    {"ST319", "s.yaml:6", Severity::warning, "a and b stand in the one subnet", "", kubenets,
     "b: {network: vnet, cni: kubenet", "b: {network: vnet, cni: azure-overlay"},
    {"ST320", "s.yaml:4", Severity::warning, "of a and b could not be joined", "", stock,
     "b: {network: vnet-b, nodes: {n1: {address: 10.0.0.4",
     "b: {network: vnet-a, nodes: {n1: {address: 10.0.0.5"},
};

const std::string own_vpc = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: a, region: eu-west-1}
vpc: {cidr: 10.0.0.0/16}
---
)";

std::string name_of(const ::testing::TestParamInfo<Trial>& test) {
  return std::string(test.param.code) + test.param.name;
}

INSTANTIATE_TEST_SUITE_P(Pins, ExposureFinding, ::testing::ValuesIn(pins), name_of);
INSTANTIATE_TEST_SUITE_P(Balancers, ExposureFinding, ::testing::ValuesIn(balancers), name_of);
INSTANTIATE_TEST_SUITE_P(Discovery, ExposureFinding, ::testing::ValuesIn(discovery), name_of);
INSTANTIATE_TEST_SUITE_P(Ranges, ExposureFinding, ::testing::ValuesIn(ranges), name_of);

const std::string spot_node = R"(apiVersion: v1
kind: Node
metadata:
  name: n1
  labels:
    eks.amazonaws.com/capacityType: SPOT
status: {addresses: [{type: ExternalIP, address: 1.2.3.4}]}
---
)";

const std::string old_ingress = R"(apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: rpc}
spec: {rules: [{http: {paths: [{path: /, backend: {serviceName: a1, servicePort: 8545}}]}}]}
---
)";

const std::string meshed = R"(apiVersion: v1
kind: Namespace
metadata:
  name: default
  labels:
    istio-injection: enabled
---
)";

std::string annotated_pod(const std::string& note) {
  return p2p_service + with(geth, "note: none", note);
}

const Trial objects[] = {
    {"ST124", "objects.yaml:16", Severity::warning, "capacityType: SPOT of a, and b/b1",
     p2p_service + spot_node + geth, beside_b, "SPOT", "ON_DEMAND"},
    {"ST124", "objects.yaml:16", Severity::warning, "1 to 5 nodes",
     p2p_service +
         "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: a}\n"
         "managedNodeGroups:\n- minSize: 1\n  maxSize: 5\n---\n" +
         geth,
     beside_b, "maxSize: 5", "maxSize: 1", "Eksctl"},
    {"ST320", "s.yaml:2", Severity::warning, "10.0.0.0/16 of the network of a overlaps 10.0.0.0/16",
     p2p_service + own_vpc + geth,
     with(with(beside_b, "clusters:",
               "networks: {vnet: {cloud: azure, range: 10.0.0.0/16, internet: true}}\nclusters:"),
          "b: {nodes: {n1: 2.2.3.4}",
          "b: {network: vnet, nodes: {n1: {address: 10.0.0.4, public: 2.2.3.4}}"),
     "cidr: 10.0.0.0/16", "cidr: 10.7.0.0/16", "Template"},
    {"ST126", "objects.yaml:15", Severity::warning, "has 2 replicas",
     p2p_service + with(geth, "replicas: 1", "replicas: 2"), beside_b, "replicas: 2",
     "replicas: 1"},
    {"ST127", "objects.yaml:11", Severity::error, "no matches for kind",
     p2p_service + old_ingress + geth,
     with(beside_b, "nodes: {n1: 1.2.3.4}", "kubernetes: \"1.29\", nodes: {n1: 1.2.3.4}"), "1.29",
     "1.21"},
    {"ST127", "objects.yaml:11", Severity::warning, "assumed", p2p_service + old_ingress + geth,
     beside_b, "kind: Ingress", "kind: Nothing", "VersionAssumed"},
    {"ST134", "objects.yaml:18", Severity::warning, "a sidecar stands before port 30303 of a/a1",
     annotated_pod("sidecar.istio.io/inject: \"true\""), beside_b, "name: p2p", "name: tcp-p2p",
     "Istio"},
    {"ST134", "objects.yaml:18", Severity::warning, "a sidecar",
     annotated_pod("linkerd.io/inject: enabled, config.linkerd.io/skip-inbound-ports: \"8545\""),
     beside_b, "\"8545\"", "\"8545,30000-30400\"", "Linkerd"},
    {"ST134", "objects.yaml:16", Severity::warning, "a sidecar", p2p_service + meshed + geth,
     beside_b, "note: none", "sidecar.istio.io/inject: \"false\"", "Namespace"},
};

INSTANTIATE_TEST_SUITE_P(Objects, ExposureFinding, ::testing::ValuesIn(objects), name_of);

TEST(ExposureFindings, OfASoundClusterAreNone) {
  const Checked sound(p2p_service + geth, beside_b);
  EXPECT_EQ(count(sound.found, Severity::error), 0U) << sound.all();
  EXPECT_EQ(count(sound.found, Severity::warning), 0U) << sound.all();
}

}  // namespace
}  // namespace seatrial::testing
