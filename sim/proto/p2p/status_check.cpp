// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/status_check.hpp"

#include <fmt/format.h>

#include <array>
#include <span>

namespace seatrial::p2p {

namespace {

using Check = std::optional<Cause> (*)(const LocalChain&, Capability, const Status&);

Cause mismatch(CauseKind kind, std::string detail) {
  return {.kind = kind, .reason = {}, .detail = std::move(detail)};
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string out;
  for (const std::uint8_t byte : bytes) fmt::format_to(std::back_inserter(out), "{:02x}", byte);
  return out;
}

std::string pair(std::uint64_t remote, std::uint64_t local) {
  return fmt::format("{} (!= {})", remote, local);
}

bool legacy(Capability protocol) {  // SPEC goquorum 6.3
  return protocol == Capability{Protocol::istanbul, 64} ||
         protocol == Capability{Protocol::eth, 63};
}

std::optional<Cause> network(const LocalChain& local, Capability, const Status& remote) {
  if (remote.network_id == local.status.network_id) return std::nullopt;
  return mismatch(CauseKind::network_id, pair(remote.network_id, local.status.network_id));
}

std::optional<Cause> version(const LocalChain&, Capability protocol, const Status& remote) {
  if (remote.protocol.version == protocol.version) return std::nullopt;
  return mismatch(CauseKind::protocol_version, pair(remote.protocol.version, protocol.version));
}

std::optional<Cause> genesis(const LocalChain& local, Capability protocol, const Status& remote) {
  if (remote.genesis == local.status.genesis) return std::nullopt;
  const std::size_t shown = legacy(protocol) ? 8 : 32;  // SPEC goquorum 6.3
  return mismatch(CauseKind::genesis,
                  fmt::format("{} (!= {})", hex(remote.genesis.span().first(shown)),
                              hex(local.status.genesis.span().first(shown))));
}

std::optional<Cause> fork(const LocalChain& local, Capability, const Status& remote) {
  const auto wrong =  // SPEC goquorum 6.4
      wire::compatible(local.status.genesis, local.forks, local.head_number, remote.fork);
  if (!wrong) return std::nullopt;
  return mismatch(CauseKind::fork_id, std::string(wire::to_string(*wrong)));
}

constexpr std::array<Check, 4> order_99 = {network, version, genesis, fork};
constexpr std::array<Check, 3> order_64 = {genesis, network, version};

std::optional<Cause> first_of(std::span<const Check> checks, const LocalChain& local,
                              Capability protocol, const Status& remote) {
  for (const Check check : checks)
    if (auto cause = check(local, protocol, remote)) return cause;
  return std::nullopt;
}

}  // namespace

LocalChain chain_at_genesis(std::uint64_t network_id, const wire::Hash32& genesis,
                            std::vector<std::uint64_t> forks) {
  LocalChain chain;
  chain.forks = std::move(forks);
  chain.status.network_id = network_id;
  chain.status.genesis = genesis;
  move_head(chain, 0, genesis, 1);
  return chain;
}

void move_head(LocalChain& chain, std::uint64_t number, const wire::Hash32& hash,
               std::uint64_t total_difficulty, std::uint32_t head_block) {
  chain.head_number = number;
  chain.status.head = hash;
  chain.status.total_difficulty = total_difficulty;
  chain.status.head_block = head_block;
  chain.status.fork = wire::fork_id(chain.status.genesis, chain.forks, number);
}

std::optional<Cause> check_status(const LocalChain& local, Capability protocol,
                                  const Status& remote) {
  const std::span<const Check> checks =
      legacy(protocol) ? std::span<const Check>(order_64) : std::span<const Check>(order_99);
  return first_of(checks, local, protocol, remote);
}

}  // namespace seatrial::p2p
