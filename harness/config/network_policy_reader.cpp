// SPDX-License-Identifier: Apache-2.0
#include "harness/config/network_policy_reader.hpp"

#include <fmt/format.h>

#include "harness/config/kube_fields.hpp"

namespace seatrial::config {

namespace {

/// Reads one NetworkPolicy.
class PolicyReader {
 public:
  explicit PolicyReader(const KubeFields& fields) : fields_(fields) {}

  kube::NetworkPolicy read(const Value& object) {
    const FieldReader reader = fields_.reader(object, "NetworkPolicy");
    kube::NetworkPolicy policy;
    policy.mark = object.mark();
    policy.ns = fields_.ns(reader);
    policy.name = fields_.name(reader);
    const FieldReader spec = reader.map("spec");
    if (!spec.exists()) fields_.fail(object.mark(), "NetworkPolicy has no spec", "add spec");
    if (const Value* pods = spec.find("podSelector")) policy.pod_selector = selector(*pods);
    for (const FieldReader& rule : spec.list("ingress")) {
      policy.ingress.push_back(read_rule(rule, "from"));
    }
    for (const FieldReader& rule : spec.list("egress")) {
      policy.egress.push_back(read_rule(rule, "to"));
    }
    read_types(spec, policy);
    return policy;
  }

 private:
  // SPEC kubernetes 7: by default Ingress always, and Egress if there are egress rules.
  void read_types(const FieldReader& spec, kube::NetworkPolicy& policy) {
    const std::vector<const Value*> types = fields_.scalars(spec, "policyTypes");
    policy.isolates_ingress = types.empty();
    policy.isolates_egress = types.empty() && !policy.egress.empty();
    for (const Value* type : types) {
      const bool egress = fields_.word(*type, "policyTypes", {"Ingress", "Egress"}) == 1;
      (egress ? policy.isolates_egress : policy.isolates_ingress) = true;
    }
  }

  kube::LabelSelector selector(const Value& value) {
    const FieldReader reader = fields_.reader(value, "a label selector");
    kube::LabelSelector made;
    made.match_labels = fields_.texts(reader, "matchLabels");
    for (const FieldReader& item : reader.list("matchExpressions")) {
      made.match_expressions.push_back(read_expression(item));
    }
    return made;
  }

  kube::LabelExpression read_expression(const FieldReader& item) {
    using Operator = kube::LabelExpression::Operator;
    kube::LabelExpression made;
    made.key = item.required_text("key").value;
    item.required_text("operator");
    const Operator operators[] = {Operator::in, Operator::not_in, Operator::exists,
                                  Operator::does_not_exist};
    const std::vector<std::string_view> words{"In", "NotIn", "Exists", "DoesNotExist"};
    const std::size_t place = fields_.word(item, "operator", words);
    made.op = operators[place];
    for (const Value* value : fields_.scalars(item, "values")) {
      made.values.emplace_back(value->text());
    }
    const bool of_values = made.op == Operator::in || made.op == Operator::not_in;
    if (of_values && made.values.empty()) {
      fields_.fail(item.mark(), fmt::format("operator {} without values", words[place]),
                   "add values, or use Exists or DoesNotExist");
    } else if (!of_values && !made.values.empty()) {
      fields_.fail(item.mark(), fmt::format("operator {} with values", words[place]),
                   "drop values, or use In or NotIn");
    }
    return made;
  }

  kube::PolicyRule read_rule(const FieldReader& rule, std::string_view peers) {
    kube::PolicyRule made;
    made.mark = rule.mark();
    const std::string_view other = peers == "from" ? "to" : "from";
    if (const Value* wrong = rule.find(other)) {
      fields_.fail(wrong->mark(), fmt::format("'{}' stands where only '{}' may", other, peers),
                   fmt::format("write {}", peers));
    }
    for (const FieldReader& peer : rule.list(peers)) made.peers.push_back(read_peer(peer, peers));
    for (const FieldReader& port : rule.list("ports")) made.ports.push_back(read_port(port));
    return made;
  }

  kube::PolicyPeer read_peer(const FieldReader& item, std::string_view list) {
    kube::PolicyPeer made;
    made.mark = item.mark();
    if (const Value* pods = item.find("podSelector")) made.pods = selector(*pods);
    if (const Value* spaces = item.find("namespaceSelector")) made.namespaces = selector(*spaces);
    const FieldReader block = item.map("ipBlock");
    const bool selects = made.pods || made.namespaces;
    if (block.exists() && selects) {
      fields_.fail(item.mark(), fmt::format("an item of {} has ipBlock beside a selector", list),
                   "give ipBlock an item of its own");
    } else if (block.exists()) {
      read_block(block, made);
    } else if (!selects) {
      fields_.fail(item.mark(), fmt::format("an item of {} names nobody", list),
                   "write ipBlock, podSelector or namespaceSelector");
    }
    return made;
  }

  // A block of IPv6 is a peer that names nobody here, as all addresses are IPv4.
  void read_block(const FieldReader& block, kube::PolicyPeer& peer) {
    const MarkedText cidr = block.required_text("cidr");
    if (cidr.value.find(':') != std::string::npos || block.find("cidr") == nullptr) return;
    peer.ip_block = fields_.range(*block.find("cidr"), "cidr");
    for (const Value* value : fields_.scalars(block, "except")) {
      const auto part = fields_.range(*value, "except");
      if (!part || !peer.ip_block) continue;
      const bool inside =
          peer.ip_block->contains(part->base) && part->length > peer.ip_block->length;
      if (!inside) {
        fields_.fail(value->mark(),
                     fmt::format("except {} is no part of cidr {}", value->text(), cidr.value),
                     "write a smaller range inside of cidr");
      }
      peer.except.push_back(*part);
    }
  }

  kube::PolicyPort read_port(const FieldReader& item) {
    kube::PolicyPort made;
    made.mark = item.mark();
    if (item.text("protocol") == "SCTP") {  // nobody here speaks it: no packet matches
      made.port = 0;
      return made;
    }
    made.protocol = fields_.protocol(item);
    const PortOrName port = fields_.port_or_name(item, "port");
    made.port = port.number;
    made.name = port.name;
    const Value* last = item.find("endPort");
    if (last == nullptr) return made;
    made.end_port = fields_.port(item, "endPort");
    if (!made.port) {
      fields_.fail(last->mark(),
                   made.name.empty() ? "endPort without port"
                                     : fmt::format("endPort beside the named port '{}'", made.name),
                   "write the first port of the range as a number under port");
    } else if (*made.end_port < *made.port) {
      fields_.fail(last->mark(),
                   fmt::format("endPort {} is below port {}", *made.end_port, *made.port),
                   "write the smaller number under port");
    }
    return made;
  }

  const KubeFields& fields_;
};

}  // namespace

Result<kube::NetworkPolicy> read_network_policy(const Value& object, const SourceFiles& files) {
  std::optional<Error> error;
  const KubeFields fields(files, error);
  kube::NetworkPolicy policy = PolicyReader(fields).read(object);
  if (error) return *error;
  return policy;
}

}  // namespace seatrial::config
