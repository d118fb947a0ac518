// SPDX-License-Identifier: Apache-2.0
// MarkedScript: the start script of a container as it is put together, in which every word knows
// the line of qubernetes.yaml that it comes from. The reader of scripts then marks each flag of
// geth with that line. It understands nothing of shells.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/value.hpp"

namespace seatrial::generate {

/// What is wrong with a text that the generator puts between the quotes of a start script.
enum class ScriptSlip : std::uint8_t { none, ends_the_yaml, open_quote };

/// What becomes of Geth_Startup_Params in the deployment. SPEC kubernetes 1.1
ScriptSlip check_params(std::string_view params);

/// A script being written.
class MarkedScript {
 public:
  /// Adds a text of the template; each of its words stands at the mark.
  void add(std::string_view text, const Mark& mark);
  /// Adds a text that stands in the yaml as YAML's double quotes would read it; each of its words
  /// stands where it is written.
  void add_unescaped(const config::Value& source);

  /// The script as a value of the manifest.
  config::Value value(const Mark& mark) const;

 private:
  void word_at(const Mark& mark);

  std::string text_;
  std::vector<config::LineStart> lines_;
};

}  // namespace seatrial::generate
