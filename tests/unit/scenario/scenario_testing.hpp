// SPDX-License-Identifier: Apache-2.0
// Helpers of the scenario tests: read a text as s.yaml in a folder of its own, and say where a mark
// stands. They own no behaviour that is tested.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/scenario/parse.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::scenario::testing_help {

/// A scratch folder with the files that scenarios name.
class Folder : public testing_support::ScratchFolder {
 public:
  Folder() {
    write("out/peer.yaml", "kind: Service\n");
    write("out2/peer.yaml", "kind: Service\n");
    write("b-external.yaml", "external_nodes: []\n");
    write("genesis.json", "{}\n");
    write("notes.txt", "\n");
    write("services.txt", "NAME\n");
  }
  std::string at(const std::string& name) const { return *this / name; }
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
