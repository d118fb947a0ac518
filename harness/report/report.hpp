// SPDX-License-Identifier: Apache-2.0
// Report: what a check or a run of one scenario (or one case of it) came to. Plain data: the runner
// fills it, the writers (text, json, junit) print it, and neither knows the other. Names of peers
// read "cluster/peer". Findings are grouped already (see group()); links are in the runner's order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "harness/finding/finding.hpp"
#include "sim/core/error.hpp"
#include "sim/core/instant.hpp"
#include "sim/core/mark.hpp"

namespace seatrial {
namespace report {

/// What a report or an expectation came to.
enum class Verdict : std::uint8_t {
  pass,
  fail,
  inconclusive,  ///< it depends on something that no file says
  limit,         ///< a limit of virtual time or events was reached first
};

/// Which reading of the model a report tells of.
enum class Mode : std::uint8_t {
  check,  ///< every link walked once, without time
  run,    ///< in virtual time
};

enum class LinkKind : std::uint8_t { p2p, discovery, tessera };

enum class LinkStatus : std::uint8_t {
  up,
  down,
  unknown,  ///< up or down by a condition that no file settles
};

std::string_view to_string(Verdict verdict);
std::string_view to_string(Mode mode);
std::string_view to_string(LinkKind kind);
std::string_view to_string(LinkStatus status);

/// One expectation of the scenario and how it went.
struct Expectation {
  std::string name;  ///< "links b/* -> a/* down"
  Mark where;
  Verdict verdict = Verdict::pass;
  std::vector<std::string> evidence;  ///< one line each: "because …", "first lost: …"
  bool operator==(const Expectation&) const = default;
};

/// One direction of a pair of peers: what became of the dials of `from` to `to`.
struct Link {
  std::string from;  ///< "a/quorum-node1"
  std::string to;
  LinkKind kind = LinkKind::p2p;
  LinkStatus status = LinkStatus::unknown;
  std::string disposition;        ///< "port_closed", "permission_denied"; empty when up
  std::string code;               ///< the finding that explains it, "ST601"; may be empty
  std::string condition;          ///< of an unknown link: "up if 1.2.3.4:32044 is still …"
  std::string seen_as;            ///< what the dialler sees: "EOF", "refused", "timeout"
  std::string dialled_by;         ///< the peer whose dial made the link; empty when down
  std::vector<std::string> hops;  ///< the walk, one line each
  std::optional<Duration> connected_after;  ///< since the peers were started
  /// How many it stands for: links of a large world that came to the same are one row, from "a/*"
  /// to "b/*", but for the first few that are not up.
  std::size_t links = 1;
  bool operator==(const Link&) const = default;
};

/// A step of the timeline as it was carried out.
struct Step {
  std::string name;
  Instant at;
  std::string note;  ///< what it did: "permissioned-nodes.json of a/a1: 2 added"; may be empty
  bool operator==(const Step&) const = default;
};

/// When blocks would come again, as the timers alone foretell it once enough validators are linked.
struct Forecast {
  Instant linked;           ///< since when a quorum was linked again
  Instant at;               ///< when the first block can come
  std::uint64_t round = 0;  ///< whose timer's end brings it
  bool operator==(const Forecast&) const = default;
};

/// A time in which a chain got no block though it should have.
struct Stall {
  Instant from;                        ///< the last block's import
  std::optional<Instant> to;           ///< the next one's; none: it lasted to the end of the run
  std::uint64_t height = 0;            ///< of the last block
  std::uint64_t round = 0;             ///< the highest that was asked for
  std::string cause;                   ///< "3 of 5 validators could reach one another; quorum is 4"
  std::vector<std::string> missing{};  ///< validators that the others had to do without
  std::string first_lost{};            ///< which message did not get through first, and where
  std::optional<Forecast> forecast{};  ///< none while no quorum is linked
  std::string outlook{};               ///< the forecast beside what was observed, in words
  std::string quick_fix{};             ///< what a restart would have saved; may be empty
  std::optional<Duration> saved{};     ///< by the quick fix; none where it saves nothing
  bool operator==(const Stall&) const = default;
};

/// What becomes of a chain without the parts of one kind, each tried alone.
struct Losses {
  std::string kind;          ///< "cluster", "line", "link", "validator", "pair", "partition"
  std::size_t tried = 0;     ///< all there are
  std::size_t stopping = 0;  ///< how many of them stop the chain
  std::size_t freezing = 0;  ///< how many stop it as soon as a round must change
  std::vector<std::string> stops{};    ///< the names of the former; the first 64 of many
  std::vector<std::string> freezes{};  ///< the names of the latter; the first 64 of many
  bool operator==(const Losses&) const = default;
};

/// A stretch of a run in which a chain went on, or stood.
struct Phase {
  Instant from;
  Instant to;
  std::uint64_t first = 0;  ///< height at its beginning
  std::uint64_t last = 0;   ///< and at its end
  std::uint64_t round = 0;  ///< the highest that was asked for
  bool operator==(const Phase&) const = default;
};

/// How high a peer's chain is.
struct Height {
  std::string peer;
  std::uint64_t height = 0;
  bool operator==(const Height&) const = default;
};

/// One chain: who makes its blocks, and how that went.
struct Consensus {
  std::string genesis_hash;
  std::string protocol = "istanbul";
  std::vector<std::string> validators;  ///< "a/quorum-node1", or an address that no peer has
  std::size_t faulty = 0;               ///< F
  std::size_t quorum = 0;
  std::string formula;                     ///< "ceil(2N/3), genesis.json:24:5"
  std::vector<std::string> halts_without;  ///< clusters whose loss alone stops the chain
  std::vector<Losses> losses{};            ///< computed, each kind once
  std::string mesh{};  ///< what the links as they are forbid; empty where all validators are linked
  std::vector<std::string> advice{};  ///< links between validators that a round change would need
  std::vector<Phase> phases{};        ///< height and round over time; none without a run
  std::vector<Height> heights;        ///< at the end of the run; in the order of the world
  std::vector<Stall> stalls;          ///< in the order of time
  std::string verdict;                ///< one paragraph for a reader
  bool operator==(const Consensus&) const = default;
};

/// A finding that somebody knows of and accepts, and why.
struct Accepted {
  Finding finding;
  std::string reason;  ///< may be empty
  bool operator==(const Accepted&) const = default;
};

/// The outcome of one scenario or case.
struct Report {
  std::string scenario;   ///< the path as the user wrote it; empty when built in code
  std::string title;      ///< may be empty
  std::string case_name;  ///< empty unless the scenario has cases
  Mode mode = Mode::run;
  std::uint64_t seed = 1;
  std::string fidelity = "message";     ///< "message" or "bytes"
  std::optional<std::uint64_t> digest;  ///< of the run; none for a check
  Verdict verdict = Verdict::pass;
  Duration virtual_time;
  std::vector<Expectation> expectations;
  std::vector<Link> links;
  Findings findings;
  std::vector<Accepted> accepted;        ///< by a baseline: no longer among the findings
  std::string baseline;                  ///< the file that accepts them; empty without one
  std::vector<Consensus> consensus;      ///< one for each genesis; that of most peers first
  std::vector<std::string> assumptions;  ///< "assumed: linux with linear SYN time-outs"
  std::vector<std::string> ask;          ///< "ask company b: is 32044 still …"
  std::vector<Step> steps;
  std::optional<Error> input_error;  ///< the input was wrong and nothing was read or run
  std::vector<Error> errors;  ///< of files that could not be read; the report tells of the rest
  bool operator==(const Report&) const = default;
};

/// The report of an input that could not be read: exit code 2 and its one error.
Report broken_input(const std::string& scenario, Mode mode, const Error& error);

/// Whether this is an error that explains no link: it fails a check on its own.
bool is_lint_error(const Finding& finding);

/// The pairs that have a link up, to ask of many links; it points into the links.
class UpPairs {
 public:
  explicit UpPairs(const std::vector<Link>& links);
  /// Whether the pair of this link is up: the link itself, or (p2p only) its other direction.
  /// SPEC law 3: one direction is enough, whoever can dial makes the link. A row of many links
  /// speaks for itself.
  bool contains(const Link& link) const;

 private:
  using Key = std::tuple<LinkKind, std::string_view, std::string_view>;
  std::vector<Key> up_;  ///< sorted
};

/// The links that only accepted findings explain, to ask of many links; it points into the report.
class AcceptedLinks {
 public:
  explicit AcceptedLinks(const Report& report);
  /// Whether no other finding explains this link. Of a p2p pair, the direction that has no finding,
  /// as nobody dials that way, goes with the other.
  bool contains(const Link& link) const;

 private:
  using Key = std::tuple<LinkKind, std::string_view, std::string_view>;
  std::set<std::string_view> codes_;  ///< of accepted findings and of no others
  std::set<Key> directions_;
};

/// The verdict that expectations, links and findings amount to. A run is judged by its expectations
/// alone; a check also by p2p pairs that cannot link, and by errors that no link tells of. A link
/// is no fault whose code only accepted findings have. Files that could not be read fail both,
/// whatever the others say. A verdict of `limit` stays.
Verdict conclude(const Report& report);

}  // namespace report

using report::Report;
using report::Verdict;

}  // namespace seatrial
