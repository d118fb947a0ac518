// SPDX-License-Identifier: Apache-2.0
#include "harness/report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "harness/report/junit_case.hpp"
#include "harness/report/xml.hpp"

namespace seatrial::report {
namespace {

struct Totals {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  Duration time;
};

struct Suite {
  Sheet sheet;
  std::vector<JunitCase> tests;
  Totals totals;
};

/// Virtual seconds as a decimal number without an exponent.
std::string xs_decimal(Duration d) {
  const std::int64_t ns = std::max<std::int64_t>(d.ns(), 0);
  return fmt::format("{}.{:09}", ns / 1'000'000'000, ns % 1'000'000'000);
}

std::string attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, xml_attribute(value));
}

Totals totals_of(const std::vector<JunitCase>& tests, Duration time) {
  Totals totals{.tests = tests.size(), .time = time};
  for (const JunitCase& test : tests) {
    if (test.outcome == Outcome::failure) ++totals.failures;
    if (test.outcome == Outcome::error) ++totals.errors;
    if (test.outcome == Outcome::skipped) ++totals.skipped;
  }
  return totals;
}

Totals operator+(const Totals& a, const Totals& b) {
  return {.tests = a.tests + b.tests,
          .failures = a.failures + b.failures,
          .errors = a.errors + b.errors,
          .skipped = a.skipped + b.skipped,
          .time = a.time + b.time};
}

std::string attributes(const Totals& totals) {
  return fmt::format(R"( tests="{}" failures="{}" errors="{}" skipped="{}" time="{}")",
                     totals.tests, totals.failures, totals.errors, totals.skipped,
                     xs_decimal(totals.time));
}

/// A suite needs a name, also for a world that was built in code.
std::string suite_name(const Report& report) {
  const std::string path = report.scenario.empty() ? "scenario" : report.scenario;
  return report.case_name.empty() ? path : path + " (" + report.case_name + ")";
}

std::string place_attributes(const JunitCase& test, const SourceFiles& files) {
  if (!test.where.known()) return "";
  const std::string file = attribute("file", files.path(test.where.file));
  return test.where.line == 0 ? file : file + attribute("line", std::to_string(test.where.line));
}

void write_outcome(std::ostream& out, const JunitCase& test) {
  const std::string body = xml_text(test.explanation);
  const std::string message = attribute("message", test.message);
  switch (test.outcome) {
    case Outcome::passed:
      out << "<system-out>" << body << "</system-out>";
      return;
    case Outcome::skipped:
      out << "<skipped" << message << ">" << body << "</skipped>";
      return;
    case Outcome::failure:
      out << "<failure" << message << attribute("type", test.type) << ">" << body << "</failure>";
      return;
    case Outcome::error:
      out << "<error" << message << attribute("type", test.type) << ">" << body << "</error>";
  }
}

void write_test(std::ostream& out, const JunitCase& test, const Sheet& sheet) {
  const std::string name = test.name.empty() ? "expectation" : test.name;
  out << "    <testcase" << attribute("name", name)
      << attribute("classname", suite_name(sheet.report)) << place_attributes(test, sheet.files);
  if (test.outcome == Outcome::passed && test.explanation.empty()) {
    out << "/>\n";
    return;
  }
  out << ">\n      ";
  write_outcome(out, test);
  out << "\n    </testcase>\n";
}

void write_property(std::ostream& out, std::string_view name, const std::string& value) {
  out << "      <property" << attribute("name", name) << attribute("value", value) << "/>\n";
}

void write_properties(std::ostream& out, const Report& report) {
  out << "    <properties>\n";
  write_property(out, "mode", std::string(to_string(report.mode)));
  write_property(out, "seed", std::to_string(report.seed));
  write_property(out, "fidelity", report.fidelity);
  if (report.digest) write_property(out, "digest", fmt::format("{:016x}", *report.digest));
  out << "    </properties>\n";
}

void write_suite(std::ostream& out, const Suite& suite) {
  const Report& report = suite.sheet.report;
  out << "  <testsuite" << attribute("name", suite_name(report)) << attributes(suite.totals)
      << ">\n";
  write_properties(out, report);
  for (const JunitCase& test : suite.tests) write_test(out, test, suite.sheet);
  out << "  </testsuite>\n";
}

}  // namespace

void write_junit(std::ostream& out, std::span<const Sheet> sheets) {
  std::vector<Suite> suites;
  Totals all;
  for (const Sheet& sheet : sheets) {
    std::vector<JunitCase> tests = junit_cases(sheet.report, sheet.files);
    const Totals totals = totals_of(tests, sheet.report.virtual_time);
    suites.push_back({sheet, std::move(tests), totals});
    all = all + totals;
  }
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" << attributes(all) << ">\n";
  for (const Suite& suite : suites) write_suite(out, suite);
  out << "</testsuites>\n";
}

void write_junit(std::ostream& out, const Report& report, const SourceFiles& files) {
  const Sheet sheet{report, files};
  write_junit(out, std::span(&sheet, 1));
}

}  // namespace seatrial::report
