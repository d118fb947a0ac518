// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/backlog.hpp"

#include <algorithm>
#include <bit>

namespace seatrial::istanbul {

namespace {

std::uint64_t priority(Code code) {
  switch (code) {
    case Code::pre_prepare:
      return 1;
    case Code::commit:
      return 2;
    case Code::prepare:
      return 3;
    case Code::round_change:
      break;
  }
  return 0;
}

/// The nearest number of 24 significant bits, ties to even: what float32(n) keeps of it.
std::uint64_t as_float32(std::uint64_t number) {
  const int extra = static_cast<int>(std::bit_width(number)) - 24;
  if (extra <= 0) return number;
  const std::uint64_t unit = std::uint64_t{1} << extra;
  const std::uint64_t below = number & (unit - 1);
  const std::uint64_t floor = number - below;
  const bool odd = (floor & unit) != 0;
  const bool up = below > unit / 2 || (below == unit / 2 && odd);
  return up ? floor + unit : floor;
}

}  // namespace

std::uint64_t backlog_key(const Message& message) {
  const std::uint64_t base = message.view.sequence * 1000;
  if (message.code == Code::round_change) return as_float32(base);
  return as_float32(base + message.view.round * 10 + priority(message.code));
}

void Backlog::store(const Message& message) {
  Queue& queue = by_sender_[message.from];
  const Waiting waiting{backlog_key(message), message};
  const auto place =
      std::lower_bound(queue.begin(), queue.end(), waiting,
                       [](const Waiting& a, const Waiting& b) { return a.key > b.key; });
  queue.insert(place, waiting);
}

std::size_t Backlog::size() const {
  std::size_t all = 0;
  for (const auto& [sender, queue] : by_sender_) all += queue.size();
  return all;
}

}  // namespace seatrial::istanbul
