// SPDX-License-Identifier: Apache-2.0
#include "tools/seatrial/source.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/scenario/from_options.hpp"
#include "harness/scenario/parse.hpp"

namespace seatrial::cli {
namespace {

/// A word that can be pasted into a shell.
std::string quoted(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:,@";
  if (word.find_first_not_of(plain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

void append(std::string& text, std::string_view option,
            const std::vector<scenario::NamedPath>& all) {
  for (const scenario::NamedPath& one : all)
    text += fmt::format(" {} {}={}", option, one.name, quoted(one.path));
}

std::string name_of(const scenario::WorldOptions& world) {
  std::string text;
  append(text, "--cluster", world.clusters);
  append(text, "--external", world.externals);
  if (!world.genesis.empty()) text += " --genesis " + quoted(world.genesis);
  append(text, "--exported", world.exported);
  append(text, "--services", world.services);
  append(text, "--platform", world.platforms);
  for (const std::string& setting : world.settings) text += " --set " + setting;
  return text.substr(text.empty() ? 0 : 1);
}

std::string name_of_case(const scenario::Scenario& one) {
  return one.case_name ? one.case_name->value : std::string();
}

/// "name one by --case: cut, healed".
std::string case_remedy(const std::vector<const scenario::Scenario*>& runs) {
  std::vector<std::string> names;
  for (const scenario::Scenario* one : runs) names.push_back(quoted(name_of_case(*one)));
  return fmt::format("name one by --case: {}", fmt::join(names, ", "));
}

Result<scenario::Scenario> one_case(const scenario::Scenario& scenario, const std::string& source,
                                    const std::string& wanted) {
  const auto runs = scenario.runs();
  if (wanted.empty() && runs.size() == 1) return *runs.front();
  for (const scenario::Scenario* one : runs) {
    if (!wanted.empty() && name_of_case(*one) == wanted) return *one;
  }
  if (scenario.cases.empty()) {
    return Error{source, fmt::format("there is no case '{}': it has no cases", wanted),
                 "leave --case out"};
  }
  const std::string what = wanted.empty() ? fmt::format("it has {} cases", runs.size())
                                          : fmt::format("there is no case '{}'", wanted);
  return Error{source, what, case_remedy(runs)};
}

}  // namespace

std::vector<Source> load(const Options& options) {
  std::vector<Source> sources;
  if (!options.world.empty()) {
    SourceFiles files;
    auto scenario = scenario::from_options(options.world, files);
    sources.push_back({name_of(options.world), false, std::move(files), std::move(scenario)});
  }
  for (const std::string& path : options.scenarios) {
    SourceFiles files;
    auto scenario = scenario::parse_scenario_file(path, files, options.variables);
    sources.push_back({path, true, std::move(files), std::move(scenario)});
  }
  return sources;
}

Result<scenario::Scenario> load_single(const Options& options, SourceFiles& files) {
  auto sources = load(options);
  Source& source = sources.front();
  files = std::move(source.files);
  if (!source.scenario) return source.scenario.error();
  return one_case(*source.scenario, source.name, options.case_name);
}

}  // namespace seatrial::cli
