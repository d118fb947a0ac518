// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.1: Services, ports, NodePorts, load balancers. Tessera's are defects_privacy's.
#include "defect.hpp"

namespace seatrial::defects {

namespace {

/// The entries that lead to a NodePort by the address of a node.
constexpr const char* by_node =
    R"(@(1\.2\.3\.4|2\.2\.3\.4|52\.1\.0\.4|53\.1\.0\.4|10\.[13]\.0\.4))";
const std::string to_node = by_node;

/// NodePort Services made ClusterIP, without the node ports, which the API server would refuse.
Sites inside_only() {
  const Sites types = each("services", "type: NodePort", "type: ClusterIP");
  return [types](const Tree& tree) {
    std::vector<Mutation> made = types(tree);
    for (Mutation& mutation : made) {
      Place& place = mutation.blamed.front();
      std::string& text = mutation.tree[place.file];
      std::size_t at = 0;
      for (std::size_t line = 1; line < place.line; ++line) at = text.find('\n', at) + 1;
      const std::size_t end = text.find("---", at);
      for (std::size_t port = text.find("nodePort:", at); port < end;
           port = text.find("nodePort:", port)) {
        const std::size_t stop = text.find('\n', port);
        text.replace(port, stop - port, std::string(stop - port, ' '));
      }
      place.line -= 5;  // the finding blames the Service
    }
    return made;
  };
}

}  // namespace

Defects exposure_defects() {
  const Sites no_selection =
      blaming(each("services", R"(name: (org\d-node\d)-deployment)", "name: $1-deploy"), "services",
              "name: (quorum-listener|tm-manager)");
  return {
      {"F-01", "ST101", inside_only()},
      {"F-03", "ST103", each("static", to_node + R"(:\d+)", "@$1:30303")},
      {"F-04", "ST104", each("static", to_node + R"(:3001(\d))", "@$1:3003$2")},
      {"F-05", "ST105", each("static", to_node + ":30011", "@$1:30012")},
      {"F-10", "ST109", each("services", R"(nodePort: (300[13]\d))", "")},
      {"F-11", "ST110", no_selection},
      {"F-11", "ST110", each("services", "targetPort: 30303", "targetPort: rlpx")},
      {"F-12", "ST111", each("b-external", R"(:300\d\d\?)", ":?")},
      {"F-26", "ST117",
       blaming(each("b/services", R"(- 5[23]\.1\.0\.0/16)", "- 59.9.0.0/16"), "services",
               "^  - 5[29]")},
  };
}

}  // namespace seatrial::defects
