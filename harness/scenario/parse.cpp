// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/parse.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "harness/config/yaml.hpp"
#include "harness/scenario/case_merge.hpp"
#include "harness/scenario/check.hpp"
#include "harness/scenario/read.hpp"
#include "harness/scenario/variables.hpp"

namespace seatrial::scenario {

namespace {

using config::Entry;
using config::Value;

constexpr std::string_view version = "1";
constexpr Word<Fidelity> fidelities[] = {{"message", Fidelity::message},
                                         {"bytes", Fidelity::bytes}};

/// The file that is read, and what the caller says of it.
struct Source {
  std::string path;
  const SourceFiles& files;
  const Variables& overrides;

  std::string folder() const { return std::filesystem::path(path).parent_path().string(); }
};

// A text stays as it is: variables are not looked for in the values of variables.
void read_variables(Reader& reader, const Value& map, std::string_view what,
                    std::vector<Variable>& variables) {
  for (const Entry& entry : reader.entries_of(map, what)) {
    if (!is_variable_name(entry.key)) {
      reader.fail(entry.key_mark, fmt::format("variable name '{}' cannot be used", entry.key),
                  "use letters, digits and '_', and no digit first");
    }
    std::erase_if(variables, [&](const Variable& v) { return v.name.value == entry.key; });
    if (entry.value.is_null()) continue;  // named, so that it is seen, but not set
    variables.push_back({{entry.key, entry.key_mark}, reader.text(entry.value, entry.key).value});
  }
}

std::vector<Variable> with_overrides(std::vector<Variable> variables, const Variables& overrides) {
  for (const auto& [name, value] : overrides) {
    const auto found =
        std::find_if(variables.begin(), variables.end(),
                     [&name = name](const Variable& v) { return v.name.value == name; });
    if (found == variables.end()) {
      variables.push_back({{name, {}}, value});
    } else {
      found->value = value;
    }
  }
  return variables;
}

Variables lookup(const std::vector<Variable>& variables) {
  Variables values;
  for (const Variable& variable : variables) values[variable.name.value] = variable.value;
  return values;
}

// The parts in which variables are put in: not the variables themselves, nor the cases.
Value without(const Value& map, std::initializer_list<std::string_view> keys) {
  std::vector<Entry> entries;
  for (const Entry& entry : map.entries()) {
    if (std::find(keys.begin(), keys.end(), entry.key) == keys.end()) entries.push_back(entry);
  }
  return Value::map(map.mark(), std::move(entries));
}

void read_run(Fields& fields, Scenario& scenario) {
  scenario.title = fields.maybe("title", &Reader::text);
  scenario.about = fields.maybe("about", &Reader::text);
  if (const auto seed = fields.maybe("seed", &Reader::number)) scenario.seed = *seed;
  if (const auto word = fields.maybe("fidelity", fidelities)) scenario.fidelity = *word;
  if (const auto relay = fields.maybe("relay", &Reader::truth)) scenario.relay = *relay;
  if (const auto limits = fields.maybe("limits", &read_limits)) scenario.limits = *limits;
  if (const auto all = fields.maybe("defaults", &read_defaults)) scenario.defaults = *all;
}

void read_world(Fields& fields, Scenario& scenario) {
  if (auto all = fields.maybe("networks", &read_networks)) scenario.networks = std::move(*all);
  if (auto all = fields.maybe("connections", &read_connections)) {
    scenario.connections = std::move(*all);
  }
  if (auto all = fields.maybe("clusters", &read_clusters)) scenario.clusters = std::move(*all);
  if (auto all = fields.maybe("outside", &read_outside)) {
    scenario.clusters.insert(scenario.clusters.end(), all->begin(), all->end());
  }
  if (auto all = fields.maybe("external", &read_externals)) scenario.externals = std::move(*all);
  if (auto all = fields.maybe("wan", &read_wans)) scenario.wans = std::move(*all);
  scenario.genesis = fields.maybe("genesis", &read_genesis);
  if (auto all = fields.maybe("lists", &read_lists)) scenario.lists = std::move(*all);
  if (auto all = fields.maybe("steps", &read_steps)) scenario.steps = std::move(*all);
  if (auto all = fields.maybe("expect", &read_expectations)) scenario.expect = std::move(*all);
  scenario.refused = fields.maybe("refused", &Reader::text);
}

/// Reads a file, or a file with a case laid over it, that has no cases.
Result<Scenario> read_whole(const Source& source, const Value& root,
                            std::vector<Variable> variables) {
  Scenario scenario;
  scenario.path = source.path;
  scenario.variables = with_overrides(std::move(variables), source.overrides);
  const Value filled = substitute(without(root, {"variables", "cases", "seatrial"}),
                                  lookup(scenario.variables), scenario.unset_variables);
  Reader reader(source.files, source.folder(), scenario.unset_variables);
  Fields fields(reader, filled, keys::top);
  scenario.mark = root.find_entry("seatrial")->key_mark;
  read_run(fields, scenario);
  read_world(fields, scenario);
  if (reader.ok()) check_names(reader, scenario);
  if (reader.ok()) check_networks(reader, scenario);
  if (reader.ok()) check_places(reader, scenario);
  if (reader.ok()) check_steps(reader, scenario);
  if (reader.ok()) check_generated(reader, scenario);
  if (reader.ok()) check_times(reader, scenario);
  if (!reader.ok()) return *reader.error();
  return scenario;
}

Result<Scenario> read_case(const Source& source, const Value& root, const Value& one_case,
                           std::vector<Variable> variables) {
  Reader reader(source.files, source.folder(), {});
  Fields fields(reader, one_case, keys::a_case);
  const Text name = fields.required("name", &Reader::text);
  if (const Value* set = fields.find("set")) read_variables(reader, *set, "set", variables);
  if (!reader.ok()) return *reader.error();
  auto scenario = read_whole(source, merge_case(root, one_case), std::move(variables));
  if (!scenario) return scenario;
  scenario->case_name = name;
  scenario->mark = name.mark;
  return scenario;
}

std::optional<Error> duplicate_case(const Source& source, const std::vector<Scenario>& cases,
                                    const Text& name) {
  for (const Scenario& other : cases) {
    if (other.case_name->value != name.value) continue;
    return Error{source.files.to_string(name.mark),
                 fmt::format("two cases are named '{}'", name.value),
                 fmt::format("rename one; the other is at {}",
                             source.files.to_string({name.mark.file, other.mark.line, 0}))};
  }
  return std::nullopt;
}

Result<std::vector<Scenario>> read_cases(const Source& source, const Value& root,
                                         const std::vector<Variable>& variables) {
  const Value* list = root.find("cases");
  std::vector<Scenario> cases;
  if (list == nullptr) return cases;
  Reader reader(source.files, {}, {});
  const auto items = reader.items(*list, "cases");
  if (!reader.ok()) return *reader.error();
  for (const Value& item : items) {
    auto one = read_case(source, root, item, variables);
    if (!one) return one.error();
    if (auto error = duplicate_case(source, cases, *one->case_name)) return *error;
    cases.push_back(std::move(*one));
  }
  return cases;
}

void check_version(Reader& reader, const Value& root) {
  const Entry* entry = root.find_entry("seatrial");
  if (entry == nullptr) {
    reader.fail(root.mark(), "this is no scenario: it has no key 'seatrial'",
                "begin it with 'seatrial: 1'");
  } else if (entry->value.text() != version) {
    reader.fail(entry->value.mark(),
                fmt::format("scenario version '{}' is not known", entry->value.text()),
                "write 'seatrial: 1', or take a newer seatrial");
  }
}

Result<Scenario> read_document(const Source& source, const Value& root) {
  Reader reader(source.files, source.folder(), {});
  reader.entries_of(root, "the scenario");
  check_version(reader, root);
  Fields fields(reader, root, keys::top);
  std::vector<Variable> variables;
  if (const Value* map = fields.find("variables")) {
    read_variables(reader, *map, "variables", variables);
  }
  if (!reader.ok()) return *reader.error();
  auto scenario = read_whole(source, root, variables);
  if (!scenario) return scenario;
  auto cases = read_cases(source, root, variables);
  if (!cases) return cases.error();
  scenario->cases = std::move(*cases);
  return scenario;
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, const std::string& path, SourceFiles& files,
                                const Variables& overrides) {
  const auto documents = config::parse_yaml(text, files.add(path), files);
  if (!documents) return documents.error();
  if (documents->empty()) {
    return Error{path, "the file holds nothing", "begin it with 'seatrial: 1'"};
  }
  if (documents->size() > 1) {
    return Error{files.to_string((*documents)[1].mark()), "a second document begins here",
                 "write one scenario a file, or use 'cases'"};
  }
  return read_document({path, files, overrides}, documents->front());
}

Result<Scenario> parse_scenario_file(const std::string& path, SourceFiles& files,
                                     const Variables& overrides) {
  const Result<std::string> text = config::read_file(path);
  if (!text) return text.error();
  return parse_scenario(*text, path, files, overrides);
}

std::optional<Text> refused_of_file(const std::string& path, SourceFiles& files) {
  const Result<std::string> text = config::read_file(path);
  if (!text) return std::nullopt;
  const auto documents = config::parse_yaml(*text, files.add(path), files);
  if (!documents || documents->empty()) return std::nullopt;
  const Value* refused = documents->front().find("refused");
  if (refused == nullptr || !refused->is_scalar()) return std::nullopt;
  return Text{std::string(refused->text()), refused->mark()};
}

}  // namespace seatrial::scenario
