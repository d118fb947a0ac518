// SPDX-License-Identifier: Apache-2.0
// The commands against small scenarios: exit codes, the reports for machines, colour.
#include <nlohmann/json.hpp>

#include "tests/unit/cli/program.hpp"

namespace seatrial::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// A folder with a scenario that passes and one that fails.
struct CliCommands : ::testing::Test {
  CliCommands() {
    folder.write("good.yaml", two_clusters(true));
    folder.write("bad.yaml", two_clusters(false));
    folder.write("broken.yaml", "seatrial: 1\nclusters:\n  a: {nodes: {n1: 1.2.3.4}\n");
  }
  Outcome seatrial(const std::string& arguments, const std::string& environment = "") const {
    return cli::seatrial(arguments, folder, environment);
  }
  Folder folder;
};

TEST_F(CliCommands, RunPassesWithZero) {
  const Outcome outcome = seatrial("run good.yaml");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("PASS good.yaml"));
  EXPECT_EQ(outcome.err, "");
}

TEST_F(CliCommands, RunFailsWithOne) {
  const Outcome outcome = seatrial("run bad.yaml");
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("FAIL bad.yaml"));
}

TEST_F(CliCommands, CheckTellsTheSame) {
  EXPECT_EQ(seatrial("check good.yaml").code, 0);
  EXPECT_EQ(seatrial("check bad.yaml").code, 1);
}

TEST_F(CliCommands, MalformedYamlIsOneLineWithItsPlace) {
  const Outcome outcome = seatrial("run broken.yaml");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, ::testing::MatchesRegex("broken.yaml:[0-9]+:[0-9]+: [^\n]+; [^\n]+\n"));
}

TEST_F(CliCommands, OfSeveralFilesTheWorstCounts) {
  EXPECT_EQ(seatrial("run good.yaml bad.yaml").code, 1);
  const Outcome outcome = seatrial("run bad.yaml broken.yaml good.yaml");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("FAIL bad.yaml"), HasSubstr("PASS good.yaml")));
}

/// Two clusters whose policies nobody enforces, from a file each.
std::string policies_of(const std::string& a, const std::string& b) {
  return "seatrial: 1\n"
         "clusters:\n"
         "  a: {cni: flannel, nodes: {n1: 1.2.3.4}, peers: {a1: {node_port: 32041}}, manifests: [" +
         a +
         "]}\n"
         "  b: {cni: flannel, nodes: {n1: 2.2.3.4}, peers: {b1: {node_port: 32051}}, manifests: [" +
         b +
         "]}\n"
         "steps:\n"
         "- start: ['*']\n";
}

TEST_F(CliCommands, AReportDoesNotDependOnWhatElseIsNamed) {
  for (const char* name : {"p1.yaml", "p2.yaml"})
    folder.write(name,
                 "apiVersion: networking.k8s.io/v1\n"
                 "kind: NetworkPolicy\n"
                 "metadata: {name: p}\n"
                 "spec: {podSelector: {}, policyTypes: [Ingress]}\n");
  folder.write("one.yaml", policies_of("p1.yaml", "p2.yaml"));
  folder.write("other.yaml", policies_of("p2.yaml", "p1.yaml"));
  const std::string alone = seatrial("check one.yaml").out;
  EXPECT_THAT(alone, ::testing::ContainsRegex("p1.yaml:1:1: warning(.|\n)*p2.yaml:1:1: warning"));
  EXPECT_THAT(seatrial("check other.yaml one.yaml").out, ::testing::EndsWith(alone));
}

TEST_F(CliCommands, JsonIsOneObjectALineWithTheKeysOfTheContract) {
  const Outcome outcome = seatrial("run good.yaml bad.yaml --json -");
  EXPECT_THAT(outcome.err, HasSubstr("PASS good.yaml"));
  std::istringstream lines(outcome.out);
  std::vector<nlohmann::json> objects;
  for (std::string line; std::getline(lines, line);) objects.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(objects.size(), 2U);
  for (const char* key : {"scenario", "seed", "fidelity", "digest", "verdict", "duration_virtual",
                          "expectations", "links", "consensus", "findings"})
    EXPECT_TRUE(objects[0].contains(key)) << key;
  EXPECT_EQ(objects[0]["scenario"], "good.yaml");
  EXPECT_EQ(objects[0]["verdict"], "pass");
  EXPECT_EQ(objects[1]["verdict"], "fail");
}

TEST_F(CliCommands, SeedOfTheOptionIsTheSeedOfTheReport) {
  const auto seed_of = [&](const std::string& arguments) {
    return nlohmann::json::parse(seatrial("run good.yaml --json - " + arguments).out)["seed"];
  };
  EXPECT_EQ(seed_of(""), 1);
  EXPECT_EQ(seed_of("--seed 18446744073709551615"), 18446744073709551615U);
}

TEST_F(CliCommands, JunitIsValid) {
  if (std::system("xmllint --version >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "xmllint is missing (package libxml2-utils)";
  }
  for (const char* command : {"check", "run"}) {
    EXPECT_EQ(
        seatrial(std::string(command) + " good.yaml bad.yaml broken.yaml --junit report.xml").code,
        2);
    const std::string line = "xmllint --noout --nonet --schema '" SEATRIAL_SOURCE_DIR
                             "/tests/schema/junit.xsd' '" +
                             (folder / "report.xml") + "' >/dev/null 2>&1";
    EXPECT_EQ(std::system(line.c_str()), 0) << read_text(folder / "report.xml");
  }
}

TEST_F(CliCommands, OutputThatCannotBeWrittenIsAnError) {
  const Outcome outcome = seatrial("run good.yaml --json nowhere/x.json");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err,
            "nowhere/x.json: cannot be written; let its folder exist and be writable\n");
}

TEST_F(CliCommands, NoColourWhereNobodyWatches) {
  EXPECT_THAT(seatrial("run good.yaml").out, Not(HasSubstr("\x1b[")));
}

/// Runs the program on a terminal of its own, which script(1) provides.
std::string on_terminal(const Folder& folder, const std::string& arguments,
                        const std::string& environment) {
  const std::string line = "cd '" + folder.path() + "' && TERM=xterm " + environment +
                           " script -qec \"'" + program() + "' " + arguments +
                           "\" /dev/null >.tty 2>&1 </dev/null";
  return std::system(line.c_str()) == -1 ? "" : read_text(folder / ".tty");
}

TEST_F(CliCommands, ColourOnATerminalOnlyAndNotAgainstNoColor) {
  if (std::system("script -qec true /dev/null >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "no pseudo-terminal here (/dev/pts), or script is missing (package bsdutils)";
  }
  constexpr const char* green = "\x1b[32m";
  EXPECT_THAT(on_terminal(folder, "run good.yaml", "env -u NO_COLOR"), HasSubstr(green));
  EXPECT_THAT(on_terminal(folder, "run good.yaml", "NO_COLOR=1"), Not(HasSubstr(green)));
  EXPECT_THAT(on_terminal(folder, "run good.yaml --no-colour", "env -u NO_COLOR"),
              Not(HasSubstr(green)));
}

TEST_F(CliCommands, QuietSaysLess) {
  EXPECT_LT(seatrial("run good.yaml --quiet").out.size(), seatrial("run good.yaml").out.size());
}

TEST_F(CliCommands, BlessedReportIsComparedAndADifferenceShown) {
  EXPECT_EQ(seatrial("run good.yaml --check-report").code, 1);  // none yet
  EXPECT_EQ(seatrial("run good.yaml --bless").code, 0);
  const std::string blessed = read_text(folder / "good.report.txt");
  EXPECT_THAT(blessed, StartsWith("PASS good.yaml"));
  EXPECT_EQ(seatrial("run good.yaml --check-report").code, 0);
  EXPECT_EQ(seatrial("run '" + folder.path() + "/good.yaml' --check-report").code, 0);
  folder.write("good.report.txt", "PASS other\n" + blessed);
  const Outcome outcome = seatrial("run good.yaml --check-report");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("\n-PASS other\n"));
}

TEST_F(CliCommands, BrokenInputIsNeverBlessed) {
  EXPECT_EQ(seatrial("run broken.yaml --bless").code, 2);
  EXPECT_FALSE(std::filesystem::exists(folder / "broken.report.txt"));
}

TEST_F(CliCommands, ValidateReadsEveryFile) {
  EXPECT_EQ(seatrial("validate good.yaml").out, "good.yaml: valid\n");
  const Outcome outcome = seatrial("validate broken.yaml good.yaml");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "good.yaml: valid\n");
}

TEST_F(CliCommands, FindingsAreTheCatalogue) {
  EXPECT_THAT(seatrial("findings").out, HasSubstr("ST103 error"));
  EXPECT_THAT(seatrial("findings ST103").out,
              AllOf(StartsWith("ST103 error: "), HasSubstr("\n  facts: "), HasSubstr("\n  fix: ")));
}

TEST_F(CliCommands, ExplainShowsTheHops) {
  const Outcome outcome = seatrial("explain good.yaml --from a/a1 --to b/b1");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("2.2.3.4"));
  EXPECT_EQ(seatrial("explain good.yaml --from a/a9 --to b/b1").code, 2);
}

TEST_F(CliCommands, ExplainOfACaseNamesIt) {
  folder.write("cases.yaml", two_clusters(true) +
                                 "cases:\n"
                                 "- {name: as it is, about: both list both}\n"
                                 "- {name: nobody, lists: {static: {a/*: [], b/*: []}}}\n");
  const std::string ends = " --from a/a1 --to b/b1";
  const Outcome nobody = seatrial("explain cases.yaml --case nobody" + ends);
  EXPECT_EQ(nobody.code, 0) << nobody.err;
  EXPECT_THAT(nobody.out, HasSubstr("p2p link a/a1 - b/b1: down"));
  const Outcome plain = seatrial("explain cases.yaml --case 'as it is'" + ends);
  EXPECT_EQ(plain.code, 0) << plain.err;
  EXPECT_THAT(plain.out, HasSubstr("p2p link a/a1 - b/b1: up"));
  const Outcome none = seatrial("explain cases.yaml" + ends);
  EXPECT_EQ(none.code, 2);
  EXPECT_EQ(none.err, "cases.yaml: it has 2 cases; name one by --case: 'as it is', nobody\n");
  const Outcome unknown = seatrial("explain cases.yaml --case nobdy" + ends);
  EXPECT_EQ(unknown.code, 2);
  EXPECT_EQ(unknown.err,
            "cases.yaml: there is no case 'nobdy'; name one by --case: 'as it is', nobody\n");
  EXPECT_EQ(seatrial("explain good.yaml --case nobody" + ends).err,
            "good.yaml: there is no case 'nobody': it has no cases; leave --case out\n");
}

}  // namespace
}  // namespace seatrial::cli
