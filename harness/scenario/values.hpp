// SPDX-License-Identifier: Apache-2.0
// The small values that scenario files are written with: marked texts and numbers, selectors of
// peers, tolerances, rates, files. They are plain data. They know where they stand, and not what
// they stand for: whether a peer of that name exists is found out by who resolves the scenario.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/config/marked.hpp"
#include "sim/core/instant.hpp"
#include "sim/core/mark.hpp"
#include "sim/core/ratio.hpp"

namespace seatrial::scenario {

/// A value and its mark; a mark that is not known means a default.
using config::Marked;

using Text = Marked<std::string>;
/// A field that need not be written.
template <class T>
using Maybe = std::optional<Marked<T>>;

/// Which peers are meant: "a/a1" (one), "a/*" (those of a cluster) or "*" (all).
struct Selector {
  std::string cluster;  ///< a cluster or external name, or "*"
  std::string peer;     ///< a peer name, or "*"
  Mark mark;

  bool any_cluster() const { return cluster == "*"; }
  bool any_peer() const { return peer == "*"; }
  /// Whether a peer is among those that are meant.
  bool matches(std::string_view cluster_name, std::string_view peer_name) const;
  /// As it is written in a file.
  std::string text() const;
  bool operator==(const Selector&) const = default;
};

/// What a selector that is not written means.
inline Selector every_peer() {
  return {"*", "*", {}};
}

using Selectors = std::vector<Selector>;

/// Ports from the first to the last.
struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  bool operator==(const PortRange&) const = default;
};

/// "35s ± 1s": a length of time and how far off it may be, both ways.
struct Tolerance {
  Duration value;
  Duration plus_minus;

  Duration earliest() const { return value - plus_minus; }
  Duration latest() const { return value + plus_minus; }
  bool contains(Duration d) const { return earliest() <= d && d <= latest(); }
  bool operator==(const Tolerance&) const = default;
};

/// Whether a config is a qubernetes.yaml and not a folder of manifests: by its name.
inline bool is_yaml_path(std::string_view path) {
  return path.ends_with(".yaml") || path.ends_with(".yml");
}

/// A file or folder that the scenario names.
struct FilePath {
  std::string written;  ///< as in the scenario
  std::string path;     ///< to open it: seen from the folder of the scenario
  Mark mark;

  /// Whether it is named as YAML files are.
  bool is_yaml() const { return is_yaml_path(path); }
  bool operator==(const FilePath&) const = default;
};

/// An enode URL as somebody wrote it, right or wrong.
struct RawEnode {
  std::string url;
  bool operator==(const RawEnode&) const = default;
};

/// A peer, but with another address or key than it has: how stale and wrong entries are written.
struct AlteredPeer {
  Selector peer;
  Maybe<std::uint16_t> port;
  std::optional<Text> host;        ///< an address or a name
  std::optional<Selector> key_of;  ///< one peer, whose node id stands in the entry
  std::optional<Text> key;         ///< a node key, 64 hex digits, in place of key_of
  bool operator==(const AlteredPeer&) const = default;
};

/// An entry of static-nodes.json or permissioned-nodes.json.
struct ListEntry {
  std::variant<Selector, RawEnode, AlteredPeer> form;
  Mark mark;
  bool operator==(const ListEntry&) const = default;
};

/// A list of entries that was written, perhaps empty.
struct EntryList {
  std::vector<ListEntry> entries;
  Mark mark;
  bool operator==(const EntryList&) const = default;
};

/// Two sites (clusters or externals); a direction where the field says so, from first to second.
struct SitePair {
  Text first;
  Text second;

  /// Whether these are the same two sites, in either order.
  bool same_two(const SitePair& other) const;
  bool operator==(const SitePair&) const = default;
};

}  // namespace seatrial::scenario
