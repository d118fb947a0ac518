// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/link_survey.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <map>

#include "sim/peer/name_lookup.hpp"
#include "sim/proto/p2p/permissions.hpp"

namespace seatrial {

namespace {

/// Reads pairs of a large world, without going through a whole list for each.
class PairReader {
 public:
  explicit PairReader(World& world) : world_(world) {}

  LinkReading read(PeerId a, PeerId b) {
    if (index_of(a).strays || index_of(b).strays) return read_link(world_, a, b);
    return read_link(world_, a, b, last(a, b), last(b, a));
  }

 private:
  /// The entry of each peer that counts in a list.
  struct Index {
    std::vector<const PeerListEntry*> last;
    bool strays = false;  ///< keys that no peer has: they count for whoever is at the address
  };

  const PeerListEntry* last(PeerId from, PeerId to) {
    const Index& index = index_of(from);
    return index.last.empty() ? nullptr : index.last[static_cast<std::size_t>(to)];
  }

  const Index& index_of(PeerId from) {
    const PeerList& list = world_.peer(from).spec.static_nodes;
    const bool ok = list.state == PeerListState::ok;
    const auto [found, fresh] = lists_.try_emplace(ok ? list.entries.identity() : nullptr);
    if (fresh && ok) found->second = read_index(list);
    return found->second;
  }

  Index read_index(const PeerList& list) {
    Index index{std::vector<const PeerListEntry*>(world_.peer_count()), false};
    for (const PeerListEntry& entry : list.entries) {
      if (!entry.enode || entry.enode->incomplete) continue;
      const PeerId meant = world_.identities().peer(world_.identities().intern(entry.enode->key));
      if (meant == PeerId::none) index.strays = true;
      if (meant != PeerId::none) index.last[static_cast<std::size_t>(meant)] = &entry;
    }
    return index;
  }

  World& world_;
  std::map<const void*, Index> lists_;
};

bool is_certain(const LinkMatrix& dials, PeerId from, PeerId to, LinkCause cause) {
  return dials.cause(from, to) == cause && !dials.conditional(from, to);
}

/// Whether there is nothing to tell of a dial: it is up, or nobody asks for it.
bool is_plain(const LinkMatrix& dials, PeerId from, PeerId to) {
  return is_certain(dials, from, to, LinkCause::up) ||
         is_certain(dials, from, to, LinkCause::not_listed);
}

}  // namespace

class Surveyor {
 public:
  explicit Surveyor(World& world) : world_(world), reader_(world) {}

  LinkSurvey survey() {
    DialKinds kinds;
    survey_.dials_ = read_dial_matrix(world_, nullptr, &kinds);
    survey_.arrivals_ = std::move(kinds.arrivals);
    kinds_ = std::move(kinds.of_peers);
    choose_samples();
    const auto count = static_cast<std::uint32_t>(world_.peer_count());
    for (std::uint32_t a = 0; a < count; ++a) {
      for (std::uint32_t b = a + 1; b < count; ++b) look_at(PeerId(a), PeerId(b));
    }
    return std::move(survey_);
  }

 private:
  using Alike = LinkSurvey::Alike;

  const PeerSpec& spec(PeerId peer) const { return world_.peer(peer).spec; }

  /// The first peer of each cluster stands for what the others' dials look like.
  void choose_samples() {
    samples_.assign(world_.peer_count(), false);
    std::vector<bool> seen(world_.cluster_count(), false);
    for (std::uint32_t i = 0; i < world_.peer_count(); ++i) {
      auto first = seen[static_cast<std::size_t>(spec(PeerId(i)).cluster)];
      samples_[i] = !first;
      first = true;
    }
  }

  void look_at(PeerId a, PeerId b) {
    const LinkStatus status = status_of(a, b);
    const bool forward = tells(a, b, status);
    const bool backward = tells(b, a, status);
    if (!forward && !backward && !is_sample(a, b)) return;
    const auto like_forward = forward ? known_.find(key(a, b, status)) : known_.end();
    const auto like_backward = backward ? known_.find(key(b, a, status)) : known_.end();
    const bool fresh =
        (forward && like_forward == known_.end()) || (backward && like_backward == known_.end());
    if (!fresh && !is_sample(a, b)) {
      survey_.alike_.push_back({static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b),
                                status, forward ? like_forward->second : Alike::none,
                                backward ? like_backward->second : Alike::none});
      return;
    }
    const auto place = static_cast<std::uint32_t>(2 * survey_.readings_.size());
    if (forward) known_.try_emplace(key(a, b, status), place);
    if (backward) known_.try_emplace(key(b, a, status), place + 1);
    survey_.readings_.push_back(reader_.read(a, b));
  }

  /// As read_link() decides it.
  LinkStatus status_of(PeerId a, PeerId b) {
    const LinkMatrix& dials = survey_.dials_;
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      if (is_certain(dials, from, to, LinkCause::up)) return LinkStatus::up;
    }
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      if (dials.cause(from, to) == LinkCause::up) return LinkStatus::unknown;
      // Whether another company's peer dials us is in no list.
      const bool listed = dials.cause(from, to) != LinkCause::not_listed;
      if (!listed && spec(from).opaque && permits(to, from)) return LinkStatus::unknown;
    }
    return LinkStatus::down;
  }

  /// Peers of one kind have one file.
  bool permits(PeerId asker, PeerId asked) {
    const auto [found, fresh] = files_.try_emplace(kinds_[static_cast<std::size_t>(asker)]);
    if (fresh) found->second = permission_file(world_, asker);
    return p2p::allows(p2p::check_permission(found->second, world_.peer(asked).self));
  }

  bool tells(PeerId from, PeerId to, LinkStatus status) const {
    return !is_plain(survey_.dials_, from, to) ||
           (spec(from).opaque && status == LinkStatus::unknown);
  }

  bool is_sample(PeerId a, PeerId b) const {
    const LinkMatrix& dials = survey_.dials_;
    const bool sample =
        samples_[static_cast<std::size_t>(a)] || samples_[static_cast<std::size_t>(b)];
    const bool up = dials.cause(a, b) == LinkCause::up || dials.cause(b, a) == LinkCause::up;
    return sample && up && spec(a).cluster != spec(b).cluster;
  }

  /// Dials with one key have one finding: diallers of one kind, whose entry for the peer is the
  /// same, come to the same. A pod that is Pending is to blame for all its dials.
  std::uint64_t key(PeerId from, PeerId to, LinkStatus status) const {
    const LinkMatrix& dials = survey_.dials_;
    const std::uint64_t there = world_.pending(from) ? 0 : 1 + static_cast<std::uint64_t>(to);
    std::uint64_t made = kinds_[static_cast<std::size_t>(from)];
    made = made << 20 | there;
    made = made << 8 | dials.row(from)[static_cast<std::size_t>(to)];
    made = made << 8 | dials.row(to)[static_cast<std::size_t>(from)];
    return made << 2 | static_cast<std::uint64_t>(status);
  }

  World& world_;
  PairReader reader_;
  LinkSurvey survey_;
  std::vector<std::uint32_t> kinds_;                    ///< of diallers, by peer
  std::map<std::uint32_t, p2p::PermissionFile> files_;  ///< by kind
  std::vector<bool> samples_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> known_;  ///< dials that were read
};

LinkSurvey::LinkSurvey(std::vector<LinkReading> readings) : readings_(std::move(readings)) {}

LinkBrief LinkSurvey::brief_of(const LinkReading& link) {
  return {link.a,
          link.b,
          link.status,
          link.forward.cause,
          link.backward.cause,
          {&link, &link.forward},
          {&link, &link.backward}};
}

LinkBrief LinkSurvey::brief_of(PeerId a, PeerId b, const Alike* alike) const {
  LinkBrief brief;
  brief.a = a;
  brief.b = b;
  brief.forward = dials_.cause(a, b);
  brief.backward = dials_.cause(b, a);
  if (alike == nullptr) {
    brief.status = brief.unasked() ? LinkStatus::down : LinkStatus::up;
    return brief;
  }
  brief.status = alike->status;
  brief.like_forward = read_dial_at(alike->forward);
  brief.like_backward = read_dial_at(alike->backward);
  return brief;
}

ReadDial LinkSurvey::read_dial_at(std::uint32_t number) const {
  if (number == Alike::none) return {};
  const LinkReading& link = readings_[number / 2];
  return {&link, number % 2 == 0 ? &link.forward : &link.backward};
}

LinkSurvey survey_links(World& world, std::size_t large) {
  if (world.peer_count() > large) return Surveyor(world).survey();
  std::vector<LinkReading> links;
  const auto count = static_cast<std::uint32_t>(world.peer_count());
  for (std::uint32_t a = 0; a < count; ++a) {
    for (std::uint32_t b = a + 1; b < count; ++b) {
      links.push_back(read_link(world, PeerId(a), PeerId(b)));
    }
  }
  return links;
}

}  // namespace seatrial
