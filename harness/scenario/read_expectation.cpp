// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/scenario/read.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

constexpr Word<LinkKind> link_kinds[] = {
    {"p2p", LinkKind::p2p}, {"tessera", LinkKind::tessera}, {"discovery", LinkKind::discovery}};
constexpr Word<Severity> severities[] = {
    {"info", Severity::info}, {"warning", Severity::warning}, {"error", Severity::error}};
// Nobody asks for silence in the notes as well.
constexpr Word<Severity> no_severities[] = {{"warning", Severity::warning},
                                            {"error", Severity::error}};
constexpr std::string_view questions[] = {
    "links",         "one_of",           "log",       "finding",         "no_findings",
    "dials",         "blocks_advance",   "stalls",    "recovers_within", "validators_are",
    "chain_single",  "height",           "sometimes", "reaches",         "survives",
    "round_at_most", "proposer_rotates", "seals_from"};
constexpr std::string_view states[] = {"up", "down", "unknown"};

Up read_up(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::up);
  return {fields.maybe("within", &Reader::duration), fields.maybe("for", &Reader::duration)};
}

Down read_down(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::down);
  Down down;
  down.disposition = fields.maybe("disposition", &Reader::name);
  down.code = fields.maybe("code", &Reader::code);
  down.seen_as = fields.maybe("seen_as", &Reader::text);
  down.retry = fields.maybe("retry", &Reader::tolerance);
  down.within = fields.maybe("within", &Reader::duration);
  down.hold_for = fields.maybe("for", &Reader::duration);
  down.both_ways = fields.maybe("both_ways", &Reader::truth);
  return down;
}

std::variant<Up, Down, Unknown> read_state(Reader& reader, Fields& fields) {
  if (fields.written(states).size() != 1) {
    reader.fail(fields.mark(), "a question for links must say what they should be",
                "write exactly one of 'up', 'down' and 'unknown'");
  }
  if (const auto down = fields.maybe("down", &read_down)) return *down;
  if (const auto unknown = fields.maybe("unknown", &read_unknown)) return *unknown;
  return fields.maybe("up", &read_up).value_or(Up());
}

ExpectLinks read_links(Reader& reader, Fields& fields, const Value& links) {
  ExpectLinks expect;
  const auto both = reader.items(links, "links");
  if (both.size() == 2) {
    expect.from = reader.selector(both[0], "links");
    expect.to = reader.selector(both[1], "links");
  } else {
    reader.fail(links.mark(), fmt::format("links has {} selectors", both.size()),
                "write two, from and to, as in [a/*, b/*]");
  }
  expect.kind = fields.maybe("kind", link_kinds).value_or(Marked<LinkKind>());
  expect.dialled_by = fields.maybe("dialled_by", &Reader::selector_or_cluster);
  expect.state = read_state(reader, fields);
  return expect;
}

// What belongs to links must not stand beside another question, where it would say nothing.
void check_no_link_fields(Reader& reader, const Value& value) {
  if (value.find("links") != nullptr) return;
  for (std::string_view key : {"up", "down", "unknown", "kind", "dialled_by"}) {
    const config::Entry* entry = value.find_entry(key);
    if (entry == nullptr) continue;
    reader.fail(entry->key_mark, fmt::format("'{}' without 'links'", key), "add links: [from, to]");
  }
}

ExpectLog read_log(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::log);
  ExpectLog log;
  log.of = fields.required("of", &Reader::selector);
  log.contains = fields.required("contains", &Reader::text);
  log.within = fields.maybe("within", &Reader::duration);
  const auto absent = fields.maybe("not", &Reader::truth);
  log.absent = absent && absent->value;
  return log;
}

ExpectFinding read_finding(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::finding);
  ExpectFinding finding;
  finding.code = fields.maybe("code", &Reader::code);
  finding.severity = fields.maybe("severity", severities);
  finding.file = fields.maybe("file", &Reader::text);
  finding.line = fields.maybe("line", &Reader::count);
  finding.count = fields.maybe("count", &Reader::number);
  if (value.entries().empty()) {
    reader.fail(value.mark(), "finding says nothing", "write a 'code', 'severity' or 'file'");
  }
  return finding;
}

ExpectDials read_dials(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::dials);
  ExpectDials dials;
  dials.from = fields.required("from", &Reader::selector);
  dials.to = fields.required("to", &Reader::selector);
  dials.gaps = fields.maybe("gaps", &Reader::tolerance);
  dials.at_least = fields.maybe("at_least", &Reader::number);
  if (!dials.gaps && !dials.at_least) {
    reader.fail(value.mark(), "dials asks nothing", "write 'gaps', 'at_least' or both");
  }
  return dials;
}

ExpectOneOf read_one_of(Reader& reader, const Value& value) {
  ExpectOneOf one_of{read_expectations(reader, value)};
  if (one_of.any.size() < 2) {
    reader.fail(value.mark(), fmt::format("one_of has {} expectations", one_of.any.size()),
                "write at least two");
  }
  return one_of;
}

Expectation::Question read_question(Reader& reader, Fields& fields) {
  if (const Value* links = fields.find("links")) return read_links(reader, fields, *links);
  if (const Value* all = fields.find("one_of")) return read_one_of(reader, *all);
  if (const Value* log = fields.find("log")) return read_log(reader, *log);
  if (const Value* finding = fields.find("finding")) return read_finding(reader, *finding);
  if (const Value* dials = fields.find("dials")) return read_dials(reader, *dials);
  if (const Value* reaches = fields.find("reaches")) return read_reaches(reader, *reaches);
  if (auto chain = read_chain_question(reader, fields)) return std::move(*chain);
  return ExpectNoFindings{fields.maybe("no_findings", no_severities).value_or(Marked<Severity>())};
}

}  // namespace

Unknown read_unknown(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::unknown);
  return {fields.maybe("condition", &Reader::text)};
}

Expectation read_expectation(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::expectation);
  Expectation expectation;
  expectation.mark = value.mark();
  expectation.name = fields.maybe("name", &Reader::text);
  expectation.because = fields.maybe("because", &Reader::text);
  const std::size_t asked = fields.written(questions).size();
  if (asked != 1) {
    reader.fail(value.mark(), fmt::format("an expectation asks {} questions", asked),
                fmt::format("write exactly one of '{}'", fmt::join(questions, "', '")));
  }
  check_no_link_fields(reader, value);
  expectation.question = read_question(reader, fields);
  return expectation;
}

std::vector<Expectation> read_expectations(Reader& reader, const Value& value) {
  std::vector<Expectation> all;
  for (const Value& item : reader.items(value, "expect")) {
    all.push_back(read_expectation(reader, item));
  }
  return all;
}

}  // namespace seatrial::scenario
