// SPDX-License-Identifier: Apache-2.0
// The table of the layers: which folder may include which. It is read from the seatrial_layer()
// lines of the root CMakeLists.txt, the one place where the house is drawn, so that the build and
// this check cannot differ. A layer may include itself and, transitively, its DEPS.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace seatrial::house {

/// Folders by layer, and what each layer may include.
class Layers {
 public:
  /// Reads the seatrial_layer(NAME DIR folder DEPS …) lines of a CMakeLists.txt.
  static Layers parse(std::string_view cmake);

  /// The layer that owns a file of sim/ or harness/; "" where none does.
  std::string layer_of(std::string_view path) const;
  /// Whether a layer may include another one.
  bool may_include(const std::string& from, const std::string& to) const;
  bool empty() const { return folders_.empty(); }

 private:
  void add(std::string_view arguments);

  std::map<std::string, std::string> folders_;         // "sim/core" -> "core"
  std::map<std::string, std::set<std::string>> deps_;  // closed over DEPS of DEPS
};

}  // namespace seatrial::house
