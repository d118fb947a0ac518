// SPDX-License-Identifier: Apache-2.0
#include "harness/gtest/scenario_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace seatrial::gtest {
namespace {

namespace fs = std::filesystem;

bool is_scenario(const fs::path& path) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("seatrial:")) return true;
  return false;
}

std::vector<fs::path> yaml_files(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code code;
  for (fs::recursive_directory_iterator at(folder, code), end; !code && at != end;
       at.increment(code))
    if (at->is_regular_file() && at->path().extension() == ".yaml") paths.push_back(at->path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string test_name(const fs::path& path, const fs::path& folder, std::set<std::string>& taken) {
  std::string name;
  for (const char c : path.lexically_relative(folder).replace_extension().generic_string()) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += plain ? c : '_';
  }
  while (!taken.insert(name).second) name += '_';
  return name;
}

}  // namespace

std::vector<ScenarioFile> scenarios_below(const std::string& folder) {
  std::vector<ScenarioFile> found;
  std::set<std::string> taken;
  for (const fs::path& path : yaml_files(folder))
    if (is_scenario(path)) found.push_back({path.string(), test_name(path, folder, taken)});
  if (found.empty()) found.push_back({folder, "no_scenario_found"});
  return found;
}

}  // namespace seatrial::gtest
