// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/rlp.hpp"

#include <gmock/gmock.h>

#include "wire_testing.hpp"

namespace seatrial::wire::rlp {
namespace {

Bytes encode_json(const json& in) {
  if (in.is_number()) return encode_number(in.get<std::uint64_t>());
  if (in.is_array()) {
    List list;
    for (const json& item : in) list.add_encoded(encode_json(item));
    return list.encode();
  }
  const std::string word = text(in);
  if (!word.starts_with('#')) return encode_text(word);
  return encode_scalar(parse_uint256(word.substr(1)).value().data);
}

/// Walks the whole tree; the first error, or "" if there is none.
std::string walk(const View& view) {
  if (!view.is_list()) return "";
  const auto items = view.items();
  if (!items) return items.error().what;
  for (const View& item : *items) {
    const std::string error = walk(item);
    if (!error.empty()) return error;
  }
  return "";
}

Bytes rebuild(const View& view) {
  if (!view.is_list()) return encode(view.string().value());
  List list;
  for (const View& item : view.items().value()) list.add_encoded(rebuild(item));
  return list.encode();
}

TEST(Rlp, EncodesTheCommonVectors) {
  const json all = vectors("rlp.json");
  for (const auto& [name, vector] : all.items()) {
    if (name == "_comment") continue;
    EXPECT_EQ(to_hex(encode_json(vector["in"])), text(vector["out"])) << name;
  }
}

TEST(Rlp, ReadsBackWhatItWrote) {
  const json all = vectors("rlp.json");
  for (const auto& [name, vector] : all.items()) {
    if (name == "_comment") continue;
    const Bytes bytes = hex(vector["out"].get<std::string>());
    const auto view = View::parse(bytes);
    ASSERT_TRUE(view) << name;
    EXPECT_EQ(walk(*view), "") << name;
    EXPECT_EQ(rebuild(*view), bytes) << name;
    EXPECT_EQ(to_hex(view->encoded()), to_hex(bytes)) << name;
  }
}

TEST(Rlp, RefusesEveryVectorCutAtAnyByte) {
  const json all = vectors("rlp.json");
  for (const auto& [name, vector] : all.items()) {
    if (name == "_comment") continue;
    const Bytes bytes = hex(vector["out"].get<std::string>());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      // A copy of exact size, so that the sanitizer sees any step past the end.
      const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_FALSE(View::parse(cut)) << name << " cut to " << size;
    }
  }
}

TEST(Rlp, RefusesWhatIsNoItem) {
  const json all = vectors("rlp-invalid.json");
  for (const auto& [name, vector] : all.items()) {
    if (name == "_comment") continue;
    const Bytes bytes = hex(vector["bytes"].get<std::string>());
    const auto view = View::parse(bytes);
    ASSERT_EQ(view.has_value(), vector.value("walk", false)) << name;
    const std::string error = view ? walk(*view) : view.error().what;
    EXPECT_THAT(error, testing::HasSubstr(vector["error"].get<std::string>())) << name;
  }
}

TEST(Rlp, SurvivesEveryChangedByte) {
  const Bytes good = encode_json(vectors("rlp.json")["longList1"]["in"]);
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (unsigned value = 0; value < 256; ++value) {
      Bytes bad = good;
      bad[at] = static_cast<std::uint8_t>(value);
      if (const auto view = View::parse(bad); view && walk(*view).empty()) {
        EXPECT_EQ(rebuild(*view), bad) << "two encodings of one value at byte " << at;
      }
    }
  }
}

TEST(Rlp, ReadsNumbers) {
  EXPECT_EQ(View::parse(hex("80"))->number().value(), 0U);
  EXPECT_EQ(View::parse(hex("88ffffffffffffffff"))->number().value(), UINT64_MAX);
  EXPECT_EQ(View::parse(hex("00"))->number().error().what,
            "non-canonical integer (leading zero bytes)");
  EXPECT_EQ(View::parse(hex("820001"))->number().error().what,
            "non-canonical integer (leading zero bytes)");
  EXPECT_EQ(View::parse(hex("89010000000000000000"))->number().error().what,
            "input string too long for uint64");
  EXPECT_EQ(View::parse(hex("c0"))->number().error().what,
            "expected input string or byte, found a list");
}

TEST(Rlp, CountsItems) {
  const Bytes three = hex("c3010203");
  const auto view = View::parse(three);
  EXPECT_EQ(view->items(3)->size(), 3U);
  EXPECT_EQ(view->items(4).error().what, "too few elements");
  EXPECT_EQ(view->items(2).error().what, "input list has too many elements");
  EXPECT_EQ(view->items_at_least(2)->size(), 3U);
  EXPECT_FALSE(View::parse(hex("83646f67"))->items());
}

TEST(Rlp, ReadsFixedSizes) {
  const Bytes address = encode(hex("ed9d02e382b34818e88b88a309c7fe71e65f419d"));
  const auto view = View::parse(address);
  EXPECT_EQ(to_hex(view->fixed<Address20>().value()), "ed9d02e382b34818e88b88a309c7fe71e65f419d");
  EXPECT_EQ(view->fixed<Hash32>().error().what, "input string too short");
  const Bytes hash = encode(Hash32{}.data);
  EXPECT_EQ(View::parse(hash)->fixed<Address20>().error().what, "input string too long");
}

TEST(Rlp, TakesItemsOffTheFront) {
  const Bytes bytes = hex("83646f67c10405");
  ByteSpan rest = bytes;
  EXPECT_EQ(to_hex(View::take(rest)->payload()), "646f67");
  EXPECT_TRUE(View::take(rest)->is_list());
  EXPECT_EQ(View::take(rest)->number().value(), 5U);
  EXPECT_TRUE(rest.empty());
  EXPECT_FALSE(View::take(rest));
}

}  // namespace
}  // namespace seatrial::wire::rlp
