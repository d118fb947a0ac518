// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.4: what generators and their users do wrong.
#include "defect.hpp"

namespace seatrial::defects {

Defects generation_defects() {
  const std::string nobody = "enode://" + enode_id("nobody") + "@9.9.9.9:30303";
  // Of two companies that disagree, either may be the one that should take over the other's.
  const auto genesis = [](const std::string& key, const std::string& from, const std::string& to) {
    const std::string line = "\"" + key + "\": ";
    return blaming(each("/genesis", line + from, line + to), "genesis", line);
  };
  return {
      {"F-65", "ST605", genesis("timestamp", "\"0x00\"", "\"0x01\"")},
      {"F-67", "ST606", each("deployments", "--networkid 1000", "--networkid 1001")},
      {"F-68", "ST607", genesis("chainId", "1000", "1001")},
      {"F-68", "ST608", genesis("byzantiumBlock", "0", "500")},
      {"F-68", "ST702", genesis("epoch", "30000", "100")},
      {"F-70", "ST601|ST602",
       blaming(each("permissioned", "enode://[0-9a-f]{128}@[^?]*", nobody), "permissioned",
               R"(^    \[)")},
      {"F-72", "ST404", each("keys", R"(nodekey: "0x[0-9a-f]{4})", R"(nodekey: "0x0000)")},
  };
}

}  // namespace seatrial::defects
