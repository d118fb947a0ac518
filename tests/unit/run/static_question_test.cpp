// SPDX-License-Identifier: Apache-2.0
// The questions that are static readings: `reaches` for every form of target, and links of kind
// discovery. They are asked of scenarios, as a run would ask them at its start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/run.hpp"
#include "harness/scenario/parse.hpp"

namespace seatrial::run {
namespace {

using ::testing::HasSubstr;

/// The only expectation of a scenario, asked by a run.
report::Expectation asked(const std::string& text) {
  SourceFiles files;
  const auto parsed = scenario::parse_scenario(text, "s.yaml", files);
  EXPECT_TRUE(parsed) << parsed.error().message();
  if (!parsed) return {};
  const Report report = run(*parsed, files);
  EXPECT_FALSE(report.input_error) << report.input_error->message();
  EXPECT_EQ(report.expectations.size(), 1U);
  return report.expectations.empty() ? report::Expectation{} : report.expectations.front();
}

/// Two clusters, b's Tessera and RPC open by NodePorts, a pod in a, and a host on the internet.
const std::string static_world = R"(seatrial: 1
clusters:
  a:
    nodes: {n1: 1.2.3.4}
    pods: {app: {node: n1, labels: {app: app}, listens: [8080, udp/53]}}
    manifests:
    - {apiVersion: v1, kind: Service, metadata: {name: app}, spec: {type: NodePort,
       selector: {app: app}, ports: [{name: http, port: 80, targetPort: 8080, nodePort: 32080}]}}
    peers: {a1: {node_port: 32041}}
  b:
    nodes: {n1: 2.2.3.4}
    peers: {b1: {node_port: 32051}}
outside:
  office: {hosts: {app: {address: 3.2.3.4, listens: [8080]}}}
wan:
- {between: [a, b]}
- {between: [a, office]}
- {between: [b, office]}
lists: {permissioned: {"*": ["*"]}}
expect:
- reaches: )";

struct Reach {
  const char* name;
  const char* reaches;
  Verdict verdict;
  const char* evidence;
};

class Reaches : public ::testing::TestWithParam<Reach> {};

TEST_P(Reaches, IsWhatAPacketMeets) {
  const Reach& one = GetParam();
  const auto answer = asked(static_world + one.reaches + '\n');
  EXPECT_EQ(answer.verdict, one.verdict) << ::testing::PrintToString(answer.evidence);
  ASSERT_FALSE(answer.evidence.empty());
  EXPECT_THAT(answer.evidence.front(), HasSubstr(one.evidence));
}

constexpr Reach reaches[] = {
    {"Peer", "{from: office/app, to: b/b1}", Verdict::pass, "office/app -> port 30303 of b/b1: up"},
    {"AddressAndPort", "{from: b/b1, to: '1.2.3.4:32041'}", Verdict::pass, "1.2.3.4:32041: up"},
    {"Pod", "{from: a/a1, to: a/app, port: 8080}", Verdict::pass, "port 8080 of a/app: up"},
    {"PodByNodePort", "{from: office/app, to: '1.2.3.4:32080'}", Verdict::pass, "up"},
    {"Host", "{from: a/app, to: office/app, port: 8080}", Verdict::pass, "of office/app: up"},
    {"ServiceName", "{from: a/a1, to: 'app:80'}", Verdict::pass, "app:80: up"},
    {"NameOfElsewhere", "{from: b/b1, to: 'app:80'}", Verdict::fail, "means nothing in b"},
    {"ClosedPort", "{from: office/app, to: '1.2.3.4:32099'}", Verdict::fail, "port_closed"},
    {"NotClosed", "{from: office/app, to: '1.2.3.4:32099', not: port_closed}", Verdict::pass,
     "port_closed"},
    {"NotAnother", "{from: office/app, to: '1.2.3.4:32099', not: route_missing}", Verdict::fail,
     "port_closed"},
    {"NotButUp", "{from: office/app, to: '1.2.3.4:32080', not: port_closed}", Verdict::fail, "up"},
    {"Udp", "{from: a/a1, to: a/app, port: 53, protocol: udp}", Verdict::pass, "up"},
    {"UdpOfATcpPort", "{from: a/a1, to: a/app, port: 8080, protocol: udp}", Verdict::fail,
     "port_closed"},
    {"Nobodys", "{from: office/app, to: '9.9.9.9:80'}", Verdict::fail, "no_route"},
};

INSTANTIATE_TEST_SUITE_P(Targets, Reaches, ::testing::ValuesIn(reaches),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(ReachesByIngress, HostAndPathDecide) {
  const std::string text = R"(seatrial: 1
clusters:
  a:
    nodes: {n1: 1.2.3.4}
    pods:
      rpc: {node: n1, labels: {app: rpc}, listens: [8545]}
      controller: {node: n1, labels: {app: ingress}, listens: [80]}
    manifests:
    - {apiVersion: v1, kind: Service, metadata: {name: rpc}, spec: {selector: {app: rpc},
       ports: [{name: rpc, port: 8545}]}}
    - {apiVersion: v1, kind: Service, metadata: {name: ingress-nginx}, spec: {type: NodePort,
       selector: {app: ingress}, ports: [{name: http, port: 80, nodePort: 32080}]}}
    - apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: rpc}
      spec:
        rules:
        - host: rpc.example.com
          http: {paths: [{path: /rpc, pathType: Prefix,
                          backend: {service: {name: rpc, port: {number: 8545}}}}]}
    peers: {a1: {node_port: 32041}}
  b:
    nodes: {n1: 2.2.3.4}
    dns: {rpc.example.com: 1.2.3.4, other.example.com: 1.2.3.4}
    peers: {b1: {node_port: 32051}}
wan: [{between: [a, b]}]
lists: {permissioned: {"*": ["*"]}}
expect:
- reaches: )";
  const auto good = asked(text + "{from: b/b1, to: 'http://rpc.example.com:32080/rpc'}\n");
  EXPECT_EQ(good.verdict, Verdict::pass) << ::testing::PrintToString(good.evidence);
  for (const char* url :
       {"http://rpc.example.com:32080/admin", "http://other.example.com:32080/rpc"}) {
    const auto lost = asked(text + "{from: b/b1, to: '" + url + "'}\n");
    EXPECT_EQ(lost.verdict, Verdict::fail);
    ASSERT_FALSE(lost.evidence.empty());
    EXPECT_THAT(lost.evidence.front(), HasSubstr("404"));
  }
}

TEST(ReachesUnknown, NamesItsCondition) {
  const std::string text = R"(seatrial: 1
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16}
  vpc-b: {cloud: aws, range: 10.2.0.0/16}
connections: {a-b: {peering: [vpc-a, vpc-b]}}
clusters:
  a: {network: vpc-a, nodes: {n1: 10.1.0.4}, peers: {a1: {node_port: 32041}}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
wan: [{between: [a, b]}]
lists: {permissioned: {"*": ["*"]}}
expect:
- reaches: )";
  EXPECT_EQ(asked(text + "{from: b/b1, to: '10.1.0.4:32041'}\n").verdict, Verdict::inconclusive);
  EXPECT_EQ(asked(text + "{from: b/b1, to: '10.1.0.4:32041', unknown: {}}\n").verdict,
            Verdict::pass);
  EXPECT_EQ(
      asked(text + "{from: b/b1, to: '10.1.0.4:32041', unknown: {condition: nonsense}}\n").verdict,
      Verdict::fail);
}

/// Peers of two clusters, b1 lists a1 with a UDP port.
std::string discovering(const std::string& a1, const std::string& b1, const std::string& more) {
  return "seatrial: 1\n"
         "clusters:\n"
         "  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {" +
         a1 +
         "}}}\n"
         "  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {" +
         b1 +
         "}}}\n"
         "wan: [{between: [a, b]}]\n"
         "steps: [{start: ['*']}]\n"
         "lists: {static: {b/*: [a/*]}, permissioned: {'*': ['*']}}\n"
         "expect:\n"
         "- links: [b/*, a/*]\n"
         "  kind: discovery\n" +
         more;
}

const std::string open =
    "flags: [--permissioned, --nat=none], service: {type: LoadBalancer, udp: true, address: "
    "20.1.0.1}";
const std::string talks = "flags: [--permissioned, --nat=none], node_port: 32051";

std::string in_azure(std::string text) {
  return text.replace(text.find("a: {nodes"), 4, "a: {provider: azure, ");
}

TEST(DiscoveryLinks, UpWhereThePongComesBack) {
  const auto up = asked(in_azure(discovering(open, talks, "  up: {}\n")));
  EXPECT_EQ(up.verdict, Verdict::pass) << ::testing::PrintToString(up.evidence);
  EXPECT_EQ(asked(in_azure(discovering(open, talks, "  down: {}\n"))).verdict, Verdict::fail);
}

TEST(DiscoveryLinks, DownWhereNobodyAnswers) {
  const std::string quiet = "service: {type: LoadBalancer, udp: true, address: 20.1.0.1}";
  const auto down = asked(in_azure(discovering(quiet, talks, "  up: {}\n")));
  EXPECT_EQ(down.verdict, Verdict::fail);
  EXPECT_EQ(asked(in_azure(discovering(quiet, talks, "  down: {}\n"))).verdict, Verdict::pass);
  EXPECT_EQ(asked(in_azure(discovering(quiet, talks, "  down: {disposition: no_route}\n"))).verdict,
            Verdict::fail);
}

TEST(DiscoveryLinks, UnknownWhereARouteTableIs) {
  const std::string text = R"(seatrial: 1
defaults: {peer: {flags: [--permissioned, --nat=none]}}
networks:
  vpc-a: {cloud: aws, range: 10.1.0.0/16}
  vpc-b: {cloud: aws, range: 10.2.0.0/16}
connections: {a-b: {peering: [vpc-a, vpc-b]}}
clusters:
  a:
    network: vpc-a
    nodes: {n1: 10.1.0.4}
    peers: {a1: {service: {type: NodePort, udp: true}, node_port: 32041}}
  b: {network: vpc-b, nodes: {n1: 10.2.0.4}, peers: {b1: {node_port: 32051}}}
wan: [{between: [a, b]}]
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
steps: [{start: ["*"]}]
expect:
- links: [b/*, a/*]
  kind: discovery
)";
  const auto unknown = asked(text + "  unknown: {}\n");
  EXPECT_EQ(unknown.verdict, Verdict::pass) << ::testing::PrintToString(unknown.evidence);
  EXPECT_EQ(asked(text + "  up: {}\n").verdict, Verdict::inconclusive);
  EXPECT_EQ(asked(text + "  down: {}\n").verdict, Verdict::fail);
}

}  // namespace
}  // namespace seatrial::run
