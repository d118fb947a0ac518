// SPDX-License-Identifier: Apache-2.0
#include "harness/report/github.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/unit/report/sample_report.hpp"

namespace seatrial::report {
namespace {

using namespace testing_support;

std::string annotations_of(const Report& report, const SourceFiles& files) {
  std::ostringstream out;
  write_github(out, report, files);
  return out.str();
}

TEST(Github, FindingsAndWhatDidNotPassAreOneCommandEach) {
  const Sample made = sample();
  EXPECT_EQ(annotations_of(made.report, made.files),
            "::error file=a/permissioned-nodes.json,line=4,col=3,title=ST601 denied by the listener"
            "::a/a1 does not permit b/b1%0Awhy: the dialler sees only EOF%0Afix: add b/b1 to "
            "permissioned-nodes.json of a%0Ascenarios/one-sided.yaml:9: b/b1 dials from here\n"
            "::error file=scenarios/one-sided.yaml,line=15,col=3,title=fail%3A links a/* -> b/* up"
            "::a/a1 never dialled b/b1%0Abecause its static list has no entry for it\n");
}

TEST(Github, WhatTheRunnerWouldObeyIsEscaped) {
  Report report;
  SourceFiles files;
  const FileId odd = files.add("a,b:c.yaml");
  report.findings = {denial(odd, odd)};
  report.findings[0].severity = Severity::info;
  report.findings[0].what = "100 %\r\n::error::no";
  report.findings[0].related.clear();
  EXPECT_EQ(annotations_of(report, files),
            "::notice file=a%2Cb%3Ac.yaml,line=4,col=3,title=ST601 denied by the listener"
            "::100 %25%0D%0A::error::no%0Awhy: the dialler sees only EOF%0Afix: add b/b1 to "
            "permissioned-nodes.json of a\n");
}

TEST(Github, WrongInputStandsAtItsLine) {
  const Report report = broken_input("x.yaml", Mode::run, {"x.yaml:2:3", "unknown key", ""});
  EXPECT_EQ(annotations_of(report, {}),
            "::error file=x.yaml,line=2,col=3,title=wrong input::x.yaml:2:3: unknown key\n");
}

TEST(Github, AnErrorOfAnOptionHasNoFile) {
  const Report report = broken_input("", Mode::check, {"--cluster a=x", "there is none", ""});
  EXPECT_EQ(annotations_of(report, {}),
            "::error title=wrong input::--cluster a=x: there is none\n");
}

}  // namespace
}  // namespace seatrial::report
