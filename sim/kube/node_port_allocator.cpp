// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/node_port_allocator.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace seatrial::kube {

std::uint32_t static_band(NodePortRange range, Version version) {
  if (version < Version{28} || range.size() < 16) return 0;
  return std::min(std::max(16U, range.size() / 32), 128U);
}

NodePortAllocator::NodePortAllocator(NodePortRange range, Version version, Rng rng)
    : range_(range),
      band_(static_band(range, version)),
      rng_(rng),
      taken_(range.size(), false),
      kept_(range.size(), false) {}

// SPEC kubernetes 3.2 "Errors": the texts are the API server's.
Result<std::uint16_t> NodePortAllocator::take(std::uint16_t port) {
  if (!range_.contains(port)) {
    return Error{"",
                 fmt::format("provided port is not in the valid range. The range of valid ports is "
                             "{}-{}",
                             range_.first, range_.last),
                 "choose a nodePort in that range"};
  }
  if (taken(port)) {
    return Error{"", fmt::format("provided port is already allocated: {}", port),
                 "give each Service port a number of its own, whatever its protocol"};
  }
  taken_[static_cast<std::size_t>(port - range_.first)] = true;
  return port;
}

Result<std::uint16_t> NodePortAllocator::take_any() {
  std::uint16_t port = draw_unkept(band_, range_.size());
  if (port == 0) port = draw_unkept(0, band_);
  // All that is left is known to be another's.
  if (port == 0) port = draw(band_, range_.size());
  if (port == 0) port = draw(0, band_);
  if (port == 0) return Error{"", "range is full", "widen --service-node-port-range"};
  return take(port);
}

/// Draws again rather than among fewer, so that what is kept changes no other Service's number.
std::uint16_t NodePortAllocator::draw_unkept(std::uint32_t from, std::uint32_t to) {
  constexpr int most_draws = 100;
  for (int i = 0; i < most_draws; ++i) {
    const std::uint16_t port = draw(from, to);
    if (!kept(port)) return port;
  }
  for (std::uint32_t i = from; i < to; ++i) {
    if (!taken_[i] && !kept_[i]) return static_cast<std::uint16_t>(range_.first + i);
  }
  return 0;
}

std::uint16_t NodePortAllocator::draw(std::uint32_t from, std::uint32_t to) {
  std::uint32_t free = 0;
  for (std::uint32_t i = from; i < to; ++i) free += taken_[i] ? 0 : 1;
  if (free == 0) return 0;
  std::uint64_t skip = rng_.below(free);
  for (std::uint32_t i = from; i < to; ++i) {
    if (!taken_[i] && skip-- == 0) return static_cast<std::uint16_t>(range_.first + i);
  }
  return 0;
}

void NodePortAllocator::keep(std::uint16_t port) {
  if (range_.contains(port)) kept_[static_cast<std::size_t>(port - range_.first)] = true;
}

bool NodePortAllocator::kept(std::uint16_t port) const {
  return range_.contains(port) && kept_[static_cast<std::size_t>(port - range_.first)];
}

void NodePortAllocator::give_back(std::uint16_t port) {
  if (range_.contains(port)) taken_[static_cast<std::size_t>(port - range_.first)] = false;
}

bool NodePortAllocator::taken(std::uint16_t port) const {
  return range_.contains(port) && taken_[static_cast<std::size_t>(port - range_.first)];
}

}  // namespace seatrial::kube
