// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/cni.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "sim/core/assert.hpp"

namespace seatrial::kube {

namespace {

constexpr std::uint32_t unlimited = 5000;  // the sheet names no other limit of nodes

// SPEC kubernetes 5, row by row, in the order of CniMode. Columns: word, title, reached from a
// peered network, in the node's subnet, enforces policies (SPEC kubernetes 7), pods of a node by
// default and at most, nodes at most. Nobody enforces policies unless asked to: AKS has none
// without a policy engine, kubenet takes Calico only, the VPC CNI has them switched off.
constexpr std::array<CniTraits, 8> table = {{
    // No limit in the sheet: what the /24 of a node holds.
    {CniMode::overlay, "overlay", "overlay CNI", false, false, false, 253, 253, unlimited},
    {CniMode::kubenet, "kubenet", "AKS kubenet", false, false, false, 110, 250, 400},
    {CniMode::azure_node_subnet, "azure-node-subnet", "Azure CNI node subnet", true, true, false,
     30, 250, unlimited},
    {CniMode::azure_pod_subnet, "azure-pod-subnet", "Azure CNI pod subnet", true, false, false, 110,
     250, unlimited},
    {CniMode::azure_overlay, "azure-overlay", "Azure CNI overlay", false, false, false, 250, 250,
     5000},
    // The instance type decides (ip_plan); 737 is the largest of the table. Default: [U].
    {CniMode::aws_vpc, "aws-vpc", "Amazon VPC CNI", true, true, false, 110, 737, unlimited},
    // 110 is [U] in the sheet; a /24 holds no more than 253.
    {CniMode::gke_vpc_native, "gke-vpc-native", "GKE VPC-native", true, false, false, 110, 253,
     unlimited},
    // Across a peering only where custom routes are exported [U]: not by default.
    {CniMode::gke_routes, "gke-routes", "GKE routes-based", false, false, false, 110, 253,
     unlimited},
}};

/// Another name of a mode, or of a product that works in it.
struct Synonym {
  std::string_view word;
  CniMode mode;
  std::optional<bool> enforces_policies;  ///< where the word settles it // SPEC kubernetes 7
};

constexpr std::array<Synonym, 11> synonyms = {{
    {"flannel", CniMode::overlay, false},
    {"calico", CniMode::overlay, true},
    {"cilium", CniMode::overlay, true},
    {"kind", CniMode::overlay, std::nullopt},
    {"minikube", CniMode::overlay, std::nullopt},
    {"k3s", CniMode::overlay, std::nullopt},
    {"azure", CniMode::azure_node_subnet, std::nullopt},
    {"azure-cni", CniMode::azure_node_subnet, std::nullopt},
    {"vpc-cni", CniMode::aws_vpc, std::nullopt},
    {"eks", CniMode::aws_vpc, std::nullopt},
    {"gke", CniMode::gke_vpc_native, std::nullopt},
}};

constexpr net::Cidr block(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint8_t length) {
  return {net::Ipv4{(a << 24) | (b << 16) | (c << 8)}, length};
}

// SPEC kubernetes 5: "RFC1918, 100.64/10 and other reserved blocks". Which blocks the others are
// is [U]: those that GKE's ip-masq-agent page lists.
constexpr std::array<net::Cidr, 11> gke_non_masquerade = {{
    block(10, 0, 0, 8),
    block(172, 16, 0, 12),
    block(192, 168, 0, 16),
    block(100, 64, 0, 10),
    block(192, 0, 0, 24),
    block(192, 0, 2, 24),
    block(192, 88, 99, 24),
    block(198, 18, 0, 15),
    block(198, 51, 100, 24),
    block(203, 0, 113, 24),
    block(240, 0, 0, 4),
}};

constexpr net::Cidr everywhere = {net::Ipv4{0}, 0};

std::vector<net::Cidr> joined(std::vector<net::Cidr> ranges, const std::vector<net::Cidr>& more) {
  ranges.insert(ranges.end(), more.begin(), more.end());
  return ranges;
}

std::vector<net::Cidr> gke_list(const CniSpec& cni) {
  if (!cni.exclude_snat.empty()) return cni.exclude_snat;  // a list of one's own replaces it
  return {gke_non_masquerade.begin(), gke_non_masquerade.end()};
}

}  // namespace

const CniTraits& traits(CniMode mode) {
  const CniTraits& row = table[static_cast<std::size_t>(mode)];
  SEATRIAL_ASSERT(row.mode == mode, "the table of networking modes is in the order of the enum");
  return row;
}

std::optional<CniSpec> parse_cni_spec(std::string_view word) {
  CniSpec cni;
  for (const CniTraits& row : table) {
    cni.mode = row.mode;
    if (row.word == word) return cni;
  }
  for (const Synonym& synonym : synonyms) {
    if (synonym.word != word) continue;
    cni.mode = synonym.mode;
    cni.enforces_policies = synonym.enforces_policies;
    return cni;
  }
  return std::nullopt;
}

std::optional<CniMode> parse_cni(std::string_view word) {
  const auto cni = parse_cni_spec(word);
  return cni ? std::optional(cni->mode) : std::nullopt;
}

std::vector<std::string_view> cni_words() {
  std::vector<std::string_view> words;
  words.reserve(std::size(table) + std::size(synonyms));
  for (const CniTraits& row : table) words.push_back(row.word);
  for (const Synonym& synonym : synonyms) words.push_back(synonym.word);
  return words;
}

bool enforces_policies(const CniSpec& cni) {
  return cni.enforces_policies.value_or(traits(cni.mode).enforces_policies);
}

// SPEC kubernetes 5 "source of pod egress outside VNet/VPC".
std::vector<net::Cidr> unmasqueraded(const CniSpec& cni, const std::vector<net::Cidr>& vpc) {
  switch (cni.mode) {
    case CniMode::overlay:
    case CniMode::kubenet:
    case CniMode::azure_overlay:
      return {};  // the node's address, also inside of the private network
    case CniMode::azure_node_subnet:
      return vpc;
    case CniMode::azure_pod_subnet:
      return {everywhere};
    case CniMode::aws_vpc:
      return cni.external_snat ? std::vector{everywhere} : joined(vpc, cni.exclude_snat);
    case CniMode::gke_vpc_native:
    case CniMode::gke_routes:
      return gke_list(cni);
  }
  return {};
}

}  // namespace seatrial::kube
