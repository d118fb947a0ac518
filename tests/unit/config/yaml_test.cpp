// SPDX-License-Identifier: Apache-2.0
#include "harness/config/yaml.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Yaml;

std::string repeated(const char* text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}
using testing_help::yaml_error;

TEST(Yaml, keeps_the_place_of_every_value) {
  const Yaml yaml("# first\na: 1\nb:\n  - x\n  - {k: 'v'}\n");
  const Value& root = yaml.only();
  ASSERT_EQ(root.entries().size(), 2u);
  EXPECT_EQ(yaml.where(root), "in.yaml:2:1");
  EXPECT_EQ(yaml.where(*root.find("a")), "in.yaml:2:4");
  const Value& list = *root.find("b");
  EXPECT_EQ(yaml.where(list.items()[0]), "in.yaml:4:5");
  const Entry& entry = list.items()[1].entries()[0];
  EXPECT_EQ(yaml.files.to_string(entry.key_mark), "in.yaml:5:6");
  EXPECT_EQ(yaml.where(entry.value), "in.yaml:5:9");
  EXPECT_EQ(entry.value.style(), Style::single_quoted);
  EXPECT_EQ(entry.value.text(), "v");
}

TEST(Yaml, a_value_that_nobody_wrote_stands_at_its_key) {
  const Yaml yaml("a:\nb: ~\nc:\n");
  EXPECT_EQ(yaml.where(*yaml.only().find("a")), "in.yaml:1:1");
  EXPECT_EQ(yaml.where(*yaml.only().find("b")), "in.yaml:2:4");
  EXPECT_EQ(yaml.where(*yaml.only().find("c")), "in.yaml:3:1");
  EXPECT_TRUE(yaml.only().find("c")->is_null());
}

TEST(Yaml, reads_several_documents_and_leaves_out_empty_ones) {
  const Yaml yaml("---\n---\n# c\n---\na: 1\n...\n---\nb: 2\n--- c\n");
  ASSERT_EQ(yaml.documents.size(), 3u);
  EXPECT_EQ(yaml.where(yaml.documents[1]), "in.yaml:8:1");
  EXPECT_EQ(yaml.documents[2].text(), "c");
  EXPECT_TRUE(Yaml("# nothing\n").documents.empty());
  EXPECT_TRUE(Yaml("").documents.empty());
}

TEST(Yaml, ends_where_the_parser_goes_round_in_circles) {
  for (const char* text : {"--- \"b\"\n,20:\n", "---\n, a\n", ", a\n", "}"}) {
    EXPECT_NE(yaml_error(text), "") << text;
  }
}

TEST(Yaml, accepts_a_byte_order_mark_and_dos_line_ends) {
  const Yaml yaml(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: |\r\n  x\r\n  y\r\nc: \"p\r\n  q\"\r\n");
  EXPECT_EQ(yaml.only().find("a")->text(), "1");
  EXPECT_EQ(yaml.where(*yaml.only().find("a")), "in.yaml:1:4");
  EXPECT_EQ(yaml.where(*yaml.only().find("b")), "in.yaml:2:4");
  EXPECT_EQ(yaml.only().find("c")->text(), "p q");
  EXPECT_EQ(yaml.where(*yaml.only().find("c")), "in.yaml:5:4");
}

TEST(Yaml, a_block_knows_the_lines_of_its_text) {
  const Yaml yaml("data:\n  k: |-\n\n      one\n        two\n  l: x\n");
  const Value& block = *yaml.only().find("data")->find("k");
  ASSERT_EQ(block.text(), "\none\n  two");
  EXPECT_EQ(block.style(), Style::literal);
  EXPECT_EQ(yaml.at(block, block.text().find("one")), "in.yaml:4:7");
  EXPECT_EQ(yaml.at(block, block.text().find("two")), "in.yaml:5:9");
}

TEST(Yaml, a_quoted_text_of_several_lines_knows_its_lines) {
  const Yaml yaml(
      "args:\n- \"\n   apk add \\\"x\\\";\n\n   A=1 \\\n   --port 30303 \\\n   end\"\n- z\n");
  const Value& text = yaml.only().find("args")->items()[0];
  ASSERT_EQ(text.text(), " apk add \"x\";\nA=1 --port 30303 end");
  EXPECT_EQ(yaml.at(text, text.text().find("apk")), "in.yaml:3:4");
  EXPECT_EQ(yaml.at(text, text.text().find("A=1")), "in.yaml:5:4");
  EXPECT_EQ(yaml.at(text, text.text().find("30303")), "in.yaml:6:11");
  EXPECT_EQ(yaml.at(text, text.text().find("end")), "in.yaml:7:4");
}

TEST(Yaml, folded_and_plain_texts_of_several_lines_know_their_lines) {
  const Yaml yaml("a: >-\n  x\n  y\n\n  z\nb: p\n  q\nc: 'it''s\n  r'\n");
  const Value& folded = *yaml.only().find("a");
  EXPECT_EQ(folded.text(), "x y\nz");
  EXPECT_EQ(yaml.at(folded, 4), "in.yaml:5:3");
  const Value& plain = *yaml.only().find("b");
  EXPECT_EQ(yaml.at(plain, plain.text().find('q')), "in.yaml:7:3");
  const Value& quoted = *yaml.only().find("c");
  EXPECT_EQ(quoted.text(), "it's r");
  EXPECT_EQ(yaml.at(quoted, 5), "in.yaml:9:3");
}

TEST(Yaml, expands_aliases) {
  const Yaml yaml("a: &x {k: v}\nb: *x\nc: &y !!str 12\nd: *y\n");
  EXPECT_EQ(yaml.only().find("b")->find("k")->text(), "v");
  EXPECT_EQ(yaml.where(*yaml.only().find("b")->find("k")), "in.yaml:1:11");
  EXPECT_EQ(yaml.only().find("d")->text(), "12");
  EXPECT_EQ(yaml.where(*yaml.only().find("c")), "in.yaml:3:13");
}

TEST(Yaml, merge_keys_fill_in_what_is_not_written) {
  const Yaml yaml("a: &x {k: v, l: w}\nb:\n  <<: *x\n  k: own\n");
  const Value& merged = *yaml.only().find("b");
  EXPECT_EQ(merged.find("k")->text(), "own");
  EXPECT_EQ(merged.find("l")->text(), "w");
  EXPECT_EQ(merged.find("<<"), nullptr);
}

TEST(Yaml, reads_json_on_one_line) {
  const Yaml yaml(R"({"a": [1, "x"], "b": null})");
  EXPECT_EQ(yaml.where(yaml.only().find("a")->items()[1]), "in.yaml:1:11");
}

TEST(Yaml, a_large_broken_json_gives_the_error_of_the_json) {
  const std::string text = "[\n" + repeated("\"x\",\n", 300'000) + "]\n";
  EXPECT_EQ(yaml_error(text),
            "in.yaml:300002:1: not JSON: a comma before the closing ']'; remove the comma");
}

TEST(Yaml, 64_levels_are_read) {
  const Yaml yaml(std::string(64, '[') + std::string(64, ']'));
  EXPECT_TRUE(yaml.only().is_list());
}

struct BadYaml {
  const char* name;
  std::string text;
  const char* message;
};

class YamlRefuses : public ::testing::TestWithParam<BadYaml> {};

TEST_P(YamlRefuses, with_one_line_that_says_what_to_do) {
  EXPECT_EQ(yaml_error(GetParam().text), GetParam().message);
}

std::string alias_bomb() {
  std::string text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + alias;
    for (int k = 0; k < 9; ++k) text += ", " + alias;
    text += "]\n";
  }
  return text;
}

INSTANTIATE_TEST_SUITE_P(
    Bad, YamlRefuses,
    ::testing::Values(
        BadYaml{"tab", "a:\n\tb: 1\n", "in.yaml:2:1: a tab indents this line; indent with spaces"},
        BadYaml{"tab_deeper", "a:\n  b: 1\n \tc: 2\n",
                "in.yaml:3:2: a tab indents this line; indent with spaces"},
        BadYaml{"duplicate", "a: 1\nb: 2\na: 3\n",
                "in.yaml:3:1: key 'a' stands twice, first in line 1; remove one of them"},
        BadYaml{"loose", "nodes:\n- Node_UserIdent: quorum-node1\n Key_Dir: key1\n",
                "in.yaml:3:2: Key_Dir is indented by 1, less than the list item above it; "
                "indent Key_Dir by 2"},
        BadYaml{"loose_at_the_dash", "nodes:\n - Node_UserIdent: quorum-node1\n Key_Dir: key1\n",
                "in.yaml:3:2: Key_Dir is indented by 1, less than the list item above it; "
                "indent Key_Dir by 3"},
        BadYaml{"loose_second_key", "nodes:\n- N: q\n K: k\n quorum:\n   quorum:\n     c: i\n",
                "in.yaml:3:2: K is indented by 1, less than the list item above it; "
                "indent K by 2"},
        BadYaml{"colon", "a: b: c\n",
                "in.yaml:1:5: a ':' where no key can stand; check the indentation, or quote the "
                "value"},
        BadYaml{"open_list", "a: [1, 2\n", "in.yaml:2:1: a '[' is not closed; add the ']'"},
        BadYaml{"open_map", "a: {b: 1\n", "in.yaml:2:1: a '{' is not closed; add the '}'"},
        BadYaml{"open_quote", "a: 'x\nb: 1\n",
                "in.yaml:1:4: the quote opened here is not closed; close it"},
        BadYaml{"reserved", "a: @x\n",
                "in.yaml:1:4: a character that no value can begin with; quote the value"},
        BadYaml{"no_anchor", "a: *nope\n",
                "in.yaml:1:4: the alias names no anchor above it; define the anchor first, or "
                "quote the '*'"},
        BadYaml{"self_alias", "a: &a [*a]\n",
                "in.yaml:1:8: the alias stands inside its own anchor; write the value out"},
        BadYaml{"alias_bomb", alias_bomb(),
                "in.yaml:5:40: anchors and aliases expand to too many values; write the values "
                "out"},
        BadYaml{"deep_alias",
                "a: &a " + std::string(40, '[') + std::string(40, ']') +
                    "\nb: " + std::string(30, '[') + "*a" + std::string(30, ']'),
                "in.yaml:2:34: lists and maps nest deeper than 64; flatten the file"},
        BadYaml{"deep_list", "a: " + std::string(65, '[') + std::string(65, ']'),
                "in.yaml:1:67: lists and maps nest deeper than 64; flatten the file"},
        BadYaml{"deep_dashes", repeated("- ", 70) + "x",
                "in.yaml:1:129: lists and maps nest deeper than 64; flatten the file"},
        BadYaml{"bracket_bomb", "a: " + std::string(100000, '['),
                "in.yaml:1:1004: lists and maps nest deeper than 64; flatten the file"},
        BadYaml{"not_utf8", "a: 1\nb: \xFFx\n",
                "in.yaml:2:4: not valid UTF-8; save the file as UTF-8"},
        BadYaml{"overlong", "a: \xC0\x80\n",
                "in.yaml:1:4: not valid UTF-8; save the file as UTF-8"},
        BadYaml{"surrogate", "a: \xED\xA0\x80\n",
                "in.yaml:1:4: not valid UTF-8; save the file as UTF-8"},
        BadYaml{"nul", std::string("a: 1\0", 5),
                "in.yaml:1:5: byte 0x00 is not text; give a text file in UTF-8"},
        BadYaml{"elf",
                "\x7F"
                "ELF",
                "in.yaml:1:1: byte 0x7f is not text; give a text file in UTF-8"},
        BadYaml{"utf16",
                std::string("\xFF\xFE"
                            "a\0",
                            4),
                "in.yaml: the file is UTF-16; save the file as UTF-8"},
        BadYaml{"list_key", "? [a]\n: b\n",
                "in.yaml:1:3: a key is not a text; write a text before the ':'"},
        BadYaml{"no_key", ": b\n", "in.yaml:1:1: a key is missing; write it"},
        BadYaml{"second_document", "- a\n-b\n- c\n",
                "in.yaml:2:1: this line belongs to no list or map above it; check its "
                "indentation, or put '---' before a new document"},
        BadYaml{"dedent", "a:\n    b: 1\n  c: 2\n",
                "in.yaml:3:3: this line belongs to no map or list above it; give it the "
                "indentation of its neighbours"},
        BadYaml{"escape", "a: \"\\q\"\n",
                "in.yaml:1:7: not YAML: unknown escape character: q; check the quotes and the "
                "indentation"},
        BadYaml{"merge", "a: {<<: 1}\n",
                "in.yaml:1:9: '<<' merges something that is no map; write an alias of a map"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Yaml, a_limit_of_size_is_named) {
  SourceFiles files;
  const auto result = parse_yaml("a: 12345\n", files.add("in.yaml"), files, {.bytes = 5});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(),
            "in.yaml: the file has 9 bytes, more than the limit of 5; split the file");
}

TEST(ReadFile, says_why_there_is_no_text) {
  EXPECT_EQ(read_file("no/such.yaml").error().message(),
            "no/such.yaml: there is no such file; check the path");
  const testing_help::Folder folder;
  EXPECT_EQ(read_file(folder.path()).error().message(),
            folder.path() + ": this is a folder, not a file; name a file in it");
  const std::string path = folder.write("read_file.txt", "hello");
  EXPECT_EQ(*read_file(path), "hello");
  EXPECT_EQ(read_file(path, 4).error().message(),
            path + ": the file has 5 bytes, more than the limit of 4; split the file");
  EXPECT_EQ(read_file("/dev/zero").error().message(),
            "/dev/zero: this is not a regular file; name a regular file that can be read");
}

}  // namespace
}  // namespace seatrial::config
