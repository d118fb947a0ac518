// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.2: advertised addresses, names, enodes.
#include "defect.hpp"

namespace seatrial::defects {

Defects address_defects() {
  const std::string stranger = enode_id("nobody");
  return {
      {"F-02", "ST102",
       each("[bc]/static", R"(@(52\.1\.0\.4|10\.1\.0\.4):\d+)", "@10.96.0.10:30303")},
      {"F-33", "ST207",
       each("b/static", R"(@(1\.2\.3\.4|52\.1\.0\.4):3001(\d))",
            "@org1-node$2.default.svc.cluster.local:30303")},
      {"F-34", "ST208",
       each("b/static", R"(@(1\.2\.3\.4|52\.1\.0\.4):3001(\d))", "@org2-node1:30303")},
      {"F-35", "ST209", each("static", R"(@org(\d)-node(\d):30303)", "@org$1-nod$2:30303")},
      {"F-36", "ST211", each("permissioned", R"(@org(\d)-node(\d):30303)", "@org$1-nod$2:30303")},
      {"F-39", "ST203", each("static", R"(@\d+\.\d+\.\d+\.\d+:)", "@127.0.0.1:")},
      {"F-39", "ST201", each("static", R"(@\d+\.\d+\.\d+\.\d+:)", "@<K8s_NODE_IP>:")},
      {"F-39", "ST202", each("static", R"(@\d+\.\d+\.\d+\.\d+:)", "@$$MINIKUBE_IP:")},
      {"F-40", "ST204", each("static", "enode://[0-9a-f]{2}", "enode://")},
      {"F-40", "ST204", each("static", "enode://[0-9a-f]{128}", "enode://")},
      {"F-40", "ST204", each("static", R"(:30\d\d\d\?)", ":300000?")},
      {"F-45", "ST205", each("static", "enode://[0-9a-f]{128}", "enode://" + stranger)},
  };
}

}  // namespace seatrial::defects
