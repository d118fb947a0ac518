// SPDX-License-Identifier: Apache-2.0
// Reads and writes external_nodes files, the form in which two companies exchange their nodes: what
// `qctl ls nodes --asexternal` prints, or the external_nodes of a qubernetes.yaml. It also fills in
// variables that such a file is documented to hold ($MINIKUBE_IP). It judges no URL.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/marked.hpp"
#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::config {

/// One node of another cluster, as its owner exported it.
struct ExternalNode {
  MarkedText ident;         ///< Node_UserIdent
  MarkedText enode_url;     ///< Enode_Url, without its quotes
  MarkedText tm_url;        ///< Tm_Url, host:port; "" where there is none
  MarkedText node_address;  ///< Node_Acct_Addr, 0x and 40 hex digits; "" where there is none
  bool operator==(const ExternalNode&) const = default;
};

/// An external_nodes file.
struct ExternalNodes {
  std::string preamble;  ///< lines before `external_nodes:` (qctl prints some without --bare)
  std::vector<ExternalNode> nodes;
};

/// Reads an external_nodes text; lines before `external_nodes:` may be anything.
Result<ExternalNodes> parse_external_nodes(std::string_view text, FileId file,
                                           const SourceFiles& files);

/// Reads an external_nodes file; registers the path as the user wrote it.
Result<ExternalNodes> read_external_nodes(const std::string& path, SourceFiles& files);

/// Writes the nodes (not the preamble) byte for byte as qctl prints them with --bare.
std::string write_external_nodes(const std::vector<ExternalNode>& nodes);

/// Replaces ${NAME} and $NAME; an error names every variable that is not set.
Result<std::string> substitute(std::string_view text,
                               const std::map<std::string, std::string>& variables);

/// The part of a text that somebody was to replace (<K8s_NODE_IP>, $MINIKUBE_IP), if any.
std::optional<std::string> find_placeholder(std::string_view text);

}  // namespace seatrial::config
