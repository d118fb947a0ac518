// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.3, 10.5 and 10.6: ranges, routes, firewalls, policies, DNS.
#include "defect.hpp"

namespace seatrial::defects {

Defects network_defects() {
  return {
      {"F-82", "ST308", each("trial", R"(- \{to: 10\.[13]\.0\.0/16, via: a-c\})", "")},
      {"F-84", "ST313", each("trial", R"(from: 0\.0\.0\.0/0)", "from: 9.9.9.0/24")},
      {"F-95", "ST504", each("policies", R"(cidr: 10\.1\.0\.0/24)", "cidr: 10.9.0.0/24")},
      {"F-97", "ST503", each("policies", R"(cidr: (20|10\.3)\..*)", "cidr: 99.1.0.0/16")},
      {"F-98", "ST505", each("policies", "port: 53", "port: 5353")},
  };
}

}  // namespace seatrial::defects
