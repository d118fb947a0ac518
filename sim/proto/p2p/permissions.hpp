// SPDX-License-Identifier: Apache-2.0
// Permissions: what a process reads from permissioned-nodes.json and disallowed-nodes.json, and the
// verdict on one node. Pure, so that the static check asks the same question as a running server.
// Only node identities count; host and port of an entry never matter. The file is read again for
// every connection, so the owner hands a server a new value whenever the file changes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/proto/p2p/types.hpp"

namespace seatrial::p2p {

/// What became of reading a list.
enum class ListState : std::uint8_t {
  off,      ///< --permissioned is absent: nothing is read, everybody may connect
  missing,  ///< no such file
  broken,   ///< unreadable, or not a JSON array of strings
  ok,
};

/// Both lists of one process as they stand now.
struct PermissionFile {
  ListState state = ListState::off;
  std::vector<NodeRef> allowed;  ///< sorted; entries that parsed and whose names resolved
  /// Of disallowed-nodes.json: missing is harmless, broken refuses everybody. Never off.
  ListState disallowed_state = ListState::missing;
  std::vector<NodeRef> disallowed;  ///< sorted; honoured from v22.4 on only
  /// v22.4 and later compare the disallowed entries; before, none ever matches.
  bool disallowed_matches = false;

  bool operator==(const PermissionFile&) const = default;
};

/// A file that allows these nodes, in any order.
PermissionFile permit(std::vector<NodeRef> nodes);

/// The verdict on one node, with the rule that gave it.
enum class Permission : std::uint8_t {
  not_asked,         ///< allowed: --permissioned is absent
  listed,            ///< allowed
  not_listed,        ///< denied
  file_missing,      ///< denied, as everybody is
  file_broken,       ///< denied, as everybody is
  disallowed,        ///< denied although listed
  disallowed_broken  ///< denied although listed: disallowed-nodes.json cannot be read
};

/// The verdict on a node, for either direction alike. // SPEC goquorum 2.2, law 4
Permission check_permission(const PermissionFile& file, NodeRef node);

/// Whether the verdict lets the node in.
constexpr bool allows(Permission verdict) {
  return verdict == Permission::not_asked || verdict == Permission::listed;
}

/// The ERROR line that GoQuorum prints for the verdict at its default verbosity; "" if none.
std::string_view error_line(Permission verdict);

}  // namespace seatrial::p2p
