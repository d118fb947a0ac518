// SPDX-License-Identifier: Apache-2.0
#include "harness/config/json.hpp"

#include <gtest/gtest.h>

#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Yaml;

struct Json {
  explicit Json(std::string_view text) : file(files.add("in.json")) {
    auto result = parse_json(text, {{file, 1, 1}, 0, true}, files);
    if (result) {
      value = std::move(*result);
    } else {
      error = result.error().message();
    }
  }
  std::string where(const Value& inner) const { return files.to_string(inner.mark()); }

  SourceFiles files;
  FileId file;
  Value value;
  std::string error;
};

TEST(Json, keeps_the_place_of_every_value) {
  const Json json("{\n  \"a\" : [1,-2.5e3 , true,null,\n    \"x\"],\n\t\"b\":{\"c\":12}\n}\n");
  ASSERT_EQ(json.error, "");
  const auto items = json.value.find("a")->items();
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(json.where(items[0]), "in.json:2:10");
  EXPECT_EQ(json.where(items[1]), "in.json:2:12");
  EXPECT_EQ(items[1].text(), "-2.5e3");
  EXPECT_EQ(json.where(items[2]), "in.json:2:21");
  EXPECT_EQ(items[2].text(), "true");
  EXPECT_TRUE(items[3].is_null());
  EXPECT_EQ(json.where(items[3]), "in.json:2:26");
  EXPECT_EQ(json.where(items[4]), "in.json:3:5");
  EXPECT_EQ(items[4].style(), Style::double_quoted);
  const Entry& b = *json.value.find_entry("b");
  EXPECT_EQ(json.files.to_string(b.key_mark), "in.json:4:2");
  EXPECT_EQ(json.where(b.value), "in.json:4:6");
  EXPECT_EQ(json.where(*b.value.find("c")), "in.json:4:11");
}

TEST(Json, keeps_large_numbers_as_they_are_written) {
  EXPECT_EQ(Json("123456789012345678901234567890").value.text(), "123456789012345678901234567890");
  EXPECT_EQ(Json("[]").value.items().size(), 0u);
  EXPECT_TRUE(Json("{}").value.is_map());
}

TEST(Json, inside_a_block_every_value_stands_in_its_line_of_the_file) {
  const Yaml yaml("data:\n  g.json: |-\n\n      {\n        \"a\": 1,\n        \"b\": [2]}\n");
  const auto json = parse_json(*yaml.only().find("data")->find("g.json"), yaml.files);
  ASSERT_TRUE(json) << json.error().message();
  EXPECT_EQ(yaml.where(*json), "in.yaml:4:7");
  EXPECT_EQ(yaml.where(*json->find("a")), "in.yaml:5:14");
  EXPECT_EQ(yaml.where(json->find("b")->items()[0]), "in.yaml:6:15");
}

TEST(Json, an_error_inside_a_block_names_the_line_of_the_file) {
  const Yaml yaml("data:\n  p.json: |\n    [\n      \"x\",\n    ]\n");
  const auto json = parse_json(*yaml.only().find("data")->find("p.json"), yaml.files);
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().message(),
            "in.yaml:5:5: not JSON: a comma before the closing ']'; remove the comma");
}

struct BadJson {
  const char* name;
  std::string text;
  const char* message;
};

class JsonRefuses : public ::testing::TestWithParam<BadJson> {};

TEST_P(JsonRefuses, with_one_line_that_says_what_to_do) {
  EXPECT_EQ(Json(GetParam().text).error, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Bad, JsonRefuses,
    ::testing::Values(
        BadJson{"empty", "", "in.json:1:1: not JSON: the text is empty; write the JSON"},
        BadJson{"blank", " \n ", "in.json:2:2: not JSON: the text is empty; write the JSON"},
        BadJson{"ends", "[\n\"a\"\n",
                "in.json:3:1: not JSON: the text ends in the middle; close the open '[', '{' or "
                "quote"},
        BadJson{"trailing_comma", "{\"a\": 1,\n}",
                "in.json:2:1: not JSON: a comma before the closing '}'; remove the comma"},
        BadJson{"comment", "[1, // one\n2]",
                "in.json:1:5: not JSON: a comment; remove it, JSON has no comments"},
        BadJson{"no_comma", "[\"a\"\n \"b\"]",
                "in.json:2:2: not JSON: '\"' follows without a comma; add the comma"},
        BadJson{"single_quote", "['a']", "in.json:1:2: not JSON: a single quote; quote with \""},
        BadJson{"open_quote", "[\"a\n\"]",
                "in.json:1:2: not JSON: a text is not closed in its line, or has a bad '\\'; close "
                "the quote"},
        BadJson{"word", "{\"a\": nope}",
                "in.json:1:7: not JSON: 'n' where no JSON value, ',' or end can stand; check this "
                "line"},
        BadJson{"two", "{}\n{}",
                "in.json:2:1: not JSON: '{' follows without a comma; add the comma"},
        BadJson{"duplicate", "{\"a\": 1,\n \"a\": 2}",
                "in.json:2:2: key 'a' stands twice, first in line 1; remove one of them"},
        BadJson{"deep", std::string(65, '[') + std::string(65, ']'),
                "in.json:1:65: lists and maps nest deeper than 64; flatten the file"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Json, an_error_is_one_line_of_whole_characters) {
  SourceFiles files;
  const TextOrigin origin{{files.add("in.json"), 1, 1}, 0, true};
  EXPECT_EQ(
      parse_json("[\xC3\xA9]", origin, files).error().message(),
      "in.json:1:2: not JSON: '\xC3\xA9' where no JSON value, ',' or end can stand; check this "
      "line");
  for (const char* text : {"[fa\nlse]", "[-\n1]", "{\"a\": tru\n}", "[false\"b\n]"}) {
    const std::string message = parse_json(text, origin, files).error().message();
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace seatrial::config
