// SPDX-License-Identifier: Apache-2.0
#include "harness/report/sarif.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>

#include "harness/finding/catalogue.hpp"
#include "harness/report/finding_lines.hpp"
#include "harness/report/place.hpp"
#include "sim/core/digest.hpp"

namespace seatrial::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr const char* root_id = "%SRCROOT%";

std::string_view sarif_level(Severity severity) {
  return severity == Severity::info ? "note" : to_string(severity);
}

/// GitHub's word beside the level.
std::string_view problem_of(Severity severity) {
  return severity == Severity::info ? "recommendation" : to_string(severity);
}

/// Titles and sentences of the catalogue have no full stop; readers of SARIF expect one.
Json sentence(std::string_view text) {
  return {{"text", std::string(text) + "."}};
}

Json tags_of(const finding::Row& row) {
  Json tags = Json::array({finding::family(row.code)});
  for (std::string_view rest = row.facts; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(", "), rest.size());
    tags.push_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 2, rest.size()));
  }
  return tags;
}

Json rule_of(const finding::Row& row) {
  const std::string more = fmt::format("seatrial findings {}", row.code);
  return {{"id", row.code},
          {"shortDescription", sentence(row.title)},
          {"fullDescription", sentence(row.sentence)},
          {"help",
           {{"text", fmt::format("why: {}\nfix: {}\nmore: {}", row.sentence, row.fix, more)},
            {"markdown", fmt::format("**Why:** {}.\n\n**Fix:** {}.\n\n**More:** `{}`", row.sentence,
                                     row.fix, more)}}},
          {"defaultConfiguration", {{"level", sarif_level(row.severity)}}},
          {"properties",
           {{"tags", tags_of(row)},
            {"precision", "high"},
            {"problem.severity", problem_of(row.severity)}}}};
}

/// A path in a URI: what has a meaning there, or is no ASCII, is written in hex.
std::string uri_of(std::string_view path) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~+=,@";
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned>(static_cast<unsigned char>(c));
    uri += plain.find(c) == plain.npos ? fmt::format("%{:02X}", byte) : std::string(1, c);
  }
  return uri;
}

Json artifact_of(const std::string& path, const SarifContext& context) {
  if (const auto below = path_below(path, context.root))
    return {{"uri", uri_of(*below)}, {"uriBaseId", root_id}};
  return {{"uri", "file://" + uri_of("/" + path_from(path, "/"))}};
}

Json region_of(std::uint32_t line, std::uint32_t column) {
  Json region{{"startLine", line == 0 ? 1 : line}};  // a file as a whole: GitHub wants a line
  if (line != 0 && column != 0) region["startColumn"] = column;
  return region;
}

Json physical(const WrittenPlace& place, const SarifContext& context) {
  return {{"artifactLocation", artifact_of(place.file, context)},
          {"region", region_of(place.line, place.column)}};
}

/// A link to a related location: its text is between brackets, which it may not close itself.
std::string link_to(std::size_t id, const std::string& text) {
  std::string label;
  for (const char c : text) label += (c == '[' || c == ']' ? "\\" : "") + std::string(1, c);
  return fmt::format("[{}]({})", label, id);
}

/// Makes the results of one document.
class Results {
 public:
  explicit Results(const SarifContext& context) : context_(context) {}
  void add(const Sheet& sheet);
  Json take() { return std::move(results_); }

 private:
  void add(const Sheet& sheet, const Finding& finding, const Accepted* accepted);
  WrittenPlace place(const Sheet& sheet, const Mark& mark) const;
  WrittenPlace place(const Sheet& sheet, const Finding& finding) const;
  std::string message_of(const Finding& finding) const;
  void add_related(Json& result, const Sheet& sheet, const Finding& finding) const;
  std::string fingerprint(const Finding& finding, const std::string& uri);

  const SarifContext& context_;
  Json results_ = Json::array();
  std::set<std::string> seen_;
  std::map<std::string, std::size_t> alike_;
};

void Results::add(const Sheet& sheet) {
  for (const Finding& finding : sheet.report.findings) add(sheet, finding, nullptr);
  for (const Accepted& one : sheet.report.accepted) add(sheet, one.finding, &one);
}

WrittenPlace Results::place(const Sheet& sheet, const Mark& mark) const {
  return {sheet.files.path(mark.file), mark.line, mark.column};
}

/// GitHub refuses a result without a place: what has none stands at a related one, at the scenario,
/// or at the first file that another finding names.
WrittenPlace Results::place(const Sheet& sheet, const Finding& finding) const {
  if (finding.where.known()) return place(sheet, finding.where);
  for (const Related& related : finding.related)
    if (related.where.known()) return place(sheet, related.where);
  if (const auto scenario = place_of(sheet.report.scenario)) return *scenario;
  for (const Finding& other : sheet.report.findings)
    if (other.where.known()) return {sheet.files.path(other.where.file), 0, 0};
  return {};
}

std::string Results::message_of(const Finding& finding) const {
  std::string text = finding.what;
  if (finding.links != 0) text += fmt::format(" ({})", counted(finding.links, "link"));
  if (!finding.why.empty()) text += "\nwhy: " + finding.why;
  if (!finding.fix.empty()) text += "\nfix: " + finding.fix;
  std::size_t id = 0;
  for (const Related& related : finding.related)
    text +=
        related.where.known() ? "\nsee: " + link_to(++id, related.text) : "\nsee: " + related.text;
  return text;
}

void Results::add_related(Json& result, const Sheet& sheet, const Finding& finding) const {
  std::size_t id = 0;
  for (const Related& related : finding.related) {
    if (!related.where.known()) continue;
    result["relatedLocations"].push_back(
        {{"id", ++id},
         {"physicalLocation", physical(place(sheet, related.where), context_)},
         {"message", {{"text", related.text}}}});
  }
}

/// Of what a finding says and where, but not at which line.
std::string Results::fingerprint(const Finding& finding, const std::string& uri) {
  Digest digest;
  for (const std::string& part : {finding.code, uri, without_lines(finding.what)})
    digest.add(std::string_view(part));
  const std::string text = fmt::format("{:016x}", digest.value());
  return fmt::format("{}:{}", text, ++alike_[text]);
}

void Results::add(const Sheet& sheet, const Finding& finding, const Accepted* accepted) {
  const WrittenPlace at = place(sheet, finding);
  const Json where = physical(at, context_);
  const std::string message = message_of(finding);
  if (!seen_.insert(finding.code + where.dump() + message).second) return;
  const finding::Row* row = finding::find(finding.code);
  Json result{{"ruleId", finding.code}};
  if (row != nullptr) result["ruleIndex"] = row - finding::catalogue().data();
  result["level"] = sarif_level(finding.severity);
  result["message"] = {{"text", message}};
  result["locations"] = Json::array();
  if (!at.file.empty()) result["locations"].push_back({{"physicalLocation", where}});
  add_related(result, sheet, finding);
  result["partialFingerprints"] = {
      {"seatrialFinding/v1", fingerprint(finding, where["artifactLocation"]["uri"])}};
  if (accepted != nullptr) {
    Json suppression{{"kind", "external"}, {"status", "accepted"}};
    if (!accepted->reason.empty()) suppression["justification"] = accepted->reason;
    result["suppressions"] = Json::array({std::move(suppression)});
  }
  results_.push_back(std::move(result));
}

Json notification_of(const Error& error, const SarifContext& context) {
  Json notification{{"level", "error"}, {"message", {{"text", error.message()}}}};
  if (const auto place = place_of(error.where))
    notification["locations"] = Json::array({{{"physicalLocation", physical(*place, context)}}});
  return notification;
}

Json invocation_of(std::span<const Sheet> sheets, const SarifContext& context) {
  Json notifications = Json::array();
  for (const Sheet& sheet : sheets) {
    if (sheet.report.input_error)
      notifications.push_back(notification_of(*sheet.report.input_error, context));
    for (const Error& error : sheet.report.errors)
      notifications.push_back(notification_of(error, context));
  }
  Json invocation{{"executionSuccessful", notifications.empty()}};
  if (!notifications.empty()) invocation["toolExecutionNotifications"] = std::move(notifications);
  return invocation;
}

Json tool_of(const SarifContext& context) {
  Json rules = Json::array();
  for (const finding::Row& row : finding::catalogue()) rules.push_back(rule_of(row));
  Json driver{{"name", "Seatrial"}};
  if (!context.version.empty()) driver["version"] = context.version;
  driver["rules"] = std::move(rules);
  return {{"driver", std::move(driver)}};
}

}  // namespace

void write_sarif(std::ostream& out, std::span<const Sheet> sheets, const SarifContext& context) {
  Results results(context);
  for (const Sheet& sheet : sheets) results.add(sheet);
  Json run{{"tool", tool_of(context)},
           {"invocations", Json::array({invocation_of(sheets, context)})},
           {"originalUriBaseIds",
            {{root_id, {{"description", {{"text", "the root of the checkout"}}}}}}},
           {"columnKind", "unicodeCodePoints"},
           {"results", results.take()}};
  const Json document{
      {"$schema", schema}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
  out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace seatrial::report
