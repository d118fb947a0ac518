// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.3, 10.5 and 10.6: ranges, routes, firewalls, policies, DNS.
#include "defect.hpp"

namespace seatrial::defects {

Defects network_defects() {
  const auto in_policy = [](Sites sites) {
    return blaming(std::move(sites), "policies", "^apiVersion");
  };
  const auto of_routes = [](Sites sites) {
    return blaming(std::move(sites), "trial", "routes:|via:|^  vpc|cloud:");
  };
  return {
      {"F-57", "ST312", each("trial", R"(pod_range: 10\.244.*)", "pod_range: 10.3.0.0/16")},
      {"F-57", "ST312", each("trial", R"(pod_range: 10\.246.*)", "pod_range: 10.1.0.0/16")},
      {"F-58", "ST312", each("trial", R"(service_range: 10\.96.*)", "service_range: 10.3.0.0/16")},
      {"F-58", "ST312", each("trial", R"(service_range: 10\.98.*)", "service_range: 10.1.0.0/16")},
      {"F-60", "ST317", each("b/static", R"(@52\.1\.0\.4:\d+)", "@10.244.0.11:30303")},
      {"F-82", "ST308", of_routes(each("trial", R"(- \{to: 10\.[13]\.0\.0/16, via: a-c\})", ""))},
      {"F-82", "ST308", of_routes(each("trial", R"(- \{to: 0\.0\.0\.0/0, via: internet\})", ""))},
      {"F-84", "ST313",
       blaming(each("trial", R"(from: 0\.0\.0\.0/0)", "from: 9.9.9.0/24"), "trial", "nodes:$")},
      {"F-84", "ST313", blaming(each("trial", "30000-32767", "30303-30303"), "trial", "nodes:$")},
      {"F-95", "ST504",
       in_policy(each("policies", R"(cidr: 10\.[13]\.0\.0/24)", "cidr: 10.9.0.0/24"))},
      {"F-96", "ST504", in_policy(each("policies", "port: 30303  # in", "port: 30011"))},
      {"F-97", "ST503",
       in_policy(each("policies", R"(cidr: (20|10\.[13])\..*/16)", "cidr: 99.1.0.0/16"))},
      {"F-98", "ST505", in_policy(each("policies", "port: 53  # UDP", "port: 5353"))},
      {"F-98", "ST505", in_policy(each("policies", "protocol: UDP", "protocol: TCP"))},
      {"F-100", "ST506",
       in_policy(each("trial", "cni: calico", "cni: {mode: calico, enforces_policies: false}"))},
      {"F-100", "ST506", in_policy(each("trial", "cni: calico", "cni: kubenet"))},
  };
}

}  // namespace seatrial::defects
