// SPDX-License-Identifier: Apache-2.0
// Places for other programs, and the lines that a report shows or hides.
#include "harness/report/place.hpp"

#include <gmock/gmock.h>

#include "harness/report/secret_line.hpp"
#include "harness/report/source_text.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::report {
namespace {

using seatrial::testing_support::ScratchFolder;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Place, PathsAreSeenFromAFolder) {
  EXPECT_EQ(path_below("/x/y/z.yaml", "/x"), "y/z.yaml");
  EXPECT_EQ(path_below("/x/y/../z.yaml", "/x/"), "z.yaml");
  EXPECT_EQ(path_below("/z.yaml", "/x"), std::nullopt);
  EXPECT_EQ(path_below("a/./b.yaml", ""), "a/b.yaml");
  EXPECT_EQ(path_below("../b.yaml", ""), std::nullopt);
  EXPECT_EQ(path_from("/z.yaml", "/x"), "../z.yaml");
}

TEST(Place, OfAnErrorIsTakenApart) {
  EXPECT_EQ(place_of("a/x.yaml:14:7"), (WrittenPlace{"a/x.yaml", 14, 7}));
  EXPECT_EQ(place_of("x.yaml:14"), (WrittenPlace{"x.yaml", 14, 0}));
  EXPECT_EQ(place_of("nowhere.yaml"), std::nullopt);
  EXPECT_EQ(place_of("--cluster a=b:1"), std::nullopt);
  EXPECT_EQ(place_of(""), std::nullopt);
}

TEST(Place, LineNumbersOfFilesAreNoPartOfAText) {
  EXPECT_EQ(without_lines("as genesis.json:24:5 says"), "as genesis.json says");
  EXPECT_EQ(without_lines("x.yaml:3"), "x.yaml");
  EXPECT_EQ(without_lines("1.2.3.4:32041 of a:1"), "1.2.3.4:32041 of a:1");
}

/// The excerpt at a place of a file with this text.
std::vector<std::string> excerpt_of(const std::string& text, std::uint32_t line,
                                    std::uint32_t column, const std::string& name = "f.yaml") {
  const ScratchFolder folder;
  SourceFiles files;
  const FileId id = files.add(folder.write(name, text));
  SourceText lines(files);
  return excerpt(lines, {id, line, column});
}

TEST(Excerpt, ShowsTheLineWithACaret) {
  EXPECT_THAT(excerpt_of("one\n  two: 2\nthree\n", 2, 8),
              ElementsAre("    2 |   two: 2", "      |        ^"));
}

TEST(Excerpt, WithoutAColumnThereIsNoCaret) {
  EXPECT_THAT(excerpt_of("one\r\ntwo\r\n", 2, 0), ElementsAre("    2 | two"));
}

TEST(Excerpt, TabsAreKeptAndCharactersCountedOnce) {
  EXPECT_THAT(excerpt_of("\ta \xc3\xa9: \x01x\n", 1, 8),
              ElementsAre("    1 | \ta \xc3\xa9: \\x01x", "      | \t     ^"));
  EXPECT_THAT(excerpt_of("\ta \xc3\xa9: \x01x\n", 1, 9),
              ElementsAre("    1 | \ta \xc3\xa9: \\x01x", "      | \t         ^"));
}

TEST(Excerpt, LongLinesAreCroppedAroundTheColumn) {
  const std::string text = std::string(300, 'a') + "B" + std::string(300, 'c');
  const auto lines = excerpt_of(text, 1, 301);
  EXPECT_THAT(lines,
              ElementsAre("    1 | …" + std::string(24, 'a') + "B" + std::string(63, 'c') + "…",
                          "      | " + std::string(25, ' ') + "^"));
}

TEST(Excerpt, LongLinesShowTheirEndsWhole) {
  const std::string text = "B" + std::string(300, 'c');
  EXPECT_THAT(excerpt_of(text, 1, 1),
              ElementsAre("    1 | B" + std::string(87, 'c') + "…", "      | ^"));
  EXPECT_THAT(excerpt_of(text, 1, 301), ElementsAre("    1 | …" + std::string(88, 'c'),
                                                    "      | " + std::string(88, ' ') + "^"));
}

TEST(Excerpt, ABlockThatBeginsWithAnEmptyLineShowsTheNext) {
  EXPECT_THAT(excerpt_of("list: |\n\n    [\n", 2, 5),
              ElementsAre("    3 |     [", "      |     ^"));
  EXPECT_THAT(excerpt_of("\n\n\n\n\nlate\n", 1, 1), IsEmpty());
}

TEST(Excerpt, NothingWhereThereIsNoLine) {
  EXPECT_THAT(excerpt_of("one\n", 2, 1), IsEmpty());
  EXPECT_THAT(excerpt_of("", 1, 1), IsEmpty());
  EXPECT_THAT(excerpt_of("one\n  \n", 2, 1), IsEmpty());
  SourceFiles files;
  const FileId derived = files.add("/nowhere/derived.yaml");
  SourceText lines(files);
  EXPECT_THAT(excerpt(lines, {derived, 1, 1}), IsEmpty());
  EXPECT_THAT(excerpt(lines, {}), IsEmpty());
}

constexpr const char* hex64 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

TEST(Excerpt, KeyMaterialIsNeverShown) {
  EXPECT_THAT(excerpt_of("nodekey: abc\n", 1, 1), IsEmpty());
  EXPECT_THAT(excerpt_of("{\"tm.key\": \"abc\", \"a\": 1}\n", 1, 1), IsEmpty());
  EXPECT_THAT(excerpt_of("  nodekey: |\n    abc\n  other: 1\n", 2, 5), IsEmpty());
  EXPECT_THAT(excerpt_of(std::string("x: --nodekeyhex ") + hex64 + "\n", 1, 1), IsEmpty());
  EXPECT_THAT(excerpt_of("abc\n", 1, 1, "nodekey"), IsEmpty());
  EXPECT_THAT(excerpt_of("abc\n", 1, 1, "tm.key"), IsEmpty());
  EXPECT_THAT(excerpt_of("a: 1\n-----BEGIN PRIVATE KEY-----\n", 2, 1), IsEmpty());
}

TEST(Excerpt, WhatIsBesideKeysIsShown) {
  EXPECT_FALSE(excerpt_of("  nodekey: |\n    abc\n  other: 1\n", 3, 3).empty());
  EXPECT_FALSE(excerpt_of("routes: {private: [{to: 10.0.0.0/8}]}\n", 1, 1).empty());
  EXPECT_FALSE(excerpt_of(std::string("enode://") + hex64 + hex64 + "@1.2.3.4\n", 1, 1).empty());
}

TEST(Excerpt, SecretsAreHiddenAsAWholeAndNothingElse) {
  const std::string text =
      "apiVersion: v1\n"
      "kind: List\n"
      "items:\n"
      "- apiVersion: v1\n"
      "  data:\n"
      "    id: YWJj\n"
      "  kind: Secret\n"
      "- apiVersion: v1\n"
      "  kind: Service\n"
      "---\n"
      "stringData: {a: b}\n"
      "kind: Secret\n"
      "---\n"
      "kind: SecretStore\n"
      "spec: {}\n";
  for (const std::uint32_t line : {4U, 5U, 6U, 7U, 11U, 12U})
    EXPECT_THAT(excerpt_of(text, line, 1), IsEmpty()) << line;
  for (const std::uint32_t line : {1U, 2U, 3U, 8U, 9U, 14U, 15U})
    EXPECT_FALSE(excerpt_of(text, line, 1).empty()) << line;
}

TEST(Excerpt, SecretsOfJsonAreHidden) {
  const std::string text =
      "{\"items\": [\n"
      "    {\n"
      "        \"data\": {\n"
      "            \"id\": \"YWJj\"\n"
      "        },\n"
      "        \"kind\": \"Secret\"\n"
      "    },\n"
      "    {\n"
      "        \"kind\": \"Service\"\n"
      "    }\n"
      "]}\n";
  EXPECT_THAT(excerpt_of(text, 4, 1), IsEmpty());
  EXPECT_THAT(excerpt_of(text, 6, 1), IsEmpty());
  EXPECT_FALSE(excerpt_of(text, 9, 1).empty());
  EXPECT_THAT(excerpt_of("{\"kind\":\"Secret\",\"data\":{\"id\":\"YWJj\"}}\n", 1, 1), IsEmpty());
}

}  // namespace
}  // namespace seatrial::report
