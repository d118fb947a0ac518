// SPDX-License-Identifier: Apache-2.0
#include "harness/config/generated_folder.hpp"

#include <algorithm>
#include <filesystem>

#include "harness/config/manifest.hpp"
#include "harness/config/yaml.hpp"

namespace seatrial::config {

namespace {

namespace fs = std::filesystem;

// The manifests of one folder by name, as `kubectl apply -f` takes them. SPEC kubernetes 1.2
std::vector<std::string> manifests_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
    const std::string extension = it->path().extension().string();
    if (extension == ".yaml" || extension == ".yml" || extension == ".json") {
      if (it->is_regular_file(code)) names.push_back(it->path().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<fs::path> find_out(const std::string& path) {
  std::error_code code;
  const fs::path folder(path);
  if (!fs::exists(folder, code)) {
    return Error{path, "there is no such folder", "name the folder 'out' that qubernetes made"};
  }
  if (!fs::is_directory(folder, code)) {
    return Error{path, "this is a file, not a folder",
                 "name the folder 'out' that qubernetes made"};
  }
  const bool parent = fs::is_directory(folder / "out", code);
  return Result<fs::path>(boost::system::in_place_value, parent ? folder / "out" : folder);
}

std::optional<Error> add_file(const std::string& path, ClusterConfig& cluster, SourceFiles& files) {
  auto documents = load_yaml(path, files);
  if (!documents) return documents.error();
  for (Value& document : *documents) {
    if (auto error = add_manifest(std::move(document), cluster, files)) return error;
  }
  return std::nullopt;
}

}  // namespace

Result<ClusterConfig> read_generated_folder(const std::string& path, SourceFiles& files) {
  const auto out = find_out(path);
  if (!out) return out.error();
  std::vector<std::string> names = manifests_in(*out);
  for (std::string& name : manifests_in(*out / "deployments")) names.push_back(std::move(name));
  if (names.empty()) {
    return Error{path, "there are no manifests in the folder",
                 "generate them: qctl generate network --create"};
  }
  ClusterConfig cluster;
  cluster.folder = path;
  for (const std::string& name : names) {
    if (auto error = add_file(name, cluster, files)) return *error;
  }
  derive_peers(cluster, files);
  if (!cluster.errors.empty()) return cluster.errors.front();
  if (cluster.peers.empty()) {
    return Error{path, "no workload in the folder runs geth",
                 "give the folder with the deployments, after a generation that succeeded"};
  }
  return cluster;
}

}  // namespace seatrial::config
