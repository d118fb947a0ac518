// SPDX-License-Identifier: Apache-2.0
// The keys of a qubernetes.yaml: which there are, what each must be, which must be written, and
// which qctl keeps when it rewrites the file. It looks at keys and kinds of values only; what a
// value means is read in qubernetes_yaml.cpp, which may rely on what was checked here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/marked.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// Whether the document has the keys of a qubernetes.yaml and no others.
std::optional<Error> check_qubernetes_keys(const Value& document, const SourceFiles& files);

/// The keys in it that qctl does not know, as paths at their places.
std::vector<MarkedText> keys_qctl_drops(const Value& document);

/// "did you mean 'x'?", or "known are 'x', 'y'": the remedy for an unknown word.
std::string nearest_word(std::string_view word, std::span<const std::string_view> known);

/// The value at a path of keys ("quorum.tm.Name"); null pointer where it is not written.
const Value* find_path(const Value& map, std::string_view path);

}  // namespace seatrial::config
