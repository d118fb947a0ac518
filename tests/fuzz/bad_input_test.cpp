// SPDX-License-Identifier: Apache-2.0
// What people and attackers hand to readers: each is one error, in one line, at its place. What
// only looks odd (a byte order mark, line breaks of Windows, anchors) is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "harness/config/external_nodes.hpp"
#include "harness/config/generated_folder.hpp"
#include "harness/config/json.hpp"
#include "harness/config/node_ports.hpp"
#include "harness/config/qubernetes_yaml.hpp"
#include "harness/config/yaml.hpp"
#include "tests/fuzz/readers.hpp"
#include "tests/support/scratch_folder.hpp"

namespace seatrial::fuzz {
namespace {

using testing::MatchesRegex;
using testing_support::ScratchFolder;

std::string good(const Reader& reader) {
  const auto path = std::filesystem::path(SEATRIAL_SOURCE_DIR) / "tests/fuzz/corpus" / reader.name;
  std::ifstream stream(path / "good", std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

std::string in_the_middle(std::string text, std::string_view what) {
  return text.insert(text.find('\n', text.size() / 2) + 1, what);
}

std::vector<std::string> messages(const Reader& reader, std::string_view text) {
  SourceFiles files;
  std::vector<std::string> lines;
  for (const Error& error : reader.read(text, files)) lines.push_back(error.message());
  return lines;
}

/// A way to spoil a text: what it comes to, and what is said of it.
struct Fault {
  const char* name;
  std::function<std::string(const Reader&)> text;
  const char* says;
};

// The beginning of a text that its reader takes for its own, so that the fault below is reached.
std::string opening(const Reader& reader) {
  if (reader.name == "qubernetes") return "nodes: []\n";
  if (reader.name == "external_nodes") return "external_nodes: []\n";
  return "apiVersion: v1\nkind: Odd\n";
}

std::function<std::string(const Reader&)> yaml(std::string text) {
  return [text](const Reader& reader) { return opening(reader) + text; };
}

std::function<std::string(const Reader&)> plain(std::string text) {
  return [text](const Reader&) { return text; };
}

std::string alias_bomb() {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
            repeated(before + ", ", 8) + before + "]\n";
  }
  return text;
}

const Fault of_bytes[] = {
    {"binary", [](const Reader& r) { return in_the_middle(good(r), "\x01\x02\x03"); },
     "byte 0x01 is not text; .*"},
    {"zeros", [](const Reader& r) { return in_the_middle(good(r), std::string_view("\0\0", 2)); },
     "byte 0x00 is not text; .*"},
    {"latin_1", [](const Reader& r) { return in_the_middle(good(r), "caf\xE9\n"); },
     "not valid UTF-8; save the file as UTF-8"},
    {"cut_inside_a_character", [](const Reader& r) { return good(r) + "\xE2\x82"; },
     "not valid UTF-8; save the file as UTF-8"},
    {"brackets", [](const Reader& r) { return good(r) + repeated("[", 100'000); },
     "lists and maps nest deeper than 64; flatten the file"},
    {"brackets_on_lines", [](const Reader& r) { return good(r) + repeated("{\r\n", 2'000); },
     "lists and maps nest deeper than 64; flatten the file"},
};

const Fault of_yaml[] = {
    {"deep", yaml("z: " + repeated("[", 70) + repeated("]", 70)),
     "lists and maps nest deeper than 64; .*"},
    {"deep_lines", yaml("z:\n" + repeated("- ", 500) + "x\n"),
     "lists and maps nest deeper than 64; .*"},
    {"alias_bomb", yaml(alias_bomb()), "anchors and aliases expand to too many values; .*"},
    {"alias_of_itself", yaml("z: &z [*z]\n"), "the alias stands inside its own anchor; .*"},
    {"alias_of_nothing", yaml("z: *none\n"), "the alias names no anchor above it; .*"},
    {"key_twice", yaml("z: 1\nz: 2\n"), "key 'z' stands twice, first in line .*"},
    {"tab", yaml("z:\n\ty: 1\n"), "a tab indents this line; indent with spaces"},
    {"quote", yaml("z: \"open\n"), ".*"},
    {"bracket", yaml("z: [a\n"), "a '\\[' is not closed; add the ']'"},
    {"indent", yaml("z:\n    a: 1\n  b: 2\n"), ".*"},
    {"text", plain(repeated("all work and no play\n", 9)), ".*"},
};

const Fault of_json[] = {
    {"deep", plain(repeated("[", 70) + repeated("]", 70)), ".*nest deeper than 64; .*"},
    {"key_twice", plain("{\"z\": 1,\n \"z\": 2}"), ".*key 'z' stands twice, first in line 1; .*"},
    {"tab_in_a_text", plain("[\"a\tb\"]"), "not JSON: .*"},
    {"quote", plain("[\"a\n"), "not JSON: .*"},
    {"comma", plain("[\"a\",]"), "not JSON: a comma before the closing ']'; remove the comma"},
    {"comment", plain("// no\n[]"), "not JSON: a comment; remove it, JSON has no comments"},
    {"number", plain("[-]"), "not JSON: .*"},
    {"half_a_surrogate", plain("[\"\\ud800\"]"), "not JSON: .*"},
    {"rest", plain("[] []"), "not JSON: .*"},
};

const Fault of_lines[] = {
    {"text", plain(repeated("all work and no play\n", 9)), ".*"},
};

/// The readers of text; what is wrong with bytes is no matter of characters.
std::vector<Reader> text_readers() {
  std::vector<Reader> texts;
  for (const Reader& reader : readers())
    if (reader.format != Format::bytes) texts.push_back(reader);
  return texts;
}

struct Spoiled {
  Reader reader;
  Fault fault;
};

void PrintTo(const Spoiled& one, std::ostream* out) {
  *out << one.reader.name << ' ' << one.fault.name;
}

std::vector<Spoiled> spoiled() {
  std::vector<Spoiled> all;
  for (const Reader& reader : text_readers()) {
    for (const Fault& fault : of_bytes) all.push_back({reader, fault});
    if (reader.format == Format::yaml) {
      for (const Fault& fault : of_yaml) all.push_back({reader, fault});
    } else if (reader.format == Format::json) {
      for (const Fault& fault : of_json) all.push_back({reader, fault});
    } else if (reader.name == "node_ports") {
      for (const Fault& fault : of_lines) all.push_back({reader, fault});
    }
  }
  return all;
}

class BadInput : public testing::TestWithParam<Spoiled> {};

TEST_P(BadInput, is_one_error_at_its_place) {
  const auto [reader, fault] = GetParam();
  const std::vector<std::string> said = messages(reader, fault.text(reader));
  ASSERT_EQ(said.size(), 1u) << testing::PrintToString(said);
  EXPECT_THAT(said[0], MatchesRegex(std::string("in(:[0-9]+:[0-9]+)?: ") + fault.says));
  if (std::string_view(fault.name) == "text") return;  // the file as a whole is another one
  EXPECT_THAT(said[0], MatchesRegex("in:[0-9]+:[0-9]+: .*"));
}

INSTANTIATE_TEST_SUITE_P(Readers, BadInput, testing::ValuesIn(spoiled()), [](const auto& test) {
  return std::string(test.param.reader.name) + "_" + test.param.fault.name;
});

class OddInput : public testing::TestWithParam<Reader> {};

TEST_P(OddInput, with_a_byte_order_mark_or_other_line_breaks_is_read) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(messages(GetParam(), "\xEF\xBB\xBF" + good(GetParam())), Lines());
  EXPECT_EQ(messages(GetParam(), replaced(good(GetParam()), "\n", "\r\n")), Lines());
}

TEST_P(OddInput, of_utf_16_is_said_to_be_that) {
  EXPECT_EQ(messages(GetParam(), "\xFF\xFEk\n"),
            std::vector<std::string>{"in: the file is UTF-16; save the file as UTF-8"});
}

TEST_P(OddInput, cut_anywhere_is_at_most_one_error) {
  const std::string text = good(GetParam());
  for (std::size_t size = 1; size < text.size(); size += 7) {
    const auto said = messages(GetParam(), std::string_view(text).substr(0, size));
    // A cut document and what refers to it, of a file of several.
    const std::size_t most = GetParam().name == "manifest" ? 3 : 1;
    EXPECT_LE(said.size(), most) << size << ": " << testing::PrintToString(said);
  }
}

INSTANTIATE_TEST_SUITE_P(Readers, OddInput, testing::ValuesIn(text_readers()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(OddInput, anchors_and_merges_are_expanded) {
  const Reader& reader = *find_reader("manifest");
  EXPECT_TRUE(
      messages(reader, "kind: &k ConfigMap\nmetadata: &m {name: a}\ndata:\n  <<: *m\n").empty());
}

// A file that has this size and takes no room.
std::string huge(const ScratchFolder& folder, const std::string& name) {
  const std::string path = folder.write(name, "");
  std::filesystem::resize_file(path, std::uintmax_t{1} << 30);
  return path;
}

TEST(HugeFile, is_refused_before_it_is_read_and_the_limit_is_named) {
  const ScratchFolder folder;
  const std::string yaml = huge(folder, "huge.yaml");
  const std::string json = huge(folder, "huge.json");
  folder.write("small.yaml", "kind: Service\nmetadata: {name: s}\n");
  const auto said = [](const std::string& path) {
    return path +
           ": the file has 1073741824 bytes, more than the limit of 268435456; split the file";
  };
  SourceFiles files;
  EXPECT_EQ(config::load_yaml(yaml, files).error().message(), said(yaml));
  EXPECT_EQ(config::load_json(json, files).error().message(), said(json));
  EXPECT_EQ(config::read_external_nodes(yaml, files).error().message(), said(yaml));
  EXPECT_EQ(config::read_qubernetes_yaml(yaml, files).error().message(), said(yaml));
  EXPECT_EQ(config::read_node_ports(yaml, {}, files).error().message(), said(yaml));
  EXPECT_FALSE(config::is_manifest_file(yaml));
  const auto cluster = config::read_generated_folder(folder.path(), files);
  ASSERT_TRUE(cluster) << cluster.error().message();
  ASSERT_EQ(cluster->errors.size(), 2u);
  EXPECT_EQ(cluster->errors[0].message(), said(json));
  EXPECT_EQ(cluster->errors[1].message(), said(yaml));
  EXPECT_EQ(cluster->services.size(), 1u) << "the other files are read";
}

}  // namespace
}  // namespace seatrial::fuzz
