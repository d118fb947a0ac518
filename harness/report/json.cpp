// SPDX-License-Identifier: Apache-2.0
#include "harness/report/json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <ostream>

namespace seatrial::report {
namespace {

using Json = nlohmann::ordered_json;

/// Only the notation is floating: the nearest double prints with the digits that the time has.
double in_seconds(Duration d) {
  return static_cast<double>(d.ns()) / 1e9;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json number_or_null(std::uint32_t number) {
  return number == 0 ? Json(nullptr) : Json(number);
}

void add_place(Json& object, const Mark& mark, const SourceFiles& files) {
  object["file"] = text_or_null(files.path(mark.file));
  object["line"] = number_or_null(mark.line);
  object["column"] = number_or_null(mark.column);
}

Json to_json(const Expectation& expectation, const SourceFiles& files) {
  Json object{{"name", expectation.name}, {"verdict", to_string(expectation.verdict)}};
  add_place(object, expectation.where, files);
  object["evidence"] = expectation.evidence;
  return object;
}

Json to_json(const Link& link) {
  const auto& after = link.connected_after;
  Json object{{"from", link.from},
              {"to", link.to},
              {"kind", to_string(link.kind)},
              {"status", to_string(link.status)},
              {"disposition", text_or_null(link.disposition)},
              {"code", text_or_null(link.code)},
              {"condition", text_or_null(link.condition)},
              {"hops", link.hops},
              {"seconds_to_connect", after ? Json(in_seconds(*after)) : Json(nullptr)}};
  if (link.links != 1) object["links"] = link.links;
  return object;
}

Json to_json(const Related& related, const SourceFiles& files) {
  Json object{{"message", related.text}};
  add_place(object, related.where, files);
  return object;
}

Json to_json(const Finding& finding, const SourceFiles& files) {
  Json object{
      {"code", finding.code}, {"severity", to_string(finding.severity)}, {"message", finding.what}};
  add_place(object, finding.where, files);
  object["why"] = finding.why;
  object["fix"] = finding.fix;
  object["links"] = finding.links;
  object["related"] = Json::array();
  for (const Related& related : finding.related)
    object["related"].push_back(to_json(related, files));
  return object;
}

/// An input error has its place in its text; it carries no mark.
Json to_json(const Error& error) {
  Json object{{"code", nullptr}, {"severity", "error"}, {"message", error.message()}};
  for (const char* key : {"file", "line", "column"}) object[key] = nullptr;
  object["why"] = "";
  object["fix"] = error.remedy;
  object["links"] = 0;
  object["related"] = Json::array();
  return object;
}

Json findings_of(const Report& report, const SourceFiles& files) {
  Json list = Json::array();
  if (report.input_error) list.push_back(to_json(*report.input_error));
  for (const Error& error : report.errors) list.push_back(to_json(error));
  for (const Finding& finding : report.findings) list.push_back(to_json(finding, files));
  return list;
}

/// What a baseline accepts, with its reason.
Json accepted_of(const Report& report, const SourceFiles& files) {
  Json list = Json::array();
  for (const Accepted& one : report.accepted) {
    list.push_back(to_json(one.finding, files));
    list.back()["reason"] = one.reason;
  }
  return list;
}

double in_seconds(Instant at) {
  return in_seconds(at.since_start());
}

Json to_json(const Forecast& forecast) {
  return {{"linked", in_seconds(forecast.linked)},
          {"at", in_seconds(forecast.at)},
          {"timer_of_round", forecast.round}};
}

Json to_json(const Stall& stall) {
  return {{"from", in_seconds(stall.from)},
          {"to", stall.to ? Json(in_seconds(*stall.to)) : Json(nullptr)},
          {"cause", stall.cause},
          {"round", stall.round},
          {"height", stall.height},
          {"missing", stall.missing},
          {"first_lost", text_or_null(stall.first_lost)},
          {"forecast", stall.forecast ? to_json(*stall.forecast) : Json(nullptr)},
          {"outlook", text_or_null(stall.outlook)},
          {"quick_fix", text_or_null(stall.quick_fix)},
          {"saved", stall.saved ? Json(in_seconds(*stall.saved)) : Json(nullptr)}};
}

Json to_json(const Losses& losses) {
  return {{"kind", losses.kind},         {"tried", losses.tried}, {"stopping", losses.stopping},
          {"freezing", losses.freezing}, {"stops", losses.stops}, {"freezes", losses.freezes}};
}

Json to_json(const Phase& phase) {
  return {{"from", in_seconds(phase.from)},
          {"to", in_seconds(phase.to)},
          {"first_height", phase.first},
          {"last_height", phase.last},
          {"round", phase.round}};
}

Json to_json(const Consensus& chain) {
  Json object{{"genesis_hash", chain.genesis_hash},
              {"protocol", chain.protocol},
              {"validators", chain.validators},
              {"f", chain.faulty},
              {"quorum", chain.quorum},
              {"formula", chain.formula},
              {"halts_without", chain.halts_without},
              {"heights", Json::object()},
              {"stalls", Json::array()},
              {"verdict", chain.verdict},
              {"losses", Json::array()},
              {"mesh", text_or_null(chain.mesh)},
              {"advice", chain.advice},
              {"over_time", Json::array()}};
  for (const Height& height : chain.heights) object["heights"][height.peer] = height.height;
  for (const Losses& losses : chain.losses) object["losses"].push_back(to_json(losses));
  for (const Phase& phase : chain.phases) object["over_time"].push_back(to_json(phase));
  for (const Stall& stall : chain.stalls) object["stalls"].push_back(to_json(stall));
  return object;
}

/// The chain of most peers, and the others beside it where there are any.
void add_consensus(Json& object, const std::vector<Consensus>& chains) {
  object["consensus"] = chains.empty() ? Json(nullptr) : to_json(chains.front());
  if (chains.size() < 2) return;
  object["other_chains"] = Json::array();
  for (std::size_t i = 1; i < chains.size(); ++i)
    object["other_chains"].push_back(to_json(chains[i]));
}

std::string name_of(const Report& report) {
  return report.case_name.empty() ? report.scenario : report.scenario + "#" + report.case_name;
}

Json digest_of(const Report& report) {
  return report.digest ? Json(fmt::format("{:016x}", *report.digest)) : Json(nullptr);
}

Json to_json(const Report& report, const SourceFiles& files) {
  Json object;
  object["scenario"] = name_of(report);
  object["seed"] = report.seed;
  object["fidelity"] = report.fidelity;
  object["digest"] = digest_of(report);
  object["verdict"] = report.input_error ? "invalid" : to_string(report.verdict);
  object["duration_virtual"] = in_seconds(report.virtual_time);
  object["expectations"] = Json::array();
  for (const Expectation& e : report.expectations)
    object["expectations"].push_back(to_json(e, files));
  object["links"] = Json::array();
  for (const Link& link : report.links) object["links"].push_back(to_json(link));
  add_consensus(object, report.consensus);
  object["findings"] = findings_of(report, files);
  if (!report.baseline.empty()) object["accepted"] = accepted_of(report, files);
  return object;
}

}  // namespace

void write_json(std::ostream& out, const Report& report, const SourceFiles& files) {
  out << to_json(report, files).dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace seatrial::report
