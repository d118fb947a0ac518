// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/eth/ancestor_search.hpp"

#include <algorithm>

#include "sim/proto/eth/answers.hpp"

namespace seatrial::eth {

namespace {

constexpr std::uint64_t max_count = max_headers / 16;

/// Which headers tell most at once: up to 12, from just below the peer's head downwards, spread to
/// reach the node's own head if that is near. // SPEC goquorum 6.5 (downloader, geth 1.9)
GetBlockHeaders request_span(std::uint64_t remote, std::uint64_t local) {
  const std::uint64_t top = remote == 0 ? 0 : remote - 1;
  const std::uint64_t bottom = local == 0 ? 0 : local - 1;
  const std::uint64_t total = top > bottom ? top - bottom : 0;
  const std::uint64_t span = std::clamp<std::uint64_t>(1 + total / max_count, 2, 16);
  const std::uint64_t count = std::clamp<std::uint64_t>(1 + total / span, 2, max_count);
  const std::uint64_t reach = (count - 1) * span;
  GetBlockHeaders request;
  request.number = top > reach ? top - reach : 0;
  request.amount = static_cast<std::uint32_t>(count);
  request.skip = static_cast<std::uint32_t>(span - 1);
  return request;
}

}  // namespace

std::string_view text(SyncError error) {
  switch (error) {
    case SyncError::none:
      return "";
    case SyncError::timeout:
      return "timeout";
    case SyncError::bad_peer:
      return "action from bad peer ignored";
    case SyncError::stalling_peer:
      return "peer is stalling";
    case SyncError::empty_header_set:
      return "empty header set by peer";
    case SyncError::invalid_chain:
      return "retrieved hash chain is invalid";
  }
  return "";
}

AncestorSearch::AncestorSearch(const chain::Blockchain& chain, std::uint64_t remote_height)
    : chain_(&chain), span_(request_span(remote_height, chain.height())), unknown_(remote_height) {}

GetBlockHeaders AncestorSearch::request() const {
  if (!searching_) return span_;
  return GetBlockHeaders{.number = (known_ + unknown_) / 2};
}

std::optional<std::variant<std::uint64_t, SyncError>> AncestorSearch::on_headers(
    const BlockHeaders& headers) {
  return searching_ ? on_step(headers) : on_span(headers);
}

std::optional<std::variant<std::uint64_t, SyncError>> AncestorSearch::on_span(
    const BlockHeaders& headers) {
  if (headers.count == 0) return SyncError::empty_header_set;
  const auto blocks = blocks_of(chain_->tree(), headers);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::uint64_t expected = span_.number + i * (span_.skip + 1);
    if (chain_->tree()[blocks[i]].number != expected) return SyncError::invalid_chain;
  }
  const auto has = [&](chain::BlockId block) { return chain_->has(block); };
  const auto found = std::find_if(blocks.rbegin(), blocks.rend(), has);
  if (found != blocks.rend()) return chain_->tree()[*found].number;
  searching_ = true;
  return halved();
}

std::optional<std::variant<std::uint64_t, SyncError>> AncestorSearch::on_step(
    const BlockHeaders& headers) {
  if (headers.count != 1) return SyncError::bad_peer;
  const std::uint64_t check = (known_ + unknown_) / 2;
  (chain_->has(headers.last) ? known_ : unknown_) = check;
  return halved();
}

std::optional<std::variant<std::uint64_t, SyncError>> AncestorSearch::halved() const {
  if (known_ + 1 < unknown_) return std::nullopt;
  return known_;
}

}  // namespace seatrial::eth
