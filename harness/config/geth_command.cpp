// SPDX-License-Identifier: Apache-2.0
#include "harness/config/geth_command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/config/shell_words.hpp"
#include "sim/core/whole_number.hpp"

namespace seatrial::config {

namespace {

// Flags that stand alone: Go's flag library gives them a value by '=' only.
bool is_switch(std::string_view name) {
  constexpr std::string_view names[] = {"permissioned",
                                        "nodiscover",
                                        "mine",
                                        "raft",
                                        "raftdnsenable",
                                        "emitcheckpoints",
                                        "rpc",
                                        "ws",
                                        "http",
                                        "graphql",
                                        "allow-insecure-unlock",
                                        "v5disc",
                                        "ipcdisable",
                                        "metrics",
                                        "metrics.expensive",
                                        "pprof",
                                        "testnet",
                                        "rinkeby",
                                        "goerli",
                                        "nousb",
                                        "debug",
                                        "fakepow",
                                        "exitwhensynced",
                                        "miner.noverify",
                                        "dev",
                                        "vmdebug",
                                        "plugins.skipverify",
                                        "plugins.localverify",
                                        "multitenancy",
                                        "snapshot",
                                        "revertreason",
                                        "privacymarker.enable",
                                        "rpc.allow-unprotected-txs",
                                        "nocompaction",
                                        "lightkdf",
                                        "txpool.nolocals"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

struct Word {
  std::string text;
  Mark mark;
};

// What remains after the first word that is no flag belongs to a subcommand, or to nobody.
void read_flags(const std::vector<Word>& words, std::vector<GethFlag>& flags,
                std::vector<MarkedText>& rest) {
  std::size_t i = 0;
  for (; i < words.size() && words[i].text.starts_with('-'); ++i) {
    const std::string_view text = words[i].text;
    std::string_view name = text.substr(text.starts_with("--") ? 2 : 1);
    if (name.empty()) continue;
    GethFlag flag{std::string(name), std::nullopt, words[i].mark, words[i].mark};
    const std::size_t equals = name.find('=');
    if (equals != std::string_view::npos) {
      flag.name = std::string(name.substr(0, equals));
      flag.value = std::string(name.substr(equals + 1));
    } else if (!is_switch(name) && i + 1 < words.size()) {
      flag.value = words[++i].text;
      flag.value_mark = words[i].mark;
    }
    flags.push_back(std::move(flag));
  }
  for (; i < words.size(); ++i) rest.push_back({words[i].text, words[i].mark});
}

void add_geth(const std::vector<Word>& words, GethCommand& command) {
  std::vector<GethFlag> flags;
  std::vector<MarkedText> rest;
  read_flags({words.begin() + 1, words.end()}, flags, rest);
  const std::string verb = rest.empty() ? "" : rest.front().value;
  if (verb == "init") {
    if (rest.size() > 1) command.init_with = rest.back();
    return;
  }
  for (std::string_view other : {"attach", "account", "version", "js", "console", "dumpconfig"}) {
    if (verb == other) return;
  }
  if (command.runs()) return;  // one process a container
  command.mark = words.front().mark;
  command.flags = std::move(flags);
  command.arguments = std::move(rest);
}

void add_link(const std::vector<Word>& words, bool copy, GethCommand& command) {
  std::vector<const Word*> paths;
  bool all = !copy;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words[i].text.starts_with('-')) paths.push_back(&words[i]);
    if (words[i].text.starts_with('-')) {
      all = all || words[i].text.find_first_of("rRa") != std::string::npos;
    }
  }
  for (std::size_t i = 0; i + 1 < paths.size(); ++i) {
    const Word& to = *paths.back();
    command.links.push_back({paths[i]->text, {to.text, to.mark}, copy, all});
  }
}

// "tessera -configfile FILE", or java with its jar: the flag's name is Tessera's alone.
void add_tessera(const std::vector<Word>& words, GethCommand& command) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (words[i].text != "-configfile" && words[i].text != "--configfile") continue;
    command.tessera_config = {words[i + 1].text, words[i + 1].mark};
  }
}

void add_command(const std::vector<Word>& words, GethCommand& command) {
  if (words.empty()) return;
  const std::string_view program = base_name(words.front().text);
  if (program == "geth") return add_geth(words, command);
  if (program == "ln") return add_link(words, false, command);
  if (program == "cp" || program == "mv") return add_link(words, true, command);
  add_tessera(words, command);
}

bool is_shell(std::string_view program) {
  return program == "sh" || program == "bash" || program == "ash" || program == "dash";
}

void read_shell(const Value& script, const std::map<std::string, std::string>& variables,
                GethCommand& command) {
  const ContainerText text = container_text(script.text(), variables);
  const auto mark_at = [&](std::size_t offset) { return script.mark_at(text.written_at(offset)); };
  ShellScript read = read_script(text.text, variables);
  for (ShellCommand& line : read.commands) {
    std::vector<Word> words;
    for (ShellWord& word : line) words.push_back({std::move(word.text), mark_at(word.offset)});
    add_command(words, command);
  }
  for (ShellFile& file : read.files) {
    TextOrigin origin = script.origin();
    origin.first = mark_at(file.offset);
    command.files.push_back({std::move(file.path), std::move(file.text), origin});
  }
  for (const ShellWord& name : read.unset) {
    command.unset.push_back({name.text, mark_at(name.offset)});
  }
}

// The script behind "sh -c"; null pointer where the words are no shell.
const Value* find_script(const std::vector<const Value*>& words) {
  if (words.empty() || !is_shell(base_name(words.front()->text()))) return nullptr;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    const std::string_view flag = words[i]->text();
    if (flag.starts_with('-') && flag.find('c') != std::string_view::npos) return words[i + 1];
  }
  return nullptr;
}

}  // namespace

const GethFlag* GethCommand::find(std::string_view name) const {
  const auto found = std::find_if(flags.rbegin(), flags.rend(),
                                  [&](const GethFlag& flag) { return flag.name == name; });
  return found == flags.rend() ? nullptr : &*found;
}

std::optional<std::string> script_path(const std::vector<const Value*>& words) {
  if (words.empty() || find_script(words) != nullptr) return std::nullopt;
  const bool shell = is_shell(base_name(words.front()->text()));
  for (std::size_t i = shell ? 1 : 0; i < words.size(); ++i) {
    const std::string_view text = words[i]->text();
    if (shell && text.starts_with('-')) continue;
    const bool script = text.starts_with('/') && (shell || text.ends_with(".sh"));
    return script ? std::optional(std::string(text)) : std::nullopt;
  }
  return std::nullopt;
}

GethCommand read_geth_script(const Value& script,
                             const std::map<std::string, std::string>& variables) {
  GethCommand command;
  read_shell(script, variables, command);
  return command;
}

GethCommand read_geth_command(const std::vector<const Value*>& words,
                              const std::map<std::string, std::string>& variables) {
  GethCommand command;
  if (const Value* script = find_script(words)) {
    read_shell(*script, variables, command);
    return command;
  }
  std::vector<Word> plain;
  for (const Value* word : words) {
    plain.push_back({container_text(word->text(), variables).text, word->mark()});
  }
  // The image of GoQuorum starts geth by itself when only arguments are given.
  const bool only_flags = !plain.empty() && plain.front().text.starts_with("--");
  if (only_flags) plain.insert(plain.begin(), {"geth", plain.front().mark});
  add_command(plain, command);
  return command;
}

std::vector<GethFlag> read_geth_flags(const Value& line) {
  std::vector<Word> words;
  for (ShellCommand& command : read_script(line.text(), {}).commands) {
    for (ShellWord& word : command) {
      words.push_back({std::move(word.text), line.mark_at(word.offset)});
    }
  }
  std::vector<GethFlag> flags;
  std::vector<MarkedText> rest;
  read_flags(words, flags, rest);
  return flags;
}

namespace {

struct NumberFlag {
  std::string_view name;
  std::uint64_t max;
  std::optional<Marked<std::uint64_t>> GethSettings::*field;
};

constexpr NumberFlag number_flags[] = {
    {"networkid", UINT64_MAX, &GethSettings::network_id},
    {"port", 65535, &GethSettings::port},
    {"istanbul.blockperiod", UINT32_MAX, &GethSettings::block_period},
    {"istanbul.requesttimeout", UINT32_MAX, &GethSettings::request_timeout},
    {"allowedfutureblocktime", UINT32_MAX, &GethSettings::allowed_future_block_time},
    {"maxpeers", INT32_MAX, &GethSettings::max_peers},
    {"raftport", 65535, &GethSettings::raft_port},
    {"verbosity", INT32_MAX, &GethSettings::verbosity},
};

struct TextFlag {
  std::string_view name;
  std::optional<MarkedText> GethSettings::*field;
};

constexpr TextFlag text_flags[] = {
    {"nat", &GethSettings::nat},
    {"bootnodes", &GethSettings::bootnodes},
    {"netrestrict", &GethSettings::netrestrict},
    {"syncmode", &GethSettings::sync_mode},
    {"datadir", &GethSettings::data_dir},
    {"config", &GethSettings::config_file},
    {"ptm.url", &GethSettings::ptm_url},
    {"ptm.socket", &GethSettings::ptm_socket},
    {"ptm.tls.mode", &GethSettings::ptm_tls_mode},
};

struct SwitchFlag {
  std::string_view name;
  Marked<bool> GethSettings::*field;
};

constexpr SwitchFlag switch_flags[] = {
    {"permissioned", &GethSettings::permissioned},
    {"nodiscover", &GethSettings::no_discover},
    {"mine", &GethSettings::mine},
    {"raft", &GethSettings::raft},
    {"raftdnsenable", &GethSettings::raft_dns_enable},
};

Error wrong_flag(const GethFlag& flag, const SourceFiles& files, std::string remedy) {
  if (!flag.value) {
    return {files.to_string(flag.value_mark), fmt::format("--{} has no value", flag.name),
            std::move(remedy)};
  }
  return {files.to_string(flag.value_mark),
          fmt::format("--{} '{}' is not understood", flag.name, flag.value->substr(0, 40)),
          std::move(remedy)};
}

Result<std::uint64_t> read_number(const GethFlag& flag, std::uint64_t max,
                                  const SourceFiles& files) {
  const auto number = whole_number<std::uint64_t>(flag.value.value_or(""));
  if (number && *number <= max) return *number;
  return wrong_flag(flag, files, fmt::format("write a whole number from 0 to {}", max));
}

Result<bool> read_switch(const GethFlag& flag, const SourceFiles& files) {
  const std::string text = flag.value.value_or("true");
  for (std::string_view word : {"true", "1", "t", "T", "TRUE", "True"}) {
    if (text == word) return true;
  }
  for (std::string_view word : {"false", "0", "f", "F", "FALSE", "False"}) {
    if (text == word) return false;
  }
  return wrong_flag(flag, files, fmt::format("write --{} alone, or true or false", flag.name));
}

}  // namespace

Result<GethSettings> geth_settings(const GethCommand& command, const SourceFiles& files) {
  GethSettings settings;
  for (const NumberFlag& known : number_flags) {
    const GethFlag* flag = command.find(known.name);
    if (flag == nullptr) continue;
    const auto number = read_number(*flag, known.max, files);
    if (!number) return number.error();
    settings.*known.field = {*number, flag->value_mark};
  }
  for (const TextFlag& known : text_flags) {
    const GethFlag* flag = command.find(known.name);
    if (flag != nullptr) settings.*known.field = {flag->value.value_or(""), flag->value_mark};
  }
  for (const SwitchFlag& known : switch_flags) {
    const GethFlag* flag = command.find(known.name);
    if (flag == nullptr) continue;
    const auto on = read_switch(*flag, files);
    if (!on) return on.error();
    settings.*known.field = {*on, flag->value_mark};
  }
  return settings;
}

}  // namespace seatrial::config
