// SPDX-License-Identifier: Apache-2.0
// Reports made by hand, which the tests of the writers share. The sample is the case of A not
// having added B to its permission list: B's dials are denied and A never dials.
#pragma once

#include <string>

#include "harness/report/report.hpp"

namespace seatrial::report::testing_support {

struct Sample {
  SourceFiles files;
  Report report;
};

inline Link link_of(const std::string& from, const std::string& to, LinkStatus status) {
  Link link;
  link.from = from;
  link.to = to;
  link.status = status;
  return link;
}

inline Link denied(const std::string& from, const std::string& to) {
  Link link = link_of(from, to, LinkStatus::down);
  link.disposition = "permission_denied";
  link.code = "ST601";
  link.seen_as = "EOF";
  link.hops = {"b/b1 10.2.0.11:40000", "node port 1.2.3.4:32041 -> 10.1.0.11:30303"};
  return link;
}

inline Link made_by(const std::string& from, const std::string& to, Duration after) {
  Link link = link_of(from, to, LinkStatus::up);
  link.dialled_by = from;
  link.connected_after = after;
  return link;
}

inline Finding denial(FileId lists, FileId scenario) {
  return {.code = "ST601",
          .severity = Severity::error,
          .where = {lists, 4, 3},
          .what = "a/a1 does not permit b/b1",
          .why = "the dialler sees only EOF",
          .fix = "add b/b1 to permissioned-nodes.json of a",
          .related = {{{scenario, 9, 0}, "b/b1 dials from here"}},
          .links = 2};
}

inline Sample sample() {
  Sample made;
  const FileId scenario = made.files.add("scenarios/one-sided.yaml");
  const FileId lists = made.files.add("a/permissioned-nodes.json");
  Report& report = made.report;
  report.scenario = "scenarios/one-sided.yaml";
  report.title = "A has not added B yet";
  report.case_name = "before";
  report.mode = Mode::run;
  report.seed = 8;
  report.digest = 0xfeedfacecafebeefULL;
  report.verdict = Verdict::fail;
  report.virtual_time = seconds(120);
  report.expectations = {
      {"links b/* -> a/* down", {scenario, 14, 3}, Verdict::pass, {"b/b1 saw EOF 4 times"}},
      {"links a/* -> b/* up",
       {scenario, 15, 3},
       Verdict::fail,
       {"a/a1 never dialled b/b1", "because its static list has no entry for it"}}};
  report.links = {made_by("a/a2", "a/a1", milliseconds(200)), denied("b/b1", "a/a1"),
                  denied("b/b1", "a/a2")};
  report.findings = {denial(lists, scenario)};
  report.assumptions = {"assumed: linux with linear SYN time-outs"};
  report.ask = {"ask company a: does permissioned-nodes.json hold b/b1"};
  report.steps = {{"start *", Instant(0), ""}, {"cut a-b", Instant() + seconds(10), "for 60 s"}};
  return made;
}

}  // namespace seatrial::report::testing_support
