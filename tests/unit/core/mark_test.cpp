// SPDX-License-Identifier: Apache-2.0
#include "sim/core/mark.hpp"

#include <gtest/gtest.h>

#include "sim/core/error.hpp"

namespace seatrial {
namespace {

TEST(SourceFiles, GivesOnePathOneId) {
  SourceFiles files;
  const FileId first = files.add("a.yaml");
  const FileId second = files.add("b/a.yaml");
  EXPECT_NE(first, FileId::none);
  EXPECT_NE(first, second);
  EXPECT_EQ(files.add("a.yaml"), first);
  EXPECT_EQ(files.path(second), "b/a.yaml");
  EXPECT_EQ(files.path(FileId::none), "");
}

TEST(SourceFiles, PrintsAMarkWithoutThePartsThatAreNotKnown) {
  SourceFiles files;
  const FileId file = files.add("partition.yaml");
  EXPECT_EQ(files.to_string({file, 14, 7}), "partition.yaml:14:7");
  EXPECT_EQ(files.to_string({file, 14, 0}), "partition.yaml:14");
  EXPECT_EQ(files.to_string({file, 0, 0}), "partition.yaml");
  EXPECT_EQ(files.to_string({}), "");
}

TEST(Error, ReadsWhereWhatAndRemedy) {
  EXPECT_EQ((Error{"a.yaml:1:2", "unknown key 'latencey'", "did you mean 'latency'?"}.message()),
            "a.yaml:1:2: unknown key 'latencey'; did you mean 'latency'?");
  EXPECT_EQ((Error{"", "no genesis", ""}.message()), "no genesis");
}

TEST(Result, ThrowsTheMessageWhereTheErrorWasNotLookedAt) {
  const Result<int> result = Error{"", "no genesis", ""};
  EXPECT_THROW(result.value(), std::logic_error);
}

}  // namespace
}  // namespace seatrial
