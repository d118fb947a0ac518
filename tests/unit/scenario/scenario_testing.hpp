// SPDX-License-Identifier: Apache-2.0
// Helpers of the scenario tests: read a text as s.yaml in a folder of its own, and say where a mark
// stands. They own no behaviour that is tested.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "harness/scenario/parse.hpp"

namespace seatrial::scenario::testing_help {

/// A folder of its own under the test's temporary folder, with the files that scenarios name.
class Folder {
 public:
  Folder() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(test->test_suite_name()) + "_" + test->name();
    for (char& c : name) c = c == '/' ? '_' : c;
    path_ = std::filesystem::path(::testing::TempDir()) / ("seatrial_scenario_" + name);
    std::filesystem::remove_all(path_);
    write("out/peer.yaml", "kind: Service\n");
    write("out2/peer.yaml", "kind: Service\n");
    write("b-external.yaml", "external_nodes: []\n");
    write("genesis.json", "{}\n");
    write("services.txt", "NAME\n");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string at(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// A text read as a scenario; the test fails where it cannot be read.
struct Read {
  explicit Read(const std::string& text, const Variables& overrides = {}) {
    auto result = parse_scenario(text, folder.at("s.yaml"), files, overrides);
    EXPECT_TRUE(result) << result.error().message();
    if (result) scenario = std::move(*result);
  }
  std::string where(const Mark& mark) const {
    return std::to_string(mark.line) + ":" + std::to_string(mark.column);
  }
  template <class A>
  const A& step(std::size_t i) const {
    return std::get<A>(scenario.steps.at(i).action);
  }
  template <class Q>
  const Q& asked(std::size_t i) const {
    return std::get<Q>(scenario.expect.at(i).question);
  }

  Folder folder;
  SourceFiles files;
  Scenario scenario;
};

/// The message that a text gives, without the folder's path; "" where it is read.
inline std::string message_of(const std::string& text, const Variables& overrides = {}) {
  const Folder folder;
  SourceFiles files;
  const auto result = parse_scenario(text, folder.at("s.yaml"), files, overrides);
  if (result) return {};
  std::string message = result.error().message();
  const std::string prefix = folder.at("");
  for (auto at = message.find(prefix); at != std::string::npos; at = message.find(prefix)) {
    message.erase(at, prefix.size());
  }
  return message;
}

/// Two clusters with inline peers: what most bad inputs need around them.
inline const std::string two_clusters =
    "seatrial: 1\n"
    "clusters:\n"
    "  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}, a2: {node_port: 32042}}}\n"
    "  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}}\n";

}  // namespace seatrial::scenario::testing_help
