// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/link_matrix.hpp"

#include <algorithm>
#include <tuple>

#include "sim/peer/link_check.hpp"
#include "sim/peer/link_matrix_ways.hpp"
#include "sim/peer/name_lookup.hpp"
#include "sim/proto/p2p/permissions.hpp"

namespace seatrial {

namespace {

using matrix::Way;
using matrix::Ways;

constexpr std::uint32_t none = UINT32_MAX;
constexpr std::uint8_t condition_bit = LinkMatrix::condition_bit;
constexpr std::uint8_t on_condition = 2;  ///< let in, if its key is what it may be

std::uint8_t byte_of(LinkCause cause, bool conditional = false) {
  return static_cast<std::uint8_t>(static_cast<std::uint8_t>(cause) |
                                   (conditional ? condition_bit : 0));
}

/// An entry of a list as all who share the list mean it.
struct Listed {
  const PeerListEntry* entry = nullptr;
  p2p::NodeRef key{};
  PeerId meant = PeerId::none;
  std::uint32_t place = none;  ///< none: the name means nothing
  bool conditional = false;    ///< what the name means is
};

/// A static list in one place of the world.
struct ListedPeers {
  std::vector<Listed> entries;
  std::vector<std::uint32_t> last;    ///< the entry that counts for each peer
  std::vector<std::uint32_t> strays;  ///< of keys that no peer has
};

/// The peers that share a row.
struct Group {
  std::uint32_t list = 0;
  std::vector<PeerId> members;
};

class DialMatrix {
 public:
  explicit DialMatrix(World& world)
      : world_(world), count_(world.peer_count()), matrix_(count_), ways_(world, 61000) {}

  LinkMatrix read(MatrixCost* cost, DialKinds* kinds) {
    group_peers();
    admit_peers();
    for (const auto& [key, group] : groups_) fill(group);
    read_restricted();
    if (kinds != nullptr) *kinds = {kinds_of_diallers(), find_arrivals()};
    if (cost != nullptr) *cost = {groups_.size(), ways_.walks()};
    return std::move(matrix_);
  }

 private:
  PeerId peer(std::size_t i) const { return PeerId(static_cast<std::uint32_t>(i)); }
  const PeerSpec& spec(PeerId id) const { return world_.peer(id).spec; }

  // --- who lists whom

  void group_peers() {
    for (std::size_t i = 0; i < count_; ++i) {
      if (world_.pending(peer(i))) {
        fill_pending(peer(i));
        continue;
      }
      const std::uint32_t list = list_of(peer(i));
      Group& group = groups_[{list, ways_.shapes().near_sender(world_.stack(peer(i)))}];
      group.list = list;
      group.members.push_back(peer(i));
    }
  }

  std::uint32_t list_of(PeerId id) {
    const PeerSpec& own = spec(id);
    const bool ok = own.static_nodes.state == PeerListState::ok;
    const std::uint32_t sender = ways_.shapes().far_sender(world_.stack(id));
    const auto key = std::tuple(ok ? own.static_nodes.entries.identity() : nullptr, sender,
                                world_.cluster(own.cluster).pod(own.pod).ns);
    const auto [found, fresh] = list_numbers_.try_emplace(key, none);
    if (!fresh) return found->second;
    found->second = static_cast<std::uint32_t>(lists_.size());
    lists_.push_back(ok ? read_list(id) : ListedPeers{{}, std::vector(count_, none), {}});
    return found->second;
  }

  ListedPeers read_list(PeerId id) {
    ListedPeers list{{}, std::vector(count_, none), {}};
    list.entries.reserve(spec(id).static_nodes.entries.size());
    for (const PeerListEntry& entry : spec(id).static_nodes.entries) {
      if (!entry.enode || entry.enode->incomplete) continue;
      const auto number = static_cast<std::uint32_t>(list.entries.size());
      list.entries.push_back(read_entry(id, entry));
      const PeerId meant = list.entries.back().meant;
      if (meant == PeerId::none) list.strays.push_back(number);
      if (meant != PeerId::none) list.last[static_cast<std::size_t>(meant)] = number;
    }
    return list;
  }

  Listed read_entry(PeerId id, const PeerListEntry& entry) {
    Listed listed;
    listed.entry = &entry;
    listed.key = world_.identities().intern(entry.enode->key);
    listed.meant = world_.identities().peer(listed.key);
    if (const auto literal = entry.enode->ipv4) {
      listed.place = place(id, net::Ipv4{*literal}, entry.enode->tcp);
    } else if (const auto found = look_up(world_, id, entry.enode->host)) {
      listed.place = place(id, found->address, entry.enode->tcp);
      listed.conditional = !found->condition.empty();
    }
    return listed;
  }

  std::uint32_t place(PeerId id, net::Ipv4 address, std::uint16_t port) {
    const net::SiteId site = world_.network().stack(world_.stack(id)).site;
    return ways_.shapes().place(site, {address, port});
  }

  void fill_pending(PeerId from) {
    cell(from, from) = byte_of(LinkCause::connected_to_self);
    if (spec(from).static_nodes.state != PeerListState::ok) return;
    for (const PeerListEntry& entry : spec(from).static_nodes.entries) {
      if (!entry.enode || entry.enode->incomplete) continue;
      const PeerId to = world_.identities().peer(world_.identities().intern(entry.enode->key));
      if (to != PeerId::none && to != from) cell(from, to) = byte_of(LinkCause::pod_pending);
    }
  }

  std::uint8_t& cell(PeerId from, PeerId to) {
    return matrix_.row(from)[static_cast<std::size_t>(to)];
  }

  /// Few peers have a --netrestrict, and what it leaves in depends on either end's address.
  void read_restricted() {
    for (std::size_t i = 0; i < count_; ++i) {
      if (spec(peer(i)).geth.net_restrict.empty()) continue;
      for (std::size_t j = 0; j < count_; ++j) {
        if (i == j) continue;
        for (const auto& [from, to] : {std::pair(i, j), std::pair(j, i)}) {
          const DialReading dial = read_dial(world_, peer(from), peer(to));
          cell(peer(from), peer(to)) = byte_of(dial.cause, !dial.conditions.empty());
        }
      }
    }
  }

  // --- who lets whom in

  void admit_peers() {
    admission_.resize(count_);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> numbers;
    for (std::size_t i = 0; i < count_; ++i) {
      const std::pair key{permission_of(peer(i)), chain_of(peer(i))};
      const auto number = static_cast<std::uint32_t>(numbers.size());
      const auto [found, fresh] = numbers.try_emplace(key, number);
      admission_[i] = found->second;
      if (fresh) admissions_.push_back({key.first, key.second});
    }
    judge_chains();
  }

  std::uint32_t permission_of(PeerId id) {
    const PeerSpec& own = spec(id);
    const bool asks = own.geth.permissioned && !own.opaque && !world_.pending(id);
    const PeerList& list = own.permissioned_nodes;
    const std::uint32_t sender = asks ? ways_.shapes().far_sender(world_.stack(id)) : 0;
    const PeerList& barred = own.disallowed_nodes;
    const bool bars = asks && own.geth.version >= GoQuorumVersion{22, 4, 0};
    const auto key = std::tuple(
        asks, asks ? list.state : PeerListState::ok, asks ? list.entries.identity() : nullptr,
        sender, asks ? world_.cluster(own.cluster).pod(own.pod).ns : "",
        asks ? barred.state : PeerListState::missing, bars ? barred.entries.identity() : nullptr);
    const auto number = static_cast<std::uint32_t>(allowed_.size());
    const auto [found, fresh] = permission_numbers_.try_emplace(key, number);
    if (fresh) allowed_.push_back(asks ? read_allowed(id) : std::vector<std::uint8_t>(count_, 1));
    return found->second;
  }

  std::vector<std::uint8_t> read_allowed(PeerId id) {
    const p2p::PermissionFile file = permission_file(world_, id);
    std::vector<std::uint8_t> allowed(count_);
    for (std::size_t i = 0; i < count_; ++i) {
      const auto verdict = p2p::check_permission(file, world_.peer(peer(i)).self);
      const bool hidden =
          verdict != p2p::Permission::not_asked && !spec(peer(i)).key_condition.empty();
      if (allows_some_key(verdict, spec(peer(i)))) allowed[i] = hidden ? on_condition : 1;
    }
    return allowed;
  }

  std::uint32_t chain_of(PeerId id) {
    const PeerSpec& own = spec(id);
    const GoQuorumVersion& version = own.geth.version;
    const auto key = std::tuple(own.chain.get(), own.geth.network_id, version.major, version.minor,
                                version.patch, own.geth.consensus, own.chain_known, own.opaque);
    const auto number = static_cast<std::uint32_t>(chain_samples_.size());
    const auto [found, fresh] = chain_numbers_.try_emplace(key, number);
    if (fresh) chain_samples_.push_back(id);
    return found->second;
  }

  static bool asks_for(const PeerSpec& of) { return of.opaque || of.chain == nullptr; }

  void judge_chains() {
    for (const PeerId from : chain_samples_) {
      for (const PeerId to : chain_samples_) {
        const LinkCause cause = read_chains(world_, from, to).cause;
        const bool ask = cause == LinkCause::up && (asks_for(spec(from)) || asks_for(spec(to)));
        chains_.push_back(byte_of(cause, ask));
      }
    }
  }

  // --- rows

  void fill(const Group& group) {
    const ListedPeers& list = lists_[group.list];
    const std::vector<std::uint8_t> common = common_row(group, list);
    std::vector<std::uint8_t> row;
    for (const PeerId from : group.members) {
      row = common;
      for (const std::uint32_t number : asked_) {
        const Listed& listed = list.entries[number];
        row[static_cast<std::size_t>(listed.meant)] = listed_byte(from, listed);
      }
      for (const std::uint32_t number : list.strays) add_stray(from, list, number, row);
      admit(from, row);
    }
  }

  /// What all members meet; entries that each must be asked for are left for later in asked_.
  std::vector<std::uint8_t> common_row(const Group& group, const ListedPeers& list) {
    asked_.clear();
    std::vector<std::uint8_t> row(count_, byte_of(LinkCause::not_listed));
    const PeerId first = group.members.front();
    const net::SiteId site = world_.network().stack(world_.stack(first)).site;
    for (std::size_t i = 0; i < count_; ++i) {
      if (list.last[i] == none) continue;
      const Listed& listed = list.entries[list.last[i]];
      if (for_each(listed, site)) {
        asked_.push_back(list.last[i]);
      } else {
        row[i] = listed_byte(first, listed);
      }
    }
    return row;
  }

  /// Irregular places, and those which may be a member's own.
  bool for_each(const Listed& listed, net::SiteId site) const {
    if (listed.place == none) return false;
    const matrix::Place& place = ways_.shapes()[listed.place];
    return !place.regular || place.site == site;
  }

  std::uint8_t listed_byte(PeerId from, const Listed& listed) {
    if (listed.meant != PeerId::none && world_.pending(listed.meant)) {
      return byte_of(LinkCause::pod_pending);
    }
    if (listed.place == none) return byte_of(LinkCause::name_not_resolved);
    const Way way = ways_.way(from, listed.place);
    const LinkCause cause = way.cause == LinkCause::up ? who_answers(from, way, listed) : way.cause;
    const bool hidden =
        cause == LinkCause::up && !spec(world_.peer_on(way.reached)).key_condition.empty();
    return byte_of(cause, way.conditional || listed.conditional || hidden);
  }

  LinkCause who_answers(PeerId from, const Way& way, const Listed& listed) const {
    return read_answer(world_, from, way.reached, way.port, listed.key);
  }

  /// A key of nobody's: it counts for whoever is at the address, unless he is listed otherwise.
  void add_stray(PeerId from, const ListedPeers& list, std::uint32_t number,
                 std::vector<std::uint8_t>& row) {
    const Listed& listed = list.entries[number];
    if (listed.place == none) return;
    const Way way = ways_.way(from, listed.place);
    const PeerId to = way.arrives ? world_.peer_on(way.reached) : PeerId::none;
    if (to == PeerId::none || list.last[static_cast<std::size_t>(to)] != none) return;
    std::uint8_t& told = row[static_cast<std::size_t>(to)];
    if (LinkMatrix::cause_of_byte(told) == LinkCause::not_listed) {
      told = listed_byte(from, listed);
    }
  }

  static std::uint8_t with_condition(std::uint8_t verdict, std::uint8_t allowed) {
    return allowed == on_condition ? static_cast<std::uint8_t>(verdict | condition_bit) : verdict;
  }

  /// SPEC goquorum 2.2: both ends ask their own files; then the chains are compared.
  void admit(PeerId from, const std::vector<std::uint8_t>& row) {
    const std::size_t self = static_cast<std::size_t>(from);
    const Admission own = admissions_[admission_[self]];
    std::vector<std::uint8_t> verdicts;
    for (const Admission& other : admissions_) {
      const std::uint8_t chain = chains_[own.chain * chain_samples_.size() + other.chain];
      const std::uint8_t allowed = allowed_[other.permission][self];
      verdicts.push_back(allowed != 0 ? with_condition(chain, allowed)
                                      : byte_of(LinkCause::permission_denied));
    }
    const std::uint8_t* const allowed = allowed_[own.permission].data();
    const std::uint32_t* const admission = admission_.data();
    const std::uint8_t denied = byte_of(LinkCause::permission_denied);
    const std::span<std::uint8_t> out = matrix_.row(from);
    for (std::size_t i = 0; i < count_; ++i) {
      const std::uint8_t met = row[i];
      const std::uint8_t verdict =
          allowed[i] != 0 ? with_condition(verdicts[admission[i]], allowed[i]) : denied;
      const bool passes = (met & ~condition_bit) == 0;
      out[i] = passes ? static_cast<std::uint8_t>(verdict | (met & condition_bit)) : met;
    }
    out[self] = byte_of(LinkCause::connected_to_self);
  }

  // --- who is like whom

  std::vector<std::uint32_t> kinds_of_diallers() const {
    std::vector<std::uint32_t> kinds(count_);
    for (std::size_t i = 0; i < count_; ++i) kinds[i] = static_cast<std::uint32_t>(i);
    for (const auto& [key, group] : groups_) {
      std::map<std::uint32_t, std::uint32_t> first;  // by whom they let in, and their chain
      for (const PeerId peer : group.members) {
        const auto number = static_cast<std::size_t>(peer);
        if (!spec(peer).geth.net_restrict.empty()) continue;
        kinds[number] = first.try_emplace(admission_[number], kinds[number]).first->second;
      }
    }
    return kinds;
  }

  // --- as whom they arrive

  std::vector<Arrivals> find_arrivals() {
    std::map<std::pair<PeerId, net::Ipv4>, std::vector<PeerId>> found;
    for (const auto& [key, group] : groups_) {
      const net::SiteId site = world_.network().stack(world_.stack(group.members.front())).site;
      const ListedPeers& list = lists_[group.list];
      for (const std::uint32_t number : list.last) {  // the entries that count
        if (number == none) continue;
        const Listed& listed = list.entries[number];
        if (listed.place == none) continue;
        add_arrivals(group, listed, for_each(listed, site), found);
      }
    }
    std::vector<Arrivals> arrivals;
    for (auto& [where, diallers] : found) {
      std::sort(diallers.begin(), diallers.end());
      arrivals.push_back({where.first, where.second, std::move(diallers)});
    }
    return arrivals;
  }

  /// Under an address of the machine at the far end, a dial arrives as nothing else tells.
  Way way_with_source(PeerId from, std::uint32_t place) {
    const Way way = ways_.way(from, place);
    const bool told = !way.arrives || way.own_source || way.machine_source;
    return told ? way : ways_.walk(from, ways_.shapes()[place].target);
  }

  /// What the first of a group meets, all of it do, unless each must be asked.
  void add_arrivals(const Group& group, const Listed& listed, bool each,
                    std::map<std::pair<PeerId, net::Ipv4>, std::vector<PeerId>>& found) {
    Way way;
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      if (each || i == 0) way = way_with_source(group.members[i], listed.place);
      const PeerId at = way.arrives ? world_.peer_on(way.reached) : PeerId::none;
      if (at == PeerId::none || way.own_source || group.members[i] == listed.meant) continue;
      found[{at, way.source}].push_back(group.members[i]);
    }
  }

  /// What a link needs beyond the network; peers that agree in it are one row of a table.
  struct Admission {
    std::uint32_t permission = 0;
    std::uint32_t chain = 0;
  };
  using ListKey = std::tuple<const void*, std::uint32_t, std::string>;
  using PermissionKey = std::tuple<bool, PeerListState, const void*, std::uint32_t, std::string,
                                   PeerListState, const void*>;
  using ChainKey =
      std::tuple<const ChainSpec*, std::uint64_t, int, int, int, Consensus, bool, bool>;

  World& world_;
  std::size_t count_;
  LinkMatrix matrix_;
  mutable Ways ways_;
  std::map<ListKey, std::uint32_t> list_numbers_;
  std::vector<ListedPeers> lists_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Group> groups_;
  std::vector<std::uint32_t> asked_;
  std::map<PermissionKey, std::uint32_t> permission_numbers_;
  std::vector<std::vector<std::uint8_t>> allowed_;  ///< by permission and peer
  std::map<ChainKey, std::uint32_t> chain_numbers_;
  std::vector<PeerId> chain_samples_;
  std::vector<std::uint8_t> chains_;  ///< by two chains
  std::vector<Admission> admissions_;
  std::vector<std::uint32_t> admission_;  ///< by peer
};

}  // namespace

LinkMatrix::LinkMatrix(std::size_t peers)
    : peers_(peers), cells_(peers * peers, byte_of(LinkCause::not_listed)) {}

std::vector<std::uint64_t> LinkMatrix::counts() const {
  std::vector<std::uint64_t> counts(static_cast<std::size_t>(LinkCause::other) + 1);
  for (std::size_t from = 0; from < peers_; ++from) {
    const auto id = PeerId(static_cast<std::uint32_t>(from));
    for (std::size_t to = 0; to < peers_; ++to) {
      if (to != from) ++counts[static_cast<std::size_t>(cause_of_byte(row(id)[to]))];
    }
  }
  return counts;
}

LinkMatrix read_dial_matrix(World& world, MatrixCost* cost, DialKinds* kinds) {
  return DialMatrix(world).read(cost, kinds);
}

}  // namespace seatrial
