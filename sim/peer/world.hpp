// SPDX-License-Identifier: Apache-2.0
// World: clusters, peers and the network between them, in one virtual time. It is what a scenario
// resolves to and what an embedder builds: add clusters, machines, Services and peers; start
// processes; alter lists, lines and Services; run; look at the log. It owns everything and has no
// global state, so worlds live side by side. It reads no files and judges nothing: questions and
// findings do.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/core/arena.hpp"
#include "sim/core/engine.hpp"
#include "sim/kube/cluster.hpp"
#include "sim/net/network.hpp"
#include "sim/net/tcp.hpp"
#include "sim/peer/fidelity.hpp"
#include "sim/peer/identities.hpp"
#include "sim/peer/link_cause.hpp"
#include "sim/peer/message_store.hpp"
#include "sim/peer/misbehaviour.hpp"
#include "sim/peer/observation.hpp"
#include "sim/peer/peer_spec.hpp"
#include "sim/proto/eth/service.hpp"
#include "sim/proto/p2p/server.hpp"

namespace seatrial {

class ByteWire;

/// Where a static entry of a running process leads.
struct DialTarget {
  wire::Enode enode;
  std::optional<net::Ipv4> frozen;  ///< an address literal, or a name looked up once at start
  Mark mark;
};

/// What the kernel has for a process: an upcall of TCP, and whose connection it is about.
struct Upcall {
  p2p::ConnId conn{};
  net::TcpUpcall tcp;
};

/// A GoQuorum process with its spec.
struct GoQuorumPeer {
  PeerSpec spec;
  p2p::NodeRef self{};
  chain::AddressRef account = chain::AddressRef::none;  ///< of the node key: what validators are
  std::unique_ptr<chain::Blockchain> disk;  ///< the volume, once a genesis was written to it
  std::unique_ptr<eth::Service> service;    ///< while the process runs, if it runs IBFT
  Instant service_armed = Instant::never();
  std::optional<std::optional<TesseraSpec>> next_tessera;  ///< what the next pod will mount
  std::unique_ptr<p2p::Server> server;                     ///< while the process runs
  std::vector<DialTarget> targets;   ///< what the static list meant when the process started
  std::vector<p2p::ConnId> dials;    ///< the connection of each dial, by DialId
  Instant armed = Instant::never();  ///< when its next deadline event comes
  bool paused = false;               ///< SIGSTOP: it runs, and does nothing
  std::vector<Upcall> held;          ///< what its kernel took in while it is paused
  std::uint32_t pauses = 0;          ///< how many were asked for: the end of one ends no later one
  Duration clock_ahead;              ///< of its machine's clock; negative: behind
  std::optional<Misbehaviour> misbehaviour;  ///< a Byzantine validator's, process after process
  std::uint32_t misbehaviours = 0;           ///< how many it was given

  bool running() const { return server != nullptr; }
};

/// A fault or a change that happens by itself at an instant of a run.
struct Action {
  enum class Kind : std::uint8_t {
    start,
    set_permissioned,
    set_gate,
    open_gate,
    set_wan,
    resume,
    behave
  };
  Kind kind = Kind::start;
  PeerId peer = PeerId::none;
  PeerList list;
  net::WanId wan = net::WanId::none;
  int direction = 0;
  net::WanGate gate = net::WanGate::open;
  net::WanSpec wan_spec;
  Mark why;
  std::uint32_t ends = 0;  ///< open_gate, resume, behave: the number of the fault that is over then
};

/// A gate of a line that was opened or closed.
struct LineChange {
  Instant at;
  net::WanId wan = net::WanId::none;
  int direction = 0;
  net::WanGate gate = net::WanGate::open;
};

/// A message of the consensus that did not get through when it was sent: TCP sends it again, and it
/// is lost if the link dies before that succeeds. // SPEC goquorum 7.9 (no retransmission)
struct LateVote {
  Instant at;
  PeerId from = PeerId::none;
  PeerId to = PeerId::none;
  istanbul::Message message;
  net::Disposition disposition = net::Disposition::lost;
};

/// A message that a fault holds back, and the connection that it was written to: it is lost with
/// it.
struct HeldBack {
  eth::Send effect;
  p2p::ConnId conn{};
};

/// The two addresses of a connection as one end sees them.
struct ConnAddresses {
  net::Endpoint local;
  net::Endpoint remote;
};

class ConsensusBytes;

/// Clusters, peers and the network between them.
class World {
 public:
  explicit World(std::uint64_t seed = 1);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // --- building ---------------------------------------------------------------------------------

  ClusterId add_cluster(kube::ClusterSpec spec);
  /// Joins the networks of two clusters by a line.
  net::WanId join(ClusterId a, ClusterId b, const net::WanSpec& spec);
  /// Adds a peer whose pod exists already (kube::Cluster::add_pod). It does not run yet.
  PeerId add_peer(PeerSpec spec);

  kube::Cluster& cluster(ClusterId id) { return *clusters_[static_cast<std::size_t>(id)]; }
  const kube::Cluster& cluster(ClusterId id) const {
    return *clusters_[static_cast<std::size_t>(id)];
  }
  std::size_t cluster_count() const { return clusters_.size(); }
  const GoQuorumPeer& peer(PeerId id) const { return *peers_[static_cast<std::size_t>(id)]; }
  std::size_t peer_count() const { return peers_.size(); }
  /// "a/quorum-node1".
  std::string name(PeerId id) const;
  PeerId find_peer(std::string_view full_name) const;
  ClusterId find_cluster(std::string_view cluster_name) const;
  net::StackId stack(PeerId id) const;
  /// Its pod got no address, so that nothing runs in it.
  bool pending(PeerId id) const { return stack(id) == net::StackId::none; }
  /// The peer whose pod has this stack, or none.
  PeerId peer_on(net::StackId stack) const;

  /// Whether sessions are values (the default) or bytes; once, before anything runs. Peers that are
  /// added later speak alike.
  void set_fidelity(Fidelity fidelity);
  Fidelity fidelity() const { return bytes_ ? Fidelity::bytes : Fidelity::message; }

  // --- altering ---------------------------------------------------------------------------------

  /// The process starts at an instant that is not past; a running one is left alone.
  void start(PeerId id, Instant at);
  /// The process dies; its kernel closes every connection.
  void kill(PeerId id);
  /// The pod is replaced by one with another address; the process stays down until started.
  void replace_pod(PeerId id, net::MachineId machine);
  /// What the files hold from now on. A static list counts at the next start (SPEC goquorum 2.1), a
  /// permissioned list when the pod sees it.
  void set_static(PeerId id, PeerList list);
  void set_permissioned(PeerId id, PeerList list, Instant visible_from);
  /// The genesis that the pod's next start initialises an empty volume with. False: the volume has
  /// a genesis already and keeps it. // SPEC kubernetes 1.4 (the init container), F-66
  bool set_chain(PeerId id, std::shared_ptr<const ChainSpec> chain);
  /// What geth's command line says from the next start on.
  void set_geth(PeerId id, GethSettings geth);
  /// Tessera's config is mounted with subPath, so that a running pod keeps the one it has until it
  /// is replaced. // SPEC kubernetes 1.4
  void set_tessera(PeerId id, std::optional<TesseraSpec> tessera);
  /// admin.addPeer with this enode URL on a running process.
  void add_static(PeerId id, const PeerListEntry& entry);
  /// admin.removePeer.
  void remove_static(PeerId id, const wire::PublicKey& key);
  /// miner.start() and miner.stop() on a running process.
  void set_mining(PeerId id, bool mine);
  /// istanbul.propose(candidate, authorize) on a running process; lost with the process.
  void propose(PeerId id, const wire::Address20& candidate, bool authorize);
  /// istanbul.discard(candidate).
  void discard(PeerId id, const wire::Address20& candidate);
  /// Changes one direction of a line now, or later.
  void set_gate(net::WanId wan, int direction, net::WanGate gate, Mark why, Instant at);
  /// Opens it at an instant, unless somebody has set it anew by then: the end of a fault that lasts
  /// ends no later one.
  void open_gate(net::WanId wan, int direction, Instant at);
  void set_wan(net::WanId wan, const net::WanSpec& spec, Instant at);

  /// Whether validators that start from now on pass the consensus messages of others on, as they do
  /// in GoQuorum: without, a full mesh needs N times fewer messages, and no other mesh works.
  void set_relay(bool relay) { relay_ = relay; }
  /// Votes and proposals travel as bytes from now on, signed by their senders and read by whoever
  /// gets them, and blocks have the hashes of their real headers (consensus_bytes.hpp). Before the
  /// first start only. An error where a node's private key is not known.
  Result<void> encode_votes();
  bool encodes_votes() const { return vote_bytes_ != nullptr; }

  // --- faults (world_faults.cpp) ----------------------------------------------------------------

  /// SIGSTOP: the process does nothing until it is resumed, while its kernel keeps its connections
  /// and takes in what comes.
  void pause(PeerId id);
  /// SIGCONT at an instant that is not past; no effect on a process that is not paused then, or
  /// that was paused anew since this was called.
  void resume(PeerId id, Instant at);
  /// How far the clock of the peer's machine is ahead from now on; negative: behind. Headers' times
  /// follow it, timers do not. // SPEC goquorum 7.10 "Clock"
  void set_clock(PeerId id, Duration ahead);
  /// Messages get lost or come late from now on.
  void add_message_fault(MessageFault fault);
  /// A Byzantine validator from now on, in place of what it was before.
  void misbehave(PeerId id, Misbehaviour how);
  /// It is honest again from an instant on, unless it was given another misbehaviour by then.
  void behave(PeerId id, Instant at);

  // --- running ----------------------------------------------------------------------------------

  Instant now() const { return now_; }
  /// Runs to an instant; fewer events than that if max_events were executed in all.
  RunEnd run_until(Instant until, std::uint64_t max_events = UINT64_MAX);
  /// The same, but stops (RunEnd::stopped) behind the event in which some peer's head moved.
  RunEnd run_to_head(Instant until, std::uint64_t max_events = UINT64_MAX);
  std::uint64_t executed() const { return engine_.executed(); }
  std::uint64_t digest() const { return engine_.digest(); }
  /// How many messages about blocks and consensus reached a process, duplicates included.
  std::uint64_t delivered() const { return delivered_; }

  // --- looking ----------------------------------------------------------------------------------

  const ObservationLog& log() const { return log_; }
  /// What was done to the lines so far, in the order of time; no peer can observe it.
  const std::vector<LineChange>& line_changes() const { return line_changes_; }
  /// Consensus messages that did not get through at once, in the order of time; their senders do
  /// not know.
  const std::vector<LateVote>& late_votes() const { return late_votes_; }
  /// The addresses of a connection that an observation names; zeros before it was connected.
  const ConnAddresses& addresses(p2p::ConnId id) const {
    return addresses_[static_cast<std::size_t>(id)];
  }
  /// Both processes run and each has accepted the other's Status.
  bool linked(PeerId a, PeerId b) const;
  /// The blocks of a peer, or null before its first start (and where it runs no IBFT).
  const chain::Blockchain* chain_of(PeerId id) const { return peer(id).disk.get(); }
  /// Every block that anybody made.
  const chain::BlockTree& blocks() const { return blocks_; }
  const chain::AddressBook& accounts() const { return accounts_; }
  /// The peer whose node key has this address, or none.
  PeerId peer_with(chain::AddressRef account) const;
  Identities& identities() { return identities_; }
  const Identities& identities() const { return identities_; }
  net::Network& network() { return network_; }
  const net::Network& network() const { return network_; }
  net::Tcp& tcp() { return tcp_; }

  // --- packets, at bytes fidelity (world_bytes.cpp) ---------------------------------------------

  /// Whoever looks at the packets from now on, or nobody; it must outlive the world or be taken
  /// off.
  void set_tap(net::Tap* tap);
  /// What a tapped packet carries, while the tap is being told of it.
  wire::ByteSpan payload_bytes(std::uint32_t payload) const;
  /// What that is before it is encrypted: "Hello", "Disconnect: too many peers".
  std::string payload_name(std::uint32_t payload) const;

 private:
  enum EventKind : std::uint8_t {
    tcp_event,
    deadline_event,
    action_event,
    service_event,
    late_event
  };

  struct Conn {
    net::TcpId tcp = net::TcpId::none;
    net::End end = net::End::opener;
    PeerId peer = PeerId::none;
    p2p::DialId dial = p2p::no_dial;
    PeerId remote = PeerId::none;
    net::Disposition disposition = net::Disposition::delivered;
  };
  /// An end of a TCP connection as its process knows it: where what arrives there goes.
  struct ConnEnd {
    p2p::ConnId conn{};
    PeerId peer = PeerId::none;
    p2p::Seat seat{};  ///< at the p2p server of the peer, once it was looked up
  };

  /// What was sent last on a link: the next is often the same, to another. It is a use of its own
  /// of the message, which stays as long as it stands here.
  struct Packed {
    eth::Message message;
    p2p::Protocol protocol{};
    MessageHandle handle = MessageHandle::none;
    std::uint32_t bytes = 0;  ///< on the wire
  };

  GoQuorumPeer& at(PeerId id) { return *peers_[static_cast<std::size_t>(id)]; }
  /// A peer answers on the stack of its pod, which may be a new one.
  void know_stack(PeerId id);
  void schedule(Instant at, Action action);
  void on_event(const Event& event);
  void act(const Action& action);
  void start_now(PeerId id);
  p2p::ServerConfig server_config(PeerId id);
  void load_static(PeerId id, p2p::ServerConfig& config);
  std::vector<p2p::NodeRef> trusted_ids(const PeerList& list);
  std::optional<DialTarget> target_of(PeerId id, const PeerListEntry& entry);
  std::uint32_t changes_of(net::WanId wan, int direction) const;

  // world_upcalls.cpp: what a kernel says of a connection
  void on_upcall(const net::TcpUpcall& upcall);
  void hand_up(const Upcall& upcall);
  p2p::ConnId accept(net::TcpId tcp);
  void on_accepted(p2p::ConnId id);
  void on_dialled(Conn& conn, p2p::ConnId id, const net::TcpUpcall& upcall);
  void know_ends(p2p::ConnId id, Conn& conn);
  void on_received(p2p::ConnId id, std::uint32_t payload);
  void take(p2p::ConnId id, const p2p::Message& message);
  void on_closed(p2p::ConnId id, net::CloseKind kind);
  void free_dropped();

  // world_bytes.cpp
  std::uint32_t as_bytes(p2p::ConnId to, PeerId from, const p2p::Message& message);
  void hear(p2p::ConnId id, std::uint32_t payload);
  void forget_payload(std::uint32_t payload);
  void start_bytes(PeerId id);
  void end_bytes(PeerId id);
  void close_bytes(p2p::ConnId id);

  // world_chain.cpp: what a process does above its p2p server
  void start_service(PeerId id);
  void link_changed(PeerId id, const p2p::Observed& observed);
  void deliver(PeerId id, p2p::NodeRef from, const p2p::Payload& payload);
  p2p::Payload packed(const eth::Message& message, p2p::Protocol protocol) const;
  std::optional<eth::Message> read(PeerId id, const p2p::Payload& payload);
  void check_seals(PeerId id, const istanbul::Observed& observed);
  void carry_out_chain(PeerId id);
  void carry_out(PeerId id, const eth::Effect& effect);
  void send_payload(PeerId id, const eth::Send& effect);
  void observe(PeerId id, const eth::Observed& observed);
  void head_moved(PeerId id);
  void arm_service(PeerId id);

  // world_copies.cpp: one message to many
  void send_now(PeerId id, const eth::Send& effect);
  const Packed& pack(const eth::Message& message, p2p::Protocol protocol);
  std::optional<net::Disposition> send_copy(const Conn& from, const Packed& packed);
  void note_late_vote(const Conn& from, const eth::Message& message, net::Disposition why);
  void on_copy(const Event& event);
  void get_ready();
  bool take_vote(ConnEnd& end, MessageHandle handle);

  // world_faults.cpp
  void resume_now(PeerId id);
  void hold(PeerId id, const Upcall& upcall);
  void forget_pause(GoQuorumPeer& peer);
  static void set_twist(GoQuorumPeer& peer);
  void send_through_faults(PeerId id, const eth::Send& effect);
  void send_as_told(PeerId id, const eth::Send& effect);
  void send_or_lose(PeerId id, const eth::Send& effect);
  void send_late(PeerId id, const eth::Send& effect, Duration late);
  void send_held_back(PeerId id, SlabHandle handle);
  void note_message(PeerId id, PeerId receiver, MessageEvent::How how, const eth::Message& message);

  void carry_out(PeerId id);
  void carry_out(PeerId id, const p2p::Effect& effect);
  void close_tcp(const Conn& conn);
  void dial(PeerId id, const p2p::Dial& effect);
  std::optional<net::Disposition> send(p2p::ConnId to, const p2p::Message& message);
  void observe(PeerId id, const p2p::Observed& observed);
  void note(Observation observation);
  void arm(PeerId id);
  p2p::ConnId new_conn(net::TcpId tcp, net::End end, PeerId peer, p2p::DialId dial);
  ConnEnd& end_of(net::TcpId tcp, net::End end) {
    return conns_by_tcp_[static_cast<std::size_t>(tcp)][static_cast<std::size_t>(end)];
  }

  std::uint64_t seed_;
  Instant now_;
  bool stop_at_head_ = false;
  bool relay_ = true;
  std::uint64_t delivered_ = 0;
  Engine engine_;
  net::Network network_;
  net::Tcp tcp_;
  std::vector<std::unique_ptr<kube::Cluster>> clusters_;
  std::vector<std::unique_ptr<GoQuorumPeer>> peers_;
  std::map<std::string, PeerId, std::less<>> peers_by_name_;
  std::vector<PeerId> peers_by_stack_;
  Identities identities_;
  std::vector<Action> actions_;
  std::vector<Conn> conns_;               ///< by ConnId; 0 is none
  std::vector<ConnAddresses> addresses_;  ///< by ConnId
  std::vector<std::array<ConnEnd, 2>> conns_by_tcp_;
  std::vector<net::TcpUpcall> upcalls_;  ///< of the event in hand
  MessageStore messages_;
  Packed packed_;
  std::unique_ptr<ByteWire> bytes_;  ///< at bytes fidelity
  p2p::Outbox outbox_;
  std::vector<p2p::Outbox> spare_outboxes_;  ///< memory of those that were carried out
  chain::AddressBook accounts_;
  chain::BlockTree blocks_{accounts_};
  std::shared_ptr<istanbul::MessageIndex> votes_ = std::make_shared<istanbul::MessageIndex>();
  /// By epoch, and the first block whose validators are sorted by bytes.
  std::map<std::pair<std::uint64_t, std::uint64_t>, chain::Snapshots> snapshots_;
  qbft::Proofs proofs_;
  std::vector<PeerId> peers_by_account_;
  eth::Outbox chain_outbox_;
  std::vector<eth::Outbox> spare_chain_outboxes_;
  std::size_t paused_ = 0;  ///< processes
  MessageFaults message_faults_;
  std::uint64_t message_fault_count_ = 0;
  Slab<HeldBack> late_;
  ObservationLog log_;
  std::vector<LineChange> line_changes_;
  std::vector<LateVote> late_votes_;
  std::shared_ptr<ConsensusBytes> vote_bytes_;  ///< none: votes and proposals travel as values
};

}  // namespace seatrial
