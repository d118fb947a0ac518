// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "harness/scenario/read.hpp"

namespace seatrial::scenario {

using config::Entry;
using config::Value;

namespace {

constexpr Word<GenerateMode> generate_modes[] = {{"create", GenerateMode::create},
                                                 {"update", GenerateMode::update}};
constexpr Word<ListFile> list_files[] = {{"static-nodes.json", ListFile::static_nodes},
                                         {"permissioned-nodes.json", ListFile::permissioned_nodes}};
constexpr Word<DropWhat> drops[] = {{"all", DropWhat::all}, {"new", DropWhat::new_connections}};

Deploy read_deploy(Reader& reader, const Value& value) {
  Deploy deploy;
  if (!value.is_list()) return {{reader.name(value, "deploy")}};
  for (const Value& item : value.items()) deploy.clusters.push_back(reader.name(item, "deploy"));
  if (deploy.clusters.empty()) {
    reader.fail(value.mark(), "deploy is empty", "name at least one cluster");
  }
  return deploy;
}

Start read_start(Reader& reader, const Value& value) {
  if (!value.is_map()) return {reader.selectors(value, "start"), std::nullopt};
  Fields fields(reader, value, keys::start);
  return {fields.required("peers", &Reader::selectors), fields.maybe("every", &Reader::duration)};
}

Kill read_kill(Reader& reader, const Value& value) {
  return {reader.selectors(value, "kill")};
}

Restart read_restart(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::restart);
  Restart restart;
  fields.exclusive("process", "pod");
  restart.down_for = fields.maybe("for", &Reader::duration);
  restart.what = fields.has("pod") ? RestartOf::pod : RestartOf::process;
  if (!fields.has("pod") && !fields.has("process")) {
    reader.fail(value.mark(), "restart does not say what to restart",
                "write process: [peers] or pod: [peers]");
    return restart;
  }
  restart.peers = fields.required(fields.has("pod") ? "pod" : "process", &Reader::selectors);
  return restart;
}

RecreateService read_recreate(Reader& reader, const Value& value) {
  return {reader.selectors(value, "recreate_service")};
}

ExportNodes read_export(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::export_nodes);
  ExportNodes exported;
  exported.cluster = fields.required("cluster", &Reader::name);
  exported.node_ip = fields.maybe("node_ip", &Reader::address);
  exported.as = fields.maybe("as", &Reader::name).value_or(exported.cluster);
  return exported;
}

// A path has a '/' or a '.', and no name of an export or a cluster needs one.
NameOrFile read_name_or_file(Reader& reader, const Value& value, std::string_view what) {
  if (value.text().find_first_of("/.") != std::string_view::npos) return reader.file(value, what);
  return reader.name(value, what);
}

ImportNodes read_import(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::import_nodes);
  ImportNodes import;
  import.into = fields.required("into", &Reader::name);
  if (const Value* external = fields.find("external")) {
    import.external = read_name_or_file(reader, *external, "external");
  }
  if (const Value* genesis = fields.find("genesis")) {
    import.genesis = read_name_or_file(reader, *genesis, "genesis");
  }
  if (!import.external && !import.genesis) {
    reader.fail(value.mark(), "import takes nothing in", "write 'external', 'genesis' or both");
  }
  return import;
}

Generate read_generate(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::generate);
  return {fields.required("cluster", &Reader::name),
          fields.maybe("mode", generate_modes).value_or(Marked<GenerateMode>())};
}

UseConfig read_use(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::use);
  return {fields.required("cluster", &Reader::name),
          fields.required("config", &Reader::config_source)};
}

void check_edit(Reader& reader, const Fields& fields) {
  const bool changes = fields.has("add") || fields.has("remove");
  if (fields.has("set") == changes) {
    reader.fail(
        fields.mark(),
        changes ? "edit has both 'set' and 'add' or 'remove'" : "edit changes nothing",
        changes ? "write the whole content, or what changes" : "write 'add', 'remove' or 'set'");
  }
}

Edit read_edit(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::edit);
  Edit edit;
  fields.require("file");
  edit.file = fields.maybe("file", list_files).value_or(Marked<ListFile>());
  edit.of = fields.required("of", &Reader::selectors);
  edit.add = fields.maybe("add", &Reader::entries).value_or(std::vector<ListEntry>());
  edit.remove = fields.maybe("remove", &Reader::entries).value_or(std::vector<ListEntry>());
  edit.set = fields.maybe("set", &Reader::text);
  edit.refresh = fields.maybe("refresh", &Reader::duration);
  check_edit(reader, fields);
  return edit;
}

Cut read_cut(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::cut);
  return {fields.required("between", &Reader::sites), fields.maybe("for", &Reader::duration)};
}

Heal read_heal(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::heal);
  return {fields.required("between", &Reader::sites)};
}

SitePair read_way(Reader& reader, Fields& fields) {
  const SitePair way{fields.required("from", &Reader::name), fields.required("to", &Reader::name)};
  if (reader.ok() && way.first.value == way.second.value) {
    reader.fail(way.second.mark, fmt::format("from and to are both '{}'", way.first.value),
                "name two sites");
  }
  return way;
}

OneWay read_one_way(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::one_way);
  OneWay one_way;
  one_way.way = read_way(reader, fields);
  one_way.drop = fields.maybe("drop", drops).value_or(Marked<DropWhat>());
  one_way.lasts = fields.maybe("for", &Reader::duration);
  return one_way;
}

Reject read_reject(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::reject);
  Reject reject;
  fields.exclusive("between", "from");
  fields.exclusive("between", "to");
  reject.both_ways = !fields.has("from") && !fields.has("to");
  reject.way =
      reject.both_ways ? fields.required("between", &Reader::sites) : read_way(reader, fields);
  reject.lasts = fields.maybe("for", &Reader::duration);
  return reject;
}

ChangeWan read_change_wan(Reader& reader, const Value& value) {
  const ChangeWan change{read_wan(reader, value)};
  if (value.entries().size() < 2) {
    reader.fail(
        value.mark(), "wan changes nothing",
        "write 'latency', 'jitter', 'loss', 'rate', 'queue', 'duplicate', 'reorder' or 'mtu'");
  }
  return change;
}

Wait read_wait(Reader& reader, const Value& value) {
  if (!value.is_map()) return {reader.duration(value, "wait"), std::nullopt, std::nullopt};
  Fields fields(reader, value, keys::wait);
  const Value& until = fields.require("until");
  Wait wait;
  if (reader.ok()) wait.until = read_expectation(reader, until);
  wait.at_most = fields.maybe("at_most", &Reader::duration);
  return wait;
}

Expect read_expect(Reader& reader, const Value& value) {
  if (value.is_map()) return {{read_expectation(reader, value)}};
  return {read_expectations(reader, value)};
}

Apply read_apply(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::apply);
  Apply apply;
  apply.cluster = fields.required("cluster", &Reader::name);
  const Value& manifests = fields.require("manifests");
  if (reader.ok()) apply.manifests = read_manifests(reader, manifests);
  if (reader.ok() && apply.manifests.empty()) {
    reader.fail(manifests.mark(), "manifests is empty", "name at least one file or object");
  }
  return apply;
}

Reschedule read_reschedule(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::reschedule);
  return {fields.required("pods", &Reader::selectors), fields.required("to", &Reader::name)};
}

struct ActionReader {
  std::string_view word;
  Action (*read)(Reader&, const Value&);
};

template <auto read>
Action as_action(Reader& reader, const Value& value) {
  return read(reader, value);
}

constexpr ActionReader action_readers[] = {
    {"deploy", as_action<read_deploy>},
    {"start", as_action<read_start>},
    {"kill", as_action<read_kill>},
    {"restart", as_action<read_restart>},
    {"recreate_service", as_action<read_recreate>},
    {"export", as_action<read_export>},
    {"import", as_action<read_import>},
    {"generate", as_action<read_generate>},
    {"use", as_action<read_use>},
    {"edit", as_action<read_edit>},
    {"cut", as_action<read_cut>},
    {"heal", as_action<read_heal>},
    {"one_way", as_action<read_one_way>},
    {"reject", as_action<read_reject>},
    {"wan", as_action<read_change_wan>},
    {"wait", as_action<read_wait>},
    {"call", as_action<read_call>},
    {"expect", as_action<read_expect>},
    {"apply", as_action<read_apply>},
    {"reschedule", as_action<read_reschedule>},
    {"pause", as_action<read_pause>},
    {"resume", as_action<read_resume>},
    {"clock", as_action<read_clock>},
    {"lose", as_action<read_lose>},
    {"delay", as_action<read_delay>},
    {"byzantine", as_action<read_byzantine>},
    {"honest", as_action<read_honest>},
};

bool is_about_step(std::string_view key) {
  return key == "name" || key == "at" || key == "after" || key == "plus";
}

const Entry* next_action(std::span<const Entry> entries, const Entry* after) {
  bool found = after == nullptr;
  for (const Entry& entry : entries) {
    if (found && !is_about_step(entry.key)) return &entry;
    found = found || &entry == after;
  }
  return nullptr;
}

// A cut may say itself when it comes; it means the same.
void read_when_of_cut(Reader& reader, const Value& value, Step& step) {
  if (!reader.ok()) return;
  Fields fields(reader, value, keys::cut);
  const auto when = read_after(reader, fields);
  if (!when) return;
  if (step.when) {
    reader.fail(fields.key_mark("after"), "both the step and its cut say when",
                "write it beside 'cut' or in it");
  }
  step.when = when;
}

}  // namespace

Step read_step(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::step);
  Step step{value.mark(), fields.maybe("name", &Reader::text), read_when(reader, fields), {}};
  const Entry* action = next_action(value.entries(), nullptr);
  if (action == nullptr) {
    reader.fail(value.mark(), "a step does nothing", "write an action, for example start: [\"*\"]");
  }
  if (!reader.ok()) return step;
  if (const Entry* second = next_action(value.entries(), action)) {
    reader.fail(second->key_mark,
                fmt::format("a step has two actions, '{}' and '{}'", action->key, second->key),
                "make them two steps");
    return step;
  }
  for (const ActionReader& known : action_readers) {
    if (known.word == action->key) step.action = known.read(reader, action->value);
  }
  if (action->key == "cut") read_when_of_cut(reader, action->value, step);
  return step;
}

std::vector<Step> read_steps(Reader& reader, const Value& value) {
  std::vector<Step> steps;
  for (const Value& item : reader.items(value, "steps")) {
    steps.push_back(read_step(reader, item));
  }
  return steps;
}

}  // namespace seatrial::scenario
