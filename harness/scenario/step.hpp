// SPDX-License-Identifier: Apache-2.0
// Steps: what happens in a scenario, one action after the other, as plain data. How each is done
// lies in harness/run. Except for a wait and an expectation that has to wait, a step takes no time.
// What copies and destroys a step is compiled once (special_members.cpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/scenario/expectation.hpp"
#include "harness/scenario/fault_step.hpp"
#include "harness/scenario/values.hpp"
#include "harness/scenario/world.hpp"

namespace seatrial::scenario {

/// Applies a cluster's files, which starts its peers.
struct Deploy {
  std::vector<Text> clusters;
  bool operator==(const Deploy&) const = default;
};

/// Starts peers, in the order of selectors and names.
struct Start {
  Selectors peers;
  Maybe<Duration> every;  ///< between two of them; defaults.peer.start_every if not written
  bool operator==(const Start&) const = default;
};

/// Ends the peers' processes for good.
struct Kill {
  Selectors peers;
  bool operator==(const Kill&) const = default;
};

enum class RestartOf : std::uint8_t { process, pod };

/// Restarts processes (same address) or pods (new address, files read anew).
struct Restart {
  RestartOf what = RestartOf::process;
  Selectors peers;
  Maybe<Duration> down_for;  ///< key 'for'
  bool operator==(const Restart&) const = default;
};

/// Deletes Services and creates them again, which gives them new NodePorts.
struct RecreateService {
  Selectors services;  ///< cluster/service
  bool operator==(const RecreateService&) const = default;
};

/// Writes what `qctl ls nodes --asexternal` prints for a cluster.
struct ExportNodes {
  Text cluster;
  std::optional<Text> node_ip;  ///< the cluster's first node if not written
  Text as;                      ///< the name of the export; the cluster's name if not written
  bool operator==(const ExportNodes&) const = default;
};

/// The name of an export, a cluster or an external, or a file.
using NameOrFile = std::variant<Text, FilePath>;

/// Takes external nodes, a genesis or both into a cluster's config.
struct ImportNodes {
  Text into;
  std::optional<NameOrFile> external;  ///< an earlier export, an external, or a file
  std::optional<NameOrFile> genesis;   ///< a cluster, or a file
  bool operator==(const ImportNodes&) const = default;
};

enum class GenerateMode : std::uint8_t { create, update };

/// Runs the generator on a cluster's config.
struct Generate {
  Text cluster;
  Marked<GenerateMode> mode;  ///< create
  bool operator==(const Generate&) const = default;
};

/// Gives a cluster another folder of generated files.
struct UseConfig {
  Text cluster;
  FilePath config;
  bool operator==(const UseConfig&) const = default;
};

enum class ListFile : std::uint8_t { static_nodes, permissioned_nodes };

/// Edits a list file of some peers; either `set`, or any of `add` and `remove`.
struct Edit {
  Marked<ListFile> file;
  Selectors of;
  std::vector<ListEntry> add;
  std::vector<ListEntry> remove;
  std::optional<Text> set;  ///< the whole content, JSON or not
  Maybe<Duration> refresh;  ///< until the pod sees it; defaults.configmap_refresh if not written
  bool operator==(const Edit&) const = default;
};

/// Drops everything between two sites.
struct Cut {
  SitePair between;
  Maybe<Duration> lasts;  ///< key 'for'; until healed if not written
  bool operator==(const Cut&) const = default;
};

/// Undoes every cut, one-way drop and reject between two sites.
struct Heal {
  SitePair between;
  bool operator==(const Heal&) const = default;
};

enum class DropWhat : std::uint8_t { all, new_connections };

/// Drops what goes from one site to another.
struct OneWay {
  SitePair way;
  Marked<DropWhat> drop;  ///< all
  Maybe<Duration> lasts;  ///< key 'for'
  bool operator==(const OneWay&) const = default;
};

/// Answers with an error what goes between two sites, or from one to the other.
struct Reject {
  SitePair way;
  bool both_ways = true;  ///< written as 'between' and not as 'from' and 'to'
  Maybe<Duration> lasts;  ///< key 'for'
  bool operator==(const Reject&) const = default;
};

/// Changes the written fields of a wan.
struct ChangeWan {
  Wan wan;
  bool operator==(const ChangeWan&) const = default;
};

/// Lets virtual time pass: `time`, or until an expectation holds.
struct Wait {
  Maybe<Duration> time;
  std::optional<Expectation> until;
  Maybe<Duration> at_most;  ///< of a wait until; the run's limit if not written
  bool operator==(const Wait&) const = default;
};

enum class Method : std::uint8_t {
  admin_add_peer,
  admin_remove_peer,
  istanbul_propose,
  istanbul_discard,
  miner_start,
  miner_stop,
};

/// Whom istanbul.propose and istanbul.discard name: peers, or an address.
using Candidate = std::variant<Selector, Text>;

/// Calls a method of the consoles of some peers.
struct Call {
  Selector peer;
  Marked<Method> method;
  std::optional<ListEntry> argument;   ///< of admin.*
  std::optional<Candidate> candidate;  ///< of istanbul.*
  Marked<bool> add{true, {}};          ///< of istanbul.propose: in, else out
  bool operator==(const Call&) const = default;
};

/// Asks questions at this point of the run.
struct Expect {
  std::vector<Expectation> all;
  bool operator==(const Expect&) const = default;
};

/// `kubectl apply` of manifests.
struct Apply {
  Text cluster;
  std::vector<Manifest> manifests;
  bool operator==(const Apply&) const = default;
};

/// Pods move to another node; the processes of peers start there.
struct Reschedule {
  Selectors pods;
  Text to;
  bool operator==(const Reschedule&) const = default;
};

using Action =
    std::variant<Deploy, Start, Kill, Restart, RecreateService, ExportNodes, ImportNodes, Generate,
                 UseConfig, Edit, Cut, Heal, OneWay, Reject, ChangeWan, Wait, Call, Expect, Apply,
                 Reschedule, Pause, Resume, SetClock, Lose, Delay, Byzantine, Honest>;

/// So long after the run's start.
struct AtTime {
  Marked<Duration> since_start;
  bool operator==(const AtTime&) const = default;
};

/// When some peer of `of` has this height.
struct AtHeight {
  Marked<std::uint64_t> height;
  Selector of = every_peer();
  bool operator==(const AtHeight&) const = default;
};

/// So long after the next block that is the first of its height.
struct AfterBlock {
  Mark mark;
  Maybe<Duration> plus;
  bool operator==(const AfterBlock&) const = default;
};

/// What a step waits for before it is done.
using When = std::variant<AtTime, AtHeight, AfterBlock>;

/// One step of a scenario.
struct Step {
  Mark mark;
  std::optional<Text> name;
  std::optional<When> when;  ///< keys 'at', 'after' and 'plus'
  Action action;

  Step();
  Step(Mark at, std::optional<Text> called, std::optional<When> waits_for, Action does);
  Step(const Step& other);
  Step(Step&& other) noexcept;
  Step& operator=(const Step& other);
  Step& operator=(Step&& other) noexcept;
  ~Step();
  bool operator==(const Step&) const = default;
};

/// The word of a step's action in a file, for example "cut".
std::string_view action_word(const Action& action);

}  // namespace seatrial::scenario
