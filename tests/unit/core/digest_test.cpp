// SPDX-License-Identifier: Apache-2.0
#include "sim/core/digest.hpp"

#include <gtest/gtest.h>

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seatrial {
namespace {

std::uint64_t of_words(const std::vector<std::uint64_t>& words) {
  Digest digest;
  for (const std::uint64_t word : words) digest.add(word);
  return digest.value();
}

std::uint64_t of_texts(const std::vector<std::string_view>& texts) {
  Digest digest;
  for (const std::string_view text : texts) digest.add(text);
  return digest.value();
}

// Known answers: what another compiler must compute, too, for digests to be compared.
TEST(Digest, HasKnownValues) {
  EXPECT_EQ(of_words({}), 16294208416658607535U);
  EXPECT_EQ(of_words({0}), 10022531283649575723U);
  EXPECT_EQ(of_words({1, 2, 3}), 13898780652372600130U);
  EXPECT_EQ(of_texts({"quorum-node1"}), 17872401346869810278U);
}

TEST(Digest, DependsOnOrderAndNumber) {
  EXPECT_NE(of_words({1, 2}), of_words({2, 1}));
  EXPECT_NE(of_words({0}), of_words({0, 0}));
  EXPECT_NE(of_words({}), of_words({0}));
}

TEST(Digest, SeesEverySingleBit) {
  std::set<std::uint64_t> values{of_words({0, 42})};
  for (unsigned bit = 0; bit < 64; ++bit) {
    values.insert(of_words({std::uint64_t{1} << bit, 42}));
    values.insert(of_words({0, 42 ^ std::uint64_t{1} << bit}));
  }
  EXPECT_EQ(values.size(), 129U);
}

TEST(Digest, SeesWhereATextEnds) {
  EXPECT_NE(of_texts({"ab", "c"}), of_texts({"a", "bc"}));
  EXPECT_NE(of_texts({"a"}), of_texts({std::string_view("a\0", 2)}));
  EXPECT_NE(of_texts({""}), of_texts({}));
  EXPECT_NE(of_texts({"12345678"}), of_texts({"12345679"}));
  EXPECT_NE(of_texts({"123456789"}), of_texts({"123456780"}));
}

TEST(Digest, TakesATextAsItsBytes) {
  const std::string text = "BYTES";
  Digest digest;
  digest.add(std::as_bytes(std::span(text)));
  EXPECT_EQ(digest.value(), of_texts({"BYTES"}));
}

TEST(Digest, CanBeReadWhileItGoesOn) {
  Digest digest;
  digest.add(std::uint64_t{1});
  const std::uint64_t first = digest.value();
  EXPECT_EQ(digest.value(), first);
  digest.add(std::uint64_t{2});
  EXPECT_EQ(digest.value(), of_words({1, 2}));
}

}  // namespace
}  // namespace seatrial
