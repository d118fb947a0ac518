// SPDX-License-Identifier: Apache-2.0
#include "tools/seatrial/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <charconv>

#include "harness/scenario/nearest.hpp"
#include "harness/scenario/variables.hpp"
#include "tools/seatrial/help.hpp"
#include "tools/seatrial/version.hpp"

namespace seatrial::cli {
namespace {

/// What CLI11 fills before it is checked.
struct Raw {
  Options options;
  std::vector<std::string> clusters;
  std::vector<std::string> externals;
  std::vector<std::string> exported;
  std::vector<std::string> services;
  std::vector<std::string> platforms;
  std::vector<std::string> variables;
  std::string fidelity;
  std::string seed;
};

void add_world(CLI::App& app, Raw& raw) {
  constexpr const char* group = "In place of a scenario file";
  const auto list = [&](const char* name, std::vector<std::string>& into, const char* what,
                        const char* form) {
    app.add_option(name, into, what)->type_name(form)->expected(1)->take_all()->group(group);
  };
  list("--external", raw.externals, "another company's cluster: its external_nodes", "NAME=FILE");
  app.add_option("--genesis", raw.options.world.genesis, "the genesis.json of the externals")
      ->type_name("FILE")
      ->group(group);
  list("--exported", raw.exported, "external_nodes that this cluster exported", "NAME=FILE");
  list("--services", raw.services, "'kubectl get services' of this cluster", "NAME=FILE");
  list("--platform", raw.platforms, "eksctl's cluster.yml or the ARM template of this cluster",
       "NAME=FILE");
  list("--set", raw.options.world.settings,
       "node-ip, kubernetes or traffic-policy of a cluster (of init also provider, cni)",
       "NAME.KEY=VALUE");
}

void add_clusters(CLI::App& app, Raw& raw, const char* what) {
  app.add_option("--cluster", raw.clusters, what)
      ->type_name("NAME=DIR")
      ->expected(1)
      ->take_all()
      ->group("In place of a scenario file");
}

void add_variables(CLI::App& app, Raw& raw) {
  app.add_option("--var", raw.variables, "value of a variable of the scenario")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();
}

void add_scenarios(CLI::App& app, Raw& raw, bool several) {
  app.add_option("SCENARIO", raw.options.scenarios, several ? "scenario files" : "a scenario file")
      ->type_name("FILE")
      ->expected(0, several ? 1'000'000 : 1);
  add_variables(app, raw);
}

void add_case(CLI::App& app, Raw& raw) {
  app.add_option("--case", raw.options.case_name, "which of the scenario's cases")
      ->type_name("NAME");
}

void add_json(CLI::App& app, Raw& raw) {
  app.add_option("--json", raw.options.output.json,
                 "write one JSON object a line; '-' is standard output")
      ->type_name("FILE")
      ->group("Output");
}

void add_output(CLI::App& app, Raw& raw) {
  OutputOptions& output = raw.options.output;
  constexpr const char* group = "Output";
  add_json(app, raw);
  app.add_option("--junit", output.junit, "write JUnit XML; '-' is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--sarif", output.sarif, "write SARIF 2.1.0, for code scanning; '-' likewise")
      ->type_name("FILE")
      ->group(group);
  app.add_flag("--github", output.github, "also print annotations of a GitHub workflow")
      ->group(group);
  app.add_flag("--quiet", output.quiet, "only the verdict, and what did not pass")->group(group);
  app.add_option("--baseline", output.baseline, "accept the findings that this file lists")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--write-baseline", output.write_baseline,
                 "write a file that accepts the findings")
      ->type_name("FILE")
      ->group(group);
}

void add_colour(CLI::App& app, Raw& raw) {
  app.add_flag("--no-colour,--no-color", raw.options.output.no_colour,
               "no colours (NO_COLOR in the environment does the same)")
      ->group("Output");
}

constexpr const char* folders = "a cluster: the folder that qubernetes generated";

CLI::App& add_command(CLI::App& app, Raw& raw, Command command, const char* name, const char* what,
                      const char* examples) {
  CLI::App* sub = app.add_subcommand(name, what);
  sub->footer(examples);
  sub->parse_complete_callback([&raw, command] { raw.options.command = command; });
  return *sub;
}

void add_check(CLI::App& app, Raw& raw) {
  CLI::App& sub =
      add_command(app, raw, Command::check, "check",
                  "which links will come up, and what is to blame where not", help::check);
  add_scenarios(sub, raw, true);
  add_clusters(sub, raw, folders);
  add_world(sub, raw);
  add_output(sub, raw);
  add_colour(sub, raw);
}

void add_run(CLI::App& app, Raw& raw) {
  CLI::App& sub =
      add_command(app, raw, Command::run, "run",
                  "carry out the steps in virtual time and ask the expectations", help::run);
  add_scenarios(sub, raw, true);
  sub.add_option("--seed", raw.seed, "of the random numbers, instead of the scenario's")
      ->type_name("N");
  sub.add_option("--fidelity", raw.fidelity,
                 "message: values travel; bytes: sessions and votes are encoded, signed and read")
      ->type_name("WORD");
  sub.add_option("--pcap", raw.options.pcap,
                 "write the packets: one .pcapng file, or a folder with a file for each cluster")
      ->type_name("PATH");
  CLI::Option* bless = sub.add_flag("--bless", raw.options.bless,
                                    "write the report beside the scenario, as the expected one");
  sub.add_flag("--check-report", raw.options.check_report,
               "fail where the report is not the blessed one")
      ->excludes(bless);
  add_clusters(sub, raw, folders);
  add_world(sub, raw);
  add_output(sub, raw);
  add_colour(sub, raw);
}

void add_diff(CLI::App& app, Raw& raw) {
  CLI::App& sub =
      add_command(app, raw, Command::diff, "diff",
                  "what a change of files does to links, findings, chains and pods", help::diff);
  DiffOptions& diff = raw.options.diff;
  sub.add_option("OLD", diff.old_path, "as it is")->type_name("PATH")->required();
  sub.add_option("NEW", diff.new_path, "as it shall be")->type_name("PATH")->required();
  sub.add_option("--name", diff.name, "of the cluster whose files they are; a if not given")
      ->type_name("NAME");
  add_case(sub, raw);
  add_variables(sub, raw);
  add_clusters(sub, raw, "a cluster that stays as it is");
  add_world(sub, raw);
  add_json(sub, raw);
  sub.add_flag("--quiet", raw.options.output.quiet, "only the verdict, and what it is due to")
      ->group("Output");
  add_colour(sub, raw);
}

void add_explain(CLI::App& app, Raw& raw) {
  CLI::App& sub = add_command(app, raw, Command::explain, "explain",
                              "every hop between two peers, both ways", help::explain);
  add_scenarios(sub, raw, false);
  add_case(sub, raw);
  sub.add_option("--from", raw.options.from, "who dials")->type_name("CLUSTER/PEER")->required();
  sub.add_option("--to", raw.options.to, "who is dialled")->type_name("CLUSTER/PEER")->required();
  sub.add_option("--link", raw.options.link, "p2p (default), discovery or tessera")
      ->type_name("KIND");
  add_clusters(sub, raw, folders);
  add_world(sub, raw);
  add_colour(sub, raw);
}

void add_export(CLI::App& app, Raw& raw) {
  CLI::App& sub = add_command(app, raw, Command::export_nodes, "export",
                              "external_nodes of a cluster, as 'qctl ls nodes --asexternal'",
                              help::export_nodes);
  add_scenarios(sub, raw, false);
  add_case(sub, raw);
  sub.add_option("--node-ip", raw.options.node_ip, "the address that the others shall use")
      ->type_name("ADDRESS");
  sub.add_flag("--bare", raw.options.bare, "the external_nodes only, without what qctl says first");
  add_clusters(sub, raw, "the cluster: its NAME in the scenario, or NAME=DIR without one");
  add_world(sub, raw);
}

void add_validate(CLI::App& app, Raw& raw) {
  CLI::App& sub = add_command(app, raw, Command::validate, "validate",
                              "whether scenario files are well-formed and refer to what exists",
                              help::validate);
  add_scenarios(sub, raw, true);
  sub.add_flag("--quiet", raw.options.output.quiet, "only what is wrong")->group("Output");
}

void add_findings(CLI::App& app, Raw& raw) {
  CLI::App& sub = add_command(app, raw, Command::findings, "findings",
                              "the catalogue of all that can be found", help::findings);
  CLI::Option* code =
      sub.add_option("CODE", raw.options.code, "a code, as in ST103")->type_name("");
  sub.add_flag("--manual", raw.options.manual, "all pages, as Markdown")->excludes(code);
}

void add_init(CLI::App& app, Raw& raw) {
  CLI::App& sub = add_command(app, raw, Command::init, "init",
                              "write a commented scenario from the configs found", help::init);
  add_clusters(sub, raw, folders);
  add_world(sub, raw);
  sub.add_option("-o,--out", raw.options.out_file, "the file to write; standard output without")
      ->type_name("FILE");
}

void build(CLI::App& app, Raw& raw) {
  app.name("seatrial");
  app.footer(help::top);
  app.set_version_flag("--version", fmt::format("seatrial {}", version), "the version");
  app.set_help_flag("-h,--help", "this text");
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  add_check(app, raw);
  add_run(app, raw);
  add_diff(app, raw);
  add_explain(app, raw);
  add_export(app, raw);
  add_validate(app, raw);
  add_findings(app, raw);
  add_init(app, raw);
}

/// The command in use, or the program itself.
const CLI::App& app_in_use(const CLI::App& app) {
  const auto used = app.get_subcommands();
  return used.empty() ? app : *used.front();
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands(nullptr)) names.push_back(sub->get_name());
  return names;
}

std::string full_name(const CLI::App& app, const CLI::App& used) {
  return &app == &used ? "seatrial" : "seatrial " + used.get_name();
}

Error unknown_word(const CLI::App& app, const std::string& word) {
  const CLI::App& used = app_in_use(app);
  const bool option = word.starts_with('-');
  const bool command = !option && &used == &app;
  const auto names = command ? command_names(app) : option_names(used);
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string noun = option ? "option" : command ? "command" : "argument";
  const auto near = scenario::nearest(word.substr(0, word.find('=')), known);
  const std::string hint = fmt::format("see '{} --help'", full_name(app, used));
  return {full_name(app, used), fmt::format("unknown {} '{}'", noun, word),
          near && noun != "argument" ? fmt::format("did you mean '{}'?", *near) : hint};
}

std::string lower_first(std::string text) {
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a')
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text.substr(0, text.find('\n'));
}

/// CLI11's own words, where they are good enough, behind the command that they are about.
Error to_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& used = app_in_use(app);
  const std::string name = full_name(app, used);
  const std::string hint = fmt::format("see '{} --help'", name);
  // Of an unknown command, CLI11 first says that there is none.
  const bool extra = &used == &app || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  const auto extras = app.remaining(true);
  if (extra && !extras.empty()) return unknown_word(app, extras.front());
  if (&used == &app && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr)
    return {name, "no command",
            "say check, run, diff, explain, export, validate, findings or init; " + hint};
  return {name, lower_first(error.what()), hint};
}

/// CLI11 writes "[SCENARIO(0x)]" for none or more.
std::string help_of(const CLI::App& app) {
  const CLI::App& used = app_in_use(app);
  std::string text = used.help(&used == &app ? "" : "seatrial");
  constexpr std::string_view count = "(0x)";
  const std::size_t at = text.find(count);
  return at == std::string::npos ? text : text.replace(at, count.size(), "...");
}

Result<void> read_paths(const std::vector<std::string>& texts, std::string_view option,
                        std::vector<scenario::NamedPath>& into) {
  for (const std::string& text : texts) {
    auto path = scenario::parse_named_path(text, option);
    if (!path) return path.error();
    into.push_back(std::move(*path));
  }
  return {};
}

/// Of export, `--cluster NAME` names the one to export; NAME=DIR brings it, too.
Result<void> read_clusters(Raw& raw) {
  Options& options = raw.options;
  if (options.command == Command::export_nodes) {
    if (raw.clusters.empty())
      return Error{"seatrial export", "no --cluster", "name the cluster to export"};
    const std::string& last = raw.clusters.back();
    options.cluster = last.substr(0, last.find('='));
    if (last.find('=') == std::string::npos) raw.clusters.pop_back();
  }
  return read_paths(raw.clusters, "--cluster", options.world.clusters);
}

Result<void> read_variables(Raw& raw) {
  for (const std::string& text : raw.variables) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || !scenario::is_variable_name(text.substr(0, equals)))
      return Error{"--var " + text, "this is not NAME=VALUE",
                   "write a name of letters, digits and '_', and a value"};
    raw.options.variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return {};
}

Result<void> read_seed(Raw& raw) {
  if (raw.seed.empty()) return {};
  const bool digits = raw.seed.find_first_not_of("0123456789") == std::string::npos;
  std::uint64_t seed = 0;
  const char* const end = raw.seed.data() + raw.seed.size();
  if (digits && std::from_chars(raw.seed.data(), end, seed).ec == std::errc()) {
    raw.options.seed = seed;
    return {};
  }
  return Error{"--seed " + raw.seed, "this is not a whole number from 0 to 18446744073709551615",
               "write one, as in --seed 7"};
}

Result<void> read_fidelity(Raw& raw) {
  if (raw.fidelity.empty()) return {};
  if (raw.fidelity != "message" && raw.fidelity != "bytes")
    return Error{"--fidelity " + raw.fidelity, "there is no such", "write 'message' or 'bytes'"};
  raw.options.fidelity =
      raw.fidelity == "bytes" ? scenario::Fidelity::bytes : scenario::Fidelity::message;
  if (raw.fidelity == "message" && !raw.options.pcap.empty())
    return Error{"--pcap " + raw.options.pcap, "values have no packets", "write --fidelity bytes"};
  return {};
}

/// Only one document can go to the standard output.
Result<void> check_outputs(const OutputOptions& output) {
  const std::array<std::pair<std::string_view, const std::string*>, 3> all{
      {{"--json", &output.json}, {"--junit", &output.junit}, {"--sarif", &output.sarif}}};
  std::string_view taken;
  for (const auto& [option, path] : all) {
    if (*path != "-") continue;
    if (!taken.empty())
      return Error{fmt::format("{} -", option),
                   fmt::format("the standard output is taken by {}", taken), "write one to a file"};
    taken = option;
  }
  return {};
}

Result<void> check_source(const Options& options) {
  const bool needs = options.command != Command::findings && options.command != Command::init &&
                     options.command != Command::diff;
  const bool world = !options.world.empty();
  if (needs && !options.scenarios.empty() && world)
    return Error{"seatrial", "both a scenario file and options that stand in place of one",
                 "give the one or the other"};
  if (needs && options.scenarios.empty() && !world)
    return Error{"seatrial", "no scenario",
                 "name a scenario file, or give --cluster NAME=DIR in place of one"};
  if (options.command == Command::init && options.world.clusters.empty())
    return Error{"seatrial init", "no --cluster",
                 "give --cluster NAME=DIR, the folder that qubernetes generated"};
  if ((options.bless || options.check_report) && options.scenarios.empty())
    return Error{"seatrial run", "a blessed report stands beside a scenario file",
                 "name one; 'seatrial init' makes it"};
  return check_outputs(options.output);
}

CommandLine finish(Raw raw) {
  scenario::WorldOptions& world = raw.options.world;
  const std::array<Result<void>, 8> steps{read_clusters(raw),
                                          read_paths(raw.externals, "--external", world.externals),
                                          read_paths(raw.exported, "--exported", world.exported),
                                          read_paths(raw.services, "--services", world.services),
                                          read_paths(raw.platforms, "--platform", world.platforms),
                                          read_variables(raw),
                                          read_seed(raw),
                                          read_fidelity(raw)};
  for (const Result<void>& step : steps)
    if (!step) return step.error();
  if (const auto good = check_source(raw.options); !good) return good.error();
  return raw.options;
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
  Raw raw;
  CLI::App app("Tells whether GoQuorum nodes in several Kubernetes clusters will connect.");
  build(app, raw);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Answer{help_of(app)};
  } catch (const CLI::CallForVersion&) {
    return Answer{fmt::format("seatrial {}\n", version)};
  } catch (const CLI::ParseError& error) {
    return to_error(app, error);
  }
  return finish(std::move(raw));
}

}  // namespace seatrial::cli
