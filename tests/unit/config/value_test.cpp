// SPDX-License-Identifier: Apache-2.0
#include "harness/config/value.hpp"

#include <gtest/gtest.h>

#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Yaml;

class Accessors : public ::testing::Test {
 protected:
  const Value& at(const char* key) { return *yaml_.only().find(key); }
  Yaml yaml_{
      "n: 12\nq: '7'\nt: yes\ns: \"true\"\nw: abc\nbig: 99999999999999999999\nl: [1]\n"
      "m: {a: 1}\ne:\n"};
};

TEST_F(Accessors, read_what_is_written) {
  EXPECT_EQ(*as_int(at("n"), yaml_.files, "n"), 12);
  EXPECT_EQ(*as_int(at("q"), yaml_.files, "q", {1, 10}), 7);
  EXPECT_TRUE(*as_bool(at("t"), yaml_.files, "t"));
  EXPECT_EQ(*as_string(at("n"), yaml_.files, "n"), "12");
  EXPECT_EQ(as_list(at("l"), yaml_.files, "l")->size(), 1u);
  EXPECT_EQ(as_map(at("m"), yaml_.files, "m")->size(), 1u);
  EXPECT_TRUE(as_list(at("e"), yaml_.files, "e")->empty());
  EXPECT_EQ((*require(at("m"), "a", yaml_.files, "m"))->text(), "1");
}

TEST_F(Accessors, say_what_was_expected) {
  EXPECT_EQ(as_int(at("w"), yaml_.files, "port", {1, 65535}).error().message(),
            "in.yaml:5:4: port 'abc' is not a whole number; write a whole number from 1 to 65535");
  EXPECT_EQ(as_int(at("n"), yaml_.files, "port", {100, INT64_MAX}).error().message(),
            "in.yaml:1:4: port 12 is out of range; write a whole number of at least 100");
  EXPECT_EQ(as_int(at("big"), yaml_.files, "n").error().message(),
            "in.yaml:6:6: n 99999999999999999999 is out of range; write a whole number");
  EXPECT_EQ(as_bool(at("s"), yaml_.files, "mine").error().message(),
            "in.yaml:4:4: mine 'true' is neither true nor false; write true or false without "
            "quotes");
  EXPECT_EQ(as_string(at("l"), yaml_.files, "name").error().message(),
            "in.yaml:7:4: name is a list; write a text");
  EXPECT_EQ(as_list(at("m"), yaml_.files, "peers").error().message(),
            "in.yaml:8:4: peers is a map; write a list");
  EXPECT_EQ(as_map(at("w"), yaml_.files, "spec").error().message(),
            "in.yaml:5:4: spec is a text; write a map");
  EXPECT_EQ(require(at("m"), "b", yaml_.files, "spec").error().message(),
            "in.yaml:8:4: spec has no 'b'; add 'b'");
}

TEST_F(Accessors, of_another_kind_are_empty) {
  EXPECT_EQ(at("l").text(), "");
  EXPECT_TRUE(at("n").items().empty());
  EXPECT_EQ(at("n").find("a"), nullptr);
}

}  // namespace
}  // namespace seatrial::config
