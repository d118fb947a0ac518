// SPDX-License-Identifier: Apache-2.0
// Manifests: the files that the generator leaves in out/, with their documents as marked values, in
// the order in which kubectl takes them. A file that is not YAML from some document on ends there,
// since kubectl applies what stands before and nothing after. It knows no template.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::generate {

/// The documents of a folder out/.
class Manifests {
 public:
  /// Adds a document to the end of a file, unless the file is broken before it.
  void add(const std::string& file, config::Value document);
  /// Says that the document that comes next in this file is not YAML.
  void break_here(const std::string& file) { broken_.insert(file); }

  /// Reads all documents as those of a folder are read.
  std::optional<Error> read_into(config::ClusterConfig& cluster, const SourceFiles& files) const;

 private:
  std::map<std::string, std::vector<config::Value>> documents_;
  std::set<std::string> broken_;
};

}  // namespace seatrial::generate
