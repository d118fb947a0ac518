// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "harness/diagnose/dial_code.hpp"
#include "harness/diagnose/pair_findings.hpp"
#include "sim/peer/name_lookup.hpp"

namespace seatrial::diagnosis {

namespace {

/// Who is refused by one list, which may be the file of several peers.
struct Refusal {
  std::vector<PeerId> deniers;
  std::vector<PeerId> denied;
  const Disagreement* last = nullptr;  ///< that was counted
  std::size_t links = 0;
};

template <class T>
void add_once(std::vector<T>& to, const T& value) {
  if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
}

class RefusalCollector {
 public:
  explicit RefusalCollector(const View& view) : view_(view) {}

  void add(const Disagreement& link) {
    add(link, link.a, link.b, link.a_lists);
    add(link, link.b, link.a, link.b_lists);
  }

  Findings findings() const {
    Findings made;
    for (const auto& [key, refusal] : refusals_) made.push_back(finding_of(key.first, refusal));
    return made;
  }

 private:
  using Place = std::tuple<FileId, std::uint32_t, std::uint32_t, PeerId>;
  using Key = std::pair<std::string, Place>;

  void add(const Disagreement& link, PeerId denier, PeerId denied, bool dials) {
    if (!denies(denier, denied)) return;
    const std::string code = code_of_refusal(denier, denied, dials);
    const Mark mark = place(code, denier, denied);
    Refusal& refusal = refusals_[{
        code, {mark.file, mark.line, mark.column, mark.known() ? PeerId::none : denier}}];
    add_once(refusal.deniers, denier);
    add_once(refusal.denied, denied);
    if (refusal.last != &link) ++refusal.links;  // once, though both may deny by one list
    refusal.last = &link;
  }

  bool denies(PeerId asker, PeerId asked) {
    World& world = view_.world();
    if (world.peer(asker).spec.opaque) return false;
    const auto [found, fresh] = files_.try_emplace(asker);
    if (fresh) found->second = permission_file(world, asker);
    return !p2p::allows(p2p::check_permission(found->second, world.peer(asked).self));
  }

  /// The entry that has the denied peer's key and still does not count; null where there is none.
  const PeerListEntry* dead_entry(PeerId denier, PeerId denied) const {
    const auto& entries = view_.spec(denier).permissioned_nodes.entries;
    const auto [list, fresh] = entries_.try_emplace(entries.identity());
    if (fresh) {
      for (const PeerListEntry& entry : entries) {
        if (entry.enode) list->second.try_emplace(entry.enode->key, &entry);
      }
    }
    const auto found = list->second.find(view_.spec(denied).key);
    return found == list->second.end() ? nullptr : found->second;
  }

  std::string code_of_refusal(PeerId denier, PeerId denied, bool dials) const {
    if (view_.spec(denier).permissioned_nodes.state != PeerListState::ok) return "ST603";
    if (dead_entry(denier, denied) != nullptr) return "ST211";
    return dials ? "ST602" : "ST601";
  }

  Mark place(const std::string& code, PeerId denier, PeerId denied) const {
    const PeerSpec& spec = view_.spec(denier);
    if (code == "ST211") return dead_entry(denier, denied)->mark;
    if (code == "ST603") return first_known(spec.permissioned_nodes.mark, spec.mark);
    const auto& entries = spec.permissioned_nodes.entries;
    const Mark list =
        first_known(spec.permissioned_nodes.mark, entries.empty() ? Mark{} : entries.front().mark);
    return first_known(list, spec.mark);
  }

  Finding finding_of(const std::string& code, const Refusal& refusal) const {
    const PeerId denier = refusal.deniers.front();
    const PeerId denied = refusal.denied.front();
    const Mark mark = place(code, denier, denied);
    Finding made = code == "ST603"   ? unusable(mark, refusal)
                   : code == "ST211" ? unresolved(mark, denier, denied)
                   : code == "ST602" ? finding::make("ST602", mark, lacks(refusal))
                                     : finding::make("ST601", mark, lacks(refusal));
    if (code == "ST601" || code == "ST602") made.fix = paste(refusal);
    made.links = refusal.links;
    return made;
  }

  Finding unusable(const Mark& mark, const Refusal& refusal) const {
    const bool missing =
        view_.spec(refusal.deniers.front()).permissioned_nodes.state == PeerListState::missing;
    return finding::make("ST603", mark,
                         fmt::format("permissioned-nodes.json of {} {}", deniers(refusal),
                                     missing ? "is missing" : "is not a JSON list of texts"));
  }

  Finding unresolved(const Mark& mark, PeerId denier, PeerId denied) const {
    return finding::make("ST211", mark,
                         fmt::format("the name '{}' of {} means nothing in {}",
                                     dead_entry(denier, denied)->enode->host, view_.name(denied),
                                     view_.name(view_.cluster_of(denier))));
  }

  std::string lacks(const Refusal& refusal) const {
    std::vector<std::string> names;
    for (const PeerId peer : refusal.denied) names.push_back(view_.name(peer));
    return fmt::format("permissioned-nodes.json of {} does not list {}", deniers(refusal),
                       enumerate_some(names));
  }

  std::string deniers(const Refusal& refusal) const {
    if (refusal.deniers.size() == 1) return view_.name(refusal.deniers.front());
    return view_.name(view_.cluster_of(refusal.deniers.front()));
  }

  /// The lines as they stand in the file.
  std::string paste(const Refusal& refusal) const {
    const std::size_t shown = some_of(refusal.denied.size());
    std::string lines;
    for (std::size_t i = 0; i < shown; ++i) {
      if (!lines.empty()) lines += ", ";
      lines += '"' + entry_for(view_.world(), refusal.deniers.front(), refusal.denied[i]) + '"';
    }
    if (shown < refusal.denied.size()) {
      lines += fmt::format(" and {} more, as seatrial export prints them,",
                           refusal.denied.size() - shown);
    }
    return fmt::format("add {} to permissioned-nodes.json of {}; it is read at every connection",
                       lines, deniers(refusal));
  }

  const View& view_;
  std::map<Key, Refusal> refusals_;
  std::map<PeerId, p2p::PermissionFile> files_;
  /// By list and key.
  mutable std::map<const void*, std::map<wire::PublicKey, const PeerListEntry*>> entries_;
};

}  // namespace

Findings permission_findings(const View& view, const std::vector<Disagreement>& links) {
  RefusalCollector collector(view);
  for (const Disagreement& link : links) {
    if (link.cause == LinkCause::permission_denied) collector.add(link);
  }
  return collector.findings();
}

}  // namespace seatrial::diagnosis
