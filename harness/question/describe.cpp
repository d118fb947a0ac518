// SPDX-License-Identifier: Apache-2.0
#include "harness/question/describe.hpp"

#include <fmt/format.h>

#include "harness/question/describe_chain.hpp"

namespace seatrial::question {

namespace {

using namespace scenario;

std::string times(const Maybe<Duration>& within, const Maybe<Duration>& hold_for) {
  std::string text;
  if (within) text += " within " + to_string(within->value);
  if (hold_for) text += " for " + to_string(hold_for->value);
  return text;
}

std::string describe(const Up& up) {
  return "up" + times(up.within, up.hold_for);
}

std::string describe(const Down& down) {
  std::string text = "down" + times(down.within, down.hold_for);
  if (down.disposition) text += ", " + down.disposition->value;
  if (down.code) text += ", " + down.code->value;
  if (down.seen_as) text += ", seen as " + down.seen_as->value;
  if (down.retry) text += ", retry each " + to_string(down.retry->value.value);
  if (down.both_ways && down.both_ways->value) text += ", both ways";
  return text;
}

std::string describe(const Unknown& unknown) {
  return unknown.condition ? "unknown, if " + unknown.condition->value : "unknown";
}

std::string words(const ExpectLinks& links) {
  std::string text =
      fmt::format("links {} -> {} {}", links.from.text(), links.to.text(),
                  std::visit([](const auto& state) { return describe(state); }, links.state));
  if (links.kind.value == LinkKind::tessera) text = "tessera " + text;
  if (links.kind.value == LinkKind::discovery) text = "discovery " + text;
  if (links.dialled_by) text += ", dialled by " + links.dialled_by->text();
  return text;
}

std::string words(const ExpectLog& log) {
  return fmt::format("log of {} {} '{}'{}", log.of.text(), log.absent ? "lacks" : "contains",
                     log.contains.value, times(log.within, std::nullopt));
}

std::string_view word(scenario::Severity severity) {
  switch (severity) {
    case scenario::Severity::info:
      return "info";
    case scenario::Severity::warning:
      return "warning";
    case scenario::Severity::error:
      break;
  }
  return "error";
}

std::string words(const ExpectFinding& finding) {
  std::string text = "finding";
  if (finding.code) text += " " + finding.code->value;
  if (finding.severity) text += fmt::format(" {}", word(finding.severity->value));
  if (finding.file) text += " in " + finding.file->value;
  if (finding.line) text += fmt::format(" line {}", finding.line->value);
  if (finding.count) text += fmt::format(", {} times", finding.count->value);
  return text;
}

std::string words(const ExpectNoFindings& none) {
  const bool worst = none.severity.value == scenario::Severity::error;
  return fmt::format("no findings of severity {}{}", word(none.severity.value),
                     worst ? "" : " or worse");
}

std::string words(const ExpectDials& dials) {
  std::string text = fmt::format("dials {} -> {}", dials.from.text(), dials.to.text());
  if (dials.gaps) {
    text += fmt::format(", each {} ± {}", to_string(dials.gaps->value.value),
                        to_string(dials.gaps->value.plus_minus));
  }
  if (dials.at_least) text += fmt::format(", at least {}", dials.at_least->value);
  return text;
}

std::string words(const ExpectReaches& asked) {
  const auto* address = std::get_if<ReachAddress>(&asked.to);
  std::string text =
      fmt::format("{} {} {}", asked.from.text(), asked.blocked ? "does not reach" : "reaches",
                  address ? address->written.value : std::get<Selector>(asked.to).text());
  if (asked.port) text += fmt::format(" port {}", asked.port->value);
  if (asked.protocol.value == ReachProtocol::udp) text += " by UDP";
  if (asked.blocked) text += ", " + asked.blocked->value;
  if (asked.unknown) text += ": " + describe(*asked.unknown);
  return text;
}

std::string words(const ExpectOneOf& one_of) {
  std::string text = "one of: ";
  for (std::size_t i = 0; i < one_of.any.size(); ++i) {
    text += (i == 0 ? "" : " or ") + question::describe(one_of.any[i]);
  }
  return text;
}

}  // namespace

std::string describe(const Expectation& expectation) {
  if (expectation.name) return expectation.name->value;
  return std::visit([](const auto& part) { return words(part); }, expectation.question);
}

}  // namespace seatrial::question
