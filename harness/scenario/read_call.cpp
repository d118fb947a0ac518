// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "harness/scenario/read.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

constexpr std::string_view methods[] = {"admin.addPeer",    "admin.removePeer", "istanbul.propose",
                                        "istanbul.discard", "miner.start",      "miner.stop"};
static_assert(std::size(methods) == static_cast<std::size_t>(Method::miner_stop) + 1);

// Forty digits without 0x are a slip, and no peer's name.
bool looks_like_account(std::string_view text) {
  return text.starts_with("0x") ||
         (text.size() == 40 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos);
}

Candidate read_candidate(Reader& reader, const Value& value) {
  if (value.is_scalar() && looks_like_account(value.text())) {
    return reader.account(value, "candidate");
  }
  return reader.selector(value, "candidate");
}

void read_propose(Reader& reader, const Value& value, Call& call) {
  if (!value.is_map()) {
    call.candidate = read_candidate(reader, value);
    return;
  }
  Fields fields(reader, value, keys::propose);
  const Value& candidate = fields.require("candidate");
  if (reader.ok()) call.candidate = read_candidate(reader, candidate);
  if (const auto add = fields.maybe("add", &Reader::truth)) call.add = *add;
}

void read_nothing(Reader& reader, const Value& value, std::string_view method) {
  if (value.is_null() || (value.is_map() && value.entries().empty())) return;
  reader.fail(value.mark(), fmt::format("{} takes no argument", method),
              fmt::format("write {}: {{}}", method));
}

void read_argument(Reader& reader, const Value& value, std::string_view method, Call& call) {
  switch (call.method.value) {
    case Method::admin_add_peer:
    case Method::admin_remove_peer:
      call.argument = reader.list_entry(value, method);
      break;
    case Method::istanbul_propose:
      read_propose(reader, value, call);
      break;
    case Method::istanbul_discard:
      call.candidate = read_candidate(reader, value);
      break;
    case Method::miner_start:
    case Method::miner_stop:
      read_nothing(reader, value, method);
  }
}

// The one method that is called; "" after the fault.
std::string_view method_of(Reader& reader, const Fields& fields) {
  const auto written = fields.written(methods);
  if (written.empty()) {
    reader.fail(fields.mark(), "call names no method",
                fmt::format("write one of '{}'", fmt::join(methods, "', '")));
  } else if (written.size() > 1) {
    reader.fail(fields.key_mark(written[1]),
                fmt::format("call names two methods, '{}' and '{}'", written[0], written[1]),
                "make them two steps");
  }
  return reader.ok() ? written.front() : "";
}

}  // namespace

Call read_call(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::call);
  Call call;
  call.peer = fields.required("peer", &Reader::selector);
  const std::string_view method = method_of(reader, fields);
  if (method.empty()) return call;
  const auto* at = std::find(std::begin(methods), std::end(methods), method);
  call.method = {static_cast<Method>(at - std::begin(methods)), fields.key_mark(method)};
  read_argument(reader, *fields.find(method), method, call);
  return call;
}

}  // namespace seatrial::scenario
