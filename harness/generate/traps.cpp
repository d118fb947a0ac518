// SPDX-License-Identifier: Apache-2.0
#include "harness/generate/traps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/config/external_nodes.hpp"
#include "harness/finding/catalogue.hpp"
#include "harness/generate/marked_script.hpp"
#include "harness/generate/template_value.hpp"
#include "sim/wire/enode.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::generate {

namespace {

using config::ConsensusWord;
using config::QubernetesNode;
using config::QubernetesYaml;

Mark params_mark(const QubernetesNode& node) {
  return first_known(node.geth_params.mark(), node.ident.mark);
}

// Which files of out/ the line of the namespace spoils. SPEC kubernetes 1.2, F-113
std::string spoilt_by_namespace(const QubernetesYaml& yaml) {
  std::string names;
  const auto add = [&](bool spoilt, std::string_view name) {
    if (spoilt) names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
  };
  const bool votes =
      std::any_of(yaml.nodes.begin(), yaml.nodes.end(),
                  [](const QubernetesNode& node) { return has_validators(node.consensus.value); });
  add(yaml.genesis.consensus.value == ConsensusWord::raft, "02-quorum-shared-config.yaml");
  add(yaml.k8s.ingress.has_value(), "03.1-quorum-ingress.yaml");
  add(votes, "04-quorum-keyconfigs.yaml");
  add(yaml.prometheus.has_value(), "06-quorum-monitor.yaml");
  return names;
}

void namespace_trap(const QubernetesYaml& yaml, Findings& traps) {
  if (!yaml.k8s.ns.known()) return;
  const std::string files = spoilt_by_namespace(yaml);
  if (files.empty()) return;  // only clique survives
  traps.push_back(finding::make(
      "ST406", yaml.k8s.ns.mark, fmt::format("with k8s.namespace {} is not YAML", files),
      {{"remedy",
        fmt::format("drop k8s.namespace and use qctl --namespace {}", yaml.k8s.ns.value)}}));
}

// `qctl init --gethparams` takes quotes that the deployment needs with a backslash.
void params_trap(const QubernetesNode& node, Findings& traps) {
  const ScriptSlip slip = check_params(node.geth_params.text());
  if (slip == ScriptSlip::none) return;
  const bool yaml = slip == ScriptSlip::ends_the_yaml;
  const std::string what =
      yaml ? fmt::format(
                 "a quote without a backslash in Geth_Startup_Params makes the deployment "
                 "of {} no YAML",
                 node.ident.value)
           : fmt::format("a quote in Geth_Startup_Params of {} is never closed", node.ident.value);
  traps.push_back(finding::make(
      "ST406", params_mark(node), what,
      {{"remedy", yaml ? R"(write \" for each quote, outside of YAML quotes: --rpcvhosts=\"*\")"
                       : R"(close it: --rpcvhosts=\"*\")"}}));
}

void key1_trap(const QubernetesYaml& yaml, Findings& traps) {
  for (const QubernetesNode& node : yaml.nodes) {
    if (node.key_dir.value == "key1") return;
  }
  const QubernetesNode& first = yaml.nodes.front();
  traps.push_back(finding::make(
      "ST407", first.key_dir.mark,
      fmt::format("the first Key_Dir is {}, and no other node has key1", first.key_dir.value)));
}

void dropped_trap(const QubernetesYaml& yaml, Findings& traps) {
  if (yaml.dropped_by_qctl.empty()) return;
  std::string names;
  for (const config::MarkedText& key : yaml.dropped_by_qctl) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", key.value);
  }
  Finding finding = finding::make("ST408", yaml.dropped_by_qctl.front().mark,
                                  fmt::format("a rewrite by qctl would drop {}", names));
  for (std::size_t i = 1; i < yaml.dropped_by_qctl.size(); ++i) {
    finding.related.push_back({yaml.dropped_by_qctl[i].mark, yaml.dropped_by_qctl[i].value});
  }
  traps.push_back(std::move(finding));
}

// qctl greps for the start of a name. SPEC kubernetes F-63
void prefix_traps(const QubernetesYaml& yaml, Findings& traps) {
  for (const QubernetesNode& node : yaml.nodes) {
    for (const QubernetesNode& other : yaml.nodes) {
      const std::string& name = node.ident.value;
      if (name == other.ident.value || !other.ident.value.starts_with(name)) continue;
      traps.push_back(finding::make("ST401", node.ident.mark,
                                    fmt::format("{} is the start of {}", name, other.ident.value),
                                    {{"name", name}}));
      traps.back().related.push_back({other.ident.mark, other.ident.value});
    }
  }
}

void cakeshop_trap(const QubernetesYaml& yaml, Findings& traps) {
  if (!yaml.cakeshop || yaml.cakeshop->has_service) return;
  traps.push_back(
      finding::make("ST409", yaml.cakeshop->mark, "cakeshop has a version and no service"));
}

// SPEC kubernetes F-64, F-39
void placeholder_trap(const config::MarkedText& url, Findings& traps) {
  const auto found = config::find_placeholder(url.value);
  if (!found) return;
  const std::string what = fmt::format("'{}' stands in the place of a host", *found);
  traps.push_back(found->starts_with('$')
                      ? finding::make("ST202", url.mark, what, {{"variable", *found}})
                      : finding::make("ST201", url.mark, what, {{"node_ip", "IP"}}));
}

// The template writes http:// before it. SPEC kubernetes F-48
void tm_url_trap(const config::ExternalNode& node, Findings& traps) {
  const std::string& url = node.tm_url.value;
  const std::size_t scheme = url.find("://");
  if (!url.empty() && scheme == std::string::npos) return;
  const Mark mark = first_known(node.tm_url.mark, node.ident.mark);
  const std::string right = url.empty() ? "host:port" : url.substr(scheme + 3);
  traps.push_back(finding::make(
      "ST803", mark, fmt::format("{} gets the Tessera URL http://{}", node.ident.value, url),
      {{"url", right}}));
}

// SPEC kubernetes F-72
void address_trap(const config::ExternalNode& node, Findings& traps) {
  const auto address = wire::fixed_from_hex<wire::Address20>(node.node_address.value);
  const auto enode = wire::parse_static_enode(node.enode_url.value);
  if (!address || !enode || *address == wire::address(enode->key)) return;
  traps.push_back(finding::make("ST404", node.node_address.mark,
                                fmt::format("the address {} of {} is not that of its node key",
                                            node.node_address.value, node.ident.value),
                                {{"address", node.node_address.value},
                                 {"expected", wire::checksum_address(wire::address(enode->key))}}));
}

// qubes-full.yaml of qubernetes has 1101 at one node and a Chain_Id of 10. SPEC kubernetes F-67
void network_id_traps(const QubernetesYaml& yaml, Findings& traps) {
  const QubernetesNode& first = yaml.nodes.front();
  const auto id_of = [&](const QubernetesNode& node) {
    return node.network_id ? *node.network_id : yaml.genesis.chain_id;
  };
  std::vector<Mark> blamed;
  for (const QubernetesNode& node : yaml.nodes) {
    if (id_of(node).value == id_of(first).value) continue;
    const auto written = node.network_id ? *node.network_id : id_of(first);
    const Mark mark = first_known(written.mark, node.ident.mark);
    if (std::find(blamed.begin(), blamed.end(), mark) != blamed.end()) continue;
    blamed.push_back(mark);
    traps.push_back(
        finding::make("ST606", mark,
                      fmt::format("{} has network id {}, and {} has {}", node.ident.value,
                                  id_of(node).value, first.ident.value, id_of(first).value)));
  }
}

// SPEC goquorum 14: QBFT came with v21.7.0
bool before_qbft(std::string_view version) {
  unsigned major = 0;
  unsigned minor = 0;
  const char* end = version.data() + version.size();
  const auto [dot, code] = std::from_chars(version.data(), end, major);
  if (code != std::errc() || dot == end || *dot != '.') return false;  // latest, or a name
  std::from_chars(dot + 1, end, minor);
  return major < 21 || (major == 21 && minor < 7);
}

void consensus_traps(const QubernetesYaml& yaml, const QubernetesNode& node, Findings& traps) {
  const config::Marked<ConsensusWord>& consensus = node.consensus;
  if (consensus.value != yaml.genesis.consensus.value) {
    traps.push_back(finding::make(
        "ST614", consensus.mark,
        fmt::format("{} runs {} on a genesis of {}", node.ident.value, to_string(consensus.value),
                    to_string(yaml.genesis.consensus.value))));
    traps.back().related.push_back({yaml.genesis.consensus.mark, "the genesis"});
  }
  if (consensus.value != ConsensusWord::qbft || !before_qbft(node.quorum.version.value)) return;
  traps.push_back(finding::make(
      "ST411", node.quorum.version.mark,
      fmt::format("{} runs qbft with GoQuorum {}", node.ident.value, node.quorum.version.value),
      {{"version", node.quorum.version.value}, {"consensus", "qbft"}, {"first", "21.7.0"}}));
}

// The documented flow is for IBFT only. SPEC kubernetes F-23
void raft_trap(const QubernetesYaml& yaml, Findings& traps) {
  if (yaml.genesis.consensus.value != ConsensusWord::raft || yaml.external_nodes.empty()) return;
  traps.push_back(
      finding::make("ST701", yaml.genesis.consensus.mark,
                    fmt::format("raft with {} external nodes", yaml.external_nodes.size())));
}

}  // namespace

Findings traps_of(const QubernetesYaml& yaml) {
  Findings traps;
  namespace_trap(yaml, traps);
  key1_trap(yaml, traps);
  dropped_trap(yaml, traps);
  prefix_traps(yaml, traps);
  cakeshop_trap(yaml, traps);
  network_id_traps(yaml, traps);
  raft_trap(yaml, traps);
  for (const QubernetesNode& node : yaml.nodes) {
    params_trap(node, traps);
    consensus_traps(yaml, node, traps);
  }
  for (const config::ExternalNode& node : yaml.external_nodes) {
    placeholder_trap(node.enode_url, traps);
    placeholder_trap(node.tm_url, traps);
    tm_url_trap(node, traps);
    address_trap(node, traps);
  }
  std::sort(traps.begin(), traps.end(), before);
  return traps;
}

}  // namespace seatrial::generate
