// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.1: Services, ports, NodePorts, load balancers. Tessera's are defects_privacy's.
#include "defect.hpp"

namespace seatrial::defects {

namespace {

/// The entries that lead to a NodePort by the address of a node.
constexpr const char* by_node =
    R"(@(1\.2\.3\.4|2\.2\.3\.4|52\.1\.0\.4|53\.1\.0\.4|10\.[13]\.0\.4))";
const std::string to_node = by_node;

}  // namespace

Defects exposure_defects() {
  return {
      {"F-01", "ST101", each("services", "type: NodePort", "type: ClusterIP")},
      {"F-03", "ST103", each("static", to_node + R"(:\d+)", "@$1:30303")},
      {"F-04", "ST104", each("static", to_node + R"(:3001(\d))", "@$1:3003$2")},
      {"F-05", "ST105", each("static", to_node + ":30011", "@$1:30012")},
      {"F-10", "ST109", each("a/services", R"(nodePort: (300[13]\d))", "")},
      {"F-11", "ST110",
       blaming(each("services", R"(name: (org\d-node\d)-deployment)", "name: $1-deploy"),
               "services", "name: @1@$")},
      {"F-11", "ST110", each("services", "targetPort: 30303", "targetPort: rlpx")},
      {"F-12", "ST111", each("external", R"(:300\d\d\?)", ":?")},
      {"F-19", "ST119", blaming(each("trial", "provider: azure", ""), "services", "xx")},
      {"F-26", "ST117", each("b/services", R"(- 52\.1\.0\.0/16)", "- 52.9.0.0/16")},
  };
}

}  // namespace seatrial::defects
