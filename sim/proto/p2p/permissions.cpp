// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/permissions.hpp"

#include <algorithm>

namespace seatrial::p2p {

namespace {

Permission check_disallowed(const PermissionFile& file, NodeRef node) {
  switch (file.disallowed_state) {
    case ListState::broken:
      return Permission::disallowed_broken;
    case ListState::ok:
      break;
    case ListState::off:
    case ListState::missing:
      return Permission::listed;
  }
  // SPEC goquorum 2.2: up to v22.3 an entry is searched for the node id, which none contains
  if (!file.disallowed_matches) return Permission::listed;
  const bool found = std::ranges::binary_search(file.disallowed, node);
  return found ? Permission::disallowed : Permission::listed;
}

}  // namespace

PermissionFile permit(std::vector<NodeRef> nodes) {
  std::ranges::sort(nodes);
  PermissionFile file;
  file.state = ListState::ok;
  file.allowed = std::move(nodes);
  return file;
}

Permission check_permission(const PermissionFile& file, NodeRef node) {
  switch (file.state) {
    case ListState::off:
      return Permission::not_asked;
    case ListState::missing:
      return Permission::file_missing;
    case ListState::broken:
      return Permission::file_broken;
    case ListState::ok:
      break;
  }
  if (!std::ranges::binary_search(file.allowed, node)) return Permission::not_listed;
  return check_disallowed(file, node);
}

std::string_view error_line(Permission verdict) {
  switch (verdict) {  // SPEC goquorum 2.2
    case Permission::file_missing:
      return "Read Error for permissioned-nodes.json file. This is because 'permissioned' flag is "
             "specified but no permissioned-nodes.json file is present.";
    case Permission::file_broken:
      return "parsePermissionedNodes: Failed to load nodes";
    case Permission::not_asked:
    case Permission::listed:
    case Permission::not_listed:
    case Permission::disallowed:
    case Permission::disallowed_broken:
      return "";
  }
  return "";
}

}  // namespace seatrial::p2p
