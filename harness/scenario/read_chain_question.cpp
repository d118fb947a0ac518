// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/scenario/read.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

constexpr Word<RecoverySince> recovery_words[] = {{"asked", RecoverySince::asked},
                                                  {"last_block", RecoverySince::last_block}};
constexpr Word<RunEvent> run_events[] = {{"block", RunEvent::block},
                                         {"sealed", RunEvent::sealed},
                                         {"vote_cast", RunEvent::vote_cast},
                                         {"round_change", RunEvent::round_change},
                                         {"new_round", RunEvent::new_round},
                                         {"lock", RunEvent::lock},
                                         {"catch_up", RunEvent::catch_up},
                                         {"vote_lost", RunEvent::vote_lost},
                                         {"sync", RunEvent::sync},
                                         {"sync_failed", RunEvent::sync_failed},
                                         {"engine_started", RunEvent::engine_started},
                                         {"engine_stopped", RunEvent::engine_stopped},
                                         {"peer_dropped", RunEvent::peer_dropped},
                                         {"link_up", RunEvent::link_up},
                                         {"link_lost", RunEvent::link_lost},
                                         {"reorganised", RunEvent::reorganised},
                                         {"message_lost", RunEvent::message_lost},
                                         {"message_delayed", RunEvent::message_delayed},
                                         {"message_altered", RunEvent::message_altered},
                                         {"paused", RunEvent::paused}};

Selector read_of(Fields& fields) {
  return fields.maybe("of", &Reader::selector).value_or(every_peer());
}

bool is_true(Fields& fields, std::string_view key) {
  const auto written = fields.maybe(key, &Reader::truth);
  return written && written->value;
}

/// How many there are at least and at most, in any of the questions that count.
struct Bounds {
  Maybe<std::uint64_t> at_least;
  Maybe<std::uint64_t> at_most;
};

Bounds read_bounds(Reader& reader, Fields& fields) {
  const Bounds bounds{fields.maybe("at_least", &Reader::count),
                      fields.maybe("at_most", &Reader::number)};
  if (bounds.at_least && bounds.at_most && bounds.at_least->value > bounds.at_most->value) {
    reader.fail(bounds.at_least->mark,
                fmt::format("at_least {} is more than at_most {}", bounds.at_least->value,
                            bounds.at_most->value),
                "exchange the two, or write one of them");
  }
  return bounds;
}

// Who asks for no number asks whether there is any.
Bounds or_at_least_one(Bounds bounds) {
  if (!bounds.at_least && !bounds.at_most) bounds.at_least = {1, {}};
  return bounds;
}

ExpectBlocksAdvance read_blocks_advance(Reader& reader, const Value& value) {
  ExpectBlocksAdvance asked;
  if (!value.is_map()) {
    asked.at_least = {1, {}};
    asked.within = reader.some_time(value, "blocks_advance");
    return asked;
  }
  Fields fields(reader, value, keys::blocks_advance);
  asked.of = read_of(fields);
  const Bounds bounds = or_at_least_one(read_bounds(reader, fields));
  asked.at_least = bounds.at_least;
  asked.at_most = bounds.at_most;
  asked.within = fields.required("within", &Reader::some_time);
  return asked;
}

ExpectStalls read_stalls(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::stalls);
  ExpectStalls asked;
  asked.of = read_of(fields);
  asked.hold_for = fields.required("for", &Reader::some_time);
  asked.within = fields.maybe("within", &Reader::duration);
  asked.round = fields.maybe("round", &Reader::number);
  return asked;
}

bool has_tolerance(std::string_view text) {
  return text.find("±") != text.npos || text.find("+-") != text.npos ||
         text.find("+/-") != text.npos;
}

void read_recovery_time(Reader& reader, const Value& value, std::string_view what,
                        ExpectRecoversWithin& asked) {
  asked.exact = value.is_scalar() && has_tolerance(value.text());
  if (asked.exact) {
    asked.time = reader.tolerance(value, what);
  } else {
    const auto latest = reader.some_time(value, what);
    asked.time = {{latest.value, {}}, latest.mark};
  }
}

ExpectRecoversWithin read_recovers_within(Reader& reader, const Value& value) {
  ExpectRecoversWithin asked;
  if (!value.is_map()) {
    read_recovery_time(reader, value, "recovers_within", asked);
    return asked;
  }
  Fields fields(reader, value, keys::recovers_within);
  asked.of = read_of(fields);
  const Value& time = fields.require("time");
  if (reader.ok()) read_recovery_time(reader, time, "time", asked);
  asked.since = fields.maybe("since", recovery_words).value_or(Marked<RecoverySince>());
  return asked;
}

void check_named_once(Reader& reader, const Selectors& peers) {
  for (std::size_t i = 0; i < peers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (peers[i].text() != peers[j].text()) continue;
      reader.fail(peers[i].mark, fmt::format("peers names '{}' twice", peers[i].text()),
                  "leave one of them out");
    }
  }
}

ExpectValidatorsAre read_validators_are(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::validators_are);
  ExpectValidatorsAre asked;
  asked.of = read_of(fields);
  asked.peers = fields.required("peers", &Reader::selectors);
  check_named_once(reader, asked.peers);
  asked.quorum = fields.maybe("quorum", &Reader::count);
  asked.may_fail = fields.maybe("may_fail", &Reader::number);
  asked.within = fields.maybe("within", &Reader::duration);
  return asked;
}

ExpectChainSingle read_chain_single(Reader& reader, const Value& value) {
  ExpectChainSingle asked;
  if (value.is_scalar()) {
    asked.of = reader.selector(value, "chain_single");
  } else {
    Fields fields(reader, value, keys::chain_single);
    asked.of = read_of(fields);
  }
  if (!asked.of.any_peer() && reader.ok()) {
    reader.fail(asked.of.mark,
                fmt::format("chain_single compares peers, and '{}' is one", asked.of.text()),
                "name more of them, or leave it out for every peer");
  }
  return asked;
}

ExpectHeight read_height(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::height);
  ExpectHeight asked;
  asked.of = read_of(fields);
  const Bounds bounds = read_bounds(reader, fields);
  asked.at_least = bounds.at_least;
  asked.at_most = bounds.at_most;
  asked.within = fields.maybe("within", &Reader::duration);
  if (!asked.at_least && !asked.at_most) {
    reader.fail(value.mark(), "height asks nothing", "write 'at_least', 'at_most' or both");
  }
  return asked;
}

ExpectSometimes read_sometimes(Reader& reader, const Value& value) {
  ExpectSometimes asked;
  if (!value.is_map()) {
    asked.event = reader.word(value, "sometimes", run_events);
    asked.at_least = {1, {}};
    return asked;
  }
  Fields fields(reader, value, keys::sometimes);
  fields.require("event");
  asked.event = fields.maybe("event", run_events).value_or(Marked<RunEvent>());
  asked.of = read_of(fields);
  asked.each = is_true(fields, "each");
  const Bounds bounds = or_at_least_one(read_bounds(reader, fields));
  asked.at_least = bounds.at_least;
  asked.at_most = bounds.at_most;
  return asked;
}

constexpr std::string_view ways_to_lose[] = {"cluster", "line", "link", "peers", "any"};

Selectors read_link_ends(Reader& reader, const Value& value) {
  Selectors ends;
  for (const Value& item : reader.items(value, "link"))
    ends.push_back(reader.one_peer(item, "link"));
  if (!reader.ok()) return ends;
  if (ends.size() != 2) {
    reader.fail(value.mark(), fmt::format("link has {} peers", ends.size()),
                "write two, as in [a/a1, b/b1]");
  } else if (ends[0].text() == ends[1].text()) {
    reader.fail(ends[1].mark, fmt::format("link joins '{}' with itself", ends[1].text()),
                "write two peers, as in [a/a1, b/b1]");
  }
  return ends;
}

ExpectSurvives read_survives(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::survives);
  ExpectSurvives asked;
  const std::size_t written = fields.written(ways_to_lose).size();
  if (written != 1) {
    reader.fail(value.mark(), fmt::format("survives names {} losses", written),
                fmt::format("write exactly one of '{}'", fmt::join(ways_to_lose, "', '")));
    return asked;
  }
  asked.cluster = fields.maybe("cluster", &Reader::name);
  asked.line = fields.maybe("line", &Reader::sites);
  asked.link = fields.maybe("link", &read_link_ends);
  asked.peers = fields.maybe("peers", &Reader::selectors);
  asked.any = fields.maybe("any", &Reader::count);
  asked.absent = is_true(fields, "not");
  return asked;
}

ExpectRoundAtMost read_round_at_most(Reader& reader, const Value& value) {
  ExpectRoundAtMost asked;
  if (!value.is_map()) {
    asked.round = reader.number(value, "round_at_most");
    return asked;
  }
  Fields fields(reader, value, keys::round_at_most);
  asked.of = read_of(fields);
  asked.round = fields.required("round", &Reader::number);
  asked.hold_for = fields.maybe("for", &Reader::some_time);
  return asked;
}

ExpectProposerRotates read_proposer_rotates(Reader& reader, const Value& value) {
  ExpectProposerRotates asked;
  if (!value.is_map()) {
    asked.of = reader.selector(value, "proposer_rotates");
    return asked;
  }
  Fields fields(reader, value, keys::proposer_rotates);
  asked.of = read_of(fields);
  asked.blocks = fields.maybe("blocks", &Reader::count);
  asked.within = fields.maybe("within", &Reader::duration);
  return asked;
}

ExpectSealsFrom read_seals_from(Reader& reader, const Value& value) {
  ExpectSealsFrom asked;
  if (!value.is_map()) {
    asked.peers = reader.selectors(value, "seals_from");
  } else {
    Fields fields(reader, value, keys::seals_from);
    asked.peers = fields.required("peers", &Reader::selectors);
    asked.blocks = fields.maybe("blocks", &Reader::count);
    asked.within = fields.maybe("within", &Reader::duration);
  }
  check_named_once(reader, asked.peers);
  return asked;
}

struct QuestionReader {
  std::string_view word;
  Expectation::Question (*read)(Reader&, const Value&);
};

template <auto read>
Expectation::Question as_question(Reader& reader, const Value& value) {
  return read(reader, value);
}

constexpr QuestionReader question_readers[] = {
    {"blocks_advance", as_question<read_blocks_advance>},
    {"stalls", as_question<read_stalls>},
    {"recovers_within", as_question<read_recovers_within>},
    {"validators_are", as_question<read_validators_are>},
    {"chain_single", as_question<read_chain_single>},
    {"height", as_question<read_height>},
    {"sometimes", as_question<read_sometimes>},
    {"survives", as_question<read_survives>},
    {"round_at_most", as_question<read_round_at_most>},
    {"proposer_rotates", as_question<read_proposer_rotates>},
    {"seals_from", as_question<read_seals_from>},
};

}  // namespace

std::optional<Expectation::Question> read_chain_question(Reader& reader, Fields& fields) {
  for (const QuestionReader& known : question_readers) {
    if (const Value* value = fields.find(known.word)) return known.read(reader, *value);
  }
  return std::nullopt;
}

}  // namespace seatrial::scenario
