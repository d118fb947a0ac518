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
        network("UnknownCloud", "{cloud: asw, range: 10.1.0.0/16}",
                "3:15: cloud 'asw' is not known; did you mean 'aws'?"),
        network("CloudOfNobody", "{cloud: ibm, range: 10.1.0.0/16}",
                "3:15: cloud 'ibm' is not known; known are 'aws', 'azure', 'gcp', 'on-premise'"),
        network("NoRange", "{cloud: aws}", "3:7: network has no 'ranges'; add 'ranges'"),
        network("RangeAndRanges", "{range: 10.1.0.0/16, ranges: [10.2.0.0/16]}",
                "3:28: network has both 'range' and 'ranges'; write one of the two"),
        network("EmptyRanges", "{ranges: []}", "3:16: ranges is empty; name at least one range"),
        network("HostBits", "{range: 10.1.0.4/16}",
                "3:15: range '10.1.0.4/16' has host bits; write 10.1.0.0/16"),
        network("NoLength", "{range: 10.1.0.0}",
                "3:15: range '10.1.0.0' is not a range of addresses; write the first address and "
                "the length, for example 10.1.0.0/24"),
        network("LengthTooLong", "{range: 10.1.0.0/33}",
                "3:15: range '10.1.0.0/33' is not a range of addresses; write the first address "
                "and the length, for example 10.1.0.0/24"),
        network("RangesOverlap", "{ranges: [10.1.0.0/16, 10.1.128.0/17]}",
                "3:30: range 10.1.128.0/17 of network 'vx' overlaps 10.1.0.0/16; ranges of one "
                "network must be disjoint"),
        network("UnknownKey", "{range: 10.1.0.0/16, subnet: {}}",
                "3:28: unknown key 'subnet' in network; did you mean 'subnets'?"),
        network("SubnetOutside", "{range: 10.1.0.0/16, subnets: {x: 10.2.0.0/24}}",
                "3:41: subnet 'x' 10.2.0.0/24 is outside of network 'vx'; its addresses are "
                "10.1.0.0/16"),
        network("SubnetWider", "{range: 10.1.0.0/16, subnets: {x: 10.0.0.0/8}}",
                "3:41: subnet 'x' 10.0.0.0/8 is outside of network 'vx'; its addresses are "
                "10.1.0.0/16"),
        network("SubnetHostBits", "{range: 10.1.0.0/16, subnets: {x: 10.1.0.1/24}}",
                "3:41: subnet '10.1.0.1/24' has host bits; write 10.1.0.0/24"),
        network("SubnetsOverlap",
                "{range: 10.1.0.0/16, subnets: {x: 10.1.0.0/24, y: 10.1.0.128/25}}",
                "3:57: subnet 'y' 10.1.0.128/25 overlaps subnet 'x' 10.1.0.0/24; subnets of one "
                "network must be disjoint"),
        network("SubnetWithoutRange", "{range: 10.1.0.0/16, subnets: {x: {routes: t}}}",
                "3:41: subnet has no 'range'; add 'range'"),
        network("SubnetName", "{range: 10.1.0.0/16, subnets: {x/y: 10.1.0.0/24}}",
                "3:38: subnet name 'x/y' cannot be used; use letters, digits, '-', '_' and '.'"),
        network("NoTables", "{range: 10.1.0.0/16, subnets: {x: {range: 10.1.0.0/24, routes: t}}}",
                "3:70: there is no route table 't'; no route table is written at all"),
        network("AnotherTable",
                "{range: 10.1.0.0/16, routes: {private: []}, subnets: {x: {range: 10.1.0.0/24, "
                "routes: privat}}}",
                "3:93: there is no route table 'privat'; did you mean 'private'?"),
        network("AnotherAcl",
                "{range: 10.1.0.0/16, acls: {open: }, subnets: {x: {range: 10.1.0.0/24, acl: "
                "closed}}}",
                "3:83: there is no acl 'closed'; known are 'open'"),
        network("NatWithoutInternet", "{range: 10.1.0.0/16, nat: 52.1.2.3}",
                "3:33: network 'vx' has a NAT gateway and no internet; add internet: true"),
        network("NatIsNoAddress", "{range: 10.1.0.0/16, internet: true, nat: true}",
                "3:49: nat 'true' is not an IPv4 address; write four numbers from 0 to 255, for "
                "example 1.2.3.4"),
        network("InternetWhat", "{range: 10.1.0.0/16, internet: gateway}",
                "3:38: internet 'gateway' is neither true nor false; write true or false")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Rule, ScenarioBadNetworks,
    testing::Values(
        network("PortZero", "{range: 10.1.0.0/16, security_groups: {g: {in: [{ports: 0}]}}}",
                "3:63: ports '0' is no port and no range of ports; write a number from 1 to 65535, "
                "or the first and the last, as in 30000-32767"),
        network("PortTooLarge",
                "{range: 10.1.0.0/16, security_groups: {g: {in: [{ports: 70000}]}}}",
                "3:63: ports '70000' is no port and no range of ports; write a number from 1 to "
                "65535, or the first and the last, as in 30000-32767"),
        network("PortsExchanged", "{range: 10.1.0.0/16, acls: {g: {out: [{ports: 32767-30000}]}}}",
                "3:53: ports '32767-30000' is no port and no range of ports; write a number from 1 "
                "to 65535, or the first and the last, as in 30000-32767"),
        network("ProtocolWhat", "{range: 10.1.0.0/16, acls: {g: {out: [{protocol: icmp}]}}}",
                "3:56: protocol 'icmp' is not known; known are 'any', 'tcp', 'udp'"),
        network("ActionWhat", "{range: 10.1.0.0/16, acls: {g: {in: [{action: drop}]}}}",
                "3:53: action 'drop' is not known; known are 'allow', 'deny'"),
        network("ToOfIn", "{range: 10.1.0.0/16, acls: {g: {in: [{to: 10.0.0.0/8}]}}}",
                "3:45: 'to' in a rule of 'in'; write 'from': the far end is meant"),
        network("FromOfOut", "{range: 10.1.0.0/16, acls: {g: {out: [{from: 10.0.0.0/8}]}}}",
                "3:46: 'from' in a rule of 'out'; write 'to': the far end is meant"),
        network("RemoteHostBits",
                "{range: 10.1.0.0/16, acls: {g: {out: [{to: [10.0.0.0/8, 10.0.0.1/8]}]}}}",
                "3:63: to '10.0.0.1/8' has host bits; write 10.0.0.0/8"),
        network("RuleKey", "{range: 10.1.0.0/16, acls: {g: {out: [{port: 80}]}}}",
                "3:46: unknown key 'port' in rule; did you mean 'ports'?"),
        network("DenyOfAws",
                "{cloud: aws, range: 10.1.0.0/16, security_groups: {g: {in: [{action: deny}]}}}",
                "3:76: a security group of AWS has no rules that deny; leave it out: what no rule "
                "allows is denied; or write an acl"),
        network("FilterIsAList", "{range: 10.1.0.0/16, acls: {g: [{ports: 80}]}}",
                "3:38: filter is a list; write a map with 'in', 'out'")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Connection, ScenarioBadNetworks,
    testing::Values(
        joined("PeeringToNowhere", "x: {peering: [va, vd]}",
               "10:21: there is no network 'vd'; did you mean 'va'?"),
        joined("PeeringToAFarName", "x: {peering: [va, office]}",
               "10:21: there is no network 'office'; known are 'va', 'vb', 'vc'"),
        joined("PeeringWithItself", "x: {peering: [va, va]}",
               "10:21: peering 'x' joins network 'va' with itself; name two networks"),
        joined("PeeringOfThree", "x: {peering: [va, vb, vc]}",
               "10:16: peering names 3 networks; write two, as in [vpc-a, vpc-b]"),
        joined("PeeringTwice", "x: {peering: [va, vb]}\n  y: {peering: [vb, va]}",
               "11:3: there is a peering of 'vb' and 'va' already; see s.yaml:10"),
        joined("TransitOfOne", "x: {transit: [va]}",
               "10:16: transit names 1 networks; write two or more, as in [vpc-a, vpc-b]"),
        joined("TransitTwiceTheSame", "x: {transit: [va, vb, va]}",
               "10:25: transit 'x' joins network 'va' with itself; name two networks"),
        joined("NoKind", "x: {mtu: 1400}",
               "10:3: connection 'x' is of 0 kinds; write exactly one of 'peering', 'vpn' and "
               "'transit'"),
        joined("TwoKinds", "x: {peering: [va, vb], vpn: [va, vb]}",
               "10:3: connection 'x' is of 2 kinds; write exactly one of 'peering', 'vpn' and "
               "'transit'"),
        joined("AcceptedVpn", "x: {vpn: [va, vb], accepted: false}",
               "10:22: a vpn is not accepted by anybody; leave it out; only a peering has a second "
               "half"),
        joined("RoutesOfAPeering", "x: {peering: [va, vb], routes: []}",
               "10:26: a peering has no routes; write them in the 'routes' of the networks"),
        joined("MtuZero", "x: {vpn: [va, vb], mtu: 0}",
               "10:27: mtu 0 is out of range; write a whole number from 68 to 65535"),
        joined("NameOfAGateway", "nat: {peering: [va, vb]}",
               "10:3: connection name 'nat' means something else; rename it"),
        joined("TransitRouteToNowhere",
               "x: {transit: [va, vb], routes: [{to: 10.3.0.0/16, network: vc}]}",
               "10:62: network 'vc' is not attached to transit 'x'; attached are va, vb"),
        joined("TransitRouteTwice",
               "x: {transit: [va, vb], routes: [{to: 10.2.0.0/16, network: vb}, {to: "
               "10.2.0.0/16, network: blackhole}]}",
               "10:72: two routes to 10.2.0.0/16; see s.yaml:10: a route table has one line for a "
               "range"),
        joined("PeeringOfClusters", "x: {peering: [a, b]}",
               "10:17: there is no network 'a'; known are 'va', 'vb', 'vc'")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Route, ScenarioBadNetworks,
    testing::Values(
        route("ViaNowhere", "{to: 10.2.0.0/16, via: a-c}",
              "10:60: there is no connection 'a-c'; did you mean 'a-b'?"),
        route("ViaFarName", "{to: 10.2.0.0/16, via: gateway}",
              "10:60: there is no connection 'gateway'; known are 'a-b', 'b-c', 'internet', 'nat', "
              "'blackhole'"),
        route("ViaAnothersPeering", "{to: 10.3.0.0/16, via: b-c}",
              "10:60: connection 'b-c' does not join network 'va'; it joins vb, vc"),
        route("ViaNoInternet", "{to: 0.0.0.0/0, via: internet}",
              "10:58: network 'va' has no internet gateway; add internet: true"),
        route("ViaNoNat", "{to: 0.0.0.0/0, via: nat}",
              "10:58: network 'va' has no NAT gateway; add nat with its public address"),
        route("ViaANodeOfAnother", "{to: 10.244.0.0/24, via: {node: b/n1}}",
              "10:69: node b/n1 is not in network 'va'; a route leads to a machine of the same "
              "network"),
        route("ViaNoNode", "{to: 10.244.0.0/24, via: {node: a/n9}}",
              "10:69: there is no node 'n9'; did you mean 'n1'?"),
        route("ViaNoCluster", "{to: 10.244.0.0/24, via: {node: c/n1}}",
              "10:69: there is no cluster 'c'; known are 'a', 'b'"),
        route("WithoutVia", "{to: 10.2.0.0/16}", "10:37: route has no 'via'; add 'via'"),
        route("WithoutTo", "{via: a-b}", "10:37: route has no 'to'; add 'to'"),
        route("HostBitsOfARoute", "{to: 10.2.0.1/16, via: a-b}",
              "10:42: to '10.2.0.1/16' has host bits; write 10.2.0.0/16"),
        route("Twice", "{to: 10.2.0.0/16, via: a-b}, {to: 10.2.0.0/16, via: blackhole}",
              "10:71: two routes to 10.2.0.0/16; see s.yaml:10: a route table has one line for a "
              "range")),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Place, ScenarioBadNetworks,
    testing::Values(
        placed("NetworkOfNowhere", "{network: vaa, nodes: {n1: 10.1.0.4}, peers: {a1: }}",
               "6:16: there is no network 'vaa'; did you mean 'va'?"),
        placed("NodeInNoSubnet", "{network: va, nodes: {n1: 10.1.9.4}, peers: {a1: }}",
               "6:32: 'n1' 10.1.9.4 is in no subnet of network 'va'; its subnets are 10.1.0.0/24, "
               "10.1.1.0/24"),
        placed("NodeOutsideOfItsSubnet",
               "{network: va, subnet: x, nodes: {n1: 10.1.1.4}, peers: {a1: }}",
               "6:43: 'n1' 10.1.1.4 is outside of its subnet 'x'; the addresses of 'x' are "
               "10.1.0.0/24"),
        placed("NodeOutsideOfItsOwnSubnet",
               "{network: va, nodes: {n1: {address: 10.1.0.4, subnet: y}}, peers: {a1: }}",
               "6:42: 'n1' 10.1.0.4 is outside of its subnet 'y'; the addresses of 'y' are "
               "10.1.1.0/24"),
        placed("SubnetOfNowhere", "{network: va, subnet: z, nodes: {n1: 10.1.0.4}, peers: {a1: }}",
               "6:28: there is no subnet 'z'; known are 'x', 'y'"),
        placed("SubnetOfNoNetwork", "{subnet: x, nodes: {n1: 10.1.0.4}, peers: {a1: }}",
               "6:15: subnet 'x' of no network; add 'network'"),
        placed("GroupOfNowhere",
               "{network: va, security_group: [open, closed], nodes: {n1: 10.1.0.4}, peers: {a1: "
               "}}",
               "6:43: there is no security group 'closed'; known are 'open'"),
        placed("GroupOfNoNetwork", "{security_group: open, nodes: {n1: 1.2.3.4}, peers: {a1: }}",
               "6:23: security group 'open' of no network; add 'network'"),
        placed("AddressTwice", "{network: va, nodes: {n1: 10.1.0.4, n2: 10.1.0.4}, peers: {a1: }}",
               "6:46: two machines of network 'va' have the address 10.1.0.4; give each its own; "
               "the other is at s.yaml:6"),
        placed("AddressOfAnotherCluster",
               "{network: va, nodes: {n1: 10.1.0.4}, peers: {a1: }}\n"
               "  d: {network: va, nodes: {n1: 10.1.0.4}, peers: {a1: }}",
               "7:32: two machines of network 'va' have the address 10.1.0.4; give each its own; "
               "the other is at s.yaml:6"),
        placed("PublicTwice",
               "{network: va, nodes: {n1: {address: 10.1.0.4, public: 5.5.5.5}, n2: {address: "
               "10.1.0.5, public: 5.5.5.5}}, peers: {a1: }}",
               "6:102: two machines have the address 5.5.5.5; give each its own; the other is at "
               "s.yaml:6"),
        placed("PublicOfAPublicNode",
               "{nodes: {n1: {address: 1.2.3.4, public: 5.5.5.5}}, peers: {a1: }}",
               "6:46: 'n1' has a public address and is in no private network; its address is "
               "public; leave it out, or add 'network'"),
        placed("PublicIsAnothersAddress",
               "{network: va, nodes: {n1: {address: 10.1.0.4, public: 1.2.3.4}}, peers: {a1: }}\n"
               "  d: {nodes: {n1: 1.2.3.4}, peers: {a1: }}",
               "7:19: two machines have the address 1.2.3.4; give each its own; the other is at "
               "s.yaml:6")),
    name_of);

}  // namespace
}  // namespace seatrial::scenario
