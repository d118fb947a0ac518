// SPDX-License-Identifier: Apache-2.0
// NodePortAllocator: the API server's pool of node ports. It tracks numbers, not (number, protocol)
// pairs, and draws free ones at random, the dynamic band first. It does not know Services; who asks
// for one number for the TCP and UDP half of a port passes that number itself.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/rng.hpp"
#include "sim/kube/version.hpp"

namespace seatrial::kube {

/// --service-node-port-range, both ends included.
struct NodePortRange {
  std::uint16_t first = 30000;
  std::uint16_t last = 32767;

  std::uint32_t size() const { return std::uint32_t{last} - first + 1; }
  bool contains(std::uint16_t port) const { return port >= first && port <= last; }
  bool operator==(const NodePortRange&) const = default;
};

/// How many of the lowest ports are kept for pinning: min(max(16, size/32), 128), and none before
/// Kubernetes 1.28 or in a range below 16. SPEC kubernetes 3.2 (KEP-3668; alpha, off, in 1.27).
std::uint32_t static_band(NodePortRange range, Version version);

/// The pool of one cluster.
class NodePortAllocator {
 public:
  NodePortAllocator(NodePortRange range, Version version, Rng rng);

  /// Takes this number; the Error is the API server's text.
  Result<std::uint16_t> take(std::uint16_t port);
  /// Draws a free number: from the dynamic band, and from the static one once that is exhausted.
  Result<std::uint16_t> take_any();
  /// Leaves a number to whoever asks for it by take(): draws avoid it while there are others.
  void keep(std::uint16_t port);
  void give_back(std::uint16_t port);
  bool taken(std::uint16_t port) const;
  const NodePortRange& range() const { return range_; }

 private:
  /// A free number out of [from, to), or 0.
  std::uint16_t draw(std::uint32_t from, std::uint32_t to);
  bool kept(std::uint16_t port) const;
  /// A free number out of [from, to) that is not kept, or 0.
  std::uint16_t draw_unkept(std::uint32_t from, std::uint32_t to);

  NodePortRange range_;
  std::uint32_t band_;
  Rng rng_;
  std::vector<bool> taken_;
  std::vector<bool> kept_;
};

}  // namespace seatrial::kube
