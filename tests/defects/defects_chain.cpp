// SPDX-License-Identifier: Apache-2.0
// Rows of goquorum's section 13 that no row of facts 10 has.
#include "defect.hpp"

namespace seatrial::defects {

Defects chain_defects() {
  return {
      {"13.1 row 9", "ST603",
       blaming(each("permissioned", R"(^    \]$)", ""), "permissioned", R"(^    \[)")},
      {"13.2 row 24", "ST703", each("deployments", "blockperiod 3", "blockperiod 1")},
  };
}

}  // namespace seatrial::defects
