// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/link_changes.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "sim/peer/tessera_check.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diff {
namespace {

/// What a link is known by on both sides.
struct Key {
  report::LinkKind kind = report::LinkKind::p2p;
  std::string from;
  std::string to;  ///< a peer's name, or the id or URL of somebody outside
  auto operator<=>(const Key&) const = default;
};

struct Entry {
  Key key;
  LinkState state;
};

/// The links of one side, in its order.
class Links {
 public:
  void add(const Key& key, const LinkState& state) {
    const auto [found, fresh] = places_.try_emplace(key, all_.size());
    if (fresh) return all_.push_back({key, state});
    LinkState& known = all_[found->second].state;
    // Of the two directions of a pair, the one that says more.
    const bool unsaid = known.disposition.empty() || known.disposition == not_listed;
    if (unsaid && known.condition.empty()) known = state;
  }
  /// Those that somebody wrote down.
  void drop_unlisted() {
    std::erase_if(all_, [](const Entry& entry) { return is_unlisted(entry.state); });
    places_.clear();
    for (std::size_t i = 0; i < all_.size(); ++i) places_[all_[i].key] = i;
  }
  const LinkState* find(const Key& key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? nullptr : &all_[found->second].state;
  }
  const std::vector<Entry>& all() const { return all_; }

 private:
  static constexpr std::string_view not_listed = "not_listed";

  static bool is_unlisted(const LinkState& state) {
    return state.status == report::LinkStatus::down && state.disposition == not_listed;
  }

  std::vector<Entry> all_;
  std::map<Key, std::size_t> places_;
};

/// Who has which id, on either side.
using Names = std::map<std::string, std::string>;

void add_names(const Side& side, Names& names) {
  const World& world = *side.scene.world;
  for (std::uint32_t i = 0; i < world.peer_count(); ++i) {
    names.try_emplace(wire::to_hex(world.peer(PeerId(i)).spec.key), world.name(PeerId(i)));
  }
}

/// Between two peers, the order of the two does not matter.
Key key_of(report::LinkKind kind, const std::string& from, const std::string& to) {
  const bool both_ways = kind != report::LinkKind::tessera;
  if (both_ways && to < from) return {kind, to, from};
  return {kind, from, to};
}

Links links_of(const Side& side, const Names& names) {
  Links links;
  for (const report::Link& row : side.report.links) {
    links.add(key_of(row.kind, row.from, row.to),
              {row.status, row.status == report::LinkStatus::down ? row.disposition : "",
               row.condition, ""});
  }
  links.drop_unlisted();
  for (const OutsideLink& link : side.outside) {
    const auto known = names.find(link.id);
    const Key key = known == names.end() ? Key{link.kind, link.from, link.id}
                                         : key_of(link.kind, link.from, known->second);
    links.add(key, link.state);
  }
  return links;
}

/// A change without its judgement.
LinkChange change_of(const Key& key, const LinkState* before, const LinkState* after) {
  LinkChange made;
  made.kind = key.kind;
  made.from = key.from;
  made.to = key.to;
  if (before != nullptr) made.before = *before;
  if (after != nullptr) made.after = *after;
  if (before == nullptr) made.change = Change::added;
  if (after == nullptr) made.change = Change::removed;
  return made;
}

/// A URL has no id: one that replaces another of the same port or host is the same Tessera, moved.
bool may_have_moved(const LinkChange& gone, const LinkChange& added, bool same_port) {
  if (gone.kind != added.kind || gone.change != Change::removed || gone.from != added.from)
    return false;
  const auto was = parse_tessera_url(gone.to);
  const auto is = parse_tessera_url(added.to);
  return gone.outside() && was && is && (same_port ? was->port == is->port : was->host == is->host);
}

void join_moved_urls(std::vector<LinkChange>& changes, bool same_port) {
  for (LinkChange& added : changes) {
    if (added.kind != report::LinkKind::tessera || added.change != Change::added) continue;
    if (!added.outside()) continue;
    const auto gone = std::ranges::find_if(
        changes, [&](const LinkChange& other) { return may_have_moved(other, added, same_port); });
    if (gone == changes.end()) continue;
    added.change = gone->change = Change::altered;
    added.before = gone->before;
    gone->before.reset();  // taken
  }
  std::erase_if(changes, [](const LinkChange& c) { return !c.before && !c.after; });
}

class Judge {
 public:
  Judge(const Side& before, const Side& after) {
    const std::vector<std::string> old_peers = before.peers();
    before_.insert(old_peers.begin(), old_peers.end());
    const std::vector<std::string> new_peers = after.peers();
    after_.insert(new_peers.begin(), new_peers.end());
  }

  void judge(LinkChange& change) const {
    const bool was_down = !change.before || change.before->status == report::LinkStatus::down;
    const bool is_down = !change.after || change.after->status == report::LinkStatus::down;
    // What goes with its peer is no fault of a link.
    const bool goes = is_gone(change.from) || is_gone(change.to);
    change.breaks = !was_down && is_down && !goes;
    change.opens = change.after && change.after->status == report::LinkStatus::unknown;
  }

 private:
  bool is_gone(const std::string& peer) const {
    return before_.contains(peer) && !after_.contains(peer);
  }

  std::set<std::string> before_;
  std::set<std::string> after_;
};

/// Ids of nobody's become what people can read.
void name_outsiders(LinkChange& change) {
  if (!change.outside() || change.to.find('/') != std::string::npos) return;
  change.to = outside_name(change.to, (change.after ? *change.after : *change.before).address);
}

}  // namespace

std::vector<LinkChange> link_changes(const Side& before, const Side& after) {
  Names names;
  add_names(before, names);
  add_names(after, names);
  const Links was = links_of(before, names);
  const Links is = links_of(after, names);
  std::vector<LinkChange> changes;
  for (const Entry& entry : is.all()) {
    const LinkState* old_state = was.find(entry.key);
    if (old_state != nullptr && *old_state == entry.state) continue;
    changes.push_back(change_of(entry.key, old_state, &entry.state));
  }
  for (const Entry& entry : was.all()) {
    if (is.find(entry.key) == nullptr)
      changes.push_back(change_of(entry.key, &entry.state, nullptr));
  }
  for (const bool same_port : {true, false}) join_moved_urls(changes, same_port);
  const Judge judge(before, after);
  for (LinkChange& change : changes) {
    judge.judge(change);
    name_outsiders(change);
  }
  std::ranges::stable_sort(changes, {}, &LinkChange::kind);
  return changes;
}

}  // namespace seatrial::diff
