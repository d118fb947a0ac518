// SPDX-License-Identifier: Apache-2.0
// At: builds the parts of a manifest as marked values that all stand at one line of
// qubernetes.yaml, the line to blame for them. A template is a tree of such calls. It knows no
// manifest.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/config/value.hpp"

namespace seatrial::generate {

/// A key of a map and its value.
using Pair = std::pair<std::string_view, config::Value>;

/// Builds values at one mark.
class At {
 public:
  explicit At(const Mark& mark) : mark_(mark) {}

  const Mark& mark() const { return mark_; }

  /// A scalar without quotes.
  config::Value text(std::string text) const {
    return config::Value::scalar(mark_, std::move(text), config::Style::plain);
  }

  config::Value number(std::uint64_t number) const { return text(std::to_string(number)); }

  config::Value list(std::vector<config::Value> items) const {
    return config::Value::list(mark_, std::move(items));
  }

  config::Value map(std::initializer_list<Pair> pairs) const {
    std::vector<config::Entry> entries;
    for (const Pair& pair : pairs) {
      entries.push_back({std::string(pair.first), pair.second.mark(), pair.second});
    }
    return config::Value::map(mark_, std::move(entries));
  }

  /// A map of texts.
  config::Value texts(std::initializer_list<std::pair<std::string_view, std::string>> pairs) const {
    std::vector<config::Entry> entries;
    for (const auto& [key, value] : pairs)
      entries.push_back({std::string(key), mark_, text(value)});
    return config::Value::map(mark_, std::move(entries));
  }

 private:
  Mark mark_;
};

/// The mark, or another one where nobody wrote the value.
inline const Mark& first_known(const Mark& mark, const Mark& otherwise) {
  return mark.known() ? mark : otherwise;
}

}  // namespace seatrial::generate
