// SPDX-License-Identifier: Apache-2.0
// Tessera's rows: addresses, lists, checks, transport security.
#include "defect.hpp"

namespace seatrial::defects {

Defects privacy_defects() {
  return {
      {"F-31", "ST801",
       each("tessera", R"x("serverAddress": "http://.*")x",
            R"x("serverAddress": "http://tessera:9001")x")},
      {"F-48", "ST803", each("tessera", R"x("url": "http://)x", R"x("url": "http://http://)x")},
      {"F-48", "ST804",
       each("tessera", R"x("url": "http://(.*):3003)x", R"x("url": "http://$1:3001)x")},
  };
}

}  // namespace seatrial::defects
