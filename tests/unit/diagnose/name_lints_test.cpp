// SPDX-License-Identifier: Apache-2.0
// Names in peer lists: each lint with the change that mends it.
#include "tests/unit/diagnose/mended_testing.hpp"

namespace seatrial::testing {
namespace {

constexpr Mended names[] = {
    {"ST214", "s.yaml:4", "'a2' means the address that a pod has", "?discport=0\"",
     "?discport=0&raftport=50401\"", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {}, a2: {service: {type: headless}}}}
lists: {static: {a/a1: ["enode://<a/a2>@a2:30303?discport=0"]}, permissioned: {"*": ["*"]}}
)"},
    {"ST215", "s.yaml:5", "has discport=0", "?discport=0", "?discport=32051", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {
      a1: {flags: [
        --bootnodes, "enode://<b/b1>@2.2.3.4:32051?discport=0"]}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
)"},
    {"ST215", "s.yaml:5", "means nothing", "b1.example", "2.2.3.4", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {
      a1: {flags: [
        --bootnodes, "enode://<b/b1>@b1.example:32051"]}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
)"},
    {"ST216", "s.yaml:5", "a/a1 and a/a2 list each other", "a/a2: [", "a/a3: [", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {service: {type: headless}},
      a2: {service: {type: headless}}, a3: {}}}
lists: {static: {a/a1: ["enode://<a/a2>@a2:30303?discport=0"],
    a/a2: ["enode://<a/a1>@a1:30303?discport=0"]}, permissioned: {"*": ["*"]}}
)"},
    {"ST217", "s.yaml:4", "a/a1 runs 2.3.9, and its static list has 'a1' and 1 more", "2.3.9",
     "2.4.0", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {
      a1: {version: 2.3.9}, a2: {}}}
lists: {static: {a/*: [a/*]}}
)"},
    {"ST218", "s.yaml:4", "without --raftdnsenable, and its list has 'a1'", "[--raft]",
     "[--raft, --raftdnsenable]", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {
      a1: {flags: [--raft]}, a2: {}}}
lists: {static: {a/*: [a/*]}}
)"},
    {"ST219", "s.yaml:5", "is the name of a pod, and Service a2 has a", "node_port: 32042",
     "service: {type: headless}", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {}, a2: {node_port: 32042}}}
lists: {permissioned: {"*": ["*"]}, static: {a/a1: [
    "enode://<a/a2>@a2-0.a2.default.svc.cluster.local:30303?discport=0"]}}
)"},
    {"ST220", "s.yaml:5", "'2001:db8::1' is an IPv6 address", "[2001:db8::1]", "2.2.3.4",
     R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {a/*: ["enode://<b/b1>@[2001:db8::1]:32051"]}, permissioned: {"*": ["*"]}}
)"},
};

class NameLint : public ::testing::TestWithParam<Mended> {};

TEST_P(NameLint, IsThereUntilItIsMended) {
  expect_fault_and_remedy(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Names, NameLint, ::testing::ValuesIn(names), [](const auto& row) {
  return row.param.code + std::to_string(row.index);
});

TEST(NameLints, SeverityOfABootnodeThatIsAName) {
  ScenarioScene scene(with_ids(R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a2: {},
      a1: {flags: [--bootnodes, "enode://<a/a2>@a2:30303"]}}}
)"));
  EXPECT_EQ(scene.first("ST215").severity, Severity::warning);
}

}  // namespace
}  // namespace seatrial::testing
