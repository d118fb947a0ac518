// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/template_changes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/diff/same_value.hpp"

namespace seatrial::diff {
namespace {

using Lines = std::vector<std::string>;
using config::ContainerConfig;
using config::WorkloadConfig;

const ContainerConfig* find(const WorkloadConfig& workload, const ContainerConfig& wanted) {
  const auto found = std::ranges::find_if(workload.containers, [&](const ContainerConfig& one) {
    return one.name == wanted.name && one.init == wanted.init;
  });
  return found == workload.containers.end() ? nullptr : &*found;
}

bool same_ports(const ContainerConfig& a, const ContainerConfig& b) {
  return std::ranges::equal(a.ports, b.ports, [](const auto& x, const auto& y) {
    return x.port == y.port && x.name == y.name && x.protocol == y.protocol;
  });
}

bool same_mounts(const ContainerConfig& a, const ContainerConfig& b) {
  return std::ranges::equal(a.mounts, b.mounts, [](const auto& x, const auto& y) {
    return x.volume == y.volume && x.path == y.path && x.sub_path == y.sub_path;
  });
}

bool same_volumes(const WorkloadConfig& a, const WorkloadConfig& b) {
  return std::ranges::equal(a.volumes, b.volumes, [](const auto& x, const auto& y) {
    return x.name == y.name && x.config_map == y.config_map && x.claim == y.claim &&
           x.items == y.items;
  });
}

void compare_env(const ContainerConfig& before, const ContainerConfig& after, Lines& lines) {
  for (const auto& [name, text] : after.env) {
    const config::MarkedText* old_text = before.find_env(name);
    if (old_text == nullptr) {
      lines.push_back(fmt::format("variable {} of {} is new", name, after.name));
    } else if (old_text->value != text.value) {
      lines.push_back(fmt::format("variable {} of {} changes", name, after.name));
    }
  }
  for (const auto& [name, text] : before.env) {
    if (after.find_env(name) == nullptr)
      lines.push_back(fmt::format("variable {} of {} is gone", name, after.name));
  }
}

/// "--networkid", where single flags of geth differ; "" where the rest of the command does.
std::string changed_flags(const ContainerConfig& before, const ContainerConfig& after) {
  Lines names;
  const auto compare = [&](const config::GethCommand& one, const config::GethCommand& other) {
    for (const config::GethFlag& flag : one.flags) {
      const config::GethFlag* counterpart = other.find(flag.name);
      const std::string name = "--" + flag.name;
      const bool same = counterpart != nullptr && counterpart->value == one.find(flag.name)->value;
      if (!same && std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  };
  compare(after.geth, before.geth);
  compare(before.geth, after.geth);
  return fmt::format("{}", fmt::join(names, ", "));
}

void compare_command(const ContainerConfig& before, const ContainerConfig& after, Lines& lines) {
  if (std::ranges::equal(before.words, after.words, same_value)) return;
  const std::string flags = changed_flags(before, after);
  lines.push_back(fmt::format("command of {}{}", after.name, flags.empty() ? "" : ": " + flags));
}

void compare_container(const ContainerConfig& before, const ContainerConfig& after, Lines& lines) {
  if (before.image.value != after.image.value) {
    lines.push_back(
        fmt::format("image of {}: {} -> {}", after.name, before.image.value, after.image.value));
  }
  compare_command(before, after, lines);
  compare_env(before, after, lines);
  if (!same_ports(before, after)) lines.push_back(fmt::format("ports of {}", after.name));
  if (!same_mounts(before, after)) lines.push_back(fmt::format("mounts of {}", after.name));
  if (before.readiness_path.value != after.readiness_path.value)
    lines.push_back(fmt::format("readiness probe of {}", after.name));
}

}  // namespace

Lines template_changes(const WorkloadConfig& before, const WorkloadConfig& after) {
  Lines lines;
  for (const ContainerConfig& container : after.containers) {
    const ContainerConfig* old_one = find(before, container);
    if (old_one == nullptr) {
      lines.push_back(fmt::format("container {} is new", container.name));
    } else {
      compare_container(*old_one, container, lines);
    }
  }
  for (const ContainerConfig& container : before.containers) {
    if (find(after, container) == nullptr)
      lines.push_back(fmt::format("container {} is gone", container.name));
  }
  if (!same_volumes(before, after)) lines.push_back("volumes");
  if (before.labels != after.labels) lines.push_back("labels of the pod");
  if (!same_pairs(before.annotations, after.annotations)) lines.push_back("annotations of the pod");
  if (!same_pairs(before.node_selector, after.node_selector)) lines.push_back("nodeSelector");
  if (before.host_network.value != after.host_network.value) lines.push_back("hostNetwork");
  return lines;
}

}  // namespace seatrial::diff
