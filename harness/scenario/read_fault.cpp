// SPDX-License-Identifier: Apache-2.0
// The steps of fault_step.hpp.
#include <fmt/format.h>

#include "harness/scenario/read.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

// The names of the wire, as GoQuorum's documents write them. // SPEC goquorum 6.2, 7.3
constexpr Word<MessageKind> message_kinds[] = {
    {"PRE-PREPARE", MessageKind::pre_prepare}, {"PREPARE", MessageKind::prepare},
    {"COMMIT", MessageKind::commit},           {"ROUND-CHANGE", MessageKind::round_change},
    {"NewBlock", MessageKind::new_block},      {"NewBlockHashes", MessageKind::new_block_hash}};

MessageKinds read_kinds(Reader& reader, const Value& value) {
  MessageKinds kinds;
  for (const Value& item : one_or_more(value))
    kinds.add(reader.word(item, "messages", message_kinds).value);
  if (value.is_list() && value.items().empty()) {
    reader.fail(value.mark(), "messages is empty", "name a kind, for example COMMIT");
  }
  return kinds;
}

Ratio checked_share(Reader& reader, const Marked<Ratio>& share) {
  if (share.value.never()) {
    reader.fail(share.mark, "share is 0, so no message is meant", "write 1% or more");
  }
  return share.value;
}

/// All but 'by', which a delay has besides.
WhichMessages read_which(Reader& reader, Fields& fields) {
  WhichMessages which;
  if (const auto kinds = fields.maybe("messages", &read_kinds)) which.kinds = *kinds;
  if (const auto from = fields.maybe("from", &Reader::selectors)) which.from = *from;
  if (const auto to = fields.maybe("to", &Reader::selectors)) which.to = *to;
  if (const auto relayed = fields.maybe("relayed", &Reader::truth)) which.relayed = *relayed;
  which.height = fields.maybe("height", &Reader::count);
  which.round = fields.maybe("round", &Reader::number);
  which.count = fields.maybe("count", &Reader::count);
  which.share = fields.maybe("share", &Reader::share);
  if (reader.ok() && which.share) checked_share(reader, *which.share);
  which.lasts = fields.maybe("for", &Reader::some_time);
  return which;
}

/// A truth that is only ever written to say yes.
Marked<bool> read_yes(Reader& reader, Fields& fields, std::string_view key) {
  const auto truth = fields.maybe(key, &Reader::truth).value_or(Marked<bool>());
  if (truth.mark.known() && !truth.value) {
    reader.fail(truth.mark, fmt::format("{}: false says nothing", key), "leave it out");
  }
  return truth;
}

}  // namespace

Pause read_pause(Reader& reader, const Value& value) {
  if (!value.is_map()) return {reader.selectors(value, "pause"), std::nullopt};
  Fields fields(reader, value, keys::pause);
  return {fields.required("peers", &Reader::selectors), fields.maybe("for", &Reader::some_time)};
}

Resume read_resume(Reader& reader, const Value& value) {
  return {reader.selectors(value, "resume")};
}

SetClock read_clock(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::clock);
  fields.exclusive("ahead", "behind");
  SetClock clock{fields.required("of", &Reader::selectors),
                 fields.maybe("ahead", &Reader::duration),
                 fields.maybe("behind", &Reader::duration)};
  if (reader.ok() && !clock.ahead && !clock.behind) {
    reader.fail(value.mark(), "clock does not say how wrong the clocks are",
                "write ahead: 3s or behind: 3s; ahead: 0s puts them right");
  }
  return clock;
}

Lose read_lose(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::lose);
  return {read_which(reader, fields)};
}

Delay read_delay(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::delay);
  Delay delay;
  delay.by = fields.required("by", &Reader::some_time);
  delay.which = read_which(reader, fields);
  return delay;
}

Byzantine read_byzantine(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::byzantine);
  Byzantine how;
  how.peers = fields.required("peers", &Reader::selectors);
  fields.exclusive("silent", "only_to");
  fields.exclusive("silent", "delay");
  how.equivocate_to = fields.maybe("equivocate_to", &Reader::selectors).value_or(Selectors());
  how.silent = read_yes(reader, fields, "silent");
  how.delay = fields.maybe("delay", &Reader::some_time);
  how.only_to = fields.maybe("only_to", &Reader::selectors);
  how.wrong_votes = read_yes(reader, fields, "wrong_votes");
  how.bad_blocks = read_yes(reader, fields, "bad_blocks");
  if (const auto kinds = fields.maybe("messages", &read_kinds)) how.kinds = *kinds;
  how.lasts = fields.maybe("for", &Reader::some_time);
  const bool withholds = how.silent.value || how.delay || how.only_to;
  const bool lies = !how.equivocate_to.empty() || how.wrong_votes.value || how.bad_blocks.value;
  if (reader.ok() && !withholds && !lies) {
    reader.fail(value.mark(), "byzantine does not say what they do",
                "write equivocate_to, silent, delay, only_to, wrong_votes or bad_blocks");
  }
  if (reader.ok() && fields.has("messages") && !withholds) {
    reader.fail(fields.key_mark("messages"), "'messages' without silent, delay or only_to",
                "leave it out: lies are told in every message");
  }
  return how;
}

Honest read_honest(Reader& reader, const Value& value) {
  return {reader.selectors(value, "honest")};
}

}  // namespace seatrial::scenario
