// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/link_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "harness/diagnose/dial_finding.hpp"
#include "harness/diagnose/pair_findings.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

namespace {

/// What the dials of the other direction make of a link.
enum class Rescue : std::uint8_t {
  none,
  waits,  ///< they would make it, but the running process has not read the entry
  made,
};

/// What one dial is blamed for.
struct Blame {
  Finding finding;
  Rescue rescue = Rescue::none;
  PeerId from = PeerId::none;
  PeerId to = PeerId::none;
};

bool same_fault(const Finding& a, const Finding& b) {
  return a.code == b.code && a.where == b.where && (a.where.known() || a.what == b.what);
}

/// Equal for findings of one fault.
using Fault = std::tuple<std::string, FileId, std::uint32_t, std::uint32_t, std::string>;

Fault fault_of(const Finding& finding) {
  const Mark& where = finding.where;
  return {finding.code, where.file, where.line, where.column, where.known() ? "" : finding.what};
}

class LinkExplainer {
 public:
  LinkExplainer(const View& view, const UnreadDials& unread) : view_(view), unread_(unread) {}

  /// A pair; null for `link` where it was not read, but its dials are like others that were.
  void add(const LinkBrief& brief, const LinkReading* link) {
    if (link != nullptr) {
      const std::size_t before = blames_.size();
      add_dial(*link, link->forward, before);
      add_dial(*link, link->backward, before);
    } else {
      add_alike(brief);
    }
    if (brief.status != LinkStatus::down) return;
    if (concerns_both(brief.decisive())) {
      pairs_.push_back({brief.a, brief.b, brief.decisive(), brief.forward != LinkCause::not_listed,
                        brief.backward != LinkCause::not_listed});
    }
    if (brief.unasked()) add_unlisted(brief.a, brief.b);
  }

  Findings findings() {
    Findings made = permission_findings(view_, pairs_);
    for (Finding& finding : chain_findings(view_, pairs_)) made.push_back(std::move(finding));
    const std::set<Fault> breaking = breaking_faults();
    for (const Blame& blame : blames_) made.push_back(finding_of(blame, breaking));
    for (Finding& finding : one_way_links()) made.push_back(std::move(finding));
    return made;
  }

 private:
  using Missing = std::tuple<FileId, std::uint32_t, std::uint32_t, PeerId, ClusterId>;

  void add_dial(const LinkReading& link, const DialReading& dial, std::size_t before) {
    if (dial.entry == nullptr || concerns_both(dial.cause)) return;
    const MaybeCode code = code_of_dial(view_.world(), dial);
    if (!code) return;
    Finding made = dial_finding(view_, dial, *code);
    // An unknown link may yet be made by the other direction.
    if (link.status == LinkStatus::unknown && !dial.up()) made.severity = Severity::warning;
    const Rescue rescue = rescue_of(link, dial);
    const bool down = link.status == LinkStatus::down || rescue == Rescue::waits;
    if (down) made.severity = Severity::error;
    // One fault may stop both directions of a link.
    if (blames_.size() == before || !same_fault(blames_.back().finding, made)) {
      blames_.push_back({std::move(made), rescue, dial.from, dial.to});
    }
    blame_of_[&dial] = blames_.size() - 1;
  }

  /// The faults of the dials that these are like break one link more.
  void add_alike(const LinkBrief& brief) {
    Finding* const forward = blamed(brief.like_forward);
    Finding* const backward = blamed(brief.like_backward);
    if (forward != nullptr) ++forward->links;
    const bool once = forward != nullptr && backward != nullptr && same_fault(*forward, *backward);
    if (backward != nullptr && !once) ++backward->links;
  }

  Finding* blamed(const ReadDial& read) {
    const auto found = read.dial == nullptr ? blame_of_.end() : blame_of_.find(read.dial);
    return found == blame_of_.end() ? nullptr : &blames_[found->second].finding;
  }

  Rescue rescue_of(const LinkReading& link, const DialReading& dial) const {
    if (link.status != LinkStatus::up || dial.up()) return Rescue::none;
    const DialReading& other = &dial == &link.forward ? link.backward : link.forward;
    return unread_.contains({other.from, other.to}) ? Rescue::waits : Rescue::made;
  }

  void add_unlisted(PeerId a, PeerId b) {
    if (view_.cluster_of(a) == view_.cluster_of(b)) return;
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      if (blame_list(from) || blame_entry(from, to)) return;
    }
    // The peers of two clusters that share a list are one fault, told by the first of them.
    const Mark where = first_known(view_.spec(a).static_nodes.mark, view_.spec(a).mark);
    const bool known = where.known();
    const Missing missing{where.file, where.line, where.column, known ? PeerId::none : a,
                          known ? view_.cluster_of(b) : ClusterId::none};
    const auto [found, fresh] = unlisted_.try_emplace(missing, blames_.size());
    if (known && !fresh) {
      ++blames_[found->second].finding.links;
    } else {
      blames_.push_back({unlisted(a, b, where), Rescue::none, a, b});
    }
  }

  /// A list that geth cannot read explains every link that nobody dials. SPEC law section 4
  bool blame_list(PeerId from) {
    const PeerList& list = view_.spec(from).static_nodes;
    if (list.state != PeerListState::broken) return false;
    const auto [found, fresh] = broken_lists_.try_emplace(from, blames_.size());
    if (!fresh) {
      ++blames_[found->second].finding.links;
      return true;
    }
    Finding made = finding::make(
        "ST604", first_known(list.mark, view_.spec(from).mark),
        fmt::format("static-nodes.json of {} is not a JSON list of texts", view_.name(from)));
    made.links = 1;
    blames_.push_back({std::move(made), Rescue::none, from, PeerId::none});
    return true;
  }

  /// An entry that geth skips and that was meant for the other.
  bool blame_entry(PeerId from, PeerId to) {
    for (const PeerListEntry* entry : skipped_entries(from)) {
      if (!was_meant_for(*entry, from, to)) continue;
      Finding made = entry_finding(*entry, *code_of_entry(*entry));
      made.links = 1;
      blames_.push_back({std::move(made), Rescue::none, from, to});
      return true;
    }
    return false;
  }

  /// Of a list that a thousand peers share, once.
  const std::vector<const PeerListEntry*>& skipped_entries(PeerId peer) {
    const auto& entries = view_.spec(peer).static_nodes.entries;
    const auto [found, fresh] = skipped_.try_emplace(entries.identity());
    if (fresh) {
      for (const PeerListEntry& entry : entries) {
        if (!entry.enode) found->second.push_back(&entry);
      }
    }
    return found->second;
  }

  /// Whether an entry that geth cannot read has most of a peer's id, or its address.
  bool was_meant_for(const PeerListEntry& entry, PeerId from, PeerId to) const {
    const std::string key = wire::to_hex(view_.spec(to).key);
    if (entry.text.find(key.substr(key.size() / 4, key.size() / 2)) != std::string::npos) {
      return true;
    }
    // "@host:port" of any node of its cluster
    const std::size_t at = entry.text.find('@');
    if (at == std::string::npos) return false;
    const std::string target = entry.text.substr(at + 1, entry.text.find('?') - at - 1);
    const std::size_t colon = target.rfind(':');
    const std::string right = entry_for(view_.world(), from, to);
    const std::string port = colon == std::string::npos ? "" : target.substr(colon);
    if (port.empty() || right.find(port + '?') == std::string::npos) return false;
    const auto address = net::parse_ipv4(target.substr(0, colon));
    return address && cluster_at(view_.world(), *address) == view_.cluster_of(to);
  }

  Finding unlisted(PeerId from, PeerId to, const Mark& where) const {
    const std::string a = view_.name(view_.cluster_of(from));
    const std::string b = view_.name(view_.cluster_of(to));
    Finding made = finding::make(
        "ST613", where,
        fmt::format("neither {} nor {} lists the other", view_.name(from), view_.name(to)),
        {{"to", view_.name(to)}, {"from", view_.name(from)}});
    made.fix = fmt::format(
        "add the peers of {} to static-nodes.json of {}, or the reverse; {} is "
        "\"{}\"",
        b, a, view_.name(to), entry_for(view_.world(), from, to));
    made.links = 1;
    return made;
  }

  /// Those of links that no other direction makes.
  std::set<Fault> breaking_faults() const {
    std::set<Fault> breaking;
    for (const Blame& blame : blames_) {
      if (blame.rescue != Rescue::made) breaking.insert(fault_of(blame.finding));
    }
    return breaking;
  }

  /// A fault that breaks no link at all is a warning: the other direction makes the link.
  Finding finding_of(const Blame& blame, const std::set<Fault>& breaking) const {
    Finding made = blame.finding;
    if (blame.rescue == Rescue::none) return made;
    const std::string to = view_.name(blame.to);
    const std::string from = view_.name(blame.from);
    if (blame.rescue == Rescue::waits) {
      made.what += fmt::format("; {} lists {} by now, but runs since before (ST402)", to, from);
      return made;
    }
    made.severity = Severity::warning;
    if (breaking.contains(fault_of(blame.finding))) return made;
    made.what += fmt::format("; {} dials {}, and one direction is enough", to, from);
    return made;
  }

  /// What rescued links cost, once for each pair of clusters. SPEC law 3
  Findings one_way_links() const {
    std::map<std::pair<ClusterId, ClusterId>, Finding> made;
    for (const Blame& blame : blames_) {
      if (blame.rescue != Rescue::made) continue;
      const ClusterId dialler = view_.cluster_of(blame.to);
      const ClusterId dialled = view_.cluster_of(blame.from);
      const std::string to = view_.name(dialler);
      const std::string from = view_.name(dialled);
      const auto [found, fresh] = made.try_emplace(
          {dialler, dialled},
          finding::make(
              "ST612", blame.finding.where,
              fmt::format("links between {} and {} stand on the dials of {} alone", to, from, to),
              {{"from", to}, {"to", from}}));
      found->second.links += blame.finding.links;
      if (!fresh) continue;
      found->second.fix = fmt::format("mend {}: {}", blame.finding.code, blame.finding.fix);
    }
    Findings findings;
    for (auto& [pair, finding] : made) findings.push_back(std::move(finding));
    return findings;
  }

  const View& view_;
  const UnreadDials& unread_;
  std::vector<Disagreement> pairs_;
  std::vector<Blame> blames_;
  // Places in blames_: by dial; by the list that lacks an entry, or the pair where no file has it;
  // by the peer whose list cannot be read.
  std::map<const DialReading*, std::size_t> blame_of_;
  std::map<Missing, std::size_t> unlisted_;
  std::map<PeerId, std::size_t> broken_lists_;
  std::map<const void*, std::vector<const PeerListEntry*>> skipped_;  ///< by list
};

}  // namespace

Findings link_findings(const View& view, const LinkSurvey& links, const UnreadDials& unread) {
  LinkExplainer explainer(view, unread);
  links.each([&](const LinkBrief& brief, const LinkReading* link) { explainer.add(brief, link); });
  return explainer.findings();
}

}  // namespace seatrial::diagnosis
