// SPDX-License-Identifier: Apache-2.0
// Machine: discovery v4 of one process without I/O: endpoint proofs, the table with its refreshes
// and checks, lookups, records, and the search for dial candidates. Datagrams go in, effects come
// out, and time is what the owner says it is. Whatever a remote sends is answered, ignored or
// dropped, and no more; memory grows with the nodes known and the questions open. The database of
// nodes of earlier runs is not modelled: a process starts with its bootnodes.
#pragma once

#include <map>

#include "sim/core/rng.hpp"
#include "sim/proto/discv4/lookup.hpp"
#include "sim/proto/discv4/outbox.hpp"

namespace seatrial::discv4 {

inline constexpr Duration reply_timeout = milliseconds(500);  ///< SPEC goquorum 0
inline constexpr Duration bond_lifetime = minutes(24 * 60);   ///< SPEC goquorum 0
inline constexpr Duration refresh_interval = minutes(30);     ///< SPEC goquorum 0
inline constexpr Duration most_between_checks = seconds(10);  ///< SPEC goquorum 0
inline constexpr std::uint32_t most_failures = 5;             ///< SPEC goquorum 5.6

/// What a process is started with.
struct MachineConfig {
  wire::KeyPair key;
  Address endpoint;       ///< what it advertises: of --nat extip, else 127.0.0.1, and its port
  std::uint16_t tcp = 0;  ///< where it listens for links; advertised as it is
  std::vector<Node> bootnodes;
  /// Seconds since 1970 at the start of the run, as the process' clock has it.
  std::uint64_t clock = 0;
  /// v21.4 on: with an empty table a lookup waits a second; before, it spins. // SPEC law 18
  bool slows_down = false;
};

/// Discovery of one process.
class Machine {
 public:
  Machine(MachineConfig config, Rng rng);

  /// The socket is open: the first refresh begins.
  void start(Instant now, Outbox& out);
  /// A datagram came.
  void on_datagram(Instant now, const Address& from, wire::ByteSpan bytes, Outbox& out);
  /// Does what is due; nothing when early.
  void on_deadline(Instant now, Outbox& out);
  std::optional<Instant> deadline() const;

  /// Asks for so many candidates out of an endless row of random lookups, where a node counts each
  /// time that a lookup meets it; Found is the answer, and never comes while nobody is known.
  void want(Instant now, std::size_t count, Outbox& out);
  /// Asks where a node is that could not be dialled; Resolved is the answer.
  void resolve(Instant now, const Node& node, Outbox& out);

  const Table& table() const { return table_; }
  /// Whether the remote has proved, at this address, that it gets what it is sent.
  bool bonded(Instant now, const wire::NodeId& id, const wire::Bytes& ip) const;

 private:
  /// Whose question it is.
  enum class Purpose : std::uint8_t { refresh, candidates, resolve, check, ping_back };
  enum class Stage : std::uint8_t {
    proving,  ///< our PING waits for its PONG
    pausing,  ///< the remote gets time to ping back
    asking    ///< FINDNODE or ENRREQUEST waits for its answer
  };
  enum class Goal : std::uint8_t { pong, neighbors, record };
  /// Of resolve() there may be several at a time.
  using Job = std::uint32_t;
  /// One question to one node, with the endpoint proof that it may need.
  struct Question {
    Purpose purpose = Purpose::check;
    Job job = 0;
    Goal goal = Goal::pong;
    Stage stage = Stage::proving;
    Node node;
    Instant until;
    Hash32 token;  ///< of our PING or ENRREQUEST
    wire::PublicKey target;
    std::vector<Node> nodes;   ///< that were told and may be believed
    std::size_t received = 0;  ///< that were told
    std::uint32_t failures_before = 0;
    std::uint64_t seq = 0;  ///< of the remote's record, by its PONG
  };
  /// A resolve() under way.
  struct Search {
    Node asked;  ///< what it was called with
    enum class Stage : std::uint8_t { direct, table, found } stage = Stage::direct;
    std::optional<Lookup> lookup;
  };
  /// What is known of a node at one address.
  struct Acquaintance {
    std::optional<Instant> ping;  ///< when its last PING came
    std::optional<Instant> pong;  ///< when its last PONG came
    std::uint32_t failures = 0;   ///< of FINDNODE, in a row
  };

  // packets (machine_packets.cpp)
  std::uint64_t expiration(Instant now) const;
  bool expired(Instant now, const Packet& packet) const;
  Bytes send(const Address& to, const Packet& packet, Outbox& out) const;
  Hash32 send_ping(Instant now, const Address& to, Outbox& out) const;
  void on_ping(Instant now, const Address& from, const Received& got, const Ping& ping,
               Outbox& out);
  void on_pong(Instant now, const Address& from, const Received& got, const Pong& pong,
               Outbox& out);
  void on_find_node(Instant now, const Address& from, const Received& got, const FindNode& asked,
                    Outbox& out);
  void on_neighbors(Instant now, const Address& from, const Received& got, const Neighbors& told,
                    Outbox& out);
  void on_record_request(Instant now, const Address& from, const Received& got, Outbox& out);
  void on_record(Instant now, const Address& from, const Received& got, const EnrResponse& told,
                 Outbox& out);
  Acquaintance& known(const wire::NodeId& id, const wire::Bytes& ip);

  // questions (machine_questions.cpp)
  void ask(Instant now, Question question, Outbox& out);
  void ask_now(Instant now, Question& question, Outbox& out);
  bool needs_proof(Instant now, const Node& node) const;
  void time_out(Instant now, std::size_t index, Outbox& out);
  void end(Instant now, std::size_t index, bool answered, Outbox& out);
  void end_neighbors(Instant now, const Question& question, Outbox& out);
  void end_check(Instant now, const Question& question, bool answered, Outbox& out);
  void end_record(Instant now, const Question& question, bool answered, Outbox& out);
  void count_answer(const Question& question, Outbox& out);

  // what goes on by itself (machine.cpp)
  Lookup* lookup_of(Purpose purpose, Job job);
  void begin_refresh(Instant now, Outbox& out);
  void advance(Instant now, Purpose purpose, Job job, Outbox& out);
  void over(Instant now, Purpose purpose, Job job, Outbox& out);
  void next_refresh_lookup(Instant now, Outbox& out);
  void next_candidates(Instant now, Outbox& out);
  bool fill_buffer(Instant now, Outbox& out);
  void take_candidate(Node node, Outbox& out);
  void stand_still(Instant now, Outbox& out);
  void wake(Instant now, Outbox& out);
  void search_table(Instant now, Job job, Outbox& out);
  void search_network(Instant now, Job job, Outbox& out);
  void end_search(Job job, const Node& node, Outbox& out);
  void check_one(Instant now, Outbox& out);
  void plan_check(Instant now);
  Lookup begin_lookup(const wire::PublicKey& target);
  wire::PublicKey random_target();

  MachineConfig config_;
  Rng rng_;
  wire::NodeId self_;
  Table table_;
  Bytes record_;
  std::map<std::pair<wire::NodeId, wire::Bytes>, Acquaintance> known_;
  std::vector<Question> questions_;
  std::optional<Lookup> refresh_;
  int refresh_lookups_ = 0;  ///< of the refresh under way, still to come
  bool refreshed_ = false;   ///< the first refresh is over
  std::optional<Lookup> candidates_;
  std::vector<Node> buffer_;  ///< met by that lookup, and not taken yet
  std::size_t wanted_ = 0;
  std::vector<Node> found_;
  bool standing_ = false;  ///< the table is empty, and candidates are wanted
  std::map<Job, Search> searches_;
  Job next_job_ = 0;
  std::optional<Instant> refresh_at_;
  std::optional<Instant> check_at_;
  std::optional<Instant> retry_at_;
};

}  // namespace seatrial::discv4
