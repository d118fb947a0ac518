// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/vote_graph.hpp"

#include <algorithm>
#include <bit>

namespace seatrial::consensus {

VoteGraph::VoteGraph(std::size_t validators, std::size_t quorum, bool relays)
    : quorum_(quorum), relays_(relays), there_((validators + 63) / 64), rows_(validators, there_) {}

VoteGraph VoteGraph::full(std::size_t validators, std::size_t quorum, bool relays) {
  VoteGraph graph(validators, quorum, relays);
  for (std::size_t i = 0; i < validators; ++i) {
    graph.add(i);
    for (std::size_t j = 0; j < i; ++j) graph.link(i, j);
  }
  return graph;
}

void VoteGraph::set(Bits& bits, std::size_t i, bool value) {
  const std::uint64_t bit = std::uint64_t{1} << (i % 64);
  bits[i / 64] = value ? bits[i / 64] | bit : bits[i / 64] & ~bit;
}

void VoteGraph::link(std::size_t a, std::size_t b, bool up) {
  set(rows_[a], b, up);
  set(rows_[b], a, up);
}

std::vector<std::uint64_t> VoteGraph::closed_row(std::size_t validator) const {
  Bits row = rows_[validator];
  for (std::size_t w = 0; w < row.size(); ++w) row[w] &= there_[w];
  set(row, validator, true);
  return row;
}

std::size_t VoteGraph::count(const Bits& bits) {
  std::size_t sum = 0;
  for (const std::uint64_t word : bits) sum += static_cast<std::size_t>(std::popcount(word));
  return sum;
}

std::size_t VoteGraph::links(std::size_t validator) const {
  std::size_t sum = 0;
  for (std::size_t w = 0; w < there_.size(); ++w)
    sum += static_cast<std::size_t>(std::popcount(rows_[validator][w] & there_[w]));
  return sum;
}

bool VoteGraph::complete() const {
  const std::size_t all = count();
  for (std::size_t i = 0; i < size(); ++i)
    if (there(i) && links(i) + 1 < all) return false;
  return true;
}

VoteGraph::Bits VoteGraph::with_quorum() const {
  Bits bits(there_.size());
  for (std::size_t i = 0; i < size(); ++i)
    if (there(i) && links(i) + 1 >= quorum_) set(bits, i, true);
  return bits;
}

std::size_t VoteGraph::take_part(std::size_t from, Bits& left) const {
  std::vector<std::size_t> found{from};
  set(left, from, false);
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (std::size_t w = 0; w < left.size(); ++w) {
      std::uint64_t next = rows_[found[i]][w] & left[w];
      left[w] &= ~next;
      for (; next != 0; next &= next - 1)
        found.push_back(w * 64 + static_cast<std::size_t>(std::countr_zero(next)));
    }
  }
  return found.size();
}

std::vector<std::size_t> VoteGraph::parts(Bits among) const {
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < size(); ++i)
    if (has(among, i)) sizes.push_back(take_part(i, among));
  return sizes;
}

std::vector<std::size_t> VoteGraph::part_numbers() const {
  std::vector<std::size_t> numbers(size(), size());
  Bits left = there_;
  for (std::size_t i = 0; i < size(); ++i) {
    if (!has(left, i)) continue;
    const Bits before = left;
    take_part(i, left);
    for (std::size_t j = i; j < size(); ++j)
      if (has(before, j) && !has(left, j)) numbers[j] = i;
  }
  return numbers;
}

std::size_t VoteGraph::largest_part(const Bits& among) const {
  const std::vector<std::size_t> sizes = parts(among);
  return sizes.empty() ? 0 : *std::ranges::max_element(sizes);
}

bool VoteGraph::splits() const {
  const auto enough = [this](std::size_t part) { return part >= quorum_; };
  return quorum_ > 1 && std::ranges::count_if(parts(there_), enough) > 1;
}

After VoteGraph::after() const {
  const std::size_t most = reach();
  // With a quorum of one nobody can be passed over, so that everybody is needed. // SPEC law 1b H
  if (quorum_ <= 1) return most == size() && most > 0 ? After::lives : After::stands;
  if (most < quorum_) return After::stands;
  if (relays_) return After::lives;
  return largest_part(with_quorum()) >= quorum_ ? After::lives : After::freezes;
}

}  // namespace seatrial::consensus
