// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/units.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "harness/scenario/nearest.hpp"
#include "harness/scenario/variables.hpp"

namespace seatrial::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(ScenarioUnits, Durations) {
  EXPECT_EQ(parse_duration("300ms"), milliseconds(300));
  EXPECT_EQ(parse_duration("1.5s"), milliseconds(1500));
  EXPECT_EQ(parse_duration("2m"), minutes(2));
  EXPECT_EQ(parse_duration("2 min"), minutes(2));
  EXPECT_EQ(parse_duration("1h"), minutes(60));
  EXPECT_EQ(parse_duration("1m30s"), seconds(90));
  EXPECT_EQ(parse_duration("40us"), microseconds(40));
  EXPECT_EQ(parse_duration("40µs"), microseconds(40));
  EXPECT_EQ(parse_duration("7ns"), nanoseconds(7));
  EXPECT_EQ(parse_duration("0"), Duration());
  EXPECT_EQ(parse_duration(" 35.0 s "), seconds(35));
  EXPECT_EQ(parse_duration("-5s"), seconds(-5));
}

TEST(ScenarioUnits, WhatIsNoDuration) {
  for (const char* text : {"", "35", "s", "1.s", ".5s", "1..5s", "1x", "0.5ns", "1e3s", "5 s s",
                           "99999999999h", "1234567890123456s", "--5s", "-"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(ScenarioUnits, Tolerances) {
  const Tolerance good{seconds(35), seconds(1)};
  EXPECT_EQ(parse_tolerance("35s ± 1s"), good);
  EXPECT_EQ(parse_tolerance("35s +- 1s"), good);
  EXPECT_EQ(parse_tolerance("35s+/-1s"), good);
  EXPECT_EQ(parse_tolerance("35s"), (Tolerance{seconds(35), Duration()}));
  EXPECT_EQ(parse_tolerance("35s ±"), std::nullopt);
  EXPECT_EQ(parse_tolerance("35s ± -1s"), std::nullopt);
  EXPECT_EQ(parse_tolerance("35 ± 1"), std::nullopt);
  EXPECT_TRUE(good.contains(seconds(34)) && good.contains(seconds(36)));
  EXPECT_FALSE(good.contains(milliseconds(33'999)) || good.contains(milliseconds(36'001)));
}

TEST(ScenarioUnits, Shares) {
  EXPECT_EQ(parse_share("1%"), (Ratio{1, 100}));
  EXPECT_EQ(parse_share("0.5 %"), (Ratio{1, 200}));
  EXPECT_EQ(parse_share("1/1000"), (Ratio{1, 1000}));
  EXPECT_EQ(parse_share("100%"), (Ratio{1, 1}));
  EXPECT_EQ(parse_share("0"), (Ratio{0, 1}));
  for (const char* text : {"", "1", "101%", "2/1", "1/0", "0.1/2", "-1%", "1/99999999999", "%"}) {
    EXPECT_EQ(parse_share(text), std::nullopt) << text;
  }
}

TEST(ScenarioUnits, RatesSizesPorts) {
  EXPECT_EQ(parse_rate("10 MB/s"), 10'000'000U);
  EXPECT_EQ(parse_rate("100Mbit/s"), 12'500'000U);
  EXPECT_EQ(parse_rate("0.5 kB/s"), 500U);
  EXPECT_EQ(parse_rate("10 MB"), std::nullopt);
  EXPECT_EQ(parse_rate("0 B/s"), std::nullopt);
  EXPECT_EQ(parse_size("64 kB"), 64'000U);
  EXPECT_EQ(parse_size("1500 B"), 1500U);
  EXPECT_EQ(parse_size("0 B"), std::nullopt);
  EXPECT_EQ(parse_size("64"), std::nullopt);
  EXPECT_EQ(parse_port("65535"), 65535);
  EXPECT_EQ(parse_port("0"), std::nullopt);
  EXPECT_EQ(parse_port("65536"), std::nullopt);
  EXPECT_EQ(parse_port("80x"), std::nullopt);
}

TEST(ScenarioNearest, FindsTheKeyThatWasMeant) {
  const std::array<std::string_view, 3> words = {"latency", "loss", "rate"};
  EXPECT_EQ(nearest("latencey", words), "latency");
  EXPECT_EQ(nearest("laetncy", words), "latency");
  EXPECT_EQ(nearest("lsos", words), "loss");
  EXPECT_EQ(nearest("bandwidth", words), std::nullopt);
  EXPECT_EQ(nearest("x", std::array<std::string_view, 2>{"a", "b"}), std::nullopt);
  EXPECT_EQ(suggestion("rtae", words), "did you mean 'rate'?");
  EXPECT_EQ(suggestion("bandwidth", words), "known are 'latency', 'loss', 'rate'");
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(ScenarioVariables, ArePutIn) {
  const Variables values{{"IP", "1.2.3.4"}, {"a_1", "x"}};
  EXPECT_EQ(substitute("http://${IP}:9001/$a_1", values).text, "http://1.2.3.4:9001/x");
  EXPECT_EQ(substitute("$$IP costs $5 ${no", values).text, "$IP costs $5 ${no");
  EXPECT_EQ(substitute("$IP$IP", values).text, "1.2.3.41.2.3.4");
  EXPECT_THAT(substitute("$IP", values).unset, IsEmpty());
}

TEST(ScenarioVariables, WithoutAValueStayAndAreNamed) {
  const auto result = substitute("x $IP ${b}", {});
  EXPECT_EQ(result.text, "x $IP ${b}");
  EXPECT_THAT(result.unset, ElementsAre(Pair("IP", 2), Pair("b", 6)));
}

}  // namespace
}  // namespace seatrial::scenario
