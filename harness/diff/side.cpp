// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "harness/run/run.hpp"

namespace seatrial::diff {
namespace {

/// What paths of a cluster begin with, and its name in their place.
struct Root {
  std::string path;
  std::string name;
};

void add_root(std::vector<Root>& roots, const std::string& path, const std::string& name) {
  if (path.empty()) return;
  roots.push_back({path, name});
  while (roots.back().path.size() > 1 && roots.back().path.back() == '/')
    roots.back().path.pop_back();
}

/// The longest first, so that a folder in another's is found before it.
std::vector<Root> roots_of(const Side& side) {
  std::vector<Root> roots;
  for (const scenario::SceneCluster& cluster : side.scene.clusters) {
    if (cluster.written == nullptr || !cluster.written->config) continue;
    add_root(roots, cluster.written->config->path, cluster.name);
    // A folder that holds `out` means the same as that.
    add_root(roots, cluster.written->config->path + "/out", cluster.name);
  }
  const std::string folder = std::filesystem::path(side.scenario.path).parent_path().string();
  add_root(roots, side.scenario.path, "scenario");
  add_root(roots, folder, ".");
  std::ranges::stable_sort(
      roots, [](const Root& a, const Root& b) { return a.path.size() > b.path.size(); });
  return roots;
}

/// A path ends where it is followed by a slash, or by nothing that a name could go on with.
bool ends_there(const std::string& text, std::size_t end) {
  constexpr std::string_view name =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  return end >= text.size() || name.find(text[end]) == std::string_view::npos;
}

void replace_all(std::string& text, const Root& root) {
  for (std::size_t at = text.find(root.path); at != std::string::npos;
       at = text.find(root.path, at)) {
    if (!ends_there(text, at + root.path.size())) {
      at += root.path.size();
      continue;
    }
    text.replace(at, root.path.size(), root.name);
    at += root.name.size();
  }
}

std::size_t skip_number(const std::string& text, std::size_t at) {
  if (at >= text.size() || text[at] != ':') return at;
  const std::size_t end = text.find_first_not_of("0123456789", at + 1);
  const std::size_t stop = end == std::string::npos ? text.size() : end;
  return stop == at + 1 ? at : stop;
}

/// "genesis.json:24:5" becomes "genesis.json": lines move without a reason.
void drop_lines(std::string& text) {
  for (const std::string_view ending : std::array<std::string_view, 3>{".yaml", ".yml", ".json"}) {
    for (std::size_t at = text.find(ending); at != std::string::npos;
         at = text.find(ending, at + 1)) {
      const std::size_t begin = at + ending.size();
      text.erase(begin, skip_number(text, skip_number(text, begin)) - begin);
    }
  }
}

/// Nothing of the scene has the address of a foreign host, which is no fault: it is not known.
void forgive_foreign_urls(Side& side) {
  std::erase_if(side.report.findings, [&](const Finding& finding) {
    return finding.code == "ST806" &&
           std::ranges::any_of(side.outside, [&](const OutsideLink& link) {
             return link.where == finding.where && link.state.status == report::LinkStatus::unknown;
           });
  });
}

}  // namespace

std::vector<std::string> Side::peers() const {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < scene.world->peer_count(); ++i) {
    names.push_back(scene.world->name(PeerId(i)));
  }
  return names;
}

std::string Side::place(const std::string& path) const {
  for (const Root& root : roots_of(*this)) {
    if (path == root.path) return root.name;
    if (path.starts_with(root.path + '/')) return root.name + path.substr(root.path.size());
  }
  return path;
}

std::string Side::neutral(std::string text) const {
  for (const Root& root : roots_of(*this)) {
    if (root.name != ".") replace_all(text, root);
  }
  drop_lines(text);
  return text;
}

Result<std::unique_ptr<Side>> read_side(scenario::Scenario scenario, SourceFiles& files) {
  auto side = std::make_unique<Side>();
  side->scenario = std::move(scenario);
  auto scene = scenario::resolve(side->scenario, files);
  if (!scene) return scene.error();
  side->scene = std::move(*scene);
  side->report = run::check(side->scenario, side->scene, {.rows = run::Rows::each});
  side->outside = outside_links(side->scene);
  forgive_foreign_urls(*side);
  return side;
}

}  // namespace seatrial::diff
