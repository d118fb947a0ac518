// SPDX-License-Identifier: Apache-2.0
#include "tests/house/tree.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace seatrial::house {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> folders{".ci", "bench", "harness", "scenarios",
                                    "sim", "tests", "tools"};

// Hidden folders are an editor's or git's; /build/ and /build-*/ are in .gitignore.
bool is_skipped(const fs::path& top) {
  const auto name = top.filename().string();
  return (name.starts_with('.') && name != ".ci") || name == "build" || name.starts_with("build-");
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void add_folder(const fs::path& root, const fs::path& folder, std::vector<SourceFile>& out) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    SourceFile file{entry.path().lexically_relative(root).generic_string(), read(entry.path())};
    const bool binary = file.text.find('\0') != std::string::npos;
    if (!binary) out.push_back(std::move(file));
  }
}

std::string report_of(const std::string& scenario) {
  return scenario.substr(0, scenario.size() - std::string(".yaml").size()) + ".report.txt";
}

}  // namespace

std::vector<SourceFile> read_tree(const fs::path& root) {
  std::vector<SourceFile> files;
  for (const auto& entry : fs::directory_iterator(root)) {
    if (is_skipped(entry.path()) && entry.is_directory()) continue;
    if (entry.is_directory()) {
      add_folder(root, entry.path(), files);
    } else if (entry.is_regular_file()) {
      files.push_back({entry.path().filename().string(), read(entry.path())});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

Complaints check_tree(const std::vector<SourceFile>& files) {
  Complaints out;
  std::set<std::string> paths;
  for (const auto& file : files) paths.insert(file.path);
  for (const auto& file : files) {
    const auto slash = file.path.find('/');
    if (slash != std::string::npos && !folders.contains(file.path.substr(0, slash))) {
      out.push_back({file.path, 1, "folder outside the house",
                     "sim, harness, scenarios, tests, bench or tools"});
    }
    const bool scenario = file.path.starts_with("scenarios/") && file.path.ends_with(".yaml") &&
                          is_scenario(file.text);
    if (scenario && !paths.contains(report_of(file.path))) {
      out.push_back({file.path, 1, "scenario without " + report_of(file.path),
                     "seatrial run --bless to write it"});
    }
  }
  return out;
}

}  // namespace seatrial::house
