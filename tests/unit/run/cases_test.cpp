// SPDX-License-Identifier: Apache-2.0
// Files with cases, and what a run adds to what they ask for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/run/run.hpp"
#include "harness/scenario/parse.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::run {
namespace {

using ::testing::SizeIs;

std::vector<Report> runs(const std::string& text) {
  const testing_support::ScratchFolder folder;
  SourceFiles files;
  return run_file(folder.write("s.yaml", text), files, {}, {});
}

TEST(Cases, AnErrorOfTheFileIsToldOnce) {
  const testing_support::ScratchFolder folder;
  folder.write("one/d.yaml", "a: [");
  folder.write("two/d.yaml", "a: [");
  const auto errors = [&](const std::string& cases) {
    SourceFiles files;
    return run_file(folder.write("s.yaml",
                                 "seatrial: 1\n"
                                 "clusters: {a: {config: one}}\n"
                                 "steps: [{start: ['*']}]\n" +
                                     cases),
                    files, {}, {});
  };
  const std::vector<Report> one = errors("");
  ASSERT_THAT(one, SizeIs(1));
  ASSERT_TRUE(one[0].input_error);
  const std::vector<Report> two = errors("cases:\n- {name: one}\n- {name: two}\n");
  ASSERT_THAT(two, SizeIs(1));
  EXPECT_EQ(two[0].input_error, one[0].input_error);
  const std::vector<Report> other =
      errors("cases:\n- {name: one}\n- {name: two, clusters: {a: {config: two}}}\n");
  EXPECT_THAT(other, SizeIs(2)) << "an error of one case is no error of the other";
}

/// Six validators that count to three are cut into halves, and each goes on alone.
std::string forking(const std::string& expectation) {
  return "seatrial: 1\n"
         "clusters:\n"
         "  a: {nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}, a2: {node_port: 32042}, a3: "
         "{node_port: 32043}}}\n"
         "  b: {nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}, b2: {node_port: 32052}, b3: "
         "{node_port: 32053}}}\n"
         "wan: [{between: [a, b], latency: 10ms}]\n"
         "genesis: {validators: ['*']}\n"
         "lists: {static: {a/*: [a/*], b/*: ['*']}, permissioned: {'*': ['*']}}\n"
         "steps:\n"
         "- start: {peers: [a/*, b/*], every: 200ms}\n"
         "- wait: {until: {height: {at_least: 10}}}\n"
         "- cut: {between: [a, b]}\n"
         "- wait: 60s\n"
         "expect: [" +
         expectation + "]\n";
}

/// Whether a run of it fails since there were two blocks of one number.
bool asserts_one_chain(const std::string& expectation) {
  const Report report = runs(forking(expectation)).at(0);
  EXPECT_FALSE(report.input_error) << report.input_error->message();
  return std::ranges::any_of(report.expectations, [](const report::Expectation& one) {
    return one.verdict == Verdict::fail && one.name.starts_with("chain_single at all times");
  });
}

TEST(Forks, AreAssertedWhereNobodyKnewOfThem) {
  EXPECT_TRUE(asserts_one_chain("{height: {at_least: 10}}"));
  EXPECT_FALSE(asserts_one_chain("{finding: {code: ST715}}"));
  EXPECT_TRUE(asserts_one_chain("{finding: {code: ST715, count: 0}}"))
      << "it says that there is none";
}

}  // namespace
}  // namespace seatrial::run
