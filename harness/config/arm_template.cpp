// SPDX-License-Identifier: Apache-2.0
#include "harness/config/arm_template.hpp"
#include "sim/core/whole_number.hpp"

#include <algorithm>

namespace seatrial::config {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  return end == std::string_view::npos ? "" : text.substr(begin, end + 1 - begin);
}

// "f(a, g(b))" of function f: "a, g(b)"; nothing for another function.
std::optional<std::string_view> arguments_of(std::string_view call, std::string_view function) {
  if (!call.starts_with(function) || !call.ends_with(')')) return std::nullopt;
  call.remove_prefix(function.size());
  if (!call.starts_with('(')) return std::nullopt;
  return trimmed(call.substr(1, call.size() - 2));
}

std::vector<std::string_view> split(std::string_view arguments) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const char c = arguments[i];
    if (c == '\'') quoted = !quoted;
    if (quoted) continue;
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c != ',' || depth != 0) continue;
    parts.push_back(trimmed(arguments.substr(begin, i - begin)));
    begin = i + 1;
  }
  parts.push_back(trimmed(arguments.substr(begin)));
  return parts;
}

std::optional<std::string> literal(std::string_view text) {
  if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') return std::nullopt;
  return std::string(text.substr(1, text.size() - 2));
}

class TemplateReader {
 public:
  explicit TemplateReader(const Value& document) : document_(document) {}

  PlatformConfig read() {
    platform_.cloud = {"azure", document_.mark()};
    if (const Value* resources = document_.find("resources")) read_resources(*resources);
    return std::move(platform_);
  }

 private:
  // --- expressions

  // A text that variables and parameters lead to, with the mark of where it is written; a few steps
  // at most, since they may lead to one another.
  MarkedText text(const Value* value, int steps = 0) const {
    constexpr int most_steps = 8;
    if (value == nullptr || !value->is_scalar() || steps > most_steps) return {};
    const std::string_view written = value->text();
    const bool expression =
        written.starts_with('[') && written.ends_with(']') && !written.starts_with("[[");
    if (!expression) return {std::string(written), value->mark()};
    return evaluate(trimmed(written.substr(1, written.size() - 2)), value->mark(), steps);
  }

  MarkedText evaluate(std::string_view call, const Mark& mark, int steps) const {
    if (const auto name = arguments_of(call, "parameters")) {
      const Value* parameter = member("parameters", literal(*name).value_or(""));
      return text(parameter ? parameter->find("defaultValue") : nullptr, steps + 1);
    }
    if (const auto name = arguments_of(call, "variables")) {
      return text(member("variables", literal(*name).value_or("")), steps + 1);
    }
    if (const auto parts = arguments_of(call, "concat")) return concat(*parts, mark, steps);
    if (const auto written = literal(call)) return {*written, mark};
    return {};
  }

  MarkedText concat(std::string_view arguments, const Mark& mark, int steps) const {
    MarkedText joined{"", mark};
    for (const std::string_view part : split(arguments)) {
      const MarkedText one = evaluate(part, mark, steps + 1);
      if (!one.known()) return {};
      joined.value += one.value;
    }
    return joined;
  }

  const Value* member(std::string_view section, std::string_view name) const {
    const Value* map = document_.find(section);
    return map ? map->find(name) : nullptr;
  }

  std::optional<Marked<std::uint64_t>> number(const Value* value) const {
    const MarkedText written = text(value);
    const auto read = whole_number<std::uint64_t>(written.value);
    if (!read) return std::nullopt;
    return Marked<std::uint64_t>{*read, written.mark};
  }

  Marked<bool> flag(const Value* value) const {
    const MarkedText written = text(value);
    return {written.value == "true", written.mark};
  }

  // --- resources

  void read_resources(const Value& resources) {
    for (const Value& resource : resources.items()) {
      const Value* type = resource.find("type");
      const std::string_view name = type ? type->text() : std::string_view();
      if (name == "Microsoft.Network/virtualNetworks") read_network(resource);
      if (name == "subnets" || name == "Microsoft.Network/virtualNetworks/subnets") {
        add_subnet(resource);
      }
      if (name == "Microsoft.ContainerService/managedClusters") read_cluster(resource);
      if (const Value* nested = resource.find("resources")) read_resources(*nested);
    }
  }

  void read_network(const Value& network) {
    const Value* properties = network.find("properties");
    if (properties == nullptr) return;
    if (const Value* space = properties->find("addressSpace")) {
      const Value* prefixes = space->find("addressPrefixes");
      for (const Value& prefix : prefixes ? prefixes->items() : std::span<const Value>()) {
        if (MarkedText range = text(&prefix); range.known()) platform_.ranges.push_back(range);
      }
    }
    const Value* subnets = properties->find("subnets");
    for (const Value& subnet : subnets ? subnets->items() : std::span<const Value>()) {
      add_subnet(subnet);
    }
  }

  void add_subnet(const Value& subnet) {
    const Value* properties = subnet.find("properties");
    const Value* prefix = properties ? properties->find("addressPrefix") : nullptr;
    const MarkedText range = text(prefix);
    if (range.known()) platform_.subnets.push_back({text(subnet.find("name")), range});
  }

  void read_cluster(const Value& cluster) {
    const Value* properties = cluster.find("properties");
    if (properties == nullptr) return;
    platform_.name = text(cluster.find("name"));
    platform_.kubernetes = text(properties->find("kubernetesVersion"));
    const Value* pools = properties->find("agentPoolProfiles");
    bool pod_subnet = false;
    for (const Value& pool : pools ? pools->items() : std::span<const Value>()) {
      platform_.groups.push_back(read_pool(pool));
      pod_subnet = pod_subnet || pool.find("podSubnetID") != nullptr;
    }
    if (const Value* profile = properties->find("networkProfile")) {
      read_profile(*profile, pod_subnet);
    }
  }

  NodeGroup read_pool(const Value& pool) const {
    NodeGroup group;
    group.mark = pool.mark();
    group.name = text(pool.find("name"));
    group.instance_type = text(pool.find("vmSize"));
    group.count = number(pool.find("count"));
    if (flag(pool.find("enableAutoScaling")).value) {
      group.min = number(pool.find("minCount"));
      group.max = number(pool.find("maxCount"));
    }
    group.max_pods = number(pool.find("maxPods"));
    const MarkedText priority = text(pool.find("scaleSetPriority"));
    group.spot = {priority.value == "Spot", priority.mark};
    const Marked<bool> open = flag(pool.find("enableNodePublicIP"));
    group.private_only = {open.mark.known() && !open.value, open.mark};
    return group;
  }

  // SPEC kubernetes 5
  void read_profile(const Value& profile, bool pod_subnet) {
    platform_.service_range = text(profile.find("serviceCidr"));
    platform_.pod_range = text(profile.find("podCidr"));
    platform_.bridge_range = text(profile.find("dockerBridgeCidr"));
    platform_.cni = text(profile.find("networkPlugin"));
    const bool overlay = text(profile.find("networkPluginMode")).value == "overlay";
    if (platform_.cni.value != "azure") return;
    platform_.cni.value = overlay      ? "azure-overlay"
                          : pod_subnet ? "azure-pod-subnet"
                                       : "azure-node-subnet";
  }

  const Value& document_;
  PlatformConfig platform_;
};

}  // namespace

bool is_arm_template(const Value& document) {
  const Value* schema = document.find("$schema");
  return schema != nullptr && schema->text().find("deploymentTemplate.json") != std::string::npos;
}

Result<PlatformConfig> read_arm_template(const Value& document, const SourceFiles& files) {
  PlatformConfig platform = TemplateReader(document).read();
  if (!platform.ranges.empty() || !platform.groups.empty()) return platform;
  return Error{files.to_string(document.mark()), "the template makes no network and no cluster",
               "give the template with the VNet and the managed cluster"};
}

}  // namespace seatrial::config
