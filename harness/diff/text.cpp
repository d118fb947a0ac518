// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/diff/pod_lines.hpp"
#include "harness/report/finding_lines.hpp"
#include "harness/report/page.hpp"

namespace seatrial::diff {
namespace {

using report::Colour;
using report::Page;

report::Piece badge(Verdict verdict) {
  if (verdict == Verdict::pass) return {"PASS", Colour::green};
  if (verdict == Verdict::inconclusive) return {"INCONCLUSIVE", Colour::yellow};
  return {"FAIL", Colour::red};
}

Colour colour_of(Severity severity) {
  if (severity == Severity::error) return Colour::red;
  return severity == Severity::warning ? Colour::yellow : Colour::cyan;
}

/// "12 links added (6 p2p, 6 tessera)"; "" where there is none.
std::string link_summary(const Difference& difference, Change change) {
  std::size_t all = 0;
  std::vector<std::string> kinds;
  for (const auto kind :
       {report::LinkKind::p2p, report::LinkKind::discovery, report::LinkKind::tessera}) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(
        difference.links,
        [&](const LinkChange& link) { return link.kind == kind && link.change == change; }));
    if (count != 0) kinds.push_back(fmt::format("{} {}", count, report::to_string(kind)));
    all += count;
  }
  if (all == 0) return "";
  return fmt::format("{} {} ({})", report::counted(all, "link"), to_string(change),
                     fmt::join(kinds, ", "));
}

std::string finding_summary(const Difference& difference, Change change) {
  const auto count = static_cast<std::size_t>(
      std::ranges::count(difference.findings, change, &FindingChange::change));
  return count == 0 ? ""
                    : fmt::format("{} {}", report::counted(count, "finding"), to_string(change));
}

std::string summary(const Difference& difference) {
  std::vector<std::string> parts = faults_of(difference);
  for (const Change change : {Change::added, Change::removed, Change::altered})
    parts.push_back(link_summary(difference, change));
  for (const Change change : {Change::added, Change::removed, Change::altered})
    parts.push_back(finding_summary(difference, change));
  const std::size_t pods = difference.rolls.size();
  if (pods != 0) {
    parts.push_back(fmt::format("{} {} pods", report::counted(pods, "workload"),
                                pods == 1 ? "replaces its" : "replace their"));
  }
  std::erase(parts, "");
  return parts.empty() ? "nothing that links, findings or chains depend on"
                       : fmt::format("{}", fmt::join(parts, "; "));
}

void write_head(Page& page, const Difference& difference) {
  std::string name = fmt::format(" {} -> {}", difference.old_name, difference.new_name);
  if (!difference.case_name.empty()) name += fmt::format(" ({})", difference.case_name);
  page.line({badge(verdict_of(difference)), {name, Colour::bold}, {": " + summary(difference)}});
}

void heading(Page& page, const char* text) {
  page.gap();
  page.line({{text, Colour::bold}});
}

std::string state_text(const LinkState& state) {
  std::string text(report::to_string(state.status));
  if (!state.disposition.empty()) text += fmt::format(" ({})", state.disposition);
  if (!state.condition.empty()) text += fmt::format(", {}", state.condition);
  return text;
}

/// Of a host that nobody owns, the address says all that the condition would.
std::string before_text(const LinkState& before, bool moved) {
  return moved ? "at " + before.address : state_text(before);
}

std::string change_text(const LinkChange& link) {
  if (!link.before) return state_text(*link.after);
  if (!link.after) return "was " + state_text(*link.before);
  const bool moved = !link.before->address.empty() && !link.after->address.empty() &&
                     link.before->status == link.after->status;
  return fmt::format("was {}, is {}", before_text(*link.before, moved), state_text(*link.after));
}

/// Links of two known peers have no direction, unless they are Tessera's.
std::string_view arrow_of(const LinkChange& link) {
  return link.outside() || link.kind == report::LinkKind::tessera ? "->" : "-";
}

void write_links(Page& page, const Difference& difference, bool quiet) {
  const auto is_shown = [&](const LinkChange& link) { return !quiet || link.breaks || link.opens; };
  if (std::ranges::none_of(difference.links, is_shown)) return;
  heading(page, "links");
  for (const LinkChange& link : difference.links) {
    if (!is_shown(link)) continue;
    page.line({{"  "},
               {fmt::format("{:<9}", link.breaks ? "broken" : to_string(link.change)),
                link.breaks ? Colour::red : Colour::plain},
               {fmt::format("{:<10}{} {} {}: {}", report::to_string(link.kind), link.from,
                            arrow_of(link), link.to, change_text(link))}});
  }
}

std::string before_text(const FindingChange& change) {
  if (change.change != Change::altered) return "";
  std::string text = fmt::format("  was: {}", to_string(*change.severity_before));
  if (change.links_before != 0)
    text += fmt::format(", {}", report::counted(change.links_before, "link"));
  return text;
}

void write_finding(Page& page, const FindingChange& change, const SourceFiles& files) {
  const Finding& finding = change.finding;
  const bool gone = change.change == Change::removed;
  const std::string_view word = gone                             ? "no more: "
                                : change.change == Change::added ? "new: "
                                                                 : "altered: ";
  page.line(
      {{std::string(word)},
       {report::headline(finding, files), gone ? Colour::plain : colour_of(finding.severity)}});
  if (const std::string text = before_text(change); !text.empty()) page.line(text);
  if (gone) return;
  for (const std::string& line : report::explanation(finding, files)) page.line(line);
}

void write_findings(Page& page, const Difference& difference, const SourceFiles& files,
                    bool quiet) {
  for (const FindingChange& change : difference.findings) {
    if (quiet && !change.worse) continue;
    page.gap();
    write_finding(page, change, files);
  }
}

std::string margin_text(const Margin& margin) {
  return fmt::format(
      "{}, F {}, quorum {}, {} may fail{}", report::counted(margin.validators.size(), "validator"),
      margin.faulty, margin.quorum, margin.spare,
      margin.halts_without.empty()
          ? ""
          : fmt::format("; halts without {}", fmt::join(margin.halts_without, ", ")));
}

/// The names that only one of the two has, each behind a sign.
std::string members_text(const Margin& before, const Margin& after) {
  std::vector<std::string> parts;
  const auto add = [&](const char* sign, const Margin& one, const Margin& other) {
    for (const std::string& name : one.validators) {
      if (std::ranges::find(other.validators, name) == other.validators.end())
        parts.push_back(sign + name);
    }
  };
  add("+", after, before);
  add("-", before, after);
  return parts.empty() ? "" : fmt::format("validators {}", fmt::join(parts, " "));
}

std::int64_t whole_seconds(Duration time) {
  return time.ns() / seconds(1).ns();
}

/// "a 180 s cut now costs 115 s more: …", for each cut that costs something else than before.
std::vector<std::string> recovery_lines(const Margin& before, const Margin& after) {
  std::vector<std::string> lines;
  for (const Recovery& is : after.recoveries) {
    const auto was = std::ranges::find(before.recoveries, is.cut, &Recovery::cut);
    if (was == before.recoveries.end() || was->block == is.block) continue;
    const bool more = is.block > was->block;
    const Duration apart = more ? is.block - was->block : was->block - is.block;
    lines.push_back(fmt::format(
        "a {} s cut now costs {} s {}: blocks are back {} s after the last one, and not {} s",
        whole_seconds(is.cut), whole_seconds(apart), more ? "more" : "less",
        whole_seconds(is.block), whole_seconds(was->block)));
  }
  return lines;
}

void write_margin(Page& page, const MarginChange& change) {
  if (change.before) page.line("  was: " + margin_text(*change.before));
  if (change.after) page.line("  is:  " + margin_text(*change.after));
  if (!change.after && change.halts.empty()) page.line("  no peer is on this chain any more");
  if (change.before && change.after) {
    if (change.before->genesis != change.after->genesis) {
      page.line(fmt::format("  genesis {} -> {}", change.before->genesis.substr(0, 10),
                            change.after->genesis.substr(0, 10)));
    }
    const std::string members = members_text(*change.before, *change.after);
    if (!members.empty() && change.gone.empty()) page.line("  " + members);
    for (const std::string& line : recovery_lines(*change.before, *change.after))
      page.line("  " + line);
  }
  for (const std::string& name : change.gone)
    page.line(fmt::format("  {} is no peer any more and still counts as a validator", name));
  for (const std::string& halt : change.halts) page.line({{"  "}, {halt, Colour::red}});
  for (const std::string& eased : change.eased) page.line("  " + eased);
}

void write_margins(Page& page, const Difference& difference, bool quiet) {
  for (const MarginChange& change : difference.margins) {
    if (quiet && change.halts.empty()) continue;
    heading(page, change.change == Change::added ? "consensus, a new chain" : "consensus");
    write_margin(page, change);
  }
}

void write_lines(Page& page, const char* title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  heading(page, title);
  for (const std::string& line : lines) page.line("  " + line);
}

std::vector<std::string> peer_lines(const Difference& difference) {
  std::vector<std::string> lines;
  for (const std::string& name : difference.peers_added) lines.push_back("added    " + name);
  for (const std::string& name : difference.peers_removed) lines.push_back("removed  " + name);
  return lines;
}

}  // namespace

void write_text(std::ostream& out, const Difference& difference, const SourceFiles& files,
                const report::Style& style) {
  Page page(out, style.colour);
  if (difference.input_error) return page.line(difference.input_error->message());
  write_head(page, difference);
  if (!style.quiet) write_lines(page, "peers", peer_lines(difference));
  write_links(page, difference, style.quiet);
  write_findings(page, difference, files, style.quiet);
  write_margins(page, difference, style.quiet);
  if (style.quiet) return;
  write_lines(page, "pods that the change replaces", roll_lines(difference.rolls));
  write_lines(page, "files below pods that stay", kept_lines(difference.kept));
  write_lines(page, "services", service_lines(difference.services));
  write_lines(page, "note", difference.notes);
}

}  // namespace seatrial::diff
