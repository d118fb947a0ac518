// SPDX-License-Identifier: Apache-2.0
#include "harness/config/generated_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "harness/config/live_objects.hpp"
#include "harness/config/manifest.hpp"
#include "harness/config/side_documents.hpp"
#include "harness/config/text_check.hpp"
#include "harness/config/yaml.hpp"

namespace seatrial::config {

namespace {

namespace fs = std::filesystem;

// More than any cluster's folder has; a folder above it was meant to be named.
constexpr std::size_t max_files = 10'000;

bool is_manifest_name(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

/// The manifests below a folder.
class FolderWalk {
 public:
  explicit FolderWalk(const fs::path& root) : root_(root) {}

  void walk() {
    const auto options = fs::directory_options::skip_permission_denied;
    std::error_code code;
    fs::recursive_directory_iterator it(root_, options, code);
    for (const fs::recursive_directory_iterator end; !code && it != end; it.increment(code)) {
      if (files_.size() > max_files) return;
      std::error_code none;
      if (it->is_directory(none)) {
        if (is_left_out(it->path())) it.disable_recursion_pending();
      } else if (is_manifest_name(it->path()) && !is_hidden(it->path()) &&
                 it->is_regular_file(none)) {
        files_.push_back(it->path());
      }
    }
    std::sort(files_.begin(), files_.end());  // as kubectl walks: a folder's files by name
    std::sort(charts_.begin(), charts_.end());
  }

  const std::vector<fs::path>& files() const { return files_; }
  const std::vector<fs::path>& charts() const { return charts_; }

 private:
  static bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

  bool is_left_out(const fs::path& folder) {
    // What the generator reads, keys among it, and kubectl is never given. SPEC kubernetes 1.2
    if (folder == root_ / "config" && root_.filename() == "out") return true;
    std::error_code code;
    const fs::path parent = folder.parent_path();
    const bool of_chart =
        folder.filename() == "templates" && fs::exists(parent / "Chart.yaml", code);
    if (of_chart) charts_.push_back(parent);
    return of_chart || is_hidden(folder);
  }

  fs::path root_;
  std::vector<fs::path> files_;
  std::vector<fs::path> charts_;  // whose templates are no manifests yet
};

/// Takes the documents of one file; objects go to the cluster.
class FileReader {
 public:
  FileReader(ClusterConfig& cluster, SourceFiles& files) : cluster_(cluster), files_(files) {}

  void read(const std::string& path, const std::string& shown) {
    const Result<std::string> text = read_file(path);
    if (!text) return fail(text.error());
    each_document(*text, files_.add(path), files_,
                  [&](Result<Value> document) { take(std::move(document)); });
    if (objects_ == 0 && failed_ == 0 && !shown.empty()) {
      cluster_.not_read.push_back(shown);
      return;
    }
    for (const Mark& mark : others_) {
      fail({files_.to_string(mark), "a document without a kind",
            "give Kubernetes manifests, each with apiVersion and kind"});
    }
  }

 private:
  void take(Result<Value> document) {
    if (!document) return fail(document.error());
    if (take_side_document(*document, cluster_, files_)) {
      ++objects_;
      return;
    }
    const Value* kind = document->find("kind");
    const bool is_object = kind != nullptr || document->find("apiVersion") != nullptr;
    if (!is_object || (kind != nullptr && kind->text() == "Kustomization")) {
      others_.push_back(document->mark());
      return;
    }
    ++objects_;
    add_manifest(std::move(*document), cluster_, files_);
  }

  void fail(Error error) {
    ++failed_;
    cluster_.errors.push_back(std::move(error));
  }

  ClusterConfig& cluster_;
  SourceFiles& files_;
  std::size_t objects_ = 0;
  std::size_t failed_ = 0;
  std::vector<Mark> others_;  // documents that are no objects
};

fs::path find_out(const fs::path& folder) {
  std::error_code code;
  return fs::is_directory(folder / "out", code) ? folder / "out" : folder;
}

std::optional<Error> read_folder(const std::string& path, ClusterConfig& cluster,
                                 SourceFiles& files) {
  const fs::path root = find_out(fs::path(path));
  // A '/' at the end would hide the folder's name.
  FolderWalk walk(root.has_filename() ? root : root.parent_path());
  walk.walk();
  if (walk.files().empty()) {
    return Error{path, "there are no manifests in the folder",
                 "name a folder with .yaml or .json files; qctl generate network --create makes "
                 "one"};
  }
  if (walk.files().size() > max_files) {
    return Error{path, fmt::format("there are more than {} manifests in the folder", max_files),
                 "name the folder of one cluster"};
  }
  for (const fs::path& chart : walk.charts()) {
    cluster.errors.push_back({chart.string(),
                              "this is a Helm chart, whose templates are no manifests",
                              "render it: helm template RELEASE CHART > rendered.yaml"});
  }
  for (const fs::path& file : walk.files()) {
    FileReader(cluster, files).read(file.string(), file.lexically_relative(root).string());
  }
  return std::nullopt;
}

Error without_geth(const std::string& path) {
  return {path, "no workload runs geth",
          "give all manifests of the cluster, the Deployments or StatefulSets among them"};
}

}  // namespace

Result<ClusterConfig> read_generated_folder(const std::string& path, SourceFiles& files) {
  std::error_code code;
  if (!fs::exists(path, code)) {
    return Error{path, "there is no such folder or file", "name the manifests of the cluster"};
  }
  ClusterConfig cluster;
  cluster.folder = path;
  if (!fs::is_directory(path, code)) {
    FileReader(cluster, files).read(path, "");
  } else if (auto error = read_folder(path, cluster, files)) {
    return *error;
  }
  settle_objects(cluster, files);
  derive_peers(cluster, files);
  if (cluster.peers.empty() && cluster.errors.empty()) return without_geth(path);
  return cluster;
}

bool is_manifest_file(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) return false;
  const std::string_view body = without_bom(*text);
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  return body[first] == '{' || body.starts_with("kind:") ||
         body.find("\nkind:") != std::string_view::npos;
}

}  // namespace seatrial::config
