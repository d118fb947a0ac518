// SPDX-License-Identifier: Apache-2.0
// Helpers of the config tests: parse a text as "in.yaml" and ask where its values stand; make a
// folder of small files; find the reference data. They own no behaviour that is tested.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/config/yaml.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::config::testing_help {

/// A text read as the file in.yaml; the test fails where it cannot be read.
struct Yaml {
  explicit Yaml(const std::string& text) {
    auto result = parse_yaml(text, files.add("in.yaml"), files);
    EXPECT_TRUE(result) << result.error().message();
    if (result) documents = std::move(*result);
  }
  const Value& only() const { return documents.at(0); }
  std::string where(const Value& value) const { return files.to_string(value.mark()); }
  std::string at(const Value& value, std::size_t offset) const {
    return files.to_string(value.mark_at(offset));
  }

  SourceFiles files;
  std::vector<Value> documents;
};

/// The message that a text read as in.yaml gives; "" where it is read.
inline std::string yaml_error(const std::string& text) {
  SourceFiles files;
  const auto result = parse_yaml(text, files.add("in.yaml"), files);
  return result ? std::string() : result.error().message();
}

using Folder = testing_support::ScratchFolder;

/// The folder that holds realworld/ and oracle/; nothing where this machine has none.
inline std::optional<std::string> reference_data() {
  const char* path = std::getenv("SEATRIAL_REALWORLD");
  if (path == nullptr || *path == '\0') return std::nullopt;
  return std::string(path);
}

}  // namespace seatrial::config::testing_help
