// SPDX-License-Identifier: Apache-2.0
// Reads the Tessera configuration that a container ends up with: the template that its version
// chooses, with the service's name filled in as the start script does it. Keys stay unread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "harness/config/cluster_config.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// The key of the template that qubernetes' start script chooses for a Tessera version.
std::string tessera_template(std::string_view version);

/// A text and where it stands.
struct PlacedText {
  std::string_view text;
  TextOrigin origin;
};

/// What the container sees as a file; nothing where no ConfigMap tells.
using FileLookup = std::function<std::optional<PlacedText>(const std::string& path)>;

/// What a script puts in place of a value of a template.
struct Inserted {
  std::string key;   ///< of the JSON object
  std::string path;  ///< of `$(cat PATH)`; "" for anything else
};

/// The last template as JSON: a thousand nodes share one, and only the host's name differs.
struct TesseraTemplate {
  std::string text;
  TextOrigin origin;
  std::vector<Inserted> inserted;
  std::optional<Value> json;
};

/// Reads a configuration for the node whose Service is `service_host`. A script may have put the
/// peers in by "peer": $(cat FILE), which `lookup` finds.
Result<TesseraConfig> read_tessera(const PlacedText& text, std::string_view service_host,
                                   const FileLookup& lookup, const SourceFiles& files,
                                   TesseraTemplate& last);
/// The same of a template that no other node has.
Result<TesseraConfig> read_tessera(const PlacedText& text, std::string_view service_host,
                                   const FileLookup& lookup, const SourceFiles& files);

}  // namespace seatrial::config
