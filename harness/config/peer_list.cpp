// SPDX-License-Identifier: Apache-2.0
#include "harness/config/peer_list.hpp"

#include "harness/config/json.hpp"

namespace seatrial::config {

std::string_view to_string(PeerListState state) {
  switch (state) {
    case PeerListState::ok:
      return "ok";
    case PeerListState::missing:
      return "missing";
    case PeerListState::empty_file:
      return "empty file";
    case PeerListState::not_json:
      return "not JSON";
    case PeerListState::not_a_list:
      return "not a list";
  }
  return "unknown";
}

namespace {

PeerList bad(PeerListState state, Mark mark, Error error) {
  return {state, {}, mark, std::move(error)};
}

// Go reads a JSON null as an empty text, and refuses the file for anything else that is no text.
bool is_entry(const Value& item) {
  return item.is_null() || (item.is_scalar() && item.style() == Style::double_quoted);
}

}  // namespace

PeerList parse_peer_list(std::string_view text, const TextOrigin& origin,
                         const SourceFiles& files) {
  // SPEC goquorum 2.1, 2.2 and the measured table of malformed lists
  const Mark mark = origin.first;
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return bad(PeerListState::empty_file, mark,
               {files.to_string(mark), "the peer list is empty", "write a JSON list, at least []"});
  }
  const Result<Value> json = parse_json(text, origin, files);
  if (!json) return bad(PeerListState::not_json, mark, json.error());
  PeerList list{PeerListState::ok, {}, mark, std::nullopt};
  if (json->is_null()) return list;
  if (!json->is_list()) {
    return bad(PeerListState::not_a_list, mark,
               {files.to_string(json->mark()), "the peer list is not a JSON list",
                "write [\"enode://…\", …]"});
  }
  for (const Value& item : json->items()) {
    if (!is_entry(item)) {
      return bad(PeerListState::not_a_list, mark,
                 {files.to_string(item.mark()), "an entry of the peer list is not a text",
                  "write \"enode://…\""});
    }
    list.entries.push_back({std::string(item.text()), item.mark()});
  }
  return list;
}

}  // namespace seatrial::config
