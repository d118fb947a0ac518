// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>
#include <tuple>

#include "sim/peer/link_matrix.hpp"
#include "sim/peer/link_matrix_ways.hpp"
#include "sim/peer/name_lookup.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial {

namespace {

using matrix::Way;
using matrix::Ways;

constexpr std::uint32_t nowhere = UINT32_MAX;

std::uint8_t push_byte(LinkCause cause, bool conditional = false) {
  return static_cast<std::uint8_t>(static_cast<std::uint8_t>(cause) |
                                   (conditional ? LinkMatrix::condition_bit : 0));
}

/// A URL as all who share a config mean it.
struct Written {
  std::uint32_t place = nowhere;
  bool conditional = false;
};

class TesseraMatrix {
 public:
  explicit TesseraMatrix(World& world)
      : world_(world), count_(world.peer_count()), matrix_(count_), ways_(world, 61001) {}

  LinkMatrix read(MatrixCost* cost) {
    for (std::size_t i = 0; i < count_; ++i) {
      if (asks(peer(i))) {
        groups_[{list_of(peer(i)), ways_.shapes().near_sender(world_.stack(peer(i)))}].push_back(
            peer(i));
      }
    }
    for (const auto& [key, members] : groups_) fill(lists_[key.first], members);
    advertise();
    for (std::size_t i = 0; i < count_; ++i) {
      matrix_.row(peer(i))[i] = push_byte(LinkCause::connected_to_self);
    }
    if (cost != nullptr) *cost = {groups_.size(), ways_.walks()};
    return std::move(matrix_);
  }

 private:
  static PeerId peer(std::size_t i) { return PeerId(static_cast<std::uint32_t>(i)); }
  const PeerSpec& spec(PeerId id) const { return world_.peer(id).spec; }
  bool asks(PeerId id) const { return spec(id).tessera && !world_.pending(id); }

  std::uint32_t list_of(PeerId id) {
    const PeerSpec& own = spec(id);
    const auto key =
        std::tuple(own.tessera->peers.identity(), ways_.shapes().far_sender(world_.stack(id)),
                   world_.cluster(own.cluster).pod(own.pod).ns);
    const auto number = static_cast<std::uint32_t>(lists_.size());
    const auto [found, fresh] = list_numbers_.try_emplace(key, number);
    if (!fresh) return found->second;
    std::vector<Written> list;
    for (const TesseraSpec::PeerUrl& url : own.tessera->peers) list.push_back(mean(id, url.url));
    lists_.push_back(std::move(list));
    return number;
  }

  Written mean(PeerId id, const std::string& text) {
    const auto url = parse_tessera_url(text);
    if (!url) return {};
    const auto found = look_up(world_, id, url->host);
    if (!found) return {};
    const net::SiteId site = world_.network().stack(world_.stack(id)).site;
    return {ways_.shapes().place(site, {found->address, url->port}), !found->condition.empty()};
  }

  void fill(const std::vector<Written>& list, const std::vector<PeerId>& members) {
    const net::SiteId site = world_.network().stack(world_.stack(members.front())).site;
    std::vector<std::uint8_t> row(count_, push_byte(LinkCause::not_listed));
    std::vector<std::uint32_t> own_asked;
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      if (list[i].place == nowhere) continue;
      const matrix::Place& place = ways_.shapes()[list[i].place];
      if (!place.regular || place.site == site) {
        own_asked.push_back(i);
      } else {
        add(members.front(), list[i], row);
      }
    }
    for (const PeerId from : members) {
      // In the order of the file only among themselves: two URLs lead to one peer by both ways
      // only where the last one that fails may be another, and one that is up wins anyway.
      std::vector<std::uint8_t> mine = row;
      if (mixed(list, own_asked, from)) {
        mine.assign(count_, push_byte(LinkCause::not_listed));
        for (const Written& written : list) {
          if (written.place != nowhere) add(from, written, mine);
        }
      } else {
        for (const std::uint32_t i : own_asked) add(from, list[i], mine);
      }
      std::copy(mine.begin(), mine.end(), matrix_.row(from).begin());
    }
  }

  /// Whether the order of the file may matter between what is shared and what is not.
  bool mixed(const std::vector<Written>& list, const std::vector<std::uint32_t>& own,
             PeerId from) const {
    const net::SiteId site = world_.network().stack(world_.stack(from)).site;
    for (const std::uint32_t i : own) {
      if (ways_.shapes()[list[i].place].site != site) return true;
    }
    return false;
  }

  /// The first URL that is up counts, or else the last that leads to a peer.
  void add(PeerId from, const Written& written, std::vector<std::uint8_t>& row) {
    const auto [to, byte] = push(from, written);
    if (to == PeerId::none) return;
    std::uint8_t& told = row[static_cast<std::size_t>(to)];
    const bool is_up = LinkMatrix::cause_of_byte(told) == LinkCause::up;
    if (!is_up) told = byte;
  }

  std::pair<PeerId, std::uint8_t> push(PeerId from, const Written& written) {
    const Way way = ways_.way(from, written.place);
    const PeerId to =
        way.reached == net::StackId::none ? PeerId::none : world_.peer_on(way.reached);
    LinkCause cause = way.cause;
    if (cause == LinkCause::up && !is_tessera(to, way.port)) cause = LinkCause::other;
    return {to, push_byte(cause, way.conditional || written.conditional)};
  }

  bool is_tessera(PeerId id, std::uint16_t port) const {
    return id != PeerId::none && spec(id).tessera && spec(id).tessera->port == port;
  }

  // --- what is learnt from party info

  /// The clusters of which one's Tesseras reach the other's.
  std::set<std::pair<ClusterId, ClusterId>> meetings() const {
    std::set<std::pair<ClusterId, ClusterId>> met;
    for (std::size_t from = 0; from < count_; ++from) {
      if (!asks(peer(from))) continue;
      const ClusterId a = spec(peer(from)).cluster;
      const std::span<const std::uint8_t> row = matrix_.row(peer(from));
      for (std::size_t to = 0; to < count_; ++to) {
        if (LinkMatrix::cause_of_byte(row[to]) != LinkCause::up) continue;
        const ClusterId b = clusters_[to];
        if (b == last_met_ && a == last_asked_) continue;
        last_met_ = b;
        last_asked_ = a;
        if (a == b) continue;
        met.insert({a, b});
        met.insert({b, a});
      }
    }
    return met;
  }

  void advertise() {
    for (std::size_t i = 0; i < count_; ++i) clusters_.push_back(spec(peer(i)).cluster);
    const auto met = meetings();
    for (std::uint32_t c = 0; c < world_.cluster_count(); ++c) {
      const PeerId asked = first_tessera(ClusterId(c));
      if (asked == PeerId::none) continue;
      std::vector<std::int16_t> learnt(count_, unasked);
      for (std::size_t from = 0; from < count_; ++from) {
        if (clusters_[from] != ClusterId(c)) continue;
        learn(peer(from), asked, met, learnt);
      }
    }
  }

  /// In place of a cell that was learnt.
  static constexpr std::int16_t unasked = -1;
  static constexpr std::int16_t untold = -2;

  void learn(PeerId from, PeerId asked, const std::set<std::pair<ClusterId, ClusterId>>& met,
             std::vector<std::int16_t>& learnt) {
    const std::span<std::uint8_t> row = matrix_.row(from);
    const ClusterId here = clusters_[static_cast<std::size_t>(from)];
    for (std::size_t to = 0; to < count_; ++to) {
      // Who is reached by a configured URL is pushed to by the one that it advertises, too.
      const LinkCause configured = LinkMatrix::cause_of_byte(row[to]);
      if (configured != LinkCause::not_listed && configured != LinkCause::up) continue;
      if (learnt[to] == unasked) {
        const bool tells = met.contains({clusters_[to], here}) && spec(peer(to)).tessera &&
                           !spec(peer(to)).tessera->advertised.empty();
        learnt[to] = tells ? std::int16_t{advertised(peer(to), asked)} : untold;
      }
      if (learnt[to] != untold) row[to] = static_cast<std::uint8_t>(learnt[to]);
    }
  }

  PeerId first_tessera(ClusterId cluster) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (clusters_[i] == cluster && asks(peer(i))) return peer(i);
    }
    return PeerId::none;
  }

  std::uint8_t advertised(PeerId of, PeerId asked) {
    const std::string& text = spec(of).tessera->advertised;
    if (!parse_tessera_url(text)) return push_byte(LinkCause::other);
    const Written written = mean(asked, text);
    if (written.place == nowhere) return push_byte(LinkCause::name_not_resolved);
    const auto [to, byte] = push(asked, written);
    const bool elsewhere = LinkMatrix::cause_of_byte(byte) == LinkCause::up && to != of;
    const bool conditional = (byte & LinkMatrix::condition_bit) != 0;
    return elsewhere ? push_byte(LinkCause::identity_mismatch, conditional) : byte;
  }

  using ListKey = std::tuple<const void*, std::uint32_t, std::string>;

  World& world_;
  std::size_t count_;
  LinkMatrix matrix_;
  mutable Ways ways_;
  std::map<ListKey, std::uint32_t> list_numbers_;
  std::vector<std::vector<Written>> lists_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<PeerId>> groups_;
  std::vector<ClusterId> clusters_;
  mutable ClusterId last_met_ = ClusterId::none;
  mutable ClusterId last_asked_ = ClusterId::none;
};

}  // namespace

LinkMatrix read_tessera_matrix(World& world, MatrixCost* cost) {
  return TesseraMatrix(world).read(cost);
}

}  // namespace seatrial
