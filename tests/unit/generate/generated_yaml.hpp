// SPDX-License-Identifier: Apache-2.0
// A fixture that derives clusters from the text of a qubernetes.yaml with keys made from names. It
// owns no behaviour that is tested.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "harness/generate/generate.hpp"
#include "tests/unit/config/qubernetes_testing.hpp"

namespace seatrial::generate::testing_help {

using config::testing_help::good_qubernetes;
using config::testing_help::with;
using config::testing_help::without;

/// A test that derives from a text, which stands in the file q.yaml.
class GeneratedYaml : public ::testing::Test {
 protected:
  config::QubernetesYaml read(const std::string& text) {
    auto yaml = config::parse_qubernetes_yaml(text, files_.add("q.yaml"), files_);
    EXPECT_TRUE(yaml) << yaml.error().message();
    return yaml ? std::move(*yaml) : config::QubernetesYaml{};
  }

  GeneratedCluster created(const std::string& text) {
    const config::QubernetesYaml yaml = read(text);
    const auto keys = keys_of(yaml, "a", files_);
    EXPECT_TRUE(keys) << keys.error().message();
    auto result = create(yaml, keys->keys, files_);
    EXPECT_TRUE(result) << result.error().message();
    return result ? std::move(*result) : GeneratedCluster{};
  }

  std::string at(const Mark& mark) const { return files_.to_string(mark); }

  SourceFiles files_;
};

}  // namespace seatrial::generate::testing_help
