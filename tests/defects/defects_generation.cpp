// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.4: what generators and their users do wrong.
#include "defect.hpp"

namespace seatrial::defects {

Defects generation_defects() {
  return {
      {"F-65", "ST605", each("genesis", R"("timestamp": "0x00")", R"("timestamp": "0x01")")},
      {"F-67", "ST606", each("deployments", "--networkid 1000", "--networkid 1001")},
      {"F-68", "ST607", each("genesis", R"("chainId": 1000)", R"("chainId": 1001)")},
      {"F-68", "ST608", each("genesis", R"("byzantiumBlock": 0)", R"("byzantiumBlock": 500)")},
      {"F-68", "ST702", each("genesis", R"("epoch": 30000)", R"("epoch": 100)")},
      {"F-70", "ST601",
       each("permissioned", "enode://[0-9a-f]{128}.*",
            R"("enode://)" + enode_id("nobody") + R"(@9.9.9.9:30303")")},
      {"F-72", "ST404", each("keys", "nodekey: \"0x[0-9a-f]{4}", "nodekey: \"0x0000")},
  };
}

}  // namespace seatrial::defects
