// SPDX-License-Identifier: Apache-2.0
#include "harness/report/bless.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/report/diff.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::report {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Bless : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  static std::string content(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()));
  }

 private:
  seatrial::testing_support::ScratchFolder folder_;
};

TEST(BlessedForm, ForgivesTheFolderAtTheStartOfAPathOnly) {
  EXPECT_EQ(blessed_form("FAIL /home/x/s.yaml (one): see '/home/x/a.yaml'", "/home/x"),
            "FAIL s.yaml (one): see 'a.yaml'");
  EXPECT_EQ(blessed_form("b/home/x/s.yaml /home/xy", "/home/x/"), "b/home/x/s.yaml /home/xy");
  EXPECT_EQ(blessed_form("/home/x/s.yaml", ""), "/home/x/s.yaml");
}

TEST(BlessedForm, ForgivesLineEndingsAndNothingElse) {
  EXPECT_EQ(difference("one\r\ntwo\r\n", "one\ntwo\n", ""), "");
  EXPECT_NE(difference("one\ntwo\n", "one\rtwo\n", ""), "");
  EXPECT_NE(difference("one \n", "one\n", ""), "");
  EXPECT_NE(difference("one\n", "one", ""), "");
}

TEST(BlessedPath, StandsBesideTheScenario) {
  EXPECT_EQ(blessed_path("scenarios/a.b/x.yaml"), "scenarios/a.b/x.report.txt");
}

TEST_F(Bless, WritesWhatItComparesEqualWith) {
  const std::string file = path("x.report.txt");
  ASSERT_TRUE(bless(file, "FAIL /w/s.yaml\r\n", "/w").has_value());
  EXPECT_EQ(content(file), "FAIL s.yaml\n");
  EXPECT_EQ(difference_from_file(file, "FAIL /w/s.yaml\n", "/w").value(), "");
  EXPECT_EQ(difference_from_file(file, "PASS /w/s.yaml\n", "/w").value(),
            "@@ -1 +1 @@\n-FAIL s.yaml\n+PASS s.yaml\n");
}

TEST_F(Bless, ReplacesTheFileAndLeavesNoOther) {
  const std::string file = path("x.report.txt");
  ASSERT_TRUE(bless(file, "a much longer report\n", "").has_value());
  ASSERT_TRUE(bless(file, "short\n", "").has_value());
  EXPECT_EQ(content(file), "short\n");
  EXPECT_EQ(files(), 1U);
}

TEST_F(Bless, AMissingReportSaysHowToMakeIt) {
  const auto result = difference_from_file(path("none.report.txt"), "x", "");
  ASSERT_TRUE(result.has_error());
  EXPECT_THAT(result.error().message(), HasSubstr("no blessed report; run once with --bless"));
}

TEST_F(Bless, AFolderThatIsNotThereIsAnErrorAndLeavesNothing) {
  EXPECT_TRUE(bless(path("none/x.report.txt"), "x", "").has_error());
  fs::create_directories(path("taken/inside"));
  EXPECT_TRUE(bless(path("taken"), "x", "").has_error());
  EXPECT_EQ(files(), 1U);
}

TEST(Diff, ShowsThreeLinesAround) {
  EXPECT_EQ(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "@@ -2 +2 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(Diff, FarChangesAreHunksOfTheirOwn) {
  const std::string middle = "m\nm\nm\nm\nm\nm\nm\nm\n";
  EXPECT_EQ(diff("a\n" + middle + "z\n", "b\n" + middle + "y\nx\n"),
            "@@ -1 +1 @@\n-a\n+b\n m\n m\n m\n@@ -7 +7 @@\n m\n m\n m\n-z\n+y\n+x\n");
}

TEST(Diff, InsertedAndRemovedLines) {
  EXPECT_EQ(diff("a\nb\n", "a\nnew\nb\n"), "@@ -1 +1 @@\n a\n+new\n b\n");
  EXPECT_EQ(diff("a\nold\nb\n", "a\nb\n"), "@@ -1 +1 @@\n a\n-old\n b\n");
  EXPECT_EQ(diff("", "a\n"), "@@ -1 +1 @@\n+a\n");
  EXPECT_EQ(diff("a\n", ""), "@@ -1 +1 @@\n-a\n");
}

TEST(Diff, OfEqualTextsIsEmpty) {
  EXPECT_EQ(diff("a\nb", "a\nb"), "");
}

TEST(Diff, AMissingLastLineFeedIsSaid) {
  EXPECT_EQ(diff("a\n", "a"), "only the line feed at the end differs\n");
}

TEST(Diff, OfVeryLongTextsReplacesTheChangedPart) {
  std::string a = "same\n";
  std::string b = "same\n";
  for (int i = 0; i < 3000; ++i) {
    a += i == 1 ? "common\n" : "a" + std::to_string(i) + "\n";
    b += i == 1 ? "common\n" : "b" + std::to_string(i) + "\n";
  }
  EXPECT_THAT(diff(a, b), HasSubstr("@@ -1 +1 @@\n same\n-a0\n-common\n-a2\n"));
}

TEST(Lines, LastOneWithoutALineFeedCounts) {
  EXPECT_THAT(lines_of("a\n\nb"), ElementsAre("a", "", "b"));
  EXPECT_THAT(lines_of("a\n"), ElementsAre("a"));
}

}  // namespace
}  // namespace seatrial::report
