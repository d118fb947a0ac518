// SPDX-License-Identifier: Apache-2.0
#include "harness/generate/manifests.hpp"

#include "harness/config/manifest.hpp"

namespace seatrial::generate {

void Manifests::add(const std::string& file, config::Value document) {
  if (!broken_.contains(file)) documents_[file].push_back(std::move(document));
}

std::optional<Error> Manifests::read_into(config::ClusterConfig& cluster,
                                          const SourceFiles& files) const {
  for (const auto& [file, documents] : documents_) {
    for (const config::Value& document : documents) {
      config::add_manifest(document, cluster, files);
    }
  }
  if (!cluster.errors.empty()) return cluster.errors.front();
  return std::nullopt;
}

}  // namespace seatrial::generate
