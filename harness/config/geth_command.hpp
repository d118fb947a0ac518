// SPDX-License-Identifier: Apache-2.0
// How a container calls geth: the flags, each with the line it stands in, from a shell script with
// variables or from a plain list of arguments. It also keeps what the script links and which
// genesis it initialises with. Flags are read as geth's own flag library reads them; what they
// mean for a peer is not decided here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/marked.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// One flag as it is written.
struct GethFlag {
  std::string name;                  ///< without dashes
  std::optional<std::string> value;  ///< none for a flag that stands alone
  Mark mark;                         ///< the flag
  Mark value_mark;  ///< the value; of a variable's: where the script sets it; else the flag
  bool operator==(const GethFlag&) const = default;
};

/// A link or copy that a script makes.
struct ScriptLink {
  std::string from;   ///< the existing path; its last part may hold a '*'
  MarkedText to;      ///< the new path, or the folder that it is put into
  bool copy = false;  ///< what happens to the original later does not show
  bool all = false;   ///< of a folder with all that is in it
  bool operator==(const ScriptLink&) const = default;
};

/// A file that a script writes.
struct ScriptFile {
  std::string path;
  std::string text;
  TextOrigin origin;
  bool operator==(const ScriptFile&) const = default;
};

/// What a container's command says about geth.
struct GethCommand {
  Mark mark;                            ///< the word geth; not known where the command has none
  std::vector<GethFlag> flags;          ///< in order; of a flag given twice the last one counts
  std::vector<MarkedText> arguments;    ///< words that are no flags: geth ignores what follows them
  std::optional<MarkedText> init_with;  ///< the file of `geth init FILE`
  std::vector<ScriptLink> links;        ///< ln and cp commands of the script
  std::vector<ScriptFile> files;        ///< that the script writes from here-documents
  MarkedText tessera_config;            ///< the file of Tessera's -configfile; "" where it has none
  std::vector<MarkedText> unset;        ///< variables that the script uses and nothing sets

  /// Whether geth is started (not only initialised).
  bool runs() const { return mark.known(); }
  /// The flag that counts; null pointer where it is not given.
  const GethFlag* find(std::string_view name) const;
};

/// The flags that decide who connects to whom and when blocks are made, at their values; none where
/// a flag is not given.
struct GethSettings {
  std::optional<Marked<std::uint64_t>> network_id;
  std::optional<Marked<std::uint64_t>> port;                       ///< p2p, 1 to 65535; 0 picks any
  std::optional<Marked<std::uint64_t>> block_period;               ///< seconds
  std::optional<Marked<std::uint64_t>> request_timeout;            ///< milliseconds
  std::optional<Marked<std::uint64_t>> allowed_future_block_time;  ///< seconds
  std::optional<Marked<std::uint64_t>> max_peers;
  std::optional<Marked<std::uint64_t>> raft_port;
  std::optional<Marked<std::uint64_t>> verbosity;
  std::optional<MarkedText> nat;
  std::optional<MarkedText> bootnodes;
  std::optional<MarkedText> netrestrict;
  std::optional<MarkedText> sync_mode;
  std::optional<MarkedText> data_dir;
  std::optional<MarkedText> config_file;  ///< the TOML file of --config, as the process sees it
  std::optional<MarkedText> ptm_url;      ///< of the privacy manager's Q2T server
  std::optional<MarkedText> ptm_socket;   ///< its unix socket, likewise
  std::optional<MarkedText> ptm_tls_mode;
  Marked<bool> permissioned;
  Marked<bool> no_discover;
  Marked<bool> mine;
  Marked<bool> raft;
  Marked<bool> raft_dns_enable;
};

/// Reads the command and args of a container together; `variables` are its environment.
GethCommand read_geth_command(const std::vector<const Value*>& words,
                              const std::map<std::string, std::string>& variables);

/// The path of the script that a container runs (`sh FILE`, or FILE itself); nothing where it has
/// its script in args, or runs a program.
std::optional<std::string> script_path(const std::vector<const Value*>& words);

/// Reads a script that stands in a file of its own.
GethCommand read_geth_script(const Value& script,
                             const std::map<std::string, std::string>& variables);

/// Reads the flags of one line (Geth_Startup_Params) that stand at a value.
std::vector<GethFlag> read_geth_flags(const Value& line);

/// The flags that matter, with their numbers read.
Result<GethSettings> geth_settings(const GethCommand& command, const SourceFiles& files);

}  // namespace seatrial::config
