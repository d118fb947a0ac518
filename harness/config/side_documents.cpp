// SPDX-License-Identifier: Apache-2.0
#include "harness/config/side_documents.hpp"

namespace seatrial::config {

bool take_side_document(const Value& document, ClusterConfig& cluster, const SourceFiles& files) {
  if (is_helm_values(document)) {
    auto values = read_helm_values(document, files);
    if (values) {
      cluster.helm_values.push_back(std::move(*values));
    } else {
      cluster.errors.push_back(values.error());
    }
    return true;
  }
  if (!is_platform(document)) return false;
  auto platform = read_platform(document, files);
  if (!platform) {
    cluster.errors.push_back(platform.error());
  } else if (cluster.platform) {
    cluster.errors.push_back({files.to_string(document.mark()),
                              "the folder holds two templates of a cloud",
                              "keep the one that the cluster is made from"});
  } else {
    cluster.platform = std::move(*platform);
  }
  return true;
}

}  // namespace seatrial::config
