// SPDX-License-Identifier: Apache-2.0
// Reads the text of a static-nodes.json or permissioned-nodes.json into its raw entries. A list
// that GoQuorum would not accept is no error here but a state: the node runs on without it, and the
// model has to show what follows. Entries are not parsed as enode URLs (sim/wire does that).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/config/marked.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// What GoQuorum finds when it reads a list.
enum class PeerListState : std::uint8_t {
  ok,          ///< a JSON list of texts, perhaps an empty one
  missing,     ///< there is no such file
  empty_file,  ///< the file holds nothing
  not_json,    ///< the file is not JSON: the whole list is ignored
  not_a_list,  ///< JSON, but no list of texts: the whole list is ignored
};

/// The word for a state: "ok", "missing", "empty file", "not JSON", "not a list".
std::string_view to_string(PeerListState state);

/// One list file.
struct PeerList {
  PeerListState state = PeerListState::missing;
  std::vector<MarkedText> entries;  ///< raw, in the order of the file; empty unless ok
  Mark mark;                        ///< the file, or its key in the ConfigMap
  std::optional<Error> error;       ///< why the state is not ok; none if ok
};

/// Reads the text of a list that stands at `origin`.
PeerList parse_peer_list(std::string_view text, const TextOrigin& origin, const SourceFiles& files);

}  // namespace seatrial::config
