// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/link_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

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

class LinkExplainer {
 public:
  LinkExplainer(const View& view, const UnreadDials& unread) : view_(view), unread_(unread) {}

  void add(const LinkReading& link) {
    const std::size_t before = blames_.size();
    add_dial(link, link.forward, before);
    add_dial(link, link.backward, before);
    if (link.status != LinkStatus::down) return;
    if (concerns_both(link.decisive().cause)) pairs_.push_back(&link);
    if (link.forward.entry == nullptr && link.backward.entry == nullptr) add_unlisted(link);
  }

  Findings findings() {
    Findings made = permission_findings(view_, pairs_);
    for (Finding& finding : chain_findings(view_, pairs_)) made.push_back(std::move(finding));
    for (const Blame& blame : blames_) made.push_back(finding_of(blame));
    for (Finding& finding : one_way_links()) made.push_back(std::move(finding));
    return made;
  }

 private:
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
    if (blames_.size() > before && same_fault(blames_.back().finding, made)) return;
    blames_.push_back({std::move(made), rescue, dial.from, dial.to});
  }

  Rescue rescue_of(const LinkReading& link, const DialReading& dial) const {
    if (link.status != LinkStatus::up || dial.up()) return Rescue::none;
    const DialReading& other = &dial == &link.forward ? link.backward : link.forward;
    return unread_.contains({other.from, other.to}) ? Rescue::waits : Rescue::made;
  }

  void add_unlisted(const LinkReading& link) {
    if (view_.cluster_of(link.a) == view_.cluster_of(link.b)) return;
    for (const auto& [from, to] : {std::pair(link.a, link.b), std::pair(link.b, link.a)}) {
      if (blame_list(from) || blame_entry(from, to)) return;
    }
    blames_.push_back({unlisted(link), Rescue::none, link.a, link.b});
  }

  /// A list that geth cannot read explains every link that nobody dials. SPEC law section 4
  bool blame_list(PeerId from) {
    const PeerList& list = view_.spec(from).static_nodes;
    if (list.state != PeerListState::broken) return false;
    Finding made = finding::make(
        "ST604", first_known(list.mark, view_.spec(from).mark),
        fmt::format("static-nodes.json of {} is not a JSON list of texts", view_.name(from)));
    made.links = 1;
    blames_.push_back({std::move(made), Rescue::none, from, PeerId::none});
    return true;
  }

  /// An entry that geth skips and that was meant for the other.
  bool blame_entry(PeerId from, PeerId to) {
    for (const PeerListEntry& entry : view_.spec(from).static_nodes.entries) {
      if (entry.enode || !was_meant_for(entry, from, to)) continue;
      Finding made = entry_finding(entry, *code_of_entry(entry));
      made.links = 1;
      blames_.push_back({std::move(made), Rescue::none, from, to});
      return true;
    }
    return false;
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

  Finding unlisted(const LinkReading& link) const {
    const std::string a = view_.name(view_.cluster_of(link.a));
    const std::string b = view_.name(view_.cluster_of(link.b));
    const PeerSpec& spec = view_.spec(link.a);
    Finding made = finding::make(
        "ST613", first_known(spec.static_nodes.mark, spec.mark),
        fmt::format("neither {} nor {} lists the other", view_.name(link.a), view_.name(link.b)),
        {{"to", view_.name(link.b)}, {"from", view_.name(link.a)}});
    made.fix = fmt::format(
        "add the peers of {} to static-nodes.json of {}, or the reverse; {} is "
        "\"{}\"",
        b, a, view_.name(link.b), entry_for(view_.world(), link.a, link.b));
    made.links = 1;
    return made;
  }

  /// A fault that breaks no link at all is a warning: the other direction makes the link.
  Finding finding_of(const Blame& blame) const {
    Finding made = blame.finding;
    if (blame.rescue == Rescue::none) return made;
    const std::string to = view_.name(blame.to);
    const std::string from = view_.name(blame.from);
    if (blame.rescue == Rescue::waits) {
      made.what += fmt::format("; {} lists {} by now, but runs since before (ST402)", to, from);
      return made;
    }
    made.severity = Severity::warning;
    const bool breaks = std::any_of(blames_.begin(), blames_.end(), [&](const Blame& other) {
      return other.rescue != Rescue::made && same_fault(other.finding, blame.finding);
    });
    if (breaks) return made;
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
      ++found->second.links;
      if (!fresh) continue;
      found->second.fix = fmt::format("mend {}: {}", blame.finding.code, blame.finding.fix);
    }
    Findings findings;
    for (auto& [pair, finding] : made) findings.push_back(std::move(finding));
    return findings;
  }

  const View& view_;
  const UnreadDials& unread_;
  std::vector<const LinkReading*> pairs_;
  std::vector<Blame> blames_;
};

}  // namespace

Findings link_findings(const View& view, const std::vector<LinkReading>& links,
                       const UnreadDials& unread) {
  LinkExplainer explainer(view, unread);
  for (const LinkReading& link : links) explainer.add(link);
  return explainer.findings();
}

}  // namespace seatrial::diagnosis
