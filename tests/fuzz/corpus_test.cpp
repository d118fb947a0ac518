// SPDX-License-Identifier: Apache-2.0
// Runs the corpora of the fuzz targets without a fuzzer: each file, each of its beginnings, and
// each file with one byte changed. A reader must end, and what it says must be one line each.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/readers.hpp"

namespace seatrial::fuzz {
namespace {

namespace fs = std::filesystem;

fs::path corpus_of(const Reader& reader) {
  return fs::path(SEATRIAL_SOURCE_DIR) / "tests/fuzz/corpus" / reader.name;
}

std::vector<std::string> texts_of(const Reader& reader) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(corpus_of(reader))) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const fs::path& path : paths) {
    std::ifstream stream(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  return texts;
}

void feed(const Reader& reader, std::string_view text) {
  SourceFiles files;
  for (const Error& error : reader.read(text, files)) {
    ASSERT_EQ(error.message().find('\n'), std::string::npos) << error.message();
    ASSERT_FALSE(error.what.empty());
  }
}

// Not every one of a long file: the test is to take a second.
std::size_t stride(const std::string& text) {
  return 1 + text.size() / 400;
}

class Corpus : public testing::TestWithParam<Reader> {};

TEST_P(Corpus, has_a_good_file_that_is_read_without_a_word) {
  const fs::path path = corpus_of(GetParam()) / "good";
  std::ifstream stream(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  ASSERT_FALSE(text.empty()) << path;
  SourceFiles files;
  for (const Error& error : GetParam().read(text, files)) ADD_FAILURE() << error.message();
}

TEST_P(Corpus, is_read_to_the_end) {
  for (const std::string& text : texts_of(GetParam())) feed(GetParam(), text);
}

TEST_P(Corpus, may_break_off_anywhere) {
  for (const std::string& text : texts_of(GetParam())) {
    for (std::size_t size = 0; size < text.size(); size += stride(text)) {
      feed(GetParam(), std::string_view(text).substr(0, size));
    }
  }
}

TEST_P(Corpus, may_have_any_byte_wrong) {
  constexpr std::string_view wrong("\0\n\t{[\"':&*-#%\xFF", 14);
  std::size_t turn = 0;
  for (const std::string& text : texts_of(GetParam())) {
    for (std::size_t at = 0; at < text.size(); at += stride(text)) {
      std::string changed = text;
      changed[at] = wrong[turn++ % wrong.size()];
      feed(GetParam(), changed);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Readers, Corpus, testing::ValuesIn(readers().begin(), readers().end()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace seatrial::fuzz
