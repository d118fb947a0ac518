// SPDX-License-Identifier: Apache-2.0
#include "harness/config/platform.hpp"

#include <numeric>

#include "harness/config/arm_template.hpp"
#include "harness/config/eks_cluster.hpp"
#include "harness/config/json.hpp"
#include "harness/config/text_check.hpp"
#include "harness/config/yaml.hpp"

namespace seatrial::config {

std::uint64_t PlatformConfig::nodes() const {
  return std::accumulate(groups.begin(), groups.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const NodeGroup& group) {
                           return sum + (group.count ? group.count->value : 0);
                         });
}

bool is_platform(const Value& document) {
  return is_eks_cluster(document) || is_arm_template(document);
}

Result<PlatformConfig> read_platform(const Value& document, const SourceFiles& files) {
  if (is_eks_cluster(document)) return read_eks_cluster(document, files);
  if (is_arm_template(document)) return read_arm_template(document, files);
  return Error{files.to_string(document.mark()), "this is no template of a cloud",
               "give eksctl's cluster.yml (kind: ClusterConfig) or an Azure ARM template"};
}

Result<PlatformConfig> read_platform_file(const std::string& path, SourceFiles& files) {
  const auto documents = load_yaml(path, files);
  if (!documents) return documents.error();
  for (const Value& document : *documents) {
    if (is_platform(document)) return read_platform(document, files);
  }
  return Error{path, "no document of this file is a template of a cloud",
               "give eksctl's cluster.yml (kind: ClusterConfig) or an Azure ARM template"};
}

}  // namespace seatrial::config
