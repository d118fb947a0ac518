// SPDX-License-Identifier: Apache-2.0
// What single values of a qubernetes.yaml must look like, so that the generator, Kubernetes or geth
// gets something that it can use: names, versions, words, addresses, URLs. Each check gives one
// Error at the value. It knows nothing of the file around the value.
#pragma once

#include <optional>
#include <string_view>

#include "harness/config/qubernetes_yaml.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// A Node_UserIdent becomes the name of a Service and, with a suffix, a label of a ConfigMap.
std::optional<Error> check_ident(const MarkedText& ident, const SourceFiles& files);

/// A Key_Dir is the name of one folder.
std::optional<Error> check_key_dir(const MarkedText& name, const SourceFiles& files);

/// A version becomes an image's tag, and the generator compares it as a text.
std::optional<Error> check_version(const Value& version, std::string_view key,
                                   const SourceFiles& files);

/// A name of Kubernetes (RFC 1123), for example of a namespace.
std::optional<Error> check_dns_label(const MarkedText& name, std::string_view key,
                                     const SourceFiles& files);

/// The word of a consensus; the error says what the generator would make of another one.
Result<Marked<ConsensusWord>> read_consensus(const MarkedText& word, std::string_view what_follows,
                                             const SourceFiles& files);

/// One external node; `with_address` where the consensus needs its address.
std::optional<Error> check_external_node(const ExternalNode& node, bool with_address,
                                         const SourceFiles& files);

}  // namespace seatrial::config
