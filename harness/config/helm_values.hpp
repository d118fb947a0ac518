// SPDX-License-Identifier: Apache-2.0
// HelmValues: what a values file of quorum-kubernetes' charts (goquorum-node, goquorum-genesis)
// says that the network depends on. Charts' defaults are not filled in here: a field that nobody
// wrote is not known. Templates are not rendered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/config/marked.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// One values file.
struct HelmValues {
  Mark mark;
  MarkedText provider;        ///< cluster.provider: local, aws or azure
  Marked<bool> cloud_native;  ///< cluster.cloudNativeServices: keys are in a vault
  Marked<bool> privacy;       ///< quorumFlags.privacy: a Tessera beside each geth
  MarkedText consensus;       ///< of the genesis chart: ibft, qbft, raft, …
  std::optional<Marked<std::uint64_t>> chain_id;    ///< of the genesis chart
  std::optional<Marked<std::uint64_t>> validators;  ///< how many the genesis chart makes
  std::optional<Marked<std::uint64_t>> network_id;
  std::optional<Marked<std::uint64_t>> p2p_port;
  std::optional<Marked<std::uint64_t>> tessera_port;
  std::optional<Marked<std::uint64_t>> third_party_port;
  std::optional<Marked<std::uint64_t>> q2t_port;
  MarkedText privacy_url;  ///< node.goquorum.privacy.url: geth's way to its Tessera
};

/// Whether a document without a kind is such a values file.
bool is_helm_values(const Value& document);

/// Reads a values file.
Result<HelmValues> read_helm_values(const Value& document, const SourceFiles& files);

}  // namespace seatrial::config
