// SPDX-License-Identifier: Apache-2.0
// What a TOML file of `geth --config FILE` says of a peer. Flags of the command line count more
// than the file, and its StaticNodes and TrustedNodes count more than the list files of the data
// directory. Sections that say nothing of the network are not read.
#pragma once

#include <memory>
#include <optional>

#include "harness/config/geth_command.hpp"
#include "harness/config/peer_list.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// Lists that stand in the file; null where it has none.
struct GethFileLists {
  std::shared_ptr<const PeerList> static_nodes;
  std::shared_ptr<const PeerList> trusted_nodes;
};

/// Fills in the settings that the command line leaves open.
Result<GethFileLists> apply_geth_file(const Value& file, GethSettings& settings,
                                      const SourceFiles& files);

}  // namespace seatrial::config
