// SPDX-License-Identifier: Apache-2.0
#include "tests/house/layers.hpp"

#include <sstream>

namespace seatrial::house {

Layers Layers::parse(std::string_view cmake) {
  constexpr std::string_view call = "\nseatrial_layer(";
  Layers layers;
  for (auto at = cmake.find(call); at != std::string_view::npos; at = cmake.find(call, at + 1)) {
    const auto begin = at + call.size();
    layers.add(cmake.substr(begin, cmake.find(')', begin) - begin));
  }
  return layers;
}

void Layers::add(std::string_view arguments) {
  std::istringstream words{std::string(arguments)};
  std::string name;
  std::string word;
  std::string keyword;
  words >> name;
  auto& deps = deps_[name];
  deps.insert(name);
  while (words >> word) {
    if (word == "DIR" || word == "DEPS" || word == "PRIVATE_LIBS") {
      keyword = word;
    } else if (keyword == "DIR") {
      folders_[word] = name;
    } else if (keyword == "DEPS") {
      deps.insert(word);
      // A layer stands below the ones it uses in the file, so these are already closed.
      const auto below = deps_.find(word);
      if (below != deps_.end()) deps.insert(below->second.begin(), below->second.end());
    }
  }
}

std::string Layers::layer_of(std::string_view path) const {
  for (const auto& [folder, name] : folders_) {
    if (path.starts_with(folder + "/")) return name;
  }
  return "";
}

bool Layers::may_include(const std::string& from, const std::string& to) const {
  const auto found = deps_.find(from);
  return found != deps_.end() && found->second.contains(to);
}

}  // namespace seatrial::house
