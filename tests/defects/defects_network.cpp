// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.3, 10.5 and 10.6: ranges, routes, firewalls, policies, DNS.
#include "defect.hpp"

namespace seatrial::defects {

namespace {

const std::string calico = "cni: calico";
const std::string default_route = R"(- \{to: 0\.0\.0\.0/0, via: internet\})";

/// The line of the peering, its routes, and what a hub between the two is.
Sites through_a_hub(const std::string& hub) {
  const Sites peerings = each("trial", R"(^  a-c: \{peering: \[vpc-a, vpc-c\]\}$)",
                              "  a-hub: {peering: [vpc-a, hub]}\n  c-hub: {peering: [vpc-c, hub]}");
  const Sites from_a = also(peerings, "trial", R"((10\.3\.0\.0/16), via: a-c)", "$1, via: a-hub");
  const Sites from_c = also(from_a, "trial", R"((10\.1\.0\.0/16), via: a-c)", "$1, via: c-hub");
  return blaming(also(from_c, "trial", "^networks:\n|\nnetworks:\n", "$&  hub: {" + hub + "}\n"),
                 "trial", "via: .-hub|peering|hub:");
}

/// Four hundred nodes more than the one that answers.
std::string with_many_nodes() {
  std::string text = "cni: kubenet\n    nodes:\n      n1: $1";
  for (int i = 0; i < 400; ++i) {
    text += "\n      m" + std::to_string(i) + ": 10.50." + std::to_string(i / 200) + "." +
            std::to_string(i % 200 + 2);
  }
  return text;
}

/// Answers that leave by a NAT gateway which knows nothing of the question.
Sites by_nat(const std::string& routes) {
  const Sites made = also(each("trial", default_route, routes), "b/services",
                          R"(  - 52\.1\.0\.0/16\n)", "$&  - 52.9.0.0/16\n");
  return also(also(made, "trial", R"(range: 10\.1\.0\.0/16\n)", "$&    nat: 52.9.0.1\n"), "trial",
              R"(range: 10\.3\.0\.0/16\n)", "$&    nat: 52.9.0.3\n");
}

/// A policy that admits by labels of pods, which no other cluster's pods have here.
Sites by_selector(const std::string& selector) {
  const Sites blocks = each("policies", R"(^        cidr: 10\.([13])\.0\.0/24)", "$&");
  return in_object(
      also(blocks, "policies", R"(ipBlock:\n        cidr: 10\.@1@\.0\.0/24)", selector));
}

/// Rows that the description of the networks shows.
Defects underlay_defects() {
  const auto network = [](Sites sites) {
    return blaming(
        std::move(sites), "trial|static|tessera",
        "routes:|via:|^  v|cloud:|cni|range|@|url|nodes|n1:|latency|nat:|internet:|peering");
  };
  return {
      {"F-56", "ST320",
       network(
           any_of({each("trial", R"(range: (10\.2\.0\.0/16))", "ranges: [$1, 10.1.0.0/16]"),
                   each("trial", R"(range: (10\.2\.0\.0/16))", "ranges: [$1, 10.3.128.0/17]"),
                   each("trial", R"(range: (10\.[13]\.0\.0/16))", "ranges: [$1, 10.2.64.0/18]")}))},
      {"F-59",
       "ST312",
       any_of({each("a-azure", R"("172\.17\.0\.1/16")", "\"10.2.0.1/16\""),
               each("a-azure", R"("172\.17\.0\.1/16")", "\"10.2.0.1/20\""),
               each("b-azure", R"("172\.17\.0\.1/16")", "\"10.1.0.1/16\"")}),
       {azure_templates}},
      {"F-83",
       "ST310",
       any_of({through_a_hub("cloud: aws, range: 10.9.0.0/16, routes: []"),
               through_a_hub("cloud: aws, range: 10.8.0.0/16, internet: true"),
               through_a_hub("cloud: azure, range: 10.9.0.0/16")}),
       {three_clusters}},
      {"F-85", "ST313",
       blaming(any_of({each("trial", R"(from: 0\.0\.0\.0/0)", "from: 10.244.0.0/14"),
                       each("trial", R"(from: 0\.0\.0\.0/0)", "from: 10.246.0.0/16")}),
               "trial", "nodes:$")},
      {"F-86",
       "ST311",
       network(any_of({each("trial", calico, "cni: {mode: aws-vpc, external_snat: true}"),
                       each("trial", calico,
                            "cni: {mode: aws-vpc, external_snat: true, enforces_policies: "
                            "true}")})),
       {three_clusters}},
      {"F-87",
       "ST308|ST310|ST311",
       network(any_of({also(each("trial", calico, "cni: azure-pod-subnet"), "trial",
                            R"(pod_range: 10\.24([46])\.)", "pod_range: 100.6$1."),
                       also(each("trial", calico, "cni: gke"), "trial",
                            R"(pod_range: 10\.24([46])\.)", "pod_range: 100.6$1.")})),
       {three_clusters}},
      {"F-88", "ST316",
       blaming(any_of({each("trial", R"(\{n1: ([\d.]+)\})", "{n1: {address: $1, max_pods: 2}}"),
                       each("trial", R"(\{n1: (10[\d.]+), n2: (10[\d.]+)\})",
                            "{n1: {address: $1, max_pods: 1}, n2: {address: $2, max_pods: 1}}"),
                       each("trial", R"((5[23]\.1\.0\.)4\}, n2: \{)",
                            "$014, max_pods: 1}, n2: {max_pods: 1, ")}),
               "deployments|trial", "name: org|Deployment|apiVersion|max_pods")},
      {"F-89", "ST319",
       blaming(each("trial", R"(nodes: \{n1: ([\d.]+)\})", with_many_nodes()), "trial",
               "cni: kubenet")},
      {"F-90", "ST315", network(each("trial", "latency: 10ms", "latency: 10ms, mtu: 500"))},
      {"13.2 row 26", "ST305", network(each("trial", "latency: 10ms", "latency: 10ms, loss: 20%"))},
      // Each list and URL with the address that is nobody's now has its own line to change.
      {"F-91",
       "ST302|ST311|ST801|ST806",
       network(any_of({each("trial", R"((n1: \{address: 10\.1\.0\.4), public: 52\.1\.0\.4)", "$1"),
                       each("trial", "public: 52\\.1\\.0\\.4", "public: 52.1.0.9"),
                       each("trial", "public: 53\\.1\\.0\\.4", "public: 53.1.0.9")})),
       {three_clusters}},
      {"F-93",
       "ST306",
       network(any_of({by_nat("- {to: 0.0.0.0/0, via: nat}"),
                       by_nat("$&\n    - {to: 20.0.0.0/8, via: nat}")})),
       {three_clusters}},
  };
}

Defects policy_defects() {
  return {
      {"F-81",
       "ST419",
       each("org[13].*yaml", R"(^          geth \\$)", "          apk add jq\n$&"),
       {three_clusters}},
      {"F-99",
       "ST504",
       in_object(each("policies", "      protocol: UDP", "")),
       {discovering_clusters}},
      {"F-101",
       "ST504",
       any_of({by_selector("podSelector:\n        matchLabels: {app: org2}"),
               by_selector("namespaceSelector: {}")}),
       {three_clusters}},
  };
}

Defects ranges_and_policies() {
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

}  // namespace

Defects network_defects() {
  Defects all = ranges_and_policies();
  for (Defect& defect : underlay_defects()) all.push_back(std::move(defect));
  for (Defect& defect : policy_defects()) all.push_back(std::move(defect));
  return all;
}

}  // namespace seatrial::defects
