// SPDX-License-Identifier: Apache-2.0
// Broken samples: a rule that cannot fail is none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "tests/house/rules.hpp"
#include "tests/house/source_text.hpp"
#include "tests/house/tree.hpp"

namespace seatrial::house {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view table =
    "\nseatrial_layer(core DIR sim/core)"
    "\nseatrial_layer(net  DIR sim/net DEPS core)"
    "\nseatrial_layer(kube DIR sim/kube DEPS net PRIVATE_LIBS yaml)"
    "\nseatrial_layer(config DIR harness/config DEPS kube)\n";
const std::string licence = "// SPDX-License-Identifier: Apache-2.0\n";

std::vector<std::string> messages(const Complaints& complaints) {
  std::vector<std::string> texts;
  std::transform(complaints.begin(), complaints.end(), std::back_inserter(texts),
                 [](const Complaint& c) { return c.message(); });
  return texts;
}

std::vector<std::string> complaints_of(const std::string& path, const std::string& text) {
  return messages(check_file({path, licence + text}, Layers::parse(table)));
}

std::string function_of(std::size_t lines) {
  std::string text = "void f() {\n";
  for (std::size_t i = 2; i < lines; ++i) text += "  g();\n";
  return text + "}\n";
}

TEST(HouseIncludes, UpwardIsAnErrorAtItsLine) {
  EXPECT_THAT(complaints_of("sim/net/a.hpp", "#include \"sim/kube/b.hpp\"\n"),
              ElementsAre("sim/net/a.hpp:2: error: layer net includes sim/kube/b.hpp, use a layer "
                          "that its DEPS in CMakeLists.txt allow"));
}

TEST(HouseIncludes, OwnLayerAndDepsOfDepsAreAllowed) {
  EXPECT_THAT(
      complaints_of("sim/kube/a.hpp", "#include \"sim/kube/b.hpp\"\n#include \"sim/core/c.hpp\"\n"),
      IsEmpty());
}

TEST(HouseIncludes, LibraryOfTestsIsAnError) {
  EXPECT_EQ(complaints_of("sim/kube/a.hpp", "#include \"tests/support/b.hpp\"\n").size(), 1U);
}

TEST(HouseIncludes, FolderOfNoLayerIsAnError) {
  EXPECT_THAT(complaints_of("sim/extra/a.hpp", ""),
              ElementsAre("sim/extra/a.hpp:1: error: folder of no layer, use a seatrial_layer() of "
                          "CMakeLists.txt"));
}

struct Banned {
  std::string path;
  std::string line;
};

// Names the test in failures and in ctest.
void PrintTo(const Banned& banned, std::ostream* out) {
  *out << banned.path << ": " << banned.line;
}

class HouseBans : public testing::TestWithParam<Banned> {};

TEST_P(HouseBans, IsAnError) {
  const auto found = messages(check_bans({GetParam().path, licence + GetParam().line + "\n"}));
  ASSERT_EQ(found.size(), 1U) << GetParam().line;
  EXPECT_THAT(found[0], testing::StartsWith(GetParam().path + ":2: error: "));
}

TEST_P(HouseBans, IsNoErrorInATextOrComment) {
  if (GetParam().line.starts_with("#")) return;
  EXPECT_THAT(messages(check_bans({GetParam().path, "// " + GetParam().line + "\n"})), IsEmpty());
  EXPECT_THAT(messages(check_bans({GetParam().path, "f(\"" + GetParam().line + "\");\n"})),
              IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    All, HouseBans,
    testing::Values(Banned{"sim/net/a.cpp", "#include <boost/asio.hpp>"},
                    Banned{"harness/run/a.cpp", "#include <boost/asio/io_context.hpp>"},
                    Banned{"sim/net/a.cpp", "#include <yaml-cpp/yaml.h>"},
                    Banned{"sim/net/a.cpp", "#include <nlohmann/json.hpp>"},
                    Banned{"harness/config/a.hpp", "#include <nlohmann/json.hpp>"},
                    Banned{"sim/core/a.cpp", "#include <chrono>"},
                    Banned{"sim/core/a.cpp", "#include <random>"},
                    Banned{"sim/peer/a.cpp", "auto t = std::chrono::system_clock::now();"},
                    Banned{"sim/peer/a.cpp", "auto t = steady_clock::now();"},
                    Banned{"sim/peer/a.cpp", "int x = rand();"},
                    Banned{"sim/peer/a.cpp", "std::random_device device;"},
                    Banned{"tests/unit/a.cpp", "std::uniform_int_distribution<int> d(1, 6);"},
                    Banned{"sim/net/a.cpp", "std::thread worker;"},
                    Banned{"sim/net/a.cpp", "thread_local int n = 0;"},
                    Banned{"sim/core/a.hpp", "double seconds() const;"},
                    Banned{"sim/proto/a.hpp", "float seconds() const;"}));

TEST(HouseBans, WhatOnlyLooksAlikeIsAllowed) {
  EXPECT_THAT(complaints_of("sim/net/a.cpp", "int operand(int); double_spend(); strand(1);\n"),
              IsEmpty());
  EXPECT_THAT(complaints_of("sim/core/a.cpp", "std::thread worker;\n"), IsEmpty());
  EXPECT_THAT(complaints_of("harness/config/a.cpp", "#include <nlohmann/json.hpp>\n"), IsEmpty());
}

TEST(HouseShape, MissingLicenceIsAnError) {
  EXPECT_THAT(messages(check_shape({"sim/core/a.cpp", "int x;\n"})),
              ElementsAre("sim/core/a.cpp:1: error: no licence line, use SPDX-License-Identifier: "
                          "Apache-2.0"));
  EXPECT_EQ(check_shape({"tools/x", "#!/bin/sh\n"}).size(), 1U);
  EXPECT_EQ(check_shape({"scenarios/x.yaml", "seatrial: 1\n"}).size(), 1U);
}

TEST(HouseShape, AConfigOfSomebodyElseNeedsNoLicence) {
  EXPECT_THAT(check_shape({"scenarios/a/genesis.json", "{}"}), IsEmpty());
  EXPECT_THAT(check_shape({"scenarios/a/out/peer.yaml", "kind: Service\n"}), IsEmpty());
}

TEST(HouseShape, ColumnsAreCountedNotBytes) {
  const std::string wide(101, 'x');
  EXPECT_THAT(complaints_of("sim/net/a.cpp", "// " + wide.substr(3) + "\n"),
              ElementsAre("sim/net/a.cpp:2: error: line of 101 columns, use at most 100"));
  std::string dashes = "// ";
  for (int i = 0; i < 97; ++i) dashes += "–";
  EXPECT_THAT(complaints_of("sim/net/a.cpp", dashes + "\n"), IsEmpty());
}

TEST(HouseShape, LongFileIsAnError) {
  std::string text;
  for (int i = 0; i < 599; ++i) text += "int x;\n";
  EXPECT_THAT(complaints_of("sim/net/a.cpp", text), IsEmpty());
  EXPECT_EQ(complaints_of("sim/net/a.cpp", text + "int x;\n").size(), 1U);
}

TEST(HouseShape, LongFunctionIsAnErrorWhereverItStands) {
  EXPECT_THAT(complaints_of("sim/net/a.cpp", function_of(70)), IsEmpty());
  EXPECT_THAT(complaints_of("sim/net/a.cpp", function_of(71)),
              ElementsAre("sim/net/a.cpp:2: error: function of 71 lines, use functions of at most "
                          "70"));
  EXPECT_EQ(complaints_of("sim/net/a.cpp", "struct A {\n" + function_of(71) + "};\n").size(), 1U);
}

TEST(HouseShape, LongConstructorWithBracedMembersIsAnError) {
  auto text = function_of(71);
  text.replace(0, std::string("void f() {").size(), "A::A(int x) : x_{x}, y_{1} {");
  EXPECT_EQ(complaints_of("sim/net/a.cpp", text).size(), 1U);
}

TEST(HouseShape, LongTableOrClassIsNoFunction) {
  auto body = function_of(90);
  body.erase(0, body.find('\n'));
  EXPECT_THAT(functions_of("constexpr int t[] = {" + body), IsEmpty());
  EXPECT_THAT(functions_of("namespace a {" + body), IsEmpty());
}

TEST(HouseShape, BracesInTextsAndDirectivesDoNotCount) {
  const std::string text =
      "#define OPEN {\nvoid f() {\n  g(\"{\", '{', R\"x({ \")x\", 1'000);  // {\n}\n";
  EXPECT_THAT(functions_of(code_of(text)), ElementsAre(FunctionSpan{2, 4}));
}

TEST(HousePlaces, WorkplaceIsAnErrorInAnyFile) {
  const std::string place =
      "/wo"
      "rk/main";
  const std::string beside =
      "../sha"
      "red/facts";
  EXPECT_EQ(check_places({"README.md", "see " + place + "\n"}).size(), 1U);
  EXPECT_EQ(check_places({"README.md", "see " + beside + "\n"}).size(), 1U);
  EXPECT_THAT(check_places({".ci/run", "x=" + beside + "\n"}), IsEmpty());
  EXPECT_THAT(check_places({"README.md", "home" + place + "\n"}), IsEmpty());
}

TEST(HouseTree, FolderOutsideTheHouseIsAnError) {
  EXPECT_EQ(check_tree({{"src/a.cpp", ""}}).size(), 1U);
  EXPECT_THAT(check_tree({{"README.md", ""}, {"sim/core/a.cpp", ""}}), IsEmpty());
}

TEST(HouseTree, ScenarioWithoutReportIsAnError) {
  const SourceFile scenario{"scenarios/a/b.yaml", "# x\nseatrial: 1\n"};
  EXPECT_THAT(messages(check_tree({scenario})),
              ElementsAre("scenarios/a/b.yaml:1: error: scenario without scenarios/a/b.report.txt, "
                          "use seatrial run --bless to write it"));
  EXPECT_THAT(check_tree({scenario, {"scenarios/a/b.report.txt", ""}}), IsEmpty());
  EXPECT_THAT(check_tree({{"scenarios/a/c.yaml", "kind: Service\n"}}), IsEmpty());
}

}  // namespace
}  // namespace seatrial::house
