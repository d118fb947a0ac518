// SPDX-License-Identifier: Apache-2.0
#include "harness/report/text.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/support/scratch_folder.hpp"
#include "tests/unit/report/sample_report.hpp"

namespace seatrial::report {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace testing_support;

std::string text_of(const Report& report, const SourceFiles& files, Style style = {}) {
  std::ostringstream out;
  write_text(out, report, files, style);
  return out.str();
}

std::string text_of(const Report& report) {
  return text_of(report, SourceFiles{});
}

TEST(Text, TheHeadlineTellsOfFilesThatCouldNotBeRead) {
  Sample made = sample();
  Report& report = made.report;
  report.errors = {
      {"b/x.yaml:4:7", "no JSON", ""}, {"b/x.yaml:9:1", "a tab", ""}, {"c.json", "empty", ""}};
  EXPECT_THAT(text_of(report, made.files),
              StartsWith("FAIL scenarios/one-sided.yaml (before): 2 files could "
                         "not be read whole; 1 of 2 expectations met"));
}

TEST(Text, WholeReportOfARun) {
  const Sample made = sample();
  EXPECT_EQ(text_of(made.report, made.files),
            "FAIL scenarios/one-sided.yaml (before): "
            R"(1 of 2 expectations met; 1 of 3 p2p pairs up; 1 error
  A has not added B yet

links, row dials column: 1 of 3 p2p pairs up
           1   2   3
  1 a/a1   -   .   .
  2 a/a2  ok   -   .
  3 b/b1  x1  x1   -
  x1  ST601 denied by the listener, permission_denied, seen as EOF: b/b1 -> a/a1, b/b1 -> a/a2
  slowest up 200 ms after both ends ran; dialled by a 1

errors: 1

a/permissioned-nodes.json:4:3: error[ST601]: a/a1 does not permit b/b1 (2 links)
  why: the dialler sees only EOF
  fix: add b/b1 to permissioned-nodes.json of a
  scenarios/one-sided.yaml:9: b/b1 dials from here

PASS links b/* -> a/* down: b/b1 saw EOF 4 times
FAIL links a/* -> b/* up: a/a1 never dialled b/b1
  because its static list has no entry for it
  expected at scenarios/one-sided.yaml:15:3

steps
   0.0 s  start *
  10.0 s  cut a-b: for 60 s

assumed: linux with linear SYN time-outs

ask company a: does permissioned-nodes.json hold b/b1

seed 8, digest feedfacecafebeef, fidelity message, 2 min of virtual time; reproduce: )"
            "seatrial run scenarios/one-sided.yaml --seed 8\n");
}

TEST(Text, QuietKeepsWhatDidNotPass) {
  const Sample made = sample();
  EXPECT_EQ(text_of(made.report, made.files, {.quiet = true}),
            "FAIL scenarios/one-sided.yaml (before): "
            R"(1 of 2 expectations met; 1 of 3 p2p pairs up; 1 error

errors: 1

a/permissioned-nodes.json:4:3: error[ST601]: a/a1 does not permit b/b1 (2 links)
  why: the dialler sees only EOF
  fix: add b/b1 to permissioned-nodes.json of a
  scenarios/one-sided.yaml:9: b/b1 dials from here

FAIL links a/* -> b/* up: a/a1 never dialled b/b1
  because its static list has no entry for it
  expected at scenarios/one-sided.yaml:15:3

seed 8, digest feedfacecafebeef, fidelity message, 2 min of virtual time; reproduce: )"
            "seatrial run scenarios/one-sided.yaml --seed 8\n");
}

TEST(Text, QuietLeavesOutWarnings) {
  Sample made = sample();
  made.report.findings[0].severity = Severity::warning;
  EXPECT_THAT(text_of(made.report, made.files, {.quiet = true}), Not(HasSubstr("ST601]")));
  EXPECT_THAT(text_of(made.report, made.files), HasSubstr("warning[ST601]: a/a1"));
}

std::string without_escapes(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      i = text.find('m', i);
    else
      plain += text[i];
  }
  return plain;
}

TEST(Text, ColourChangesNothingButEscapes) {
  const Sample made = sample();
  const std::string coloured = text_of(made.report, made.files, {.colour = true});
  EXPECT_THAT(coloured, StartsWith("\x1b[31mFAIL\x1b[0m"));
  EXPECT_EQ(without_escapes(coloured), text_of(made.report, made.files));
}

TEST(Text, ControlCharactersAreShownAndNotObeyed) {
  Report report;
  report.title = "evil \x1b[2J\nseed 1\xff";
  EXPECT_THAT(text_of(report), HasSubstr("  evil \\x1b[2J\\x0aseed 1\xef\xbf\xbd\n"));
}

TEST(Text, ALineIsShownOnceInAFinding) {
  const seatrial::testing_support::ScratchFolder folder;
  SourceFiles files;
  const FileId lists = files.add(folder.write("lists.yaml", "one: 1\ntwo: 2\n"));
  Report report;
  report.findings = {denial(lists, lists)};
  report.findings[0].where = {lists, 1, 1};
  report.findings[0].related = {{{lists, 2, 1}, "there"}, {{lists, 1, 6}, "here"}};
  const std::string text = text_of(report, files);
  EXPECT_THAT(text, HasSubstr("(2 links)\n    1 | one: 1\n      | ^\n  why: "));
  EXPECT_THAT(text, HasSubstr("lists.yaml:2:1: there\n    2 | two: 2\n      | ^\n  "));
  EXPECT_THAT(text, HasSubstr("lists.yaml:1:6: here\n\nseed"));
}

TEST(Text, EmptyReportIsTwoLines) {
  EXPECT_EQ(text_of(Report{}), "PASS scenario\n\nseed 1, fidelity message, 0 s of virtual time\n");
}

TEST(Text, CheckIsReproducedByCheckAndQuotesThePath) {
  Report report;
  report.mode = Mode::check;
  report.scenario = "bob's/x.yaml";
  EXPECT_THAT(text_of(report), EndsWith("seed 1; reproduce: seatrial check 'bob'\\''s/x.yaml'\n"));
}

TEST(Text, InputErrorIsItsOneLine) {
  const Error error{"x.yaml:14:7", "unknown key 'latencey' in wan", "did you mean 'latency'?"};
  EXPECT_EQ(text_of(broken_input("x.yaml", Mode::run, error)),
            "x.yaml:14:7: unknown key 'latencey' in wan; did you mean 'latency'?\n");
}

TEST(Text, VerdictsHaveTheirWords) {
  Report report;
  report.verdict = Verdict::limit;
  EXPECT_THAT(text_of(report), StartsWith("LIMIT scenario"));
  report.verdict = Verdict::inconclusive;
  EXPECT_THAT(text_of(report), StartsWith("INCONCLUSIVE scenario"));
}

TEST(Text, NoLineEndsInABlank) {
  const Sample made = sample();
  EXPECT_THAT(text_of(made.report, made.files), Not(HasSubstr(" \n")));
}

}  // namespace
}  // namespace seatrial::report
