// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/eth/answers.hpp"

#include <algorithm>

namespace seatrial::eth {

namespace {

BlockHeaders headers_to(const chain::Blockchain& chain, chain::BlockId last, std::uint64_t count,
                        const GetBlockHeaders& request) {
  const auto validators = static_cast<std::uint32_t>(chain.snapshot(last).validators.size());
  return {last, static_cast<std::uint32_t>(count), request.skip, request.reverse, validators};
}

BlockHeaders upwards(const chain::Blockchain& chain, std::uint64_t from, std::uint32_t amount,
                     const GetBlockHeaders& request) {
  if (amount == 0 || from > chain.height()) return {};
  const std::uint64_t step = std::uint64_t{request.skip} + 1;
  const std::uint64_t count = std::min<std::uint64_t>(amount, (chain.height() - from) / step + 1);
  return headers_to(chain, *chain.at(from + (count - 1) * step), count, request);
}

BlockHeaders downwards(const chain::Blockchain& chain, std::uint64_t from, std::uint32_t amount,
                       const GetBlockHeaders& request) {
  if (amount == 0 || from > chain.height()) return {};
  const std::uint64_t step = std::uint64_t{request.skip} + 1;
  const std::uint64_t count = std::min<std::uint64_t>(amount, from / step + 1);
  return headers_to(chain, *chain.at(from - (count - 1) * step), count, request);
}

}  // namespace

BlockHeaders answer(const chain::Blockchain& chain, const GetBlockHeaders& request) {
  std::uint64_t from = request.number;
  const std::uint32_t amount = std::min(request.amount, max_headers);
  if (request.by_hash != chain::BlockId::none) {
    if (!chain.has(request.by_hash)) return {};
    from = chain.tree()[request.by_hash].number;
    // off the node's own branch there is nothing above a block that it could tell of
    if (chain.at(from) != request.by_hash) return headers_to(chain, request.by_hash, 1, request);
  }
  return request.reverse ? downwards(chain, from, amount, request)
                         : upwards(chain, from, amount, request);
}

BlockBodies answer(const chain::Blockchain& chain, const GetBlockBodies& request) {
  if (!chain.has(request.last)) return {};
  return {request.last, std::min(request.count, max_bodies)};
}

std::vector<chain::BlockId> blocks_of(const chain::BlockTree& tree, const BlockHeaders& headers) {
  std::vector<chain::BlockId> blocks;
  if (headers.count == 0) return blocks;
  const std::uint64_t step = std::uint64_t{headers.skip} + 1;
  // `last` of a reversed run is its lowest block: such runs are not asked for by anybody here
  chain::BlockId block = headers.last;
  for (std::uint32_t i = 0; i < headers.count; ++i) {
    blocks.push_back(block);
    if (tree[block].number < step) break;
    block = tree.ancestor(block, tree[block].number - step);
  }
  std::ranges::reverse(blocks);
  return blocks;
}

}  // namespace seatrial::eth
