// SPDX-License-Identifier: Apache-2.0
#include "harness/config/eks_cluster.hpp"

#include "harness/config/field_reader.hpp"

namespace seatrial::config {

namespace {

std::optional<Marked<std::uint64_t>> number(const FieldReader& reader, std::string_view key) {
  const Value* value = reader.find(key);
  if (value == nullptr) return std::nullopt;
  const std::int64_t read = reader.integer(key, 0, {0, INT32_MAX});
  return Marked<std::uint64_t>{static_cast<std::uint64_t>(read), value->mark()};
}

NodeGroup read_group(const FieldReader& reader) {
  NodeGroup group;
  group.mark = reader.mark();
  group.name = reader.marked_text("name");
  group.instance_type = reader.marked_text("instanceType");
  group.count = number(reader, "desiredCapacity");
  // A group whose bounds are one number does not scale.
  group.min = number(reader, "minSize");
  group.max = number(reader, "maxSize");
  group.max_pods = number(reader, "maxPodsPerNode");
  group.spot = reader.boolean("spot", false);
  group.private_only = reader.boolean("privateNetworking", false);
  return group;
}

void read_subnets(const FieldReader& zones, PlatformConfig& platform) {
  for (const Entry& entry : zones.entries()) {
    const MarkedText range = zones.map(entry.key).marked_text("cidr");
    platform.subnets.push_back({{entry.key, entry.key_mark}, range});
  }
}

}  // namespace

bool is_eks_cluster(const Value& document) {
  const Value* kind = document.find("kind");
  const Value* version = document.find("apiVersion");
  return kind != nullptr && kind->text() == "ClusterConfig" && version != nullptr &&
         version->text().starts_with("eksctl.io/");
}

Result<PlatformConfig> read_eks_cluster(const Value& document, const SourceFiles& files) {
  std::optional<Error> error;
  const FieldReader reader(document, "ClusterConfig", files, error);
  PlatformConfig platform;
  platform.cloud = {"aws", document.mark()};
  platform.name = reader.map("metadata").marked_text("name");
  platform.kubernetes = reader.map("metadata").marked_text("version");
  platform.cni = {"aws-vpc", document.mark()};  // SPEC kubernetes 2.3
  const FieldReader vpc = reader.map("vpc");
  if (const MarkedText range = vpc.marked_text("cidr"); range.known()) {
    platform.ranges.push_back(range);
  }
  read_subnets(vpc.map("subnets").map("public"), platform);
  read_subnets(vpc.map("subnets").map("private"), platform);
  platform.service_range = reader.map("kubernetesNetworkConfig").marked_text("serviceIPv4CIDR");
  for (const char* key : {"managedNodeGroups", "nodeGroups"}) {
    for (const FieldReader& group : reader.list(key)) platform.groups.push_back(read_group(group));
  }
  for (const FieldReader& addon : reader.list("addons")) {
    if (addon.text("name") == "vpc-cni") platform.cni.mark = addon.mark();
  }
  if (error) return *error;
  return platform;
}

}  // namespace seatrial::config
