// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/authors.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace seatrial::consensus {

std::vector<Made> last_made(const ChainView& view, PeerId peer, std::uint64_t count) {
  std::vector<Made> made;
  const chain::Blockchain* disk = view.chain_of(peer);
  if (disk == nullptr) return made;
  const std::uint64_t height = disk->height();
  for (std::uint64_t number = height - std::min(count, height) + 1; number <= height; ++number) {
    const auto block = disk->at(number);
    if (!block) continue;
    const chain::AddressRef author = (*view.blocks)[*block].author;
    const PeerId owner = author == chain::AddressRef::none
                             ? PeerId::none
                             : view.world->peer_with(view.world->accounts().find(
                                   view.blocks->book().address(author)));
    made.push_back(
        {number, owner,
         owner == PeerId::none ? view.blocks->book().text(author) : view.world->name(owner)});
  }
  return made;
}

std::string tally_of(const std::vector<Made>& made) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (const Made& one : made) {
    auto known = std::ranges::find(counts, one.name, &std::pair<std::string, std::size_t>::first);
    if (known == counts.end()) known = counts.insert(counts.end(), {one.name, 0});
    ++known->second;
  }
  std::string text;
  for (const auto& [name, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, count);
  return text;
}

}  // namespace seatrial::consensus
