// SPDX-License-Identifier: Apache-2.0
// Expectations: what a scenario asks of a run, as plain data. How each is answered from the
// observations lies in harness/question. An expectation holds exactly one question. What copies and
// destroys one is compiled once (special_members.cpp), and not by everyone who includes this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/scenario/values.hpp"

namespace seatrial::scenario {

enum class LinkKind : std::uint8_t { p2p, tessera, discovery };

/// The link comes up, and stays.
struct Up {
  Maybe<Duration> within;    ///< from the moment that the expectation is asked
  Maybe<Duration> hold_for;  ///< key 'for'
  bool operator==(const Up&) const = default;
};

/// The link is down, for the reason given; a field that is not written may have any value.
struct Down {
  std::optional<Text> disposition;
  std::optional<Text> code;     ///< of a finding, "ST601"
  std::optional<Text> seen_as;  ///< what the dialler logs, for example "EOF"
  Maybe<Tolerance> retry;       ///< between the starts of two dials of one peer to another
  Maybe<Duration> within;       ///< how soon it is down
  Maybe<Duration> hold_for;     ///< key 'for'
  Maybe<bool> both_ways;  ///< whether the dials of 'to' towards 'from' must end so as well: false
  bool operator==(const Down&) const = default;
};

/// Nobody can say, because a fact is in no file.
struct Unknown {
  std::optional<Text> condition;  ///< a part of the condition's text
  bool operator==(const Unknown&) const = default;
};

/// Asked of every pair of a peer of `from` and another of `to`.
struct ExpectLinks {
  Selector from;
  Selector to;
  Marked<LinkKind> kind;  ///< p2p
  std::variant<Up, Down, Unknown> state;
  std::optional<Selector> dialled_by;
  bool operator==(const ExpectLinks&) const = default;
};

/// A peer of `of` logs a text; with key 'not', none does.
struct ExpectLog {
  Selector of;
  Text contains;
  Maybe<Duration> within;
  bool absent = false;  ///< key 'not'
  bool operator==(const ExpectLog&) const = default;
};

enum class Severity : std::uint8_t { info, warning, error };

/// There are findings that have all of the written fields.
struct ExpectFinding {
  std::optional<Text> code;
  Maybe<Severity> severity;
  std::optional<Text> file;  ///< a part of its path
  Maybe<std::uint64_t> line;
  Maybe<std::uint64_t> count;  ///< exactly so many; at least one where it is not written
  bool operator==(const ExpectFinding&) const = default;
};

/// There is no finding of this severity or worse.
struct ExpectNoFindings {
  Marked<Severity> severity;
  bool operator==(const ExpectNoFindings&) const = default;
};

/// The times between the starts of successive dials from one peer to another.
struct ExpectDials {
  Selector from;
  Selector to;
  Maybe<Tolerance> gaps;
  Maybe<std::uint64_t> at_least;  ///< how many dials each pair has
  bool operator==(const ExpectDials&) const = default;
};

/// Every peer of `of` gets new blocks, counted from the moment that it is asked.
struct ExpectBlocksAdvance {
  Selector of = every_peer();
  Maybe<std::uint64_t> at_least;  ///< 1 if neither bound is written
  Maybe<std::uint64_t> at_most;
  Marked<Duration> within;
  bool operator==(const ExpectBlocksAdvance&) const = default;
};

/// No peer of `of` gets a new block for a while.
struct ExpectStalls {
  Selector of = every_peer();
  Marked<Duration> hold_for;   ///< key 'for': counted from the last new block
  Maybe<Duration> within;      ///< how soon it must have begun; at once if not written
  Maybe<std::uint64_t> round;  ///< the highest round that is asked for in that time
  bool operator==(const ExpectStalls&) const = default;
};

/// From what recovery is counted.
enum class RecoverySince : std::uint8_t { asked, last_block };

/// The next block comes in time, on every peer of `of`.
struct ExpectRecoversWithin {
  Selector of = every_peer();
  Marked<Tolerance> time;
  bool exact = false;           ///< written with '±': not earlier either
  Marked<RecoverySince> since;  ///< asked
  bool operator==(const ExpectRecoversWithin&) const = default;
};

/// Who may make the next block, as every peer of `of` knows it.
struct ExpectValidatorsAre {
  Selector of = every_peer();
  Selectors peers;
  Maybe<std::uint64_t> quorum;
  Maybe<std::uint64_t> may_fail;  ///< how many may be lost with blocks still being made
  Maybe<Duration> within;
  bool operator==(const ExpectValidatorsAre&) const = default;
};

/// No two peers of `of` have different blocks of one number.
struct ExpectChainSingle {
  Selector of = every_peer();
  bool operator==(const ExpectChainSingle&) const = default;
};

/// The height of every peer of `of`.
struct ExpectHeight {
  Selector of = every_peer();
  Maybe<std::uint64_t> at_least;
  Maybe<std::uint64_t> at_most;
  Maybe<Duration> within;
  bool operator==(const ExpectHeight&) const = default;
};

/// What a chain is to go on without: exactly one of them is written.
struct ExpectSurvives {
  std::optional<Text> cluster;
  std::optional<SitePair> line;    ///< between two clusters
  std::optional<Selectors> link;   ///< two peers
  std::optional<Selectors> peers;  ///< all of them at once
  Maybe<std::uint64_t> any;        ///< so many validators, whichever they are
  bool absent = false;             ///< key 'not': it does not
  bool operator==(const ExpectSurvives&) const = default;
};

/// No validator of `of` asks for a higher round.
struct ExpectRoundAtMost {
  Selector of = every_peer();
  Marked<std::uint64_t> round;
  Maybe<Duration> hold_for;  ///< key 'for': from the question on; else since the run began
  bool operator==(const ExpectRoundAtMost&) const = default;
};

/// Each of `of` made one of the last blocks.
struct ExpectProposerRotates {
  Selector of = every_peer();
  Maybe<std::uint64_t> blocks;  ///< as many as there are validators
  Maybe<Duration> within;
  bool operator==(const ExpectProposerRotates&) const = default;
};

/// Each of `peers`, and nobody else, made some of the last blocks.
struct ExpectSealsFrom {
  Selectors peers;
  Maybe<std::uint64_t> blocks;  ///< all since block 1
  Maybe<Duration> within;
  bool operator==(const ExpectSealsFrom&) const = default;
};

/// What must have happened at least once since the run began.
enum class RunEvent : std::uint8_t {
  block,           ///< a new head
  sealed,          ///< a block that it made got into the chain
  vote_cast,       ///< and carries a vote: its coinbase is not zero. // SPEC law 16
  round_change,    ///< a ROUND-CHANGE was sent
  new_round,       ///< a round above 0 was started
  lock,            ///< a round was left with a block that had a quorum of PREPAREs
  catch_up,        ///< rounds were skipped, to where others were already
  vote_lost,       ///< a consensus message did not get through when it was sent
  sync,            ///< a block sync was started
  sync_failed,     ///< and came to nothing
  engine_started,  ///< at the start, after a first sync, or by miner.start
  engine_stopped,  ///< by a first sync, or by miner.stop
  peer_dropped,    ///< by the block service: "stopped engine", a bad block
  link_up,
  link_lost,
  reorganised,
  message_lost,     ///< by a step lose or byzantine
  message_delayed,  ///< by a step delay or byzantine
  message_altered,  ///< by a step byzantine
  paused,
};

struct ExpectSometimes {
  Marked<RunEvent> event;
  Selector of = every_peer();
  bool each = false;              ///< the bounds are for each of `of`, and not for all together
  Maybe<std::uint64_t> at_least;  ///< 1 if neither bound is written
  Maybe<std::uint64_t> at_most;
  bool operator==(const ExpectSometimes&) const = default;
};

/// A host and a port of it that somebody sends to.
struct ReachAddress {
  Text written;            ///< "1.2.3.4:32041", "quorum-node1:30303", "http://rpc.example.com/rpc"
  std::string host;        ///< an address or a name, which `from` resolves
  std::uint16_t port = 0;  ///< of a URL that names none: 80, of https 443
  bool http = false;       ///< a URL: what answers must speak HTTP
  std::string path;        ///< of a URL, "/rpc"; "" where it has none
  bool operator==(const ReachAddress&) const = default;
};

enum class ReachProtocol : std::uint8_t { tcp, udp };

/// A packet that opens a flow gets from each of `from` to `to`, as things stand.
struct ExpectReaches {
  Selector from;  ///< peers, or hosts and pods without GoQuorum: "office/app"
  /// Peers: each as it would be written into a list of `from`. Hosts without GoQuorum: by their
  /// address.
  std::variant<Selector, ReachAddress> to;
  /// Of a peer: the port of its pod (30303 if not written), which its Service may show as another.
  Maybe<std::uint16_t> port;
  Marked<ReachProtocol> protocol;  ///< tcp
  std::optional<Text> blocked;     ///< key 'not': it does not get there, for this cause
  std::optional<Unknown> unknown;  ///< nobody can say
  bool operator==(const ExpectReaches&) const = default;
};

struct Expectation;

/// At least one of several expectations holds.
struct ExpectOneOf {
  std::vector<Expectation> any;
  bool operator==(const ExpectOneOf& other) const;
};

/// One question of a scenario.
struct Expectation {
  using Question = std::variant<ExpectLinks, ExpectLog, ExpectFinding, ExpectNoFindings,
                                ExpectDials, ExpectOneOf, ExpectBlocksAdvance, ExpectStalls,
                                ExpectRecoversWithin, ExpectValidatorsAre, ExpectChainSingle,
                                ExpectHeight, ExpectSometimes, ExpectReaches, ExpectSurvives,
                                ExpectRoundAtMost, ExpectProposerRotates, ExpectSealsFrom>;

  Mark mark;
  std::optional<Text> name;
  Question question;
  std::optional<Text> because;  ///< the author's reason: printed beside the verdict, not checked

  Expectation();
  Expectation(const Expectation& other);
  Expectation(Expectation&& other) noexcept;
  Expectation& operator=(const Expectation& other);
  Expectation& operator=(Expectation&& other) noexcept;
  ~Expectation();
  bool operator==(const Expectation&) const = default;
};

}  // namespace seatrial::scenario
