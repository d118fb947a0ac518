// SPDX-License-Identifier: Apache-2.0
// Reads YAML text into marked Values, and files into text. It refuses what would be read as
// something else than it looks like (duplicate keys, tabs, loose indentation, open quotes) or what
// would exhaust memory (deep nesting, alias bombs), each with one Error at its line. Aliases and
// merge keys ('<<') are expanded. It knows no schema. A JSON document is read as well.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/value.hpp"
#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::config {

/// What a YAML file may cost.
struct YamlLimits {
  std::size_t bytes = 256u << 20;     ///< size of the text
  std::size_t alias_nodes = 100'000;  ///< values that anchors and aliases may copy, all together
};

/// How deep lists and maps may stand in one another, in YAML and in JSON.
inline constexpr std::size_t max_nesting = 64;

/// Takes a document, or the error of one that cannot be read.
using TakeDocument = std::function<void(Result<Value>)>;

/// Reads a text document by document, so that no two are held at a time and one that is broken does
/// not hide those behind it; documents that hold nothing are left out.
void each_document(std::string_view text, FileId file, const SourceFiles& files,
                   const TakeDocument& take, const YamlLimits& limits = {});

/// Reads every document of a YAML text, or says the first error; documents that hold nothing are
/// left out.
Result<std::vector<Value>> parse_yaml(std::string_view text, FileId file, const SourceFiles& files,
                                      const YamlLimits& limits = {});

/// Reads a whole file; an error for one that is missing, a folder, unreadable or over `max_bytes`.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes = 256u << 20);

/// read_file and parse_yaml in one: registers the path in `files` as the user wrote it.
Result<std::vector<Value>> load_yaml(const std::string& path, SourceFiles& files);

}  // namespace seatrial::config
