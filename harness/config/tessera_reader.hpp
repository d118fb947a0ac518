// SPDX-License-Identifier: Apache-2.0
// Reads the Tessera configuration that a container ends up with: the template that its version
// chooses, with the service's name filled in as the start script does it. Keys stay unread.
#pragma once

#include <string>
#include <string_view>

#include "harness/config/cluster_config.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// The key of the template that qubernetes' start script chooses for a Tessera version.
std::string tessera_template(std::string_view version);

/// Reads a template (a text of a ConfigMap) for the node whose Service is `service_host`.
Result<TesseraConfig> read_tessera(const Value& text, std::string_view service_host,
                                   const SourceFiles& files);

}  // namespace seatrial::config
