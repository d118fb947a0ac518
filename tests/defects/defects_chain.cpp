// SPDX-License-Identifier: Apache-2.0
// Rows of goquorum's section 13 that no row of facts 10 has, and those of consensus.
#include "defect.hpp"

namespace seatrial::defects {

Defects chain_defects() {
  return {
      {"13.1 row 9", "ST603",
       blaming(each("permissioned", R"(^    \]$)", ""), "permissioned", R"(^    \[)")},
      {"law section 4", "ST604",
       blaming(each("static", R"(^    \]$)", ""), "static", R"(^    \[)")},
      {"13.1 row 13", "ST616",
       each("[bc]/deployments", "--port 30303 ", "--port 30303 --netrestrict 9.0.0.0/8 ")},
      {"13.1 row 18", "ST611", each("deployments", "--port 30303 ", "--port 30303 --maxpeers 1 ")},
      {"13.2 row 23", "ST617",
       blaming(each("deployments", "--mine --minerthreads 1", "--emitcheckpoints"), "deployments",
               "geth|emitcheckpoints")},
      {"13.2 row 24", "ST703", each("deployments", "blockperiod 3", "blockperiod 5")},
      {"13.3 row 30", "ST705",
       where_there_is("b-external.yaml",
                      blaming(everywhere("/genesis", R"x("(ceil2Nby3Block)")x", "unknownKey"),
                              "genesis", "istanbul|epoch|policy"))},
      {"13.3 row 35", "ST707",
       where_there_is("b-external.yaml",
                      blaming(each("deployments", "blockperiod 3",
                                   "blockperiod 3 --istanbul.requesttimeout 3000"),
                              "deployments", "blockperiod|requesttimeout|geth"))},
  };
}

}  // namespace seatrial::defects
