// SPDX-License-Identifier: Apache-2.0
// What is wrong with private networks, connections and the places of machines, in the exact words
// that its author reads.
#include "tests/unit/scenario/bad_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing_help::Bad;
using testing_help::message_of;
using testing_help::name_of;

class ScenarioBadNetworks : public testing::TestWithParam<Bad> {};

TEST_P(ScenarioBadNetworks, IsOneClearError) {
  EXPECT_EQ(message_of(GetParam().text), GetParam().message);
}

const std::string world =
    "networks:\n"
    "  va: {cloud: aws, range: 10.1.0.0/16, internet: true, nat: 52.1.2.3}\n"
    "  vb: {cloud: aws, range: 10.2.0.0/16}\n"
    "  vc: {range: 10.3.0.0/16}\n";
const std::string clusters =
    "clusters:\n"
    "  a: {network: va, nodes: {n1: 10.1.0.4, n2: 10.1.0.5}, peers: {a1: }}\n"
    "  b: {network: vb, nodes: {n1: 10.2.0.4}, peers: {b1: }}\n";

// What stands in the network vx begins in line 3.
Bad network(const std::string& name, const std::string& text, const std::string& message) {
  return {name, "seatrial: 1\nnetworks:\n  vx: " + text + "\nclusters: {a: {peers: {a1: }}}\n",
          "s.yaml:" + message};
}

// The connection stands in line 10.
Bad joined(const std::string& name, const std::string& text, const std::string& message) {
  return {name, "seatrial: 1\n" + world + clusters + "connections:\n  " + text + "\n",
          "s.yaml:" + message};
}

// The route table of va stands in line 10.
Bad route(const std::string& name, const std::string& text, const std::string& message) {
  return {name,
          "seatrial: 1\n" + clusters +
              "connections:\n  a-b: {peering: [va, vb]}\n  b-c: {peering: [vb, vc]}\n"
              "networks:\n  vb: {range: 10.2.0.0/16}\n"
              "  va: {range: 10.1.0.0/16, routes: [" +
              text + "]}\n  vc: {range: 10.3.0.0/16}\n",
          "s.yaml:" + message};
}

// The cluster c stands in line 6, behind the three networks.
Bad placed(const std::string& name, const std::string& text, const std::string& message) {
  return {name,
          "seatrial: 1\n"
          "networks:\n"
          "  va: {range: 10.1.0.0/16, subnets: {x: 10.1.0.0/24, y: 10.1.1.0/24},\n"
          "       security_groups: {open: {in: [{}]}}}\n"
          "clusters:\n  c: " +
              text + "\n",
          "s.yaml:" + message};
}

INSTANTIATE_TEST_SUITE_P(
    Network, ScenarioBadNetworks,
    testing::Values(
        network("UnknownCloud", "{cloud: asw, range: 10.1.0.0/16}", "?"),
        network("CloudOfNobody", "{cloud: ibm, range: 10.1.0.0/16}", "?"),
        network("NoRange", "{cloud: aws}", "?"),
        network("RangeAndRanges", "{range: 10.1.0.0/16, ranges: [10.2.0.0/16]}", "?"),
        network("EmptyRanges", "{ranges: []}", "?"),
        network("HostBits", "{range: 10.1.0.4/16}", "?"),
        network("NoLength", "{range: 10.1.0.0}", "?"),
        network("LengthTooLong", "{range: 10.1.0.0/33}", "?"),
        network("RangesOverlap", "{ranges: [10.1.0.0/16, 10.1.128.0/17]}", "?"),
        network("UnknownKey", "{range: 10.1.0.0/16, subnet: {}}", "?"),
        network("SubnetOutside", "{range: 10.1.0.0/16, subnets: {x: 10.2.0.0/24}}", "?"),
        network("SubnetWider", "{range: 10.1.0.0/16, subnets: {x: 10.0.0.0/8}}", "?"),
        network("SubnetHostBits", "{range: 10.1.0.0/16, subnets: {x: 10.1.0.1/24}}", "?"),
        network("SubnetsOverlap",
                "{range: 10.1.0.0/16, subnets: {x: 10.1.0.0/24, y: 10.1.0.128/25}}", "?"),
        network("SubnetWithoutRange", "{range: 10.1.0.0/16, subnets: {x: {routes: t}}}", "?"),
        network("SubnetName", "{range: 10.1.0.0/16, subnets: {x/y: 10.1.0.0/24}}", "?"),
        network("NoTables", "{range: 10.1.0.0/16, subnets: {x: {range: 10.1.0.0/24, routes: t}}}",
                "?"),
        network("AnotherTable",
                "{range: 10.1.0.0/16, routes: {private: []}, subnets: {x: {range: 10.1.0.0/24, "
                "routes: privat}}}",
                "?"),
        network("AnotherAcl",
                "{range: 10.1.0.0/16, acls: {open: }, subnets: {x: {range: 10.1.0.0/24, acl: "
                "closed}}}",
                "?"),
        network("NatWithoutInternet", "{range: 10.1.0.0/16, nat: 52.1.2.3}", "?"),
        network("NatIsNoAddress", "{range: 10.1.0.0/16, internet: true, nat: true}", "?"),
        network("InternetWhat", "{range: 10.1.0.0/16, internet: gateway}", "?")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Rule, ScenarioBadNetworks,
    testing::Values(
        network("PortZero", "{range: 10.1.0.0/16, security_groups: {g: {in: [{ports: 0}]}}}", "?"),
        network("PortTooLarge",
                "{range: 10.1.0.0/16, security_groups: {g: {in: [{ports: 70000}]}}}", "?"),
        network("PortsExchanged", "{range: 10.1.0.0/16, acls: {g: {out: [{ports: 32767-30000}]}}}",
                "?"),
        network("ProtocolWhat", "{range: 10.1.0.0/16, acls: {g: {out: [{protocol: icmp}]}}}", "?"),
        network("ActionWhat", "{range: 10.1.0.0/16, acls: {g: {in: [{action: drop}]}}}", "?"),
        network("ToOfIn", "{range: 10.1.0.0/16, acls: {g: {in: [{to: 10.0.0.0/8}]}}}", "?"),
        network("FromOfOut", "{range: 10.1.0.0/16, acls: {g: {out: [{from: 10.0.0.0/8}]}}}", "?"),
        network("RemoteHostBits",
                "{range: 10.1.0.0/16, acls: {g: {out: [{to: [10.0.0.0/8, 10.0.0.1/8]}]}}}", "?"),
        network("RuleKey", "{range: 10.1.0.0/16, acls: {g: {out: [{port: 80}]}}}", "?"),
        network("DenyOfAws",
                "{cloud: aws, range: 10.1.0.0/16, security_groups: {g: {in: [{action: deny}]}}}",
                "?"),
        network("FilterIsAList", "{range: 10.1.0.0/16, acls: {g: [{ports: 80}]}}", "?")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Connection, ScenarioBadNetworks,
    testing::Values(joined("PeeringToNowhere", "x: {peering: [va, vd]}", "?"),
                    joined("PeeringToAFarName", "x: {peering: [va, office]}", "?"),
                    joined("PeeringWithItself", "x: {peering: [va, va]}", "?"),
                    joined("PeeringOfThree", "x: {peering: [va, vb, vc]}", "?"),
                    joined("PeeringTwice", "x: {peering: [va, vb]}\n  y: {peering: [vb, va]}", "?"),
                    joined("TransitOfOne", "x: {transit: [va]}", "?"),
                    joined("TransitTwiceTheSame", "x: {transit: [va, vb, va]}", "?"),
                    joined("NoKind", "x: {mtu: 1400}", "?"),
                    joined("TwoKinds", "x: {peering: [va, vb], vpn: [va, vb]}", "?"),
                    joined("AcceptedVpn", "x: {vpn: [va, vb], accepted: false}", "?"),
                    joined("RoutesOfAPeering", "x: {peering: [va, vb], routes: []}", "?"),
                    joined("MtuZero", "x: {vpn: [va, vb], mtu: 0}", "?"),
                    joined("NameOfAGateway", "nat: {peering: [va, vb]}", "?"),
                    joined("TransitRouteToNowhere",
                           "x: {transit: [va, vb], routes: [{to: 10.3.0.0/16, network: vc}]}", "?"),
                    joined("TransitRouteTwice",
                           "x: {transit: [va, vb], routes: [{to: 10.2.0.0/16, network: vb}, {to: "
                           "10.2.0.0/16, network: blackhole}]}",
                           "?"),
                    joined("PeeringOfClusters", "x: {peering: [a, b]}", "?")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Route, ScenarioBadNetworks,
    testing::Values(route("ViaNowhere", "{to: 10.2.0.0/16, via: a-c}", "?"),
                    route("ViaFarName", "{to: 10.2.0.0/16, via: gateway}", "?"),
                    route("ViaAnothersPeering", "{to: 10.3.0.0/16, via: b-c}", "?"),
                    route("ViaNoInternet", "{to: 0.0.0.0/0, via: internet}", "?"),
                    route("ViaNoNat", "{to: 0.0.0.0/0, via: nat}", "?"),
                    route("ViaANodeOfAnother", "{to: 10.244.0.0/24, via: {node: b/n1}}", "?"),
                    route("ViaNoNode", "{to: 10.244.0.0/24, via: {node: a/n9}}", "?"),
                    route("ViaNoCluster", "{to: 10.244.0.0/24, via: {node: c/n1}}", "?"),
                    route("WithoutVia", "{to: 10.2.0.0/16}", "?"),
                    route("WithoutTo", "{via: a-b}", "?"),
                    route("HostBitsOfARoute", "{to: 10.2.0.1/16, via: a-b}", "?"),
                    route("Twice", "{to: 10.2.0.0/16, via: a-b}, {to: 10.2.0.0/16, via: blackhole}",
                          "?")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Place, ScenarioBadNetworks,
    testing::Values(
        placed("NetworkOfNowhere", "{network: vaa, nodes: {n1: 10.1.0.4}, peers: {a1: }}", "?"),
        placed("NodeInNoSubnet", "{network: va, nodes: {n1: 10.1.9.4}, peers: {a1: }}", "?"),
        placed("NodeOutsideOfItsSubnet",
               "{network: va, subnet: x, nodes: {n1: 10.1.1.4}, peers: {a1: }}", "?"),
        placed("NodeOutsideOfItsOwnSubnet",
               "{network: va, nodes: {n1: {address: 10.1.0.4, subnet: y}}, peers: {a1: }}", "?"),
        placed("SubnetOfNowhere", "{network: va, subnet: z, nodes: {n1: 10.1.0.4}, peers: {a1: }}",
               "?"),
        placed("SubnetOfNoNetwork", "{subnet: x, nodes: {n1: 10.1.0.4}, peers: {a1: }}", "?"),
        placed("GroupOfNowhere",
               "{network: va, security_group: [open, closed], nodes: {n1: 10.1.0.4}, peers: {a1: "
               "}}",
               "?"),
        placed("GroupOfNoNetwork", "{security_group: open, nodes: {n1: 1.2.3.4}, peers: {a1: }}",
               "?"),
        placed("AddressTwice", "{network: va, nodes: {n1: 10.1.0.4, n2: 10.1.0.4}, peers: {a1: }}",
               "?"),
        placed("AddressOfAnotherCluster",
               "{network: va, nodes: {n1: 10.1.0.4}, peers: {a1: }}\n"
               "  d: {network: va, nodes: {n1: 10.1.0.4}, peers: {a1: }}",
               "?"),
        placed("PublicTwice",
               "{network: va, nodes: {n1: {address: 10.1.0.4, public: 5.5.5.5}, n2: {address: "
               "10.1.0.5, public: 5.5.5.5}}, peers: {a1: }}",
               "?"),
        placed("PublicOfAPublicNode",
               "{nodes: {n1: {address: 1.2.3.4, public: 5.5.5.5}}, peers: {a1: }}", "?"),
        placed("PublicIsAnothersAddress",
               "{network: va, nodes: {n1: {address: 10.1.0.4, public: 1.2.3.4}}, peers: {a1: }}\n"
               "  d: {nodes: {n1: 1.2.3.4}, peers: {a1: }}",
               "?")),
    name_of);

}  // namespace
}  // namespace seatrial::scenario
