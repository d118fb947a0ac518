// SPDX-License-Identifier: Apache-2.0
#include "harness/report/junit.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "harness/report/utf8.hpp"
#include "harness/report/xml.hpp"
#include "tests/unit/report/sample_report.hpp"

namespace seatrial::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace testing_support;

std::string junit_of(const Report& report, const SourceFiles& files = {}) {
  std::ostringstream out;
  write_junit(out, report, files);
  return out.str();
}

Report check_of(std::vector<Link> links) {
  Report report;
  report.mode = Mode::check;
  report.links = std::move(links);
  report.verdict = conclude(report);
  return report;
}

TEST(Junit, WholeDocumentOfARun) {
  Sample made = sample();
  made.report.scenario = "s.yaml";
  made.report.expectations[1].name = "up & \"running\"";
  EXPECT_EQ(junit_of(made.report, made.files), R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1" errors="0" skipped="0" time="120.000000000">
  <testsuite name="s.yaml (before)")xml"
                                               R"xml( tests="2" failures="1" errors="0")xml"
                                               R"xml( skipped="0" time="120.000000000">
    <properties>
      <property name="mode" value="run"/>
      <property name="seed" value="8"/>
      <property name="fidelity" value="message"/>
      <property name="digest" value="feedfacecafebeef"/>
    </properties>
    <testcase name="links b/* -&gt; a/* down" classname="s.yaml (before)")xml"
                                               R"xml( file="scenarios/one-sided.yaml" line="14">
      <system-out>b/b1 saw EOF 4 times</system-out>
    </testcase>
    <testcase name="up &amp; &quot;running&quot;" classname="s.yaml (before)")xml"
                                               R"xml( file="scenarios/one-sided.yaml" line="15">
      <failure message="a/a1 never dialled b/b1" type="fail">a/a1 never dialled b/b1
because its static list has no entry for it</failure>
    </testcase>
  </testsuite>
</testsuites>
)xml");
}

TEST(Junit, CheckHasATestCasePerLinkWithTheExplanation) {
  Sample made = sample();
  made.report.mode = Mode::check;
  made.report.expectations.clear();
  const std::string xml = junit_of(made.report, made.files);
  EXPECT_THAT(xml, HasSubstr("tests=\"3\" failures=\"2\" errors=\"0\" skipped=\"0\""));
  EXPECT_THAT(xml, HasSubstr("<testcase name=\"p2p a/a2 -&gt; a/a1\" classname=\"scenarios/"
                             "one-sided.yaml (before)\"/>"));
  EXPECT_THAT(xml, HasSubstr("<failure message=\"down: permission_denied, seen as EOF\" "
                             "type=\"ST601\">b/b1 10.2.0.11:40000\nnode port 1.2.3.4:32041"));
  EXPECT_THAT(xml, HasSubstr("a/permissioned-nodes.json:4:3: error[ST601]: a/a1 does not permit "
                             "b/b1 (2 links)\n  why: "));
}

TEST(Junit, ADirectionWhosePairIsUpPassesWithANote) {
  const std::string xml =
      junit_of(check_of({link_of("a/1", "b/1", LinkStatus::up), denied("b/1", "a/1")}));
  EXPECT_THAT(xml, HasSubstr("failures=\"0\""));
  EXPECT_THAT(xml, HasSubstr("<system-out>down: permission_denied, seen as EOF; the other "
                             "direction makes the link"));
}

TEST(Junit, UnknownIsSkippedWithItsCondition) {
  Link link = link_of("a/1", "b/1", LinkStatus::unknown);
  link.condition = "up if 32044 is still its NodePort";
  EXPECT_THAT(junit_of(check_of({link})),
              HasSubstr("<skipped message=\"up if 32044 is still its NodePort\"></skipped>"));
}

TEST(Junit, AnErrorThatNoLinkTellsOfFailsACheck) {
  Report report = check_of({});
  report.findings = {denial(FileId::none, FileId::none)};
  report.findings[0].links = 0;
  report.verdict = conclude(report);
  EXPECT_EQ(report.verdict, Verdict::fail);
  EXPECT_THAT(junit_of(report), HasSubstr("<testcase name=\"ST601 a/a1 does not permit b/b1\""));
}

TEST(Junit, NeverPassesWhatDidNotPass) {
  Report report;
  report.expectations = {{"x", {}, Verdict::pass, {}}};
  for (const Verdict verdict : {Verdict::fail, Verdict::limit, Verdict::inconclusive}) {
    report.verdict = verdict;
    EXPECT_THAT(junit_of(report), Not(HasSubstr("failures=\"0\" errors=\"0\" skipped=\"0\"")));
    EXPECT_THAT(junit_of(report), HasSubstr("<testcase name=\"verdict\""));
  }
  report.verdict = Verdict::pass;
  EXPECT_THAT(junit_of(report), Not(HasSubstr("verdict")));
}

TEST(Junit, WrongInputIsAnError) {
  const std::string xml =
      junit_of(broken_input("x.yaml", Mode::run, {"x.yaml:2", "unknown key", ""}));
  EXPECT_THAT(xml, HasSubstr("errors=\"1\""));
  EXPECT_THAT(xml, HasSubstr("<error message=\"x.yaml:2: unknown key\" type=\"invalid\">"));
}

TEST(Junit, SeveralReportsAreSuitesWithSums) {
  const Sample one = sample();
  const Report two = check_of({link_of("a/1", "b/1", LinkStatus::unknown)});
  const Sheet sheets[] = {{one.report, one.files}, {two, one.files}};
  std::ostringstream out;
  write_junit(out, sheets);
  EXPECT_THAT(out.str(), HasSubstr("<testsuites tests=\"3\" failures=\"1\" errors=\"0\" "
                                   "skipped=\"1\" time=\"120.000000000\">"));
  EXPECT_THAT(out.str(), HasSubstr("<testsuite name=\"scenario\" tests=\"1\""));
}

TEST(Xml, EscapesWhatIsSpecial) {
  EXPECT_EQ(xml_text("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&apos;");
  EXPECT_EQ(xml_attribute("one\ntwo\t"), "one&#10;two&#9;");
  EXPECT_EQ(xml_text("one\ntwo\t"), "one\ntwo\t");
}

TEST(Xml, HoldsNoCharacterThatXmlForbids) {
  EXPECT_EQ(xml_text(std::string("\0\x1b\x7f\r", 4)), "\\x00\\x1b\\x7f\\x0d");
  EXPECT_EQ(xml_text("\xff|\xc0\x80|\xed\xa0\x80|\xef\xbf\xbf|\xe2\x82"),
            "\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd|"
            "\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(xml_text("35 s \xc2\xb1 1 s \xf0\x9f\x9a\xa2"), "35 s \xc2\xb1 1 s \xf0\x9f\x9a\xa2");
}

TEST(Utf8, TakesNoOverlongFormAndNothingBehindTheEnd) {
  for (const std::string_view bad :
       {"\xe0\x80\x80", "\xf0\x80\x80\x80", "\xc1\xbf", "\xf4\x90\x80\x80"}) {
    EXPECT_FALSE(first_character(bad).code.has_value());
    EXPECT_EQ(first_character(bad).bytes, 1U);
  }
  EXPECT_FALSE(first_character(std::string_view("\xc3\xa9", 1)).code.has_value());
  EXPECT_EQ(first_character("\xc3\xa9").code, U'\u00e9');
}

TEST(Utf8, CountsColumnsAndNotBytes) {
  EXPECT_EQ(columns("\xc2\xb1 1\xff"), 4U);
}

}  // namespace
}  // namespace seatrial::report
