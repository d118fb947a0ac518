// SPDX-License-Identifier: Apache-2.0
// Validators, the graph between them, and limits of single peers: each lint with what mends it.
#include "tests/unit/diagnose/mended_testing.hpp"

namespace seatrial::testing {
namespace {

constexpr Mended validators[] = {
    {"ST403", "s.yaml:5", "b/b1 mines and is no validator", "[a/*]", "[\"*\"]",
     R"(seatrial: 1
genesis: {validators: [a/*]}
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST617", "s.yaml:5", "a/a2 is a validator of the genesis and runs without --mine",
     "[--nodiscover]", "[--nodiscover, --mine]", R"(seatrial: 1
genesis: {validators: ["*"]}
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {},
      a2: {flags: [--nodiscover]}}}
)"},
    {"ST704", "s.yaml:2", "a holds 2 of 4 validators, and a quorum of 3 spares 1", "a/a2", "d/*",
     R"(seatrial: 1
genesis: {validators: [a/a1, a/a2, b/*, c/*], ceil2Nby3Block: 0}
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {}, a2: {}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {}}}
  c: {nodes: {n1: 3.2.3.4}, peers: {c1: {}}}
  d: {nodes: {n1: 4.2.3.4}, peers: {d1: {}}}
)"},
    {"ST705", "s.yaml:2", "the quorum of 6 validators is 3", "[\"*\"]}",
     "[\"*\"], ceil2Nby3Block: 0}", R"(seatrial: 1
genesis: {validators: ["*"]}
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {}, a2: {}, a3: {}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {}, b2: {}, b3: {}}}
)"},
    {"ST706", "s.yaml:4", "only through a/a1", "[a/a1]", "[a/*]", R"(seatrial: 1
genesis: {validators: ["*"], ceil2Nby3Block: 0}
clusters: {a: {nodes: {n1: 1.2.3.4}, peers: {a1: {}, a2: {}, a3: {}, a4: {}}}}
lists: {static: {a/*: [a/a1]}, permissioned: {"*": ["*"]}}
)"},
    {"ST706", "s.yaml:5", "a/a4 is linked with the other validators only through peers that",
     "a/a4: [a/a5]", "a/a4: [a/*]", R"(seatrial: 1
genesis: {validators: [a/a1, a/a2, a/a3, a/a4], ceil2Nby3Block: 0}
clusters: {a: {nodes: {n1: 1.2.3.4}, peers: {a1: {}, a2: {}, a3: {}, a4: {}, a5: {}}}}
lists: {permissioned: {"*": ["*"]}, static: {a/*: [a/a1, a/a2, a/a3],
  a/a4: [a/a5]}}
)"},
    {"ST707", "s.yaml:4",
     "takes 5300 ms (5 s block period, 3 x 100 ms one way), and its round lasts", "latency: 100ms",
     "latency: 10ms", R"(seatrial: 1
genesis: {validators: ["*"], ceil2Nby3Block: 0}
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {block_period: 5s, request_timeout: 5200ms}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {}}}
wan: [{between: [a, b], latency: 100ms}]
)"},
    {"ST708", "s.yaml:2", "a/a1 is the only validator", "[a/a1]", "[a/*]", R"(seatrial: 1
genesis: {validators: [a/a1]}
clusters: {a: {nodes: {n1: 1.2.3.4}, peers: {a1: {}, a2: {}}}}
)"},
    {"ST709", "s.yaml:3", "2 of 4 validators link with one another, and the quorum is 3",
     "a/a1: [a/a2]", "a/a1: [a/a2, a/a3]", R"(seatrial: 1
genesis: {validators: ["*"], ceil2Nby3Block: 0}
clusters: {a: {nodes: {n1: 1.2.3.4}, peers: {a1: {}, a2: {}, a3: {}, a4: {}}}}
lists: {static: {a/a1: [a/a2]}, permissioned: {"*": ["*"]}}
)"},
    {"ST611", "s.yaml:3", "a/a1 has 2 links and takes 1 peers", "--maxpeers, 1", "--maxpeers, 2",
     R"(seatrial: 1
clusters: {a: {nodes: {n1: 1.2.3.4}, peers: {a2: {}, a3: {},
    a1: {flags: [--maxpeers, 1]}}}}
lists: {static: {a/*: [a/a1]}}
)"},
    {"ST611", "s.yaml:3", "must dial 2 peers, and dials 1 at most", "21.4.0", "20.10.0",
     R"(seatrial: 1
clusters: {a: {nodes: {n1: 1.2.3.4}, peers: {a2: {}, a3: {},
    a1: {version: 21.4.0, flags: [--maxpeers, 5]}}}}
lists: {static: {a/a1: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST616", "s.yaml:4", "leaves out 1.2.3.4, so that it is never dialled", "10.0.0.0/8",
     "1.2.0.0/16", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {flags: [--netrestrict, 10.0.0.0/8]}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST616", "s.yaml:3", "leaves out 10.1.0.1, under which b/b1 arrives", "10.9.0.0/16",
     "10.1.0.0/16", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041, flags: [--netrestrict, 10.9.0.0/16]}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST507", "s.yaml", "Service a1 takes UDP, and a runs Kubernetes 1.20", "1.20", "1.21",
     R"(seatrial: 1
clusters:
  a: {kubernetes: "1.20", nodes: {n1: 1.2.3.4},
      peers: {a1: {flags: [--permissioned], service: {type: NodePort, udp: true}}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {}}}
)"},
    {"ST413", "s.yaml:5", "leads to Service b1 of namespace test; b/b1 is in default",
     "2.2.3.4:31099\"]", "2.2.3.4:31051\"]", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_ports: {30303: 32041, 9001: 31041},
      tessera: {advertises: "http://1.2.3.4:31041",
        peers: ["http://2.2.3.4:31099"]}}}}
  b:
    nodes: {n1: 2.2.3.4}
    peers: {b1: {node_ports: {30303: 32051, 9001: 31051},
        tessera: {advertises: "http://2.2.3.4:31051"}}}
    manifests:
    - {apiVersion: v1, kind: Service, metadata: {name: b1, namespace: test}, spec: {type: NodePort,
       selector: {app: b1}, ports: [{name: tm-manager, port: 9001, nodePort: 31099}]}}
lists: {static: {a/*: [b/*]}, permissioned: {"*": ["*"]}}
)"},
    {"ST811", "s.yaml:7", "b/b1 forgets http://1.2.3.4:31041 after a cut", ", \"http://b2:9001\"",
     "", R"(seatrial: 1
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_ports: {30303: 32041, 9001: 31041},
      tessera: {advertises: "http://1.2.3.4:31041"}}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {
      b1: {node_ports: {9001: 31051}, tessera: {advertises: "http://2.2.3.4:31051",
        peers: ["http://1.2.3.4:31041", "http://b2:9001"]}},
      b2: {node_ports: {9001: 31052}, tessera: {advertises: "http://2.2.3.4:31052"}}}}
lists: {static: {b/*: [a/*]}, permissioned: {"*": ["*"]}}
)"},
};

class ValidatorLint : public ::testing::TestWithParam<Mended> {};

TEST_P(ValidatorLint, IsThereUntilItIsMended) {
  expect_fault_and_remedy(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Validators, ValidatorLint, ::testing::ValuesIn(validators),
                         [](const auto& row) {
                           return row.param.code + std::to_string(row.index);
                         });

TEST(ValidatorLints, ErrorsOfLinksAreNotToldTwice) {
  ScenarioScene scene(R"(seatrial: 1
genesis: {validators: ["*"], ceil2Nby3Block: 0}
clusters:
  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}}
  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {}}}
lists: {static: {b/*: [a/*]}, permissioned: {a/*: [a/*], b/*: ["*"]}}
)");
  EXPECT_EQ(scene.first("ST601").severity, Severity::error);
  EXPECT_EQ(scene.first("ST709").severity, Severity::warning);
}

}  // namespace
}  // namespace seatrial::testing
